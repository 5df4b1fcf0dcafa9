package api

import (
	"encoding/json"

	"github.com/labstack/echo/v4"

	"vonal/crm"
)

// gives reports whether the body has a member, be it null.
func gives(c echo.Context, name string) bool {
	body, _ := c.Get(bodyKey).([]byte)
	var members map[string]json.RawMessage
	if json.Unmarshal(body, &members) != nil {
		return false
	}
	_, there := members[name]
	return there
}

func checkOf(i CheckItem) crm.CheckItem { return crm.CheckItem{Text: i.Text, Done: i.Done} }

func taskView(t crm.Task) Task {
	v := Task{ID: string(t.ID), Title: t.Title, Note: t.Note, State: TaskState(t.State), Priority: TaskPriority(t.Priority),
		DueAt: moment(t.Due.At), DueLocal: text(t.Due.Local), Zone: text(t.Due.Zone), Assignees: each(t.Assignees, personView),
		CardID: text(t.Card), CardName: text(t.CardName), DealID: text(t.Deal), ProjectID: text(t.Project),
		Checklist:  each(t.Checklist, func(i crm.CheckItem) CheckItem { return CheckItem{Text: i.Text, Done: i.Done} }),
		Recurrence: text(t.Recurrence), Rule: text(t.Rule), CallID: text(t.Call), By: text(t.ByName), Comments: t.Comments,
		DoneAt: moment(t.DoneAt), CreatedAt: t.CreatedAt, UpdatedAt: t.UpdatedAt, Version: t.Version,
		BlockedBy: each(t.BlockedBy, func(b crm.Blocker) Blocker {
			return Blocker{ID: string(b.ID), Title: b.Title, State: TaskState(b.State)}
		})}
	if len(t.Assignees) > 0 {
		v.AssigneeID = text(t.Assignees[0].ID)
	}
	return v
}

func personView(p crm.Person) TaskPerson { return TaskPerson{ID: string(p.ID), Name: p.Name} }

func commentView(k crm.Comment) Comment {
	return Comment{ID: string(k.ID), At: k.At, By: text(k.ByName), Text: k.Text}
}

func projectView(p crm.Project) Project {
	return Project{ID: string(p.ID), Title: p.Title, Note: p.Note, State: ProjectState(p.State), Members: each(p.Members, personView),
		Open: p.Open, Done: p.Done, By: text(p.ByName), CreatedAt: p.CreatedAt, UpdatedAt: p.UpdatedAt, Version: p.Version}
}

func taskLineView(l *crm.TaskLine) *TaskLine {
	if l == nil {
		return nil
	}
	return &TaskLine{ID: string(l.ID), Title: l.Title}
}
