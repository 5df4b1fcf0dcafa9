package routing_test

import (
	"reflect"
	"testing"
	"time"

	"vonal/routing"
)

// TestTheRankingSaysWhyOfEveryAgent: every ground there is, for and against.
func TestTheRankingSaysWhyOfEveryAgent(t *testing.T) {
	now := at(100_000)
	s := func(n int) time.Duration { return time.Duration(n) * time.Second }
	up := routing.Agent{ID: "anna", OnShift: true, PhoneUp: true, Since: now.Add(-s(12))}
	with := func(state routing.AgentState, until time.Duration) routing.Agent {
		a := up
		a.State = state
		if until != 0 {
			a.Until = now.Add(until)
		}
		return a
	}
	noPhone := with(routing.AgentWrapUp, -s(3))
	noPhone.PhoneUp = false
	tried := routing.Offer{Agent: "anna", Leg: 1, Result: routing.Missed}
	refused := routing.Offer{Agent: "anna", Leg: 1, Result: routing.Rejected, NotBefore: now.Add(s(4))}
	for name, c := range map[string]struct {
		agent  routing.Agent
		offers []routing.Offer
		take   bool
		why    []routing.Reason
	}{
		"available":              {with(routing.AgentAvailable, 0), nil, true, []routing.Reason{{Code: routing.BecauseFree, For: s(12)}}},
		"wrap-up":                {with(routing.AgentWrapUp, s(30)), nil, false, []routing.Reason{{Code: routing.BecauseWrapUp, For: s(30)}}},
		"wrap-up over":           {with(routing.AgentWrapUp, -s(3)), nil, true, []routing.Reason{{Code: routing.BecauseFree, For: s(3)}}},
		"wrap-up, no phone":      {noPhone, nil, false, []routing.Reason{{Code: routing.BecauseWrapUp}}},
		"paused":                 {with(routing.AgentPaused, 0), nil, false, []routing.Reason{{Code: routing.BecausePaused}}},
		"offline":                {with(routing.AgentOffline, 0), nil, false, []routing.Reason{{Code: routing.BecauseOffline}}},
		"never on shift":         {with("", 0), nil, false, []routing.Reason{{Code: routing.BecauseOffline}}},
		"unreachable":            {with(routing.AgentUnreachable, 0), nil, false, []routing.Reason{{Code: routing.BecauseUnreachable}}},
		"did not ring":           {with(routing.AgentUnreachable, s(40)), nil, false, []routing.Reason{{Code: routing.BecauseUnreachable, For: s(40)}}},
		"did not ring, long ago": {with(routing.AgentUnreachable, -s(1)), nil, true, []routing.Reason{{Code: routing.BecauseFree, For: s(1)}}},
		"claimed":                {with(routing.AgentClaimed, s(5)), nil, false, []routing.Reason{{Code: routing.BecauseBusy}}},
		"ringing":                {with(routing.AgentRinging, s(5)), nil, false, []routing.Reason{{Code: routing.BecauseBusy}}},
		"talking":                {with(routing.AgentTalking, 0), nil, false, []routing.Reason{{Code: routing.BecauseBusy}}},
		"tried":                  {with(routing.AgentAvailable, 0), []routing.Offer{tried}, true, []routing.Reason{{Code: routing.BecauseFree, For: s(12)}, {Code: routing.BecauseTried, Times: 1}}},
		"refused":                {with(routing.AgentAvailable, 0), []routing.Offer{refused}, false, []routing.Reason{{Code: routing.BecauseRefused, For: s(4)}, {Code: routing.BecauseTried, Times: 1}}},
		"refused, then offered":  {with(routing.AgentAvailable, 0), []routing.Offer{refused, tried}, true, []routing.Reason{{Code: routing.BecauseFree, For: s(12)}, {Code: routing.BecauseTried, Times: 2}}},
	} {
		got := routing.Rank([]routing.Agent{c.agent}, routing.Call{Offers: c.offers}, routing.Policy{}, now).Choices
		want := []routing.Choice{{Agent: "anna", Take: c.take, Because: c.why}}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
}

func TestEveryReasonReadsAsAPhrase(t *testing.T) {
	for r, want := range map[routing.Reason]string{
		{Code: routing.BecauseFree, For: 12 * time.Second}:       "free for 12 s",
		{Code: routing.BecauseTried, Times: 2}:                   "tried 2× for this call",
		{Code: routing.BecauseRefused, For: 4 * time.Second}:     "refused this call, asked again in 4 s",
		{Code: routing.BecauseWrapUp, For: 30 * time.Second}:     "wrap-up, 30 s left",
		{Code: routing.BecauseUnreachable, For: 9 * time.Second}: "unreachable, next try in 9 s",
		{Code: routing.BecauseUnreachable}:                       "unreachable",
		{Code: routing.BecausePaused}:                            "paused",
		{Code: routing.BecauseOffline}:                           "offline",
		{Code: routing.BecauseBusy}:                              "busy",
	} {
		if r.String() != want {
			t.Errorf("got %q, want %q", r, want)
		}
	}
}

func TestWhoWasTriedLessComesFirstThenWhoHasBeenFreeLongest(t *testing.T) {
	free := func(id routing.AgentID, since int) routing.Agent {
		return routing.Agent{ID: id, State: routing.AgentAvailable, OnShift: true, PhoneUp: true, Since: at(since)}
	}
	agents := []routing.Agent{
		free("anna", 0), free("boris", 5000), free("clara", 3000), free("dora", 5000),
		{ID: "bea", State: routing.AgentPaused}, {ID: "adam", State: routing.AgentOffline},
	}
	c := routing.Call{Offers: []routing.Offer{
		{Agent: "anna", Leg: 1, Result: routing.Missed},
		{Agent: "dora", Leg: 2, Result: routing.Withdrawn}, // not counted: it was we who took it back
	}}
	var got []routing.AgentID
	for _, choice := range routing.Rank(agents, c, routing.Policy{}, at(9000)).Choices {
		got = append(got, choice.Agent)
	}
	want := []routing.AgentID{"clara", "boris", "dora", "anna", "adam", "bea"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// A moment from elsewhere may be finer than facts are; a reason is stored in
// milliseconds and must read back as it was.
func TestAReasonIsNoFinerThanItIsStored(t *testing.T) {
	a := routing.Agent{ID: "anna", State: routing.AgentAvailable, OnShift: true, PhoneUp: true, Since: at(0).Add(-2*time.Millisecond - 259*time.Microsecond)}
	for _, choice := range routing.Rank([]routing.Agent{a}, routing.Call{}, routing.Policy{}, at(0)).Choices {
		ev := routing.Claimed{At: at(0), Agent: "anna", Because: choice.Because}
		back, err := routing.ParseFact(day, routing.FormatFact(day, ev))
		if err != nil || !reflect.DeepEqual(back, routing.Event(ev)) {
			t.Errorf("%v came back as %v, %v", ev, back, err)
		}
	}
}
