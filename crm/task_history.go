package crm

import (
	"slices"
	"strings"
	"time"
)

// TaskEvent is what somebody did to a task. Events are only ever added.
type TaskEvent struct {
	ID      TaskEventID
	Task    TaskID
	At      time.Time
	Kind    TaskEventKind
	By      UserID // "" when nobody's hand was in it
	ByName  string
	Changes []FieldChange // of TaskChanged
}

// TaskEventKind is what was done.
type TaskEventKind string

// The kinds of events of a task.
const (
	TaskChanged  TaskEventKind = "changed"
	TaskRemoved  TaskEventKind = "removed"
	TaskRestored TaskEventKind = "restored"
)

// TaskDifference is what differs between two moments of a task, member by
// member. People and the tasks waited for are told by name, as they were called
// then; a customer, a deal and a project by id; a checklist by the lines that
// came and went.
func TaskDifference(was, now Task) []FieldChange {
	var diff []FieldChange
	add := func(field, from, to string) {
		if from != to {
			diff = append(diff, FieldChange{Field: field, From: from, To: to})
		}
	}
	add("title", was.Title, now.Title)
	add("note", was.Note, now.Note)
	add("state", string(was.State), string(now.State))
	add("due_at", was.Due.String(), now.Due.String())
	add("assignees", people(was.Assignees), people(now.Assignees))
	add("priority", string(was.Priority), string(now.Priority))
	add("recurrence", was.Recurrence, now.Recurrence)
	add("card_id", string(was.Card), string(now.Card))
	add("deal_id", was.Deal, now.Deal)
	add("project_id", string(was.Project), string(now.Project))
	add("blocked_by", blockers(was.BlockedBy), blockers(now.BlockedBy))
	if !slices.Equal(was.Checklist, now.Checklist) {
		diff = append(diff, FieldChange{Field: "checklist", From: linesBut(was.Checklist, now.Checklist), To: linesBut(now.Checklist, was.Checklist)})
	}
	return diff
}

func people(list []Person) string {
	names := make([]string, len(list))
	for i, p := range list {
		names[i] = p.Name
	}
	return strings.Join(names, ", ")
}

func blockers(list []Blocker) string {
	titles := make([]string, len(list))
	for i, b := range list {
		titles[i] = b.Title
	}
	return strings.Join(titles, "\n")
}

// linesBut are the lines of a checklist that another has not, with what is
// ticked marked.
func linesBut(list, others []CheckItem) string {
	left := slices.Clone(others)
	var lines []string
	for _, item := range list {
		if i := slices.Index(left, item); i >= 0 {
			left = slices.Delete(left, i, i+1)
			continue
		}
		mark := "[ ] "
		if item.Done {
			mark = "[x] "
		}
		lines = append(lines, mark+item.Text)
	}
	return strings.Join(lines, "\n")
}
