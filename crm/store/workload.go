package store

import (
	"context"
	"database/sql"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
)

// workload has everybody who works here, and whoever else has something to do;
// the row without an id is what nobody is asked for. What a user is asked who is
// an agent, too, is the agent's.
const workload = `
WITH asked AS (
	SELECT coalesce(users.agent_id, p.person_id) AS id, count(DISTINCT t.id) AS open, count(DISTINCT t.id) FILTER (WHERE t.due_at < @now) AS overdue
	FROM (@tasks) AS t LEFT JOIN task_people AS p ON p.task_id = t.id LEFT JOIN users ON users.id = p.person_id GROUP BY 1),
owed AS (
	SELECT owner_id AS id, count(*) AS duties, count(*) FILTER (WHERE due_at <= @now) AS late, min(opened_at) AS oldest FROM (@duties) AS d GROUP BY 1),
everybody AS (SELECT id FROM (@agents) AS here UNION SELECT id FROM asked UNION SELECT id FROM owed)
SELECT coalesce(e.id::text, '') AS id, coalesce(a.name, u.name, '') AS name, coalesce(open, 0) AS open, coalesce(overdue, 0) AS overdue,
	coalesce(duties, 0) AS duties, coalesce(late, 0) AS late, oldest
FROM everybody AS e LEFT JOIN agents AS a ON a.id = e.id LEFT JOIN users AS u ON u.id = e.id
	LEFT JOIN asked ON asked.id IS NOT DISTINCT FROM e.id LEFT JOIN owed ON owed.id IS NOT DISTINCT FROM e.id
ORDER BY e.id IS NULL, name, e.id`

// Workloads is who has how much to do, of the tasks and the calls back that the
// viewer may see, by name.
func (s *Store) Workloads(ctx context.Context, v crm.Viewer) ([]crm.Workload, error) {
	var rows []struct {
		ID                          crm.PersonID
		Name                        string
		Open, Overdue, Duties, Late int
		Oldest                      *time.Time
	}
	err := s.read(ctx, "store.Workloads", func(tx *gorm.DB) error {
		tasks := v.Sight(crm.SeeTasks)
		return tx.Raw(workload, sql.Named("now", s.clock.Now().UTC()),
			sql.Named("tasks", tasksOf(tx, tasks).Select("tasks.id, tasks.due_at").Where("tasks.state = ?", crm.TaskOpen)),
			sql.Named("duties", duties(tx, v).Select("cards.owner_id, duties.due_at, duties.opened_at").Where("duties.closed_at IS NULL")),
			sql.Named("agents", within(tx.Table("agents").Select("agents.id").Where("agents.deleted_at IS NULL"), tasks, "agents.id"))).Scan(&rows).Error
	})
	all := make([]crm.Workload, len(rows))
	for i, r := range rows {
		all[i] = crm.Workload{Person: crm.Person{ID: r.ID, Name: r.Name}, Open: r.Open, Overdue: r.Overdue, Duties: r.Duties, Late: r.Late, OldestDuty: utc(r.Oldest)}
	}
	return all, err
}
