package store

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
)

// regularWork is the viewer with which regular work changes tasks.
var regularWork = crm.Viewer{Grants: crm.Grants{crm.SeeTasks: crm.ScopeAll, crm.EditTasks: crm.ScopeAll, crm.SeeDeals: crm.ScopeAll, crm.SeeCards: crm.ScopeAll}}

// HandOverTasks gives the tasks of those who are absent, as far as they are due
// before they are back, to whoever stands in for them, and gives back what is
// still open when they are here again; at most so many each, and answers how
// many. What somebody has given to another meanwhile stays there.
func (s *Store) HandOverTasks(ctx context.Context, most int) (done int, err error) {
	err = s.write(ctx, "store.HandOverTasks", func(tx *gorm.DB) error {
		back, err := s.giveBack(tx, most)
		if err != nil {
			return err
		}
		gone, err := s.giveAway(tx, most)
		done = back + gone
		return err
	})
	return done, err
}

func (s *Store) giveAway(tx *gorm.DB, most int) (int, error) {
	now := crm.Moment(s.clock.Now())
	standIns, err := s.standIns(tx)
	if err != nil {
		return 0, err
	}
	done := 0
	for _, a := range standIns.Absences {
		other, _ := standIns.For(a.Agent, now)
		if other == "" {
			continue
		}
		var tasks []crm.TaskID
		err := tx.Raw(`SELECT tasks.id FROM tasks JOIN task_people ON task_people.task_id = tasks.id AND person_id = @agent
			WHERE tasks.state = 'open' AND tasks.deleted_at IS NULL AND tasks.due_at < @back
				AND NOT EXISTS (SELECT FROM task_handovers AS h WHERE h.task_id = tasks.id AND h.agent_id = @agent AND h.returned_at IS NULL)
			ORDER BY tasks.due_at LIMIT @most`, sql.Named("agent", a.Agent), sql.Named("back", a.To), sql.Named("most", most)).Scan(&tasks).Error
		if err != nil {
			return done, err
		}
		for _, id := range tasks {
			err := tx.Exec(`INSERT INTO task_handovers (task_id, agent_id, deputy_id, joined, at)
				SELECT @task, @agent, @other, NOT EXISTS (SELECT FROM task_people WHERE task_id = @task AND person_id = @other), @now
				ON CONFLICT (task_id, agent_id) WHERE returned_at IS NULL DO NOTHING`,
				sql.Named("task", id), sql.Named("agent", a.Agent), sql.Named("other", other), sql.Named("now", now)).Error
			if err == nil {
				err = s.replacePeople(tx, id, crm.PersonID(a.Agent), other)
			}
			if err != nil {
				return done, err
			}
			done++
		}
	}
	return done, nil
}

// handover is a task that went from who was absent to who stands in for them.
type handover struct {
	TaskID   crm.TaskID
	AgentID  crm.AgentID
	DeputyID crm.PersonID
	Joined   bool // the task was not asked of the deputy before
}

func (s *Store) giveBack(tx *gorm.DB, most int) (int, error) {
	now := crm.Moment(s.clock.Now())
	var over []handover
	err := tx.Raw(`SELECT task_id, agent_id FROM task_handovers AS h WHERE returned_at IS NULL
			AND NOT EXISTS (SELECT FROM absences WHERE absences.agent_id = h.agent_id AND starts_at <= @now AND ends_at > @now)
		ORDER BY at DESC, task_id, agent_id LIMIT @most FOR UPDATE SKIP LOCKED`, sql.Named("now", now), sql.Named("most", most)).Scan(&over).Error
	if err != nil {
		return 0, err
	}
	for _, h := range over {
		if err := s.giveBackOne(tx, h.TaskID, h.AgentID, now); err != nil {
			return 0, err
		}
	}
	return len(over), nil
}

// giveBackOne gives a task back to who is here again, from whoever has it by now:
// a deputy who went away, too, had it go on to the next.
func (s *Store) giveBackOne(tx *gorm.DB, task crm.TaskID, to crm.AgentID, now time.Time) error {
	last := handover{DeputyID: crm.PersonID(to)}
	for {
		var h handover
		found := tx.Raw(`UPDATE task_handovers SET returned_at = ? WHERE task_id = ? AND agent_id = ? AND returned_at IS NULL
			RETURNING deputy_id, joined`, now, task, string(last.DeputyID)).Scan(&h)
		if found.Error != nil {
			return found.Error
		}
		if found.RowsAffected == 0 {
			break
		}
		last = h
	}
	if last.DeputyID == crm.PersonID(to) {
		return nil // it was given back with another's
	}
	var open bool
	err := tx.Raw(`SELECT EXISTS (SELECT FROM tasks JOIN agents ON agents.id = ? AND agents.deleted_at IS NULL
		WHERE tasks.id = ? AND state = 'open' AND tasks.deleted_at IS NULL)`, to, task).Scan(&open).Error
	if err != nil || !open {
		return err
	}
	stays, err := staysWith(tx, task, last)
	if err != nil {
		return err
	}
	if stays {
		return s.replacePeople(tx, task, last.DeputyID, last.DeputyID, crm.PersonID(to))
	}
	return s.replacePeople(tx, task, last.DeputyID, crm.PersonID(to))
}

// staysWith reports whether a task that goes back is the deputy's, too: it was
// theirs before, or they stand in for another of those of whom it is asked.
func staysWith(tx *gorm.DB, task crm.TaskID, h handover) (bool, error) {
	if !h.Joined {
		return true, nil
	}
	others := tx.Exec(`UPDATE task_handovers SET joined = true WHERE (task_id, agent_id, at) IN (SELECT task_id, agent_id, at FROM task_handovers
		WHERE task_id = ? AND deputy_id = ? AND returned_at IS NULL ORDER BY at, agent_id LIMIT 1) AND returned_at IS NULL`, task, h.DeputyID)
	return others.RowsAffected > 0, others.Error
}

// replacePeople asks a task of others in place of one; nothing happens where it
// is not asked of that one.
func (s *Store) replacePeople(tx *gorm.DB, id crm.TaskID, one crm.PersonID, others ...crm.PersonID) error {
	const op = "store.replacePeople"
	task, err := oneTask(tx, op, crm.Sight{All: true}, id)
	if err != nil {
		return err
	}
	var people []crm.PersonID
	found := false
	for _, p := range task.Assignees {
		instead := []crm.PersonID{p.ID}
		if p.ID == one {
			found, instead = true, others
		}
		for _, who := range instead {
			if !slices.Contains(people, who) {
				people = append(people, who)
			}
		}
	}
	if !found {
		return nil
	}
	_, err = s.patchTask(tx, op, regularWork, id, crm.TaskChange{Assignees: &people})
	return err
}
