package main

import (
	"context"
	"slices"
	"time"
)

// round is what one or more runs of a case have found.
type round struct {
	took    []time.Duration // both answered
	greeted []time.Duration // the caller's own 200
	reasons map[string]int  // of failed calls
	p95     []float64       // of each run
	begun   processors
	used    processors
}

// count takes one call, which failed if why says so.
func (r *round) count(a *attempt, why string) {
	if why != "" {
		if r.reasons == nil {
			r.reasons = map[string]int{}
		}
		r.reasons[why]++
		return
	}
	caller := a.caller.Moments()
	both := caller.Answer
	for _, o := range a.rung() {
		if at := o.Moments().Answer; at.After(both) {
			both = at
		}
	}
	r.took = append(r.took, both.Sub(caller.Invite))
	r.greeted = append(r.greeted, caller.Answer.Sub(caller.Invite))
}

// join adds another run of the same case.
func (r *round) join(other *round) {
	r.took = append(r.took, other.took...)
	r.greeted = append(r.greeted, other.greeted...)
	r.p95 = append(r.p95, other.result("").P95)
	r.used.asterisk += other.used.asterisk
	r.used.vonal += other.used.vonal
	for why, n := range other.reasons {
		if r.reasons == nil {
			r.reasons = map[string]int{}
		}
		r.reasons[why] += n
	}
}

func (r *round) result(name string) result {
	failed := 0
	for _, n := range r.reasons {
		failed += n
	}
	res := summed(name, r.took, failed)
	res.Greeting = quantile(slices.Sorted(slices.Values(r.greeted)), 95)
	res.Rounds, res.Reasons = r.p95, r.reasons
	if res.N > 0 {
		res.Asterisk = milliseconds(r.used.asterisk / time.Duration(res.N))
		res.Vonal = milliseconds(r.used.vonal / time.Duration(res.N))
	}
	return res
}

// processors is the processor time that the servers have used.
type processors struct{ asterisk, vonal time.Duration }

func (c *company) processors() (p processors) {
	for name, pid := range c.file.PIDs {
		if name == "asterisk" {
			p.asterisk += spent(pid)
		} else {
			p.vonal += spent(pid)
		}
	}
	return p
}

func (p processors) since(before processors) processors {
	return processors{p.asterisk - before.asterisk, p.vonal - before.vonal}
}

// settle waits until the rests of the agents are over, and for Vonal to have
// written its calls: what one case has left must not burden the next.
func (c *company) settle(ctx context.Context, pause time.Duration) error {
	select {
	case <-time.After(pause):
	case <-ctx.Done():
		return ctx.Err()
	}
	return c.allFree(ctx, time.Minute)
}
