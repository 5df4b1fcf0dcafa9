package agentstore_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"vonal/routing"
	"vonal/routing/agentstore"
)

// BenchmarkBareScript is the ceiling: a script that reads one key.
func BenchmarkBareScript(b *testing.B) {
	c := shared.client(b)
	script := redis.NewScript("return redis.call('GET', KEYS[1])")
	must(b, c.Set(b.Context(), "{vonal:bare}:key", "value", 0).Err())
	b.SetParallelism(16)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := script.Run(b.Context(), c, []string{"{vonal:bare}:key"}).Err(); err != nil {
				b.Error(err)
			}
		}
	})
	perSecond(b)
}

// BenchmarkClaim claims expired claims anew, so that each iteration is one
// successful claim of one of ten agents.
func BenchmarkClaim(b *testing.B) {
	s := open(b)
	var ranked []routing.AgentID
	for i := range 10 {
		a := available(routing.AgentID(fmt.Sprint("agent-", i)))
		put(b, s, a)
		ranked = append(ranked, a.ID)
	}
	b.ResetTimer()
	b.SetParallelism(16)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			_, ok, err := s.Claim(b.Context(), search("call", noon, ranked...), after(2), after(1))
			if err != nil || !ok {
				b.Error("no claim", err)
			}
		}
	})
	perSecond(b)
}

// BenchmarkAgents reads a thousand agents.
func BenchmarkAgents(b *testing.B) {
	s := aThousand(b)
	quantiles(b, func(int) {
		if all, err := s.Agents(b.Context()); err != nil || len(all) != 1000 {
			b.Fatal(len(all), err)
		}
	})
}

// BenchmarkDecision1000Agents is the whole way from a call that needs an agent
// to the agent: read all, rank, claim.
func BenchmarkDecision1000Agents(b *testing.B) {
	s := aThousand(b)
	quantiles(b, func(i int) {
		now := after(float64(i))
		call := routing.Call{ID: "call", ArrivedAt: now}
		all, err := s.Agents(b.Context())
		must(b, err)
		q := routing.Rank(all, call, routing.DefaultPolicy, now).Search(call)
		if _, ok, err := s.Claim(b.Context(), q, now, now.Add(time.Second)); err != nil || !ok {
			b.Fatal("no claim", err)
		}
	})
}

// BenchmarkRefusal1000Agents is the dearest claim: nobody of a thousand is free.
func BenchmarkRefusal1000Agents(b *testing.B) {
	s := open(b)
	var ranked []routing.AgentID
	for i := range 1000 {
		a := available(routing.AgentID(fmt.Sprint("agent-", i)))
		a.State, a.Until = routing.AgentWrapUp, after(180)
		ranked = append(ranked, a.ID)
		put(b, s, a)
	}
	quantiles(b, func(int) {
		if _, ok, err := s.Claim(b.Context(), search("call", noon, ranked...), after(1), after(2)); err != nil || ok {
			b.Fatal(ok, err)
		}
	})
}

func aThousand(b *testing.B) *agentstore.Store {
	s := open(b)
	states := []routing.AgentState{routing.AgentAvailable, routing.AgentTalking, routing.AgentWrapUp, routing.AgentPaused}
	for i := range 1000 {
		a := available(routing.AgentID(fmt.Sprintf("7f3a0c1e-0000-4000-8000-%012d", i)))
		a.State = states[i%len(states)]
		if a.State == routing.AgentWrapUp {
			a.Until = after(1e9)
		}
		put(b, s, a)
	}
	return s
}

func perSecond(b *testing.B) {
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "op/s")
}

// quantiles measures each iteration by itself.
func quantiles(b *testing.B, f func(i int)) {
	took := make([]time.Duration, 0, b.N)
	b.ResetTimer()
	for i := range b.N {
		begun := time.Now()
		f(i)
		took = append(took, time.Since(begun))
	}
	b.StopTimer()
	slices.Sort(took)
	for _, q := range []int{50, 99} {
		b.ReportMetric(float64(took[(len(took)-1)*q/100].Microseconds())/1000, fmt.Sprintf("p%d-ms", q))
	}
}
