package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"vonal/internal/sipphone"
)

// How long a call may take until it counts as failed.
const (
	patience = 10 * time.Second // to be answered
	tidying  = 5 * time.Second  // to be over, once somebody has hung up
)

// numbers is how many different callers there are. The first call of each has
// Vonal open a card; all later ones find it.
const numbers = 1000

// board joins the two ends of each call by the caller's number.
type board struct {
	mu   sync.Mutex
	next int
	open map[string]*attempt
}

func newBoard() *board { return &board{open: map[string]*attempt{}} }

// attempt is one call: who makes it, and the phones it has rung.
type attempt struct {
	number string
	caller *sipphone.Caller

	mu       sync.Mutex
	offers   []*sipphone.Offer
	answered chan struct{} // closed when a phone has sent its 200
}

// place calls to from a number that no other call under way has.
func (b *board) place(ctx context.Context, cfg sipphone.CallConfig) (*attempt, error) {
	b.mu.Lock()
	for cfg.From == "" || b.open[cfg.From] != nil {
		b.next++
		cfg.From = fmt.Sprintf("+3630%07d", 1000000+b.next%numbers)
	}
	a := &attempt{number: cfg.From, answered: make(chan struct{})}
	b.open[a.number] = a
	b.mu.Unlock()
	var err error
	if a.caller, err = sipphone.Call(ctx, cfg); err != nil {
		b.over(a)
	}
	return a, err
}

func (b *board) over(a *attempt) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.open, a.number)
}

// phones is what every phone does: it ignores so many offers of each call, by
// ringing until they are taken back, and then answers at once.
func (b *board) phones(ignored int) sipphone.Behaviour {
	return func(o *sipphone.Offer) {
		b.mu.Lock()
		a := b.open[o.CallerNumber()]
		b.mu.Unlock()
		if a == nil {
			o.Refuse(480) // of a call that was given up
			return
		}
		a.mu.Lock()
		defer a.mu.Unlock()
		a.offers = append(a.offers, o)
		switch {
		case len(a.offers) <= ignored:
			o.Ring()
		case o.Answer() == nil && len(a.offers) == ignored+1:
			close(a.answered)
		}
	}
}

// rung are the phones the call has rung so far.
func (a *attempt) rung() []*sipphone.Offer {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]*sipphone.Offer(nil), a.offers...)
}

// reached waits until both the caller and a phone have answered. Otherwise it
// says why not.
func (a *attempt) reached(ctx context.Context) string {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for _, answered := range []<-chan struct{}{a.answered, a.caller.Answered()} {
		select {
		case <-answered:
		case <-a.caller.Ended():
			return fmt.Sprint("caller got ", a.caller.Ending().Status)
		case <-ctx.Done():
			return "not answered in time"
		}
	}
	return ""
}

// finish lets both talk, has the caller hang up, and waits until all of it is
// over. It says what was wrong.
func (a *attempt) finish(ctx context.Context, talk time.Duration) string {
	a.caller.HangupAfter(talk)
	ctx, cancel := context.WithTimeout(ctx, talk+tidying)
	defer cancel()
	select {
	case <-a.caller.Ended():
	case <-ctx.Done():
		a.caller.Hangup()
		return "did not end"
	}
	for _, o := range a.rung() {
		select {
		case <-o.Ended():
		case <-ctx.Done():
			o.Hangup()
			return "a phone was left in the call"
		}
	}
	if a.caller.Ending().By != sipphone.Us {
		return "cut off"
	}
	return ""
}
