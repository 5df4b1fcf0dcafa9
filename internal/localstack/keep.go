package localstack

import (
	"context"
	"time"
)

const (
	lookEvery  = 250 * time.Millisecond
	firstPause = 500 * time.Millisecond // after a restart that failed
	lastPause  = 10 * time.Second
)

// Keep starts servers again that have ended, until ctx is done, and returns
// then. told hears of each attempt, once it has come to an end: with nil the
// server answers again, on the same address but as another process. It is
// called from Keep's goroutines, several at once. A server that is stopped by
// SIGSTOP has not ended and is left alone.
//
// StopPart, StartPart and Stop must wait until Keep has returned.
func (s *Stack) Keep(ctx context.Context, told func(Part, error)) {
	done := make(chan struct{})
	for _, part := range s.opts.Parts {
		go func() {
			s.keep(ctx, part, told)
			done <- struct{}{}
		}()
	}
	for range s.opts.Parts {
		<-done
	}
}

func (s *Stack) keep(ctx context.Context, part Part, told func(Part, error)) {
	pause := lookEvery
	for {
		wait := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			wait.Stop()
			return
		case <-wait.C:
		}
		if s.Alive(part) {
			pause = lookEvery
			continue
		}
		err := s.startPart(ctx, part)
		if ctx.Err() != nil {
			return
		}
		told(part, err)
		if err != nil {
			pause = min(lastPause, max(firstPause, 2*pause))
		}
	}
}
