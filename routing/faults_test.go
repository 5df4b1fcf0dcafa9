package routing_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"vonal/routing"
)

type (
	stepFunc  = func(routing.Call, routing.Event, routing.Policy) (routing.Call, []routing.Command)
	afterFunc = func(routing.Agent, routing.AgentEvent, routing.Policy) (routing.Agent, error)
	rankFunc  = func([]routing.Agent, routing.Call, routing.Policy, time.Time) routing.Ranking
)

// TestTheModelCatchesEverySeededFault spoils one rule at a time: a model that
// does not notice would not notice a mistake of ours either.
func TestTheModelCatchesEverySeededFault(t *testing.T) {
	all := maps.Clone(faults)
	maps.Copy(all, outboundFaults)
	maps.Copy(all, phoneFaults)
	maps.Copy(all, handOverFaults)
	for name, spoil := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := realRules
			spoil(&r)
			seed, broken := search(r, 300_000)
			if seed == 0 {
				t.Fatal("nobody noticed")
			}
			t.Logf("schedule %d: %s", seed, broken)
		})
	}
}

var faults = map[string]func(*rules){
	"a caller who hangs up during the ring leaves the agent claimed": step(func(s stepFunc, c routing.Call, ev routing.Event, p routing.Policy) (routing.Call, []routing.Command) {
		after, cmds := s(c, ev, p)
		if is[routing.CallerGone](ev) {
			return after, without[routing.Release](cmds)
		}
		return after, cmds
	}),
	"a caller who hangs up leaves the phone ringing": step(func(s stepFunc, c routing.Call, ev routing.Event, p routing.Policy) (routing.Call, []routing.Command) {
		after, cmds := s(c, ev, p)
		if is[routing.CallerGone](ev) {
			return after, without[routing.Drop](cmds)
		}
		return after, cmds
	}),
	"an answer of an old leg counts for the present one": step(func(s stepFunc, c routing.Call, ev routing.Event, p routing.Policy) (routing.Call, []routing.Command) {
		if e, ok := ev.(routing.LegAnswered); ok && c.Phase == routing.Ringing {
			ev = routing.LegAnswered{At: e.At, Leg: c.Leg}
		}
		return s(c, ev, p)
	}),
	"the end of an old leg counts for the present one": step(func(s stepFunc, c routing.Call, ev routing.Event, p routing.Policy) (routing.Call, []routing.Command) {
		if e, ok := ev.(routing.LegGone); ok {
			ev = routing.LegGone{At: e.At, Leg: c.Leg, Cause: e.Cause}
		}
		return s(c, ev, p)
	}),
	"a hang-up told twice is reported twice": step(func(s stepFunc, c routing.Call, ev routing.Event, p routing.Policy) (routing.Call, []routing.Command) {
		after, cmds := s(c, ev, p)
		if c.Phase == routing.Ended && is[routing.CallerGone](ev) {
			cmds = append(cmds, routing.Report{})
		}
		return after, cmds
	}),
	"an ended call is not reported": step(func(s stepFunc, c routing.Call, ev routing.Event, p routing.Policy) (routing.Call, []routing.Command) {
		after, cmds := s(c, ev, p)
		if is[routing.LegGone](ev) {
			return after, without[routing.Report](cmds)
		}
		return after, cmds
	}),
	"a phone that never rang is a miss": commands(func(cmd routing.Command) routing.Command {
		if r, ok := cmd.(routing.Release); ok && r.Why == routing.Unreachable {
			return routing.Release{Agent: r.Agent, Why: routing.Missed}
		}
		return cmd
	}),
	"who hangs up before they hear each other loses the caller": step(func(s stepFunc, c routing.Call, ev routing.Event, p routing.Policy) (routing.Call, []routing.Command) {
		c.Connected = c.Connected || is[routing.LegGone](ev)
		return s(c, ev, p)
	}),
	"a waiting caller's lease is not renewed": step(func(s stepFunc, c routing.Call, ev routing.Event, p routing.Policy) (routing.Call, []routing.Command) {
		after, cmds := s(c, ev, p)
		if is[routing.Due](ev) || is[routing.AgentFreed](ev) || is[routing.NobodyFree](ev) {
			return after, without[routing.RenewLease](cmds)
		}
		return after, cmds
	}),
	"the ring's deadline survives the answer": step(func(s stepFunc, c routing.Call, ev routing.Event, p routing.Policy) (routing.Call, []routing.Command) {
		after, cmds := s(c, ev, p)
		if after.Phase == routing.Talking && c.Phase == routing.Ringing {
			after.Due = c.Due
		}
		return after, cmds
	}),
	"the ring's time counts from the offer, not from the first ringing": step(func(s stepFunc, c routing.Call, ev routing.Event, p routing.Policy) (routing.Call, []routing.Command) {
		after, cmds := s(c, ev, p)
		for i := range after.Tries {
			if t := &after.Tries[i]; !t.RingingAt.IsZero() {
				t.RingingAt = t.BegunAt
			}
		}
		return after, cmds
	}),
	"an agent found for a caller who has left is kept": step(func(s stepFunc, c routing.Call, ev routing.Event, p routing.Policy) (routing.Call, []routing.Command) {
		after, cmds := s(c, ev, p)
		if c.Phase == routing.Ended && is[routing.Claimed](ev) {
			return after, nil
		}
		return after, cmds
	}),
	"a second agent found for one call is kept": step(func(s stepFunc, c routing.Call, ev routing.Event, p routing.Policy) (routing.Call, []routing.Command) {
		after, cmds := s(c, ev, p)
		if c.Phase == routing.Ringing && is[routing.Claimed](ev) {
			return after, nil
		}
		return after, cmds
	}),
	"a claim told again rings again": step(func(s stepFunc, c routing.Call, ev routing.Event, p routing.Policy) (routing.Call, []routing.Command) {
		if e, ok := ev.(routing.Claimed); ok {
			e.At = e.At.Add(time.Microsecond * time.Duration(1+c.Leg))
			ev = e
		}
		return s(c, ev, p)
	}),
	"who becomes free during a search is overlooked": step(func(s stepFunc, c routing.Call, ev routing.Event, p routing.Policy) (routing.Call, []routing.Command) {
		if is[routing.AgentFreed](ev) && c.Searching {
			return c, nil
		}
		return s(c, ev, p)
	}),
	"a call searches while it searches": step(func(s stepFunc, c routing.Call, ev routing.Event, p routing.Policy) (routing.Call, []routing.Command) {
		c.Searching = c.Searching && !is[routing.AgentFreed](ev)
		return s(c, ev, p)
	}),
	"Step writes into the call it was given": step(func(s stepFunc, c routing.Call, ev routing.Event, p routing.Policy) (routing.Call, []routing.Command) {
		after, cmds := s(c, ev, p)
		copy(c.Offers, after.Offers)
		return after, cmds
	}),
	"no wrap-up for the agent who hangs up first": step(func(s stepFunc, c routing.Call, ev routing.Event, p routing.Policy) (routing.Call, []routing.Command) {
		after, cmds := s(c, ev, p)
		if is[routing.LegGone](ev) {
			return after, without[routing.StartWrapUp](cmds)
		}
		return after, cmds
	}),
	"the caller stays when the agent hangs up": step(func(s stepFunc, c routing.Call, ev routing.Event, p routing.Policy) (routing.Call, []routing.Command) {
		after, cmds := s(c, ev, p)
		return after, without[routing.HangUp](cmds)
	}),
	"a resync leaves old legs up":                     afterResync(without[routing.Drop]),
	"a resync does not join the two":                  afterResync(without[routing.Connect]),
	"a resync does not record":                        afterResync(without[routing.Record]),
	"a resync leaves the lease of a waiting caller":   afterResync(without[routing.RenewLease]),
	"a resync does not look for an agent":             afterResync(without[routing.FindAgent]),
	"a resync leaves an unanswered caller unanswered": afterResync(without[routing.Welcome]),
	"a resync does not hang up for an agent who left": afterResync(without[routing.HangUp]),
	"a resync forgets to show the agent as talking":   afterResync(without[routing.MarkTalking]),
	"a resync gives back no agent":                    afterResync(without[routing.Release]),
	"the ranking forgets who was tried": func(r *rules) {
		rank := r.rank
		r.rank = func(agents []routing.Agent, c routing.Call, p routing.Policy, at time.Time) routing.Ranking {
			c.Offers = nil
			return rank(agents, c, p, at)
		}
	},
	"the ranking takes newcomers for anybody": ranking(func(s rankFunc, agents []routing.Agent, c routing.Call, p routing.Policy, at time.Time) routing.Ranking {
		p.ImportantLevel, p.KeyLevel = routing.Newcomer, routing.Newcomer
		return s(agents, c, p, at)
	}),
	"the ranking lowers the level too soon": ranking(func(s rankFunc, agents []routing.Agent, c routing.Call, p routing.Policy, at time.Time) routing.Ranking {
		p.LowerAfter = time.Second
		return s(agents, c, p, at)
	}),
	"the ranking forgets the owner": ranking(func(s rankFunc, agents []routing.Agent, c routing.Call, p routing.Policy, at time.Time) routing.Ranking {
		c.Caller.Owner = ""
		return s(agents, c, p, at)
	}),
	"the ranking does not wait for the team": ranking(func(s rankFunc, agents []routing.Agent, c routing.Call, p routing.Policy, at time.Time) routing.Ranking {
		p.TeamWait = 0
		return s(agents, c, p, at)
	}),
	"the ranking offers calls to the paused": func(r *rules) {
		rank := r.rank
		r.rank = func(agents []routing.Agent, c routing.Call, p routing.Policy, at time.Time) routing.Ranking {
			agents = slices.Clone(agents)
			for i := range agents {
				if agents[i].State == routing.AgentPaused {
					agents[i].State = routing.AgentAvailable
				}
			}
			return rank(agents, c, p, at)
		}
	},
	"a wrap-up ends early": agent(func(s afterFunc, a routing.Agent, ev routing.AgentEvent, p routing.Policy) (routing.Agent, error) {
		if a.State == routing.AgentWrapUp && is[routing.Rang](ev) || is[routing.PhoneCame](ev) {
			a.Until = ev.When()
			return s(a, routing.Rested{At: ev.When()}, p)
		}
		return s(a, ev, p)
	}),
	"a wrap-up is extended for ever": agent(func(s afterFunc, a routing.Agent, ev routing.AgentEvent, p routing.Policy) (routing.Agent, error) {
		after, err := s(a, ev, p)
		if after.State == routing.AgentWrapUp {
			after.Until = after.Until.Add(time.Hour)
		}
		return after, err
	}),
	"a claimed agent is never released": agent(func(s afterFunc, a routing.Agent, ev routing.AgentEvent, p routing.Policy) (routing.Agent, error) {
		if is[routing.LetGo](ev) {
			return a, nil
		}
		return s(a, ev, p)
	}),
	"the version stands still": agent(func(s afterFunc, a routing.Agent, ev routing.AgentEvent, p routing.Policy) (routing.Agent, error) {
		after, err := s(a, ev, p)
		after.Version = a.Version
		return after, err
	}),
}

// step spoils what Step answers.
func step(spoiled func(stepFunc, routing.Call, routing.Event, routing.Policy) (routing.Call, []routing.Command)) func(*rules) {
	return func(r *rules) {
		right := r.step
		r.step = func(c routing.Call, ev routing.Event, p routing.Policy) (routing.Call, []routing.Command) {
			return spoiled(right, c, ev, p)
		}
	}
}

func ranking(spoiled func(rankFunc, []routing.Agent, routing.Call, routing.Policy, time.Time) routing.Ranking) func(*rules) {
	return func(r *rules) {
		right := r.rank
		r.rank = func(agents []routing.Agent, c routing.Call, p routing.Policy, at time.Time) routing.Ranking {
			return spoiled(right, agents, c, p, at)
		}
	}
}

func agent(spoiled func(afterFunc, routing.Agent, routing.AgentEvent, routing.Policy) (routing.Agent, error)) func(*rules) {
	return func(r *rules) {
		right := r.after
		r.after = func(a routing.Agent, ev routing.AgentEvent, p routing.Policy) (routing.Agent, error) {
			return spoiled(right, a, ev, p)
		}
	}
}

// commands replaces commands one by one.
func commands(other func(routing.Command) routing.Command) func(*rules) {
	return step(func(s stepFunc, c routing.Call, ev routing.Event, p routing.Policy) (routing.Call, []routing.Command) {
		after, cmds := s(c, ev, p)
		for i := range cmds {
			cmds[i] = other(cmds[i])
		}
		return after, cmds
	})
}

// afterResync spoils what follows a Resynced.
func afterResync(spoil func([]routing.Command) []routing.Command) func(*rules) {
	return step(func(s stepFunc, c routing.Call, ev routing.Event, p routing.Policy) (routing.Call, []routing.Command) {
		after, cmds := s(c, ev, p)
		if is[routing.Resynced](ev) {
			cmds = spoil(cmds)
		}
		return after, cmds
	})
}

func is[T routing.Event](ev any) bool { _, ok := ev.(T); return ok }

func without[T routing.Command](cmds []routing.Command) []routing.Command {
	return slices.DeleteFunc(slices.Clone(cmds), func(cmd routing.Command) bool { _, ok := cmd.(T); return ok })
}
