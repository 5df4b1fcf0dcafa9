package agentstore_test

import (
	"testing"
	"time"

	"vonal/internal/fault"
	"vonal/routing"
	"vonal/routing/agentstore"
)

// candidate is an agent as last heard of.
func candidate(t testing.TB, s *agentstore.Store, id routing.AgentID) (routing.Agent, bool) {
	t.Helper()
	var (
		found routing.Agent
		ok    bool
	)
	must(t, s.Candidates(t.Context(), func(all []routing.Agent) {
		for _, a := range all {
			if a.ID == id {
				found, ok = a, true
			}
		}
	}))
	return found, ok
}

func TestCandidatesFollowWhatAnybodyChanges(t *testing.T) {
	prefix := t.Name()
	mine := agentstore.New(shared.client(t), agentstore.Options{Prefix: prefix})
	other := agentstore.New(shared.client(t), agentstore.Options{Prefix: prefix})
	must(t, mine.Rebuild(t.Context(), []routing.Agent{available("anna")}, nil))
	if _, ok := candidate(t, mine, "anna"); !ok {
		t.Fatal("before anything is heard, the agents are not read")
	}
	listen(t, mine)
	follows := func(what string, holds func(a routing.Agent, ok bool) bool) {
		t.Helper()
		eventually(t, 5*time.Second, what, func() bool { return holds(candidate(t, mine, "anna")) })
	}
	claim(t, other, "call", 0, 1, "anna")
	follows("the claim", func(a routing.Agent, ok bool) bool { return ok && a.State == routing.AgentClaimed })
	tell(t, other, "anna", routing.Spoke{At: after(2), Call: "call"})
	follows("the talk", func(a routing.Agent, ok bool) bool { return ok && a.State == routing.AgentTalking })
	must(t, other.Remove(t.Context(), "anna"))
	follows("that she is gone", func(_ routing.Agent, ok bool) bool { return !ok })
	put(t, other, available("anna"))
	follows("that she is back", func(a routing.Agent, ok bool) bool { return ok && a.State == routing.AgentAvailable })
}

// A mirror that has not heard yet must decide nothing.
func TestAnOldMirrorRefusesNothingAndLosesNothing(t *testing.T) {
	prefix := t.Name()
	mine := agentstore.New(shared.client(t), agentstore.Options{Prefix: prefix})
	other := agentstore.New(shared.client(t), agentstore.Options{Prefix: prefix})
	must(t, mine.Rebuild(t.Context(), []routing.Agent{available("anna")}, nil))
	listen(t, mine)
	for i := range 200 {
		call := routing.CallID("call")
		at := float64(10 * i)
		if got := claim(t, other, call, at, at+1, "anna"); got != "anna" {
			t.Fatalf("round %d: claimed %q", i, got)
		}
		// mine may still believe that anna is available: then the fact would
		// change nothing, or be refused.
		if a := tell(t, mine, "anna", routing.Spoke{At: after(at + 2), Call: call}); a.State != routing.AgentTalking {
			t.Fatalf("round %d: %+v", i, a)
		}
		tell(t, other, "anna", routing.TalkOver{At: after(at + 3), Call: call})
		if a := tell(t, mine, "anna", routing.ReadyPressed{At: after(at + 4)}); a.State != routing.AgentAvailable {
			t.Fatalf("round %d: %+v", i, a)
		}
	}
	if _, _, err := mine.Tell(t.Context(), "anna", routing.ExtendPressed{At: noon}, routing.DefaultPolicy); !fault.Is(err, fault.Conflict) {
		t.Errorf("Extend without a wrap-up: %v", err)
	}
	if _, _, err := mine.Tell(t.Context(), "nobody", routing.PhoneCame{At: noon}, routing.DefaultPolicy); !fault.Is(err, fault.Unknown) {
		t.Errorf("nobody: %v", err)
	}
}
