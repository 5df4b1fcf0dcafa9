package store

import (
	"bytes"
	"context"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

// ListFiles are the files of a card, a deal or a task that the viewer may see,
// newest first.
func (s *Store) ListFiles(ctx context.Context, v crm.Viewer, in crm.Folder, f crm.FileFilter, page crm.Page) (crm.List[crm.File], error) {
	const op = "store.ListFiles"
	var list crm.List[crm.File]
	err := s.read(ctx, op, func(tx *gorm.DB) error {
		if _, err := openFolder(tx, op, v, in, false); err != nil {
			return err
		}
		q := filesWithin(tx.Table("files").Select(fileColumns), tx, v)
		switch {
		case in.Task != "":
			q = q.Where("files.task_id = ?", in.Task)
		case in.Deal != "":
			q = q.Where("files.deal_id = ?", in.Deal)
		default:
			q = q.Where("files.card_id = ?", in.Card)
		}
		if f.Deleted {
			q = q.Where("files.deleted_at IS NOT NULL")
		} else {
			q = q.Where("files.deleted_at IS NULL AND files.archived = ?", f.Archived)
		}
		if f.Kind != "" {
			q = q.Where("files.kind = ?", f.Kind)
		}
		q, err := after(q, byFile, page)
		if err != nil {
			return err
		}
		var rows []fileRow
		if err := q.Find(&rows).Error; err != nil {
			return err
		}
		list = cut(rows, page, func(r fileRow) place { return placeOf(r.CreatedAt, r.ID) }, fileRow.file)
		return fillCurrent(tx, list.Items)
	})
	return list, err
}

// fillCurrent reads the newest version of each file.
func fillCurrent(tx *gorm.DB, files []crm.File) error {
	if len(files) == 0 {
		return nil
	}
	ids := make([]string, len(files))
	for i, f := range files {
		ids[i] = string(f.ID)
	}
	rows, err := versionsOf(tx.Joins("JOIN files ON files.id = file_versions.file_id AND files.current = file_versions.number"),
		"file_versions.file_id IN ?", ids)
	for _, r := range rows {
		for i := range files {
			if files[i].ID == r.FileID {
				files[i].Current = r.version()
			}
		}
	}
	return err
}

// GetFile finds a file that the viewer may see, with all its versions; also a
// deleted one that is not yet purged.
func (s *Store) GetFile(ctx context.Context, v crm.Viewer, id crm.FileID) (crm.File, error) {
	const op = "store.GetFile"
	var file crm.File
	err := s.read(ctx, op, func(tx *gorm.DB) error {
		row, err := takeFile(tx, tx, op, v, id)
		if err != nil {
			return err
		}
		file, err = wholeFile(tx, row)
		return err
	})
	return file, err
}

func wholeFile(tx *gorm.DB, row fileRow) (crm.File, error) {
	file := row.file()
	rows, err := versionsOf(tx, "file_versions.file_id = ?", row.ID)
	for _, r := range rows {
		v := r.version()
		file.Versions = append(file.Versions, v)
		if v.Number == row.Current {
			file.Current = v
		}
	}
	return file, err
}

// MayAddFile refuses, before anything is put away, who may not add a file there.
func (s *Store) MayAddFile(ctx context.Context, v crm.Viewer, in crm.Folder) error {
	const op = "store.MayAddFile"
	return s.read(ctx, op, func(tx *gorm.DB) error {
		_, err := openFolder(tx, op, v, in, true)
		return err
	})
}

// openFolder refuses as unknown what the viewer may not see, or to add to what
// they may not change, and answers the folder with the card of its deal or task.
func openFolder(tx *gorm.DB, op string, v crm.Viewer, in crm.Folder, add bool) (crm.Folder, error) {
	switch {
	case in.Task != "":
		needs := crm.SeeTasks
		if add {
			needs = crm.EditTasks
		}
		t, err := oneTask(tx, op, v.Sight(needs), in.Task)
		in.Card = t.Card
		return in, err
	case in.Deal != "":
		needs := crm.SeeDeals
		if add {
			needs = crm.EditDeals
		}
		if !sound(in.Deal) {
			return in, unknown(op)
		}
		var row dealRow
		err := dealsOf(tx, v.Sight(needs)).Select(dealColumns).Where("deals.id = ? AND deals.deleted_at IS NULL", in.Deal).Take(&row).Error
		in.Card = row.CardID
		return in, err
	}
	if err := seesCard(tx, op, v, in.Card); err != nil || !add {
		return in, err
	}
	return in, reachesCard(tx, op, v, crm.AddFiles, in.Card)
}

// AddFile makes a file of the card of what was put away.
func (s *Store) AddFile(ctx context.Context, v crm.Viewer, in crm.NewFile, up crm.Upload) (crm.File, error) {
	const op = "store.AddFile"
	in, err := in.Checked(up.Name)
	if err != nil {
		return crm.File{}, fault.Wrap(op, err)
	}
	var file crm.File
	err = s.write(ctx, op, func(tx *gorm.DB) error {
		var err error
		if in.Folder, err = openFolder(tx, op, v, in.Folder, true); err != nil {
			return err
		}
		id, err := newID[crm.FileID]()
		if err != nil {
			return err
		}
		now := crm.Moment(s.clock.Now())
		row := fileRow{ID: id, CardID: null(in.Card), DealID: null(in.Deal), TaskID: null(in.Task), Kind: in.Kind, Title: in.Title, Current: 1, CreatedBy: null(v.User),
			CreatedAt: now, UpdatedAt: now, Version: 1}
		if err := tx.Create(&row).Error; err != nil {
			return err
		}
		file, err = s.addVersion(tx, v, row, up)
		return err
	})
	return file, err
}

// AddFileVersion makes what was put away the newest version of a file. What is
// the same to the byte as the present one is a fault of kind Conflict.
func (s *Store) AddFileVersion(ctx context.Context, v crm.Viewer, id crm.FileID, up crm.Upload) (crm.File, error) {
	const op = "store.AddFileVersion"
	var file crm.File
	err := s.write(ctx, op, func(tx *gorm.DB) error {
		row, err := s.fileToChange(tx, op, v, id)
		if err != nil {
			return err
		}
		had, err := versionsOf(tx, "file_versions.file_id = ? AND file_versions.number = ?", row.ID, row.Current)
		if err != nil {
			return err
		}
		if len(had) == 1 && bytes.Equal(had[0].SHA256, up.SHA256) {
			return fault.New(fault.Conflict, op, "this is the same as the present version").At("file")
		}
		row.Current++
		row.Version++
		row.UpdatedAt = crm.Moment(s.clock.Now())
		err = tx.Model(&fileRow{}).Where("id = ?", row.ID).
			Updates(map[string]any{"current": row.Current, "version": row.Version, "updated_at": row.UpdatedAt}).Error
		if err != nil {
			return err
		}
		file, err = s.addVersion(tx, v, row, up)
		return err
	})
	return file, err
}

// fileToChange holds a file that is there and that the viewer may add to.
func (s *Store) fileToChange(tx *gorm.DB, op string, v crm.Viewer, id crm.FileID) (fileRow, error) {
	row, err := takeFile(tx.Clauses(forUpdate).Where("files.deleted_at IS NULL"), tx, op, v, id)
	if err != nil {
		return row, err
	}
	_, err = openFolder(tx, op, v, row.folder(), true)
	return row, err
}

// MayChangeFile refuses, before anything is put away, who may not add to the
// file.
func (s *Store) MayChangeFile(ctx context.Context, v crm.Viewer, id crm.FileID) error {
	const op = "store.MayChangeFile"
	return s.write(ctx, op, func(tx *gorm.DB) error {
		_, err := s.fileToChange(tx, op, v, id)
		return err
	})
}

// addVersion writes the version that row.Current counts, and that it was added.
func (s *Store) addVersion(tx *gorm.DB, v crm.Viewer, row fileRow, up crm.Upload) (crm.File, error) {
	ver := up.Version()
	err := tx.Create(&fileVersionRow{ID: ver.ID, FileID: row.ID, Number: row.Current, Name: ver.Name, ContentType: ver.Type, SizeBytes: ver.Size,
		SHA256: ver.SHA256, MadeBy: null(v.User), MadeAt: row.UpdatedAt, State: ver.State, Thumbnail: ver.Thumbnail}).Error
	if err != nil {
		return crm.File{}, err
	}
	if err := keepBlob(tx, ver.ID.Key()); err != nil {
		return crm.File{}, err
	}
	file, err := wholeFile(tx, row)
	if err != nil {
		return file, err
	}
	return file, s.fileEntry(tx, crm.Entry{Card: some(row.CardID), At: row.UpdatedAt, Kind: crm.EntryFileAdded, By: v.User, File: file.Mention()})
}

// fileEntry tells of a file on the card's timeline; one of a task that is about
// no customer has none.
func (s *Store) fileEntry(tx *gorm.DB, e crm.Entry) error {
	if e.Card == "" {
		return nil
	}
	return s.addEntries(tx, e)
}
