package desk

import (
	"context"
	"fmt"
	"strings"
	"time"

	"vonal/internal/fault"
	"vonal/routing"
)

// insist repeats act until it succeeds, more and more slowly, and reports
// whether it did before ctx ended. What will not become better by waiting
// (the thing does not exist, the request is wrong) counts as done.
func (d *Desk) insist(ctx context.Context, what string, act func() error) bool {
	pause := 50 * time.Millisecond
	for ctx.Err() == nil {
		err := act()
		if err == nil {
			return true
		}
		if k := fault.KindOf(err); k == fault.Unknown || k == fault.Invalid {
			d.Log.Warn("cannot "+what, "error", err)
			return true
		}
		if ctx.Err() == nil {
			d.Log.Warn("cannot "+what+" yet; trying again", "in", pause, "error", err)
		}
		d.pause(ctx, pause)
		pause = min(2*pause, 2*time.Second)
	}
	return false
}

// pause waits by the desk's clock, or until ctx ends.
func (d *Desk) pause(ctx context.Context, length time.Duration) { d.pauseUnless(ctx, length, nil) }

// pauseUnless is pause, cut short by a token in the channel.
func (d *Desk) pauseUnless(ctx context.Context, length time.Duration, token <-chan struct{}) {
	over := make(chan struct{})
	stop := d.Clock.At(d.Clock.Now().Add(length), func() { close(over) })
	defer stop()
	select {
	case <-over:
	case <-token:
	case <-ctx.Done():
	}
}

// tellUntilHeard tells an agent's state something that must not be lost.
func (d *Desk) tellUntilHeard(ctx context.Context, id routing.AgentID, ev func() routing.AgentEvent) {
	e := ev()
	d.insist(ctx, "tell an agent's state", func() error {
		_, err := d.tell(ctx, id, e)
		return err
	})
}

// commandName is a command's type without its package, for the log.
func commandName(cmd routing.Command) string {
	return strings.TrimPrefix(fmt.Sprintf("%T", cmd), "routing.")
}
