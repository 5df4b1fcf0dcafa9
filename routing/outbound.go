package routing

import "time"

// This file is every call we make: the agent who asked for it is taken, then
// their own phone rings, then the customer's.

// request begins a call: nothing rings before the agent has been taken. For a
// caller who is to be called back an agent is looked for, as if they waited on.
func request(c Call, e Requested) (Call, []Command) {
	c.Direction, c.ID, c.Channel, c.Agent, c.From, c.To = Outbound, e.ID, e.Channel, e.Agent, e.From, e.To
	c.ArrivedAt, c.Phase = e.At, Claiming
	if e.Agent != "" {
		return c, []Command{ClaimAgent{e.Agent}}
	}
	c.Phase, c.BackFor, c.WaitsFrom, c.Line = Waiting, e.BackFor, e.Since, e.Line
	c.Asking, c.Due = true, e.At.Add(askingPatience)
	return c, []Command{Identify{}}
}

// backExpires is how long somebody is to be called back at all: after that they
// are not called by surprise, but found among the lost calls.
const backExpires = 4 * time.Hour

// InTouch reports whether the customer of a call has come in touch with us by
// what has just happened, otherwise than by being called back: they have called,
// or have answered an agent.
func InTouch(before, after Call) bool {
	switch {
	case after.Caller.Card == "" || after.BackFor != "":
		return false
	case after.Direction == Inbound:
		return before.Caller.Card == ""
	}
	return before.Phase != Talking && after.Phase == Talking
}

// CalledAgain reports whether back waits to call somebody who is in touch with
// us by c: nobody is to be rung who waits, or was spoken to. The customer of c
// is to be known from then on with the place in the line that back had.
func CalledAgain(back, c Call) (Caller, bool) {
	if back.BackFor == "" || back.Phase != Waiting || back.Caller.Card != c.Caller.Card {
		return Caller{}, false
	}
	caller := c.Caller
	if since := back.Since(); caller.CutOffFrom.IsZero() || since.Before(caller.CutOffFrom) {
		caller.CutOffFrom = since
	}
	return caller, true
}

// stepBack is a call back that waits for an agent.
func stepBack(c Call, ev Event, p Policy) (Call, []Command) {
	switch e := ev.(type) {
	case CallerGone: // they have called again meanwhile, or somebody has given it up
		return end(c, e.At, NotBegun)
	case Due:
		if !e.At.Before(c.Due) && e.At.Sub(c.ArrivedAt) >= backExpires {
			return end(c, e.At, Abandoned)
		}
	}
	return stepSearch(c, ev, p)
}

// stepOutbound is Step for a call we make.
func stepOutbound(c Call, ev Event, p Policy) (Call, []Command) {
	switch e := ev.(type) {
	case CallerKnown:
		if c.Phase == Waiting {
			return known(c, e, p)
		}
		c.Caller = e.Caller
		return c, nil
	case Claimed:
		if c.Phase == Waiting {
			return ring(c, e, p)
		}
		if c.Phase != Claiming || e.Agent != c.Agent {
			return c, giveBackOther(c, e)
		}
		return ringMaker(c, e, p)
	case LegAnswered:
		if c.Phase != Ringing && (e.Leg != c.Leg || c.Phase == Ended) {
			return c, []Command{Drop{e.Leg, Withdrawn}}
		}
	}
	switch c.Phase {
	case Waiting:
		return stepBack(c, ev, p)
	case Claiming:
		return stepClaiming(c, ev)
	case Ringing:
		return stepMakerRings(c, ev, p)
	case Dialling:
		return stepDialling(c, ev, p)
	case Talking:
		return stepTalkingOut(c, ev, p)
	}
	if _, late := ev.(CustomerAnswered); late {
		return c, []Command{HangUp{}}
	}
	return c, nil
}

// giveBackOther frees an agent taken for a call that needs them no more: any
// other than its own, and its own when it is over.
func giveBackOther(c Call, e Claimed) []Command {
	if c.Phase == Ended {
		return giveBack(e)
	}
	return releaseOther(c, e)
}

func stepClaiming(c Call, ev Event) (Call, []Command) {
	switch e := ev.(type) {
	case NobodyFree:
		return end(c, e.At, NotBegun)
	case SearchFailed: // the claim may have been made, and its answer lost
		return end(c, e.At, Failed, Release{c.Agent, Withdrawn})
	}
	return c, nil
}

// ringMaker rings the phone of the agent who makes the call.
func ringMaker(c Call, e Claimed, p Policy) (Call, []Command) {
	c, cmds := ring(c, e, p)
	return c, append([]Command{Identify{}}, cmds...)
}

func stepMakerRings(c Call, ev Event, p Policy) (Call, []Command) {
	switch e := ev.(type) {
	case OfferWithdrawn:
		if e.Agent == c.Agent {
			return notMade(c, e.At, Withdrawn, p, c.drop(Withdrawn)...)
		}
	case CustomerGone:
		if e.Lost {
			c.offer().close(e.At, Withdrawn, p)
			return end(c, e.At, LostPBX, append(c.drop(Withdrawn), Release{c.Agent, Withdrawn})...)
		}
	default:
		c, cmds, result := stepPhones(c, ev, p, dialCustomer)
		if result == Open {
			return c, cmds
		}
		return notMade(c, ev.When(), result, p, cmds...)
	}
	return c, nil
}

// notMade ends a call whose agent did not come to the phone; a call back goes to
// the next one instead. A call of one's
// own making cannot be missed: no customer waited.
func notMade(c Call, at time.Time, why Result, p Policy, undo ...Command) (Call, []Command) {
	if c.BackFor != "" {
		c, cmds := next(c, at, why, p)
		return c, append(undo, cmds...)
	}
	d := Abandoned
	switch why {
	case Missed:
		why = Withdrawn
	case Unreachable:
		d = Failed
	}
	c.offer().close(at, why, p)
	return end(c, at, d, append(undo, Release{c.Agent, why})...)
}

// dialCustomer goes on to the customer, once the agent is on the line.
func dialCustomer(c Call, at time.Time, p Policy) (Call, []Command) {
	c.offer().close(at, Accepted, p)
	c.Tries = nil
	c.Phase, c.Due = Dialling, at.Add(p.DialTimeout)
	return c, []Command{MarkTalking{c.Agent}, DialCustomer{p.DialTimeout + time.Second}}
}

func stepDialling(c Call, ev Event, p Policy) (Call, []Command) {
	switch e := ev.(type) {
	case CustomerRinging:
		return c, []Command{PlayRinging{c.Leg}}
	case CustomerAnswered:
		c.Phase, c.AnsweredAt, c.Due, c.Connected = Talking, e.At, time.Time{}, false
		if c.AnsweredAt.Before(c.ArrivedAt) { // the clock was set back meanwhile
			c.AnsweredAt = c.ArrivedAt
		}
		c.Leased = c.AnsweredAt.Add(p.MaxTalk)
		return c, []Command{Connect{c.Leg, p.MaxTalk}, Record{}}
	case CustomerGone:
		return noTalk(c, e.At, unanswered(e))
	case LegGone:
		if e.Leg == c.Leg {
			return noTalk(c, e.At, Abandoned, HangUp{})
		}
	case Due:
		if !e.At.Before(c.Due) {
			return noTalk(c, e.At, NotAnswered, HangUp{})
		}
	}
	return c, nil
}

// noTalk ends a call whose customer was not spoken to: the agent is free at
// once, having nothing to write down.
func noTalk(c Call, at time.Time, d Disposition, undo ...Command) (Call, []Command) {
	return end(c, at, d, append(undo, Drop{c.Leg, Withdrawn}, Release{c.Agent, Withdrawn})...)
}

// unanswered is how a call ended whose customer's leg is over before the
// answer.
func unanswered(e CustomerGone) Disposition {
	switch {
	case e.Lost:
		return LostPBX
	case e.Cause == Refused:
		return Busy
	case e.Cause == NoAnswer:
		return NotAnswered
	}
	return Failed
}

func stepTalkingOut(c Call, ev Event, p Policy) (Call, []Command) {
	if held, cmds, ok := holds(c, ev, p); ok {
		return held, cmds
	}
	switch e := ev.(type) {
	case Joined:
		if e.Leg == c.Leg {
			c.Connected = true
		}
	case CustomerGone:
		d := Answered
		if e.Lost {
			d = LostPBX
		}
		return end(c, e.At, d, Drop{c.Leg, Accepted}, StartWrapUp{c.Agent})
	case LegGone:
		if e.Leg == c.Leg {
			return end(c, e.At, Answered, StartWrapUp{c.Agent}, HangUp{})
		}
	}
	return c, nil
}

// resyncOutbound is resync for a call we make: what is alive goes on, and what
// has lost its other half ends.
func resyncOutbound(c Call, e Resynced, p Policy) (Call, []Command) {
	was, cmds := c.Phase, dropStrays(c, e)
	c.Leased = time.Time{} // what was sent last may not have arrived
	apply := func(ev Event) {
		var more []Command
		c, more = Step(c, ev, p)
		cmds = append(cmds, more...)
	}
	switch {
	case was == Ended:
	case was == Waiting:
		c.Asking, c.Searching = false, false
		if c.Caller == (Caller{}) {
			cmds = append(cmds, Identify{})
		}
		apply(AgentFreed{e.At})
	case was == Claiming: // its answer died with whoever waited for it
		apply(SearchFailed{e.At})
	case e.Lost:
		apply(CustomerGone{endedAt(e), Vanished, true})
	case was == Ringing:
		resyncPhones(&c, e, apply)
		if e.Customer != "" { // else the customer is only dialled now
			resyncCustomer(c, e, apply)
		}
	default:
		resyncLeg(c, e, apply)
		resyncCustomer(c, e, apply)
	}
	switch {
	case c.Phase == Ringing:
		cmds = append(cmds, Identify{}) // its answer may have been lost
		_, keep := resyncKeep(c, e.At, p)
		cmds = append(cmds, keep...)
	case c.Phase == Dialling:
		cmds = append(cmds, Identify{}, MarkTalking{c.Agent})
	case c.Phase == Talking && was == Talking:
		if !c.HeldAt.IsZero() {
			cmds = append(cmds, Hold{})
		}
		cmds = append(cmds, rejoin(c, e, p)...)
	case c.Phase == Talking:
		cmds = append(cmds, MarkTalking{c.Agent})
	case c.Phase == Ended:
		if e.Customer != "" || was == Dialling {
			cmds = append(cmds, HangUp{}) // its DialCustomer may still be under way
		}
	}
	return pastStrays(c, e), cmds
}

// resyncCustomer tells the call what has become of the customer's leg.
func resyncCustomer(c Call, e Resynced, apply func(Event)) {
	switch {
	case c.Phase == Dialling && e.Customer == "":
		apply(CustomerGone{e.At, Vanished, false})
	case c.Phase == Talking && e.Customer == "":
		apply(CustomerGone{endedAt(e), HungUp, false})
	case c.Phase == Dialling && e.Customer == LegUp:
		apply(CustomerAnswered{e.At})
		if e.Bridged {
			apply(Joined{e.At, c.Leg})
		}
	case c.Phase == Dialling:
		if e.Customer == LegRings {
			apply(CustomerRinging{e.At})
		}
		apply(Due{e.At})
	}
}
