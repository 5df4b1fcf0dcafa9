package simulate_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"vonal/routing"
	"vonal/routing/simulate"
)

var begin = time.Date(2026, 11, 26, 8, 0, 0, 0, time.UTC)

// aDay is eight hours of a small company: so many callers an hour, who come as
// callers do, and agents who answer, miss and rest as people do.
func aDay(agents, perHour int, seed uint64) simulate.Day {
	rng := rand.New(rand.NewPCG(seed, 7))
	d := simulate.Day{Since: begin, Until: begin.Add(8 * time.Hour), Habits: map[routing.AgentID]simulate.Habit{}}
	for i := range agents {
		id := routing.AgentID(fmt.Sprintf("agent-%02d", i))
		a := routing.Agent{ID: id, PhoneUp: true, OnShift: true, State: routing.AgentAvailable, Since: begin, Level: routing.Level(i % 3)}
		d.Agents = append(d.Agents, a)
		h := simulate.Habit{RingDelay: 200 * time.Millisecond, Missed: 1 + i%3}
		for range 20 {
			h.Answers = append(h.Answers, time.Duration(500+rng.IntN(4000))*time.Millisecond)
			h.Rests = append(h.Rests, time.Duration(20+rng.IntN(160))*time.Second)
		}
		d.Habits[id] = h
		at := begin.Add(time.Duration(2+i%4) * time.Hour)
		d.Hours = append(d.Hours,
			simulate.Hour{Agent: id, Fact: routing.PausePressed{At: at, Reason: "lunch"}},
			simulate.Hour{Agent: id, Fact: routing.ReadyPressed{At: at.Add(30 * time.Minute)}})
	}
	mean := time.Hour / time.Duration(perHour)
	for at, n := begin, 0; ; n++ {
		at = at.Add(time.Duration(float64(mean) * -math.Log(1-rng.Float64()))).Truncate(time.Millisecond)
		if !at.Before(d.Until) {
			return d
		}
		tier := ""
		if rng.IntN(10) == 0 {
			tier = routing.TierImportant
		}
		d.Arrivals = append(d.Arrivals, simulate.Arrival{
			Fact:     routing.Arrived{At: at, ID: routing.CallID(fmt.Sprintf("call-%04d", n)), Channel: "c", From: "+36301234567", To: "100"},
			Caller:   routing.Caller{Card: "c", Tier: tier},
			Patience: time.Duration(-120*math.Log(1-rng.Float64())*1000) * time.Millisecond,
			Talk:     time.Duration(30+rng.IntN(300)) * time.Second,
		})
	}
}

// again is the day as it would be read from the record of what became of it: the
// patience of those who were answered is not known.
func again(d simulate.Day, o simulate.Observed, seed uint64) simulate.Day {
	d.Arrivals = append([]simulate.Arrival(nil), d.Arrivals...)
	waited, gaveUp := make([]time.Duration, len(d.Arrivals)), make([]bool, len(d.Arrivals))
	for i := range d.Arrivals {
		waited[i], gaveUp[i] = o.Calls[i].Wait, o.Calls[i].Disposition == routing.Abandoned
	}
	simulate.Patience(d.Arrivals, waited, gaveUp, seed)
	return d
}

func TestTheSameDayAndSeedGiveTheSameOutcome(t *testing.T) {
	d := aDay(5, 60, 1)
	a, b := simulate.Run(d, routing.DefaultPolicy, 3), simulate.Run(d, routing.DefaultPolicy, 3)
	if !reflect.DeepEqual(a, b) {
		t.Error("two runs differ")
	}
	if len(a.Calls) != len(d.Arrivals) {
		t.Errorf("%d callers, %d outcomes", len(d.Arrivals), len(a.Calls))
	}
}

// TestTheRealPolicyReproducesReality: with the policy that held, and what can be
// known afterwards, the figures come out again within the bounds that
// docs/operations.md states. Five days of each kind are taken together, as what
// chance makes of one small day is no error of the simulation.
func TestTheRealPolicyReproducesReality(t *testing.T) {
	for _, c := range []struct{ agents, perHour int }{{4, 20}, {8, 60}, {20, 200}} {
		t.Run(fmt.Sprintf("%d agents, %d calls an hour", c.agents, c.perHour), func(t *testing.T) {
			var real, simulated simulate.Observed
			for seed := range uint64(5) {
				d := aDay(c.agents, c.perHour, seed)
				was := simulate.Run(d, routing.DefaultPolicy, 100+seed)
				is := simulate.Run(again(d, was, seed), routing.DefaultPolicy, 200+seed)
				real, simulated = together(real, was), together(simulated, is)
			}
			r, s := simulate.Measure(real), simulate.Measure(simulated)
			t.Logf("real      %+v", r)
			t.Logf("simulated %+v", s)
			if off := abs(r.ServiceLevel - s.ServiceLevel); off > 40 {
				t.Errorf("the service level is %d thousandths off", off)
			}
			if off := abs(int(r.AverageWait - s.AverageWait)); off > int(r.AverageWait)/5+int(time.Second) {
				t.Errorf("the average wait is %s and comes out as %s", r.AverageWait, s.AverageWait)
			}
			if off := abs(r.Occupancy - s.Occupancy); off > 30 {
				t.Errorf("the occupancy is %d thousandths off", off)
			}
			if off := abs(r.Abandoned - s.Abandoned); off > r.Offered/25 {
				t.Errorf("%d gave up, and in the simulation %d", r.Abandoned, s.Abandoned)
			}
		})
	}
}

func together(a, b simulate.Observed) simulate.Observed {
	out := simulate.Observed{Calls: append(append([]simulate.Outcome(nil), a.Calls...), b.Calls...), Agents: map[routing.AgentID]simulate.Busy{}}
	for _, o := range []simulate.Observed{a, b} {
		for id, busy := range o.Agents {
			sum := out.Agents[id]
			sum.Calls += busy.Calls
			sum.Missed += busy.Missed
			sum.Talking += busy.Talking
			sum.WrapUp += busy.WrapUp
			sum.Ringing += busy.Ringing
			sum.Free += busy.Free
			out.Agents[id] = sum
		}
	}
	return out
}

func abs(n int) int { return max(n, -n) }

// TestOtherRulesChangeTheFiguresAsTheyMust: what everybody knows who has run a
// call centre.
func TestOtherRulesChangeTheFiguresAsTheyMust(t *testing.T) {
	d := aDay(6, 60, 4)
	for id, h := range d.Habits {
		h.Rests = nil // they rest for as long as they may
		d.Habits[id] = h
	}
	now := simulate.Measure(simulate.Run(d, routing.DefaultPolicy, 1))
	p := routing.DefaultPolicy
	p.WrapUp = 30 * time.Second
	short := simulate.Measure(simulate.Run(d, p, 1))
	if short.ServiceLevel <= now.ServiceLevel || short.AverageWait >= now.AverageWait || short.Abandoned > now.Abandoned {
		t.Errorf("a shorter rest: %+v, before %+v", short, now)
	}
	p = routing.DefaultPolicy
	p.RingTimeout = time.Second
	hasty := simulate.Measure(simulate.Run(d, p, 1))
	if hasty.Missed <= now.Missed {
		t.Errorf("phones that ring for a second are missed %d times, and were %d", hasty.Missed, now.Missed)
	}
	p = routing.DefaultPolicy
	p.ImportantLevel = routing.Senior
	p.LowerAfter = 0
	picky := simulate.Run(d, p, 1)
	for _, c := range picky.Calls {
		for _, a := range d.Arrivals {
			if a.Fact.At.Equal(c.ArrivedAt) && a.Caller.Tier == routing.TierImportant && c.Agent != "" && levelOf(d, c.Agent) != routing.Senior {
				t.Errorf("an important customer was given to %s", c.Agent)
			}
		}
	}
}

func levelOf(d simulate.Day, id routing.AgentID) routing.Level {
	for _, a := range d.Agents {
		if a.ID == id {
			return a.Level
		}
	}
	return -1
}

func TestNobodyAtWorkAndNobodyCalling(t *testing.T) {
	d := aDay(0, 10, 1)
	m := simulate.Measure(simulate.Run(d, routing.DefaultPolicy, 1))
	if m.Answered != 0 || m.Abandoned != m.Offered || m.ServiceLevel != 0 {
		t.Errorf("%+v", m)
	}
	d.Arrivals = nil
	if m := simulate.Measure(simulate.Run(d, routing.DefaultPolicy, 1)); m.Offered != 0 || m.ServiceLevel != -1 {
		t.Errorf("%+v", m)
	}
}
