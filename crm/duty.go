package crm

import (
	"time"

	"vonal/internal/fault"
)

// Duty is a call back that is owed to a customer who called and spoke to nobody:
// one for each customer, however often they tried, until somebody speaks to
// them or says why not. Who owes it is who owns the card.
type Duty struct {
	ID          DutyID
	Card        CardID
	CardName    string
	Tier        Tier
	Owner       AgentID // "" where the card has none
	Number      E164    // the one they called from last
	OpenedAt    time.Time
	DueAt       time.Time // in working time
	Calls       int       // attempts since it was opened
	LastCall    CallID
	LastAt      time.Time
	EscalatedAt time.Time // when it was late; zero if it was not
	ClosedAt    time.Time // zero while it is owed
	ClosedBy    DutyEnd
	ClosedCall  CallID // of a duty that a conversation closed
	Reason      string // why nobody called back
	By          UserID // who said so
	Version     int64
}

// DutyEnd is what closed a duty.
type DutyEnd string

// The ends of a duty.
const (
	DutyTalk   DutyEnd = "talk"   // somebody has spoken to the customer
	DutyReason DutyEnd = "reason" // somebody has said why not
	DutyMerged DutyEnd = "merged" // its card became another's, which has one
)

// DutyRules are the numbers of the policy by which duties are kept.
type DutyRules struct {
	Due  time.Duration // how much working time there is to call back
	Talk time.Duration // the shortest conversation that counts as one
}

// DefaultDutyRules are what product.md promises.
var DefaultDutyRules = DutyRules{Due: 15 * time.Minute, Talk: 10 * time.Second}

// Check refuses what cannot be; the fault names the member as the API spells it.
func (r DutyRules) Check() error {
	switch {
	case r.Due < time.Minute || r.Due > 7*24*time.Hour:
		return fault.New(fault.Invalid, "crm.DutyRules", "must be between a minute and a week").At("duty_due_ms")
	case r.Talk < time.Second || r.Talk > 10*time.Minute:
		return fault.New(fault.Invalid, "crm.DutyRules", "must be between a second and ten minutes").At("duty_talk_ms")
	}
	return nil
}

// DutyFilter says which duties; what is empty does not narrow.
type DutyFilter struct {
	State string // open, late or closed
	Card  CardID
	Owner AgentID
}

// DutyCount is how many calls back are owed.
type DutyCount struct{ Open, Late int }

// Owes reports whether the call leaves a duty: somebody called, spoke to nobody,
// and can be called back.
func (in Interaction) Owes() bool {
	return in.Direction == Inbound && in.AnsweredAt.IsZero() && !in.From.Withheld()
}
