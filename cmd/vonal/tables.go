package main

import (
	"context"
	"log/slog"
	"time"

	"vonal/internal/clock"
)

// tables works on the imports of cards that have begun, step by step, and
// forgets old ones. Several programs may do so at once.
type tables struct {
	step  func(context.Context) (busy bool, err error)
	sweep func(context.Context) error
	clock clock.Clock
	log   *slog.Logger
	wake  chan struct{}
}

const (
	tablesLook  = 20 * time.Second // without being asked: what another program left
	tablesSweep = time.Hour
)

// soon asks for a look.
func (t *tables) soon() {
	select {
	case t.wake <- struct{}{}:
	default:
	}
}

func (t *tables) run(ctx context.Context) {
	var swept time.Time
	for ctx.Err() == nil {
		t.work(ctx)
		if now := t.clock.Now(); now.Sub(swept) >= tablesSweep {
			swept = now
			if err := t.sweep(ctx); err != nil && ctx.Err() == nil {
				t.log.Warn("old imports are forgotten later", "error", err)
			}
		}
		due := make(chan struct{})
		stop := t.clock.At(t.clock.Now().Add(tablesLook), func() { close(due) })
		select {
		case <-ctx.Done():
		case <-t.wake:
		case <-due:
		}
		stop()
	}
}

// work takes steps as long as there are any.
func (t *tables) work(ctx context.Context) {
	for ctx.Err() == nil {
		busy, err := t.step(ctx)
		if err != nil && ctx.Err() == nil {
			t.log.Error("a step of an import failed", "error", err)
			return
		}
		if !busy {
			return
		}
	}
}
