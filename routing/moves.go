package routing

import "time"

// find starts a search and keeps the caller's lease alive meanwhile.
func find(c Call, at time.Time, p Policy) (Call, []Command) {
	if c.NewsAt.IsZero() && c.Line.News > 0 && c.Direction == Inbound {
		c.NewsAt = at.Add(c.Line.News)
	}
	c.Phase, c.Asking = Waiting, false
	c.Due = at.Add(p.renewal())
	for _, sooner := range []time.Time{c.NewsAt, c.overdueAt()} {
		if sooner.After(at) && sooner.Before(c.Due) {
			c.Due = sooner
		}
	}
	c, cmds := lease(c, at, p.Lease-p.Lease/8, p.Lease)
	if c.Searching {
		return c, cmds
	}
	c.Searching, c.Again = true, false
	return c, append(cmds, FindAgent{})
}

// lookAgain searches once more, after the present search if there is one.
func lookAgain(c Call, at time.Time, p Policy) (Call, []Command) {
	if c.Searching {
		c.Again = true
		return c, nil
	}
	return find(c, at, p)
}

// known takes what the CRM says of a caller who waits. The search begins with
// it, or begins anew where it matters to the choice.
func known(c Call, e CallerKnown, p Policy) (Call, []Command) {
	before := c.Caller
	c.Caller = e.Caller
	before.Card, before.Name = c.Caller.Card, c.Caller.Name
	switch {
	case c.Asking && c.Saying != "": // the search begins when that has been said
		c.Asking = false
		return c, nil
	case c.Asking:
		return find(c, e.At, p)
	case c.Saying == SayRecorded:
		return c, nil
	case before != c.Caller:
		return lookAgain(c, e.At, p)
	}
	return c, nil
}

// lease has Asterisk keep the caller for so long, unless what it was last told
// is no longer than that and at least enough.
func lease(c Call, at time.Time, enough, length time.Duration) (Call, []Command) {
	if c.Direction == Outbound {
		return c, nil // there is no caller
	}
	if left := c.Leased.Sub(at); left >= enough && (left <= length || c.Saying != "") {
		return c, nil
	}
	c.Leased = at.Add(length)
	return c, []Command{RenewLease{length}}
}

// ring tries the claimed agent's phone.
func ring(c Call, e Claimed, p Policy) (Call, []Command) {
	c.Asking, c.Searching, c.Again, c.Saying = false, false, false, ""
	c.Phase, c.Agent = Ringing, e.Agent
	c.Leg++
	c.Due = e.At.Add(p.NoRingTimeout)
	c.Offers = append(c.Offers, Offer{Agent: e.Agent, Leg: c.Leg, OfferedAt: e.At, Because: e.Because})
	c, renew := lease(c, e.At, p.NoRingTimeout+p.RingTimeout+p.Lease/4, p.ringLease())
	return c, append([]Command{Ring{c.Leg, e.Agent, p.NoRingTimeout + p.RingTimeout + time.Second}}, renew...)
}

// giveUp takes the offer back and tries the next agent.
func giveUp(c Call, at time.Time, why Result, p Policy) (Call, []Command) {
	leg := c.Leg
	c, cmds := next(c, at, why, p)
	return c, append([]Command{Drop{leg, why}}, cmds...)
}

// next closes the offer and looks for another agent.
func next(c Call, at time.Time, why Result, p Policy) (Call, []Command) {
	agent := c.Agent
	c.offer().close(at, why, p)
	c.Agent = ""
	c, cmds := find(c, at, p)
	return c, append([]Command{Release{agent, why}}, cmds...)
}

// talk joins caller and agent.
func talk(c Call, at time.Time, p Policy) (Call, []Command) {
	o := c.offer()
	if o.RingingAt.IsZero() {
		o.RingingAt = at // a phone that answers at once need not say that it rings
	}
	o.close(at, Accepted, p)
	c.Phase, c.AnsweredAt, c.Due, c.Connected = Talking, at, time.Time{}, false
	c.Leased = at.Add(p.MaxTalk)
	cmds := []Command{Connect{c.Leg, p.MaxTalk}, MarkTalking{c.Agent}}
	if c.mayBeRecorded() {
		cmds = append(cmds, Record{})
	}
	return c, cmds
}

// mayBeRecorded reports whether the caller has been told so, where they must be.
func (c Call) mayBeRecorded() bool { return !c.Line.Consent || !c.Told.IsZero() }

// handBack returns a caller whose agent hung up before the two could hear each
// other to the front of the queue, with the wait they already have.
func handBack(c Call, at time.Time, p Policy) (Call, []Command) {
	agent := c.Agent
	for i := range c.Offers {
		if c.Offers[i].Leg == c.Leg {
			c.Offers[i].close(at, Rejected, p)
		}
	}
	c.Agent, c.AnsweredAt = "", time.Time{}
	c, search := find(c, at, p)
	return c, append([]Command{Release{agent, Rejected}, Hold{}}, search...)
}

// end closes the call: what undoes the present phase, then the report. A fact
// that came out of order, or a clock that counts in seconds, ends no call
// before its answer.
func end(c Call, at time.Time, d Disposition, undo ...Command) (Call, []Command) {
	for _, earliest := range []time.Time{c.ArrivedAt, c.AnsweredAt} {
		if at.Before(earliest) {
			at = earliest
		}
	}
	c.Phase, c.EndedAt, c.Disposition, c.Due = Ended, at, d, time.Time{}
	c.Asking, c.Searching, c.Again, c.Saying, c.NewsAt = false, false, false, "", time.Time{}
	return c, append(undo, Report{})
}

// close ends an offer. Who refused is not asked again sooner than a phone left
// ringing would have been: one that declines by itself must not be rung without
// pause.
func (o *Offer) close(at time.Time, r Result, p Policy) {
	o.EndedAt, o.Result = at, r
	if r == Rejected {
		o.NotBefore = at.Add(p.RingTimeout)
	}
}

func gone(e CallerGone) Disposition {
	if e.Lost {
		return LostPBX
	}
	return Abandoned
}

// rangOut is the result of an offer whose time is up: a phone that never rang
// is not the agent's miss.
func rangOut(o *Offer) Result {
	if o.RingingAt.IsZero() {
		return Unreachable
	}
	return Missed
}

func resultOf(cause Cause, o *Offer) Result {
	switch cause {
	case Refused, HungUp:
		return Rejected
	case NoAnswer:
		return rangOut(o)
	case Vanished:
		return Withdrawn
	default:
		return Unreachable
	}
}
