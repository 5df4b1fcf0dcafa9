package crm

import (
	"time"

	"vonal/internal/fault"
)

// MaxAbsence is how long one absence can be: 400 days, and an hour more where
// the clocks are set back.
const MaxAbsence = 400*24*time.Hour + time.Hour

// Absence is a time for which an agent is away, and who stands in.
type Absence struct {
	ID        AbsenceID
	Agent     AgentID
	Deputy    AgentID // "": nobody
	From      time.Time
	To        time.Time // the first moment that they are back
	AllDay    bool      // whole days were meant
	Reason    string
	By        UserID
	CreatedAt time.Time
	Version   int64
}

// At reports whether the absence is under way.
func (a Absence) At(t time.Time) bool { return !t.Before(a.From) && t.Before(a.To) }

// Checked is the absence with its text cleaned, or a fault that names the
// member that cannot be.
func (a Absence) Checked() (Absence, error) {
	const op = "crm.Absence"
	a.From, a.To, a.Reason = Moment(a.From), Moment(a.To), CleanName(a.Reason)
	switch {
	case a.Agent == "":
		return a, missing(op, "agent_id")
	case a.Deputy == a.Agent:
		return a, fault.New(fault.Invalid, op, "nobody stands in for themselves").At("deputy_id")
	case !a.From.Before(a.To):
		return a, fault.New(fault.Invalid, op, "must be after the beginning").At("to")
	case a.To.Sub(a.From) > MaxAbsence:
		return a, fault.New(fault.Invalid, op, "an absence is of at most 400 days").At("to")
	}
	return a, nil
}

// AbsenceChange holds what to change; nil leaves a member as it is.
type AbsenceChange struct {
	From    *time.Time
	To      *time.Time
	AllDay  *bool
	Deputy  *AgentID
	Reason  *string
	Version int64 // the version that was seen; 0 to overwrite whatever stands there
}

// Apply is the absence after the change at now. One that is over stays as it
// was, one that has begun keeps its beginning, and none ends before now: what
// was routed by it stays true.
func (ch AbsenceChange) Apply(a Absence, now time.Time) (Absence, error) {
	const op = "crm.AbsenceChange"
	if !now.Before(a.To) {
		return a, fault.New(fault.Conflict, op, "this absence is over")
	}
	if ch.From != nil && !Moment(*ch.From).Equal(a.From) {
		if !now.Before(a.From) {
			return a, fault.New(fault.Conflict, op, "this absence has begun")
		}
		a.From = *ch.From
	}
	if ch.To != nil {
		if a.To = *ch.To; a.To.Before(now) {
			a.To = now
		}
	}
	if ch.AllDay != nil {
		a.AllDay = *ch.AllDay
	}
	if ch.Deputy != nil {
		a.Deputy = *ch.Deputy
	}
	if ch.Reason != nil {
		a.Reason = *ch.Reason
	}
	return a.Checked()
}

// Deputy is who stands in for the owner, and whether the owner is away at all.
// A deputy who is away is followed to theirs; where that leads to nobody, or
// back, there is no deputy: "" and true.
func Deputy(owner AgentID, absences []Absence, at time.Time) (deputy AgentID, away bool) {
	next := map[AgentID]AgentID{}
	for _, a := range absences {
		if a.At(at) {
			next[a.Agent] = a.Deputy
		}
	}
	who := owner
	for range len(next) + 1 { // longer than any way that does not go round
		then, gone := next[who]
		if !gone {
			break
		}
		away, who = true, then
	}
	if _, gone := next[who]; gone || !away {
		return "", away
	}
	return who, true
}

// AbsenceFilter says which absences; what is empty does not narrow.
type AbsenceFilter struct {
	Agent AgentID
	Since time.Time // those that end later
	Until time.Time // those that begin before
}
