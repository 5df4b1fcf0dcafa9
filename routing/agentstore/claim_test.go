package agentstore_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"vonal/routing"
)

func TestTwoCallsNeverHoldTheSameAgent(t *testing.T) {
	const callers, staff, rounds = 50, 10, 100
	s := open(t)
	var ids []routing.AgentID
	held := map[routing.AgentID]*atomic.Int32{}
	for i := range staff {
		a := available(routing.AgentID(fmt.Sprint("agent-", i)))
		put(t, s, a)
		ids = append(ids, a.ID)
		held[a.ID] = new(atomic.Int32)
	}
	var claims atomic.Int64
	var work sync.WaitGroup
	for n := range callers {
		work.Go(func() {
			rnd := rand.New(rand.NewPCG(1, uint64(n)))
			for round := range rounds {
				call := routing.CallID(fmt.Sprint("call-", n, "-", round))
				ranked := append([]routing.AgentID(nil), ids...)
				rnd.Shuffle(len(ranked), func(i, j int) { ranked[i], ranked[j] = ranked[j], ranked[i] })
				a, ok, err := s.Claim(t.Context(), search(call, after(float64(round)), ranked...), after(1000), after(2000))
				if err != nil {
					t.Error(err)
					return
				}
				if !ok {
					if err := s.Forget(t.Context(), call); err != nil {
						t.Error(err)
					}
					continue
				}
				claims.Add(1)
				if held[a].Add(1) != 1 {
					t.Errorf("%s was claimed while another call held them", a)
				}
				held[a].Add(-1) // before the release: from then on another may hold them
				if _, _, err := s.Tell(t.Context(), a, routing.LetGo{At: after(1001), Call: call, Why: routing.Withdrawn}, routing.DefaultPolicy); err != nil {
					t.Error(err)
				}
			}
		})
	}
	work.Wait()
	t.Logf("%d claims by %d goroutines", claims.Load(), callers)
	if claims.Load() < rounds {
		t.Errorf("only %d claims: this shows nothing", claims.Load())
	}
	for _, id := range ids {
		if a := agent(t, s, id); a.State != routing.AgentAvailable {
			t.Errorf("%s was left %s", id, a.State)
		}
	}
}

func TestClaimLeavesTheAgentAsTakenSays(t *testing.T) {
	s := open(t)
	for _, a := range []routing.Agent{
		available("anna"),
		{ID: "boris\twith%tabs", Phones: "p%\n1", State: routing.AgentWrapUp, Since: noon, Until: after(1), Call: "old", Reason: "x",
			Extended: 2, OnShift: true, PhoneUp: true, Misses: 2, Version: 9007199254740000},
	} {
		put(t, s, a)
		call := routing.CallID("call\t of " + a.ID)
		got, ok, err := s.Claim(t.Context(), search(call, noon, "nobody", a.ID), after(2), after(14))
		must(t, err)
		if !ok || got != a.ID {
			t.Fatalf("claimed %q %v", got, ok)
		}
		if got, want := agent(t, s, a.ID), a.Taken(call, after(2), after(14)); got != want {
			t.Errorf("after the claim\n%+v, want\n%+v", got, want)
		}
	}
}

func TestRedisAndRoutingAgreeOnWhoIsFree(t *testing.T) {
	s := open(t)
	rnd := rand.New(rand.NewPCG(7, 7))
	states := []routing.AgentState{
		routing.AgentOffline, routing.AgentAvailable, routing.AgentClaimed, routing.AgentRinging,
		routing.AgentTalking, routing.AgentWrapUp, routing.AgentPaused, routing.AgentUnreachable,
	}
	moment := func() time.Time { // few different ones, so that they often coincide
		if rnd.IntN(4) == 0 {
			return time.Time{}
		}
		return after(float64(rnd.IntN(5)))
	}
	coin := func() bool { return rnd.IntN(3) > 0 }
	free := 0
	for i := range 4000 {
		a := routing.Agent{
			ID: "anna", State: states[rnd.IntN(len(states))], Since: moment(), Until: moment(),
			OnShift: coin(), PhoneUp: coin(), Version: agentVersion(i),
		}
		if rnd.IntN(4) == 0 {
			a.NextPause = "lunch"
		}
		put(t, s, a)
		// Claimed or not at one moment, and, where claimed, again after the lease.
		for _, at := range []float64{float64(rnd.IntN(5)), 20} {
			before := agent(t, s, a.ID)
			want := before.Free(after(at))
			call := routing.CallID(fmt.Sprint("call-", i, "-", at))
			_, got, err := s.Claim(t.Context(), search(call, noon, a.ID), after(at), after(at+12))
			must(t, err)
			if got != want {
				t.Fatalf("at %v s Redis says free=%v, routing %v, of %+v", at, got, want, before)
			}
			if got {
				free++
			}
			must(t, s.Forget(t.Context(), call))
		}
	}
	if free < 1000 {
		t.Errorf("only %d agents were free: this shows little", free)
	}
}

func agentVersion(i int) int64 { return int64(3*i + 1) }

func TestExpiredWrapUpAndExpiredClaimAreTakenWithoutATimer(t *testing.T) {
	s := open(t)
	a := available("anna")
	a.State, a.Until = routing.AgentWrapUp, after(180)
	put(t, s, a)
	wantTaken(t, claim(t, s, "early", 0, 179.999, "anna"), "")
	must(t, s.Forget(t.Context(), "early"))
	wantTaken(t, claim(t, s, "first", 0, 180, "anna"), "anna")
	wantTaken(t, claim(t, s, "second", 0, 191.999, "anna"), "")
	wantTaken(t, claim(t, s, "second", 0, 192, "anna"), "anna")
}

func TestUnansweredClaimIsFoundByTheNext(t *testing.T) {
	srv := private(t)
	s := opened(t, srv)
	put(t, s, available("anna"), available("boris"))
	claim(t, s, "earlier", 0, 1) // a script that Redis has never seen would only be refused
	must(t, s.Forget(t.Context(), "earlier"))
	srv.stop()
	if _, _, err := s.Claim(t.Context(), search("call", noon, "anna", "boris"), after(1), after(13)); err == nil {
		t.Fatal("a stopped Redis answered")
	}
	srv.goOn()
	// What was sent is carried out although nobody waits for the answer any more.
	eventually(t, 5*time.Second, "the claim nobody heard of", func() bool {
		all, err := s.Agents(t.Context())
		for _, a := range all {
			if err == nil && a.ID == "anna" && a.State == routing.AgentClaimed {
				return true
			}
		}
		return false
	})
	wantTaken(t, claim(t, s, "call", 0, 2, "boris"), "anna")
	if a := agent(t, s, "boris"); a.State != routing.AgentAvailable {
		t.Errorf("boris is %s", a.State)
	}
}
