package routing_test

import (
	"time"

	"vonal/routing"
)

// This file is what callers are told, and the callers who get nobody.

// line is what holds for the number of a call.
func (w *world) line() routing.Line {
	l := routing.Line{Team: [...]routing.TeamID{"", "sales", "help"}[w.rng.IntN(3)]}
	endings := []routing.Ending{"", routing.KeepWaiting, routing.TurnAway, routing.TakeMessages, routing.OfferBack}
	if w.chance(5) {
		l.Closed = endings[w.rng.IntN(len(endings))]
	}
	if w.chance(30) {
		l.Empty, l.Overdue = endings[w.rng.IntN(len(endings))], endings[w.rng.IntN(len(endings))]
		l.LongestWait = time.Duration(w.rng.IntN(4)) * 2 * time.Second
	}
	if w.chance(15) {
		l.News = 3 * time.Second
	}
	l.Consent = w.chance(15)
	return l
}

// back makes the call that calls a caller back, once however often it is asked
// for.
func (w *world) back(i int) {
	c := w.calls[i].state
	for _, other := range w.calls {
		if other.backFor == c.ID {
			return
		}
	}
	w.calls = append(w.calls, &played{legs: make([]leg, 1, 8), out: true, backFor: c.ID})
	w.now = w.now.Add(time.Millisecond)
	w.tell(len(w.calls)-1, routing.Requested{At: w.now, ID: c.ID + "-back", Channel: "out", To: c.From, BackFor: c.ID, Since: c.Since(), Line: c.Line})
}

// turned reports whether the call may end although its caller spoke to nobody.
func turned(c routing.Call) bool {
	switch c.Disposition {
	case routing.Voicemail, routing.Closed, routing.TurnedAway, routing.CalledBack:
		return true
	}
	return false
}

// judgeLeaving: nobody is given an agent any more, and who is called back is
// called once.
func (w *world) judgeLeaving(i int, after routing.Call, cmd routing.Command) {
	switch cmd.(type) {
	case routing.FindAgent, routing.Ring, routing.Connect:
		if after.Phase == routing.Leaving {
			w.fail("call %d leaves, and %T", i, cmd)
		}
	case routing.Record:
		if after.Line.Consent && after.Told.IsZero() && after.Direction == routing.Inbound {
			w.fail("call %d is recorded, and the caller was not told", i)
		}
	case routing.CallBack:
		if after.EndAs != routing.CalledBack {
			w.fail("call %d is called back, and ends as %s", i, after.EndAs)
		}
	}
}
