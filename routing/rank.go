package routing

import (
	"sort"
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
	More    int       // agents left out of Choices
	Served  bool      // somebody is at work who may have the call sooner or later

	takers []Agent // those who may be offered it, as they were ranked
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

// Agent is one of those who may be offered the call, as they were ranked.
func (r Ranking) Agent(id AgentID) (Agent, bool) {
	for _, a := range r.takers {
		if a.ID == id {
			return a, true
		}
	}
	return Agent{}, false
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

// mostRanked is how many of those who may be offered a call are put in order: one
// of the first is free still, or the search is made again. mostOthers is how
// many of the others are told of.
const (
	mostRanked = 50
	mostOthers = 40
)

// candidate is an agent while they are compared: no more of them than that needs.
type candidate struct {
	agent  *Agent
	tried  int
	circle Circle
	ramp   bool
	since  time.Time
}

// Rank orders the agents for a call. May be offered it who is free, in the
// circle the call looks in by now, and experienced enough for the customer.
// Who was offered this call less often comes first; then who is nearer to the
// customer; then newcomers who have not had their share of easy calls, if this
// is one; among equals, who has been free the longest. The agents are neither
// changed nor kept.
func Rank(agents []Agent, c Call, p Policy, at time.Time) Ranking {
	s := sieve{call: &c, policy: &p, at: at, waited: at.Sub(c.SearchedFrom()), easy: c.Caller.easy()}
	s.least = p.leastLevel(c.Caller.Tier, s.waited)
	s.opens, s.circle = openings(agents, c, p, at)
	takers := make([]candidate, 0, mostRanked)
	others := make([]candidate, 0, mostOthers)
	served := false
	var x candidate // one for all: each would be a piece of memory
	for i := range agents {
		a := &agents[i]
		x = candidate{agent: a, circle: c.circleOf(a), since: a.freeSince()}
		if len(c.Offers) > 0 {
			x.tried = c.Tried(a.ID)
		}
		served = served || a.Level >= s.least && a.attends()
		if s.takes(x) {
			x.ramp = s.ramps(a)
			takers = insert(takers, &x, mostRanked, (*candidate).before)
		} else {
			others = insert(others, &x, mostOthers, (*candidate).nearer)
		}
	}
	r := Ranking{Circle: s.circle, Served: served, Next: s.next(agents), More: len(agents) - len(takers) - len(others)}
	reasons := make([]Reason, 0, 3*(len(takers)+len(others))) // one piece of memory for all of them
	r.Choices = make([]Choice, 0, len(takers)+len(others))
	r.takers = make([]Agent, 0, len(takers))
	for _, x := range takers {
		r.takers = append(r.takers, *x.agent)
	}
	for k, all := range [][]candidate{takers, others} {
		for _, x := range all {
			from := len(reasons)
			reasons = s.because(x, reasons)
			r.Choices = append(r.Choices, Choice{x.agent.ID, k == 0, reasons[from:len(reasons):len(reasons)]})
		}
	}
	return r
}

// insert keeps the first most of all in their order.
func insert(all []candidate, x *candidate, most int, before func(x, y *candidate) bool) []candidate {
	n := len(all)
	if n == most {
		if !before(x, &all[n-1]) {
			return all
		}
		n--
	} else {
		all = append(all, *x)
	}
	i := sort.Search(n, func(i int) bool { return before(x, &all[i]) })
	copy(all[i+1:n+1], all[i:n])
	all[i] = *x
	return all
}

// before: x is offered the call before y.
func (x *candidate) before(y *candidate) bool {
	switch {
	case x.tried != y.tried:
		return x.tried < y.tried
	case x.circle != y.circle:
		return x.circle < y.circle
	case x.ramp != y.ramp:
		return x.ramp
	}
	if order := x.since.Compare(y.since); order != 0 {
		return order < 0
	}
	return x.agent.ID < y.agent.ID
}

// nearer: of those who may not be offered the call x is told of before y.
func (x *candidate) nearer(y *candidate) bool {
	if x.circle != y.circle {
		return x.circle < y.circle
	}
	return x.agent.ID < y.agent.ID
}

// sieve is what holds for all agents of one ranking.
type sieve struct {
	call   *Call
	policy *Policy
	at     time.Time
	waited time.Duration
	least  Level
	circle Circle
	opens  [PoolCircle + 1]time.Duration
	easy   bool
}

// takes reports whether the agent may be offered the call.
func (s *sieve) takes(x candidate) bool {
	return x.circle <= s.circle && x.agent.Level >= s.least && x.agent.free(s.at) && s.spared(x) <= 0
}

// spared is for how long the agent, who has refused the call, is not asked again.
func (s *sieve) spared(x candidate) time.Duration {
	if x.tried == 0 {
		return 0
	}
	return s.call.spared(x.agent.ID).Sub(s.at)
}

func (s *sieve) ramps(a *Agent) bool {
	return s.easy && a.Level == Newcomer && a.Easy < s.policy.RampQuota
}

// because are the grounds for and against an agent, in the order in which a
// supervisor asks for them.
func (s *sieve) because(x candidate, reasons []Reason) []Reason {
	free, why := grounds(*x.agent, s.at)
	why.For = why.For.Truncate(time.Millisecond) // as it is stored: the same call is told the same way again
	left := s.spared(x)
	switch {
	case free && left > 0:
		reasons = append(reasons, Reason{Code: BecauseRefused, For: left.Truncate(time.Millisecond)})
	case free:
		reasons = append(append(reasons, why), nearness[x.circle]...)
	default:
		reasons = append(reasons, why)
	}
	if x.agent.Level < s.least {
		why := Reason{Code: BecauseLevel}
		if wait, ok := s.policy.enough(s.call.Caller.Tier, x.agent.Level, s.waited); ok {
			why.For = (wait - s.waited).Truncate(time.Millisecond)
		}
		reasons = append(reasons, why)
	} else if free && left <= 0 && x.circle > s.circle {
		reasons = append(reasons, Reason{Code: BecauseFurther, For: (s.opens[x.circle] - s.waited).Truncate(time.Millisecond)})
	}
	if x.ramp {
		reasons = append(reasons, Reason{Code: BecauseRamp, Times: s.policy.RampQuota - x.agent.Easy})
	}
	if x.tried > 0 {
		reasons = append(reasons, Reason{Code: BecauseTried, Times: x.tried})
	}
	return reasons
}

// next is when the call looks further, less experience is enough, or somebody may
// be asked again.
func (s *sieve) next(agents []Agent) (next time.Time) {
	sooner := func(t time.Time) {
		if t.After(s.at) && (next.IsZero() || t.Before(next)) {
			next = t
		}
	}
	for circle := s.circle + 1; circle <= PoolCircle; circle++ {
		sooner(s.call.SearchedFrom().Add(s.opens[circle]))
	}
	if wait := s.policy.lowered(s.call.Caller.Tier, s.waited); wait > 0 {
		sooner(s.call.SearchedFrom().Add(wait))
	}
	for _, o := range s.call.Offers {
		if !o.NotBefore.After(s.at) {
			continue
		}
		for i := range agents {
			if a := &agents[i]; a.ID == o.Agent && a.free(s.at) {
				sooner(s.call.spared(o.Agent))
			}
		}
	}
	return next
}

// nearness is what each circle says in favour of its agents.
var nearness = [PoolCircle + 1][]Reason{
	OwnerCircle: {{Code: BecauseOwner}}, DeputyCircle: {{Code: BecauseDeputy}}, TeamCircle: {{Code: BecauseTeam}},
}

// grounds says whether the agent may be offered a call now, and why.
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
