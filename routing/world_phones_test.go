package routing_test

import (
	"slices"
	"time"

	"vonal/routing"
)

// This file is the phones of an agent who has several, and what is promised of
// them.

// phones are what an agent has: mostly one.
func (w *world) phones() routing.Phones {
	return [...]routing.Phones{"", "", "", "desk soft", "desk/20s soft +3620", "desk +3620/30s", "+3620"}[w.rng.IntN(7)]
}

// asked: whoever has picked up an outside phone presses a key, or does not.
func (w *world) asked(i int, leg routing.LegNo) {
	if l := w.calls[i].legs; int(leg) >= len(l) || l[leg].state != routing.LegUp {
		return
	}
	switch draw := w.rng.IntN(100); {
	case draw < 60:
		w.tell(i, routing.LegPressed{At: w.now, Leg: leg, Key: "1"})
	case draw < 75:
		w.tell(i, routing.LegPressed{At: w.now, Leg: leg, Key: "2"})
	}
}

// tried are the legs of the phones being tried.
func tried(c routing.Call) []routing.LegNo {
	var all []routing.LegNo
	for _, t := range c.Tries {
		if t.Leg != 0 && t.Over == routing.Open {
			all = append(all, t.Leg)
		}
	}
	return all
}

// rang reports whether one of the phones tried for the present offer has rung.
func (w *world) rang(i int, c routing.Call) bool {
	legs := w.calls[i].legs
	return slices.ContainsFunc(c.Tries, func(t routing.Try) bool { return int(t.Leg) < len(legs) && legs[t.Leg].rang })
}

// hear notes when the desk first hears that a phone rings.
func (w *world) hear(i int, before routing.Call, ev routing.Event) {
	e, ok := ev.(routing.LegRinging)
	legs := w.calls[i].legs
	if ok && int(e.Leg) < len(legs) && legs[e.Leg].told.IsZero() && slices.Contains(tried(before), e.Leg) {
		legs[e.Leg].told = e.At
	}
}

// limit is the moment before which a phone is not given up.
func (w *world) limit(i int, t routing.Try) time.Time {
	if legs := w.calls[i].legs; int(t.Leg) < len(legs) && !legs[t.Leg].told.IsZero() {
		t.RingingAt = legs[t.Leg].told
	}
	rings, begins := w.policy.RingTimeout, w.policy.NoRingTimeout
	if t.Phone.Outside() {
		rings, begins = routing.OutsideRing, 10*time.Second
	}
	switch {
	case !t.AskedAt.IsZero():
		return t.AskedAt.Add(8 * time.Second)
	case t.RingingAt.IsZero():
		return t.BegunAt.Add(begins)
	case t.Phone.Ring > 0:
		return t.RingingAt.Add(t.Phone.Ring)
	}
	return t.RingingAt.Add(rings)
}

// judgePhones: an outside phone is rung when no other is tried any more, and no
// phone is told that it was missed where its owner has picked up another.
func (w *world) judgePhones(i int, after routing.Call, cmd routing.Command) {
	switch cmd := cmd.(type) {
	case routing.Ring:
		if !(routing.Phone{Address: cmd.Phone}).Outside() {
			return
		}
		for _, t := range after.Tries {
			if slices.Contains(tried(after), t.Leg) && !t.Phone.Outside() {
				w.fail("call %d rings outside while %q is tried", i, t.Phone.Address)
			}
		}
	case routing.Drop:
		if after.Phase == routing.Talking && cmd.Why == routing.Missed {
			w.fail("call %d: leg %d is told that it was missed, and %s has answered", i, cmd.Leg, after.Agent)
		}
	}
}

// judgeTaken: who picks up an outside phone has the call when they have pressed
// the key.
func (w *world) judgeTaken(i int, before routing.Call, ev routing.Event, after routing.Call) {
	if before.Phase != routing.Ringing || after.Phase != routing.Talking && after.Phase != routing.Dialling {
		return
	}
	for _, t := range before.Tries {
		if _, pressed := ev.(routing.LegPressed); t.Leg == after.Leg && t.Phone.Outside() && !pressed {
			w.fail("call %d: an outside phone has the call by %T", i, ev)
		}
	}
}

// phoneFaults are mistakes with several phones that the model must notice.
var phoneFaults = map[string]func(*rules){
	"the other phones ring on after the answer": step(func(s stepFunc, c routing.Call, ev routing.Event, p routing.Policy) (routing.Call, []routing.Command) {
		after, cmds := s(c, ev, p)
		if is[routing.LegAnswered](ev) && c.Phase == routing.Ringing {
			cmds = without[routing.Drop](cmds)
		}
		return after, cmds
	}),
	"the other phones ring on after a refusal": step(func(s stepFunc, c routing.Call, ev routing.Event, p routing.Policy) (routing.Call, []routing.Command) {
		after, cmds := s(c, ev, p)
		if is[routing.LegGone](ev) && c.Phase == routing.Ringing {
			cmds = without[routing.Drop](cmds)
		}
		return after, cmds
	}),
	"a mailbox outside takes the call": step(func(s stepFunc, c routing.Call, ev routing.Event, p routing.Policy) (routing.Call, []routing.Command) {
		after, cmds := s(c, ev, p)
		if e, ok := ev.(routing.LegAnswered); ok && slices.Contains(cmds, routing.Command(routing.Ask{Leg: e.Leg})) {
			return s(after, routing.LegPressed{At: e.At, Leg: e.Leg, Key: "1"}, p)
		}
		return after, cmds
	}),
	"an agent whose phones ring long is given to another call": step(func(s stepFunc, c routing.Call, ev routing.Event, p routing.Policy) (routing.Call, []routing.Command) {
		after, cmds := s(c, ev, p)
		return after, without[routing.KeepAgent](cmds)
	}),
	"outside phones ring with the others": step(func(s stepFunc, c routing.Call, ev routing.Event, p routing.Policy) (routing.Call, []routing.Command) {
		after, cmds := s(c, ev, p)
		for i := range after.Tries {
			if t := &after.Tries[i]; is[routing.Claimed](ev) && t.Leg == 0 {
				after.Legs++
				t.Leg, t.BegunAt = after.Legs, ev.When()
				cmds = append(cmds, routing.Ring{Leg: t.Leg, Agent: after.Agent, Phone: t.Phone.Address, For: time.Minute})
			}
		}
		return after, cmds
	}),
	"the caller's lease does not outlast a long ring": step(func(s stepFunc, c routing.Call, ev routing.Event, p routing.Policy) (routing.Call, []routing.Command) {
		after, cmds := s(c, ev, p)
		if after.Phase == routing.Ringing {
			cmds = without[routing.RenewLease](cmds)
		}
		return after, cmds
	}),
}

// begunAt reports whether a phone is tried since this moment.
func begunAt(c routing.Call, at time.Time) bool {
	return slices.ContainsFunc(c.Tries, func(t routing.Try) bool { return t.BegunAt.Equal(at) })
}
