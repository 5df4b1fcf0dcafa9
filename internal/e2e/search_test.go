package e2e_test

import (
	"slices"
	"testing"
	"time"

	"vonal/internal/e2e"
	"vonal/internal/sipphone"
)

func TestSearch(t *testing.T) {
	t.Parallel()
	keep(t, e2e.Options{TestClock: true},
		callerHearsMusicWhileWaiting,
		phoneThatIsNotAnsweredRingsFiveSecondsThenTheNextOneAtOnce,
		phoneThatRingsLateRingsFiveSecondsToo,
		agentWithoutARegisteredPhoneIsNotTried,
		silentPhoneIsUnreachableAfterTwoSecondsAndNotAMiss,
		unpluggedPhoneIsUnreachableAfterTwoSeconds,
		refusingAgentsAreSkippedAtOnce,
		nobodyIsOfferedACallTwiceBeforeEverybodyElse,
		agentsTakeTheirTurnsByHowLongTheyHaveBeenFree,
	)
}

// The tolerances. A phone's own stamps are taken a moment before and after
// Asterisk's, so that five seconds can hardly look shorter; they can look
// longer where the machine has too much to do at that very moment.
const (
	ringsFor     = 5 * time.Second
	notBefore    = 50 * time.Millisecond
	notAfter     = 100 * time.Millisecond
	nextGap      = 100 * time.Millisecond
	busyMachine  = 500 * time.Millisecond // what a single late one may be late by
	silentFor    = 2 * time.Second
	reactsWithin = time.Second
)

func callerHearsMusicWhileWaiting(t *testing.T, v *e2e.Vonal) {
	caller := v.Dial(t, v.Number())
	within(t, "the caller is answered by the music", caller.WaitAnswered)
	within(t, "the caller hears music", caller.WaitAudio)
	v.Agent(t, "Anna", sipphone.Answers(500*time.Millisecond))
	within(t, "the caller hears Anna", tone(caller.Leg, 700))
}

// rang is how long a phone rang until it was cancelled.
func rang(t *testing.T, o *sipphone.Offer) time.Duration {
	t.Helper()
	comes(t, "the offer is cancelled", o.Cancelled())
	m := o.Moments()
	return m.Cancel.Sub(m.Ringing)
}

// inTime demands that all of them are right, but for what a busy machine may
// do to some: the best of them tells what the program does.
func inTime(t *testing.T, what string, got []time.Duration, low, high time.Duration) {
	t.Helper()
	t.Logf("%s: %v, wanted %v to %v", what, got, low, high)
	if best := slices.Min(got); best > high {
		t.Errorf("%s at best %v, more than %v", what, best, high)
	}
	for _, d := range got {
		if d < low || d > high+busyMachine {
			t.Errorf("%s %v, not between %v and %v", what, d, low, high)
		}
	}
}

func phoneThatIsNotAnsweredRingsFiveSecondsThenTheNextOneAtOnce(t *testing.T, v *e2e.Vonal) {
	staff := []*e2e.Agent{
		v.Agent(t, "Anna", sipphone.RingOnly()),
		v.Agent(t, "Boris", sipphone.RingOnly()),
		v.Agent(t, "Csaba", sipphone.Answers(0)),
	}
	from := v.Number()
	caller := v.Dial(t, from)
	anna := staff[0].Offer(t)
	if anna.CallerNumber() != from {
		t.Errorf("Anna's phone shows %q, not %q", anna.CallerNumber(), from)
	}
	rings := []time.Duration{rang(t, anna)}
	boris := staff[1].Offer(t)
	rings = append(rings, rang(t, boris))
	csaba := staff[2].Offer(t)
	gaps := []time.Duration{
		boris.Moments().Invite.Sub(anna.Moments().Cancel),
		csaba.Moments().Invite.Sub(boris.Moments().Cancel),
	}
	inTime(t, "ringing", rings, ringsFor-notBefore, ringsFor+notAfter)
	inTime(t, "from a CANCEL to the next INVITE", gaps, -notBefore, nextGap)
	within(t, "the caller hears Csaba", tone(caller.Leg, 700))
	caller.Hangup()
	call := v.Written(t, from)
	results(t, call, staff, "missed", "missed", "answered")
	for _, a := range staff[:2] {
		if now := a.Awaits(t, "available"); now.Misses != 1 {
			t.Errorf("%s has %d misses, not 1", a.Name, now.Misses)
		}
	}
}

// results checks whom a call was offered, in order, and what came of it.
func results(t *testing.T, call e2e.Call, staff []*e2e.Agent, want ...string) {
	t.Helper()
	if len(call.Offers) != len(want) {
		t.Fatalf("%d offers, want %d: %+v", len(call.Offers), len(want), call.Offers)
	}
	for i, o := range call.Offers {
		if o.AgentID != staff[i].ID || o.Result != want[i] {
			t.Errorf("offer %d: %s to %s, want %s to %s", i+1, o.Result, o.AgentID, want[i], staff[i].Name)
		}
		if len(o.Because) == 0 {
			t.Errorf("offer %d does not say why", i+1)
		}
		if o.EndedAt == nil || o.EndedAt.Before(o.OfferedAt) {
			t.Errorf("offer %d: from %v to %v", i+1, o.OfferedAt, o.EndedAt)
		}
	}
}

func phoneThatRingsLateRingsFiveSecondsToo(t *testing.T, v *e2e.Vonal) {
	staff := []*e2e.Agent{
		v.Agent(t, "Anna", sipphone.RingsAfter(time.Second, sipphone.RingOnly())),
		v.Agent(t, "Boris", sipphone.Answers(0)),
	}
	from := v.Number()
	caller := v.Dial(t, from)
	anna := staff[0].Offer(t)
	inTime(t, "ringing", []time.Duration{rang(t, anna)}, ringsFor-notBefore, ringsFor+notAfter)
	if m := anna.Moments(); m.Ringing.Sub(m.Invite) < time.Second {
		t.Errorf("the phone rang %v after the INVITE; this test is about a late one", m.Ringing.Sub(m.Invite))
	}
	within(t, "the caller hears Boris", tone(caller.Leg, 700))
	caller.Hangup()
	results(t, v.Written(t, from), staff, "missed", "answered")
}

func agentWithoutARegisteredPhoneIsNotTried(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.RingOnly())
	v.Hire(t, "Never Plugged-In", sipphone.RingOnly())
	within(t, "Anna's phone unregisters", anna.Phone.Unregister)
	anna.Awaits(t, "unreachable")
	boris := v.Agent(t, "Boris", sipphone.Answers(0))
	from := v.Number()
	caller := v.Dial(t, from)
	if late := boris.Offer(t).Moments().Invite.Sub(caller.Moments().Invite); late > reactsWithin {
		t.Errorf("Boris was rung after %v", late)
	}
	within(t, "the caller hears Boris", tone(caller.Leg, 700))
	caller.Hangup()
	results(t, v.Written(t, from), []*e2e.Agent{boris}, "answered")
	if now := anna.Now(t); now.Misses != 0 || now.State != "unreachable" {
		t.Errorf("Anna is %s with %d misses", now.State, now.Misses)
	}
}

func silentPhoneIsUnreachableAfterTwoSecondsAndNotAMiss(t *testing.T, v *e2e.Vonal) {
	unreachable(t, v, sipphone.Silent(), func(*e2e.Agent) {})
}

func unpluggedPhoneIsUnreachableAfterTwoSeconds(t *testing.T, v *e2e.Vonal) {
	unreachable(t, v, sipphone.RingOnly(), func(a *e2e.Agent) { a.Phone.Unplug() })
}

// unreachable has a call offered to a phone that does not ring.
func unreachable(t *testing.T, v *e2e.Vonal, b sipphone.Behaviour, before func(*e2e.Agent)) {
	t.Helper()
	anna := v.Agent(t, "Anna", b)
	boris := v.Agent(t, "Boris", sipphone.Answers(0))
	before(anna)
	from := v.Number()
	caller := v.Dial(t, from)
	within(t, "the caller is in the queue", caller.WaitAnswered)
	offered := boris.Offer(t).Moments().Invite
	inTime(t, "until Boris is rung", []time.Duration{offered.Sub(caller.Moments().Invite)}, silentFor-notBefore, silentFor+busyMachine)
	within(t, "the caller hears Boris", tone(caller.Leg, 700))
	now := anna.Awaits(t, "unreachable")
	if now.Misses != 0 {
		t.Errorf("a phone that did not ring was charged with %d misses", now.Misses)
	}
	caller.Hangup()
	call := v.Written(t, from)
	results(t, call, []*e2e.Agent{anna, boris}, "unreachable", "answered")
	if call.Offers[0].RingingAt != nil {
		t.Errorf("a phone that never rang is said to have rung at %v", call.Offers[0].RingingAt)
	}
	anna.Phone.Plug()
}

func refusingAgentsAreSkippedAtOnce(t *testing.T, v *e2e.Vonal) {
	var staff []*e2e.Agent
	for _, code := range []int{486, 603, 480} {
		staff = append(staff, v.Agent(t, "Refuses", sipphone.Refuses(code)))
	}
	staff = append(staff, v.Agent(t, "Dora", sipphone.Answers(0)))
	from := v.Number()
	caller := v.Dial(t, from)
	var gaps []time.Duration
	previous := staff[0].Offer(t)
	for _, a := range staff[1:] {
		next := a.Offer(t)
		gaps = append(gaps, next.Moments().Invite.Sub(previous.Moments().Final))
		previous = next
	}
	inTime(t, "from a refusal to the next INVITE", gaps, 0, nextGap)
	within(t, "the caller hears Dora", tone(caller.Leg, 700))
	caller.Hangup()
	results(t, v.Written(t, from), staff, "rejected", "rejected", "rejected", "answered")
	for _, a := range staff[:3] {
		if now := a.Awaits(t, "available"); now.Misses != 0 {
			t.Errorf("a refusal was charged as %d misses", now.Misses)
		}
	}
}

func nobodyIsOfferedACallTwiceBeforeEverybodyElse(t *testing.T, v *e2e.Vonal) {
	var staff []*e2e.Agent
	for range 3 {
		staff = append(staff, v.Agent(t, "Refuses", sipphone.RefusesAfter(300*time.Millisecond, 486)))
	}
	from := v.Number()
	caller := v.Dial(t, from)
	for range 2 {
		for _, a := range staff {
			a.Offer(t)
		}
	}
	caller.Hangup()
	call := v.Written(t, from)
	if len(call.Offers) < 6 {
		t.Fatalf("%d offers, want 6", len(call.Offers))
	}
	for i, o := range call.Offers[:6] {
		if o.AgentID != staff[i%3].ID {
			t.Errorf("offer %d went to %s", i+1, o.AgentID)
		}
	}
	again := call.Offers[3].Because
	if !slices.ContainsFunc(again, func(r e2e.Reason) bool { return r.Code == "tried" && r.Times == 1 }) {
		t.Errorf("the second offer to an agent is explained by %+v", again)
	}
}

func agentsTakeTheirTurnsByHowLongTheyHaveBeenFree(t *testing.T, v *e2e.Vonal) {
	first := v.Agent(t, "First", sipphone.Manual())
	second := v.Agent(t, "Second", sipphone.Manual())
	for _, a := range []*e2e.Agent{first, second} {
		from := v.Number()
		caller := v.Dial(t, from)
		o := a.Offer(t)
		if err := o.Answer(); err != nil {
			t.Fatal(err)
		}
		within(t, "the caller hears the agent", tone(caller.Leg, 700))
		caller.Hangup()
		v.Written(t, from)
	}
	first.Awaits(t, "wrapup")
	second.Awaits(t, "wrapup")
	second.Press(t, "ready")
	second.Awaits(t, "available")
	first.Press(t, "ready")
	first.Awaits(t, "available")
	v.Dial(t, v.Number())
	o := second.Offer(t)
	o.Refuse(486)
	first.Offer(t).Refuse(486)
}
