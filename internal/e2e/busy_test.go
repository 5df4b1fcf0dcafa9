package e2e_test

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"vonal/internal/e2e"
	"vonal/internal/sipphone"
)

func TestBusy(t *testing.T) {
	t.Parallel()
	keep(t, e2e.Options{},
		busyHourKeepsEveryCallAndNeverOffersAnAgentTwice,
	)
}

// moody does with each offer what chance says, as a room full of people does.
func moody(chance *rand.Rand) sipphone.Behaviour {
	pick := func(most time.Duration) time.Duration { return time.Duration(chance.Int64N(int64(most))) }
	return func(o *sipphone.Offer) { // one at a time: the socket is read by one goroutine
		behave := []sipphone.Behaviour{
			sipphone.Answers(0), sipphone.Answers(pick(900 * time.Millisecond)), sipphone.Talks(pick(time.Second), pick(time.Second)),
			sipphone.Talks(0, pick(300*time.Millisecond)), sipphone.RingOnly(), sipphone.Refuses(486),
			sipphone.RefusesAfter(pick(500*time.Millisecond), 603), sipphone.AnswersAndHangsUp(), sipphone.AnswersCancel(),
			sipphone.RingsAfter(pick(time.Second), sipphone.Answers(pick(time.Second))),
		}
		behave[chance.IntN(len(behave))](o)
	}
}

func busyHourKeepsEveryCallAndNeverOffersAnAgentTwice(t *testing.T, v *e2e.Vonal) {
	const seed, callers, perSecond = 7, 90, 6
	policy(t, v, map[string]any{"ring_timeout_ms": 1000, "wrapup_ms": 1000, "retry_ms": 1000, "misses_to_pause": 0})
	for i := range 6 {
		v.Agent(t, "Moody", moody(rand.New(rand.NewPCG(seed, uint64(i)))))
	}
	chance := rand.New(rand.NewPCG(seed, 99))
	patient := make([]time.Duration, callers)
	for i := range patient {
		patient[i] = time.Duration(chance.Int64N(int64(5 * time.Second)))
	}
	all := make([]*sipphone.Caller, callers)
	if err := sipphone.Pace(t.Context(), perSecond, callers, func(i int) {
		all[i] = v.Dial(t, v.Number())
		all[i].HangupAfter(patient[i])
	}); err != nil {
		t.Fatal(err)
	}
	arrived := 0
	for _, c := range all {
		comes(t, "a caller's leg ends", c.Ended())
		if c.SetupTime() > 0 {
			arrived++
		}
	}
	v.NothingLeft(t)
	var calls []e2e.Call
	eventually(t, patience, func() bool {
		calls = v.Calls(t, "")
		return len(calls) >= arrived
	}, "all %d calls are written", arrived)
	from := map[string]int{}
	for _, c := range calls {
		if from[c.From]++; from[c.From] > 1 {
			t.Errorf("the call from %s is written twice", c.From)
		}
		if c.Disposition != "answered" && c.Disposition != "abandoned" {
			t.Errorf("the call from %s was %s", c.From, c.Disposition)
		}
		if won := slices.ContainsFunc(c.Offers, func(o e2e.Offer) bool { return o.Result == "answered" }); won != (c.Disposition == "answered") {
			t.Errorf("call %s is %s, its offers %+v", c.ID, c.Disposition, c.Offers)
		}
	}
	oneAtATime(t, calls)
}

// oneAtATime demands that no agent had two calls at once, offers included.
func oneAtATime(t *testing.T, calls []e2e.Call) {
	t.Helper()
	type hold struct {
		from, to time.Time
		call     string
	}
	held := map[string][]hold{}
	for _, c := range calls {
		for _, o := range c.Offers {
			to := *o.EndedAt
			if o.Result == "answered" {
				to = *c.EndedAt
			}
			held[o.AgentID] = append(held[o.AgentID], hold{o.OfferedAt, to, c.ID})
		}
	}
	offers := 0
	for agent, holds := range held {
		slices.SortFunc(holds, func(a, b hold) int { return cmp.Or(a.from.Compare(b.from), a.to.Compare(b.to)) })
		offers += len(holds)
		for i := 1; i < len(holds); i++ {
			if holds[i].from.Before(holds[i-1].to) {
				t.Errorf("agent %s had call %s until %v and call %s from %v", agent,
					holds[i-1].call, holds[i-1].to, holds[i].call, holds[i].from)
			}
		}
	}
	t.Logf("%d calls, %d offers to %d agents", len(calls), offers, len(held))
}
