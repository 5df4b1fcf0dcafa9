package desk

import (
	"context"

	"vonal/internal/fault"
	"vonal/routing"
)

// Agents are all agents as they are now.
func (d *Desk) Agents(ctx context.Context) ([]routing.Agent, error) { return d.Store.Agents(ctx) }

// Press carries out an agent's button; a Conflict says why it cannot be now.
func (d *Desk) Press(ctx context.Context, id routing.AgentID, ev routing.AgentEvent) (routing.Agent, error) {
	return d.tell(ctx, id, ev)
}

// Regroup takes the levels, teams and phones of all agents from the record.
func (d *Desk) Regroup(ctx context.Context) error {
	const op = "desk.Regroup"
	staff, err := d.Roster.Employees(ctx)
	if err != nil {
		return fault.Wrap(op, err)
	}
	agents, err := d.Store.Agents(ctx)
	if err != nil {
		d.storeFailed(err)
		return fault.Wrap(op, err)
	}
	d.regroup(ctx, agents, staff)
	return nil
}

func (d *Desk) regroup(ctx context.Context, agents []routing.Agent, staff []Employee) {
	recorded := make(map[routing.AgentID]routing.Agent, len(staff))
	for _, e := range staff {
		recorded[e.Last.ID] = e.Last
	}
	for _, a := range agents {
		r, ok := recorded[a.ID]
		if ok && (r.Level != a.Level || r.Teams != a.Teams) {
			d.tellUntilHeard(ctx, a.ID, func() routing.AgentEvent {
				return routing.Placed{At: d.now(), Level: r.Level, Teams: r.Teams}
			})
		}
		if ok && r.Phones != a.Phones {
			d.equip(ctx, a.ID, r.Phones)
		}
	}
}

// Employ makes the agent's phones exist and puts the agent, of whom id, level,
// teams and phones count, on shift. Where Asterisk is away the phones follow at
// the next Resync.
func (d *Desk) Employ(ctx context.Context, a routing.Agent, phones []Phone) error {
	fresh, err := a.After(routing.ShiftBegan{At: d.now()}, d.rules())
	if err != nil {
		return err
	}
	d.see(fresh)
	if err := d.Store.Put(ctx, fresh); err != nil {
		d.storeFailed(err)
		return err
	}
	d.Watch.AgentChanged(routing.Agent{ID: a.ID}, fresh, routing.ShiftBegan{At: d.now()})
	for _, p := range phones {
		d.Install(ctx, p)
	}
	if err := d.mirrorNow(ctx); err != nil {
		d.Log.Warn("the fallback queue does not know a new agent; it does when Asterisk is back", "agent", a.ID, "error", err)
	}
	return nil
}

// Dismiss ends the agent's shift. The phone disappears at once, or when the
// call under way has ended, or when the store is back that is away just now.
func (d *Desk) Dismiss(ctx context.Context, id routing.AgentID) error {
	d.mu.Lock()
	d.left[id] = true
	d.mu.Unlock()
	a, err := d.tell(ctx, id, routing.ShiftEnded{At: d.now()})
	switch {
	case fault.Is(err, fault.Unavailable): // it is decided, and carried out when the store is back
		d.spawn(func(ctx context.Context) {
			d.tellUntilHeard(ctx, id, func() routing.AgentEvent { return routing.ShiftEnded{At: d.now()} })
		})
		return nil
	case err != nil:
		return err
	}
	d.onAgent(a)
	return nil
}

// dismissIfIdle finishes a dismissal when no call holds the agent any more.
func (d *Desk) dismissIfIdle(a routing.Agent) {
	d.mu.Lock()
	leaving := d.left[a.ID]
	if leaving && a.State == routing.AgentOffline {
		delete(d.left, a.ID)
		delete(d.agents, a.ID)
	}
	d.mu.Unlock()
	if !leaving || a.State != routing.AgentOffline {
		return
	}
	d.mirrorSoon()
	d.spawn(func(ctx context.Context) {
		for _, endpoint := range accounts(a.Phones) {
			d.insist(ctx, "remove a phone", func() error { return d.Phones.Remove(ctx, endpoint) })
		}
		d.insist(ctx, "remove an agent", func() error { return d.Store.Remove(ctx, a.ID) })
		d.Watch.AgentGone(a.ID)
	})
}

func (d *Desk) tell(ctx context.Context, id routing.AgentID, ev routing.AgentEvent) (routing.Agent, error) {
	before, after, err := d.Store.Tell(ctx, id, ev, d.rules())
	if err != nil {
		d.storeFailed(err)
		return routing.Agent{}, fault.Wrap("desk.tell", err)
	}
	if after != before {
		d.Watch.AgentChanged(before, after, ev)
	}
	return after, nil
}

// see remembers an agent as last known, and reports whether that is news.
func (d *Desk) see(a routing.Agent) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if known, ok := d.agents[a.ID]; ok && known.Version > a.Version {
		return false
	}
	d.agents[a.ID] = a
	return true
}

func (d *Desk) seen(id routing.AgentID) routing.Agent {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.agents[id]
}

// onAgent follows a change of an agent by any desk: the deadline of the state,
// the offer of one who wants no calls any more, the screens.
func (d *Desk) onAgent(a routing.Agent) {
	if !d.see(a) {
		return
	}
	d.setAgentTimer(a)
	offered := a.State == routing.AgentClaimed || a.State == routing.AgentRinging
	if offered && (a.NextPause != "" || !a.OnShift) {
		d.Fact(a.Call, routing.OfferWithdrawn{At: d.now(), Agent: a.ID})
	}
	d.widen(a)
	d.mirrorSoon()
	d.Watch.AgentSeen(a)
	d.dismissIfIdle(a)
}

// widen has the calls look again that wait for an agent who is not to be had any
// more.
func (d *Desk) widen(a routing.Agent) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, b := range d.boxes {
		if b.seen().Missing(a) {
			b.put(routing.AgentFreed{At: d.now()})
		}
	}
}

// setAgentTimer wakes when the agent's state runs out. Every desk does so: the
// first to tell it wins, and one that died is not missed.
func (d *Desk) setAgentTimer(a routing.Agent) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if stop := d.timers[a.ID]; stop != nil {
		stop()
		delete(d.timers, a.ID)
	}
	if a.Until.IsZero() {
		return
	}
	d.timers[a.ID] = d.Clock.At(a.Until, func() {
		d.spawn(func(ctx context.Context) {
			at := d.now()
			if at.Before(a.Until) {
				at = a.Until
			}
			d.tellUntilHeard(ctx, a.ID, func() routing.AgentEvent { return routing.Rested{At: at} })
		})
	})
}

func (d *Desk) stopTimers() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, stop := range d.timers {
		stop()
	}
}
