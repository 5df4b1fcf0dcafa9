package routing

import "time"

// searchRetry is how long a call waits before it looks again when the search
// itself could not be made.
const searchRetry = time.Second

// askingPatience is how long the search for an agent waits for the CRM to say
// who calls. A customer whose owner is not known yet is better served by
// anybody than kept waiting.
const askingPatience = 500 * time.Millisecond

// Step is every call there will ever be: it answers a fact with the call as it
// is now and what must be done about it. It is total and has no error: a fact
// that does not fit the phase changes nothing.
func Step(c Call, ev Event, p Policy) (Call, []Command) {
	c = c.ofItsOwn()
	switch e := ev.(type) {
	case Resynced:
		return resync(c, e, p)
	case Claimed:
		if c.offered(e) {
			return c, nil
		}
	}
	if c.Direction == Outbound {
		return stepOutbound(c, ev, p)
	}
	switch c.Phase {
	case New:
		return stepNew(c, ev, p)
	case Waiting:
		return stepWaiting(c, ev, p)
	case Ringing:
		return stepRinging(c, ev, p)
	case Talking:
		return stepTalking(c, ev, p)
	case Leaving:
		return stepLeaving(c, ev, p)
	default:
		return stepEnded(c, ev)
	}
}

func stepNew(c Call, ev Event, p Policy) (Call, []Command) {
	if e, ok := ev.(Requested); ok {
		return request(c, e)
	}
	e, ok := ev.(Arrived)
	if !ok {
		return c, giveBack(ev)
	}
	c.ID, c.Channel, c.From, c.Name, c.To = e.ID, e.Channel, e.From, e.Name, e.To
	c.Line, c.ArrivedAt, c.Phase, c.Leased = e.Line, e.At, Waiting, e.At.Add(EntryLease)
	begin := []Command{Welcome{}, Identify{}}
	switch {
	case c.Line.Closed != "" && c.Line.Closed != KeepWaiting:
		c, cmds := leave(c, e.At, c.Line.Closed, Closed, SayClosed, p)
		return c, append(begin, cmds...)
	case c.Line.Consent:
		c.Asking = true
		c, cmds := say(c, e.At, SayRecorded, p)
		return c, append(begin, cmds...)
	}
	c.Asking, c.Due = true, e.At.Add(askingPatience)
	return c, begin
}

func stepWaiting(c Call, ev Event, p Policy) (Call, []Command) {
	switch e := ev.(type) {
	case CallerGone:
		return end(c, e.At, gone(e))
	case LegAnswered:
		return c, []Command{Drop{e.Leg, Withdrawn}}
	case Said:
		return said(c, e, p)
	case Pressed:
		if e.Key == "1" && c.MayBeCalledBack() {
			return callBack(c, e.At, p)
		}
		return c, nil
	}
	return stepSearch(c, ev, p)
}

// stepSearch is what brings a call that waits nearer to an agent.
func stepSearch(c Call, ev Event, p Policy) (Call, []Command) {
	switch e := ev.(type) {
	case CallerKnown:
		return known(c, e, p)
	case Claimed:
		return ring(c, e, p)
	case NobodyFree:
		again := c.Again || c.Wants != "" // who is wanted is not free: whoever is next then
		c.Searching, c.Again, c.Wants = false, false, ""
		c.Circle = max(c.Circle, e.Circle)
		switch {
		case again:
			return find(c, e.At, p)
		case e.Nobody && c.leaves(c.Line.Empty):
			return leave(c, e.At, c.Line.Empty, TurnedAway, SayNobody, p)
		}
		if e.Next.After(e.At) && e.Next.Before(c.Due) {
			c.Due = e.Next
		}
	case SearchFailed:
		c.Searching, c.Again = false, false
		c.Due = e.At.Add(searchRetry)
	case AgentFreed:
		if c.Asking {
			return c, nil
		}
		return lookAgain(c, e.At, p)
	case Due:
		if e.At.Before(c.Due) {
			return c, nil
		}
		return due(c, e.At, p)
	}
	return c, nil
}

// due is what a call that waits does when its moment has come.
func due(c Call, at time.Time, p Policy) (Call, []Command) {
	over := c.overdueAt()
	switch {
	case !over.IsZero() && !at.Before(over) && c.leaves(c.Line.Overdue):
		return leave(c, at, c.Line.Overdue, TurnedAway, "", p)
	case c.Saying == "" && !c.NewsAt.IsZero() && !at.Before(c.NewsAt) && !c.Asking:
		c.NewsAt = at.Add(c.Line.News)
		return say(c, at, SayPlace, p)
	}
	c.Saying = "" // it has taken longer than anything can, or was never told that it is over
	return find(c, at, p)
}

func stepRinging(c Call, ev Event, p Policy) (Call, []Command) {
	switch e := ev.(type) {
	case CallerKnown:
		c.Caller = e.Caller
	case Claimed:
		return c, releaseOther(c, e)
	case Said:
		return c, []Command{HoldMusic{}}
	case OfferWithdrawn:
		if e.Agent == c.Agent {
			drops := c.drop(Withdrawn)
			c, cmds := next(c, e.At, Withdrawn, p)
			return c, append(drops, cmds...)
		}
	case CallerGone:
		c.offer().close(e.At, Withdrawn, p)
		undo := append(c.drop(Withdrawn), Release{c.Agent, Withdrawn})
		return end(c, e.At, gone(e), undo...)
	default:
		c, cmds, result := stepPhones(c, ev, p, talk)
		if result == Open {
			return c, cmds
		}
		c, onwards := next(c, ev.When(), result, p)
		return c, append(cmds, onwards...)
	}
	return c, nil
}

func stepTalking(c Call, ev Event, p Policy) (Call, []Command) {
	if held, cmds, ok := holds(c, ev, p); ok {
		return held, cmds
	}
	switch e := ev.(type) {
	case CallerKnown:
		c.Caller = e.Caller
	case HandedOver:
		return handOver(c, e, p)
	case Claimed:
		return c, releaseOther(c, e)
	case LegAnswered:
		if e.Leg != c.Leg {
			return c, []Command{Drop{e.Leg, Withdrawn}}
		}
	case Joined:
		if e.Leg == c.Leg {
			c.Connected = true
		}
	case LegGone:
		if e.Leg != c.Leg {
			return c, nil
		}
		if !c.Connected {
			return handBack(c, e.At, p)
		}
		return end(c, e.At, Answered, StartWrapUp{c.Agent}, HangUp{})
	case CallerGone:
		d := Answered
		if e.Lost {
			d = LostPBX
		}
		return end(c, e.At, d, Drop{c.Leg, Accepted}, StartWrapUp{c.Agent})
	}
	return c, nil
}

func stepEnded(c Call, ev Event) (Call, []Command) {
	switch e := ev.(type) {
	case CallerKnown: // the card of a caller who left while it was being opened
		c.Caller = e.Caller
	case LegAnswered:
		return c, []Command{Drop{e.Leg, Withdrawn}}
	default:
		return c, giveBack(ev)
	}
	return c, nil
}

// giveBack frees the agent that a search found for a caller who is gone.
func giveBack(ev Event) []Command {
	if e, ok := ev.(Claimed); ok {
		return []Command{Release{e.Agent, Withdrawn}}
	}
	return nil
}

// releaseOther frees an agent whom a repeated search took for a call that has
// one already.
func releaseOther(c Call, e Claimed) []Command {
	if e.Agent == c.Agent {
		return nil
	}
	return []Command{Release{e.Agent, Withdrawn}}
}
