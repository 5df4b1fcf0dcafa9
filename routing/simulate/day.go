// Package simulate plays a stretch of time again, with the same callers and the
// same people at work, under a policy of one's choice: the rules that decide are
// those of routing themselves. It has no clock and no I/O; the same day and the
// same seed give the same outcome.
package simulate

import (
	"time"

	"vonal/routing"
)

// Day is what happened, as far as it does not depend on the rules: who called
// and when, who was at work, and how people behave.
type Day struct {
	Since, Until time.Time
	Agents       []routing.Agent // as they were at Since
	Hours        []Hour          // in the order of time
	Arrivals     []Arrival       // in the order of time
	Habits       map[routing.AgentID]Habit
}

// Hour is something an agent did by themself: came, went, paused, came back.
type Hour struct {
	Agent routing.AgentID
	Fact  routing.AgentEvent
}

// Arrival is a caller.
type Arrival struct {
	Fact   routing.Arrived
	Caller routing.Caller
	// Patience is how long they would wait; 0 for ever. Of one who was answered
	// it is not known: see Patience.
	Patience time.Duration
	Talk     time.Duration // how long they speak when somebody answers
}

// Habit is how an agent behaves, as was seen.
type Habit struct {
	RingDelay time.Duration   // from the offer to the first ringing
	Answers   []time.Duration // from the first ringing to the answer, one for each that was seen
	Missed    int             // offers that rang and were not answered in time
	Rests     []time.Duration // how long wrap-ups lasted
}

// Outcome is what became of a call, real or simulated.
type Outcome struct {
	ArrivedAt   time.Time
	Wait        time.Duration // until the answer or the end
	Talk        time.Duration
	Disposition routing.Disposition
	Agent       routing.AgentID // who spoke
	Missed      []routing.AgentID
}

// Busy is what an agent's time went into.
type Busy struct {
	Calls, Missed                  int
	Talking, WrapUp, Ringing, Free time.Duration
}

// Occupancy is the share of the time at work in which there was work, in
// thousandths: talk, rest and the ringing of answered calls against that and
// the time free for calls.
func (b Busy) Occupancy() int {
	busy := b.Talking + b.WrapUp + b.Ringing
	if busy+b.Free <= 0 {
		return 0
	}
	return int(busy * 1000 / (busy + b.Free))
}

// Observed is what became of a day.
type Observed struct {
	Calls  []Outcome
	Agents map[routing.AgentID]Busy
}
