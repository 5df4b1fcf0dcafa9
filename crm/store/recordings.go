package store

import (
	"context"
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
		return visible(q, v.Recordings()).Take(&row).Error
	})
	return row.recording(), err
}

// PendingRecordings are those nobody has looked at yet, oldest first.
func (s *Store) PendingRecordings(ctx context.Context, limit int) ([]crm.Recording, error) {
	var rows []recordingRow
	err := s.read(ctx, "store.PendingRecordings", func(tx *gorm.DB) error {
		return tx.Where("state = 'pending'").Order("created_at").Limit(crm.Page{Limit: limit}.Size()).Find(&rows).Error
	})
	all := make([]crm.Recording, len(rows))
	for i, r := range rows {
		all[i] = r.recording()
	}
	return all, err
}

// SettleRecording writes what was found when the file was looked at. A later
// look overwrites an earlier one.
func (s *Store) SettleRecording(ctx context.Context, id crm.RecordingID, st crm.Settlement) error {
	const op = "store.SettleRecording"
	if st.State != crm.Ready && st.State != crm.Failed {
		return fault.New(fault.Invalid, op, "a recording is settled as ready or failed").At("state")
	}
	if !sound(id) {
		return unknown(op)
	}
	return s.write(ctx, op, func(tx *gorm.DB) error {
		done := tx.Model(&recordingRow{}).Where("id = ?", id).Updates(map[string]any{
			"state": st.State, "reason": crm.CleanName(st.Reason), "path": st.Path,
			"duration_ms": max(0, st.Duration.Milliseconds()), "size_bytes": max(0, st.Size),
			"settled_at": crm.Moment(s.clock.Now()),
		})
		if done.Error == nil && done.RowsAffected == 0 {
			return unknown(op)
		}
		return done.Error
	})
}
