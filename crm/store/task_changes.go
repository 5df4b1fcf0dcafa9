package store

import (
	"context"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/crm/recur"
	"vonal/internal/fault"
)

// CreateTask makes a task. Without anybody it is asked of, it is asked of who
// makes it.
func (s *Store) CreateTask(ctx context.Context, v crm.Viewer, in crm.NewTask) (crm.Task, error) {
	const op = "store.CreateTask"
	in, err := in.Checked()
	if err != nil {
		return crm.Task{}, fault.Wrap(op, err)
	}
	var t crm.Task
	err = s.write(ctx, op, func(tx *gorm.DB) error {
		if in.Card != "" {
			if err := seesCard(tx, op, v, in.Card); err != nil {
				return noSuchCard(op, err)
			}
		}
		id, err := s.newTask(tx, op, v, in)
		if err != nil {
			return err
		}
		t, err = oneTask(tx, op, crm.Sight{All: true}, id)
		return err
	})
	return t, err
}

func (s *Store) newTask(tx *gorm.DB, op string, v crm.Viewer, in crm.NewTask) (crm.TaskID, error) {
	id, err := newID[crm.TaskID]()
	if err != nil {
		return "", err
	}
	if in.Recurrence != "" {
		if in.Recurrence, err = recur.Check(in.Recurrence); err != nil {
			return "", err
		}
	}
	now := crm.Moment(s.clock.Now())
	row := taskRow{ID: id, Title: in.Title, Note: in.Note, State: crm.TaskOpen, Priority: in.Priority, CardID: null(in.Card), DealID: null(in.Deal),
		ProjectID: null(in.Project), Checklist: listText(in.Checklist), Recurrence: in.Recurrence, Rule: null(in.Rule), CallID: null(in.Call),
		ByUser: null(v.User), CreatedAt: now, UpdatedAt: now, Version: 1}
	row.due(in.Due)
	if in.Recurrence != "" {
		row.SeriesStart = in.Due.Local
	}
	if err := s.hangsOn(tx, op, v, in.Deal, in.Project); err != nil {
		return "", err
	}
	if err := tx.Create(&row).Error; err != nil {
		return "", err
	}
	people := in.Assignees
	if len(people) == 0 {
		people = []crm.PersonID{selfOf(v)}
	}
	if err := putPeople(tx, op, "task_people", "task_id", string(id), people, "assignee_id"); err != nil {
		return "", err
	}
	if err := putBlockers(tx, op, v, id, in.BlockedBy); err != nil {
		return "", err
	}
	if err := s.tellGiven(tx, v, id, people); err != nil {
		return "", err
	}
	return id, s.taskEntry(tx, v, in.Card, crm.EntryTaskMade, id, in.Title, nil)
}

// selfOf is the viewer as somebody of whom a task can be asked.
func selfOf(v crm.Viewer) crm.PersonID {
	if v.Agent != "" {
		return crm.PersonID(v.Agent)
	}
	return crm.PersonID(v.User)
}

func (r *taskRow) due(d crm.Deadline) {
	r.DueAt, r.DueLocal, r.DueZone = at(d.At), d.Local, d.Zone
}

// hangsOn refuses a deal or project that the viewer may not see.
func (s *Store) hangsOn(tx *gorm.DB, op string, v crm.Viewer, deal string, project crm.ProjectID) error {
	if deal != "" {
		var n int64
		if sound(deal) {
			if err := dealsOf(tx, v.Sight(crm.SeeDeals)).Where("deals.id = ? AND deals.deleted_at IS NULL", deal).Count(&n).Error; err != nil {
				return err
			}
		}
		if n == 0 {
			return fault.New(fault.Invalid, op, "there is no such deal").At("deal_id")
		}
	}
	if project != "" {
		if _, err := oneProject(tx, op, v, crm.SeeTasks, project); err != nil {
			if fault.Is(explain(op, err), fault.Unknown) {
				return fault.New(fault.Invalid, op, "there is no such project").At("project_id")
			}
			return err
		}
	}
	return nil
}

// putPeople makes these the people of a task or project, in this order. Each is
// an agent who has not left, or a user who may log in.
func putPeople(tx *gorm.DB, op, table, column, id string, people []crm.PersonID, field string) error {
	if err := tx.Exec("DELETE FROM "+table+" WHERE "+column+" = ?", id).Error; err != nil {
		return err
	}
	for i, p := range people {
		if !sound(p) {
			return fault.New(fault.Invalid, op, "there is no such person").At(field)
		}
		// A user who is an agent is known as the agent.
		var person string
		err := tx.Raw(`SELECT id::text FROM agents WHERE id = @p AND deleted_at IS NULL
			UNION ALL SELECT coalesce(agent_id, id)::text FROM users WHERE id = @p AND disabled_at IS NULL LIMIT 1`, map[string]any{"p": p}).Scan(&person).Error
		if err != nil {
			return err
		}
		if person == "" {
			return fault.New(fault.Invalid, op, "there is no such person").At(field)
		}
		err = tx.Exec("INSERT INTO "+table+" ("+column+", person_id, place) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", id, person, i).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// PatchTask changes a task. One that comes again and is done opens its next
// occurrence in the same transaction, once.
func (s *Store) PatchTask(ctx context.Context, v crm.Viewer, id crm.TaskID, ch crm.TaskChange) (crm.Task, error) {
	const op = "store.PatchTask"
	var t crm.Task
	err := s.write(ctx, op, func(tx *gorm.DB) (err error) {
		t, err = s.patchTask(tx, op, v, id, ch)
		return err
	})
	return t, err
}

func (s *Store) patchTask(tx *gorm.DB, op string, v crm.Viewer, id crm.TaskID, ch crm.TaskChange) (t crm.Task, err error) {
	if !sound(id) {
		return t, unknown(op)
	}
	if err := tx.Exec("SELECT FROM tasks WHERE id = ? FOR UPDATE", id).Error; err != nil {
		return t, err
	}
	was, err := oneTask(tx, op, v.Sight(crm.EditTasks), id)
	if err != nil {
		return t, err
	}
	if ch.Version != 0 && ch.Version != was.Version {
		return t, stale(op)
	}
	if err := s.checkChange(tx, op, v, &ch); err != nil {
		return t, err
	}
	next, err := ch.Apply(was, s.clock.Now())
	if err != nil {
		return t, err
	}
	if next.State == crm.TaskDone && was.State != crm.TaskDone {
		if b := waitsFor(was); b != "" {
			return t, fault.New(fault.Conflict, op, "%q must be done first", b).At("state")
		}
	}
	if err := s.saveTask(tx, op, v, next, ch); err != nil {
		return t, err
	}
	if err := s.taskStory(tx, v, was, next, ch); err != nil {
		return t, err
	}
	if next.State == crm.TaskDone && was.State != crm.TaskDone && next.Recurrence != "" {
		if err := s.nextOccurrence(tx, op, next); err != nil {
			return t, err
		}
	}
	if t, err = oneTask(tx, op, crm.Sight{All: true}, id); err != nil {
		return t, err
	}
	if err := s.tellGiven(tx, v, id, crm.NewPeople(was, t)); err != nil {
		return t, err
	}
	return t, s.tellTask(tx, v, id, crm.TaskChanged, crm.TaskDifference(was, t))
}

// tellGiven tells people that a task was given to them.
func (s *Store) tellGiven(tx *gorm.DB, v crm.Viewer, id crm.TaskID, people []crm.PersonID) error {
	return s.raise(tx, crm.News{Kind: crm.NoticeTaskGiven, Matter: crm.MatterOf("task", id), Task: id, By: v.User, For: people})
}

func waitsFor(t crm.Task) string {
	for _, b := range t.BlockedBy {
		if b.State == crm.TaskOpen {
			return b.Title
		}
	}
	return ""
}

func (s *Store) checkChange(tx *gorm.DB, op string, v crm.Viewer, ch *crm.TaskChange) error {
	if ch.Recurrence != nil && *ch.Recurrence != "" {
		rule, err := recur.Check(*ch.Recurrence)
		if err != nil {
			return err
		}
		ch.Recurrence = &rule
	}
	if card := some(ch.Card); card != "" {
		if err := seesCard(tx, op, v, card); err != nil {
			return noSuchCard(op, err)
		}
	}
	return s.hangsOn(tx, op, v, some(ch.Deal), some(ch.Project))
}

func (s *Store) saveTask(tx *gorm.DB, op string, v crm.Viewer, t crm.Task, ch crm.TaskChange) error {
	var row taskRow
	row.due(t.Due)
	err := tx.Exec(`UPDATE tasks SET title = ?, note = ?, state = ?, priority = ?, due_at = ?, due_local = ?, due_zone = ?, card_id = ?, deal_id = ?,
		project_id = ?, checklist = ?, recurrence = ?, series_start = ?, done_at = ?, updated_at = ?, version = version + 1 WHERE id = ?`,
		t.Title, t.Note, t.State, t.Priority, row.DueAt, row.DueLocal, row.DueZone, null(t.Card), null(t.Deal), null(t.Project),
		listText(t.Checklist), t.Recurrence, t.Series, at(t.DoneAt), crm.Moment(s.clock.Now()), t.ID).Error
	if err != nil {
		return err
	}
	if ch.Assignees != nil {
		if err := putPeople(tx, op, "task_people", "task_id", string(t.ID), *ch.Assignees, "assignee_id"); err != nil {
			return err
		}
	}
	if ch.BlockedBy != nil {
		return putBlockers(tx, op, v, t.ID, *ch.BlockedBy)
	}
	return nil
}

// taskStory writes on the customer's timeline what became of a task.
func (s *Store) taskStory(tx *gorm.DB, v crm.Viewer, was, now crm.Task, ch crm.TaskChange) error {
	if now.State != was.State {
		kind := crm.EntryTaskDone
		if now.State != crm.TaskDone {
			kind = crm.EntryTaskChanged
		}
		return s.taskEntry(tx, v, now.Card, kind, now.ID, now.Title, []crm.FieldChange{{Field: "state", From: string(was.State), To: string(now.State)}})
	}
	var diff []crm.FieldChange
	if was.Due.String() != now.Due.String() {
		diff = append(diff, crm.FieldChange{Field: "due_at", From: was.Due.String(), To: now.Due.String()})
	}
	if ch.Assignees != nil && len(*ch.Assignees) > 0 {
		first := ""
		if len(was.Assignees) > 0 {
			first = string(was.Assignees[0].ID)
		}
		if to := string((*ch.Assignees)[0]); to != first {
			diff = append(diff, crm.FieldChange{Field: "assignee_id", From: first, To: to})
		}
	}
	if len(diff) == 0 {
		return nil
	}
	return s.taskEntry(tx, v, now.Card, crm.EntryTaskChanged, now.ID, now.Title, diff)
}

func (s *Store) taskEntry(tx *gorm.DB, v crm.Viewer, card crm.CardID, kind crm.EntryKind, id crm.TaskID, title string, diff []crm.FieldChange) error {
	if told, ok := taskEvents[kind]; ok {
		if err := s.tellHooks(tx, taskEvent(told, s.clock.Now(), id, card)); err != nil {
			return err
		}
	}
	if card == "" {
		return nil
	}
	return s.addEntries(tx, crm.Entry{Card: card, At: s.clock.Now(), Kind: kind, By: v.User, Changes: diff, Task: &crm.TaskLine{ID: id, Title: title}})
}

// nextOccurrence opens the next task of a series; the unique key of what came
// before keeps it at one.
func (s *Store) nextOccurrence(tx *gorm.DB, op string, t crm.Task) error {
	due, more, err := recur.Next(t.Recurrence, t.Series, t.Due, s.clock.Now())
	if err != nil || !more {
		return err
	}
	id, err := newID[crm.TaskID]()
	if err != nil {
		return err
	}
	list := make([]crm.CheckItem, len(t.Checklist))
	for i, item := range t.Checklist {
		list[i] = crm.CheckItem{Text: item.Text}
	}
	now := crm.Moment(s.clock.Now())
	put := tx.Exec(`INSERT INTO tasks (id, title, note, state, priority, due_at, due_local, due_zone, card_id, deal_id, project_id, checklist, recurrence,
		series_start, previous_id, rule, by_user, created_at, updated_at) VALUES (?, ?, ?, 'open', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		id, t.Title, t.Note, t.Priority, due.At, due.Local, due.Zone, null(t.Card), null(t.Deal), null(t.Project), listText(list), t.Recurrence,
		t.Series, t.ID, null(t.Rule), null(t.By), now, now)
	if put.Error != nil || put.RowsAffected == 0 {
		return put.Error
	}
	err = tx.Exec("INSERT INTO task_people (task_id, person_id, place) SELECT ?, person_id, place FROM task_people WHERE task_id = ?", id, t.ID).Error
	if err != nil {
		return err
	}
	return s.tellHooks(tx, taskEvent(crm.EventTaskOpened, now, id, t.Card))
}
