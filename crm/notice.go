package crm

import (
	"slices"
	"time"

	"vonal/internal/fault"
)

// NoticeKind is what a notice says of its matter.
type NoticeKind string

// The kinds of notices.
const (
	NoticeTaskGiven     NoticeKind = "task_given"     // a task was given to you
	NoticeTaskDue       NoticeKind = "task_due"       // a task or follow-up of yours is due
	NoticeTaskSaid      NoticeKind = "task_said"      // somebody wrote where you take part
	NoticeDutyLate      NoticeKind = "duty_late"      // a call back that you owe is late
	NoticeDutyEscalated NoticeKind = "duty_escalated" // one that somebody of yours owes is
	NoticePhonePaused   NoticeKind = "phone_paused"   // you were paused for calls that you missed
	NoticeJobFailed     NoticeKind = "job_failed"     // regular work has failed
	NoticeWebhookOff    NoticeKind = "webhook_off"    // a webhook is told nothing any more
)

// Matter is what a notice is about: one has one notice of it, however much
// happens.
type Matter string

// MatterOf is a matter by what it is about and which one: "task", "0190…".
func MatterOf[T ~string](about string, id T) Matter { return Matter(about + ":" + string(id)) }

// Notice is something that a user is to know of. It stands as long as its matter
// does: a task is open, a duty is owed.
type Notice struct {
	ID        NoticeID
	User      UserID
	Kind      NoticeKind
	Task      TaskID // of a notice about one
	TaskTitle string
	DueAt     time.Time // of the task or duty; zero if there is none
	Duty      DutyID
	Number    E164   // to call back; of a notice about a duty
	Card      CardID // the customer it is about; "" for none
	CardName  string
	Job       string
	Webhook   string // by name
	By        UserID // who did it; "" if nobody
	ByName    string
	Count     int       // how often it was raised since it was read
	RaisedAt  time.Time // when it was last
	At        time.Time // from when it stands: later than RaisedAt where it was put off
	ReadAt    time.Time // zero while it is unread
}

// NoticeState narrows a list of notices.
type NoticeState string

// The states of notices.
const (
	NoticeUnread  NoticeState = "unread"
	NoticeRead    NoticeState = "read"
	NoticeSnoozed NoticeState = "snoozed" // comes back by itself
	NoticeCurrent NoticeState = "current" // unread and read
)

// NoticeCount is how many a user has not read, and when the next one comes back.
type NoticeCount struct {
	Unread int
	NextAt time.Time // zero if none was put off
}

// News is what somebody is to hear of a matter.
type News struct {
	Kind   NoticeKind
	Matter Matter
	Task   TaskID
	Duty   DutyID
	By     UserID // who did it, and is told nothing
	For    []PersonID
}

// longestSnooze is how far ahead a notice can be put off.
const longestSnooze = 366 * 24 * time.Hour

// CheckSnooze refuses a moment to which nothing can be put off.
func CheckSnooze(until, now time.Time) error {
	if !until.After(now) || until.Sub(now) > longestSnooze {
		return fault.New(fault.Invalid, "crm.CheckSnooze", "must lie ahead, and within a year").At("until")
	}
	return nil
}

// Colleague is a user as one whom matters of others may concern.
type Colleague struct {
	User
	Leads []AgentID // the agents of the teams that they lead
}

// Escalated are those who hear that what an agent owes is late: who leads a team
// that the agent is in, and where nobody else does, whoever sees all customers and
// says whose they are.
func Escalated(owner AgentID, all []Colleague) []PersonID {
	var heads, seeing []PersonID
	for _, c := range all {
		switch {
		case owner != "" && c.Agent == owner: // is told as the one who owes it
		case owner != "" && slices.Contains(c.Leads, owner):
			heads = append(heads, PersonID(c.ID))
		case c.Viewer().Scope(SeeCards) == ScopeAll && c.Viewer().May(AssignCards):
			seeing = append(seeing, PersonID(c.ID))
		}
	}
	if len(heads) > 0 {
		return heads
	}
	return seeing
}

// Permitted are those who have a permission.
func Permitted(p Permission, all []Colleague) (some []PersonID) {
	for _, c := range all {
		if c.Viewer().May(p) {
			some = append(some, PersonID(c.ID))
		}
	}
	return some
}

// NewPeople are those whom a task is asked of now, and was not before.
func NewPeople(was, now Task) (added []PersonID) {
	for _, p := range now.Assignees {
		if !slices.Contains(was.Assignees, p) {
			added = append(added, p.ID)
		}
	}
	return added
}
