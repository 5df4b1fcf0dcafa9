package store

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

type afterCallRow struct {
	CallID   crm.CallID
	WrapupMS *int64 `gorm:"column:wrapup_ms"`
	Outcome  string
	Note     string
	ByUser   *crm.UserID
	At       *time.Time
}

func (afterCallRow) TableName() string { return "after_calls" }

// SetOutcome records what came of an ended call that the viewer may see, and
// writes it on the card's timeline. The newest outcome is the call's.
func (s *Store) SetOutcome(ctx context.Context, v crm.Viewer, id crm.CallID, o crm.Outcome) (crm.Call, error) {
	const op = "store.SetOutcome"
	err := s.outcome(ctx, op, v, id, o, func(tx *gorm.DB) error {
		_, err := visibleCall(tx, op, v, id)
		return err
	})
	if err != nil {
		return crm.Call{}, err
	}
	return s.GetCall(ctx, v, id)
}

// SetOutcomeEarly records what came of a call that may not be written yet. The
// caller must know that the viewer is in the call.
func (s *Store) SetOutcomeEarly(ctx context.Context, v crm.Viewer, id crm.CallID, o crm.Outcome) error {
	return s.outcome(ctx, "store.SetOutcomeEarly", v, id, o, func(*gorm.DB) error { return nil })
}

func (s *Store) outcome(ctx context.Context, op string, v crm.Viewer, id crm.CallID, o crm.Outcome, allowed func(*gorm.DB) error) error {
	o, err := o.Checked()
	if err != nil {
		return fault.Wrap(op, err)
	}
	if !id.Valid() {
		return unknown(op)
	}
	o.By, o.At = v.User, crm.Moment(s.clock.Now())
	return s.write(ctx, op, func(tx *gorm.DB) error {
		if err := lockCall(tx, id); err != nil {
			return err
		}
		if err := allowed(tx); err != nil {
			return err
		}
		err := tx.Exec(`INSERT INTO after_calls (call_id, outcome, note, by_user, at) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (call_id) DO UPDATE SET outcome = excluded.outcome, note = excluded.note,
			by_user = excluded.by_user, at = excluded.at`, string(id), o.Key, o.Note, null(o.By), o.At).Error
		if err != nil {
			return err
		}
		var row callRow
		err = tx.Select("card_id").Where("id = ?", string(id)).Take(&row).Error
		if errors.Is(err, gorm.ErrRecordNotFound) {
			return nil // CloseCall will write the line
		}
		if err != nil {
			return err
		}
		return s.addEntries(tx, crm.Entry{Card: row.CardID, At: o.At, Kind: crm.EntryOutcome, By: o.By, CallID: id, Outcome: o})
	})
}

// earlyOutcome writes the line of an outcome that was recorded before its call.
func (s *Store) earlyOutcome(tx *gorm.DB, card crm.CardID, id crm.CallID) error {
	var row afterCallRow
	err := tx.Where("call_id = ? AND outcome <> ''", string(id)).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	o := crm.Outcome{Key: row.Outcome, Note: row.Note, By: some(row.ByUser), At: utc(row.At)}
	return s.addEntries(tx, crm.Entry{Card: card, At: o.At, Kind: crm.EntryOutcome, By: o.By, CallID: id, Outcome: o})
}

// SetWrapUp records how long the agent took after the call, which may not be
// written yet.
func (s *Store) SetWrapUp(ctx context.Context, id crm.CallID, length time.Duration) error {
	const op = "store.SetWrapUp"
	if !id.Valid() || length < 0 {
		return fault.New(fault.Invalid, op, "no call has such a wrap-up").At("wrapup_ms")
	}
	return s.write(ctx, op, func(tx *gorm.DB) error {
		return tx.Exec(`INSERT INTO after_calls (call_id, wrapup_ms) VALUES (?, ?)
			ON CONFLICT (call_id) DO UPDATE SET wrapup_ms = excluded.wrapup_ms`, string(id), length.Milliseconds()).Error
	})
}
