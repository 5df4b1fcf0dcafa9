package agentstore_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"vonal/internal/fault"
	"vonal/routing"
	"vonal/routing/agentstore"
)

// opened is a rebuilt store on a server of its own.
func opened(t testing.TB, srv *server) *agentstore.Store {
	t.Helper()
	must(t, agentstore.New(srv.client(t), agentstore.Options{Timeout: patient}).Rebuild(t.Context(), nil, nil))
	return agentstore.New(srv.client(t), agentstore.Options{Timeout: time.Second})
}

// usual is a store with the usual timeout.
func usual(t testing.TB, srv *server) *agentstore.Store {
	t.Helper()
	put(t, opened(t, srv), available("anna"))
	return agentstore.New(srv.client(t), agentstore.Options{})
}

func (s *server) stop() { s.signal(syscall.SIGSTOP) }
func (s *server) goOn() { s.signal(syscall.SIGCONT) }

func (s *server) restart(t testing.TB) {
	t.Helper()
	s.kill()
	must(t, s.start())
}

// methods are all that ask Redis and come back.
func methods(s *agentstore.Store) map[string]func(context.Context) error {
	return map[string]func(context.Context) error{
		"Agents": func(ctx context.Context) error { _, err := s.Agents(ctx); return err },
		"Put":    func(ctx context.Context) error { return s.Put(ctx, available("anna")) },
		"Remove": func(ctx context.Context) error { return s.Remove(ctx, "nobody") },
		"Claim": func(ctx context.Context) error {
			_, _, err := s.Claim(ctx, search("call", noon, "anna"), noon, after(1))
			return err
		},
		"Stay": func(ctx context.Context) error { return s.Stay(ctx, "call", after(1)) },
		"Tell": func(ctx context.Context) error {
			_, _, err := s.Tell(ctx, "anna", routing.PhoneCame{At: noon}, routing.DefaultPolicy)
			return err
		},
		"Save":   func(ctx context.Context) error { return s.Save(ctx, routing.Call{ID: "call"}, "x") },
		"Open":   func(ctx context.Context) error { _, err := s.Open(ctx); return err },
		"Trace":  func(ctx context.Context) error { _, err := s.Trace(ctx, "call"); return err },
		"Forget": func(ctx context.Context) error { return s.Forget(ctx, "other") },
		"Health": s.Health,
	}
}

func TestEveryMethodNoticesThatRedisHasForgotten(t *testing.T) {
	srv := private(t)
	s := opened(t, srv)
	put(t, s, available("anna"))
	must(t, s.Save(t.Context(), routing.Call{ID: "call", Phase: routing.Waiting}, "a trace"))
	for name, ask := range methods(s) {
		if err := ask(t.Context()); err != nil {
			t.Errorf("%s before: %v", name, err)
		}
	}
	must(t, srv.client(t).FlushAll(t.Context()).Err())
	lost := time.Now()
	for name, ask := range methods(s) {
		err := ask(t.Context())
		if !agentstore.Forgotten(err) || !fault.Is(err, fault.Unavailable) {
			t.Errorf("%s after FLUSHALL: %v", name, err)
		}
	}
	keys, err := srv.client(t).Keys(t.Context(), "*").Result()
	if err != nil || len(keys) > 0 {
		t.Errorf("something was written before the rebuild: %v %v", keys, err)
	}
	call := routing.Call{ID: "call", Phase: routing.Waiting, ArrivedAt: noon}
	must(t, s.Rebuild(t.Context(), []routing.Agent{available("boris")}, []routing.Call{call}))
	for name, ask := range methods(s) {
		if err := ask(t.Context()); err != nil && name != "Tell" {
			t.Errorf("%s after the rebuild: %v", name, err)
		}
	}
	if took := time.Since(lost); took > 3*time.Second {
		t.Errorf("the rebuild took %v", took)
	}
	wantTaken(t, claim(t, s, "call", 0, 1, "boris"), "boris")
	open, err := s.Open(t.Context())
	if err != nil || len(open) != 1 || open[0].ID != "call" {
		t.Errorf("open: %v %v", open, err)
	}
}

func TestAnEmptyRedisCountsAsForgotten(t *testing.T) {
	s := agentstore.New(private(t).client(t), agentstore.Options{})
	if err := s.Health(t.Context()); !agentstore.Forgotten(err) {
		t.Fatal(err)
	}
}

func TestOnlyOneOfTwoRebuildsTakesEffect(t *testing.T) {
	srv := private(t)
	s := opened(t, srv)
	for range 50 {
		must(t, srv.client(t).FlushAll(t.Context()).Err())
		var work sync.WaitGroup
		var failed atomic.Pointer[error]
		for _, staff := range [][]routing.Agent{{available("anna")}, {available("boris"), available("clara")}} {
			work.Go(func() {
				if err := s.Rebuild(t.Context(), staff, nil); err != nil {
					failed.Store(&err)
				}
			})
		}
		work.Wait()
		if err := failed.Load(); err != nil {
			t.Fatal(*err)
		}
		all, err := s.Agents(t.Context())
		must(t, err)
		if (len(all) != 1 || all[0].ID != "anna") && len(all) != 2 {
			t.Fatalf("two rebuilds were mixed: %+v", all)
		}
		must(t, s.Rebuild(t.Context(), []routing.Agent{available("late")}, nil))
		if again, err := s.Agents(t.Context()); err != nil || len(again) != len(all) || again[0].ID == "late" {
			t.Fatalf("a late rebuild took effect: %+v %v", again, err)
		}
	}
}

func TestARestartedRedisCountsAsForgottenWhateverItFoundOnDisk(t *testing.T) {
	srv := private(t)
	s := opened(t, srv)
	put(t, s, available("anna"))
	must(t, srv.client(t).Save(t.Context()).Err())
	tell(t, s, "anna", routing.PausePressed{At: noon, Reason: "lunch"})
	srv.restart(t)
	if a := agent(t, s, "anna"); a.State != routing.AgentAvailable {
		t.Fatalf("the snapshot was not read: %+v", a)
	}
	if err := s.Health(t.Context()); !agentstore.Forgotten(err) {
		t.Fatalf("Health: %v", err)
	}
	if _, err := s.Agents(t.Context()); !agentstore.Forgotten(err) {
		t.Fatalf("Agents: %v", err)
	}
	must(t, s.Rebuild(t.Context(), nil, nil))
	must(t, s.Health(t.Context()))
}

func TestLateNoticeOfARestartDoesNotUndoTheRebuild(t *testing.T) {
	s := open(t)
	must(t, s.Close(t.Context(), "the run before the rebuild"))
	must(t, s.Health(t.Context()))
}

func TestASilentRedisHoldsNobodyUp(t *testing.T) {
	srv := private(t)
	usual(t, srv)
	srv.stop()
	defer srv.goOn()
	all := methods(nil)
	all["Rebuild"] = nil
	for name := range all {
		// The machine may be busy; what counts is how long the method itself waits.
		quickest := time.Hour
		for range 3 {
			s := agentstore.New(srv.client(t), agentstore.Options{})
			ask := methods(s)[name]
			if name == "Rebuild" {
				ask = func(ctx context.Context) error { return s.Rebuild(ctx, nil, nil) }
			}
			begun := time.Now()
			err := ask(t.Context())
			quickest = min(quickest, time.Since(begun))
			if !fault.Is(err, fault.Unavailable) || agentstore.Forgotten(err) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if quickest > 300*time.Millisecond {
			t.Errorf("%s took %v", name, quickest)
		}
	}
}

func TestARedisJustFoundSilentIsNotWaitedFor(t *testing.T) {
	srv := private(t)
	s := usual(t, srv)
	srv.stop()
	defer srv.goOn()
	for range 3 {
		_, _ = s.Agents(t.Context())
	}
	begun := time.Now()
	for range 1000 {
		if _, err := s.Agents(t.Context()); !fault.Is(err, fault.Unavailable) {
			t.Fatal(err)
		}
	}
	if took := time.Since(begun); took > 10*time.Second {
		t.Errorf("a thousand refusals took %v", took)
	}
}

func TestMethodsWorkAgainAsSoonAsRedisDoes(t *testing.T) {
	srv := private(t)
	s := usual(t, srv)
	srv.stop()
	for range 5 {
		_, _ = s.Agents(t.Context())
	}
	srv.goOn()
	eventually(t, 2*time.Second, "an answer", func() bool { _, err := s.Agents(t.Context()); return err == nil })
}

func TestADeadRedisIsUnavailable(t *testing.T) {
	srv := private(t)
	s := opened(t, srv)
	srv.kill()
	for name, ask := range methods(s) {
		if err := ask(t.Context()); !fault.Is(err, fault.Unavailable) || agentstore.Forgotten(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestARedisThatCannotWriteIsUnavailable(t *testing.T) {
	srv := private(t)
	s := opened(t, srv)
	must(t, srv.client(t).ConfigSet(t.Context(), "maxmemory", "1").Err())
	if err := s.Put(t.Context(), available("anna")); !fault.Is(err, fault.Unavailable) || agentstore.Forgotten(err) {
		t.Errorf("Put: %v", err)
	}
}

func TestACallerWhoLosesPatienceBlamesNobody(t *testing.T) {
	s := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 10 {
		if _, err := s.Agents(ctx); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
	_, err := s.Agents(t.Context())
	must(t, err)
}
