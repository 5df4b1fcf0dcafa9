package routing_test

import (
	"fmt"
	"time"

	"vonal/routing"
)

// This file is the world of the calls we make: who asks for one, and the
// customer's telephone.

// requests has somebody ask for the call.
func (w *world) requests(i int) {
	w.now = w.now.Add(time.Millisecond)
	agent := w.agents[w.rng.IntN(len(w.agents))].ID
	w.tell(i, routing.Requested{At: w.now, ID: routing.CallID(fmt.Sprint("call-", i)), Channel: "out", Agent: agent, To: "+361"})
}

// claimOne takes just this agent, if they are free. An answer that is lost may
// have taken them all the same.
func (w *world) claimOne(i int, id routing.AgentID) {
	c := w.calls[i]
	w.now = w.now.Add(time.Millisecond)
	a := w.agent(id)
	free, failed := a.Free(w.now), w.chance(4) || !c.out && w.chance(20)
	c.failed = failed && !c.out
	if free && (!failed || c.out && w.chance(50)) { // a call that asks again finds whom it took unheard
		*a = a.Taken(c.state.ID, w.now, w.now.Add(w.policy.ClaimLease()))
	}
	switch {
	case failed:
		w.tell(i, routing.SearchFailed{At: w.now})
	case free:
		w.tell(i, routing.Claimed{At: w.now, Agent: id, Phones: a.Phones, Because: []routing.Reason{{Code: routing.BecauseFree}}})
	default:
		w.tell(i, routing.NobodyFree{At: w.now})
	}
}

// dial makes the customer's leg, once however often it is asked for.
func (w *world) dial(i int, length time.Duration) {
	c := w.calls[i]
	if c.dialled {
		return
	}
	c.dialled, c.customer, c.until = true, routing.LegDialled, w.now.Add(length)
	if w.chance(10) {
		w.customerEnds(i, routing.NotReached)
	}
}

// customerActs has the customer's phone do the next thing a phone may do.
func (w *world) customerActs(i int) {
	c := w.calls[i]
	switch draw := w.rng.IntN(100); {
	case c.customer == "":
	case c.customer == routing.LegDialled && draw < 70:
		c.customer = routing.LegRings
		w.tell(i, routing.CustomerRinging{At: w.now})
	case c.customer != routing.LegUp && draw < 88:
		c.customer = routing.LegUp
		w.tell(i, routing.CustomerAnswered{At: w.now})
	case c.customer != routing.LegUp:
		w.customerEnds(i, routing.Refused)
	case draw < 30:
		w.customerEnds(i, routing.HungUp)
	}
}

func (w *world) customerEnds(i int, cause routing.Cause) {
	c := w.calls[i]
	if c.customer == "" {
		return
	}
	c.customer, c.joined, c.recorded = "", 0, false
	w.tell(i, routing.CustomerGone{At: w.now, Cause: cause})
}

// judgeOutbound looks at what a call we make does (promises of its own).
func (w *world) judgeOutbound(i int, before routing.Call, after routing.Call, cmd routing.Command) {
	if after.Direction != routing.Outbound {
		return
	}
	if after.BackFor != "" {
		if _, dials := cmd.(routing.DialCustomer); dials && w.calls[i].dialled && before.Phase != routing.Dialling {
			w.fail("call %d rings the customer twice", i)
		}
		return
	}
	switch cmd := cmd.(type) {
	case routing.DialCustomer:
		if before.Phase != routing.Ringing || after.Phase != routing.Dialling {
			w.fail("call %d: the customer is rung while the call is %s", i, after.Phase)
		}
	case routing.Release:
		if cmd.Why == routing.Missed {
			w.fail("call %d: %s is charged with a miss of a call of their own", i, cmd.Agent)
		}
	case routing.StartWrapUp:
		if after.AnsweredAt.IsZero() {
			w.fail("call %d: a rest after no conversation", i)
		}
	case routing.Ring:
		if len(after.Offers) > 1 || cmd.Agent != after.Agent {
			w.fail("call %d of %s rings %s", i, after.Agent, cmd.Agent)
		}
	case routing.FindAgent, routing.Welcome:
		w.fail("call %d: %T in a call we make", i, cmd)
	}
}

// agreeDialling: the customer is being rung, and the agent hears it.
func (w *world) agreeDialling(i int, c *played) {
	s := c.state
	if a := w.agent(s.Agent); !w.lapsed && (a.Call != s.ID || a.State != routing.AgentTalking) {
		w.fail("call %d dials for %s, who is %s", i, s.Agent, a.State)
	}
	switch {
	case c.customer != routing.LegDialled && c.customer != routing.LegRings:
		w.fail("call %d dials, and the customer's phone is %q", i, c.customer)
	case c.customer == routing.LegRings && !c.ringback:
		w.fail("call %d dials, and the agent does not hear it ring", i)
	}
}

var outboundFaults = map[string]func(*rules){
	"the customer is rung before the agent is there": outbound(func(c, after routing.Call, ev routing.Event, cmds []routing.Command) (routing.Call, []routing.Command) {
		if is[routing.Claimed](ev) {
			cmds = append(cmds, routing.DialCustomer{For: time.Minute})
		}
		return after, cmds
	}),
	"an agent who is not free is rung all the same": step(func(s stepFunc, c routing.Call, ev routing.Event, p routing.Policy) (routing.Call, []routing.Command) {
		if is[routing.NobodyFree](ev) && c.Direction == routing.Outbound {
			ev = routing.Claimed{At: ev.When(), Agent: c.Agent}
		}
		return s(c, ev, p)
	}),
	"an agent taken by a claim that was not heard of is kept": outbound(func(c, after routing.Call, ev routing.Event, cmds []routing.Command) (routing.Call, []routing.Command) {
		if is[routing.SearchFailed](ev) {
			cmds = without[routing.Release](cmds)
		}
		return after, cmds
	}),
	"who does not come to a call of their own is charged with a miss": outbound(func(c, after routing.Call, ev routing.Event, cmds []routing.Command) (routing.Call, []routing.Command) {
		if is[routing.Due](ev) && c.Phase == routing.Ringing && after.Phase == routing.Ended {
			cmds = append(without[routing.Release](cmds), routing.Release{Agent: c.Agent, Why: routing.Missed})
		}
		return after, cmds
	}),
	"the agent's phone rings on when the time for it is over": outbound(func(c, after routing.Call, ev routing.Event, cmds []routing.Command) (routing.Call, []routing.Command) {
		if is[routing.Due](ev) && c.Phase == routing.Ringing {
			cmds = without[routing.Drop](cmds)
		}
		return after, cmds
	}),
	"the customer's phone rings on when the agent hangs up": outbound(func(c, after routing.Call, ev routing.Event, cmds []routing.Command) (routing.Call, []routing.Command) {
		if is[routing.LegGone](ev) && c.Phase == routing.Dialling {
			cmds = without[routing.HangUp](cmds)
		}
		return after, cmds
	}),
	"the customer's phone rings on when its time is over": outbound(func(c, after routing.Call, ev routing.Event, cmds []routing.Command) (routing.Call, []routing.Command) {
		if is[routing.Due](ev) && c.Phase == routing.Dialling {
			cmds = without[routing.HangUp](cmds)
		}
		return after, cmds
	}),
	"the agent stays on the line of a customer who is busy": outbound(func(c, after routing.Call, ev routing.Event, cmds []routing.Command) (routing.Call, []routing.Command) {
		if is[routing.CustomerGone](ev) {
			cmds = without[routing.Drop](cmds)
		}
		return after, cmds
	}),
	"an agent whose customer did not answer is kept": outbound(func(c, after routing.Call, ev routing.Event, cmds []routing.Command) (routing.Call, []routing.Command) {
		if is[routing.CustomerGone](ev) {
			cmds = without[routing.Release](cmds)
		}
		return after, cmds
	}),
	"an agent whose customer did not answer must rest": outbound(func(c, after routing.Call, ev routing.Event, cmds []routing.Command) (routing.Call, []routing.Command) {
		if is[routing.CustomerGone](ev) && c.Phase == routing.Dialling {
			cmds = append(without[routing.Release](cmds), routing.StartWrapUp{Agent: c.Agent})
		}
		return after, cmds
	}),
	"the agent does not hear the customer's phone ring": outbound(func(c, after routing.Call, ev routing.Event, cmds []routing.Command) (routing.Call, []routing.Command) {
		return after, without[routing.PlayRinging](cmds)
	}),
	"the two are not joined when the customer answers": outbound(func(c, after routing.Call, ev routing.Event, cmds []routing.Command) (routing.Call, []routing.Command) {
		if is[routing.CustomerAnswered](ev) {
			cmds = without[routing.Connect](cmds)
		}
		return after, cmds
	}),
	"the dial's deadline survives the answer": outbound(func(c, after routing.Call, ev routing.Event, cmds []routing.Command) (routing.Call, []routing.Command) {
		if is[routing.CustomerAnswered](ev) && c.Phase == routing.Dialling {
			after.Due = c.Due
		}
		return after, cmds
	}),
	"a resync leaves the customer's leg of an ended call up": outbound(func(c, after routing.Call, ev routing.Event, cmds []routing.Command) (routing.Call, []routing.Command) {
		if is[routing.Resynced](ev) {
			cmds = without[routing.HangUp](cmds)
		}
		return after, cmds
	}),
	"a resync overlooks that the customer has answered": step(func(s stepFunc, c routing.Call, ev routing.Event, p routing.Policy) (routing.Call, []routing.Command) {
		if e, ok := ev.(routing.Resynced); ok && c.Phase == routing.Dialling && e.Customer == routing.LegUp {
			e.Customer = routing.LegRings
			ev = e
		}
		return s(c, ev, p)
	}),
	"a resync overlooks that the customer has gone": step(func(s stepFunc, c routing.Call, ev routing.Event, p routing.Policy) (routing.Call, []routing.Command) {
		if e, ok := ev.(routing.Resynced); ok && e.Customer == "" && len(e.Legs) > 0 {
			e.Customer = routing.LegUp
			ev = e
		}
		return s(c, ev, p)
	}),
}

// outbound spoils what Step answers about calls we make.
func outbound(spoil func(before, after routing.Call, ev routing.Event, cmds []routing.Command) (routing.Call, []routing.Command)) func(*rules) {
	return step(func(s stepFunc, c routing.Call, ev routing.Event, p routing.Policy) (routing.Call, []routing.Command) {
		after, cmds := s(c, ev, p)
		if after.Direction != routing.Outbound {
			return after, cmds
		}
		return spoil(c, after, ev, cmds)
	})
}
