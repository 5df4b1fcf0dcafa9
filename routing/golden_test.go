package routing_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vonal/routing"
)

var update = flag.Bool("update", false, "write the golden files as they would be now")

const storedCalls = "../testdata/calls"

// TestStoredCallsReplayToTheSameDecisions: a trace is an incident and its test
// in one file. Copy one from a live system into testdata/calls and it is held.
func TestStoredCallsReplayToTheSameDecisions(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(storedCalls, "*.trace"))
	if err != nil || len(files) < 12 {
		t.Fatalf("only %d stored calls: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".trace"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			again, difference, err := routing.Replay(string(text))
			if err != nil {
				t.Fatal(err)
			}
			if *update {
				if err := os.WriteFile(file, []byte(again), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if difference != "" {
				t.Errorf("%s: %s", file, difference)
			}
		})
	}
}

// TestWhatADeskWritesReplays: traces written fact by fact, the policy changed in
// the middle, decide again to the letter.
func TestWhatADeskWritesReplays(t *testing.T) {
	for seed := range uint64(500) {
		traces, saved := map[int]string{}, map[int]string{}
		w := newWorld(realRules, seed)
		w.record = func(i int, before routing.Call, ev routing.Event, after routing.Call, cmds []routing.Command) {
			if before.Phase == routing.New {
				traces[i] += routing.TraceHeader(after, w.policy)
			}
			saved[i] = traces[i]
			traces[i] += routing.TraceBlock(after, ev, cmds)
		}
		w.forget = func(i int) { traces[i] = saved[i] }
		w.play(10)
		w.policy.RingTimeout, w.policy.Lease = 7*time.Second, 30*time.Second
		for i := range traces {
			traces[i] += routing.TracePolicy(w.policy)
			saved[i] += routing.TracePolicy(w.policy)
		}
		w.play(20)
		for i, trace := range traces {
			again, difference, err := routing.Replay(trace)
			if err != nil || difference != "" || again != trace {
				t.Fatalf("schedule %d, call %d: %s %v\n%s", seed, i, difference, err, trace)
			}
		}
	}
}

// TestAStoredCallThatWasDecidedDifferentlyIsToldByTheLine: what replay prints
// when a rule has changed since.
func TestAStoredCallThatWasDecidedDifferentlyIsToldByTheLine(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(storedCalls, "answered.trace"))
	if err != nil {
		t.Fatal(err)
	}
	old := strings.Replace(string(text), "start-wrap-up anna", "start-wrap-up boris", 1)
	_, difference, err := routing.Replay(old)
	if err != nil || !strings.Contains(difference, "start-wrap-up boris") || !strings.Contains(difference, "start-wrap-up anna") {
		t.Errorf("got %q, %v", difference, err)
	}
}

func TestATraceThatIsNoneIsRefused(t *testing.T) {
	for name, text := range map[string]string{
		"empty day":     "call x on tomorrow\n",
		"no head":       "10:00:00.000 due\n",
		"bad policy":    "call x on 2026-11-23\npolicy ring-timeout=soon\n",
		"other policy":  "call x on 2026-11-23\npolicy colour=red\n",
		"unknown facts": "call x on 2026-11-23\n10:00:00.000 exploded\n",
	} {
		if _, _, err := routing.Replay(text); err == nil {
			t.Errorf("%s: taken for a trace", name)
		}
	}
}
