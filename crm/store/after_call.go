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
	FollowUp *string
}

// carryOutEarly does what an outcome brings about that was recorded before its
// call was written; whoever recorded it was in the call.
func (s *Store) carryOutEarly(tx *gorm.DB, card crm.CardID, in crm.Interaction, early afterCallRow) error {
	v := crm.Viewer{User: some(early.ByUser), Agent: in.Agent, Grants: crm.Grants{
		crm.SeeDeals: crm.ScopeAll, crm.EditDeals: crm.ScopeAll, crm.SeeTasks: crm.ScopeAll, crm.EditTasks: crm.ScopeAll,
	}}
	var follow *crm.NextStep
	if early.FollowUp != nil {
		if err := json.Unmarshal([]byte(*early.FollowUp), &follow); err != nil {
			return err
		}
	}
	return s.carryOut(tx, v, card, in.ID, crm.Outcome{Key: early.Outcome, Note: early.Note, By: v.User}, follow)
}

func (afterCallRow) TableName() string { return "after_calls" }

// SetOutcome records what came of an ended call that the viewer may see, and
// writes it on the card's timeline. The newest outcome is the call's.
func (s *Store) SetOutcome(ctx context.Context, v crm.Viewer, id crm.CallID, o crm.Outcome, follow *crm.NextStep) (crm.Call, error) {
	const op = "store.SetOutcome"
	err := s.outcome(ctx, op, v, id, o, follow, func(tx *gorm.DB) error {
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
func (s *Store) SetOutcomeEarly(ctx context.Context, v crm.Viewer, id crm.CallID, o crm.Outcome, follow *crm.NextStep) error {
	return s.outcome(ctx, "store.SetOutcomeEarly", v, id, o, follow, func(*gorm.DB) error { return nil })
}

func (s *Store) outcome(ctx context.Context, op string, v crm.Viewer, id crm.CallID, o crm.Outcome, follow *crm.NextStep, allowed func(*gorm.DB) error) error {
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
		kind, err := outcomeOf(tx, op, o.Key)
		if err != nil {
			return err
		}
		if err := kind.Accept(o); err != nil {
			return err
		}
		var later *string
		if follow != nil {
			text := jsonText(follow)
			later = &text
		}
		err = tx.Exec(`INSERT INTO after_calls (call_id, outcome, note, by_user, at, follow_up) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (call_id) DO UPDATE SET outcome = excluded.outcome, note = excluded.note,
			by_user = excluded.by_user, at = excluded.at, follow_up = excluded.follow_up`, string(id), o.Key, o.Note, null(o.By), o.At, later).Error
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
		if err := s.addEntries(tx, crm.Entry{Card: row.CardID, At: o.At, Kind: crm.EntryOutcome, By: o.By, CallID: id, Outcome: o}); err != nil {
			return err
		}
		return s.carryOut(tx, v, row.CardID, id, o, follow)
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
