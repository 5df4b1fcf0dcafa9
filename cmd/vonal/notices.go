package main

import (
	"context"
	"time"

	"vonal/internal/clock"
)

// This file is what people are told: that something is due, and that there is
// something new.

// raiseDueTasks tells people that a task of theirs is due.
func (p *program) raiseDueTasks(ctx context.Context) (int, error) {
	return untilNone(ctx, p.store.RaiseDueTasks, func() {})
}

// sweepNotices removes what nobody looks at any more.
func (p *program) sweepNotices(ctx context.Context) (int, error) {
	return untilNone(ctx, p.store.SweepNotices, func() {})
}

// hearAgain is how long it takes to listen again after the database was gone.
const hearAgain = 2 * time.Second

// hearNotices tells the pages of notices that any controller raises, until ctx
// ends.
func (p *program) hearNotices(ctx context.Context) {
	for ctx.Err() == nil {
		err := p.store.HearNotices(ctx, p.realtime.NoticesChanged)
		if ctx.Err() == nil {
			p.Log.Warn("pages are told of notices again soon", "error", err)
		}
		clock.Wait(ctx, p.Clock, hearAgain)
	}
}
