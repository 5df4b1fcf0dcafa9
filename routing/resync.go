package routing

import (
	"maps"
	"slices"
	"time"
)

// resync decides as if the missed facts had come, in their order, and repeats
// the commands that a dying controller may have left undone.
func resync(c Call, e Resynced, p Policy) (Call, []Command) {
	if c.Phase == New {
		return c, nil
	}
	if o := c.offer(); c.Phase == Ringing && len(c.Tries) == 0 { // an older Vonal has begun this
		c.Tries = []Try{{Leg: c.Leg, BegunAt: o.OfferedAt, RingingAt: o.RingingAt}}
	}
	if c.Direction == Outbound {
		return resyncOutbound(c, e, p)
	}
	cmds := dropStrays(c, e)
	c.Leased = time.Time{} // what was sent last may not have arrived
	apply := func(ev Event) {
		var more []Command
		c, more = Step(c, ev, p)
		cmds = append(cmds, more...)
	}
	switch {
	case c.Phase == Ended:
		if e.Caller {
			cmds = append(cmds, HangUp{})
		}
	case !e.Caller:
		apply(CallerGone{endedAt(e), e.Lost})
	case c.Phase == Waiting:
		cmds = append(cmds, music(c)...)
		if c.Caller == (Caller{}) {
			cmds = append(cmds, Identify{}) // its answer may have been lost
		}
		c.Asking, c.Searching, c.Saying = false, false, "" // the question and the search died with whoever made them
		if c.Line.Consent && c.Told.IsZero() {
			var again []Command
			c, again = say(c, e.At, SayRecorded, p)
			cmds = append(cmds, again...)
		} else {
			apply(AgentFreed{e.At})
		}
	case c.Phase == Leaving:
		var again []Command
		c, again = resyncLeaving(c, e.At, p)
		cmds = append(cmds, again...)
	case c.Phase == Ringing:
		cmds = append(cmds, music(c)...)
		resyncPhones(&c, e, apply)
	case c.Phase == Talking:
		resyncLeg(c, e, apply)
		if c.Phase != Ended && (!e.Bridged || !c.HeldAt.IsZero()) {
			cmds = append(cmds, music(c)...)
		}
		if c.Phase == Talking {
			cmds = append(cmds, rejoin(c, e, p)...)
		}
	}
	c, keep := resyncKeep(c, e.At, p)
	return pastStrays(c, e), append(cmds, keep...)
}

// dropStrays ends the legs that are none of the call's present business, and
// the present one where it is not there: its Ring may still be under way.
func dropStrays(c Call, e Resynced) []Command {
	var cmds []Command
	present := c.present()
	for _, leg := range slices.Sorted(maps.Keys(e.Legs)) {
		if !slices.Contains(present, leg) {
			cmds = append(cmds, Drop{leg, c.strayed(leg)})
		}
	}
	for _, leg := range present {
		if _, alive := e.Legs[leg]; !alive {
			cmds = append(cmds, Drop{leg, Withdrawn})
		}
	}
	return cmds
}

// strayed is why a leg ends that is none of the call's present business: that of
// an agent who has handed over must not take the caller along.
func (c Call) strayed(leg LegNo) Result {
	for _, o := range c.Offers {
		if o.Leg == leg && !o.HandedOver.IsZero() {
			return PassedOn
		}
	}
	return Withdrawn
}

// present are the legs that are the call's business now.
func (c Call) present() []LegNo {
	switch c.Phase {
	case Ringing:
		return c.legs()
	case Dialling, Talking:
		return []LegNo{c.Leg}
	}
	return nil
}

// pastStrays counts the legs that were made after the call was last saved, those
// that have ended since too, so that no number is used twice. What is saved is
// one fact behind at the most, and one fact makes one leg for each phone.
func pastStrays(c Call, e Resynced) Call {
	if c.Phase == Waiting {
		c.Legs = max(c.Legs, c.Leg) + MostPhones
		for leg := range e.Legs {
			c.Legs = max(c.Legs, leg)
		}
	}
	return c
}

// music repeats what a caller must hear who hears nobody.
func music(c Call) []Command {
	if c.Leg == 0 {
		return []Command{Welcome{}}
	}
	return []Command{Welcome{}, Hold{}} // the bridge may have them, alone
}

// resyncLeg tells the call what has become of its present leg.
func resyncLeg(c Call, e Resynced, apply func(Event)) {
	state, alive := e.Legs[c.Leg]
	switch {
	case !alive:
		apply(LegGone{e.At, c.Leg, HungUp})
	case state == LegUp && e.Bridged:
		apply(Joined{e.At, c.Leg})
	}
}

// resyncPhones tells the call what has become of the phones it tries: an answer
// first, since it ends the others.
func resyncPhones(c *Call, e Resynced, apply func(Event)) {
	for _, state := range []LegState{LegUp, LegRings, ""} {
		for _, leg := range c.legs() {
			if e.Legs[leg] != state || c.trying(leg) == nil {
				continue
			}
			switch state {
			case LegUp:
				apply(LegAnswered{e.At, leg})
			case LegRings:
				apply(LegRinging{e.At, leg})
			default:
				apply(LegGone{e.At, leg, Vanished})
			}
		}
	}
	if c.Phase == Ringing {
		apply(Due{e.At})
	}
}

// resyncKeep keeps caller and agent once more while phones are tried.
func resyncKeep(c Call, at time.Time, p Policy) (Call, []Command) {
	if c.Phase != Ringing || c.begunAt(at) {
		return c, nil
	}
	return keepBoth(c, at, p)
}

// rejoin repeats what keeps a conversation going, where it is not in place.
func rejoin(c Call, e Resynced, p Policy) []Command {
	again := Command(RenewLease{p.MaxTalk})
	if e.Legs[c.Leg] == LegUp && !e.Bridged && c.HeldAt.IsZero() {
		again = Connect{c.Leg, p.MaxTalk}
	}
	cmds := []Command{again}
	if e.Legs[c.Leg] == LegUp && !e.Recorded && c.mayBeRecorded() {
		cmds = append(cmds, Record{})
	}
	return append(cmds, MarkTalking{c.Agent})
}

// endedAt is when the caller's leg ended: as Asterisk wrote it down, if that
// can be true, or else now.
func endedAt(e Resynced) time.Time {
	if e.Ended.IsZero() || e.Ended.After(e.At) {
		return e.At
	}
	return e.Ended
}
