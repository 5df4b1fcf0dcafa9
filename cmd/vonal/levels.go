package main

import (
	"context"
	"time"
)

// levelsEvery is how often it is looked whether agents have risen.
const levelsEvery = 5 * time.Minute

// growLevels gives the agents whose level goes by rule the one to which they
// have risen, until ctx ends, and tells the desk and the pages.
func (p *program) growLevels(ctx context.Context) {
	for ctx.Err() == nil {
		risen, err := p.store.GrowLevels(ctx, p.Clock.Now())
		if err != nil && ctx.Err() == nil {
			p.Log.Warn("it is not known whether agents have risen", "error", err)
		}
		for _, a := range risen {
			p.Log.Info("an agent has risen", "agent", a.ID, "level", a.Level)
			p.realtime.AgentNamed(a)
		}
		if len(risen) > 0 {
			if err := p.desk.Regroup(ctx); err != nil {
				p.Log.Warn("the desk does not know yet who has risen", "error", err)
			}
		}
		wait(ctx, p.Clock, levelsEvery)
	}
}
