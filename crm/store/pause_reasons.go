package store

import (
	"context"
	"encoding/json"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

// PauseReasons are the company's own list, in order.
func (s *Store) PauseReasons(ctx context.Context) ([]crm.PauseReason, error) {
	const op = "store.PauseReasons"
	var rows []struct {
		Key, Labels  string
		Place        int
		Forced, Paid bool
	}
	err := s.read(ctx, op, func(tx *gorm.DB) error {
		return tx.Raw("SELECT * FROM pause_reasons ORDER BY place, key").Scan(&rows).Error
	})
	all := make([]crm.PauseReason, len(rows))
	for i, r := range rows {
		all[i] = crm.PauseReason{Key: r.Key, Place: r.Place, Forced: r.Forced, Paid: r.Paid}
		if err := json.Unmarshal([]byte(r.Labels), &all[i].Labels); err != nil {
			return nil, fault.Wrap(op, err)
		}
	}
	return all, err
}

// PutPauseReason adds a reason to the list, or replaces it.
func (s *Store) PutPauseReason(ctx context.Context, r crm.PauseReason) (crm.PauseReason, error) {
	const op = "store.PutPauseReason"
	r, err := r.Checked()
	if err != nil {
		return r, fault.Wrap(op, err)
	}
	return r, s.write(ctx, op, func(tx *gorm.DB) error {
		var n int64
		if err := tx.Table("pause_reasons").Where("key <> ?", r.Key).Count(&n).Error; err != nil {
			return err
		}
		if n >= crm.MaxPauseReasons {
			return fault.New(fault.Conflict, op, "there are %d reasons already", n)
		}
		return tx.Exec(`INSERT INTO pause_reasons (key, labels, place, forced, paid) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (key) DO UPDATE SET labels = excluded.labels, place = excluded.place, forced = excluded.forced, paid = excluded.paid`,
			r.Key, jsonText(r.Labels), r.Place, r.Forced, r.Paid).Error
	})
}

// RemovePauseReason takes a reason off the list; pauses that were made for it
// keep its key.
func (s *Store) RemovePauseReason(ctx context.Context, key string) error {
	const op = "store.RemovePauseReason"
	return s.write(ctx, op, func(tx *gorm.DB) error {
		done := tx.Exec("DELETE FROM pause_reasons WHERE key = ?", key)
		if done.Error == nil && done.RowsAffected == 0 {
			return unknown(op)
		}
		return done.Error
	})
}
