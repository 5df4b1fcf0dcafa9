package store

import (
	"context"
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

type taskRow struct {
	ID          crm.TaskID
	Title       string
	Note        string
	State       crm.TaskState
	Priority    crm.Priority
	DueAt       *time.Time
	DueLocal    string
	DueZone     string
	CardID      *crm.CardID
	DealID      *string
	ProjectID   *crm.ProjectID
	Checklist   string
	Recurrence  string
	SeriesStart string
	PreviousID  *crm.TaskID
	Rule        *string
	CallID      *crm.CallID
	ByUser      *crm.UserID
	DoneAt      *time.Time
	CreatedAt   time.Time
	UpdatedAt   time.Time
	DeletedAt   *time.Time
	Version     int64

	CardName *string `gorm:"->;-:migration"`
	ByName   *string `gorm:"->;-:migration"`
	People   string  `gorm:"->;-:migration"` // JSON, in order
	Blockers string  `gorm:"->;-:migration"` // JSON
	Comments int     `gorm:"->;-:migration"`
	SortKey  *string `gorm:"->;-:migration"`
}

func (taskRow) TableName() string { return "tasks" }

func (r taskRow) task() (crm.Task, error) {
	t := crm.Task{ID: r.ID, Title: r.Title, Note: r.Note, State: r.State, Priority: r.Priority,
		Due:  crm.Deadline{At: utc(r.DueAt), Local: r.DueLocal, Zone: r.DueZone},
		Card: some(r.CardID), CardName: some(r.CardName), Deal: some(r.DealID), Project: some(r.ProjectID),
		Recurrence: r.Recurrence, Series: r.SeriesStart, Previous: some(r.PreviousID), Rule: some(r.Rule), Call: some(r.CallID),
		By: some(r.ByUser), ByName: some(r.ByName), Comments: r.Comments, DoneAt: utc(r.DoneAt),
		CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(), Version: r.Version}
	for _, list := range []struct {
		text string
		into any
	}{{r.Checklist, &t.Checklist}, {r.People, &t.Assignees}, {r.Blockers, &t.BlockedBy}} {
		if list.text == "" {
			continue
		}
		if err := json.Unmarshal([]byte(list.text), list.into); err != nil {
			return t, err
		}
	}
	return t, nil
}

const taskColumns = `tasks.*, cards.name AS card_name, users.name AS by_name,
	(SELECT coalesce(json_agg(json_build_object('ID', p.person_id, 'Name', coalesce(a.name, u.name, '')) ORDER BY p.place), '[]')
		FROM task_people p LEFT JOIN agents a ON a.id = p.person_id LEFT JOIN users u ON u.id = p.person_id WHERE p.task_id = tasks.id) AS people,
	(SELECT coalesce(json_agg(json_build_object('ID', b.id, 'Title', b.title, 'State', b.state) ORDER BY b.id), '[]')
		FROM task_blockers k JOIN tasks b ON b.id = k.blocked_by AND b.deleted_at IS NULL WHERE k.task_id = tasks.id) AS blockers,
	(SELECT count(*) FROM comments WHERE comments.task_id = tasks.id) AS comments`

// tasksOf is a query on the tasks within the sight: those asked of one, made by
// one, of one's customers and of one's projects.
func tasksOf(tx *gorm.DB, s crm.Sight) *gorm.DB {
	return tasksEver(tx, s).Where("tasks.deleted_at IS NULL")
}

// tasksEver is tasksOf with those that were removed.
func tasksEver(tx *gorm.DB, s crm.Sight) *gorm.DB {
	q := tx.Table("tasks").Joins("LEFT JOIN cards ON cards.id = tasks.card_id LEFT JOIN users ON users.id = tasks.by_user")
	people := keysOf(s.People)
	switch {
	case s.All:
		return q
	case len(people) == 0:
		return q.Where("false")
	}
	return q.Where(`(tasks.by_user IN ? OR cards.owner_id IN ?
		OR EXISTS (SELECT FROM task_people p WHERE p.task_id = tasks.id AND p.person_id IN ?)
		OR EXISTS (SELECT FROM project_members m WHERE m.project_id = tasks.project_id AND m.person_id IN ?))`, people, people, people, people)
}

// taskSorts are the ways in which tasks are sorted; the first unasked.
var taskSorts = []sorting{
	{Name: "due_at", column: "tasks.due_at", cast: "timestamptz", id: "tasks.id", gaps: true},
	{Name: "created_at", column: "tasks.created_at", cast: "timestamptz", id: "tasks.id"},
	{Name: "updated_at", column: "tasks.updated_at", cast: "timestamptz", id: "tasks.id"},
}

// ListTasks are the tasks that the viewer may see, those due first first and
// those without a deadline last.
func (s *Store) ListTasks(ctx context.Context, v crm.Viewer, f crm.TaskFilter, page crm.Page) (crm.List[crm.Task], error) {
	const op = "store.ListTasks"
	var rows []taskRow
	way, err := sortingOf(f.Sort, taskSorts...)
	if err != nil {
		return crm.List[crm.Task]{}, fault.Wrap(op, err)
	}
	err = s.read(ctx, op, func(tx *gorm.DB) error {
		for field, id := range map[string]string{"card_id": string(f.Card), "deal_id": f.Deal, "project_id": string(f.Project)} {
			if err := narrow(op, id, field); err != nil {
				return err
			}
		}
		q, err := sorted(tasksThat(tasksOf(tx, v.Sight(crm.SeeTasks)), f), way, page)
		if err != nil {
			return err
		}
		return q.Select(taskColumns + ", " + way.sortKey()).Find(&rows).Error
	})
	if err != nil {
		return crm.List[crm.Task]{}, err
	}
	where := func(r taskRow) spot { return way.spotOf(r.SortKey, string(r.ID)) }
	part := cut(rows, page, where, same)
	list := crm.List[crm.Task]{Next: part.Next, Items: make([]crm.Task, len(part.Items))}
	for i, r := range part.Items {
		if list.Items[i], err = r.task(); err != nil {
			return list, explain(op, err)
		}
	}
	return list, nil
}

func tasksThat(q *gorm.DB, f crm.TaskFilter) *gorm.DB {
	if f.Card != "" {
		q = q.Where("tasks.card_id = ?", f.Card)
	}
	if f.Deal != "" {
		q = q.Where("tasks.deal_id = ?", f.Deal)
	}
	if f.Project != "" {
		q = q.Where("tasks.project_id = ?", f.Project)
	}
	if people := keysOf(f.People); len(people) > 0 {
		q = q.Where("EXISTS (SELECT FROM task_people p WHERE p.task_id = tasks.id AND p.person_id IN ?)", people)
	} else if len(f.People) > 0 {
		q = q.Where("false") // nobody has such an id
	}
	if f.State != "" {
		q = q.Where("tasks.state = ?", f.State)
	}
	if text := crm.CleanName(f.Text); text != "" {
		q = q.Where("tasks.title ILIKE ?", containing(text))
	}
	if f.Bucket != "" {
		q = q.Where("tasks.state = 'open'")
	}
	switch f.Bucket {
	case crm.Overdue:
		q = q.Where("tasks.due_at < ?", f.Now.UTC())
	case crm.Today:
		q = q.Where("tasks.due_at >= ? AND tasks.due_at < ?", f.Now.UTC(), f.Midnight.UTC())
	case crm.Later:
		q = q.Where("tasks.due_at >= ?", f.Midnight.UTC())
	case crm.Undated:
		q = q.Where("tasks.due_at IS NULL")
	}
	return q
}

// CountTasks counts the open tasks of the filter by when they are due.
func (s *Store) CountTasks(ctx context.Context, v crm.Viewer, f crm.TaskFilter) (crm.TaskCounts, error) {
	var n crm.TaskCounts
	f.Bucket, f.State = "", crm.TaskOpen
	err := s.read(ctx, "store.CountTasks", func(tx *gorm.DB) error {
		return tasksThat(tasksOf(tx, v.Sight(crm.SeeTasks)), f).Select(`count(*) FILTER (WHERE tasks.due_at < @now) AS overdue,
			count(*) FILTER (WHERE tasks.due_at >= @now AND tasks.due_at < @midnight) AS today,
			count(*) FILTER (WHERE tasks.due_at >= @midnight) AS later,
			count(*) FILTER (WHERE tasks.due_at IS NULL) AS undated`, map[string]any{"now": f.Now.UTC(), "midnight": f.Midnight.UTC()}).Take(&n).Error
	})
	return n, err
}

// GetTask finds a task that the viewer may see.
func (s *Store) GetTask(ctx context.Context, v crm.Viewer, id crm.TaskID) (crm.Task, error) {
	const op = "store.GetTask"
	var t crm.Task
	err := s.read(ctx, op, func(tx *gorm.DB) (err error) {
		t, err = oneTask(tx, op, v.Sight(crm.SeeTasks), id)
		return err
	})
	return t, err
}

func oneTask(tx *gorm.DB, op string, s crm.Sight, id crm.TaskID) (crm.Task, error) {
	if !sound(id) {
		return crm.Task{}, unknown(op)
	}
	var row taskRow
	if err := tasksOf(tx, s).Select(taskColumns).Where("tasks.id = ?", id).Take(&row).Error; err != nil {
		return crm.Task{}, err
	}
	return row.task()
}
