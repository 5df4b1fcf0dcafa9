package crm

import (
	"time"

	"vonal/internal/fault"
)

// ProjectState is how far a project is.
type ProjectState string

// The states of a project.
const (
	ProjectOpen     ProjectState = "open"
	ProjectDone     ProjectState = "done"
	ProjectArchived ProjectState = "archived"
)

// Project groups tasks; its members see all of them.
type Project struct {
	ID        ProjectID
	Title     string
	Note      string
	State     ProjectState
	Members   []Person
	Open      int // tasks
	Done      int
	By        UserID
	ByName    string
	CreatedAt time.Time
	UpdatedAt time.Time
	Version   int64
}

// ProjectChange holds what to change, or what a new project begins with; nil
// leaves a member as it is.
type ProjectChange struct {
	Title   *string
	Note    *string
	State   *ProjectState
	Members *[]PersonID
	Version int64 // the version that was seen; 0 to overwrite whatever stands there
}

// Apply is the project after the change, or a fault that names the member. Its
// members are not applied: whoever keeps projects knows their names.
func (ch ProjectChange) Apply(p Project) (Project, error) {
	const op = "crm.ProjectChange"
	if ch.Title != nil {
		p.Title = CleanName(*ch.Title)
	}
	if p.Title == "" {
		return p, missing(op, "title")
	}
	if ch.Note != nil {
		p.Note = CleanNote(*ch.Note)
	}
	set(&p.State, ch.State)
	if p.State != ProjectOpen && p.State != ProjectDone && p.State != ProjectArchived {
		return p, fault.New(fault.Invalid, op, "a project is open, done or archived").At("state")
	}
	if ch.Members != nil {
		members, err := distinct(op, *ch.Members, MaxMembers, "member_ids")
		if err != nil {
			return p, err
		}
		*ch.Members = members
	}
	return p, nil
}
