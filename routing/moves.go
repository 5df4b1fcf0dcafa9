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
	if c.Wants != "" {
		return c, append(cmds, ClaimAgent{c.Wants})
	}
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

// ring tries the claimed agent's phones.
func ring(c Call, e Claimed, p Policy) (Call, []Command) {
	c.Asking, c.Searching, c.Again, c.Saying, c.Wants = false, false, false, "", ""
	c.Phase, c.Agent, c.Tries = Ringing, e.Agent, triesOf(e.Phones)
	c.Legs = max(c.Legs, c.Leg) // an older Vonal counted in Leg
	c.Leg = c.Legs + 1
	c.Offers = append(c.Offers, Offer{Agent: e.Agent, Leg: c.Leg, OfferedAt: e.At, Because: e.Because})
	return begin(c, e.At, p)
}

// next closes the offer and looks for another agent.
func next(c Call, at time.Time, why Result, p Policy) (Call, []Command) {
	agent := c.Agent
	c.offer().close(at, why, p)
	c.Agent, c.Tries = "", nil
	c, cmds := find(c, at, p)
	return c, append([]Command{Release{agent, why}}, cmds...)
}

// talk joins caller and agent.
func talk(c Call, at time.Time, p Policy) (Call, []Command) {
	c.offer().close(at, Accepted, p)
	c.Tries = nil
	if c.AnsweredAt.IsZero() { // else they were handed over
		c.AnsweredAt = at
	}
	c.Phase, c.Due, c.Connected = Talking, time.Time{}, false
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
	if c.Agent = ""; !c.handed() {
		c.AnsweredAt = time.Time{}
	}
	c, search := find(c, at, p)
	return c, append([]Command{Release{agent, Rejected}, Hold{}}, search...)
}

// end closes the call: what undoes the present phase, then the report. A fact
// that came out of order, or a clock that counts in seconds, ends no call
// before its answer.
func end(c Call, at time.Time, d Disposition, undo ...Command) (Call, []Command) {
	for _, earliest := range []time.Time{c.ArrivedAt, c.AnsweredAt, c.accepted().EndedAt, c.handedAt()} {
		if at.Before(earliest) {
			at = earliest
		}
	}
	if c.handed() && d == Abandoned { // after a conversation
		d = Answered
	}
	if c.handed() {
		c.Agent = c.accepted().Agent // who spoke to them last
	}
	if c.Wants != "" { // they may have been taken, and the answer be lost
		undo = append(undo, Release{c.Wants, Withdrawn})
	}
	c.Phase, c.EndedAt, c.Disposition, c.Due, c.Tries, c.HeldAt = Ended, at, d, time.Time{}, nil, time.Time{}
	c.Asking, c.Searching, c.Again, c.Saying, c.NewsAt, c.Wants = false, false, false, "", time.Time{}, ""
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
