package main

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"vonal/ari"
	"vonal/internal/sipphone"
)

const talk = time.Second

// system is one of those that are compared.
type system struct {
	name      string
	transport ari.Transport // "" where Vonal has nothing to do with the call
	dial      func(call, agents int) string
}

func only(number string) func(int, int) string { return func(int, int) string { return number } }

func inTurn(prefix string) func(int, int) string {
	return func(call, agents int) string { return dialled(prefix, call%agents) }
}

// systems in the order in which a round measures them, and the next one
// backwards. What needs least comes first: a system that is too much for the
// machine shall not burden the others.
func systems() []system {
	return []system{
		{"dial", "", inTurn(toDial)},
		{"app_queue", "", only(toQueue)},
		{"app_queue+mixmonitor", "", only(toQueueTaped)},
		{"vonal-http", ari.HTTPPool, only(toVonal)},
		{"vonal-websocket", ari.Websocket, only(toVonal)},
	}
}

// setUp measures call set-up at every rate.
func setUp(ctx context.Context, c *company, p plan, r *report) error {
	r.heading("Call set-up",
		"From the caller's INVITE to the later of the caller's 200 and the 200 of the agent's phone, the same for all:",
		"Vonal answers the caller at once, to play music, and INVITE to the caller's 200 alone would flatter it.",
		"Phones answer at once; calls last 1 s; signalling only, no audio. Vonal records each call by a snoop channel;",
		"app_queue and Dial() record nothing; app_queue is measured again with MixMonitor.")
	c.fleet.Behave(c.board.phones(0))
	total := map[string]*round{}
	err := c.rounds(ctx, p, total)
	fmt.Println("\nCall set-up, all rounds together")
	for _, rate := range p.rates {
		for _, s := range p.systems {
			name := setUpCase(s.name, rate)
			if all := total[name]; all != nil {
				r.add(all.result(name))
			}
		}
	}
	return err
}

// rounds adds what it measures to total, by case. A case that was too much for
// the machine is not measured again.
func (c *company) rounds(ctx context.Context, p plan, total map[string]*round) error {
	for n := range p.rounds {
		order := slices.Clone(p.systems)
		if n%2 == 1 { // there and back: the Vonal of one round's end begins the next
			slices.Reverse(order)
		}
		for _, s := range order {
			if s.transport != "" {
				if err := c.use(ctx, s.transport); err != nil {
					return err
				}
			}
			if _, err := c.atRate(ctx, s, 20, time.Second); err != nil { // warms up
				return err
			}
			for _, rate := range p.rates {
				if earlier := total[setUpCase(s.name, rate)]; earlier != nil && earlier.overloaded() {
					continue
				}
				one, err := c.atRate(ctx, s, rate, p.length)
				if err != nil {
					return err
				}
				name := setUpCase(s.name, rate)
				row(one.result(fmt.Sprint(name, ", round ", n+1)))
				if total[name] == nil {
					total[name] = &round{}
				}
				total[name].join(one)
				if err := c.settle(ctx, p.settling); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func setUpCase(system string, rate float64) string {
	return fmt.Sprintf("setup %s %g/s", system, rate)
}

// atRate calls a system so many times a second for as long.
func (c *company) atRate(ctx context.Context, s system, rate float64, length time.Duration) (*round, error) {
	out := &round{begun: c.processors()}
	var (
		mu   sync.Mutex
		work sync.WaitGroup
	)
	err := sipphone.Pace(ctx, rate, int(rate*length.Seconds()), func(i int) {
		a, err := c.board.place(ctx, sipphone.CallConfig{
			Socket: c.trunk, Server: c.sip, To: s.dial(i, len(c.fleet.Phones())), NoMedia: true,
		})
		work.Go(func() {
			why := ""
			if err != nil {
				why = err.Error()
			} else if why = a.reached(ctx); why != "" {
				a.caller.Hangup()
				a.finish(ctx, 0)
			} else {
				why = a.finish(ctx, talk)
			}
			if err == nil {
				c.board.over(a)
			}
			mu.Lock()
			defer mu.Unlock()
			out.count(a, why)
		})
	})
	work.Wait()
	out.used = c.processors().since(out.begun)
	return out, err
}
