package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"vonal/crm"
	"vonal/crm/recur"
	"vonal/internal/fault"
)

// ListTasks answers the tasks the caller may see.
func (h handlers) ListTasks(c echo.Context, p ListTasksParams) error {
	f := crm.TaskFilter{Card: crm.CardID(given(p.CardID)), Deal: given(p.DealID), Project: crm.ProjectID(given(p.ProjectID)),
		State: crm.TaskState(given(p.State)), Bucket: crm.Bucket(given(p.Bucket)), Text: given(p.Q), Sort: string(given(p.Sort))}
	if err := h.readersDay(&f, p.Zone, p.AssigneeID); err != nil {
		return parameter(err)
	}
	list, err := h.cfg.Store.ListTasks(c.Request().Context(), viewerOf(c), f, pageOf(p.Limit, p.Cursor))
	if err != nil {
		return parameter(err)
	}
	return answer(c, http.StatusOK, TaskList{Items: each(list.Items, taskView), NextCursor: text(list.Next)})
}

// readersDay fills in what "today" is for the reader.
func (h handlers) readersDay(f *crm.TaskFilter, zone *string, assignee *string) error {
	where, err := h.readersZone(zone)
	if err != nil {
		return err
	}
	f.Now = h.cfg.Clock.Now()
	f.Midnight = recur.EndOfDay(f.Now, where)
	if id := given(assignee); id != "" {
		f.People = []crm.PersonID{crm.PersonID(id)}
	}
	return nil
}

// readersZone is where the reader says to be, else where the company is.
func (h handlers) readersZone(zone *string) (*time.Location, error) {
	if given(zone) == "" {
		return h.cfg.Zone, nil
	}
	return recur.Zone(*zone)
}

// CountTasks answers how many open tasks are due when.
func (h handlers) CountTasks(c echo.Context, p CountTasksParams) error {
	f := crm.TaskFilter{Card: crm.CardID(given(p.CardID))}
	if err := h.readersDay(&f, p.Zone, p.AssigneeID); err != nil {
		return parameter(err)
	}
	n, err := h.cfg.Store.CountTasks(c.Request().Context(), viewerOf(c), f)
	if err != nil {
		return parameter(err)
	}
	return c.JSON(http.StatusOK, TaskCounts{Overdue: n.Overdue, Today: n.Today, Later: n.Later, None: n.Undated})
}

// GetTask answers one task.
func (h handlers) GetTask(c echo.Context, id string, _ GetTaskParams) error {
	t, err := h.cfg.Store.GetTask(c.Request().Context(), viewerOf(c), crm.TaskID(id))
	if err != nil {
		return err
	}
	tag(c, t.Version)
	return answer(c, http.StatusOK, taskView(t))
}

// CreateTask makes a task.
func (h handlers) CreateTask(c echo.Context) error {
	var form TaskNew
	if err := c.Bind(&form); err != nil {
		return err
	}
	due, err := h.deadline(form.DueAt, form.DueLocal, form.Zone)
	if err != nil {
		return err
	}
	t, err := h.cfg.Store.CreateTask(c.Request().Context(), viewerOf(c), crm.NewTask{
		Title: form.Title, Note: given(form.Note), Priority: crm.Priority(given(form.Priority)), Due: due,
		Assignees: given(people(form.AssigneeID, form.AssigneeIds)), Card: crm.CardID(given(form.CardID)), Deal: given(form.DealID),
		Project: crm.ProjectID(given(form.ProjectID)), Checklist: each(given(form.Checklist), checkOf), Recurrence: given(form.Recurrence),
		BlockedBy: each(given(form.BlockedBy), func(id string) crm.TaskID { return crm.TaskID(id) }),
	})
	if err != nil {
		return err
	}
	tag(c, t.Version)
	return c.JSON(http.StatusCreated, taskView(t))
}

// deadline reads an instant, or a local time and a zone; the company's zone
// where none is given.
func (h handlers) deadline(at *time.Time, local, zone *string) (crm.Deadline, error) {
	where := given(zone)
	if where == "" {
		where = h.cfg.Zone.String()
	}
	switch {
	case local != nil && at != nil:
		return crm.Deadline{}, invalid("due_at", "and due_local say the same; send one of them")
	case local != nil:
		return recur.Meant(*local, where)
	case at != nil:
		return recur.At(*at, where)
	}
	if zone != nil {
		_, err := recur.Zone(*zone)
		return crm.Deadline{}, err
	}
	return crm.Deadline{}, nil
}

// people are those of whom a task is asked: the one, or the many; nil where
// neither is given.
func people(one *string, many *[]string) *[]crm.PersonID {
	if one == nil && many == nil {
		return nil
	}
	all := []crm.PersonID{}
	if given(one) != "" {
		all = append(all, crm.PersonID(*one))
	}
	for _, id := range given(many) {
		if id != given(one) {
			all = append(all, crm.PersonID(id))
		}
	}
	return &all
}

// ChangeTask changes what is given.
func (h handlers) ChangeTask(c echo.Context, id string, _ ChangeTaskParams) error {
	var form TaskChange
	if err := c.Bind(&form); err != nil {
		return err
	}
	version, err := seen(c)
	if err != nil {
		return err
	}
	ch := crm.TaskChange{Title: form.Title, Note: form.Note, State: (*crm.TaskState)(form.State), Priority: (*crm.Priority)(form.Priority),
		Assignees: people(form.AssigneeID, form.AssigneeIds), Card: (*crm.CardID)(form.CardID), Deal: form.DealID,
		Project: (*crm.ProjectID)(form.ProjectID), Recurrence: form.Recurrence, Version: version}
	if form.DueAt != nil || form.DueLocal != nil || gives(c, "due_at") {
		due, err := h.deadline(form.DueAt, form.DueLocal, form.Zone)
		if err != nil {
			return err
		}
		ch.Due = &due
	}
	if form.Checklist != nil {
		list := each(*form.Checklist, checkOf)
		ch.Checklist = &list
	}
	if form.BlockedBy != nil {
		ids := each(*form.BlockedBy, func(id string) crm.TaskID { return crm.TaskID(id) })
		ch.BlockedBy = &ids
	}
	t, err := h.cfg.Store.PatchTask(c.Request().Context(), viewerOf(c), crm.TaskID(id), ch)
	if err != nil {
		return changedSince(err, version, h.taskNow(c, id))
	}
	tag(c, t.Version)
	return c.JSON(http.StatusOK, taskView(t))
}

func (h handlers) taskNow(c echo.Context, id string) func() (Task, int64, error) {
	return func() (Task, int64, error) {
		now, err := h.cfg.Store.GetTask(c.Request().Context(), viewerOf(c), crm.TaskID(id))
		return taskView(now), now.Version, err
	}
}

// RemoveTask takes a task out of every list.
func (h handlers) RemoveTask(c echo.Context, id string, _ RemoveTaskParams) error {
	version, err := seen(c)
	if err != nil {
		return err
	}
	if err := h.cfg.Store.RemoveTask(c.Request().Context(), viewerOf(c), crm.TaskID(id), version); err != nil {
		return changedSince(err, version, h.taskNow(c, id))
	}
	return c.NoContent(http.StatusNoContent)
}

// RestoreTask puts a removed task back.
func (h handlers) RestoreTask(c echo.Context, id string) error {
	t, err := h.cfg.Store.RestoreTask(c.Request().Context(), viewerOf(c), crm.TaskID(id))
	if err != nil {
		return err
	}
	tag(c, t.Version)
	return c.JSON(http.StatusOK, taskView(t))
}

// ListProjects answers the projects the caller may see.
func (h handlers) ListProjects(c echo.Context, p ListProjectsParams) error {
	list, err := h.cfg.Store.ListProjects(c.Request().Context(), viewerOf(c), pageOf(p.Limit, p.Cursor))
	if err != nil {
		return parameter(err)
	}
	return c.JSON(http.StatusOK, ProjectList{Items: each(list.Items, projectView), NextCursor: text(list.Next)})
}

// GetProject answers one project.
func (h handlers) GetProject(c echo.Context, id string) error {
	p, err := h.cfg.Store.GetProject(c.Request().Context(), viewerOf(c), crm.ProjectID(id))
	if err != nil {
		return err
	}
	tag(c, p.Version)
	return c.JSON(http.StatusOK, projectView(p))
}

// CreateProject makes a project.
func (h handlers) CreateProject(c echo.Context) error { return h.saveProject(c, "", 0) }

// ChangeProject changes what is given.
func (h handlers) ChangeProject(c echo.Context, id string, _ ChangeProjectParams) error {
	version, err := seen(c)
	if err != nil {
		return err
	}
	return h.saveProject(c, crm.ProjectID(id), version)
}

func (h handlers) saveProject(c echo.Context, id crm.ProjectID, version int64) error {
	var form ProjectChange
	if err := c.Bind(&form); err != nil {
		return err
	}
	if id == "" && form.Title == nil {
		return invalid("title", "is missing")
	}
	p, err := h.cfg.Store.SaveProject(c.Request().Context(), viewerOf(c), id, crm.ProjectChange{Title: form.Title, Note: form.Note,
		State: (*crm.ProjectState)(form.State), Members: people(nil, form.MemberIds), Version: version})
	if fault.Is(err, fault.Stale) {
		return changedSince(err, version, func() (Project, int64, error) {
			now, err := h.cfg.Store.GetProject(c.Request().Context(), viewerOf(c), id)
			return projectView(now), now.Version, err
		})
	}
	if err != nil {
		return err
	}
	tag(c, p.Version)
	status := http.StatusOK
	if id == "" {
		status = http.StatusCreated
	}
	return c.JSON(status, projectView(p))
}
