package main

import (
	"context"
	"sync"
	"time"

	"vonal/internal/sipphone"
)

// gapRate is low: the wait of one call must not be another's.
const gapRate = 5

// gaps measures how long a caller is without a ringing phone when the first
// agent does not answer.
func gaps(ctx context.Context, c *company, p plan, r *report) error {
	r.heading("Next agent",
		"The first phone rings for 1 s and is not answered: from the CANCEL that reaches it to the INVITE that reaches the next.",
		"Below 0: the next INVITE came before the CANCEL. app_queue has timeout=1 and retry=1, the least it takes; Dial() is Dial() after Dial().")
	c.fleet.Behave(c.board.phones(1))
	if err := c.use(ctx, p.shipped); err != nil {
		return err
	}
	for _, s := range []system{
		{"vonal", p.shipped, only(toVonal)},
		{"app_queue", "", only(toQueueShort)},
		{"dial", "", inTurn(toDialTwice)},
	} {
		took, reasons, err := c.gap(ctx, s, p.gaps)
		if err != nil {
			return err
		}
		failed := 0
		for _, n := range reasons {
			failed += n
		}
		res := summed("gap "+s.name, took, failed)
		res.Reasons = reasons
		r.add(res)
		if err := c.settle(ctx, p.settling); err != nil {
			return err
		}
	}
	return nil
}

func (c *company) gap(ctx context.Context, s system, n int) (took []time.Duration, reasons map[string]int, err error) {
	var (
		mu   sync.Mutex
		work sync.WaitGroup
	)
	reasons = map[string]int{}
	err = sipphone.Pace(ctx, gapRate, n, func(i int) {
		a, err := c.board.place(ctx, sipphone.CallConfig{
			Socket: c.trunk, Server: c.sip, To: s.dial(2*i, len(c.fleet.Phones())), NoMedia: true,
		})
		if err != nil {
			mu.Lock()
			defer mu.Unlock()
			reasons[err.Error()]++
			return
		}
		work.Go(func() {
			defer c.board.over(a)
			why := a.reached(ctx)
			a.finish(ctx, 0)
			rung := a.rung()
			if why == "" && (len(rung) < 2 || rung[0].Moments().Cancel.IsZero()) {
				why = "the first phone was not cancelled"
			}
			mu.Lock()
			defer mu.Unlock()
			if why != "" {
				reasons[why]++
				return
			}
			took = append(took, rung[1].Moments().Invite.Sub(rung[0].Moments().Cancel))
		})
	})
	work.Wait()
	return took, reasons, err
}
