package routing

import (
	"cmp"
	"slices"
	"time"
)

// Choice is one agent as a candidate for a call, and why.
type Choice struct {
	Agent   AgentID
	Take    bool // may be offered the call
	Because []Reason
}

// Ranking is whom a call may be offered to, and whom not.
type Ranking struct {
	Choices []Choice  // first those who may be offered the call, best first, then the others
	Circle  Circle    // how far the call looks
	Next    time.Time // when it looks further, or somebody may be asked again; zero: only news changes it
	Served  bool      // somebody is at work who may have the call sooner or later
}

// Ranked are those who may be offered the call, best first.
func (r Ranking) Ranked() []AgentID {
	var ids []AgentID
	for _, c := range r.Choices {
		if !c.Take {
			break
		}
		ids = append(ids, c.Agent)
	}
	return ids
}

// Because is why the agent is where they are.
func (r Ranking) Because(id AgentID) []Reason {
	for _, c := range r.Choices {
		if c.Agent == id {
			return c.Because
		}
	}
	return nil
}

type candidate struct {
	Choice
	tried  int
	circle Circle
	ramp   bool
	since  time.Time
}

// Rank orders the agents for a call. May be offered it who is free, in the
// circle the call looks in by now, and experienced enough for the customer.
// Who was offered this call less often comes first; then who is nearer to the
// customer; then newcomers who have not had their share of easy calls, if this
// is one; among equals, who has been free the longest.
func Rank(agents []Agent, c Call, p Policy, at time.Time) Ranking {
	opens, circle := openings(agents, c, p, at)
	waited := at.Sub(c.Since())
	least := p.leastLevel(c.Caller.Tier, waited)
	r := Ranking{Circle: circle}
	sooner := func(t time.Time) {
		if t.After(at) && (r.Next.IsZero() || t.Before(r.Next)) {
			r.Next = t
		}
	}
	if circle < PoolCircle {
		for next := circle + 1; next <= PoolCircle; next++ {
			sooner(c.Since().Add(opens[next]))
		}
	}
	if wait := p.lowered(c.Caller.Tier, waited); wait > 0 {
		sooner(c.Since().Add(wait))
	}
	all := make([]candidate, len(agents))
	reasons := make([]Reason, 0, 2*len(agents)) // one piece of memory for all of them
	for i, a := range agents {
		from := len(reasons)
		x := &all[i]
		x.Agent, x.tried, x.circle, x.since = a.ID, c.Tried(a.ID), c.circleOf(a), a.freeSince()
		x.Take, reasons = standing(a, at, reasons)
		if x.Take {
			reasons = append(reasons, nearness[x.circle]...)
		}
		if left := c.spared(a.ID).Sub(at); x.Take && left > 0 {
			x.Take, reasons = false, append(reasons[:from], Reason{Code: BecauseRefused, For: left})
			sooner(at.Add(left))
		}
		if a.Level < least {
			why := Reason{Code: BecauseLevel}
			if wait, ok := p.enough(c.Caller.Tier, a.Level, waited); ok {
				why.For = (wait - waited).Truncate(time.Millisecond)
			}
			x.Take, reasons = false, append(reasons, why)
		} else if r.Served = r.Served || a.attends(); x.Take && x.circle > circle {
			x.Take, reasons = false, append(reasons, Reason{Code: BecauseFurther, For: (opens[x.circle] - waited).Truncate(time.Millisecond)})
		}
		if x.Take && a.Level == Newcomer && c.Caller.easy() && a.Easy < p.RampQuota {
			x.ramp = true
			reasons = append(reasons, Reason{Code: BecauseRamp, Times: p.RampQuota - a.Easy})
		}
		if x.tried > 0 {
			reasons = append(reasons, Reason{Code: BecauseTried, Times: x.tried})
		}
		x.Because = reasons[from:len(reasons):len(reasons)]
	}
	slices.SortFunc(all, candidate.compare)
	r.Choices = make([]Choice, len(all))
	for i := range all {
		r.Choices[i] = all[i].Choice
	}
	return r
}

// compare puts those who may be offered the call first, best first.
func (x candidate) compare(y candidate) int {
	if x.Take != y.Take {
		if x.Take {
			return -1
		}
		return 1
	}
	if !x.Take {
		return cmp.Or(cmp.Compare(x.circle, y.circle), cmp.Compare(x.Agent, y.Agent))
	}
	if x.ramp != y.ramp && x.tried == y.tried && x.circle == y.circle {
		if x.ramp {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(x.tried, y.tried), cmp.Compare(x.circle, y.circle), x.since.Compare(y.since), cmp.Compare(x.Agent, y.Agent))
}

// nearness is what each circle says in favour of its agents.
var nearness = [PoolCircle + 1][]Reason{
	OwnerCircle: {{Code: BecauseOwner}}, DeputyCircle: {{Code: BecauseDeputy}}, TeamCircle: {{Code: BecauseTeam}},
}

// standing says whether the agent may be offered a call now, and appends why.
func standing(a Agent, at time.Time, why []Reason) (bool, []Reason) {
	free, r := grounds(a, at)
	r.For = r.For.Truncate(time.Millisecond) // as it is stored: the same call is told the same way again
	return free, append(why, r)
}

func grounds(a Agent, at time.Time) (bool, Reason) {
	if a.Free(at) {
		return true, Reason{Code: BecauseFree, For: max(0, at.Sub(a.freeSince()))}
	}
	switch a.State {
	case AgentWrapUp:
		return false, Reason{Code: BecauseWrapUp, For: max(0, a.Until.Sub(at))}
	case AgentPaused:
		return false, Reason{Code: BecausePaused}
	case AgentUnreachable:
		r := Reason{Code: BecauseUnreachable}
		if a.PhoneUp && !a.Until.IsZero() {
			r.For = a.Until.Sub(at)
		}
		return false, r
	case AgentOffline, "":
		return false, Reason{Code: BecauseOffline}
	default:
		return false, Reason{Code: BecauseBusy}
	}
}

// Search is what a call asks of the agents: whom it looks for, and whom it
// would take, best first.
type Search struct {
	Call   CallID
	Place  Place
	Reach  []string // see Call.Reach
	Ranked []AgentID
}

// Search is the question that follows from the ranking of a call.
func (r Ranking) Search(c Call) Search {
	return Search{c.ID, c.Place(), c.Reach(r.Circle), r.Ranked()}
}
