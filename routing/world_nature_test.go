package routing_test

import (
	"fmt"
	"time"

	"vonal/routing"
)

// nature lets something happen that no command asked for.
func (w *world) nature() {
	i := w.rng.IntN(len(w.calls))
	c := w.calls[i]
	switch {
	case c.state.Phase == routing.New && len(c.flights) == 0 && c.backFor != "": // what asks for it was lost
	case c.state.Phase == routing.New && len(c.flights) == 0:
		if c.out {
			w.requests(i)
		} else {
			w.arrives(i)
		}
	case w.chance(6):
		w.callerLeaves(i)
	case c.caller && w.chance(10):
		w.tell(i, routing.Pressed{At: w.now, Key: [...]string{"1", "2", "#"}[w.rng.IntN(3)]})
	case c.customer != "" && w.chance(60):
		w.customerActs(i)
	default:
		w.phoneActs(i)
	}
}

func (w *world) arrives(i int) {
	c := w.calls[i]
	c.caller = true
	w.now = w.now.Add(time.Millisecond) // no two at once: their order must be plain
	w.calls[i].lease = w.now.Add(routing.EntryLease)
	w.tell(i, routing.Arrived{At: w.now, ID: routing.CallID(fmt.Sprint("call-", i)), Channel: "ch", From: "+361", To: "100", Line: w.line()})
}

// phoneActs has one of the agents' phones do the next thing a phone may do.
func (w *world) phoneActs(i int) {
	c := w.calls[i]
	alive := 0
	for _, l := range c.legs {
		if l.state != "" {
			alive++
		}
	}
	if alive == 0 {
		return
	}
	which := w.rng.IntN(alive)
	for n := len(c.legs) - 1; n > 0; n-- {
		if c.legs[n].state == "" {
			continue
		}
		if which == 0 {
			w.legActs(i, routing.LegNo(n), &c.legs[n])
			return
		}
		which--
	}
}

func (w *world) legActs(i int, no routing.LegNo, l *leg) {
	c := w.calls[i]
	switch draw := w.rng.IntN(100); {
	case l.state == routing.LegDialled && draw < 70:
		l.state, l.rang = routing.LegRings, true
		w.tell(i, routing.LegRinging{At: w.now, Leg: no})
	case l.state == routing.LegDialled && draw < 80:
		w.legEnds(i, no, routing.NotReached)
	case l.state != routing.LegUp && draw < 88:
		l.state = routing.LegUp
		w.tell(i, routing.LegAnswered{At: w.now, Leg: no})
	case l.state != routing.LegUp:
		w.legEnds(i, no, [...]routing.Cause{routing.Refused, routing.NotDisturbed}[w.rng.IntN(2)])
	case c.heard && c.state.Leg == no && draw < 50:
		w.talkActs(i, no)
	case draw < 75:
		w.legEnds(i, no, routing.HungUp)
	}
}

// talkActs has the agent of a conversation do something with the customer.
func (w *world) talkActs(i int, no routing.LegNo) {
	switch w.rng.IntN(5) {
	case 0:
		w.tell(i, routing.PutOnHold{At: w.now})
	case 1:
		w.tell(i, routing.TakenOffHold{At: w.now})
	case 2: // by who talks, or once more by who has handed over before
		w.tell(i, routing.HandedOver{At: w.now, Leg: no - routing.LegNo(w.rng.IntN(int(no)))})
	default:
		w.tell(i, routing.HandedOver{At: w.now, Leg: no, To: w.agents[w.rng.IntN(len(w.agents))].ID})
	}
}

// press has an agent do something at the desk, or with the phone's cable.
func (w *world) press() {
	id := w.agents[w.rng.IntN(len(w.agents))].ID
	var ev routing.AgentEvent
	switch w.rng.IntN(12) {
	case 0, 1:
		ev = routing.PausePressed{At: w.now, Reason: "lunch"}
	case 2, 3, 4, 5:
		ev = routing.ReadyPressed{At: w.now}
	case 6:
		ev = routing.ExtendPressed{At: w.now}
	case 7:
		ev = routing.PhoneWent{At: w.now}
	case 8, 9:
		ev = routing.PhoneCame{At: w.now}
	case 10:
		ev = routing.ShiftEnded{At: w.now}
	default:
		ev = routing.ShiftBegan{At: w.now}
	}
	w.tellAgent(id, ev)
}

// reconnect is a lost connection to Asterisk: what it said meanwhile is lost,
// what the desk was about to do is not. Rarely Asterisk itself starts anew.
func (w *world) reconnect() {
	w.say("the connection is lost")
	for _, c := range w.calls {
		kept := c.flights[:0:0]
		for _, f := range c.flights {
			if f.search || !fromAsterisk(f.ev) {
				kept = append(kept, f)
			}
		}
		c.flights = kept
	}
	w.resync(w.chance(20))
}

func fromAsterisk(ev routing.Event) bool {
	switch ev.(type) {
	case routing.LegRinging, routing.LegAnswered, routing.LegPressed, routing.LegGone, routing.Joined, routing.CallerGone,
		routing.CustomerRinging, routing.CustomerAnswered, routing.CustomerGone:
		return true
	}
	return false
}

// crash kills the desk: every fact and command under way is lost, and of a call
// perhaps its last fact. The world goes on without it for a while; then it
// starts again from what was saved.
func (w *world) crash() {
	w.say("the desk dies")
	w.died = true
	for i, c := range w.calls {
		if c.state.Phase == routing.New {
			c.caller = false // whom nobody claimed Asterisk takes to its own queue
		}
		c.flights, c.todo = nil, nil
		if c.unsaved && w.chance(50) {
			c.state, c.unsaved = c.saved, false
			clear(c.offers)
			for _, o := range c.state.Offers {
				if o.Result != routing.Withdrawn {
					c.offers[o.Agent]++
				}
			}
			if w.forget != nil {
				w.forget(i)
			}
		}
	}
	for range w.rng.IntN(6) {
		w.now = w.now.Add(time.Duration(w.rng.IntN(3000)) * time.Millisecond)
		for i, c := range w.calls {
			w.dialsEnd(i)
			if c.caller && !c.lease.IsZero() && c.lease.Before(w.now) {
				w.callerLeaves(i) // to Asterisk's own queue
			}
		}
		switch i := w.rng.IntN(len(w.calls)); {
		case w.chance(15):
			w.callerLeaves(i)
		case w.calls[i].customer != "" && w.chance(50):
			w.customerActs(i)
		default:
			w.phoneActs(i)
		}
	}
	for i := range w.agents {
		a := &w.agents[i]
		if held := a.Call != "" && a.State != routing.AgentWrapUp && !a.Until.IsZero(); held && a.Until.Before(w.now.Add(5*time.Second)) {
			w.lapsed = true // or will have, before every call knows what is alive
		}
	}
	for _, c := range w.calls {
		c.flights, c.failed = nil, false
	}
	w.resync(w.chance(10))
	w.strand()
}

// resync tells every call what is alive of it.
func (w *world) resync(restarted bool) {
	for i, c := range w.calls {
		if c.state.Phase == routing.New && len(c.flights) == 0 {
			continue
		}
		if restarted {
			c.caller, c.customer, c.joined, c.recorded = false, "", 0, false
			for n := range c.legs {
				c.legs[n].state = ""
			}
		}
		ev := routing.Resynced{At: w.now, Caller: c.caller, Customer: c.customer, Bridged: c.joined != 0, Recorded: c.recorded, Lost: restarted,
			Legs: map[routing.LegNo]routing.LegState{}}
		for n, l := range c.legs {
			if l.state != "" {
				ev.Legs[routing.LegNo(n)] = l.state
			}
		}
		if soon := w.now.Add(5 * time.Second); c.caller && !c.lease.IsZero() && c.lease.Before(soon) {
			c.lease = soon // found at the very end of it, or with Asterisk's own queue still ahead
		}
		if c.state.Phase == routing.Ended && c.reports == 0 && len(c.todo) == 0 {
			c.reports++ // the desk itself repeats the report of an ended call
		}
		w.tell(i, ev)
	}
}

// strand frees the agents whom no call holds any more, as a starting desk does.
func (w *world) strand() {
	for i := range w.agents {
		a := w.agents[i]
		if a.State != routing.AgentTalking {
			continue
		}
		held := false
		for _, c := range w.calls {
			held = held || c.state.ID == a.Call && c.state.Phase != routing.Ended && c.state.Agent == a.ID
		}
		if !held {
			w.tellAgent(a.ID, routing.TalkOver{At: w.now, Call: a.Call})
		}
	}
}
