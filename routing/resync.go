package routing

import "time"

// resync decides as if the missed facts had come, in their order, and repeats
// the commands that a dying controller may have left undone.
func resync(c Call, e Resynced, p Policy) (Call, []Command) {
	if c.Phase == New {
		return c, nil
	}
	var cmds []Command
	apply := func(ev Event) {
		var more []Command
		c, more = Step(c, ev, p)
		cmds = append(cmds, more...)
	}
	for leg := LegNo(1); leg <= c.Leg; leg++ {
		if _, alive := e.Legs[leg]; alive && (leg != c.Leg || c.Phase == Waiting || c.Phase == Ended) {
			cmds = append(cmds, Drop{leg, Withdrawn})
		}
	}
	switch {
	case c.Phase == Ended:
		if e.Caller {
			cmds = append(cmds, HangUp{})
		}
	case !e.Caller:
		apply(CallerGone{endedAt(c, e), e.Lost})
	case c.Phase == Waiting:
		c.Searching = false // the search died with whoever made it
		apply(AgentFreed{e.At})
	case c.Phase == Ringing:
		resyncLeg(c, e, apply)
	default:
		resyncLeg(c, e, apply)
		if c.Phase == Talking {
			cmds = append(cmds, rejoin(c, e)...)
		}
	}
	return c, cmds
}

// resyncLeg tells the call what has become of its present leg.
func resyncLeg(c Call, e Resynced, apply func(Event)) {
	leg := c.Leg
	state, alive := e.Legs[leg]
	switch {
	case !alive && c.Phase == Ringing:
		apply(LegGone{e.At, leg, Vanished})
	case !alive:
		apply(LegGone{e.At, leg, HungUp})
	case state == LegUp && c.Phase == Ringing:
		apply(LegAnswered{e.At, leg})
	case state == LegUp && e.Bridged:
		apply(Joined{e.At, leg})
	case state == LegRings && c.Phase == Ringing:
		apply(LegRinging{e.At, leg})
		apply(Due{e.At})
	case c.Phase == Ringing:
		apply(Due{e.At})
	}
}

// rejoin repeats what connects a conversation, where it is not in place.
func rejoin(c Call, e Resynced) []Command {
	var cmds []Command
	if e.Legs[c.Leg] == LegUp && !e.Bridged {
		cmds = append(cmds, Connect{c.Leg})
	}
	if e.Legs[c.Leg] == LegUp && !e.Recorded {
		cmds = append(cmds, Record{})
	}
	return append(cmds, MarkTalking{c.Agent})
}

// endedAt is when the caller's leg ended: as Asterisk wrote it down, if that
// can be true, or else now.
func endedAt(c Call, e Resynced) time.Time {
	if e.Ended.Before(c.ArrivedAt) || e.Ended.Before(c.AnsweredAt) || e.Ended.After(e.At) {
		return e.At
	}
	return e.Ended
}
