package store

import (
	"context"
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
)

type taskEventRow struct {
	ID      crm.TaskEventID
	TaskID  crm.TaskID
	At      time.Time
	Kind    crm.TaskEventKind
	ByUser  *crm.UserID
	Changes string
	ByName  *string `gorm:"->;-:migration"`
}

func (taskEventRow) TableName() string { return "task_changes" }

// tellTask writes what the viewer did to a task. That nothing was changed is not
// written.
func (s *Store) tellTask(tx *gorm.DB, v crm.Viewer, id crm.TaskID, kind crm.TaskEventKind, diff []crm.FieldChange) error {
	if kind == crm.TaskChanged && len(diff) == 0 {
		return nil
	}
	event, err := newID[crm.TaskEventID]()
	if err != nil {
		return err
	}
	return tx.Create(&taskEventRow{ID: event, TaskID: id, At: crm.Moment(s.clock.Now()), Kind: kind, ByUser: null(v.User), Changes: listText(diff)}).Error
}

// TaskHistory is what was done to a task that the viewer may see, newest first.
func (s *Store) TaskHistory(ctx context.Context, v crm.Viewer, id crm.TaskID, page crm.Page) (list crm.List[crm.TaskEvent], err error) {
	const op = "store.TaskHistory"
	var rows []taskEventRow
	err = s.read(ctx, op, func(tx *gorm.DB) error {
		if _, err := oneTask(tx, op, v.Sight(crm.SeeTasks), id); err != nil {
			return err
		}
		q := tx.Table("task_changes").Select("task_changes.*, users.name AS by_name").
			Joins("LEFT JOIN users ON users.id = task_changes.by_user").Where("task_changes.task_id = ?", id)
		q, err := after(q, byTaskEvent, page)
		if err != nil {
			return err
		}
		return q.Find(&rows).Error
	})
	if err != nil {
		return list, err
	}
	list = cut(rows, page, func(r taskEventRow) place { return placeOf(r.At, r.ID) }, func(r taskEventRow) crm.TaskEvent {
		e := crm.TaskEvent{ID: r.ID, Task: r.TaskID, At: r.At.UTC(), Kind: r.Kind, By: some(r.ByUser), ByName: some(r.ByName)}
		if broken := json.Unmarshal([]byte(r.Changes), &e.Changes); broken != nil {
			err = explain(op, broken)
		}
		return e
	})
	return list, err
}
