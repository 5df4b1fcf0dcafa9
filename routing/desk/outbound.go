package desk

import (
	"context"
	"time"

	"vonal/internal/fault"
	"vonal/routing"
)

// dialPatience is the longest that Dial waits to know whether there is a call.
const dialPatience = 10 * time.Second

// Dial makes a call for an agent, and answers it as soon as the agent has been
// taken for it and their phone is being rung. It is a Conflict where the agent
// is not free, Unknown for no such agent, and Unavailable where that cannot be
// found out; then there is no call.
func (d *Desk) Dial(ctx context.Context, r routing.Requested) (routing.Call, error) {
	const op = "desk.Dial"
	if err := d.Ready(); err != nil {
		return routing.Call{}, fault.Wrap(op, err)
	}
	if d.seen(r.Agent).ID == "" {
		return routing.Call{}, fault.New(fault.Unknown, op, "there is no agent %s", r.Agent)
	}
	ctx, cancel := context.WithTimeout(ctx, dialPatience)
	defer cancel()
	r.At = d.now()
	d.mu.Lock()
	b := d.open(r.ID, routing.Call{Desk: d.Name}, "")
	b.begun = make(chan struct{})
	b.put(r)
	d.mu.Unlock()
	select {
	case <-b.begun:
	case <-ctx.Done():
		return routing.Call{}, fault.New(fault.Unavailable, op, "the agent could not be taken in time: %w", ctx.Err())
	}
	c := b.seen()
	switch {
	case c.Begun():
		return c, nil
	case c.Disposition == routing.NotBegun:
		return c, fault.New(fault.Conflict, op, "the agent is not free")
	}
	return c, fault.New(fault.Unavailable, op, "the agent could not be taken")
}

// tellMaker tells Dial when it is decided whether there is a call.
func (b *mailbox) tellMaker(before, after routing.Call) {
	if b.begun != nil && before.Phase == routing.Claiming && after.Phase != routing.Claiming {
		close(b.begun)
	}
}

// claimAgent takes just this agent.
func (b *mailbox) claimAgent(ctx context.Context, c routing.Call, id routing.AgentID) {
	d := b.desk
	now := d.now()
	lease := now.Add(b.policy.ClaimLease())
	a, ok, err := d.Store.Take(ctx, c.ID, id, now, lease)
	switch {
	case fault.Is(err, fault.Unknown), err == nil && !ok:
		b.put(routing.NobodyFree{At: d.now()})
	case err != nil:
		d.storeFailed(err)
		b.put(routing.SearchFailed{At: d.now()})
	default:
		d.see(a)
		d.Watch.AgentChanged(a, a.Taken(c.ID, now, lease), nil)
		b.put(routing.Claimed{At: d.now(), Agent: id, Phones: tried(a.Phones), Because: routing.Rank([]routing.Agent{a}, routing.Call{}, routing.Policy{}, now).Because(id)})
	}
}

// dialCustomer rings the customer. Where Asterisk does not answer, the call's
// deadline decides; a number that cannot be dialled ends the call at once.
func (b *mailbox) dialCustomer(ctx context.Context, c routing.Call, length time.Duration) {
	d := b.desk
	err := d.Phones.DialCustomer(ctx, c, length)
	switch {
	case err == nil || ctx.Err() != nil:
	case fault.Is(err, fault.Unavailable):
		d.Log.Warn("a customer could not be rung: Asterisk does not answer", "call", c.ID, "error", err)
	default:
		d.Log.Warn("a customer could not be rung", "call", c.ID, "error", err)
		b.put(routing.CustomerGone{At: d.now(), Cause: routing.NotReached})
	}
}

// giveUp ends a call we make that nobody has answered yet, from the side of
// its agent.
func (d *Desk) giveUp(ctx context.Context, c routing.Call) error {
	if c.Phase == routing.Waiting { // a call back: nobody is to be called any more
		d.Fact(c.ID, routing.CallerGone{At: d.now()})
		return nil
	}
	if c.Phase == routing.Dialling {
		return d.Phones.Drop(ctx, c, c.Leg, routing.Withdrawn)
	}
	d.Fact(c.ID, routing.OfferWithdrawn{At: d.now(), Agent: c.Agent})
	return nil
}

// spokenSince is when the agent of a call under way came to the phone.
func spokenSince(c routing.Call) time.Time {
	if c.AnsweredAt.IsZero() && len(c.Offers) > 0 {
		return c.Offers[len(c.Offers)-1].EndedAt
	}
	return c.AnsweredAt
}

// withPhone is the agent who has this phone, or "". The caller holds mu.
func (d *Desk) withPhone(endpoint string) routing.AgentID {
	for _, a := range d.agents {
		if endpoint != "" && a.Phones.Has(endpoint) {
			return a.ID
		}
	}
	return ""
}
