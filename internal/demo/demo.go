// Package demo is a small company that never sleeps: six agents whose desk
// phones ring, are answered, or are not, and customers who call and may be
// called. It uses Vonal as anybody would, over the REST API and over SIP.
package demo

import (
	"context"
	"fmt"
	"log/slog"
	"sync"

	"vonal/internal/clock"
	"vonal/internal/sipphone"
)

// Options say where Vonal is.
type Options struct {
	URL   string // of the page
	Token string // an administrator's
	SIP   string // of Asterisk, host:port
	Trunk string // the address from which customers' calls come, host:port
	File  string // where the phones' passwords are kept from one start to the next
	Clock clock.Clock
	Log   *slog.Logger

	// Past is told who works here before anybody calls, and may make up what
	// has been: then some callers are of those customers. nil makes up nothing.
	Past func(ctx context.Context, staff []Colleague) error
}

// Colleague is an agent of the company.
type Colleague struct{ ID, Name, Extension string }

// Regulars is how many customers a past has. Their numbers are one after the
// other from +36301000000.
const Regulars = 400

// Run plays the company until ctx ends.
func Run(ctx context.Context, o Options) error {
	api := client{base: o.URL, token: o.Token}
	staff, err := employ(ctx, api, o.File)
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	if o.Past != nil {
		if err := o.Past(ctx, colleagues(staff)); err != nil && ctx.Err() == nil {
			o.Log.Error("the demo company has no past", "error", err)
		}
	}
	desks, err := sipphone.Listen("127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	defer desks.Close()
	trunk, err := sipphone.Listen(o.Trunk)
	if err != nil {
		return fmt.Errorf("demo: the trunk's address: %w", err)
	}
	defer trunk.Close()

	atHome, err := answering(trunk)
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	defer atHome.Close()

	var all sync.WaitGroup
	defer all.Wait()
	for i, p := range staff {
		w := worker{Options: o, api: api, person: p, tone: 400 + 40*i}
		if err := w.plugIn(desks); err != nil {
			return fmt.Errorf("demo: %w", err)
		}
		all.Go(func() { w.work(ctx) })
	}
	all.Go(func() { customers{Options: o, trunk: trunk}.call(ctx) })
	<-ctx.Done()
	return nil
}

// pause waits by the clock; it reports false when ctx ended first.
func (o Options) pause(ctx context.Context, length randomLength) bool {
	woken := make(chan struct{})
	stop := o.Clock.At(o.Clock.Now().Add(length.pick()), func() { close(woken) })
	defer stop()
	select {
	case <-woken:
		return true
	case <-ctx.Done():
		return false
	}
}
