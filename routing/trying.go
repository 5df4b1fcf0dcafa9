package routing

import (
	"slices"
	"time"
)

// This file is the phones of the agent who is offered a call: all ring at once,
// those outside when nobody answers the others, and the first to be picked up
// wins.

// Try is one phone of the agent being tried for the call.
type Try struct {
	Leg       LegNo // 0: its turn has not come
	Phone     Phone
	BegunAt   time.Time
	RingingAt time.Time // zero when it has not rung
	AskedAt   time.Time // when whoever picked up an outside phone was asked to take the call
	Over      Result    // Open while the phone is tried
}

// alive reports whether the phone is being tried.
func (t Try) alive() bool { return t.Leg != 0 && t.Over == Open }

// due is when the phone must be given up.
func (t Try) due(p Policy) time.Time {
	switch {
	case !t.AskedAt.IsZero():
		return t.AskedAt.Add(askPatience)
	case !t.RingingAt.IsZero():
		return t.RingingAt.Add(t.Phone.ringTime(p))
	}
	return t.BegunAt.Add(t.Phone.noRingTime(p))
}

// rangOut is what has become of a phone whose time is up: one that never rang
// is not the agent's miss.
func (t Try) rangOut() Result {
	if t.RingingAt.IsZero() {
		return Unreachable
	}
	return Missed
}

// triesOf are the phones to be tried; one without an address where there is
// nothing to know of them.
func triesOf(phones Phones) []Try {
	all := phones.All()
	if len(all) == 0 {
		all = []Phone{{}}
	}
	tries := make([]Try, len(all))
	for i, phone := range all {
		tries[i].Phone = phone
	}
	return tries
}

// trying is the phone that is being tried by this leg; nil if there is none.
func (c *Call) trying(leg LegNo) *Try {
	for i := range c.Tries {
		if c.Tries[i].Leg == leg && c.Tries[i].alive() {
			return &c.Tries[i]
		}
	}
	return nil
}

// legs are those of the phones being tried.
func (c Call) legs() []LegNo {
	var all []LegNo
	for _, t := range c.Tries {
		if t.alive() {
			all = append(all, t.Leg)
		}
	}
	return all
}

// begin rings the phones whose turn it is: all of the house, or else those
// outside. It answers nothing where none is left.
func begin(c Call, at time.Time, p Policy) (Call, []Command) {
	var rings []Command
	for _, outside := range []bool{false, true} {
		for i := range c.Tries {
			t := &c.Tries[i]
			if len(rings) > 0 && outside || t.Leg != 0 || t.Phone.Outside() != outside {
				continue
			}
			c.Legs++
			t.Leg, t.BegunAt = c.Legs, at
			rings = append(rings, Ring{t.Leg, c.Agent, t.Phone.Address, t.Phone.noRingTime(p) + t.Phone.ringTime(p) + time.Second})
		}
	}
	if len(rings) == 0 {
		return c, nil
	}
	c.Due = c.phonesDue(p)
	c, keep := keepBoth(c, at, p)
	return c, append(rings, keep...)
}

// keepBoth keeps the caller, and the agent where a claim does not last as long,
// for as long as the slowest of the phones being tried may take.
func keepBoth(c Call, at time.Time, p Policy) (Call, []Command) {
	var longest time.Duration
	late := false
	for _, t := range c.Tries {
		late = late || t.Over != Open
		if t.alive() {
			longest = max(longest, t.Phone.longest(p))
		}
	}
	c, cmds := lease(c, at, longest+p.Lease/4, max(p.Lease, longest+p.Lease/2))
	if hold := longest + claimMargin; late || hold > p.ClaimLease() {
		cmds = append(cmds, KeepAgent{c.Agent, hold})
	}
	return c, cmds
}

// begunAt reports whether a phone is being tried since this moment.
func (c Call) begunAt(at time.Time) bool {
	return slices.ContainsFunc(c.Tries, func(t Try) bool { return t.alive() && t.BegunAt.Equal(at) })
}

// phonesDue is when the first of the phones being tried must be given up.
func (c Call) phonesDue(p Policy) time.Time {
	var first time.Time
	for _, t := range c.Tries {
		if due := t.due(p); t.alive() && (first.IsZero() || due.Before(first)) {
			first = due
		}
	}
	return first
}

// drop ends what is being tried.
func (c *Call) drop(why Result) []Command {
	var cmds []Command
	for i := range c.Tries {
		if t := &c.Tries[i]; t.alive() {
			t.Over = why
			cmds = append(cmds, Drop{t.Leg, why})
		}
	}
	return cmds
}

// stepPhones is what the phones of the agent do, and, when one of them is theirs
// who takes the call, how that goes on. The result is Open unless the offer has
// come to nothing.
func stepPhones(c Call, ev Event, p Policy, goesOn func(Call, time.Time, Policy) (Call, []Command)) (Call, []Command, Result) {
	c, cmds, result := stepTries(c, ev, p)
	if result != Accepted {
		return c, cmds, result
	}
	c, onwards := goesOn(c, ev.When(), p)
	return c, append(onwards, cmds...), Open
}

// stepTries is what the phones do. The result is Accepted when one of them is
// theirs who takes the call, Open while they are tried, and otherwise what has
// become of the offer.
func stepTries(c Call, ev Event, p Policy) (Call, []Command, Result) {
	switch e := ev.(type) {
	case LegRinging:
		if t := c.trying(e.Leg); t != nil && t.RingingAt.IsZero() {
			return rings(c, t, e.At, p)
		}
	case LegAnswered:
		t := c.trying(e.Leg)
		switch {
		case t == nil:
			return c, []Command{Drop{e.Leg, Withdrawn}}, Open
		case t.Phone.Outside():
			return ask(c, t, e.At, p)
		}
		return taken(c, t, e.At)
	case LegPressed:
		if t := c.trying(e.Leg); t != nil && !t.AskedAt.IsZero() && e.Key == "1" {
			return taken(c, t, e.At)
		}
	case LegGone:
		if t := c.trying(e.Leg); t != nil {
			return lost(c, t, e, p)
		}
	case Due:
		if !e.At.Before(c.Due) {
			return timesUp(c, e.At, p)
		}
	}
	return c, nil, Open
}

func rings(c Call, t *Try, at time.Time, p Policy) (Call, []Command, Result) {
	t.RingingAt = at
	c.Due = c.phonesDue(p)
	o := c.offer()
	if !o.RingingAt.IsZero() {
		return c, nil, Open
	}
	o.RingingAt = at
	return c, []Command{MarkRinging{c.Agent}}, Open
}

// ask has whoever picked up an outside phone press a key: it may be anybody, or
// the mailbox of a phone that is switched off and never rang.
func ask(c Call, t *Try, at time.Time, p Policy) (Call, []Command, Result) {
	if !t.AskedAt.IsZero() {
		return c, nil, Open
	}
	t.AskedAt = at
	c.Due = c.phonesDue(p)
	return c, []Command{Ask{t.Leg}}, Open
}

// taken makes this phone's leg the one of the call, and ends the others.
func taken(c Call, t *Try, at time.Time) (Call, []Command, Result) {
	o := c.offer()
	if o.RingingAt.IsZero() {
		o.RingingAt = at // a phone that answers at once need not say that it rings
	}
	o.Leg, c.Leg = t.Leg, t.Leg
	t.Over = Accepted
	return c, c.drop(Elsewhere), Accepted
}

// lost takes note of a phone that is gone. Who is busy, or declines, does so
// with all their phones.
func lost(c Call, t *Try, e LegGone, p Policy) (Call, []Command, Result) {
	t.Over = resultOf(e.Cause, *t)
	if e.Cause == Refused || e.Cause == HungUp {
		return c, c.drop(Elsewhere), Rejected
	}
	return left(c, e.At, nil, p)
}

// timesUp gives up the phones that have rung long enough.
func timesUp(c Call, at time.Time, p Policy) (Call, []Command, Result) {
	var cmds []Command
	for i := range c.Tries {
		t := &c.Tries[i]
		if !t.alive() || at.Before(t.due(p)) {
			continue
		}
		t.Over = t.rangOut()
		why := t.Over
		if !c.sought() {
			why = Withdrawn // what was asked for by the agent is no miss
		}
		cmds = append(cmds, Drop{t.Leg, why})
	}
	return left(c, at, cmds, p)
}

// left goes on with the phones that are left, or says what has become of the
// offer.
func left(c Call, at time.Time, cmds []Command, p Policy) (Call, []Command, Result) {
	if len(c.legs()) > 0 {
		c.Due = c.phonesDue(p)
		return c, cmds, Open
	}
	result := c.triedInVain()
	if result == Missed || result == Unreachable {
		if c, more := begin(c, at, p); len(more) > 0 {
			return c, append(cmds, more...), Open
		}
	}
	return c, cmds, result
}

// triedInVain is what an offer has come to whose phones are all given up: what
// the agent has most to do with.
func (c Call) triedInVain() Result {
	for _, r := range []Result{Missed, Rejected, Withdrawn} {
		for _, t := range c.Tries {
			if t.Over == r {
				return r
			}
		}
	}
	return Unreachable
}

func resultOf(cause Cause, t Try) Result {
	switch cause {
	case Refused, HungUp, NotDisturbed:
		return Rejected
	case NoAnswer:
		return t.rangOut()
	case Vanished:
		return Withdrawn
	default:
		return Unreachable
	}
}
