package routing_test

import (
	"slices"
	"strings"
	"time"

	"vonal/routing"
)

var fieldsSeq = strings.FieldsSeq

// unsound says what cannot be true of any call by itself.
func unsound(c routing.Call) string {
	open, accepted, handed := 0, 0, 0
	var last routing.Offer
	for _, o := range c.Offers {
		before := last.Leg
		last = o
		switch {
		case o.Leg <= before:
			return "a leg's number has come before"
		case o.Result == routing.Open:
			open++
		case o.EndedAt.IsZero():
			return "an offer is over, nobody knows since when"
		case o.Result == routing.Accepted:
			accepted++
		}
		switch {
		case o.HandedOver.IsZero():
		case o.Result != routing.Accepted || o.HandedOver.Before(o.EndedAt):
			return "handed over by somebody who had not answered"
		default:
			handed++
		}
	}
	ended := c.Phase == routing.Ended
	switch {
	case last.Leg > max(c.Leg, c.Legs):
		return "a leg's number will come again"
	case (c.Phase == routing.Ringing) != (open == 1) || open > 1:
		return "an offer is open and nobody rings, or the other way round"
	case (c.Phase == routing.Ringing) != (len(tried(c)) > 0) || c.Phase != routing.Ringing && len(c.Tries) > 0:
		return "phones are tried and nobody rings, or the other way round"
	case c.Phase == routing.Ringing && (last.Leg != c.Leg || last.Result != routing.Open || last.Agent != c.Agent):
		return "the open offer is not the present one"
	case c.Phase == routing.Dialling && (accepted != 1 || !c.AnsweredAt.IsZero()):
		return "a customer is rung for nobody, or after the answer"
	case c.Phase == routing.Talking && (accepted != 1+handed || c.AnsweredAt.IsZero()):
		return "a conversation without an answer"
	case c.Phase == routing.Waiting && (c.Agent != "" || accepted != handed || c.AnsweredAt.IsZero() == (handed > 0)):
		return "the caller waits and has an agent"
	case c.Direction == routing.Outbound && c.BackFor == "" && (c.Searching || len(c.Offers) > 1 || c.Phase == routing.Waiting):
		return "a call we make looks for an agent"
	case c.Direction == routing.Inbound && (c.Phase == routing.Claiming || c.Phase == routing.Dialling):
		return "a call that came in rings a customer"
	case (c.Phase == routing.Ringing || c.Phase == routing.Talking) && c.Agent == "":
		return "nobody is tried or talks"
	case c.Due.IsZero() != (c.Phase == routing.New || c.Phase == routing.Claiming || c.Phase == routing.Talking || ended):
		return "a deadline that belongs to no phase, or a phase without one"
	case !c.HeldAt.IsZero() && (c.Phase != routing.Talking || !c.Connected):
		return "on hold, and not in a conversation"
	case c.Wants != "" && (c.Phase != routing.Waiting || handed == 0):
		return "wants somebody, and was not handed over, or does not wait"
	case c.Searching && c.Phase != routing.Waiting:
		return "a search for a call that does not wait"
	case ended != !c.EndedAt.IsZero() || ended != (c.Disposition != ""):
		return "an end without an outcome, or the other way round"
	case ended && c.Disposition == routing.Answered && c.AnsweredAt.IsZero():
		return "answered, by nobody"
	case ended && c.Disposition == routing.Abandoned && !c.AnsweredAt.IsZero():
		return "abandoned after the answer"
	case c.Talk() < 0 || c.Wait() < 0:
		return "a length below zero"
	}
	return ""
}

// agree: when all that was under way has arrived, the desk, the phones and the
// agents say the same (I2, I5, I13, I15, I19).
func (w *world) agree() {
	if w.broken != "" {
		return
	}
	for i, c := range w.calls {
		if c.state.Phase == routing.New {
			continue
		}
		w.agreeLegs(i, c)
		w.agreePhase(i, c)
	}
	if w.lapsed {
		return
	}
	for _, a := range w.agents {
		switch {
		case a.State == routing.AgentTalking:
		case (a.State == routing.AgentClaimed || a.State == routing.AgentRinging) && !w.died: // else the lease frees them
		default:
			continue
		}
		if w.holder(a) == nil {
			w.fail("%s is %s for %s, which knows nothing of it", a.ID, a.State, a.Call)
		}
	}
}

func (w *world) holder(a routing.Agent) *played {
	for _, c := range w.calls {
		if c.state.ID == a.Call && c.state.Wants == a.ID {
			return c // it asks again
		}
		if c.state.ID == a.Call && c.state.Agent == a.ID && (c.state.Phase == routing.Ringing || c.state.Phase == routing.Dialling || c.state.Phase == routing.Talking) {
			return c
		}
	}
	return nil
}

func (w *world) agreeLegs(i int, c *played) {
	for n, l := range c.legs {
		present := routing.LegNo(n) == c.state.Leg && (c.state.Phase == routing.Dialling || c.state.Phase == routing.Talking)
		present = present || slices.Contains(tried(c.state), routing.LegNo(n))
		if l.state != "" && !present {
			w.fail("call %d is %s, and leg %d was left %s", i, c.state.Phase, n, l.state)
		}
		if l.state == "" && present && n > 0 {
			w.fail("call %d is %s with leg %d, which is no more", i, c.state.Phase, n)
		}
	}
}

func (w *world) agreePhase(i int, c *played) {
	s := c.state
	a := w.agent(s.Agent)
	switch s.Phase {
	case routing.Waiting:
		if !c.caller && s.BackFor == "" {
			w.fail("call %d waits, and the caller has gone", i)
		}
		if s.Searching {
			w.fail("call %d waits for a search that is over", i)
		}
		if !c.welcomed && s.BackFor == "" {
			w.fail("call %d waits, and the caller was never answered", i)
		}
		if !c.music && s.BackFor == "" {
			w.fail("call %d waits, and the caller hears nothing", i)
		}
		if left := c.lease.Sub(w.now); c.caller && left > time.Minute {
			w.fail("call %d waits, and Asterisk would keep the caller for %s without us", i, left)
		}
		w.agreeWaiting(i, c)
	case routing.Leaving:
		if !c.caller {
			w.fail("call %d is leaving, and the caller has gone", i)
		}
	case routing.Claiming:
		w.fail("call %d never took its agent, nor gave up", i)
	case routing.Dialling:
		w.agreeDialling(i, c)
	case routing.Ringing:
		if !w.lapsed && (a.Call != s.ID || a.State != routing.AgentClaimed && a.State != routing.AgentRinging) {
			w.fail("call %d rings %s, who is %s", i, s.Agent, a.State)
		}
	case routing.Talking:
		if !w.lapsed && (a.Call != s.ID || a.State != routing.AgentTalking) {
			w.fail("call %d talks with %s, who is %s", i, s.Agent, a.State)
		}
		if held := !s.HeldAt.IsZero(); held == (c.joined == s.Leg) || !s.Connected || !c.recorded && (!s.Line.Consent || !s.Told.IsZero()) {
			w.fail("call %d talks: leg %d joined, held %v, connected %v, recorded %v", i, c.joined, held, s.Connected, c.recorded)
		}
		if s.Direction == routing.Outbound && c.customer != routing.LegUp {
			w.fail("call %d talks, and the customer has gone", i)
		}
		if c.lease.Sub(w.now) < w.policy.MaxTalk/2 {
			w.fail("call %d talks, and Asterisk will end it in %s", i, c.lease.Sub(w.now))
		}
	case routing.Ended:
		if c.caller || c.customer != "" || c.reports != 1 {
			w.fail("call %d has ended: caller there %v, customer %q, reports %d", i, c.caller, c.customer, c.reports)
		}
	}
}

// agreeWaiting: nobody waits for an agent they may have (I15). A search that
// failed is made again by itself.
func (w *world) agreeWaiting(i int, c *played) {
	for _, other := range w.calls {
		if other.failed && (other == c || other.inLine && before(other, c)) {
			return // or theirs was, and they are owed somebody first
		}
	}
	for _, id := range w.rank(w.agents, c.state, w.policy, w.now).Ranked() {
		w.fail("call %d waits, and %s is free", i, id)
	}
}

// over: at the end nothing is left behind (I6, I7, I9, I13).
func (w *world) over() {
	for i, c := range w.calls {
		if c.state.Phase != routing.New && c.state.Phase != routing.Ended {
			w.fail("call %d never ended: %s", i, c.state.Phase)
		}
	}
	for _, a := range w.agents {
		if a.State == routing.AgentClaimed || a.State == routing.AgentRinging || a.State == routing.AgentTalking {
			w.fail("%s was left %s", a.ID, a.State)
		}
	}
}
