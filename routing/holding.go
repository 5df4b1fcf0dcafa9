package routing

import "time"

// This file is a customer who is put on hold in the middle of a conversation:
// they hear music, and the agent's leg waits for them.

// holds takes what the agent asks for with the customer on hold, or to be put
// there; ok is false for any other fact. To hold twice is to hold once.
func holds(c Call, ev Event, p Policy) (_ Call, cmds []Command, ok bool) {
	switch e := ev.(type) {
	case PutOnHold:
		if c.Connected && c.HeldAt.IsZero() {
			c.HeldAt = e.At
			cmds = []Command{Hold{}}
		}
	case TakenOffHold:
		if !c.HeldAt.IsZero() {
			c.HeldAt = time.Time{}
			cmds = []Command{Connect{c.Leg, p.MaxTalk}}
		}
	default:
		return c, nil, false
	}
	return c, cmds, true
}
