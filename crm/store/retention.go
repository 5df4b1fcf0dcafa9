package store

import (
	"context"
	"database/sql"
	"fmt"

	"gorm.io/gorm"

	"vonal/crm"
)

// byRetention is the reason of recordings whose time was over.
const byRetention = "retention"

// retention is what the policy says.
func retention(tx *gorm.DB) (r crm.Retention, err error) {
	err = tx.Raw("SELECT coalesce(((SELECT numbers FROM policies ORDER BY version DESC LIMIT 1)->>'recordings_days')::int, 0)").Scan(&r.RecordingsDays).Error
	return r, err
}

const recordingsOver = "FROM recordings WHERE state IN ('ready', 'failed') AND path <> '' AND created_at < @before"

// ExpireRecordings keeps the recordings whose time is over from being heard, the
// oldest first and at most so many, each with its line of the audit log, and
// answers how many; RecordingsToRemove has their files.
func (s *Store) ExpireRecordings(ctx context.Context, most int) (expired int, err error) {
	err = s.write(ctx, "store.ExpireRecordings", func(tx *gorm.DB) error {
		expired = 0
		rules, err := retention(tx)
		if err != nil {
			return err
		}
		before, ok := rules.RecordingsBefore(s.clock.Now())
		if !ok {
			return nil
		}
		var over []recordingRow
		err = tx.Raw(`UPDATE recordings SET state = 'deleted', reason = @why, settled_at = @now
			WHERE id IN (SELECT id `+recordingsOver+` ORDER BY created_at LIMIT @most FOR UPDATE SKIP LOCKED) RETURNING id, call_id`,
			sql.Named("why", byRetention), sql.Named("now", crm.Moment(s.clock.Now())), sql.Named("before", before), sql.Named("most", most)).Scan(&over).Error
		if err != nil {
			return err
		}
		for _, r := range over {
			err := s.audit(tx, crm.AuditLine{What: "recording_deleted", Thing: "recordings", ThingID: string(some(r.ID)),
				Detail: fmt.Sprintf("call %s; kept for %d days", some(r.CallID), rules.RecordingsDays)})
			if err != nil {
				return err
			}
		}
		expired = len(over)
		return nil
	})
	return expired, err
}

// RecordingsToRemove are some of those whose file is still there, though their
// time is over; those that follow an id, "" for the first.
func (s *Store) RecordingsToRemove(ctx context.Context, last crm.RecordingID, most int) ([]crm.Recording, error) {
	var rows []recordingRow
	err := s.read(ctx, "store.RecordingsToRemove", func(tx *gorm.DB) error {
		q := tx.Where("state = 'deleted' AND path <> ''").Order("id").Limit(most)
		if last != "" {
			q = q.Where("id > ?", last)
		}
		return q.Find(&rows).Error
	})
	all := make([]crm.Recording, len(rows))
	for i, r := range rows {
		all[i] = r.recording()
	}
	return all, err
}

// RecordingRemoved notes that the file of a deleted recording is gone.
func (s *Store) RecordingRemoved(ctx context.Context, id crm.RecordingID) error {
	return s.write(ctx, "store.RecordingRemoved", func(tx *gorm.DB) error {
		return tx.Exec("UPDATE recordings SET path = '', size_bytes = 0 WHERE id = ? AND state = 'deleted'", id).Error
	})
}

// RecordingsOver is how many recordings are to be deleted, or their files to be
// removed.
func (s *Store) RecordingsOver(ctx context.Context) (n int, err error) {
	err = s.read(ctx, "store.RecordingsOver", func(tx *gorm.DB) error {
		rules, err := retention(tx)
		if err != nil {
			return err
		}
		before, ok := rules.RecordingsBefore(s.clock.Now())
		return tx.Raw("SELECT (SELECT count(*) FROM recordings WHERE state = 'deleted' AND path <> '') + (SELECT count(*) "+recordingsOver+" AND @ok)",
			sql.Named("before", before), sql.Named("ok", ok)).Scan(&n).Error
	})
	return n, err
}

// SweepEnded removes, at most so many of each, what has ended by itself: sessions,
// steps of a log-in, and what was kept of requests in case they were repeated.
func (s *Store) SweepEnded(ctx context.Context, most int) (gone int, err error) {
	now := crm.Moment(s.clock.Now())
	err = s.write(ctx, "store.SweepEnded", func(tx *gorm.DB) error {
		gone = 0
		for _, ended := range []struct {
			table, column string
			before        any
		}{{"sessions", "expires_at", now}, {"challenges", "expires_at", now}, {"idempotent_requests", "made_at", now.Add(-crm.RepeatLife)}} {
			done := tx.Exec("DELETE FROM "+ended.table+" WHERE digest IN (SELECT digest FROM "+ended.table+" WHERE "+ended.column+" < ? LIMIT ? FOR UPDATE SKIP LOCKED)", ended.before, most)
			if done.Error != nil {
				return done.Error
			}
			gone += int(done.RowsAffected)
		}
		return nil
	})
	return gone, err
}
