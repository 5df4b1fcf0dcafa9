package agentstore_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"vonal/internal/fault"
	"vonal/routing"
)

func TestTellLosesNoFactUnderContention(t *testing.T) {
	const tellers = 100
	s := open(t)
	a := available("anna")
	a.State, a.Until = routing.AgentWrapUp, after(180)
	put(t, s, a)
	p := routing.DefaultPolicy
	p.MaxExtensions = tellers
	var work sync.WaitGroup
	for range tellers {
		work.Go(func() {
			before, after, err := s.Tell(t.Context(), "anna", routing.ExtendPressed{At: noon}, p)
			if err != nil {
				t.Error(err)
			} else if after.Extended != before.Extended+1 || after.Version != before.Version+1 {
				t.Errorf("from %+v\nto %+v", before, after)
			}
		})
	}
	work.Wait()
	got := agent(t, s, "anna")
	if got.Extended != tellers || got.Version != a.Version+tellers || !got.Until.Equal(after(180).Add(tellers*p.Extension)) {
		t.Errorf("%d facts came to %+v", tellers, got)
	}
	if _, _, err := s.Tell(t.Context(), "anna", routing.ExtendPressed{At: noon}, p); !fault.Is(err, fault.Conflict) {
		t.Errorf("one extension too many: %v", err)
	}
}

func TestTellsOfManyCallsLoseNoMiss(t *testing.T) {
	const misses = 60
	s := open(t)
	put(t, s, available("anna"))
	p := routing.DefaultPolicy
	p.MissesToPause = 0
	var work sync.WaitGroup
	for n := range 6 {
		work.Go(func() {
			for i := range misses / 6 {
				call := routing.CallID(fmt.Sprint("call-", n, "-", i))
				for {
					_, ok, err := s.Claim(t.Context(), search(call, noon, "anna"), after(1), after(9))
					if err != nil {
						t.Error(err)
						return
					}
					if ok {
						break
					}
				}
				if _, _, err := s.Tell(t.Context(), "anna", routing.LetGo{At: after(2), Call: call, Why: routing.Missed}, p); err != nil {
					t.Error(err)
				}
			}
		})
	}
	work.Wait()
	if got := agent(t, s, "anna"); got.Misses != misses {
		t.Errorf("%d misses were counted as %d", misses, got.Misses)
	}
}

func TestTellSaysWhatWasAndWhatIs(t *testing.T) {
	s := open(t)
	put(t, s, available("anna"))
	before, now, err := s.Tell(t.Context(), "anna", routing.PausePressed{At: after(3), Reason: "lunch"}, routing.DefaultPolicy)
	must(t, err)
	if before != available("anna") || now.State != routing.AgentPaused || now.Reason != "lunch" || !now.Since.Equal(after(3)) {
		t.Errorf("from %+v to %+v", before, now)
	}
	if stored := agent(t, s, "anna"); stored != now {
		t.Errorf("stored %+v", stored)
	}
	before, again, err := s.Tell(t.Context(), "anna", routing.PhoneCame{At: after(4)}, routing.DefaultPolicy)
	must(t, err)
	if before != now || again != now {
		t.Errorf("a fact without effect answered %+v and %+v", before, again)
	}
}

func TestTellingAnUnknownAgentIsUnknown(t *testing.T) {
	s := open(t)
	put(t, s, available("anna"))
	must(t, s.Remove(t.Context(), "anna"))
	_, _, err := s.Tell(t.Context(), "anna", routing.PhoneCame{At: noon}, routing.DefaultPolicy)
	if !fault.Is(err, fault.Unknown) {
		t.Error(err)
	}
	wantTaken(t, claim(t, s, "call", 0, 1, "anna"), "")
}

func TestPutRaisesTheVersionOfOneWhoIsReplaced(t *testing.T) {
	s := open(t)
	put(t, s, available("anna"))
	tell(t, s, "anna", routing.PausePressed{At: noon, Reason: "lunch"})
	tell(t, s, "anna", routing.ReadyPressed{At: noon})
	e := listen(t, s)
	put(t, s, available("anna")) // version 1 again
	want := available("anna")
	want.Version = 4
	if got := agent(t, s, "anna"); got != want {
		t.Errorf("put left %+v", got)
	}
	e.heard(t, s)
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.agents[0] != want {
		t.Errorf("others were told of %+v", e.agents[0])
	}
}

func TestTellGivesUpOnlyWhenTheCallerDoes(t *testing.T) {
	s := open(t)
	put(t, s, available("anna"))
	const tellers = 20
	begun := time.Now()
	var work sync.WaitGroup
	for n := range tellers {
		work.Go(func() {
			for i := range 20 {
				ev := routing.AgentEvent(routing.PausePressed{At: noon, Reason: fmt.Sprint(n, "-", i)})
				if _, _, err := s.Tell(t.Context(), "anna", ev, routing.DefaultPolicy); err != nil {
					t.Error(err)
				}
			}
		})
	}
	work.Wait()
	t.Logf("%d changes of one agent took %v", tellers*20, time.Since(begun))
	if got := agent(t, s, "anna"); got.Version != 1+tellers*20 {
		t.Errorf("version %d", got.Version)
	}
}
