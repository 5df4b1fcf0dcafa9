package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

type pushRow struct {
	ID       crm.PushID
	UserID   crm.UserID
	Endpoint string
	P256dh   string `gorm:"column:p256dh"`
	Auth     string
	Device   string
	MadeAt   time.Time
}

func (pushRow) TableName() string { return "push_browsers" }

func (r pushRow) push() crm.Push {
	return crm.Push{ID: r.ID, User: r.UserID, Endpoint: r.Endpoint, P256dh: r.P256dh, Auth: r.Auth, Device: r.Device, MadeAt: r.MadeAt.UTC()}
}

// aboutPush is about what the private key of the sender is sealed.
const aboutPush = "push"

// PushSender is the pair of keys by which browsers know who tells them, made at
// first use. Without a key to seal it there is none: Unavailable.
func (s *Store) PushSender(ctx context.Context, newPair func() (public, private string, err error)) (public, private string, err error) {
	const op = "store.PushSender"
	if s.sealer == nil {
		return "", "", fault.New(fault.Unavailable, op, "there is no key to seal it with")
	}
	var row struct {
		Public  string
		Private []byte
	}
	find := func(tx *gorm.DB) error { return tx.Raw("SELECT public, private FROM push_sender").Scan(&row).Error }
	if err := s.read(ctx, op, find); err != nil {
		return "", "", err
	}
	if row.Public == "" {
		public, private, err := newPair()
		if err != nil {
			return "", "", fault.Wrap(op, err)
		}
		sealed, err := s.sealer.Seal(private, aboutPush)
		if err != nil {
			return "", "", err
		}
		err = s.write(ctx, op, func(tx *gorm.DB) error {
			made := pushSenderRow{One: true, Public: public, Private: sealed}
			if err := tx.Clauses(onlyOnce).Create(&made).Error; err != nil {
				return err
			}
			return find(tx) // another may have been first
		})
		if err != nil {
			return "", "", err
		}
	}
	private, err = s.sealer.Open(row.Private, aboutPush)
	return row.Public, private, err
}

type pushSenderRow struct {
	One     bool
	Public  string
	Private []byte
}

func (pushSenderRow) TableName() string { return "push_sender" }

// AddPush has a user told in a browser. Whoever used it before is told there no
// longer.
func (s *Store) AddPush(ctx context.Context, in crm.Push) (crm.Push, error) {
	const op = "store.AddPush"
	in, err := in.Checked()
	if err != nil {
		return in, fault.Wrap(op, err)
	}
	if in.ID, err = newID[crm.PushID](); err != nil {
		return in, fault.Wrap(op, err)
	}
	row := pushRow{ID: in.ID, UserID: in.User, Endpoint: in.Endpoint, P256dh: in.P256dh, Auth: in.Auth, Device: in.Device, MadeAt: crm.Moment(s.clock.Now())}
	err = s.write(ctx, op, func(tx *gorm.DB) error {
		var before []crm.UserID
		if err := tx.Raw("DELETE FROM push_browsers WHERE endpoint = ? RETURNING user_id", in.Endpoint).Scan(&before).Error; err != nil {
			return err
		}
		if err := tx.Create(&row).Error; err != nil {
			return err
		}
		err := tx.Exec(`DELETE FROM push_browsers WHERE user_id = ? AND id NOT IN (
			SELECT id FROM push_browsers WHERE user_id = ? ORDER BY made_at DESC, id DESC LIMIT ?)`, in.User, in.User, crm.MaxPush).Error
		if err != nil {
			return err
		}
		c := crm.DefaultNoticeChoices(s.zone)
		err = tx.Exec(`INSERT INTO notice_choices (user_id, mail, daily_at, quiet_from, quiet_to, zone, language) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			in.User, c.Mail, c.DailyAt, c.QuietFrom, c.QuietTo, c.Zone, in.Language).Error
		if err != nil {
			return err
		}
		return choosePush(tx, append(before, in.User))
	})
	return row.push(), err
}

// choosePush has those told by push who have a browser for it, and no others.
func choosePush(tx *gorm.DB, users []crm.UserID) error {
	return tx.Exec(`UPDATE notice_choices SET push = EXISTS (SELECT FROM push_browsers WHERE push_browsers.user_id = notice_choices.user_id)
		WHERE user_id IN ?`, users).Error
}

// ListPush are the browsers of a user, newest first.
func (s *Store) ListPush(ctx context.Context, user crm.UserID) ([]crm.Push, error) {
	var rows []pushRow
	err := s.read(ctx, "store.ListPush", func(tx *gorm.DB) error {
		return tx.Where("user_id = ?", user).Order("made_at DESC, id DESC").Find(&rows).Error
	})
	all := make([]crm.Push, len(rows))
	for i, r := range rows {
		all[i] = r.push()
	}
	return all, err
}

// RemovePush has a user told in a browser no longer.
func (s *Store) RemovePush(ctx context.Context, user crm.UserID, id crm.PushID) error {
	const op = "store.RemovePush"
	return s.write(ctx, op, func(tx *gorm.DB) error {
		if !sound(id) {
			return unknown(op)
		}
		done := tx.Exec("DELETE FROM push_browsers WHERE id = ? AND user_id = ?", id, user)
		if done.Error != nil {
			return done.Error
		}
		if done.RowsAffected == 0 {
			return unknown(op)
		}
		return choosePush(tx, []crm.UserID{user})
	})
}
