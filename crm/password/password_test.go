package password_test

import (
	"context"
	"runtime"
	"strings"
	"sync"
	"testing"

	"vonal/crm/password"
	"vonal/internal/fault"
)

func hasher(t *testing.T, parallel int) *password.Hasher {
	t.Helper()
	h, err := password.New(parallel)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestOnlyTheSamePasswordMatches(t *testing.T) {
	h := hasher(t, 2)
	long := strings.Repeat("a", 72)
	d, err := h.Hash(t.Context(), long+"b")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(d, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("digest %s", d)
	}
	for plain, want := range map[string]bool{long + "b": true, long + "c": false, long: false, "": false} {
		ok, stale, err := h.Matches(t.Context(), d, plain)
		if ok != want || stale || err != nil {
			t.Errorf("%q: %v %v %v", plain, ok, stale, err)
		}
	}
	again, err := h.Hash(t.Context(), long+"b")
	if err != nil || again == d {
		t.Errorf("two digests of one password are equal, or %v", err)
	}
}

func TestDigestOfAnotherCostIsStale(t *testing.T) {
	h := hasher(t, 1)
	const weak = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$"
	ok, stale, err := h.Matches(t.Context(), weak+"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "x")
	if ok || !stale || err != nil {
		t.Errorf("%v %v %v", ok, stale, err)
	}
	for _, bad := range []string{"x", "$argon2id$v=19$m=99999999,t=1,p=1$AAAA$AAAA", "$argon2id$v=19$m=8,t=0,p=0$AAAA$AAAA", "$2a$10$x", weak + "!"} {
		if ok, _, err := h.Matches(t.Context(), bad, "x"); ok || err == nil {
			t.Errorf("%s: %v %v", bad, ok, err)
		}
	}
}

// The time is that of filling the memory that argon2 is told to fill: how much
// that is can be counted, however busy the machine is.
func TestNobodyTakesAsMuchWorkAsSomebody(t *testing.T) {
	h := hasher(t, 1)
	d, err := h.Hash(t.Context(), "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	filled := func(digest string) uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if ok, _, err := h.Matches(t.Context(), digest, "wrong"); ok || err != nil {
			t.Fatalf("%v %v", ok, err)
		}
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	known, nobody := filled(d), filled("")
	if known < 8<<20 || nobody < known-known/100 {
		t.Errorf("a known user fills %d bytes, nobody %d", known, nobody)
	}
}

func TestSurplusOfLogInsIsTurnedAway(t *testing.T) {
	h := hasher(t, 1)
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	var mu sync.Mutex
	kinds := map[fault.Kind]int{}
	for range 200 {
		wg.Go(func() {
			_, _, err := h.Matches(ctx, "", "x")
			mu.Lock()
			defer mu.Unlock()
			kinds[fault.KindOf(err)]++
			if kinds[fault.Unavailable] > 50 {
				cancel()
			}
		})
	}
	wg.Wait()
	cancel()
	if kinds[fault.Unavailable] == 0 || kinds[fault.Internal] != 0 {
		t.Errorf("%v", kinds)
	}
}
