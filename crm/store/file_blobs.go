package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
)

// BeginBlob writes down that content is about to be put away under the key.
func (s *Store) BeginBlob(ctx context.Context, key string) error {
	const op = "store.BeginBlob"
	return s.write(ctx, op, func(tx *gorm.DB) error {
		return tx.Exec(`INSERT INTO file_blobs (key, state, made_at) VALUES (?, 'incoming', ?)
			ON CONFLICT (key) DO UPDATE SET made_at = excluded.made_at WHERE file_blobs.state = 'incoming'`,
			key, crm.Moment(s.clock.Now())).Error
	})
}

// keepBlob says that something refers to the content now.
func keepBlob(tx *gorm.DB, key string) error {
	done := tx.Exec("UPDATE file_blobs SET state = 'kept' WHERE key = ? AND state = 'incoming'", key)
	if done.Error == nil && done.RowsAffected == 0 {
		return unknown("store.keepBlob") // it took so long that it was swept
	}
	return done.Error
}

// LooseBlobs are keys of content that nothing refers to: dropped, or never
// finished since before.
func (s *Store) LooseBlobs(ctx context.Context, before time.Time, limit int) (keys []string, err error) {
	err = s.read(ctx, "store.LooseBlobs", func(tx *gorm.DB) error {
		return tx.Raw(`SELECT key FROM file_blobs WHERE state = 'dropped' OR state = 'incoming' AND made_at < ?
			ORDER BY made_at LIMIT ?`, before, limit).Scan(&keys).Error
	})
	return keys, err
}

// DropBlob says that content which nothing refers to is to be removed. It
// reports whether it may be.
func (s *Store) DropBlob(ctx context.Context, key string) (dropped bool, err error) {
	err = s.write(ctx, "store.DropBlob", func(tx *gorm.DB) error {
		done := tx.Exec("UPDATE file_blobs SET state = 'dropped' WHERE key = ? AND state <> 'kept'", key)
		dropped = done.RowsAffected > 0
		return done.Error
	})
	return dropped, err
}

// ForgetBlob takes out the key of dropped content that has been removed.
func (s *Store) ForgetBlob(ctx context.Context, key string) error {
	return s.write(ctx, "store.ForgetBlob", func(tx *gorm.DB) error {
		return tx.Exec("DELETE FROM file_blobs WHERE key = ? AND state = 'dropped'", key).Error
	})
}

// PurgeFiles deletes for good some of the files that were deleted before then,
// and says how many. Their content is loose from then on.
func (s *Store) PurgeFiles(ctx context.Context, before time.Time, limit int) (purged int, err error) {
	err = s.write(ctx, "store.PurgeFiles", func(tx *gorm.DB) error {
		var ids []string
		err := tx.Raw("SELECT id FROM files WHERE deleted_at < ? ORDER BY deleted_at LIMIT ? FOR UPDATE SKIP LOCKED", before, limit).Scan(&ids).Error
		if err != nil || len(ids) == 0 {
			return err
		}
		purged = len(ids)
		for _, q := range []string{
			`UPDATE file_blobs SET state = 'dropped' WHERE key IN (SELECT id::text FROM file_versions WHERE file_id IN ?)`,
			`UPDATE file_blobs SET state = 'dropped' WHERE key IN (SELECT id::text || '.thumbnail' FROM file_versions WHERE file_id IN ?)`,
			`DELETE FROM file_versions WHERE file_id IN ?`,
			`DELETE FROM files WHERE id IN ?`,
		} {
			if err := tx.Exec(q, ids).Error; err != nil {
				return err
			}
		}
		return nil
	})
	return purged, err
}
