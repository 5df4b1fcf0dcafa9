package ari_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"vonal/ari"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const patience = 10 * time.Second

// running is a client whose Run has been called, and what it has told so far.
type running struct {
	*ari.Client
	ctx   context.Context
	stop  func()
	ended chan error // Run's error, once

	mu    sync.Mutex
	heard []ari.Event
	more  chan struct{}
}

// run runs a client until the test ends. A consumer that is not listening
// leaves its events in the queue.
func run(t *testing.T, c *ari.Client, listening bool) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r := &running{Client: c, ctx: ctx, ended: make(chan error, 1), more: make(chan struct{})}
	var all sync.WaitGroup
	all.Go(func() { r.ended <- c.Run(ctx) })
	if listening {
		all.Go(r.listen)
	}
	r.stop = func() {
		cancel()
		all.Wait()
	}
	t.Cleanup(r.stop)
	return r
}

func (r *running) listen() {
	for e := range r.Events() {
		r.mu.Lock()
		r.heard = append(r.heard, e)
		close(r.more)
		r.more = make(chan struct{})
		r.mu.Unlock()
	}
}

// dial connects and runs.
func dial(t *testing.T, o ari.Options) *running {
	t.Helper()
	c, err := ari.Dial(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return run(t, c, true)
}

// await returns the nth event of a type, heard so far or later.
func await[E ari.Event](t *testing.T, r *running, nth int) E {
	t.Helper()
	limit := time.NewTimer(patience)
	defer limit.Stop()
	for {
		r.mu.Lock()
		heard, more := r.heard, r.more
		r.mu.Unlock()
		seen := 0
		for _, e := range heard {
			if e, ok := e.(E); ok {
				if seen++; seen == nth {
					return e
				}
			}
		}
		select {
		case <-more:
		case <-limit.C:
			var want E
			t.Fatalf("%d of %d %T among %d events", seen, nth, want, len(heard))
		}
	}
}

func eventually(t *testing.T, fact func() bool, awaited string) {
	t.Helper()
	limit := time.NewTimer(patience)
	defer limit.Stop()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !fact() {
		select {
		case <-tick.C:
		case <-limit.C:
			t.Fatalf("never came: %s", awaited)
		}
	}
}

// types are the names of the events heard.
func (r *running) types() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []string
	for _, e := range r.heard {
		out = append(out, e.EventType())
	}
	return out
}
