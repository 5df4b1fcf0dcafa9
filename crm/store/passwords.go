package store

import (
	"context"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

// SetPassword gives a user a new password and ends all their sessions but
// that of the secret that is kept; "" keeps none.
func (s *Store) SetPassword(ctx context.Context, id crm.UserID, password, kept string) error {
	const op = "store.SetPassword"
	user, err := s.UserByID(ctx, id)
	if err != nil {
		return fault.Wrap(op, err)
	}
	if err := crm.CheckPassword(user.Login, password); err != nil {
		return fault.Wrap(op, err)
	}
	digest, err := s.passwords.Hash(ctx, password)
	if err != nil {
		return fault.Wrap(op, err)
	}
	return s.write(ctx, op, func(tx *gorm.DB) error {
		if err := tx.Model(&userRow{}).Where("id = ?", id).Update("password_hash", digest).Error; err != nil {
			return err
		}
		return tx.Exec("DELETE FROM sessions WHERE user_id = ? AND digest <> ?", id, digestOf(kept)).Error
	})
}

// CheckPassword finds the user who logs in with this password. A wrong one, a
// login there is not and a user who is disabled are the same fault of kind
// Anonymous, and take the same time.
func (s *Store) CheckPassword(ctx context.Context, login, password string) (crm.User, error) {
	const op = "store.CheckPassword"
	refused := fault.New(fault.Anonymous, op, "login or password is wrong")
	if len(password) > crm.MaxPassword {
		password = "" // longer than any that was ever accepted
	}
	var rows []userRow
	err := s.read(ctx, op, func(tx *gorm.DB) error {
		return tx.Where("login = ? AND disabled_at IS NULL", crm.CleanLogin(login)).Limit(1).Find(&rows).Error
	})
	if err != nil {
		return crm.User{}, err
	}
	var row userRow
	if len(rows) > 0 {
		row = rows[0]
	}
	ok, stale, err := s.passwords.Matches(ctx, row.PasswordHash, password)
	switch {
	case err != nil:
		return crm.User{}, fault.Wrap(op, err)
	case !ok:
		return crm.User{}, refused
	case stale:
		return row.user(), s.rehash(ctx, op, row, password)
	}
	return row.user(), nil
}

// rehash keeps a password at the present cost, unless it has been changed.
func (s *Store) rehash(ctx context.Context, op string, row userRow, password string) error {
	digest, err := s.passwords.Hash(ctx, password)
	if err != nil {
		return fault.Wrap(op, err)
	}
	return s.write(ctx, op, func(tx *gorm.DB) error {
		return tx.Model(&userRow{}).Where("id = ? AND password_hash = ?", row.ID, row.PasswordHash).
			Update("password_hash", digest).Error
	})
}
