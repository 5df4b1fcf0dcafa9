package store

import (
	"context"
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

// recordingRow has every column nullable, since a call need not have one.
type recordingRow struct {
	ID         *crm.RecordingID
	CallID     *crm.CallID
	Name       *string
	State      *crm.RecordingState
	Reason     *string
	Path       *string
	DurationMS *int64 `gorm:"column:duration_ms"`
	SizeBytes  *int64
	CreatedAt  *time.Time
	SettledAt  *time.Time
}

func (recordingRow) TableName() string { return "recordings" }

func (r recordingRow) recording() crm.Recording {
	return crm.Recording{ID: some(r.ID), Call: some(r.CallID), Name: some(r.Name), State: some(r.State),
		Reason: some(r.Reason), Path: some(r.Path), Duration: milliseconds(some(r.DurationMS)), Size: some(r.SizeBytes),
		CreatedAt: utc(r.CreatedAt), SettledAt: utc(r.SettledAt)}
}

// GetRecording finds a recording that the viewer may hear.
func (s *Store) GetRecording(ctx context.Context, v crm.Viewer, id crm.RecordingID) (crm.Recording, error) {
	const op = "store.GetRecording"
	if !sound(id) {
		return crm.Recording{}, unknown(op)
	}
	var row recordingRow
	err := s.read(ctx, op, func(tx *gorm.DB) error {
		q := tx.Select("recordings.*").Where("recordings.id = ?", id).
			Joins("JOIN calls ON calls.id = recordings.call_id JOIN cards ON cards.id = calls.card_id")
		return visible(q, v.Sight(crm.HearCalls)).Take(&row).Error
	})
	return row.recording(), err
}

// PendingRecordings are those nobody has looked at yet, oldest first.
func (s *Store) PendingRecordings(ctx context.Context, limit int) ([]crm.PendingRecording, error) {
	var rows []struct {
		Rec    recordingRow `gorm:"embedded"`
		TalkMS int64        `gorm:"column:talk_ms"`
	}
	err := s.read(ctx, "store.PendingRecordings", func(tx *gorm.DB) error {
		return tx.Table("recordings").Select("recordings.*, calls.talk_ms").Joins("JOIN calls ON calls.id = recordings.call_id").
			Where("recordings.state = 'pending'").Order("recordings.created_at").Limit(crm.Page{Limit: limit}.Size()).Find(&rows).Error
	})
	all := make([]crm.PendingRecording, len(rows))
	for i, r := range rows {
		all[i] = crm.PendingRecording{Recording: r.Rec.recording(), Talk: milliseconds(r.TalkMS)}
	}
	return all, err
}

// settleRecordings takes the settlements as one JSON text.
const settleRecordings = `
UPDATE recordings SET state = line.state, reason = line.reason, path = line.path,
	duration_ms = line.duration_ms, size_bytes = line.size_bytes, settled_at = line.settled_at
FROM jsonb_populate_recordset(NULL::recordings, ?::jsonb) AS line WHERE recordings.id = line.id`

// SettleRecordings writes what was found when files were looked at. A later
// look overwrites an earlier one. One that is not there, or not settled as
// ready or failed, is refused, and none is written.
func (s *Store) SettleRecordings(ctx context.Context, found map[crm.RecordingID]crm.Settlement) error {
	const op = "store.SettleRecordings"
	if len(found) == 0 {
		return nil
	}
	lines := make([]settleLine, 0, len(found))
	for id, st := range found {
		if st.State != crm.Ready && st.State != crm.Failed {
			return fault.New(fault.Invalid, op, "a recording is settled as ready or failed").At("state")
		}
		if !sound(id) {
			return unknown(op)
		}
		lines = append(lines, settleLine{ID: id, State: st.State, Reason: crm.CleanName(st.Reason), Path: st.Path,
			DurationMS: max(0, st.Duration.Milliseconds()), SizeBytes: max(0, st.Size), SettledAt: crm.Moment(s.clock.Now())})
	}
	text, err := json.Marshal(lines)
	if err != nil {
		return fault.Wrap(op, err)
	}
	return s.write(ctx, op, func(tx *gorm.DB) error {
		done := tx.Exec(settleRecordings, string(text))
		if done.Error == nil && done.RowsAffected < int64(len(lines)) {
			return unknown(op)
		}
		return done.Error
	})
}

type settleLine struct {
	ID         crm.RecordingID    `json:"id"`
	State      crm.RecordingState `json:"state"`
	Reason     string             `json:"reason"`
	Path       string             `json:"path"`
	DurationMS int64              `json:"duration_ms"`
	SizeBytes  int64              `json:"size_bytes"`
	SettledAt  time.Time          `json:"settled_at"`
}
