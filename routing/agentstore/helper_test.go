package agentstore_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"vonal/routing"
	"vonal/routing/agentstore"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func after(seconds float64) time.Time {
	return noon.Add(time.Duration(seconds * float64(time.Second)))
}

func available(id routing.AgentID) routing.Agent {
	return routing.Agent{
		ID: id, Phones: routing.Phones("phone-" + string(id)), State: routing.AgentAvailable,
		Since: noon, OnShift: true, PhoneUp: true, Version: 1,
	}
}

func put(t testing.TB, s *agentstore.Store, agents ...routing.Agent) {
	t.Helper()
	for _, a := range agents {
		must(t, s.Put(t.Context(), a))
	}
}

func agent(t testing.TB, s *agentstore.Store, id routing.AgentID) routing.Agent {
	t.Helper()
	all, err := s.Agents(t.Context())
	must(t, err)
	for _, a := range all {
		if a.ID == id {
			return a
		}
	}
	t.Fatalf("no agent %s", id)
	return routing.Agent{}
}

// search is a search of a call that looks for everybody.
func search(call routing.CallID, since time.Time, ranked ...routing.AgentID) routing.Search {
	return routing.Search{Call: call, Place: routing.Place{Since: since}, Reach: []string{"*"}, Ranked: ranked}
}

// claim searches at the given second for a call that waits since another.
func claim(t testing.TB, s *agentstore.Store, call routing.CallID, since, at float64, ranked ...routing.AgentID) routing.AgentID {
	t.Helper()
	a, ok, err := s.Claim(t.Context(), search(call, after(since), ranked...), after(at), after(at+12))
	must(t, err)
	if ok != (a != "") {
		t.Fatalf("claimed %q, ok %v", a, ok)
	}
	return a
}

func wantTaken(t testing.TB, got, want routing.AgentID) {
	t.Helper()
	if got != want {
		t.Fatalf("the call got %q, want %q", got, want)
	}
}

func tell(t testing.TB, s *agentstore.Store, id routing.AgentID, ev routing.AgentEvent) routing.Agent {
	t.Helper()
	_, a, err := s.Tell(t.Context(), id, ev, routing.DefaultPolicy)
	must(t, err)
	return a
}

// ear notes what Listen says.
type ear struct {
	mu     sync.Mutex
	agents []routing.Agent
	wakes  []routing.CallID
	gaps   int
	again  []routing.CardID
	woken  chan routing.CallID
}

// listen listens until the test ends, and returns when it has begun to hear.
func listen(t testing.TB, s *agentstore.Store) *ear {
	t.Helper()
	e := &ear{woken: make(chan routing.CallID, 10000)}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Listen(ctx, e.onAgent, e.onWake, e.onAgain, e.onGap) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Listen: %v", err)
		}
	})
	eventually(t, 5*time.Second, "the first onGap", func() bool { return e.gapsHeard() > 0 })
	return e
}

func (e *ear) onAgent(a routing.Agent) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.agents = append(e.agents, a)
}

func (e *ear) onAgain(card routing.CardID) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.again = append(e.again, card)
}

func (e *ear) onWake(c routing.CallID) {
	e.mu.Lock()
	e.wakes = append(e.wakes, c)
	e.mu.Unlock()
	e.woken <- c
}

func (e *ear) onGap() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.gaps++
}

func (e *ear) gapsHeard() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.gaps
}

// heard is every wake so far. To be sure that none is under way, it has an
// agent of its own changed, who can wake nobody, and waits for that news.
func (e *ear) heard(t testing.TB, s *agentstore.Store) []routing.CallID {
	t.Helper()
	e.mu.Lock()
	mark := routing.AgentID(fmt.Sprint("mark-", len(e.agents), "-", len(e.wakes)))
	e.mu.Unlock()
	put(t, s, routing.Agent{ID: mark, State: routing.AgentOffline, Version: 1})
	eventually(t, 5*time.Second, "the mark", func() bool {
		e.mu.Lock()
		defer e.mu.Unlock()
		return len(e.agents) > 0 && e.agents[len(e.agents)-1].ID == mark
	})
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]routing.CallID(nil), e.wakes...)
}

func wantWakes(t testing.TB, got []routing.CallID, want ...routing.CallID) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Fatalf("woken %v, want %v", got, want)
	}
}
