package store

import (
	"context"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

// UnsettledFiles are versions that nobody has looked at: to be checked where
// checking, and to be made a thumbnail of where they may be handed out. Oldest
// first.
func (s *Store) UnsettledFiles(ctx context.Context, checking bool, limit int) ([]crm.FileVersion, error) {
	rule := "file_versions.state IN ('unchecked', 'clean') AND file_versions.thumbnail = 'pending'"
	if checking {
		rule = "file_versions.state IN ('unchecked', 'pending') OR file_versions.state = 'clean' AND file_versions.thumbnail = 'pending'"
	}
	var rows []fileVersionRow
	err := s.read(ctx, "store.UnsettledFiles", func(tx *gorm.DB) error {
		return tx.Where(rule).Order("made_at").Limit(limit).Find(&rows).Error
	})
	all := make([]crm.FileVersion, len(rows))
	for i, r := range rows {
		all[i] = r.version()
	}
	return all, err
}

// SettleFileCheck writes what the check of a version has found. That it is
// infected is told on the card's timeline, once.
func (s *Store) SettleFileCheck(ctx context.Context, id crm.VersionID, state crm.FileState, threat string) error {
	const op = "store.SettleFileCheck"
	if state != crm.FileClean && state != crm.FileInfected && state != crm.FileFailed {
		return fault.New(fault.Invalid, op, "a check finds a file clean or infected, or fails").At("state")
	}
	return s.write(ctx, op, func(tx *gorm.DB) error {
		now := crm.Moment(s.clock.Now())
		done := tx.Exec(`UPDATE file_versions SET state = ?, threat = ?, settled_at = ? WHERE id = ? AND state IN ('unchecked', 'pending')`,
			state, crm.CleanName(threat), now, id)
		if done.Error != nil || done.RowsAffected == 0 || state != crm.FileInfected {
			return done.Error
		}
		found, err := versionsOf(tx, "file_versions.id = ?", id)
		if err != nil || len(found) == 0 {
			return err
		}
		var row fileRow
		if err := tx.Where("id = ?", found[0].FileID).Take(&row).Error; err != nil {
			return err
		}
		mention := row.file().Mention()
		mention.Number, mention.Threat = found[0].Number, found[0].Threat
		return s.fileEntry(tx, crm.Entry{Card: some(row.CardID), At: now, Kind: crm.EntryFileInfected, File: mention})
	})
}

// SettleThumbnail writes whether a version has a thumbnail now; the content of
// a ready one has been put away under its key.
func (s *Store) SettleThumbnail(ctx context.Context, id crm.VersionID, state crm.ThumbnailState) error {
	const op = "store.SettleThumbnail"
	return s.write(ctx, op, func(tx *gorm.DB) error {
		done := tx.Exec("UPDATE file_versions SET thumbnail = ? WHERE id = ? AND thumbnail = 'pending'", state, id)
		if done.Error != nil || done.RowsAffected == 0 || state != crm.ThumbnailReady {
			return done.Error
		}
		return keepBlob(tx, id.ThumbnailKey())
	})
}

// FileVersionsAfter are the versions whose ids follow this one, in their order,
// also those of deleted files; "" is before all.
func (s *Store) FileVersionsAfter(ctx context.Context, id crm.VersionID, limit int) ([]crm.FileVersion, error) {
	var rows []fileVersionRow
	err := s.read(ctx, "store.FileVersionsAfter", func(tx *gorm.DB) error {
		q := tx.Order("id").Limit(limit)
		if id != "" {
			q = q.Where("id > ?", id)
		}
		return q.Find(&rows).Error
	})
	all := make([]crm.FileVersion, len(rows))
	for i, r := range rows {
		all[i] = r.version()
	}
	return all, err
}
