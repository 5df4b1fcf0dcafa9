package desk

import (
	"cmp"
	"context"
	"reflect"
	"slices"
	"sync"

	"vonal/routing"
)

// mailbox is one call: its facts in the order of arrival, its state, its
// deadline and the lanes in which its commands are carried out.
type mailbox struct {
	desk  *Desk
	lanes *lanes

	mu    sync.Mutex
	facts []routing.Event
	more  chan struct{} // holds one token while there are facts
	call  routing.Call  // as of the last fact; seen by others

	trace  string             // from its beginning, or from where this desk took the call up
	saved  int                // how much of trace the store has taken
	whole  bool               // trace has all of it
	policy routing.Policy     // the numbers the whole call runs by, so that it replays
	told   routing.Considered // the last that was put on record; of the lane of searches
	stop   func() bool
	done   chan struct{} // closed when the call has been written
	begun  chan struct{} // closed when a call we make has its agent, or has failed to; nil for others
}

func newMailbox(d *Desk, c routing.Call, trace string) *mailbox {
	b := &mailbox{
		desk:   d,
		call:   c,
		policy: d.rules(),

		trace: trace,
		more:  make(chan struct{}, 1),
		done:  make(chan struct{}),
		stop:  func() bool { return false },
	}
	b.lanes = newLanes(b)
	return b
}

// put adds a fact; it never blocks.
func (b *mailbox) put(ev routing.Event) {
	b.mu.Lock()
	b.facts = append(b.facts, ev)
	b.mu.Unlock()
	select {
	case b.more <- struct{}{}:
	default:
	}
}

func (b *mailbox) take() (routing.Event, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.facts) == 0 {
		return nil, false
	}
	ev := b.facts[0]
	b.facts = b.facts[1:]
	return ev, true
}

// seen is the call as of the last fact.
func (b *mailbox) seen() routing.Call {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.call
}

func (b *mailbox) run(ctx context.Context) {
	defer func() { b.stop() }()
	for {
		select {
		case <-ctx.Done():
			return
		case <-b.done:
			return
		case <-b.more:
		}
		for ev, ok := b.take(); ok && ctx.Err() == nil; ev, ok = b.take() {
			b.step(ctx, ev)
		}
	}
}

// step is the whole of a fact's way: decide, save, carry out.
func (b *mailbox) step(ctx context.Context, ev routing.Event) {
	d := b.desk
	before := b.seen()
	after, cmds := routing.Step(before, ev, b.policy)
	after.Desk = d.Name
	_, tells := ev.(routing.Considered)
	if len(cmds) == 0 && !tells && reflect.DeepEqual(before, after) {
		return // a fact that says nothing new
	}
	b.mu.Lock()
	b.call = after
	b.mu.Unlock()
	b.tellMaker(before, after)
	d.follow(before, after)
	b.record(before, after, ev, cmds)
	later := whileSaving(ev, after)
	if !later && !canWait(ev) {
		b.save(ctx, after)
	}
	b.setDeadline(after)
	for _, cmd := range cmds {
		b.lanes.add(after, cmd)
	}
	if later {
		b.save(ctx, after)
	}
	if after.Begun() {
		d.Watch.CallChanged(after)
	}
}

// whileSaving reports whether a fact is saved while its commands are carried
// out, and not before: a caller shall be answered, and the first phone ring,
// without waiting for the store. Should we die in between, the store shows the
// call as it was one fact ago, or not at all; the caller and the phone that
// rings are found in Asterisk by their names. Whatever gives an agent back is
// saved first: two calls must not believe that they have the same one.
func whileSaving(ev routing.Event, after routing.Call) bool {
	switch ev.(type) {
	case routing.Arrived:
		return true
	case routing.Claimed:
		return after.Direction == routing.Inbound && after.Phase == routing.Ringing
	}
	return false
}

// canWait reports whether a fact need not be saved before what follows from it
// is done: the next fact saves it too, and should we die before, Asterisk and
// the CRM tell it again; a call that was asked for has not begun yet.
func canWait(ev routing.Event) bool {
	switch ev.(type) {
	case routing.LegRinging, routing.CallerKnown, routing.Requested, routing.CustomerRinging, routing.Considered:
		return true
	}
	return false
}

// record writes the fact and what was decided into the trace.
func (b *mailbox) record(before, after routing.Call, ev routing.Event, cmds []routing.Command) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if before.Phase == routing.New {
		b.trace += routing.TraceHeader(after, b.policy)
		b.whole = true
	}
	b.trace += routing.TraceBlock(after, ev, cmds)
}

// save stores the call. Where the store does not answer the call goes on; the
// next fact saves what this one could not.
func (b *mailbox) save(ctx context.Context, c routing.Call) {
	b.mu.Lock()
	from, to := b.saved, len(b.trace)
	news := b.trace[from:]
	b.mu.Unlock()
	if err := b.desk.Store.Save(ctx, c, news); err != nil {
		b.desk.storeFailed(err)
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.saved == from { // else the store has lost everything meanwhile
		b.saved = to
	}
}

// saveAnew has the next fact save the whole trace: the store has lost it.
func (b *mailbox) saveAnew() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.saved = 0
}

// traced is the trace as far as this desk knows it, and whether that is all.
func (b *mailbox) traced() (trace string, whole bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.trace, b.whole
}

func (b *mailbox) setDeadline(c routing.Call) {
	b.stop()
	if c.Due.IsZero() {
		b.stop = func() bool { return false }
		return
	}
	b.stop = b.desk.Clock.At(c.Due, func() {
		at := b.desk.now()
		if at.Before(c.Due) {
			at = c.Due
		}
		b.put(routing.Due{At: at})
	})
}

func sortByArrival(calls []routing.Call) {
	slices.SortFunc(calls, func(a, b routing.Call) int {
		return cmp.Or(a.ArrivedAt.Compare(b.ArrivedAt), cmp.Compare(a.ID, b.ID))
	})
}
