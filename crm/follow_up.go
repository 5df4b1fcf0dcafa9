package crm

import (
	"strings"
	"time"

	"vonal/internal/fault"
)

// FollowRule is one rule by which follow-ups are raised: when something happens,
// then a task, so long after, unless something else has happened by then. Rules
// raise tasks, and no task sets off a rule: they cannot go round in circles.
type FollowRule struct {
	ID       FollowRuleID
	Name     string
	Enabled  bool
	When     FollowWhen
	Pipeline string // of WhenStage, by keys
	Stage    string
	Outcome  string // of WhenOutcome
	Field    string // of WhenDate: the field's key
	Days     int    // of WhenSilent: how long nobody has spoken to the customer
	Count    int    // the delay, as crm/follow reads it; of WhenDate less than 0 for before
	Unit     string
	At       string
	Zone     string // "": of whom the task is asked, or the company's
	Unless   Unless
	Series   string // of those of one series that are due at once, the last is raised; "" is a series of its own
	Title    string
	Note     string
	Priority Priority
	For      FollowWho
	Waiting  int // follow-ups that wait for their time
	Version  int64
}

// FollowWhen is what sets off a rule.
type FollowWhen string

// What rules are set off by.
const (
	WhenStage   FollowWhen = "stage"     // a deal enters a stage
	WhenOutcome FollowWhen = "outcome"   // an outcome is recorded
	WhenLost    FollowWhen = "lost_call" // a call back is owed
	WhenDate    FollowWhen = "date"      // a date on the card, a field of the company's own, has come
	WhenSilent  FollowWhen = "silent"    // nobody has spoken to the customer for so many days
)

// Unless is what keeps a follow-up from being raised.
type Unless string

// What can have happened by then.
const (
	UnlessNothing Unless = ""
	UnlessSpoken  Unless = "spoken"  // somebody has spoken to the customer
	UnlessNewer   Unless = "renewed" // there is a newer deal in the same pipeline
)

// FollowWho is whom the task is asked of; their deputy while they are absent.
type FollowWho string

// Who is asked.
const (
	ForCardOwner FollowWho = "owner"
	ForMaker     FollowWho = "maker" // who moved the deal, or recorded the outcome
)

// Of is which of them that is; the owner where nobody who takes calls has set it
// off.
func (w FollowWho) Of(owner, maker AgentID) AgentID {
	if w == ForMaker && maker != "" {
		return maker
	}
	return owner
}

// FollowUpFilter says which follow-ups; what is empty does not narrow.
type FollowUpFilter struct {
	Of    AgentID   // whom the task will be asked of, if nobody stands in then
	Until time.Time // due before
}

// FollowState is what has become of a follow-up.
type FollowState string

// The states of a follow-up.
const (
	FollowWaiting FollowState = "waiting"
	FollowRaised  FollowState = "raised"
	FollowSkipped FollowState = "skipped" // Why says why
	FollowFolded  FollowState = "folded"  // a later one of its series was raised
)

// FollowUp is a task that a rule will raise, or has.
type FollowUp struct {
	ID       FollowUpID
	Rule     FollowRuleID
	RuleName string
	When     FollowWhen
	Unless   Unless
	Title    string
	Card     CardID
	CardName string
	Deal     DealID
	FromAt   time.Time // when that happened which set it off
	Due      Deadline
	State    FollowState
	Why      string
	Task     TaskID
	EndedAt  time.Time
}

// Checked is the rule with its text cleaned, or a fault that names the member.
// The delay is checked by crm/follow.
func (r FollowRule) Checked() (FollowRule, error) {
	const op = "crm.FollowRule"
	r.Name, r.Title, r.Note, r.Series = CleanName(r.Name), CleanName(r.Title), CleanNote(r.Note), CleanName(r.Series)
	if r.Priority == "" {
		r.Priority = NormalPriority
	}
	if r.For == "" {
		r.For = ForCardOwner
	}
	bad := func(field, why string) (FollowRule, error) {
		return r, fault.New(fault.Invalid, op, "%s", why).At(field)
	}
	switch {
	case r.Name == "":
		return bad("name", "must say something")
	case r.Title == "":
		return bad("title", "must say what is to be done")
	case r.When == WhenStage && r.Stage == "":
		return bad("stage", "a rule about a stage needs one")
	case r.When == WhenOutcome && r.Outcome == "":
		return bad("outcome", "a rule about an outcome needs one")
	case r.When == WhenDate && r.Field == "":
		return bad("field", "a rule about a date needs the field")
	case r.When == WhenSilent && (r.Days < 1 || r.Days > 3650):
		return bad("days", "must be between 1 and 3650")
	case !strings.Contains(" stage outcome lost_call silent date ", " "+string(r.When)+" "):
		return bad("when", "there is no such occasion")
	case r.Unless != UnlessNothing && r.Unless != UnlessSpoken && r.Unless != UnlessNewer:
		return bad("unless", "there is no such condition")
	case r.Unless == UnlessNewer && r.When != WhenStage:
		return bad("unless", "only what a deal has set off can be renewed")
	case r.For != ForCardOwner && r.For != ForMaker:
		return bad("for", "is neither owner nor maker")
	case r.Priority != LowPriority && r.Priority != NormalPriority && r.Priority != HighPriority:
		return bad("priority", "there is no such priority")
	}
	if r.When != WhenStage {
		r.Pipeline, r.Stage = "", ""
	}
	if r.When != WhenOutcome {
		r.Outcome = ""
	}
	if r.When != WhenDate {
		r.Field = ""
	}
	if r.When != WhenSilent {
		r.Days = 0
	}
	return r, nil
}
