package store

import (
	"context"

	"gorm.io/gorm"

	"vonal/crm"
)

// RemoveTask takes a task out of every list; RestoreTask puts it back.
func (s *Store) RemoveTask(ctx context.Context, v crm.Viewer, id crm.TaskID, version int64) error {
	const op = "store.RemoveTask"
	return s.write(ctx, op, func(tx *gorm.DB) error {
		if !sound(id) {
			return unknown(op)
		}
		if err := tx.Exec("SELECT FROM tasks WHERE id = ? FOR UPDATE", id).Error; err != nil {
			return err
		}
		t, err := oneTask(tx, op, v.Sight(crm.EditTasks), id)
		if err != nil {
			return err
		}
		if version != 0 && version != t.Version {
			return stale(op)
		}
		return s.removeTask(tx, v, t)
	})
}

// removeTask removes a task that is held, and says so on the customer's
// timeline.
func (s *Store) removeTask(tx *gorm.DB, v crm.Viewer, t crm.Task) error {
	if err := tx.Exec("UPDATE tasks SET deleted_at = ?, version = version + 1 WHERE id = ?", crm.Moment(s.clock.Now()), t.ID).Error; err != nil {
		return err
	}
	if err := s.tellTask(tx, v, t.ID, crm.TaskRemoved, nil); err != nil {
		return err
	}
	return s.taskEntry(tx, v, t.Card, crm.EntryTaskRemoved, t.ID, t.Title, nil)
}

// RestoreTask undoes RemoveTask, for whoever may change tasks.
func (s *Store) RestoreTask(ctx context.Context, v crm.Viewer, id crm.TaskID) (crm.Task, error) {
	const op = "store.RestoreTask"
	var t crm.Task
	err := s.write(ctx, op, func(tx *gorm.DB) (err error) {
		if !sound(id) {
			return unknown(op)
		}
		done := tx.Exec("UPDATE tasks SET deleted_at = NULL, version = version + 1 WHERE id = ? AND deleted_at IS NOT NULL", id)
		if done.Error != nil {
			return done.Error
		}
		t, err = oneTask(tx, op, v.Sight(crm.EditTasks), id) // not theirs: all of it is undone
		if err != nil || done.RowsAffected == 0 {
			return err
		}
		if err := s.tellTask(tx, v, id, crm.TaskRestored, nil); err != nil {
			return err
		}
		return s.taskEntry(tx, v, t.Card, crm.EntryTaskRestored, t.ID, t.Title, nil)
	})
	return t, err
}
