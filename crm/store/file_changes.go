package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

// PatchFile changes what is said of a file, and writes on the card's timeline
// who changed what. Another version than was seen is a fault of kind Stale.
func (s *Store) PatchFile(ctx context.Context, v crm.Viewer, id crm.FileID, ch crm.FileChange) (crm.File, error) {
	const op = "store.PatchFile"
	var file crm.File
	err := s.write(ctx, op, func(tx *gorm.DB) error {
		row, err := s.fileToChange(tx, op, v, id)
		if err != nil {
			return err
		}
		if ch.Version != 0 && ch.Version != row.Version {
			return stale(op)
		}
		whole, err := wholeFile(tx, row)
		if err != nil {
			return err
		}
		var diff []crm.FieldChange
		if file, diff, err = ch.Apply(whole); err != nil || len(diff) == 0 {
			return err
		}
		return s.saveFile(tx, &file, crm.Entry{Kind: crm.EntryFileChanged, By: v.User, Changes: diff})
	})
	return file, err
}

// DeleteFile hides a file. It can be restored until it is purged.
func (s *Store) DeleteFile(ctx context.Context, v crm.Viewer, id crm.FileID) error {
	const op = "store.DeleteFile"
	return s.write(ctx, op, func(tx *gorm.DB) error {
		file, err := fileToDelete(tx.Where("files.deleted_at IS NULL"), tx, op, v, id)
		if err != nil {
			return err
		}
		file.DeletedAt = crm.Moment(s.clock.Now())
		return s.saveFile(tx, &file, crm.Entry{Kind: crm.EntryFileRemoved, By: v.User})
	})
}

// RestoreFile has a deleted file back.
func (s *Store) RestoreFile(ctx context.Context, v crm.Viewer, id crm.FileID) (crm.File, error) {
	const op = "store.RestoreFile"
	var file crm.File
	err := s.write(ctx, op, func(tx *gorm.DB) (err error) {
		if file, err = fileToDelete(tx, tx, op, v, id); err != nil {
			return err
		}
		if file.DeletedAt.IsZero() {
			return nil // somebody was faster
		}
		file.DeletedAt = time.Time{}
		return s.saveFile(tx, &file, crm.Entry{Kind: crm.EntryFileRestored, By: v.User})
	})
	return file, err
}

// fileToDelete holds a file that the viewer may delete; one that they see but
// may not delete is a fault of kind Forbidden.
func fileToDelete(q, tx *gorm.DB, op string, v crm.Viewer, id crm.FileID) (crm.File, error) {
	row, err := takeFile(q.Clauses(forUpdate), tx, op, v, id)
	if err != nil {
		return crm.File{}, err
	}
	file, err := wholeFile(tx, row)
	if err == nil && !file.DeletableBy(v) {
		err = fault.New(fault.Forbidden, op, "your role deletes files of your own only")
	}
	return file, err
}

// saveFile writes what can change of a file, and the entry that tells of it.
func (s *Store) saveFile(tx *gorm.DB, f *crm.File, e crm.Entry) error {
	f.UpdatedAt = crm.Moment(s.clock.Now())
	f.Version++
	err := tx.Model(&fileRow{}).Where("id = ?", f.ID).Updates(map[string]any{
		"kind": f.Kind, "title": f.Title, "archived": f.Archived, "deleted_at": at(f.DeletedAt),
		"updated_at": f.UpdatedAt, "version": f.Version,
	}).Error
	if err != nil {
		return err
	}
	e.Card, e.At, e.File = f.Card, f.UpdatedAt, f.Mention()
	return s.fileEntry(tx, e)
}
