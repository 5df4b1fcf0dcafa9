package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"

	"vonal/internal/clock"
	"vonal/internal/sipphone"
	"vonal/routing"
	"vonal/routing/agentstore"
)

const (
	crowd      = 1000 // agents, of whom a quarter is free
	decideRate = 100  // decisions a second
	askers     = 32   // goroutines that drive Redis at its limit
)

// decisions measures what a decision costs: from a call's arrival to the
// command that rings a phone, with the agents in the Redis of the run.
func decisions(ctx context.Context, c *company, p plan, r *report) error {
	r.heading("Decision",
		"From a call's arrival to the command that rings a phone: Step, Rank of 1,000 agents as last heard of, Claim, Step; at 100 a second.",
		"Claims a second beside the least a script can do (GET of one key), by the same 32 goroutines over the same pool.")
	client, err := agentstore.Connect(c.file.Redis)
	if err != nil {
		return err
	}
	defer client.Close()
	store := agentstore.New(client, agentstore.Options{Prefix: "bench-decision", Timeout: 5 * time.Second})
	if err := store.Rebuild(ctx, crowdOf(crowd), nil); err != nil {
		return err
	}
	hearing, stop, err := hear(ctx, store)
	if err != nil {
		return err
	}
	took, failed, err := decide(ctx, store, p.choices)
	stop()
	if err = errors.Join(err, <-hearing); err != nil {
		return err
	}
	r.add(summed("decision, 1000 agents", took, failed))

	claims := agentstore.New(client, agentstore.Options{Prefix: "bench-claims", Timeout: 5 * time.Second})
	var ten []routing.Agent
	for i := range 10 {
		ten = append(ten, agent(i, routing.AgentAvailable))
	}
	if err := claims.Rebuild(ctx, ten, nil); err != nil {
		return err
	}
	trivial := redis.NewScript("return redis.call('GET', KEYS[1])")
	key := "{vonal:bench}:key"
	if err := client.Set(ctx, key, "value", time.Hour).Err(); err != nil {
		return err
	}
	cases := []struct {
		name string
		ask  func() error
	}{
		{"redis, one trivial script", func() error { return trivial.Run(ctx, client, []string{key}).Err() }},
		{"redis, one claim of ten agents", func() error { return claimAnew(ctx, claims, ten) }},
	}
	sums := make([]driven, len(cases))
	for range 2 { // in turn
		for i, one := range cases {
			sums[i].join(drive(p.scripts, one.ask))
		}
	}
	for i, one := range cases {
		res := summed(one.name, sums[i].took, sums[i].failed)
		res.PerSecond = float64(len(sums[i].took)) / sums[i].length.Seconds()
		r.add(res)
	}
	return teams(ctx, client, p, r)
}

// hear follows the agents as a desk does, until stop is called; then hearing
// says how it ended.
func hear(ctx context.Context, store *agentstore.Store) (hearing <-chan error, stop func(), err error) {
	ctx, stop = context.WithCancel(ctx)
	begun, ended := make(chan struct{}), make(chan error, 1)
	var once sync.Once
	go func() {
		ended <- store.Listen(ctx, func(routing.Agent) {}, func(routing.CallID) {}, func(routing.CardID) {}, func() { once.Do(func() { close(begun) }) })
	}()
	select {
	case <-begun:
		return ended, stop, nil
	case err := <-ended:
		return nil, stop, errors.Join(errors.New("the agents cannot be followed"), err)
	}
}

// agent is one of many.
func agent(i int, s routing.AgentState) routing.Agent {
	a := routing.Agent{
		ID: routing.AgentID(fmt.Sprintf("7f3a0c1e-0000-4000-8000-%012d", i)), Phones: routing.Phones(fmt.Sprintf("agent-%08d", i)),
		State: s, Since: clock.System.Now(), OnShift: true, PhoneUp: true, Version: 1,
	}
	if s == routing.AgentWrapUp {
		a.Until = a.Since.Add(time.Hour)
	}
	return a
}

func crowdOf(n int) (all []routing.Agent) {
	states := []routing.AgentState{routing.AgentAvailable, routing.AgentTalking, routing.AgentWrapUp, routing.AgentPaused}
	for i := range n {
		all = append(all, agent(i, states[i%len(states)]))
	}
	return all
}

// decide makes n decisions at their due times and gives each agent back.
func decide(ctx context.Context, store *agentstore.Store, n int) (took []time.Duration, failed int, err error) {
	var (
		mu   sync.Mutex
		work sync.WaitGroup
	)
	err = sipphone.Pace(ctx, decideRate, n, func(i int) {
		work.Go(func() {
			begun := clock.Instant()
			id, err := decideOne(ctx, store, i)
			length := clock.Instant().Sub(begun)
			if err == nil {
				back := routing.LetGo{At: clock.System.Now(), Call: callID(i), Why: routing.Withdrawn}
				_, _, err = store.Tell(ctx, id, back, routing.DefaultPolicy)
			}
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				failed++
				return
			}
			took = append(took, length)
		})
	})
	work.Wait()
	return took, failed, err
}

func callID(i int) routing.CallID { return routing.CallID(fmt.Sprintf("%032x", i+1)) }

// decideOne is the way of one call to its agent.
func decideOne(ctx context.Context, store *agentstore.Store, i int) (routing.AgentID, error) {
	now := clock.System.Now().Truncate(time.Millisecond)
	call, _ := routing.Step(routing.Call{}, routing.Arrived{At: now, ID: callID(i), Channel: "bench", From: "+36301234567", To: "1000"}, routing.DefaultPolicy)
	var ranking routing.Ranking
	err := store.Candidates(ctx, func(agents []routing.Agent) {
		ranking = routing.Rank(agents, call, routing.DefaultPolicy, now)
	})
	if err != nil {
		return "", err
	}
	id, ok, err := store.Claim(ctx, ranking.Search(call), now, now.Add(routing.DefaultPolicy.ClaimLease()))
	if err != nil || !ok {
		return "", fmt.Errorf("nobody was free: %w", err)
	}
	_, commands := routing.Step(call, routing.Claimed{At: now, Agent: id}, routing.DefaultPolicy)
	for _, cmd := range commands {
		if ring, rings := cmd.(routing.Ring); rings && ring.Agent == id {
			return id, nil
		}
	}
	return "", fmt.Errorf("no phone is to be rung, but %v", commands)
}

// claims is how many were made, so that each has a moment of its own.
var claimed atomic.Int64

// claimAnew claims one of the agents, whose earlier claim has run out by then.
func claimAnew(ctx context.Context, store *agentstore.Store, of []routing.Agent) error {
	ranked := make([]routing.AgentID, len(of))
	for i, a := range of {
		ranked[i] = a.ID
	}
	begin := of[0].Since
	now := begin.Add(2 * time.Second)
	q := routing.Search{Call: callID(int(claimed.Add(1))), Place: routing.Place{Since: begin}, Reach: []string{"*"}, Ranked: ranked}
	_, ok, err := store.Claim(ctx, q, now, begin.Add(time.Second))
	if err == nil && !ok {
		err = fmt.Errorf("nobody was free")
	}
	return err
}

// driven is what driving Redis at its limit has found.
type driven struct {
	took   []time.Duration
	failed int
	length time.Duration
}

func (d *driven) join(other driven) {
	d.took = append(d.took, other.took...)
	d.failed += other.failed
	d.length += other.length
}

// drive asks by many goroutines, each as fast as it is answered.
func drive(length time.Duration, ask func() error) driven {
	var (
		mu   sync.Mutex
		work sync.WaitGroup
		out  driven
	)
	begun := clock.Instant()
	for range askers {
		work.Go(func() {
			var mine driven
			for clock.Instant().Sub(begun) < length {
				asked := clock.Instant()
				if ask() != nil {
					mine.failed++
					continue
				}
				mine.took = append(mine.took, clock.Instant().Sub(asked))
			}
			mu.Lock()
			defer mu.Unlock()
			out.join(mine)
		})
	}
	work.Wait()
	out.length = clock.Instant().Sub(begun)
	return out
}
