package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"vonal/internal/fault"
	"vonal/routing"
)

// This file keeps the native fallback queue like the desk: who may be rung, and
// who before whom, should no controller be there. A wrap-up is not mirrored: it
// would never end.

// Member is an agent as the fallback queue knows them.
type Member struct {
	Agent    routing.AgentID
	Endpoint string
	Penalty  int  // who has a lower one is rung first
	Paused   bool // is not rung
}

// mirrorPause is the least time between two lists: Asterisk reads each anew.
const mirrorPause = 250 * time.Millisecond

// memberOf is an agent as the fallback queue should know them: who is paused or
// off shift is not rung, the experienced are rung first.
func memberOf(a routing.Agent, endpoint string) Member {
	return Member{
		Agent: a.ID, Endpoint: endpoint, Penalty: int(routing.Senior - min(max(a.Level, routing.Newcomer), routing.Senior)),
		Paused: !a.OnShift || a.NextPause != "" || a.State == routing.AgentPaused || a.State == routing.AgentOffline,
	}
}

// mirrorSoon has the fallback queue follow what has changed.
func (d *Desk) mirrorSoon() {
	select {
	case d.members <- struct{}{}:
	default:
	}
}

// mirror follows for as long as the desk runs.
func (d *Desk) mirror(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-d.members:
		}
		d.insist(ctx, "tell the fallback queue of its members", func() error { return d.mirrorNow(ctx) })
		d.pause(ctx, mirrorPause)
	}
}

// mirrorNow tells the fallback queue its members, unless it knows them.
func (d *Desk) mirrorNow(ctx context.Context) error {
	d.mirroring.Lock()
	defer d.mirroring.Unlock()
	d.mu.Lock()
	all := make([]Member, 0, len(d.agents))
	for id, a := range d.agents {
		if endpoint := d.bestPhone(a); endpoint != "" && !d.left[id] {
			all = append(all, memberOf(a, endpoint))
		}
	}
	d.mu.Unlock()
	slices.SortFunc(all, func(a, b Member) int { return strings.Compare(a.Endpoint, b.Endpoint) })
	if d.mirrored != nil && slices.Equal(all, d.mirrored) {
		return nil
	}
	if err := d.Phones.Mirror(ctx, all); err != nil {
		return fault.Wrap("desk.mirror", err)
	}
	d.mirrored = all
	return nil
}

// mirrorAnew tells the fallback queue its members whatever it is thought to know.
func (d *Desk) mirrorAnew() {
	d.mirroring.Lock()
	d.mirrored = nil
	d.mirroring.Unlock()
	d.mirrorSoon()
}
