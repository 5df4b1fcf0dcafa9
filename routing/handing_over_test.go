package routing_test

import (
	"testing"
	"time"

	"vonal/routing"
)

// handOverFaults are mistakes with callers on hold and handed over that the
// model must notice.
var handOverFaults = map[string]func(*rules){
	"who hands over a caller has no wrap-up":               afterHandOver(without[routing.StartWrapUp]),
	"who hands over a caller stays on the line":            afterHandOver(without[routing.Drop]),
	"a caller who is handed over hears no music":           afterHandOver(without[routing.Hold]),
	"Asterisk keeps a caller who is handed over for hours": afterHandOver(without[routing.RenewLease]),
	"a caller waits for somebody who is not free": step(func(s stepFunc, c routing.Call, ev routing.Event, p routing.Policy) (routing.Call, []routing.Command) {
		if is[routing.NobodyFree](ev) {
			c.Wants = ""
		}
		return s(c, ev, p)
	}),
	"whoever is wanted is forgotten when nobody answers for it": step(func(s stepFunc, c routing.Call, ev routing.Event, p routing.Policy) (routing.Call, []routing.Command) {
		after, cmds := s(c, ev, p)
		if is[routing.SearchFailed](ev) {
			after.Wants = ""
		}
		return after, cmds
	}),
	"a hand-over told again is one of the next conversation": step(func(s stepFunc, c routing.Call, ev routing.Event, p routing.Policy) (routing.Call, []routing.Command) {
		if e, ok := ev.(routing.HandedOver); ok {
			e.Leg = c.Leg
			ev = e
		}
		return s(c, ev, p)
	}),
	"a caller who was handed over is abandoned": step(func(s stepFunc, c routing.Call, ev routing.Event, p routing.Policy) (routing.Call, []routing.Command) {
		after, cmds := s(c, ev, p)
		if is[routing.CallerGone](ev) && c.Phase == routing.Waiting && after.Phase == routing.Ended {
			after.Disposition = routing.Abandoned
		}
		return after, cmds
	}),
	"a resync takes the customer off hold": step(func(s stepFunc, c routing.Call, ev routing.Event, p routing.Policy) (routing.Call, []routing.Command) {
		if is[routing.Resynced](ev) {
			c.HeldAt = time.Time{}
		}
		return s(c, ev, p)
	}),
	"who is taken off hold stays with the music": step(func(s stepFunc, c routing.Call, ev routing.Event, p routing.Policy) (routing.Call, []routing.Command) {
		after, cmds := s(c, ev, p)
		if is[routing.TakenOffHold](ev) {
			return after, nil
		}
		return after, cmds
	}),
}

// afterHandOver spoils what follows a HandedOver.
func afterHandOver(spoil func([]routing.Command) []routing.Command) func(*rules) {
	return step(func(s stepFunc, c routing.Call, ev routing.Event, p routing.Policy) (routing.Call, []routing.Command) {
		after, cmds := s(c, ev, p)
		if is[routing.HandedOver](ev) {
			cmds = spoil(cmds)
		}
		return after, cmds
	})
}

// The time between two conversations of one call is neither's.
func TestTalkLeavesOutTheTimeBetweenTwoConversations(t *testing.T) {
	answered := func(from, until int) routing.Offer {
		o := routing.Offer{Result: routing.Accepted, EndedAt: at(from)}
		if until > 0 {
			o.HandedOver = at(until)
		}
		return o
	}
	missed := routing.Offer{Result: routing.Missed, EndedAt: at(70_000)}
	for name, want := range map[string]struct {
		offers []routing.Offer
		talk   time.Duration
	}{
		"one conversation":                      {[]routing.Offer{answered(10_000, 0)}, 90 * time.Second},
		"handed over, and answered at once":     {[]routing.Offer{answered(10_000, 50_000), answered(60_000, 0)}, 80 * time.Second},
		"handed over, missed, answered":         {[]routing.Offer{answered(10_000, 50_000), missed, answered(80_000, 0)}, 60 * time.Second},
		"handed over twice":                     {[]routing.Offer{answered(10_000, 20_000), answered(30_000, 40_000), answered(90_000, 0)}, 30 * time.Second},
		"handed over, and left before anybody":  {[]routing.Offer{answered(10_000, 50_000), missed}, 40 * time.Second},
		"handed over at the moment of the end":  {[]routing.Offer{answered(10_000, 100_000)}, 90 * time.Second},
		"answered by the first after a refusal": {[]routing.Offer{missed, answered(80_000, 0)}, 90 * time.Second},
	} {
		c := routing.Call{ArrivedAt: at(0), AnsweredAt: at(10_000), EndedAt: at(100_000), Offers: want.offers}
		if got := c.Talk(); got != want.talk {
			t.Errorf("%s: %s, want %s", name, got, want.talk)
		}
	}
}
