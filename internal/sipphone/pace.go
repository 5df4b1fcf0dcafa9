package sipphone

import (
	"context"
	"time"

	"vonal/internal/clock"
)

// Pace calls f for 0 to n-1, perSecond times a second, each at its own due
// instant: a stall is followed by a burst and not forgotten, so that a load
// test cannot hide it. f must not wait. Pace returns early when ctx ends.
func Pace(ctx context.Context, perSecond float64, n int, f func(i int)) error {
	begin := clock.Instant()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for i := range n {
		due := begin.Add(time.Duration(float64(i) / perSecond * float64(time.Second)))
		timer.Reset(due.Sub(clock.Instant()))
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-timer.C:
			f(i)
		}
	}
	return nil
}
