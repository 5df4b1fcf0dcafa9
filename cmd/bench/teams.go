package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"vonal/internal/clock"
	"vonal/routing"
	"vonal/routing/agentstore"
)

const (
	manyTeams   = 20
	manyWaiting = 200
)

// teams measures what a decision costs in a large company: how it grows with the
// agents, and, while two hundred calls wait, how soon a call is offered to
// somebody who is free for it and how soon an agent who becomes free is offered
// one.
func teams(ctx context.Context, client redis.UniversalClient, p plan, r *report) error {
	r.heading("Many agents",
		"Candidates as last heard of, Rank, Claim, one after the other, with 10, 100 and 1,000 agents of whom a quarter is free.",
		fmt.Sprintf("Then 1,000 agents in %d teams while %d calls wait: a call arrives for which somebody is free; an agent becomes ready (Tell, the wake over Redis, Rank, Claim).", manyTeams, manyWaiting))
	for _, n := range []int{10, 100, crowd} {
		store := agentstore.New(client, agentstore.Options{Prefix: fmt.Sprint("bench-agents-", n), Timeout: 5 * time.Second})
		if err := store.Rebuild(ctx, crowdOf(n), nil); err != nil {
			return err
		}
		took, failed, err := oneByOne(ctx, store, p.choices)
		if err != nil {
			return err
		}
		r.add(summed(fmt.Sprintf("one decision, %d agents", n), took, failed))
	}
	h, err := newHall(ctx, client)
	if err != nil {
		return err
	}
	defer h.stop()
	arrivals, ready, err := h.measure(ctx, p.choices)
	if err != nil {
		return err
	}
	r.add(summed("arrival to offer, 200 calls wait", arrivals, 0))
	r.add(summed("ready to offer, 200 calls wait", ready, 0))
	return nil
}

// oneByOne makes n decisions, each agent given back before the next.
func oneByOne(ctx context.Context, store *agentstore.Store, n int) (took []time.Duration, failed int, err error) {
	hearing, stop, err := hear(ctx, store)
	if err != nil {
		return nil, 0, err
	}
	defer func() {
		stop()
		err = errors.Join(err, <-hearing)
	}()
	for i := range n {
		begun := clock.Instant()
		id, err := decideOne(ctx, store, i)
		length := clock.Instant().Sub(begun)
		if err == nil {
			back := routing.LetGo{At: clock.System.Now(), Call: callID(i), Why: routing.Withdrawn}
			_, _, err = store.Tell(ctx, id, back, routing.DefaultPolicy)
		}
		if err != nil {
			failed++
			continue
		}
		took = append(took, length)
	}
	return took, failed, nil
}

// hall is a company in which everybody is busy and calls wait for each team but
// the last, in which one agent is free.
type hall struct {
	store   *agentstore.Store
	agents  []routing.Agent
	waiting map[routing.CallID]routing.Call
	stop    context.CancelFunc
	woken   chan routing.CallID
}

func team(i int) routing.TeamID { return routing.TeamID(fmt.Sprintf("team-%02d", i)) }

func newHall(ctx context.Context, client redis.UniversalClient) (*hall, error) {
	h := &hall{
		store:   agentstore.New(client, agentstore.Options{Prefix: "bench-hall", Timeout: 5 * time.Second}),
		waiting: map[routing.CallID]routing.Call{}, woken: make(chan routing.CallID, 1000),
	}
	for i := range crowd {
		a := agent(i, routing.AgentWrapUp)
		a.Teams = string(team(i % manyTeams))
		h.agents = append(h.agents, a)
	}
	free := &h.agents[manyTeams-1]
	free.State, free.Until = routing.AgentAvailable, time.Time{}
	if err := h.store.Rebuild(ctx, h.agents, nil); err != nil {
		return nil, err
	}
	listening, stop := context.WithCancel(ctx)
	h.stop = stop
	begun := make(chan struct{})
	var once sync.Once
	go func() {
		_ = h.store.Listen(listening, func(routing.Agent) {}, func(id routing.CallID) { h.woken <- id }, func(routing.CardID) {}, func() { once.Do(func() { close(begun) }) })
	}()
	<-begun
	now := clock.System.Now()
	for i := range manyWaiting {
		c := routing.Call{ID: callID(1_000_000 + i), ArrivedAt: now.Add(time.Duration(i-manyWaiting) * time.Millisecond), Line: routing.Line{Team: team(i % (manyTeams - 1))}, Circle: routing.TeamCircle}
		h.waiting[c.ID] = c
		if _, taken, err := h.search(ctx, c); err != nil || taken {
			stop()
			return nil, errors.Join(err, errors.New("a call of the hall could not be made to wait"))
		}
	}
	return h, nil
}

// patient is the policy of the hall: a team is waited for to the end.
var patient = func() routing.Policy {
	p := routing.DefaultPolicy
	p.TeamWait = time.Hour
	return p
}()

func (h *hall) search(ctx context.Context, c routing.Call) (id routing.AgentID, taken bool, err error) {
	now := clock.System.Now()
	var ranking routing.Ranking
	err = h.store.Candidates(ctx, func(agents []routing.Agent) { ranking = routing.Rank(agents, c, patient, now) })
	if err != nil {
		return "", false, err
	}
	id, taken, err = h.store.Claim(ctx, ranking.Search(c), now, now.Add(time.Minute))
	if err == nil && !taken {
		err = h.store.Stay(ctx, c.ID, now.Add(time.Hour))
	}
	return id, taken, err
}

func (h *hall) measure(ctx context.Context, n int) (arrivals, ready []time.Duration, err error) {
	for i := range n {
		c := routing.Call{ID: callID(2_000_000 + i), ArrivedAt: clock.System.Now(), Line: routing.Line{Team: team(manyTeams - 1)}}
		begun := clock.Instant()
		id, taken, err := h.search(ctx, c)
		if err != nil || !taken {
			return nil, nil, errors.Join(err, errors.New("nobody was free for a call that arrived"))
		}
		arrivals = append(arrivals, clock.Instant().Sub(begun))
		if _, _, err := h.store.Tell(ctx, id, routing.LetGo{At: clock.System.Now(), Call: c.ID, Why: routing.Withdrawn}, patient); err != nil {
			return nil, nil, err
		}
	}
	for i := range n {
		a := h.agents[(i*7%crowd)/manyTeams*manyTeams+i%(manyTeams-1)]
		begun := clock.Instant()
		if _, _, err := h.store.Tell(ctx, a.ID, routing.ReadyPressed{At: clock.System.Now()}, patient); err != nil {
			return nil, nil, err
		}
		var c routing.Call
		for taken := false; !taken; {
			select {
			case id := <-h.woken:
				c = h.waiting[id]
			case <-ctx.Done():
				return nil, nil, ctx.Err()
			}
			if _, taken, err = h.search(ctx, c); err != nil {
				return nil, nil, err
			}
		}
		ready = append(ready, clock.Instant().Sub(begun))
		a.Since, a.Until = clock.System.Now(), clock.System.Now().Add(time.Hour)
		if err := h.store.Put(ctx, a); err != nil { // back to rest, and the call to the line
			return nil, nil, err
		}
		if _, _, err := h.search(ctx, c); err != nil {
			return nil, nil, err
		}
	}
	return arrivals, ready, nil
}
