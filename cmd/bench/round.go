package main

import (
	"context"
	"fmt"
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
	if r.used == nil {
		r.used = processors{}
	}
	for name, used := range other.used {
		r.used[name] += used
	}
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
		res.CPU = r.used.each(res.N)
	}
	return res
}

// processors is the processor time that each server has used.
type processors map[string]time.Duration

func (c *company) processors() processors {
	p := processors{}
	for name, pid := range c.file.PIDs {
		p[name] = spent(pid)
	}
	return p
}

func (p processors) since(before processors) processors {
	used := processors{}
	for name, all := range p {
		used[name] = all - before[name]
	}
	return used
}

// each is what a call has cost, of so many.
func (p processors) each(calls int) map[string]float64 {
	cost := map[string]float64{}
	for name, all := range p {
		cost[name] = milliseconds(all / time.Duration(calls))
	}
	return cost
}

// overloaded reports that more than a fifth of the calls failed: more of the
// same would only cost time.
func (r *round) overloaded() bool {
	res := r.result("")
	return 5*res.Failed > res.N
}

// settle waits until the rests of the agents are over: what one case has left
// must not burden the next. Where they do not end in time, it says so.
func (c *company) settle(ctx context.Context, pause time.Duration) error {
	select {
	case <-time.After(pause):
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := c.allFree(ctx, 20*time.Second); err != nil {
		fmt.Println("  note: what the last case has left burdens the next:", err)
	}
	return ctx.Err()
}
