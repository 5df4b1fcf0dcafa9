package desk

import (
	"context"
	"time"

	"vonal/internal/fault"
	"vonal/routing"
)

// storeCheck is how often the store is asked whether it still remembers: an
// idle desk, too, notices within this time that Redis has lost everything.
const storeCheck = time.Second

// storeRecheck is how soon a store that does not answer is asked again.
const storeRecheck = 100 * time.Millisecond

// listen follows agents and wakes for as long as the desk runs.
func (d *Desk) listen(ctx context.Context) {
	d.insist(ctx, "listen to the store", func() error {
		err := d.Store.Listen(ctx, d.onAgent, d.onWake, d.onAgain, d.onGap)
		if ctx.Err() != nil {
			return nil
		}
		return err
	})
}

// onWake has a call look for an agent who has just become free.
func (d *Desk) onWake(id routing.CallID) { d.Fact(id, routing.AgentFreed{At: d.now()}) }

// onGap looks at everything once: changes and wakes may have been missed.
func (d *Desk) onGap() {
	d.spawn(func(ctx context.Context) {
		agents, err := d.Store.Agents(ctx)
		if err != nil {
			d.storeFailed(err)
			return
		}
		for _, a := range agents {
			d.onAgent(a)
		}
		for _, c := range d.Calls() {
			if c.Phase == routing.Waiting {
				d.onWake(c.ID)
			}
		}
	})
}

// watchStore notices a store that has lost everything although nobody calls.
func (d *Desk) watchStore(ctx context.Context) {
	for ctx.Err() == nil {
		err := d.Store.Health(ctx)
		switch {
		case err == nil:
			d.storeIs(nil)
			d.pauseUnless(ctx, storeCheck, d.doubt)
			continue
		case d.Forgotten(err):
			d.storeFailed(err)
		default:
			d.storeIs(fault.New(fault.Unavailable, "desk", "Redis does not answer"))
		}
		d.pause(ctx, storeRecheck)
	}
}

// storeFailed takes note of a failure of the store and, where it has lost
// everything, has it rebuilt. One request that was not answered in time need
// not mean that no call can be taken: it has the store looked at now.
func (d *Desk) storeFailed(err error) {
	switch {
	case d.Forgotten(err):
		d.storeIs(fault.New(fault.Unavailable, "desk", "Redis has lost its data; the desk is being rebuilt"))
		if d.rebuilding.TryLock() {
			d.spawn(func(ctx context.Context) {
				defer d.rebuilding.Unlock()
				d.insist(ctx, "rebuild the desk", func() error { return d.rebuild(ctx) })
			})
		}
	case fault.Is(err, fault.Unavailable):
		select {
		case d.doubt <- struct{}{}:
		default:
		}
	}
}

// rebuild writes the store anew from the record, from Asterisk, and from the
// calls this desk runs.
func (d *Desk) rebuild(ctx context.Context) error {
	const op = "desk.rebuild"
	staff, err := d.Roster.Employees(ctx)
	if err != nil {
		return fault.Wrap(op, err)
	}
	found, err := d.Phones.Snapshot(ctx, nil)
	if err != nil {
		d.Log.Warn("rebuilding without Asterisk's word", "error", err)
	}
	calls := d.Calls()
	holders := map[routing.AgentID]routing.Call{}
	for _, c := range calls {
		if c.Agent != "" {
			holders[c.Agent] = c
		}
	}
	agents := make([]routing.Agent, 0, len(staff))
	for _, e := range staff {
		agents = append(agents, d.restored(e, holders[e.Last.ID], found))
	}
	if err := d.Store.Rebuild(ctx, agents, calls); err != nil {
		return fault.Wrap(op, err)
	}
	d.mu.Lock()
	for _, b := range d.boxes {
		b.saveAnew()
	}
	d.mu.Unlock()
	d.storeIs(nil)
	d.Log.Info("the desk has been rebuilt", "agents", len(agents), "calls", len(calls))
	d.onGap()
	return nil
}

// restored is an agent as they must be now, by the record, by the call that
// holds them, and by what Asterisk says of their phone.
func (d *Desk) restored(e Employee, c routing.Call, found Snapshot) routing.Agent {
	a := e.Last
	a.PhoneUp = reachable(a.Phones, found.PhonesUp)
	a.Version = max(a.Version, d.seen(a.ID).Version) + 1
	now, p := d.now(), d.rules()
	switch {
	case c.Phase == routing.Ringing:
		a = a.Taken(c.ID, now, now.Add(p.ClaimLease()))
	case c.Phase == routing.Talking, c.Phase == routing.Dialling:
		a, _ = a.After(routing.Spoke{At: spokenSince(c), Call: c.ID}, p)
	case a.State == routing.AgentClaimed, a.State == routing.AgentRinging:
		a, _ = a.After(routing.LetGo{At: now, Call: a.Call, Why: routing.Withdrawn}, p)
	case a.State == routing.AgentTalking:
		a, _ = a.After(routing.TalkOver{At: now, Call: a.Call}, p)
	case a.State == routing.AgentAvailable && !a.PhoneUp:
		a, _ = a.After(routing.PhoneWent{At: now}, p)
	case a.State == routing.AgentUnreachable && a.PhoneUp:
		a, _ = a.After(routing.PhoneCame{At: now}, p)
	}
	return a
}
