package store

import (
	"bytes"
	"context"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

// BeginRequest takes an idempotency key for a request, or answers what was
// answered to it before. Of several at once one gets the key; for the others it
// is a fault of kind Conflict until the first is done. A key that was used for
// another request is a fault of kind Invalid. Keys older than crm.RepeatLife
// are forgotten on the way.
func (s *Store) BeginRequest(ctx context.Context, key, request []byte) (crm.Repeat, error) {
	const op = "store.BeginRequest"
	var before crm.Repeat
	err := s.write(ctx, op, func(tx *gorm.DB) error {
		now := crm.Moment(s.clock.Now())
		if err := tx.Exec("DELETE FROM idempotent_requests WHERE made_at < ?", now.Add(-crm.RepeatLife)).Error; err != nil {
			return err
		}
		// The moment stands first: gorm takes a []byte behind a parenthesis for a list.
		put := tx.Exec("INSERT INTO idempotent_requests (made_at, digest, request) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", now, key, request)
		if put.Error != nil || put.RowsAffected == 1 {
			return put.Error
		}
		var row struct {
			Request []byte
			MadeAt  time.Time
			Status  *int
			Answer  []byte
		}
		if err := tx.Raw("SELECT request, made_at, status, answer FROM idempotent_requests WHERE digest = ? FOR UPDATE", key).Scan(&row).Error; err != nil {
			return err
		}
		switch {
		case !bytes.Equal(row.Request, request):
			return fault.New(fault.Invalid, op, "the key was used for another request")
		case row.Status != nil:
			before = crm.Repeat{Status: *row.Status, Answer: row.Answer}
			return nil
		case now.Sub(row.MadeAt) < crm.StaleRepeat:
			return fault.New(fault.Conflict, op, "the request is being carried out")
		}
		return tx.Exec("UPDATE idempotent_requests SET made_at = ? WHERE digest = ?", now, key).Error
	})
	return before, err
}

// FinishRequest keeps the answer to the request that has the key.
func (s *Store) FinishRequest(ctx context.Context, key []byte, status int, answer []byte) error {
	return s.write(ctx, "store.FinishRequest", func(tx *gorm.DB) error {
		return tx.Exec("UPDATE idempotent_requests SET status = ?, answer = ? WHERE digest = ?", status, answer, key).Error
	})
}

// DropRequest frees the key of a request that failed.
func (s *Store) DropRequest(ctx context.Context, key []byte) error {
	return s.write(ctx, "store.DropRequest", func(tx *gorm.DB) error {
		return tx.Exec("DELETE FROM idempotent_requests WHERE digest = ? AND status IS NULL", key).Error
	})
}
