package e2e_test

import (
	"sync/atomic"
	"testing"
	"time"

	"vonal/internal/e2e"
	"vonal/internal/sipphone"
)

// Two controllers at once.

func TestTheElderOfTwoControllersWithOneNameStepsDown(t *testing.T) {
	t.Parallel()
	v := e2e.Start(t, e2e.Options{})
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	number := v.Number()
	caller, _ := talking(t, v, number, anna)
	younger := v.Serve(t, "a")
	const steppedDown = 3
	if code := v.Ended(t, patience); code != steppedDown {
		t.Errorf("the elder ended with exit code %d, want %d", code, steppedDown)
	}
	younger.AwaitReady(t, patience)
	v.Client = younger.Client
	if call := v.AwaitLive(t, number, "talking"); call.AgentID != anna.ID {
		t.Errorf("the younger has the call as %+v", call)
	}
	caller.Hangup()
	anna.Awaits(t, "wrapup")
	if call := v.Written(t, number); call.Disposition != "answered" {
		t.Errorf("written as %s", call.Disposition)
	}
}

func TestTwoControllersShareTheCallsAndNeverAnAgent(t *testing.T) {
	t.Parallel()
	const calls, agents, perSecond = 200, 12, 8
	v := e2e.Start(t, e2e.Options{})
	v.Do(t, "PUT", "/policy", map[string]int64{"wrapup_ms": 1000})
	second := v.Serve(t, "b")
	second.AwaitReady(t, patience)

	var doubled atomic.Int64
	for range agents {
		var busy atomic.Int64
		answer := sipphone.Talks(50*time.Millisecond, 500*time.Millisecond)
		v.Agent(t, "An agent", func(o *sipphone.Offer) {
			if busy.Add(1) > 1 {
				doubled.Add(1)
			}
			go func() {
				<-o.Ended()
				busy.Add(-1)
			}()
			answer(o)
		})
	}
	from := make([]string, calls)
	for i := range from {
		from[i] = v.Number()
	}
	var callers atomic.Int64
	served := make(chan struct{})
	sipphone.Pace(t.Context(), perSecond, calls, func(i int) {
		c := v.Dial(t, from[i], func(cfg *sipphone.CallConfig) { cfg.NoMedia = true })
		go func() {
			<-c.Ended()
			if callers.Add(1) == calls {
				close(served)
			}
		}()
	})
	select {
	case <-served:
	case <-time.After(4 * patience):
		t.Errorf("%d of %d calls were served", callers.Load(), calls)
	}
	if n := doubled.Load(); n > 0 {
		t.Errorf("%d times an agent's phone was rung while it was in another call", n)
	}
	seen := map[string]int{}
	eventually(t, patience, func() bool {
		clear(seen)
		for _, c := range v.Calls(t, "disposition=answered") {
			seen[c.From]++
		}
		return len(seen) == calls
	}, "all %d calls are written as answered", calls)
	for number, n := range seen {
		if n != 1 {
			t.Errorf("the call from %s is written %d times", number, n)
		}
	}
	v.NothingLeft(t)
}
