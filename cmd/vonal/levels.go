package main

import (
	"context"
	"time"
)

// How long one controller may take alone over these.
const (
	levelsAlone   = time.Minute
	silencesAlone = 10 * time.Minute
	absencesAlone = 5 * time.Minute
	sweepAlone    = 5 * time.Minute
	nightAlone    = time.Hour
)

// growLevels gives the agents whose level goes by rule the one to which they
// have risen, and tells the desk and the pages.
func (p *program) growLevels(ctx context.Context) (int, error) {
	risen, err := p.store.GrowLevels(ctx, p.Clock.Now())
	for _, a := range risen {
		p.Log.Info("an agent has risen", "agent", a.ID, "level", a.Level)
		p.realtime.AgentNamed(a)
	}
	if len(risen) > 0 {
		if err := p.desk.Regroup(ctx); err != nil {
			p.Log.Warn("the desk does not know yet who has risen", "error", err)
		}
	}
	return len(risen), err
}
