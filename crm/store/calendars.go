package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

// MakeCalendar makes the secret of a user's calendar, of which there is one: an
// older one is dead from then on. The value is answered once and not kept.
func (s *Store) MakeCalendar(ctx context.Context, id crm.UserID) (plain string, made crm.Calendar, err error) {
	const op = "store.MakeCalendar"
	plain, digest, err := secret()
	if err != nil {
		return "", made, fault.Wrap(op, err)
	}
	made.MadeAt = crm.Moment(s.clock.Now())
	err = s.write(ctx, op, func(tx *gorm.DB) error {
		return tx.Exec(`INSERT INTO calendars (user_id, digest, made_at) VALUES (?, ?, ?)
			ON CONFLICT (user_id) DO UPDATE SET digest = excluded.digest, made_at = excluded.made_at, last_read_at = NULL`, id, digest, made.MadeAt).Error
	})
	return plain, made, err
}

// GetCalendar is a user's; Unknown if there is none.
func (s *Store) GetCalendar(ctx context.Context, id crm.UserID) (crm.Calendar, error) {
	const op = "store.GetCalendar"
	var row struct {
		MadeAt     time.Time
		LastReadAt *time.Time
	}
	err := s.read(ctx, op, func(tx *gorm.DB) error {
		return tx.Table("calendars").Where("user_id = ?", id).Take(&row).Error
	})
	return crm.Calendar{MadeAt: row.MadeAt.UTC(), LastRead: utc(row.LastReadAt)}, err
}

// RemoveCalendar makes the address dead.
func (s *Store) RemoveCalendar(ctx context.Context, id crm.UserID) error {
	const op = "store.RemoveCalendar"
	return s.write(ctx, op, func(tx *gorm.DB) error {
		done := tx.Exec("DELETE FROM calendars WHERE user_id = ?", id)
		if done.Error == nil && done.RowsAffected == 0 {
			return unknown(op)
		}
		return done.Error
	})
}

// CalendarUser finds whose calendar has this secret, and notes that it was read.
// The calendar of somebody who may not log in is unknown.
func (s *Store) CalendarUser(ctx context.Context, plain string) (crm.User, error) {
	const op = "store.CalendarUser"
	var row struct {
		User       identityRow `gorm:"embedded"`
		LastReadAt *time.Time
	}
	digest, now := digestOf(plain), crm.Moment(s.clock.Now())
	err := s.read(ctx, op, func(tx *gorm.DB) error {
		err := tx.Table("calendars").Select(identityColumns+", calendars.last_read_at").
			Joins("JOIN users ON users.id = calendars.user_id AND users.disabled_at IS NULL "+identityJoins).
			Where("calendars.digest = ?", digest).Take(&row).Error
		if err != nil || now.Sub(utc(row.LastReadAt)) < noteUse {
			return err
		}
		return tx.Exec("UPDATE calendars SET last_read_at = ? WHERE digest = ?", now, digest).Error
	})
	if err != nil {
		return crm.User{}, err
	}
	user, err := row.User.user()
	return user, explained(op, err)
}
