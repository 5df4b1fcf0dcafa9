// Package clock is the only home of time.Now: the present, and a wake-up at an
// instant. Everything that waits takes a Clock, so that a test can move time.
package clock

import (
	"context"
	"sync"
	"time"
)

// Clock tells the present and wakes.
type Clock interface {
	// Now is the present in UTC.
	Now() time.Time
	// At runs f once in its own goroutine when Now has reached due; at once
	// if it already has. stop prevents it and reports whether it did.
	At(due time.Time, f func()) (stop func() bool)
}

// Wait waits by the clock, or until ctx ends.
func Wait(ctx context.Context, c Clock, length time.Duration) {
	woken := make(chan struct{})
	stop := c.At(c.Now().Add(length), func() { close(woken) })
	defer stop()
	select {
	case <-woken:
	case <-ctx.Done():
	}
}

// System is the machine's clock.
var System Clock = system{}

type system struct{}

func (system) Now() time.Time { return time.Now().UTC() }

func (system) At(due time.Time, f func()) func() bool {
	return time.AfterFunc(time.Until(due), f).Stop
}

// Shifted is the machine's clock moved forward by as much as Advance has been
// given. It is safe for use by many goroutines.
type Shifted struct {
	mu      sync.Mutex
	shift   time.Duration
	nextID  int
	pending map[int]*wake
}

type wake struct {
	due   time.Time
	f     func()
	timer *time.Timer
}

// NewShifted returns a clock that shows the machine's time until advanced.
func NewShifted() *Shifted { return &Shifted{pending: map[int]*wake{}} }

// Now is the machine's time plus what Advance has added.
func (c *Shifted) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now()
}

func (c *Shifted) now() time.Time { return time.Now().UTC().Add(c.shift) }

// At runs f when this clock has reached due.
func (c *Shifted) At(due time.Time, f func()) func() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	id := c.nextID
	c.nextID++
	w := &wake{due: due, f: f}
	c.pending[id] = w
	w.timer = time.AfterFunc(due.Sub(c.now()), func() { c.fire(id) })
	return func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		_, waiting := c.pending[id]
		delete(c.pending, id)
		w.timer.Stop()
		return waiting
	}
}

func (c *Shifted) fire(id int) {
	c.mu.Lock()
	w, waiting := c.pending[id]
	delete(c.pending, id)
	c.mu.Unlock()
	if waiting {
		w.f()
	}
}

// Advance moves the clock forward by d; wakes that have become due run.
func (c *Shifted) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.shift += d
	for _, w := range c.pending {
		w.timer.Reset(w.due.Sub(c.now()))
	}
}
