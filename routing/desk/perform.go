package desk

import (
	"context"
	"time"

	"vonal/internal/fault"
	"vonal/routing"
)

// perform carries out one command. What comes of it returns as a fact, or not
// at all: Asterisk's own events say what happened to a leg.
func (b *mailbox) perform(ctx context.Context, c routing.Call, cmd routing.Command) {
	d := b.desk
	var err error
	switch cmd := cmd.(type) {
	case routing.Welcome:
		err = d.Phones.Welcome(ctx, c)
	case routing.Identify:
		b.identify(ctx, c)
	case routing.FindAgent:
		b.findAgent(ctx, c)
	case routing.ClaimAgent:
		b.claimAgent(ctx, c, cmd.Agent)
	case routing.DialCustomer:
		b.dialCustomer(ctx, c, cmd.For)
	case routing.PlayRinging:
		err = d.Phones.PlayRinging(ctx, c, cmd.Leg)
	case routing.Say:
		err = b.say(ctx, c, cmd.What)
	case routing.HoldMusic:
		err = d.Phones.HoldMusic(ctx, c)
	case routing.TakeMessage:
		err = d.Phones.TakeMessage(ctx, c, cmd.For)
	case routing.CallBack:
		d.callBack(c)
	case routing.RenewLease:
		err = d.Phones.RenewLease(ctx, c, cmd.For)
	case routing.Ring:
		b.ring(ctx, c, cmd)
	case routing.Ask:
		err = d.Phones.Ask(ctx, c, cmd.Leg)
	case routing.KeepAgent:
		until := d.now().Add(cmd.For)
		d.tellUntilHeard(ctx, cmd.Agent, func() routing.AgentEvent { return routing.Kept{At: d.now(), Call: c.ID, Until: until} })
	case routing.Drop:
		err = d.Phones.Drop(ctx, c, cmd.Leg, cmd.Why)
	case routing.Connect:
		err = d.Phones.Connect(ctx, c, cmd.Leg, cmd.For)
	case routing.Record:
		err = d.Phones.Record(ctx, c)
	case routing.Hold:
		err = d.Phones.Hold(ctx, c)
	case routing.HangUp:
		err = d.Phones.HangUp(ctx, c)
	case routing.Release:
		d.tellUntilHeard(ctx, cmd.Agent, func() routing.AgentEvent { return routing.LetGo{At: d.now(), Call: c.ID, Why: cmd.Why} })
	case routing.MarkRinging:
		d.tellUntilHeard(ctx, cmd.Agent, func() routing.AgentEvent { return routing.Rang{At: d.now(), Call: c.ID} })
	case routing.MarkTalking:
		d.tellUntilHeard(ctx, cmd.Agent, func() routing.AgentEvent { return routing.Spoke{At: d.now(), Call: c.ID, Easy: c.Easy()} })
	case routing.StartWrapUp:
		d.tellUntilHeard(ctx, cmd.Agent, func() routing.AgentEvent { return routing.TalkOver{At: d.now(), Call: c.ID} })
	case routing.Report:
		b.report(ctx, c)
	}
	if err != nil && ctx.Err() == nil && !fault.Is(err, fault.Unknown) {
		d.Log.Warn("a command of a call could not be carried out", "call", c.ID, "command", commandName(cmd), "error", err)
	}
}

// findAgent ranks and claims.
func (b *mailbox) findAgent(ctx context.Context, c routing.Call) {
	d := b.desk
	now := d.now()
	var ranking routing.Ranking
	err := d.Store.Candidates(ctx, func(agents []routing.Agent) {
		now = d.now()
		ranking = routing.Rank(agents, c, b.policy, now)
	})
	if err != nil {
		d.storeFailed(err)
		b.put(routing.SearchFailed{At: d.now()})
		return
	}
	lease := now.Add(b.policy.ClaimLease())
	id, ok, err := d.Store.Claim(ctx, ranking.Search(c), now, lease)
	switch {
	case err != nil:
		d.storeFailed(err)
		b.put(routing.SearchFailed{At: d.now()})
	case !ok:
		b.tellOf(ranking, now)
		if err := d.Store.Stay(ctx, c.ID, d.now().Add(b.policy.Lease)); err != nil {
			d.storeFailed(err)
		}
		if b.seen().Phase != routing.Waiting { // it has left meanwhile: not to stand in the line
			b.save(ctx, b.seen())
		}
		b.put(routing.NobodyFree{At: d.now(), Circle: ranking.Circle, Next: ranking.Next, Nobody: !ranking.Served})
	default:
		b.tellOf(ranking, now)
		taken, ranked := ranking.Agent(id)
		if !ranked { // taken by a search before, which was not answered
			taken = d.seen(id)
		}
		d.see(taken)
		d.Watch.AgentChanged(taken, taken.Taken(c.ID, now, lease), nil)
		b.put(routing.Claimed{At: d.now(), Agent: id, Phones: tried(taken.Phones), Because: ranking.Because(id)})
	}
}

// tellOf puts on record what a search made of the agents, unless that is what
// the one before made of them.
func (b *mailbox) tellOf(r routing.Ranking, now time.Time) {
	told := r.Considered(now)
	if !b.told.Same(told) {
		b.told = told
		b.put(told)
	}
}

// ring tries a phone. Where Asterisk does not answer, the deadline of the offer
// decides; a phone that Asterisk says is not there is given up at once.
func (b *mailbox) ring(ctx context.Context, c routing.Call, cmd routing.Ring) {
	d := b.desk
	phone := cmd.Phone
	if all := d.seen(cmd.Agent).Phones.All(); phone == "" && len(all) > 0 {
		phone = all[0].Address
	}
	err := d.Phones.Ring(ctx, c, cmd.Leg, phone, cmd.For)
	switch {
	case err == nil || ctx.Err() != nil:
	case fault.Is(err, fault.Unavailable):
		d.Log.Warn("a phone could not be rung: Asterisk does not answer", "call", c.ID, "agent", cmd.Agent, "error", err)
	default:
		b.put(routing.LegGone{At: d.now(), Leg: cmd.Leg, Cause: routing.NotReached})
	}
}

// identify asks who calls, and has a card opened for a number nobody knows.
func (b *mailbox) identify(ctx context.Context, c routing.Call) {
	d := b.desk
	caller, ok, err := d.Cards.Identify(ctx, c.Customer(), d.now(), b.policy.KeepPlace)
	if !ok { // nobody knows them: let the search begin, and a card be opened meanwhile
		b.put(routing.CallerKnown{At: d.now()})
	}
	if err == nil && !ok {
		caller, err = d.Cards.Open(ctx, c)
	}
	if err != nil {
		if ctx.Err() == nil {
			d.Log.Warn("the caller could not be identified; the card is opened when the call is written", "call", c.ID, "error", err)
		}
		return
	}
	b.put(routing.CallerKnown{At: d.now(), Caller: caller})
}

// report hands the ended call to the CRM, however long that takes, and only
// then lets the store forget it.
func (b *mailbox) report(ctx context.Context, c routing.Call) {
	d := b.desk
	b.lanes.settle(ctx)
	if err := d.Phones.Clear(ctx, c); err != nil && ctx.Err() == nil {
		d.Log.Warn("the bridge of an ended call could not be removed", "call", c.ID, "error", err)
	}
	select {
	case d.reporting <- struct{}{}:
		defer func() { <-d.reporting }()
	case <-ctx.Done():
		return
	}
	written := !c.Begun() || c.Disposition == routing.NotBegun || d.insist(ctx, "write an ended call", func() error {
		trace, whole := b.traced()
		if !whole {
			var err error
			if trace, err = d.Store.Trace(ctx, c.ID); err != nil {
				d.storeFailed(err)
			}
		}
		return d.Cards.Close(ctx, b.seen(), trace)
	})
	if !written {
		return
	}
	d.insist(ctx, "forget a written call", func() error { return d.Store.Forget(ctx, c.ID) })
	d.forget(c.ID)
	close(b.done)
}
