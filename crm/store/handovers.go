package store

import (
	"context"
	"database/sql"
	"slices"

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

type handover struct {
	TaskID   crm.TaskID
	AgentID  crm.AgentID
	DeputyID crm.AgentID
}

func (s *Store) giveAway(tx *gorm.DB, most int) (int, error) {
	now := crm.Moment(s.clock.Now())
	absences, err := absencesAt(tx, now)
	if err != nil {
		return 0, err
	}
	done := 0
	for _, a := range absences {
		deputy, _ := crm.Deputy(a.Agent, absences, now)
		if deputy == "" {
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
			err := tx.Exec(`INSERT INTO task_handovers (task_id, agent_id, deputy_id, at) VALUES (?, ?, ?, ?)
				ON CONFLICT (task_id, agent_id) WHERE returned_at IS NULL DO NOTHING`, id, a.Agent, deputy, now).Error
			if err == nil {
				err = s.replacePerson(tx, id, a.Agent, deputy)
			}
			if err != nil {
				return done, err
			}
			done++
		}
	}
	return done, nil
}

func (s *Store) giveBack(tx *gorm.DB, most int) (int, error) {
	now := crm.Moment(s.clock.Now())
	var over []handover
	err := tx.Raw(`UPDATE task_handovers AS h SET returned_at = @now FROM (
			SELECT task_id, agent_id FROM task_handovers AS h WHERE returned_at IS NULL
				AND NOT EXISTS (SELECT FROM absences WHERE absences.agent_id = h.agent_id AND starts_at <= @now AND ends_at > @now)
			LIMIT @most FOR UPDATE SKIP LOCKED) AS back
		WHERE h.task_id = back.task_id AND h.agent_id = back.agent_id AND h.returned_at IS NULL
		RETURNING h.task_id, h.agent_id, h.deputy_id`, sql.Named("now", now), sql.Named("most", most)).Scan(&over).Error
	if err != nil {
		return 0, err
	}
	for _, h := range over {
		var open bool
		err := tx.Raw(`SELECT EXISTS (SELECT FROM tasks JOIN agents ON agents.id = ? AND agents.deleted_at IS NULL
			WHERE tasks.id = ? AND state = 'open' AND tasks.deleted_at IS NULL)`, h.AgentID, h.TaskID).Scan(&open).Error
		if err == nil && open {
			err = s.replacePerson(tx, h.TaskID, h.DeputyID, h.AgentID)
		}
		if err != nil {
			return 0, err
		}
	}
	return len(over), nil
}

// replacePerson asks a task of another instead; nothing happens where it is not
// asked of the one.
func (s *Store) replacePerson(tx *gorm.DB, id crm.TaskID, one, other crm.AgentID) error {
	const op = "store.replacePerson"
	task, err := oneTask(tx, op, crm.Sight{All: true}, id)
	if err != nil {
		return err
	}
	var people []crm.PersonID
	found := false
	for _, p := range task.Assignees {
		who := p.ID
		if who == crm.PersonID(one) {
			found, who = true, crm.PersonID(other)
		}
		if !slices.Contains(people, who) {
			people = append(people, who)
		}
	}
	if !found {
		return nil
	}
	_, err = s.patchTask(tx, op, regularWork, id, crm.TaskChange{Assignees: &people})
	return err
}
