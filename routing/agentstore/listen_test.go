package agentstore_test

import (
	"context"
	"fmt"
	"net"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"vonal/internal/fault"
	"vonal/routing"
	"vonal/routing/agentstore"
)

func TestListenHearsEveryChangeOfAnAgentInOrder(t *testing.T) {
	s := open(t)
	e := listen(t, s)
	put(t, s, available("anna"))
	want := []routing.Agent{agent(t, s, "anna")}
	claim(t, s, "call", 0, 1, "anna")
	want = append(want, agent(t, s, "anna"))
	for _, ev := range []routing.AgentEvent{
		routing.Rang{At: after(2), Call: "call"}, routing.Spoke{At: after(3), Call: "call"},
		routing.TalkOver{At: after(60), Call: "call"}, routing.ReadyPressed{At: after(61)},
	} {
		want = append(want, tell(t, s, "anna", ev))
	}
	e.heard(t, s)
	e.mu.Lock()
	defer e.mu.Unlock()
	if got := e.agents[:len(e.agents)-1]; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("heard\n%v, want\n%v", got, want)
	}
}

func TestEveryControllerHearsThatACustomerHasCalledAgain(t *testing.T) {
	s := open(t)
	e := listen(t, s)
	must(t, s.CalledAgain(t.Context(), "card\t1"))
	eventually(t, 5*time.Second, "the card", func() bool {
		e.mu.Lock()
		defer e.mu.Unlock()
		return slices.Equal(e.again, []routing.CardID{"card\t1"})
	})
}

func TestRemovedAgentIsAGap(t *testing.T) {
	s := open(t)
	put(t, s, available("anna"))
	e := listen(t, s)
	must(t, s.Remove(t.Context(), "anna"))
	eventually(t, 5*time.Second, "a gap", func() bool { return e.gapsHeard() == 2 })
}

func TestListenSurvivesARestartAndTellsTheGap(t *testing.T) {
	srv := private(t)
	s := opened(t, srv)
	e := listen(t, s)
	srv.restart(t)
	eventually(t, 5*time.Second, "onGap after the restart", func() bool { return e.gapsHeard() >= 2 })
	if _, err := s.Agents(t.Context()); !agentstore.Forgotten(err) {
		t.Errorf("after the restart: %v", err)
	}
	gaps := e.gapsHeard()
	must(t, s.Rebuild(t.Context(), []routing.Agent{available("anna")}, nil))
	eventually(t, 5*time.Second, "onGap after the rebuild", func() bool { return e.gapsHeard() > gaps })
	tell(t, s, "anna", routing.PausePressed{At: noon, Reason: "lunch"})
	eventually(t, 5*time.Second, "the change", func() bool {
		e.mu.Lock()
		defer e.mu.Unlock()
		return len(e.agents) > 0
	})
}

func TestListenNoticesARedisThatFellSilent(t *testing.T) {
	srv := private(t)
	opened(t, srv)
	var dials atomic.Int32
	c := redis.NewClient(&redis.Options{
		ContextTimeoutEnabled: true, MaxRetries: -1,
		Dialer: func(ctx context.Context, _, _ string) (net.Conn, error) {
			dials.Add(1)
			return new(net.Dialer).DialContext(ctx, "tcp", "127.0.0.1:"+srv.port)
		},
	})
	t.Cleanup(func() { c.Close() })
	e := listen(t, agentstore.New(c, agentstore.Options{Timeout: time.Second}))
	before := dials.Load()
	srv.stop()
	eventually(t, 10*time.Second, "another attempt", func() bool { return dials.Load() > before })
	srv.goOn()
	eventually(t, 10*time.Second, "onGap", func() bool { return e.gapsHeard() >= 2 })
}

func TestListenEndsWithItsContextWhileRedisIsAway(t *testing.T) {
	srv := private(t)
	s := opened(t, srv)
	listen(t, s) // ended by the test's end, which waits for it
	srv.kill()
}

func TestListenSaysThatTheClientWasClosed(t *testing.T) {
	c := shared.client(t)
	s := agentstore.New(c, agentstore.Options{Prefix: t.Name()})
	c.Close()
	err := s.Listen(t.Context(), func(routing.Agent) {}, func(routing.CallID) {}, func(routing.CardID) {}, func() {})
	if !fault.Is(err, fault.Unavailable) {
		t.Error(err)
	}
}

func TestStoresInDifferentDatabasesDoNotHearEachOther(t *testing.T) {
	var stores []*agentstore.Store
	for _, database := range []string{"3", "4"} {
		c, err := agentstore.Connect("redis://127.0.0.1:" + shared.port + "/" + database)
		must(t, err)
		t.Cleanup(func() { c.Close() })
		s := agentstore.New(c, agentstore.Options{})
		must(t, s.Rebuild(t.Context(), nil, nil))
		stores = append(stores, s)
	}
	e := listen(t, stores[0])
	put(t, stores[1], available("stranger"))
	put(t, stores[0], available("anna"))
	e.heard(t, stores[0])
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.agents[0].ID != "anna" {
		t.Errorf("heard of %s", e.agents[0].ID)
	}
}
