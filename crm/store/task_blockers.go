package store

import (
	"slices"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

// putBlockers says what must be done before a task, and refuses a circle. One
// that was removed blocks nothing, and is waited for again when it is restored.
func putBlockers(tx *gorm.DB, op string, v crm.Viewer, id crm.TaskID, blockers []crm.TaskID) error {
	var had []crm.TaskID
	if err := tx.Raw("SELECT blocked_by FROM task_blockers WHERE task_id = ?", id).Scan(&had).Error; err != nil {
		return err
	}
	err := tx.Exec(`DELETE FROM task_blockers k USING tasks b WHERE k.task_id = ? AND b.id = k.blocked_by AND b.deleted_at IS NULL`, id).Error
	if err != nil || len(blockers) == 0 {
		return err
	}
	for _, b := range blockers {
		if !slices.Contains(had, b) {
			if err := mayWaitFor(tx, op, v, id, b); err != nil {
				return err
			}
		}
		if err := tx.Exec("INSERT INTO task_blockers (task_id, blocked_by) VALUES (?, ?) ON CONFLICT DO NOTHING", id, b).Error; err != nil {
			return err
		}
	}
	// Two changes at once must not close a circle together.
	if err := tx.Exec("SELECT pg_advisory_xact_lock(hashtextextended('task_blockers', 4))").Error; err != nil {
		return err
	}
	var circle bool
	err = tx.Raw(`WITH RECURSIVE way AS (
			SELECT blocked_by FROM task_blockers WHERE task_id = @id
			UNION SELECT b.blocked_by FROM task_blockers b JOIN way ON b.task_id = way.blocked_by)
		SELECT EXISTS (SELECT FROM way WHERE blocked_by = @id)`, map[string]any{"id": id}).Scan(&circle).Error
	if err == nil && circle {
		return fault.New(fault.Invalid, op, "the tasks would wait for each other in a circle").At("blocked_by")
	}
	return err
}

// mayWaitFor refuses the task itself, and one that the viewer does not see.
func mayWaitFor(tx *gorm.DB, op string, v crm.Viewer, id, blocker crm.TaskID) error {
	_, err := oneTask(tx, op, v.Sight(crm.SeeTasks), blocker)
	if blocker == id || err != nil && fault.Is(explain(op, err), fault.Unknown) {
		return fault.New(fault.Invalid, op, "there is no such task to wait for").At("blocked_by")
	}
	return err
}
