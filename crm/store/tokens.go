package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

type tokenRow struct {
	ID         crm.TokenID
	Digest     []byte
	UserID     crm.UserID
	Name       string
	CreatedAt  time.Time
	LastUsedAt *time.Time
	RevokedAt  *time.Time
}

func (tokenRow) TableName() string { return "tokens" }

// tokenPrefix lets a leaked token be recognised as one.
const tokenPrefix = "vonal_"

// CreateToken lets a program act as a user, until the token is revoked. The
// value is answered once and not kept.
func (s *Store) CreateToken(ctx context.Context, id crm.UserID, name string) (plain string, token crm.Token, err error) {
	const op = "store.CreateToken"
	plain, _, err = secret()
	if err != nil {
		return "", crm.Token{}, fault.Wrap(op, err)
	}
	plain = tokenPrefix + plain
	tokenID, err := newID[crm.TokenID]()
	if err != nil {
		return "", crm.Token{}, fault.Wrap(op, err)
	}
	if !sound(id) {
		return "", crm.Token{}, unknown(op)
	}
	row := tokenRow{ID: tokenID, Digest: digestOf(plain), UserID: id, Name: crm.CleanName(name), CreatedAt: crm.Moment(s.clock.Now())}
	err = s.write(ctx, op, func(tx *gorm.DB) error {
		if err := tx.Where("id = ? AND disabled_at IS NULL", id).Take(&userRow{}).Error; err != nil {
			return err
		}
		return tx.Create(&row).Error
	})
	if err != nil {
		return "", crm.Token{}, err
	}
	return plain, crm.Token{ID: row.ID, User: id, Name: row.Name, CreatedAt: row.CreatedAt}, nil
}

// TokenUser finds as whom a program acts. A token that is not there or was
// revoked is a fault of kind Anonymous.
func (s *Store) TokenUser(ctx context.Context, plain string) (crm.User, error) {
	const op = "store.TokenUser"
	now := crm.Moment(s.clock.Now())
	var row struct {
		User       identityRow `gorm:"embedded"`
		LastUsedAt *time.Time
	}
	digest := digestOf(plain)
	err := s.read(ctx, op, func(tx *gorm.DB) error {
		err := tx.Table("tokens").Select(identityColumns+", tokens.last_used_at").
			Joins("JOIN users ON users.id = tokens.user_id AND users.disabled_at IS NULL "+identityJoins).
			Where("tokens.digest = ? AND tokens.revoked_at IS NULL", digest).Take(&row).Error
		if err != nil || now.Sub(utc(row.LastUsedAt)) < noteUse {
			return err
		}
		return tx.Exec("UPDATE tokens SET last_used_at = ? WHERE digest = ?", now, digest).Error
	})
	if err != nil {
		return crm.User{}, anonymous(op, err)
	}
	user, err := row.User.user()
	if err != nil {
		return crm.User{}, explain(op, err)
	}
	return user, nil
}

// ListTokens are the tokens of a user that are not revoked, newest first.
func (s *Store) ListTokens(ctx context.Context, id crm.UserID) ([]crm.Token, error) {
	const op = "store.ListTokens"
	if !sound(id) {
		return nil, unknown(op)
	}
	var rows []tokenRow
	err := s.read(ctx, op, func(tx *gorm.DB) error {
		return tx.Where("user_id = ? AND revoked_at IS NULL", id).Order("created_at DESC, id DESC").Limit(crm.MaxPage).Find(&rows).Error
	})
	all := make([]crm.Token, len(rows))
	for i, r := range rows {
		all[i] = crm.Token{ID: r.ID, User: r.UserID, Name: r.Name, CreatedAt: r.CreatedAt.UTC(), LastUsedAt: utc(r.LastUsedAt)}
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
