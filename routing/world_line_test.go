package routing_test

import (
	"cmp"
	"slices"
	"time"

	"vonal/routing"
)

// This file is the line of waiting calls, as the scripts of the store keep it
// (routing/agentstore/lua).

// find is a search: the ranking, and the claim as lua/claim.lua makes it.
func (w *world) find(i int) {
	c := w.calls[i]
	w.now = w.now.Add(time.Millisecond)
	if c.failed = w.chance(4); c.failed {
		w.tell(i, routing.SearchFailed{At: w.now})
		return
	}
	r := w.rank(w.agents, c.state, w.policy, w.now)
	w.judgeRanking(c, r.Choices)
	w.judgeNearness(i, r.Ranked())
	entered := !c.inLine
	c.inLine, c.asks, c.reach, c.place = true, true, c.state.Reach(r.Circle), c.state.Place()
	best, kept := w.choose(c, r.Ranked())
	if best == "" {
		w.tell(i, routing.NobodyFree{At: w.now, Circle: r.Circle, Next: r.Next})
		switch {
		case len(kept) > 0:
			for _, id := range kept {
				w.fresh[id] = true
			}
			w.wake()
		case entered && w.others(c, r.Ranked()):
			w.tell(i, routing.AgentFreed{At: w.now})
		default:
			c.asks = false
			w.wake()
		}
		return
	}
	w.judgeOrder(i, best)
	a := w.agent(best)
	*a = a.Taken(c.state.ID, w.now, w.now.Add(w.policy.ClaimLease()))
	c.inLine, c.asks = false, false
	w.tell(i, routing.Claimed{At: w.now, Agent: a.ID, Phones: a.Phones, Because: r.Because(best)})
	w.wake()
}

// choose leaves to each call that stands before and asks one agent whom that
// one looks for.
func (w *world) choose(c *played, ranked []routing.AgentID) (best routing.AgentID, kept []routing.AgentID) {
	elders := slices.DeleteFunc(w.asking(), func(other *played) bool { return other == c || !before(other, c) })
	owed := func(id routing.AgentID) bool {
		n := slices.IndexFunc(elders, func(elder *played) bool { return wants(elder, w.agent(id)) })
		if n >= 0 {
			elders = slices.Delete(elders, n, n+1)
		}
		return n >= 0
	}
	for i := range w.agents {
		if a := &w.agents[i]; w.fresh[a.ID] && a.Free(w.now) && !slices.Contains(ranked, a.ID) {
			owed(a.ID)
		}
	}
	for _, id := range ranked {
		if !owed(id) {
			return id, kept
		}
		kept = append(kept, id)
	}
	return "", kept
}

func (w *world) others(c *played, ranked []routing.AgentID) bool {
	for i := range w.agents {
		if a := &w.agents[i]; a.Free(w.now) && wants(c, a) && !slices.Contains(ranked, a.ID) {
			return true
		}
	}
	return false
}

// asking are the calls in the line that are owed somebody, in their order.
func (w *world) asking() []*played {
	var all []*played
	for _, c := range w.calls {
		if c.inLine && c.asks {
			all = append(all, c)
		}
	}
	slices.SortFunc(all, func(a, b *played) int {
		if before(a, b) {
			return -1
		}
		return 1
	})
	return all
}

func before(a, b *played) bool {
	return cmp.Or(cmp.Compare(b.place.Priority, a.place.Priority), a.place.Since.Compare(b.place.Since), cmp.Compare(a.state.ID, b.state.ID)) < 0
}

func wants(c *played, a *routing.Agent) bool {
	groups := a.Groups()
	return slices.ContainsFunc(c.reach, func(name string) bool { return slices.Contains(groups, name) })
}

// freed tells the line of an agent who has changed.
func (w *world) freed(a routing.Agent) {
	if !a.Free(w.now) {
		return
	}
	owed := false
	for _, c := range w.calls {
		if c.inLine && wants(c, &a) {
			c.asks, owed = true, true
		}
	}
	if owed {
		w.fresh[a.ID] = true
		w.wake()
	}
}

// wake has the first call that is owed an agent look for one.
func (w *world) wake() {
	for id := range w.fresh {
		if !w.agent(id).Free(w.now) {
			delete(w.fresh, id)
		}
	}
	if len(w.fresh) > 0 {
		for _, c := range w.asking() {
			for id := range w.fresh {
				if wants(c, w.agent(id)) {
					w.tell(slices.Index(w.calls, c), routing.AgentFreed{At: w.now})
					return
				}
			}
			c.asks = false
		}
	}
	clear(w.fresh)
}

// keepLine is what lua/save.lua makes of a call as it is saved.
func (w *world) keepLine(c *played, after routing.Call) {
	switch {
	case after.Phase != routing.Waiting && c.inLine:
		c.inLine, c.asks = false, false
		w.wake()
	case after.Phase == routing.Waiting && after.Searching && len(after.Offers) > 0 && !c.inLine:
		c.inLine, c.asks, c.reach, c.place = true, true, after.Reach(routing.PoolCircle), after.Place()
	}
}

// judgeNearness: an important customer gets nobody who is too new, and whoever
// leads the customer comes first.
func (w *world) judgeNearness(i int, ranked []routing.AgentID) {
	s := w.calls[i].state
	waited := w.now.Sub(s.SearchedFrom())
	for _, id := range ranked {
		a := w.agent(id)
		switch {
		case s.Caller.Tier == routing.TierKey && waited < w.policy.LowerAfter && a.Level < routing.Senior:
			w.fail("call %d of a key customer may go to %s after %s", i, id, waited)
		case !s.Easy() && a.Level == routing.Newcomer:
			w.fail("call %d may go to %s, a newcomer", i, id)
		case s.Caller.Owner != "" && !s.Caller.OwnerAway && s.Tried(s.Caller.Owner) == 0 && id != s.Caller.Owner && slices.Contains(ranked, s.Caller.Owner) && ranked[0] != s.Caller.Owner:
			w.fail("call %d: %s comes before the owner", i, id)
		}
	}
	owner := w.agent(s.Caller.Owner)
	if !s.Caller.OwnerAway && s.Easy() && owner.State == routing.AgentTalking && owner.OnShift && owner.NextPause == "" && s.Tried(owner.ID) == 0 &&
		s.Circle < routing.DeputyCircle && waited < w.policy.OwnerWait && len(ranked) > 0 {
		w.fail("call %d does not wait for its owner, who is talking", i)
	}
	w.judgeTeam(i, ranked, waited)
}

// judgeTeam: while somebody of the team can be waited for, nobody else is asked.
func (w *world) judgeTeam(i int, ranked []routing.AgentID, waited time.Duration) {
	s := w.calls[i].state
	if s.Line.Team == "" || !s.Easy() || s.Circle == routing.PoolCircle || waited >= w.policy.TeamWait {
		return
	}
	for _, mate := range w.agents {
		if !slices.Contains(mate.Groups(), "team/"+string(s.Line.Team)) || mate.State != routing.AgentTalking || !mate.OnShift || mate.NextPause != "" || s.Tried(mate.ID) > 0 {
			continue
		}
		for _, id := range ranked {
			if a := w.agent(id); !slices.Contains(a.Groups(), "team/"+string(s.Line.Team)) && id != s.Caller.Owner && id != s.Caller.Deputy {
				w.fail("call %d may go to %s, who is not of the team", i, id)
			}
		}
	}
}

// judgeOrder: nobody takes an agent whom a call before them in the line could
// have, unless that one has not heard yet: of a state that runs out a call hears
// when the agent has been told.
func (w *world) judgeOrder(i int, taken routing.AgentID) {
	if w.agent(taken).State != routing.AgentAvailable {
		return
	}
	c := w.calls[i]
	for k, other := range w.calls {
		quiet := !other.failed && len(other.flights) == 0 && len(other.todo) == 0 && (other.state.Due.IsZero() || other.state.Due.After(w.now))
		if k == i || other.state.Phase != routing.Waiting || !other.inLine || !quiet || !before(other, c) {
			continue
		}
		if slices.Contains(w.rank(w.agents, other.state, w.policy, w.now).Ranked(), taken) {
			w.fail("call %d took %s, who was call %d's", i, taken, k)
		}
	}
}

// customer is who calls: the same whenever it is asked.
func (w *world) customer(i int) routing.Caller {
	c := routing.Caller{Card: "c", Tier: [...]string{"normal", "important", "key"}[i%3]}
	if len(w.agents) > 1 && i > 0 {
		c.Owner, c.OwnerAway = w.agents[0].ID, i == 2
	}
	if c.OwnerAway {
		c.Deputy = w.agents[1].ID
	}
	return c
}
