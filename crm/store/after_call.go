package store

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

type afterCallRow struct {
	CallID   *crm.CallID
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

// entry is the line of an outcome that was recorded before its call.
func (r afterCallRow) entry(card crm.CardID, id crm.CallID) crm.Entry {
	o := crm.Outcome{Key: r.Outcome, Note: r.Note, By: some(r.ByUser), At: utc(r.At)}
	return crm.Entry{Card: card, At: o.At, Kind: crm.EntryOutcome, By: o.By, CallID: id, Outcome: o}
}

// writeWrapUps takes the wrap-ups as one JSON text.
const writeWrapUps = `
INSERT INTO after_calls (call_id, wrapup_ms)
SELECT line.call_id, line.wrapup_ms FROM jsonb_populate_recordset(NULL::after_calls, ?::jsonb) AS line
ON CONFLICT (call_id) DO UPDATE SET wrapup_ms = excluded.wrapup_ms`

// SetWrapUps records how long agents took after calls, which may not be written
// yet. What no call can have is left out: it must not keep the others from
// being written.
func (s *Store) SetWrapUps(ctx context.Context, lengths map[crm.CallID]time.Duration) error {
	const op = "store.SetWrapUps"
	type line struct {
		CallID   crm.CallID `json:"call_id"`
		WrapupMS int64      `json:"wrapup_ms"`
	}
	var lines []line
	for id, length := range lengths {
		if id.Valid() && length >= 0 {
			lines = append(lines, line{id, length.Milliseconds()})
		}
	}
	if len(lines) == 0 {
		return nil
	}
	text, err := json.Marshal(lines)
	if err != nil {
		return fault.Wrap(op, err)
	}
	return s.write(ctx, op, func(tx *gorm.DB) error { return tx.Exec(writeWrapUps, string(text)).Error })
}
