package agentstore_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"vonal/internal/fault"
	"vonal/routing"
)

func TestOfManyWhoWantOneAgentOneGetsThem(t *testing.T) {
	const many = 50
	s := open(t)
	put(t, s, available("anna"), available("boris"))
	var taken atomic.Int32
	var work sync.WaitGroup
	for n := range many {
		work.Go(func() {
			call := routing.CallID(fmt.Sprint("call-", n))
			a, ok, err := s.Take(t.Context(), call, "anna", after(1), after(13))
			if err != nil || a.ID != "anna" {
				t.Errorf("%+v, %v", a, err)
			}
			if ok {
				taken.Add(1)
				if a.State != routing.AgentAvailable {
					t.Errorf("taken from %s", a.State)
				}
			}
		})
	}
	work.Wait()
	if n := taken.Load(); n != 1 {
		t.Errorf("%d calls have the agent", n)
	}
	a := agent(t, s, "anna")
	if a.State != routing.AgentClaimed || !a.Until.Equal(after(13)) || a.Call == "" {
		t.Errorf("%+v", a)
	}
	if b := agent(t, s, "boris"); b.State != routing.AgentAvailable {
		t.Errorf("boris is %s", b.State)
	}
	wantTaken(t, claim(t, s, "waits", 2, 2, "anna", "boris"), "boris") // a search, too, knows who was taken
	wantTaken(t, claim(t, s, "later", 14, 14, "anna"), "anna")         // the lease has run out
}

func TestWhoIsNotFreeIsNotTaken(t *testing.T) {
	s := open(t)
	paused := available("anna")
	paused.State = routing.AgentPaused
	put(t, s, paused)
	if a, ok, err := s.Take(t.Context(), "c", "anna", after(1), after(13)); ok || err != nil || a.State != routing.AgentPaused {
		t.Errorf("%+v, %v, %v", a, ok, err)
	}
	if _, ok, err := s.Take(t.Context(), "c", "nobody", after(1), after(13)); ok || !fault.Is(err, fault.Unknown) {
		t.Errorf("%v, %v", ok, err)
	}
}

func TestAnAgentIsTakenAlthoughACallerWaits(t *testing.T) {
	s := open(t)
	put(t, s, available("anna"))
	wantTaken(t, claim(t, s, "waits", 0, 1), "")
	if _, ok, err := s.Take(t.Context(), "made", "anna", after(2), after(14)); !ok || err != nil {
		t.Fatalf("%v, %v", ok, err)
	}
	wantTaken(t, claim(t, s, "waits", 0, 3, "anna"), "")
}
