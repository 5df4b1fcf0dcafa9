package routing_test

import (
	"flag"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"testing"
)

var (
	seedFlag       = flag.Uint64("seed", 0, "play this schedule of the model alone, and tell it")
	schedulesFlag  = flag.Uint64("schedules", 200_000, "how many schedules the model plays")
	happeningsFlag = flag.Int("happenings", 24, "how many things happen in each")
)

// TestEveryScheduleKeepsThePromises plays calls against agents, phones and a
// desk that dies, with facts late, repeated, out of order and lost.
func TestEveryScheduleKeepsThePromises(t *testing.T) {
	if *seedFlag != 0 {
		t.Log(tell(realRules, *seedFlag, *happeningsFlag))
		return
	}
	defer debug.SetGCPercent(debug.SetGCPercent(1000)) // many small worlds, soon forgotten
	n := *schedulesFlag
	if testing.Short() || raceDetector {
		n /= 10
	}
	if seed, broken := search(realRules, n); seed != 0 {
		t.Fatalf("schedule %d: %s\n%s", seed, broken, tell(realRules, seed, shortest(realRules, seed)))
	}
}

// search plays n schedules and answers with one that broke a promise, or 0.
func search(r rules, n uint64) (seed uint64, broken string) {
	var (
		next  atomic.Uint64
		found sync.Once
		all   sync.WaitGroup
	)
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for s := next.Add(1); s <= n; s = next.Add(1) {
				w := newWorld(r, s)
				w.play(*happeningsFlag)
				if w.broken != "" {
					next.Store(n)
					found.Do(func() { seed, broken = s, w.broken })
				}
			}
		})
	}
	all.Wait()
	return seed, broken
}

// shortest is the smallest number of happenings with which the schedule still
// breaks a promise.
func shortest(r rules, seed uint64) int {
	for n := range *happeningsFlag {
		w := newWorld(r, seed)
		if w.play(n); w.broken != "" {
			return n
		}
	}
	return *happeningsFlag
}

// tell plays a schedule and tells all that happens in it.
func tell(r rules, seed uint64, n int) string {
	w := newWorld(r, seed)
	w.log = &story{}
	w.play(n)
	return w.log.String() + w.broken
}
