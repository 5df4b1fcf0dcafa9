package routing

import (
	"strings"
	"time"
)

// This file is what callers are told, and what becomes of those to whom nobody
// can be given.

// say tells the caller something; the call goes on when it has been said. No
// lease is renewed meanwhile: Asterisk does nothing else on a channel that
// plays.
func say(c Call, at time.Time, what string, p Policy) (Call, []Command) {
	c, renew := lease(c, at, p.Lease, p.Lease+longestSaying)
	c.Saying, c.Due = what, at.Add(longestSaying)
	return c, append(renew, Say{what})
}

// said goes on after the caller has been told something.
func said(c Call, e Said, p Policy) (Call, []Command) {
	if c.Saying == "" {
		return c, nil
	}
	if c.Saying == SayRecorded && e.What != "" {
		c.Told = e.At
	}
	c.Saying = ""
	if c.Asking { // the CRM is slow: the search begins with its answer
		c.Due = e.At.Add(askingPatience)
		return c, []Command{HoldMusic{}}
	}
	c, search := find(c, e.At, p)
	return c, append([]Command{HoldMusic{}}, search...)
}

// leaves reports whether the ending ends the call, and does not have it wait on.
func (c Call) leaves(e Ending) bool {
	return c.Direction == Inbound && e != "" && e != KeepWaiting && !c.handed() // whom we have spoken to we do not turn away
}

// MayBeCalledBack reports whether the caller may ask for it while waiting.
func (c Call) MayBeCalledBack() bool {
	return !c.Asking && c.Line.Overdue == OfferBack && !c.handed()
}

// overdueAt is when the longest wait of the call has passed; zero never. A place
// that was kept is not held against the caller: the wait counts anew.
func (c Call) overdueAt() time.Time {
	if c.Line.LongestWait == 0 || c.Direction != Inbound || c.handed() {
		return time.Time{}
	}
	return c.ArrivedAt.Add(c.Line.LongestWait)
}

// leave takes the caller out of the line to the ending; first they are told why,
// where there is something to tell.
func leave(c Call, at time.Time, to Ending, as Disposition, why string, p Policy) (Call, []Command) {
	c.Phase, c.EndAs = Leaving, as
	c.Asking, c.Searching, c.Again, c.NewsAt = false, false, false, time.Time{}
	what := SaySorry
	switch {
	case to == TakeMessages:
		what = SayLeave
	case to == OfferBack:
		what = SayOfferBack
	case as == Closed:
		what = "" // that says all
	}
	return say(c, at, strings.TrimSpace(why+" "+what), p)
}

// callBack gives the caller's place in the line to a call that we make.
func callBack(c Call, at time.Time, p Policy) (Call, []Command) {
	c.Phase, c.EndAs = Leaving, CalledBack
	c.Asking, c.Searching, c.Again, c.NewsAt = false, false, false, time.Time{}
	c, cmds := say(c, at, SayBackKept, p)
	return c, append([]Command{CallBack{}}, cmds...)
}

func stepLeaving(c Call, ev Event, p Policy) (Call, []Command) {
	switch e := ev.(type) {
	case CallerKnown:
		c.Caller = e.Caller
	case Claimed: // by a search that was under way
		return c, giveBack(ev)
	case LegAnswered:
		return c, []Command{Drop{e.Leg, Withdrawn}}
	case Said:
		if c.Saying != "" {
			return toldAll(c, e.At)
		}
	case Pressed:
		if e.Key == "1" && c.Line.offersBack() && (c.says(SayOfferBack) || c.Saying == "") && c.EndAs != CalledBack && c.EndAs != Voicemail {
			return callBack(c, e.At, p)
		}
	case MessageLeft:
		if c.EndAs == Voicemail && c.Saying == "" {
			return parted(c, e.At, e.Length > 0, p)
		}
	case Due:
		switch {
		case e.At.Before(c.Due):
			return c, nil
		case c.EndAs == Voicemail && c.Saying == "":
			return parted(c, e.At, true, p)
		case c.Saying == "":
			return end(c, e.At, c.EndAs, HangUp{})
		}
		return toldAll(c, e.At)
	case CallerGone:
		d := c.EndAs
		if e.Lost {
			d = LostPBX
		}
		return end(c, e.At, d)
	}
	return c, nil
}

func (l Line) offersBack() bool {
	return l.Overdue == OfferBack || l.Empty == OfferBack || l.Closed == OfferBack
}

// says reports whether that is, at last, what the caller is being told.
func (c Call) says(what string) bool { return strings.HasSuffix(c.Saying, what) }

// toldAll goes on when a caller who is leaving has heard what they were told.
func toldAll(c Call, at time.Time) (Call, []Command) {
	offers, takes := c.says(SayOfferBack), c.says(SayLeave)
	c.Saying = ""
	switch {
	case takes:
		return takeMessage(c, at)
	case offers:
		c.Due = at.Add(backPatience)
		return c, nil
	}
	return end(c, at, c.EndAs, HangUp{})
}

// resyncLeaving repeats what may not have been done for a caller who is leaving.
func resyncLeaving(c Call, at time.Time, p Policy) (Call, []Command) {
	var cmds []Command
	if c.EndAs == CalledBack {
		cmds = append(cmds, CallBack{})
	}
	var again []Command
	switch {
	case c.Saying != "":
		c, again = say(c, at, c.Saying, p)
	case c.EndAs == Voicemail:
		c, again = takeMessage(c, at)
	default:
		c, again = lease(c, at, p.Lease+longestSaying, p.Lease+longestSaying)
	}
	return c, append(cmds, again...)
}

// takeMessage records what the caller says after the tone.
func takeMessage(c Call, at time.Time) (Call, []Command) {
	c.EndAs, c.Due = Voicemail, at.Add(longestMessage+searchRetry)
	c, renew := lease(c, at, longestMessage+2*searchRetry, longestMessage+longestSaying)
	return c, append(renew, TakeMessage{longestMessage})
}

// parted thanks a caller who has left a message, and ends the call of one who has
// not after all.
func parted(c Call, at time.Time, left bool, p Policy) (Call, []Command) {
	if !left {
		return end(c, at, TurnedAway, HangUp{})
	}
	return say(c, at, SayMessageKept, p)
}
