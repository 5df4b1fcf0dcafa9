package store

import (
	"context"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

// UserBySubject finds whom an OpenID provider names: by the subject that was
// linked before, or else by the verified address, which links the subject. It
// is Unknown for nobody and for a user who is disabled. email is "" where the
// provider has not verified one.
func (s *Store) UserBySubject(ctx context.Context, issuer, subject, email string) (crm.User, error) {
	const op = "store.UserBySubject"
	if issuer == "" || subject == "" {
		return crm.User{}, fault.New(fault.Invalid, op, "issuer and subject are needed")
	}
	email = crm.CleanEmail(email)
	var row userRow
	err := s.write(ctx, op, func(tx *gorm.DB) error {
		var linked []crm.UserID
		err := tx.Table("user_subjects").Where("issuer = ? AND subject = ?", issuer, subject).Pluck("user_id", &linked).Error
		if err != nil {
			return err
		}
		if len(linked) > 0 {
			return tx.Where("id = ? AND disabled_at IS NULL", linked[0]).Take(&row).Error
		}
		if email == "" {
			return unknown(op)
		}
		if err := tx.Where("email = ? AND disabled_at IS NULL", email).Take(&row).Error; err != nil {
			return err
		}
		// An address that is given to somebody else does not hand over the account.
		var others int64
		if err := tx.Table("user_subjects").Where("issuer = ? AND user_id = ?", issuer, row.ID).Count(&others).Error; err != nil {
			return err
		}
		if others > 0 {
			return unknown(op)
		}
		return tx.Exec("INSERT INTO user_subjects (issuer, subject, user_id, linked_at) VALUES (?, ?, ?, ?)",
			issuer, subject, row.ID, crm.Moment(s.clock.Now())).Error
	})
	if err != nil {
		return crm.User{}, err
	}
	return row.user(), nil
}
