package routing

import "time"

// This file is a caller whom an agent hands over to a colleague in the middle of
// a conversation, or back to the line. The one who hands over goes into their
// wrap-up; the caller hears music, keeps the place that goes with when they
// called, and is offered to the colleague, or else to whoever is next.

// handOver ends the conversation for the agent and looks for another one.
func handOver(c Call, e HandedOver, p Policy) (Call, []Command) {
	if !c.Connected || e.Leg != c.Leg || e.To == c.Agent {
		return c, nil
	}
	agent := c.Agent
	o := c.accepted()
	if o.HandedOver = e.At; e.At.Before(o.EndedAt) {
		o.HandedOver = o.EndedAt // a fact that came out of order
	}
	c.Agent, c.Wants, c.Connected, c.HeldAt = "", e.To, false, time.Time{}
	c.Circle, c.NewsAt = 0, time.Time{}
	c, search := find(c, e.At, p)
	return c, append([]Command{Hold{}, Drop{e.Leg, PassedOn}, StartWrapUp{agent}}, search...)
}

// accepted is the offer that led to the present conversation, or the last one.
func (c *Call) accepted() *Offer {
	for i := len(c.Offers) - 1; i >= 0; i-- {
		if c.Offers[i].Result == Accepted {
			return &c.Offers[i]
		}
	}
	return &Offer{}
}

// handed reports whether the caller has spoken to somebody who handed them over.
func (c *Call) handed() bool { return !c.handedAt().IsZero() }

// handedAt is when that was last; zero if it never was.
func (c *Call) handedAt() (last time.Time) {
	for _, o := range c.Offers {
		if o.HandedOver.After(last) {
			last = o.HandedOver
		}
	}
	return last
}

// SearchedFrom is since when an agent has been looked for: since the caller
// began to wait, or was handed over.
func (c Call) SearchedFrom() time.Time {
	if at := c.handedAt(); !at.IsZero() {
		return at
	}
	return c.Since()
}

// Talk is how long the conversation lasted, or all of them together where the
// customer was handed over; zero while it lasts, and if there was none.
func (c Call) Talk() time.Duration {
	if c.AnsweredAt.IsZero() || c.EndedAt.IsZero() {
		return 0
	}
	talk, alone := c.EndedAt.Sub(c.AnsweredAt), time.Time{}
	for _, o := range c.Offers {
		if !alone.IsZero() && o.Result == Accepted {
			talk -= max(0, o.EndedAt.Sub(alone))
		}
		if o.Result == Accepted {
			alone = o.HandedOver
		}
	}
	if !alone.IsZero() {
		talk -= c.EndedAt.Sub(alone)
	}
	return talk
}
