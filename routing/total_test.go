package routing_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"vonal/routing"
)

// TestNoFactInAnyOrderBreaksACall: facts that no Asterisk would send, too, leave
// a call that is sound, and leave the call that Step was given as it was.
func TestNoFactInAnyOrderBreaksACall(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var c routing.Call
		ended := 0
		for range rapid.IntRange(1, 60).Draw(t, "facts") {
			ev := anyFact(t, c)
			before := c
			before.Offers = slices.Clone(c.Offers)
			next, cmds := routing.Step(c, ev, routing.DefaultPolicy)
			if !reflect.DeepEqual(before, c) {
				t.Fatalf("%T changed the call that was given", ev)
			}
			if fault := unsound(next); fault != "" {
				t.Fatalf("after %T: %s", ev, fault)
			}
			for _, cmd := range cmds {
				if _, report := cmd.(routing.Report); report {
					ended++
				}
			}
			c = next
		}
		if over := c.Phase == routing.Ended; over != (ended == 1) || ended > 1 {
			t.Fatalf("%s with %d reports", c.Phase, ended)
		}
	})
}

func anyFact(t *rapid.T, c routing.Call) routing.Event {
	at := at(rapid.IntRange(0, 60_000).Draw(t, "ms"))
	leg := routing.LegNo(rapid.IntRange(0, 4).Draw(t, "leg"))
	agent := rapid.SampledFrom([]routing.AgentID{"anna", "boris", "clara"}).Draw(t, "agent")
	yes := rapid.Bool()
	return rapid.SampledFrom([]func() routing.Event{
		func() routing.Event { return arrived() },
		func() routing.Event {
			return routing.Requested{At: at, ID: "c", Channel: "out", Agent: agent, To: "+361"}
		},
		func() routing.Event { return routing.CallerKnown{At: at} },
		func() routing.Event { return routing.CustomerRinging{At: at} },
		func() routing.Event { return routing.CustomerAnswered{At: at} },
		func() routing.Event {
			cause := rapid.SampledFrom([]routing.Cause{routing.NotReached, routing.Refused, routing.NoAnswer, routing.HungUp, routing.Vanished, "?"}).Draw(t, "gone")
			return routing.CustomerGone{At: at, Cause: cause, Lost: yes.Draw(t, "down")}
		},
		func() routing.Event { return routing.Claimed{At: at, Agent: agent} },
		func() routing.Event { return routing.NobodyFree{At: at} },
		func() routing.Event { return routing.Considered{At: at} },
		func() routing.Event { return routing.SearchFailed{At: at} },
		func() routing.Event { return routing.AgentFreed{At: at} },
		func() routing.Event { return routing.LegRinging{At: at, Leg: leg} },
		func() routing.Event { return routing.LegAnswered{At: at, Leg: leg} },
		func() routing.Event { return routing.Joined{At: at, Leg: leg} },
		func() routing.Event {
			cause := rapid.SampledFrom([]routing.Cause{routing.NotReached, routing.Refused, routing.NoAnswer, routing.HungUp, routing.Vanished, "?"}).Draw(t, "cause")
			return routing.LegGone{At: at, Leg: leg, Cause: cause}
		},
		func() routing.Event { return routing.PutOnHold{At: at} },
		func() routing.Event { return routing.TakenOffHold{At: at} },
		func() routing.Event { return routing.HandedOver{At: at, Leg: leg, To: agent} },
		func() routing.Event { return routing.OfferWithdrawn{At: at, Agent: agent} },
		func() routing.Event { return routing.Due{At: at} },
		func() routing.Event { return routing.CallerGone{At: at, Lost: yes.Draw(t, "lost")} },
		func() routing.Event {
			customer := rapid.SampledFrom([]routing.LegState{"", routing.LegDialled, routing.LegRings, routing.LegUp}).Draw(t, "customer")
			ev := routing.Resynced{At: at, Customer: customer, Ended: at.Add(-time.Second), Caller: yes.Draw(t, "caller"), Bridged: yes.Draw(t, "bridged"),
				Recorded: yes.Draw(t, "recorded"), Lost: yes.Draw(t, "lost"), Legs: map[routing.LegNo]routing.LegState{}}
			for n := routing.LegNo(1); n <= c.Leg; n++ {
				state := rapid.SampledFrom([]routing.LegState{"", routing.LegDialled, routing.LegRings, routing.LegUp}).Draw(t, "state")
				if state != "" {
					ev.Legs[n] = state
				}
			}
			return ev
		},
	}).Draw(t, "fact")()
}
