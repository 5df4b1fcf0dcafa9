package desk

import (
	"context"
	"maps"
	"slices"
	"time"

	"vonal/internal/fault"
	"vonal/routing"
)

// Resync brings calls and phones in line with what is alive in Asterisk. It is
// called after every connect, before calls are taken again.
func (d *Desk) Resync(ctx context.Context) error {
	const op = "desk.Resync"
	if err := d.storeReady(ctx); err != nil {
		return fault.Wrap(op, err)
	}
	staff, err := d.installPhones(ctx)
	if err != nil {
		return fault.Wrap(op, err)
	}
	agents, err := d.Store.Agents(ctx)
	if err != nil {
		return fault.Wrap(op, err)
	}
	for _, a := range agents {
		d.onAgent(a)
	}
	saved, err := d.Store.Open(ctx)
	if err != nil {
		return fault.Wrap(op, err)
	}
	found, err := d.Phones.Snapshot(ctx, saved)
	if err != nil {
		return fault.Wrap(op, err)
	}
	d.adopt(saved, found)
	d.resyncPhones(ctx, agents, staff, found)
	d.freeStranded(ctx, agents, saved)
	d.mirrorAnew()
	d.PhonesDown(nil)
	return nil
}

// installPhones makes Asterisk know the phones of everybody on record. Where
// the record cannot be read, the phones that Asterisk remembers must do.
func (d *Desk) installPhones(ctx context.Context) ([]Employee, error) {
	staff, err := d.Roster.Employees(ctx)
	if err != nil {
		d.Log.Warn("resynchronising without the record of agents", "error", err)
		return nil, nil
	}
	var phones []Phone
	for _, e := range staff {
		phones = append(phones, e.Accounts...)
	}
	return staff, d.Phones.Install(ctx, phones)
}

// storeReady has a store that remembers nothing (a fresh one, too) rebuilt.
func (d *Desk) storeReady(ctx context.Context) error {
	err := d.Store.Health(ctx)
	if err == nil || !d.Forgotten(err) {
		return err
	}
	d.rebuilding.Lock()
	defer d.rebuilding.Unlock()
	if d.Store.Health(ctx) == nil {
		return nil
	}
	return d.rebuild(ctx)
}

// adopt tells every call of ours, saved or found, what is alive of it.
func (d *Desk) adopt(saved []routing.Call, found Snapshot) {
	d.mu.Lock()
	for _, c := range saved {
		if c.Desk == d.Name && d.boxes[c.ID] == nil {
			d.open(c.ID, c, routing.TracePolicy(d.rules()))
		}
	}
	for id, f := range found.Calls {
		if d.boxes[id] == nil && (f.Caller || f.Customer != "" && f.Requested.ID == id) {
			c, trace := d.reconstruct(f)
			d.open(id, c, trace)
		}
	}
	boxes := make(map[routing.CallID]*mailbox, len(d.boxes))
	for id, b := range d.boxes {
		boxes[id] = b
	}
	d.mu.Unlock()
	at := d.now()
	for id, b := range boxes {
		f := found.Calls[id]
		legs := map[routing.LegNo]routing.LegState{}
		for n, leg := range f.Legs {
			legs[n] = leg.State
		}
		b.adopt(routing.Resynced{
			At: at, Caller: f.Caller, Customer: f.Customer, Ended: f.EndedAt, Legs: legs,
			Bridged: f.Bridged, Recorded: f.Recorded,
			Lost: b.seen().ArrivedAt.Before(found.StartedAt),
		})
	}
}

// adopt goes on with a call: what is alive of it is a fact like any other, and
// a call that ended unwritten is written.
func (b *mailbox) adopt(ev routing.Resynced) {
	ended := b.seen().Phase == routing.Ended
	b.put(ev)
	if ended && b.lanes.idle() {
		b.lanes.add(b.seen(), routing.Report{})
	}
}

// reconstruct makes a call, and its trace, from what Asterisk knows of it when
// the store does not: who called and when, and which agent's phone is up. The
// caller holds mu.
func (d *Desk) reconstruct(f Found) (routing.Call, string) {
	p := d.rules()
	var c routing.Call
	trace := ""
	apply := func(ev routing.Event) {
		var cmds []routing.Command
		c, cmds = routing.Step(c, ev, p)
		if trace == "" {
			trace = routing.TraceHeader(c, p)
		}
		trace += routing.TraceBlock(c, ev, cmds)
	}
	leg, ok := f.lastLeg()
	if f.Customer != "" {
		f.Requested.Agent = d.withPhone(f.Legs[leg].Endpoint)
		apply(f.Requested)
	} else {
		apply(f.Arrived)
	}
	if a := d.withPhone(f.Legs[leg].Endpoint); ok && a != "" {
		first, phones := d.together(a, f, leg)
		c.Legs = first - 1
		apply(routing.Claimed{At: f.Legs[first].Since, Agent: a, Phones: tried(phones)})
	}
	return c, trace
}

// together are the phones that an agent was rung on side by side, the last of
// them by this leg, and the leg of the first. The caller holds mu.
func (d *Desk) together(a routing.AgentID, f Found, last routing.LegNo) (first routing.LegNo, phones routing.Phones) {
	var all []routing.Phone
	for first = last; f.Legs[first].Endpoint != "" && d.withPhone(f.Legs[first].Endpoint) == a; first-- {
		all = append(all, routing.Phone{Address: f.Legs[first].Endpoint})
	}
	slices.Reverse(all)
	return first + 1, routing.PhonesOf(all...)
}

func (f Found) lastLeg() (last routing.LegNo, ok bool) {
	for n := range f.Legs {
		last, ok = max(last, n), true
	}
	return last, ok
}

// resyncPhones tells every agent whether their phone can be reached.
func (d *Desk) resyncPhones(ctx context.Context, agents []routing.Agent, staff []Employee, found Snapshot) {
	d.mu.Lock()
	was := d.up
	d.up = found.PhonesUp
	maps.DeleteFunc(d.came, func(endpoint string, _ time.Time) bool { return !d.up[endpoint] })
	d.mu.Unlock()
	for endpoint := range found.PhonesUp {
		if !was[endpoint] {
			d.Watch.PhoneCame(endpoint)
		}
	}
	d.Watch.PhonesSeen("")
	d.regroup(ctx, agents, staff)
	known := map[routing.AgentID]bool{}
	for _, a := range agents {
		known[a.ID] = true
		up := reachable(d.seen(a.ID).Phones, found.PhonesUp)
		if up != a.PhoneUp || up && a.State == routing.AgentUnreachable {
			d.tellReachable(ctx, a.ID, up)
		}
	}
	for _, e := range staff {
		if !known[e.Last.ID] {
			a := d.restored(e, routing.Call{}, found)
			d.insist(ctx, "restore an agent", func() error { return d.Store.Put(ctx, a) })
			d.onAgent(a)
		}
	}
}

// freeStranded frees agents held by a call that exists no longer, or that has
// given them back and could not say so before its controller died.
func (d *Desk) freeStranded(ctx context.Context, agents []routing.Agent, saved []routing.Call) {
	holds := map[routing.CallID]routing.AgentID{}
	for _, c := range saved {
		if c.Phase != routing.Ended {
			holds[c.ID] = c.Agent
		}
	}
	for _, c := range d.Calls() {
		holds[c.ID] = c.Agent
	}
	for _, a := range agents {
		if a.State == routing.AgentTalking && holds[a.Call] != a.ID {
			d.tellUntilHeard(ctx, a.ID, func() routing.AgentEvent { return routing.TalkOver{At: d.now(), Call: a.Call} })
		}
	}
}
