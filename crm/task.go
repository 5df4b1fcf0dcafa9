package crm

import (
	"slices"
	"time"

	"vonal/internal/fault"
)

// TaskState is how far a task is.
type TaskState string

// The states of a task.
const (
	TaskOpen      TaskState = "open"
	TaskDone      TaskState = "done"
	TaskCancelled TaskState = "cancelled"
)

// Priority is how much a task matters.
type Priority string

// The priorities.
const (
	LowPriority    Priority = "low"
	NormalPriority Priority = "normal"
	HighPriority   Priority = "high"
)

// The most that hangs on one task, or one project.
const (
	MaxAssignees = 20
	MaxChecklist = 200
	MaxBlockers  = 50
	MaxMembers   = 200
)

// Person is somebody who works here, by name.
type Person struct {
	ID   PersonID
	Name string
}

// CheckItem is one line of a task's checklist.
type CheckItem struct {
	Text string `json:"text"`
	Done bool   `json:"done"`
}

// Task is something that somebody is to do.
type Task struct {
	ID         TaskID
	Title      string
	Note       string
	State      TaskState
	Priority   Priority
	Due        Deadline // zero if there is none
	Assignees  []Person // the first is whom the task is asked of
	Card       CardID
	CardName   string
	Deal       string // a deal's id
	Project    ProjectID
	Checklist  []CheckItem
	Recurrence string // an RRULE; "" if it comes once
	Series     string // the local deadline with which a recurring task began
	Previous   TaskID // the occurrence before this one
	BlockedBy  []Blocker
	Rule       string // which follow-up raised it; "" if a person did
	Call       CallID // whose outcome opened it
	By         UserID
	ByName     string
	Comments   int
	DoneAt     time.Time
	CreatedAt  time.Time
	UpdatedAt  time.Time
	Version    int64
}

// Blocker is a task that must be done before another.
type Blocker struct {
	ID    TaskID
	Title string
	State TaskState
}

// NewTask is what is needed to make one.
type NewTask struct {
	Title      string
	Note       string
	Priority   Priority // NormalPriority if empty
	Due        Deadline
	Assignees  []PersonID
	Card       CardID
	Deal       string
	Project    ProjectID
	Checklist  []CheckItem
	Recurrence string // checked by crm/recur
	BlockedBy  []TaskID
	Rule       string
	Call       CallID
}

// TaskChange holds what to change; nil leaves a member as it is.
type TaskChange struct {
	Title      *string
	Note       *string
	State      *TaskState
	Priority   *Priority
	Due        *Deadline // zero takes the deadline away
	Assignees  *[]PersonID
	Card       *CardID
	Deal       *string
	Project    *ProjectID
	Checklist  *[]CheckItem
	Recurrence *string
	BlockedBy  *[]TaskID
	Version    int64 // the version that was seen; 0 to overwrite whatever stands there
}

// Checked is the task with its text cleaned and what was left out filled in, or
// a fault that names the member that cannot be.
func (n NewTask) Checked() (NewTask, error) {
	const op = "crm.NewTask"
	if n.Title = CleanName(n.Title); n.Title == "" {
		return n, missing(op, "title")
	}
	n.Note = CleanNote(n.Note)
	if n.Priority == "" {
		n.Priority = NormalPriority
	}
	if err := checkPriority(op, n.Priority); err != nil {
		return n, err
	}
	var err error
	if n.Checklist, err = checkChecklist(op, n.Checklist); err != nil {
		return n, err
	}
	if n.Assignees, err = distinct(op, n.Assignees, MaxAssignees, "assignee_ids"); err != nil {
		return n, err
	}
	if n.BlockedBy, err = distinct(op, n.BlockedBy, MaxBlockers, "blocked_by"); err != nil {
		return n, err
	}
	return n, checkRecurring(op, n.Recurrence, n.Due)
}

// Apply is the task after the change and what of it a customer's timeline
// tells, or a fault that names the member. Assignees and blockers are not
// applied: whoever keeps tasks knows their names.
func (ch TaskChange) Apply(t Task, now time.Time) (Task, error) {
	const op = "crm.TaskChange"
	if ch.Title != nil {
		if t.Title = CleanName(*ch.Title); t.Title == "" {
			return t, missing(op, "title")
		}
	}
	if ch.Note != nil {
		t.Note = CleanNote(*ch.Note)
	}
	set(&t.Priority, ch.Priority)
	if err := checkPriority(op, t.Priority); err != nil {
		return t, err
	}
	if ch.Checklist != nil {
		var err error
		if t.Checklist, err = checkChecklist(op, *ch.Checklist); err != nil {
			return t, err
		}
	}
	set(&t.Card, ch.Card)
	set(&t.Deal, ch.Deal)
	set(&t.Project, ch.Project)
	due, recurrence := t.Due, t.Recurrence
	set(&t.Due, ch.Due)
	set(&t.Recurrence, ch.Recurrence)
	if err := checkRecurring(op, t.Recurrence, t.Due); err != nil {
		return t, err
	}
	switch {
	case t.Recurrence == "":
		t.Series = ""
	case recurrence != t.Recurrence || due != t.Due:
		t.Series = t.Due.Local // counted anew from here
	}
	if ch.State != nil {
		if !slices.Contains([]TaskState{TaskOpen, TaskDone, TaskCancelled}, *ch.State) {
			return t, fault.New(fault.Invalid, op, "a task is open, done or cancelled").At("state")
		}
		if t.State != *ch.State {
			t.State, t.DoneAt = *ch.State, time.Time{}
			if t.State == TaskDone {
				t.DoneAt = Moment(now)
			}
		}
	}
	return t, nil
}

func set[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

func checkPriority(op string, p Priority) error {
	if p != LowPriority && p != NormalPriority && p != HighPriority {
		return fault.New(fault.Invalid, op, "a priority is low, normal or high").At("priority")
	}
	return nil
}

func checkRecurring(op, rule string, due Deadline) error {
	if rule != "" && due.Zero() {
		return fault.New(fault.Invalid, op, "what comes again and again needs a deadline to begin with").At("recurrence")
	}
	return nil
}

func checkChecklist(op string, items []CheckItem) ([]CheckItem, error) {
	if len(items) > MaxChecklist {
		return nil, fault.New(fault.Invalid, op, "a checklist has at most %d lines", MaxChecklist).At("checklist")
	}
	clean := make([]CheckItem, len(items))
	for i, item := range items {
		clean[i] = CheckItem{CleanName(item.Text), item.Done}
		if clean[i].Text == "" {
			return nil, missing(op, "checklist")
		}
	}
	return clean, nil
}

// distinct is the ids without those that are there already.
func distinct[T ~string](op string, ids []T, most int, field string) ([]T, error) {
	var all []T
	for _, id := range ids {
		if !slices.Contains(all, id) {
			all = append(all, id)
		}
	}
	if len(all) > most {
		return nil, fault.New(fault.Invalid, op, "at most %d", most).At(field)
	}
	return all, nil
}
