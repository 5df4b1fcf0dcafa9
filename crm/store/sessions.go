package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

// How long a session lasts unused and at all, and how often its use is noted.
const (
	idleSession  = 30 * time.Minute
	wholeSession = 12 * time.Hour
	noteUse      = time.Minute
)

type sessionRow struct {
	ID        crm.SessionID
	IP        string
	Browser   string
	Digest    []byte
	UserID    crm.UserID
	CreatedAt time.Time
	SeenAt    time.Time
	ExpiresAt time.Time
}

func (sessionRow) TableName() string { return "sessions" }

// secret makes an opaque value of 256 bits that only its bearer knows.
func secret() (plain string, digest []byte, err error) {
	b := make([]byte, 32)
	if _, err := rand.Read(b); err != nil {
		return "", nil, err
	}
	plain = base64.RawURLEncoding.EncodeToString(b)
	return plain, digestOf(plain), nil
}

func digestOf(plain string) []byte {
	sum := sha256.Sum256([]byte(plain))
	return sum[:]
}

// CreateSession logs a user in and answers the value by which the browser is
// known from then on. Sessions that have run out are forgotten on the way.
func (s *Store) CreateSession(ctx context.Context, id crm.UserID, on crm.Device) (plain string, session crm.Session, err error) {
	const op = "store.CreateSession"
	plain, digest, err := secret()
	if err != nil {
		return "", crm.Session{}, fault.Wrap(op, err)
	}
	if !sound(id) {
		return "", crm.Session{}, unknown(op)
	}
	sessionID, err := newID[crm.SessionID]()
	if err != nil {
		return "", crm.Session{}, fault.Wrap(op, err)
	}
	now := crm.Moment(s.clock.Now())
	row := sessionRow{ID: sessionID, IP: crm.CleanName(on.IP), Browser: crm.CleanName(on.Browser), Digest: digest, UserID: id, CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(wholeSession)}
	var user userRow
	err = s.write(ctx, op, func(tx *gorm.DB) error {
		if err := tx.Where("id = ? AND disabled_at IS NULL", id).Take(&user).Error; err != nil {
			return err
		}
		if err := tx.Exec("DELETE FROM sessions WHERE expires_at <= ?", now).Error; err != nil {
			return err
		}
		return tx.Create(&row).Error
	})
	if err != nil {
		return "", crm.Session{}, err
	}
	return plain, crm.Session{ID: row.ID, User: user.user(), Device: on, CreatedAt: now, SeenAt: now, ExpiresAt: row.ExpiresAt}, nil
}

// SessionUser finds who has logged in. A session that is not there, has run out
// or was not used for half an hour is a fault of kind Anonymous.
func (s *Store) SessionUser(ctx context.Context, plain string) (crm.Session, error) {
	const op = "store.SessionUser"
	now := crm.Moment(s.clock.Now())
	var row struct {
		User      identityRow `gorm:"embedded"`
		SessionID crm.SessionID
		SeenAt    time.Time
		Begun     time.Time
		ExpiresAt time.Time
	}
	digest := digestOf(plain)
	err := s.read(ctx, op, func(tx *gorm.DB) error {
		err := tx.Table("sessions").
			Select(identityColumns+", sessions.id AS session_id, sessions.seen_at, sessions.created_at AS begun, sessions.expires_at").
			Joins("JOIN users ON users.id = sessions.user_id AND users.disabled_at IS NULL "+identityJoins).
			Where("sessions.digest = ? AND sessions.expires_at > ? AND sessions.seen_at > ?", digest, now, now.Add(-idleSession)).
			Take(&row).Error
		if err != nil || now.Sub(row.SeenAt) < noteUse {
			return err
		}
		return tx.Exec("UPDATE sessions SET seen_at = ? WHERE digest = ?", now, digest).Error
	})
	if err != nil {
		return crm.Session{}, anonymous(op, err)
	}
	user, err := row.User.user()
	if err != nil {
		return crm.Session{}, explain(op, err)
	}
	return crm.Session{ID: row.SessionID, User: user, CreatedAt: row.Begun.UTC(), ExpiresAt: row.ExpiresAt.UTC()}, nil
}

// anonymous says that nobody is known by what was shown.
func anonymous(op string, err error) error {
	if fault.Is(err, fault.Unknown) {
		return fault.New(fault.Anonymous, op, "you are not logged in")
	}
	return err
}

// EndSession logs a browser out; one that is not logged in is left so.
func (s *Store) EndSession(ctx context.Context, plain string) error {
	return s.write(ctx, "store.EndSession", func(tx *gorm.DB) error {
		return tx.Exec("DELETE FROM sessions WHERE digest = ?", digestOf(plain)).Error
	})
}

// ListSessions are those of a user that hold now, the newest first.
func (s *Store) ListSessions(ctx context.Context, id crm.UserID) ([]crm.Session, error) {
	const op = "store.ListSessions"
	if !sound(id) {
		return nil, unknown(op)
	}
	now := crm.Moment(s.clock.Now())
	var rows []sessionRow
	err := s.read(ctx, op, func(tx *gorm.DB) error {
		return tx.Where("user_id = ? AND expires_at > ? AND seen_at > ?", id, now, now.Add(-idleSession)).
			Order("created_at DESC, id DESC").Limit(crm.MaxPage).Find(&rows).Error
	})
	all := make([]crm.Session, len(rows))
	for i, r := range rows {
		all[i] = crm.Session{ID: r.ID, User: crm.User{ID: r.UserID}, Device: crm.Device{IP: r.IP, Browser: r.Browser},
			CreatedAt: r.CreatedAt.UTC(), SeenAt: r.SeenAt.UTC(), ExpiresAt: r.ExpiresAt.UTC()}
	}
	return all, err
}

// EndSessionByID ends a session of a user.
func (s *Store) EndSessionByID(ctx context.Context, user crm.UserID, id crm.SessionID) error {
	const op = "store.EndSessionByID"
	if !sound(user) || !sound(id) {
		return unknown(op)
	}
	return s.write(ctx, op, func(tx *gorm.DB) error {
		done := tx.Exec("DELETE FROM sessions WHERE id = ? AND user_id = ?", id, user)
		if done.Error == nil && done.RowsAffected == 0 {
			return unknown(op)
		}
		return done.Error
	})
}

// EndSessions logs a user out everywhere, but in the session of the secret
// that is kept; "" keeps none.
func (s *Store) EndSessions(ctx context.Context, id crm.UserID, kept string) error {
	const op = "store.EndSessions"
	if !sound(id) {
		return unknown(op)
	}
	return s.write(ctx, op, func(tx *gorm.DB) error {
		return tx.Exec("DELETE FROM sessions WHERE user_id = ? AND digest <> ?", id, digestOf(kept)).Error
	})
}

func endSessions(tx *gorm.DB, id crm.UserID) error {
	return tx.Exec("DELETE FROM sessions WHERE user_id = ?", id).Error
}
