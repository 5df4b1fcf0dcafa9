package store_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"vonal/crm"
	"vonal/crm/store"
	"vonal/internal/clock"
	"vonal/internal/fault"
	"vonal/internal/testenv"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// schema changes with the migrations, so that a changed one is applied anew.
var schema = sync.OnceValue(func() string {
	sum := sha256.New()
	files, _ := filepath.Glob("migrations/*.sql")
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			panic(err)
		}
		sum.Write(text)
	}
	return fmt.Sprintf("crm_%x", sum.Sum(nil)[:8])
})

func migrated(t testing.TB) string {
	t.Helper()
	return testenv.Migrated(t, schema(), func(ctx context.Context, dsn string) error {
		s, err := store.Open(store.Config{DSN: dsn})
		if err != nil {
			return err
		}
		defer s.Close()
		return s.Migrate(ctx)
	})
}

func fresh(t testing.TB) (*store.Store, *clock.Shifted) {
	t.Helper()
	clk := clock.NewShifted()
	return open(t, store.Config{DSN: migrated(t), Clock: clk}), clk
}

func open(t testing.TB, cfg store.Config) *store.Store {
	t.Helper()
	s, err := store.Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func refused(t testing.TB, err error, kind fault.Kind, field string) {
	t.Helper()
	if !fault.Is(err, kind) {
		t.Fatalf("want a fault of kind %s, have %v", kind, err)
	}
	if e, _ := err.(*fault.Error); e == nil || e.Field != field {
		t.Fatalf("want field %q in %#v", field, err)
	}
}

var head = crm.Viewer{Role: crm.RoleHead}

var extensions = 100

func agent(t testing.TB, s *store.Store, name string) crm.Agent {
	t.Helper()
	extensions++
	return must[crm.Agent](t)(s.CreateAgent(t.Context(), crm.NewAgent{Name: name, Extension: fmt.Sprint(extensions)}))
}

var morning = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// ended is an answered call of one minute that the agent took at the second
// offer.
func ended(id string, from crm.E164, by, missedBy crm.AgentID) crm.Interaction {
	in := crm.Interaction{
		ID: crm.CallID(id), Direction: crm.Inbound, From: crm.Number{Raw: string(from), E164: from}, To: "100", Channel: "17.4",
		Instance: "one", Disposition: crm.Answered, Agent: by, StartedAt: morning, AnsweredAt: morning.Add(8 * time.Second),
		EndedAt: morning.Add(68 * time.Second), Trace: "call " + id + " on 2026-11-23\n", RecordingName: "vonal-" + id,
	}
	if missedBy != "" {
		in.Offers = append(in.Offers, crm.Offer{Agent: missedBy, OfferedAt: morning, RingingAt: morning.Add(time.Second),
			EndedAt: morning.Add(6 * time.Second), Result: crm.OfferMissed, Because: []crm.Reason{{Code: "free", For: 12 * time.Second}}})
	}
	in.Offers = append(in.Offers, crm.Offer{Agent: by, OfferedAt: morning.Add(6 * time.Second), RingingAt: morning.Add(7 * time.Second),
		EndedAt: morning.Add(8 * time.Second), Result: crm.OfferAnswered, Because: []crm.Reason{{Code: "free", For: 3 * time.Second}, {Code: "tried", Times: 1}}})
	return in
}
