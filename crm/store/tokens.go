package store

import (
	"context"
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

type tokenRow struct {
	ID          crm.TokenID
	Digest      []byte
	UserID      crm.UserID
	Name        string
	CreatedAt   time.Time
	LastUsedAt  *time.Time
	RevokedAt   *time.Time
	ExpiresAt   *time.Time
	Permissions *string // a JSON array; null has all
}

func (tokenRow) TableName() string { return "tokens" }

func (r tokenRow) token() (crm.Token, error) {
	t := crm.Token{ID: r.ID, User: r.UserID, Name: r.Name, CreatedAt: r.CreatedAt.UTC(), LastUsedAt: utc(r.LastUsedAt), ExpiresAt: utc(r.ExpiresAt)}
	if r.Permissions == nil {
		return t, nil
	}
	return t, json.Unmarshal([]byte(*r.Permissions), &t.Permissions)
}

// tokenPrefix lets a leaked token be recognised as one.
const tokenPrefix = "vonal_"

// CreateToken is MakeToken of one that may all and does not end by itself.
func (s *Store) CreateToken(ctx context.Context, id crm.UserID, name string) (plain string, token crm.Token, err error) {
	return s.MakeToken(ctx, crm.NewToken{User: id, Name: name})
}

// MakeToken lets a program act as a user, until the token ends or is revoked.
// The value is answered once and not kept.
func (s *Store) MakeToken(ctx context.Context, in crm.NewToken) (plain string, token crm.Token, err error) {
	const op = "store.MakeToken"
	now := crm.Moment(s.clock.Now())
	if in, err = in.Checked(now); err != nil {
		return "", crm.Token{}, fault.Wrap(op, err)
	}
	if plain, _, err = secret(); err != nil {
		return "", crm.Token{}, fault.Wrap(op, err)
	}
	plain = tokenPrefix + plain
	id, err := newID[crm.TokenID]()
	if err != nil {
		return "", crm.Token{}, fault.Wrap(op, err)
	}
	if !sound(in.User) {
		return "", crm.Token{}, unknown(op)
	}
	row := tokenRow{ID: id, Digest: digestOf(plain), UserID: in.User, Name: in.Name, CreatedAt: now, ExpiresAt: at(in.ExpiresAt)}
	if in.Permissions != nil {
		list, err := json.Marshal(in.Permissions)
		if err != nil {
			return "", crm.Token{}, fault.Wrap(op, err)
		}
		text := string(list)
		row.Permissions = &text
	}
	err = s.write(ctx, op, func(tx *gorm.DB) error {
		if err := tx.Where("id = ? AND disabled_at IS NULL", in.User).Take(&userRow{}).Error; err != nil {
			return err
		}
		return tx.Create(&row).Error
	})
	if err != nil {
		return "", crm.Token{}, err
	}
	return plain, crm.Token{ID: id, User: in.User, Name: in.Name, CreatedAt: now, ExpiresAt: in.ExpiresAt, Permissions: in.Permissions}, nil
}

// TokenUser finds as whom a program acts, with no more than what the token may.
// A token that is not there, has ended or was revoked is a fault of kind
// Anonymous.
func (s *Store) TokenUser(ctx context.Context, plain string) (crm.User, error) {
	const op = "store.TokenUser"
	now := crm.Moment(s.clock.Now())
	var row struct {
		User        identityRow `gorm:"embedded"`
		LastUsedAt  *time.Time
		Permissions *string
	}
	digest := digestOf(plain)
	err := s.read(ctx, op, func(tx *gorm.DB) error {
		err := tx.Table("tokens").Select(identityColumns+", tokens.last_used_at, tokens.permissions").
			Joins("JOIN users ON users.id = tokens.user_id AND users.disabled_at IS NULL "+identityJoins).
			Where("tokens.digest = ? AND tokens.revoked_at IS NULL AND (tokens.expires_at IS NULL OR tokens.expires_at > ?)", digest, now).
			Take(&row).Error
		if err != nil || now.Sub(utc(row.LastUsedAt)) < noteUse {
			return err
		}
		return tx.Exec("UPDATE tokens SET last_used_at = ? WHERE digest = ?", now, digest).Error
	})
	if err != nil {
		return crm.User{}, anonymous(op, err)
	}
	user, err := row.User.user()
	if err == nil {
		user, err = limited(user, row.Permissions)
	}
	if err != nil {
		return crm.User{}, explain(op, err)
	}
	return user, nil
}

// limited is the user with no more than these permissions, a JSON array; nil
// leaves all.
func limited(u crm.User, permissions *string) (crm.User, error) {
	if permissions == nil {
		return u, nil
	}
	var only []crm.Permission
	err := json.Unmarshal([]byte(*permissions), &only)
	u.Grants = u.Grants.Only(only)
	return u, err
}

// ListTokens are the tokens of a user that hold now, newest first.
func (s *Store) ListTokens(ctx context.Context, id crm.UserID) ([]crm.Token, error) {
	const op = "store.ListTokens"
	if !sound(id) {
		return nil, unknown(op)
	}
	var rows []tokenRow
	err := s.read(ctx, op, func(tx *gorm.DB) error {
		return tx.Where("user_id = ? AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?)", id, crm.Moment(s.clock.Now())).
			Order("created_at DESC, id DESC").Limit(crm.MaxPage).Find(&rows).Error
	})
	all := make([]crm.Token, len(rows))
	for i, r := range rows {
		if all[i], err = r.token(); err != nil {
			return nil, explain(op, err)
		}
	}
	return all, err
}

// RevokeToken ends a token of a user.
func (s *Store) RevokeToken(ctx context.Context, user crm.UserID, id crm.TokenID) error {
	const op = "store.RevokeToken"
	if !sound(user) || !sound(id) {
		return unknown(op)
	}
	return s.write(ctx, op, func(tx *gorm.DB) error {
		done := tx.Model(&tokenRow{}).Where("id = ? AND user_id = ? AND revoked_at IS NULL", id, user).
			Update("revoked_at", crm.Moment(s.clock.Now()))
		if done.Error == nil && done.RowsAffected == 0 {
			return unknown(op)
		}
		return done.Error
	})
}
