package e2e_test

import (
	"testing"

	"vonal/internal/e2e"
	"vonal/internal/sipphone"
)

func TestHold(t *testing.T) {
	t.Parallel()
	keep(t, e2e.Options{TestClock: true},
		callerOnHoldHearsMusicUntilTheAgentIsBack,
		customerWeCallIsHeldToo,
		agentWhoHangsUpLetsNobodyHold,
		onlyAConversationIsHeld,
	)
}

// onHold puts the customer of a call on hold and waits until they hear music.
func onHold(t *testing.T, v *e2e.Vonal, call string, customer *sipphone.Leg) {
	t.Helper()
	v.Post(t, "/calls/"+call+"/hold", nil, nil)
	hearsMusic(t, customer)
}

func hearsMusic(t *testing.T, customer *sipphone.Leg) {
	t.Helper()
	eventually(t, patience, func() bool { return customer.HearsAnything() && !customer.Hears(agentsTone) }, "the customer hears music")
}

func callerOnHoldHearsMusicUntilTheAgentIsBack(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	from := v.Number()
	caller, o := talking(t, v, from, anna)
	call := v.AwaitLive(t, from, "talking")
	onHold(t, v, call.ID, caller.Leg)
	within(t, "Anna hears nothing", o.WaitSilence)
	if held := v.AwaitLive(t, from, "talking"); held.HeldSince == nil {
		t.Error("nobody is told that the caller is on hold")
	}
	v.Post(t, "/calls/"+call.ID+"/hold", nil, nil) // again: as before
	v.Post(t, "/calls/"+call.ID+"/resume", nil, nil)
	within(t, "the caller hears Anna", tone(caller.Leg, agentsTone))
	within(t, "Anna hears the caller", tone(o.Leg, callersTone))
	if back := v.AwaitLive(t, from, "talking"); back.HeldSince != nil {
		t.Errorf("the caller is said to be on hold since %v", back.HeldSince)
	}
	caller.Hangup()
	anna.Awaits(t, "wrapup")
	written := v.Written(t, from)
	fields(t, written, from, anna)
	if written.Recording == nil || written.Recording.State != "ready" {
		t.Errorf("the recording is %+v", written.Recording)
	}
}

func customerWeCallIsHeldToo(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	call, maker, customer := calling(t, v, anna, v.Customers(t, sipphone.Answers(0)), v.Number())
	v.AwaitState(t, call.ID, "talking")
	onHold(t, v, call.ID, customer.Leg)
	v.Post(t, "/calls/"+call.ID+"/resume", nil, nil)
	within(t, "the customer hears Anna", tone(customer.Leg, agentsTone))
	within(t, "Anna hears the customer", tone(maker.Leg, callersTone))
	onHold(t, v, call.ID, customer.Leg)
	customer.Hangup()
	comes(t, "Anna's leg ends", maker.Ended())
	anna.Awaits(t, "wrapup")
}

func agentWhoHangsUpLetsNobodyHold(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	from := v.Number()
	caller, o := talking(t, v, from, anna)
	onHold(t, v, v.AwaitLive(t, from, "talking").ID, caller.Leg)
	o.Hangup()
	endsSoon(t, "the caller's leg", caller.Leg, o.Moments().Bye)
	anna.Awaits(t, "wrapup")
	fields(t, v.Written(t, from), from, anna)
}

func onlyAConversationIsHeld(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.RingOnly())
	from := v.Number()
	caller := v.Dial(t, from)
	anna.Offer(t)
	call := v.AwaitLive(t, from, "ringing")
	for _, what := range []string{"hold", "resume"} {
		if a := v.Do(t, "POST", "/calls/"+call.ID+"/"+what, nil); a.Status != 409 {
			t.Errorf("%s of a call that rings: %d", what, a.Status)
		}
	}
	caller.Hangup()
	if a := v.Do(t, "POST", "/calls/"+v.Written(t, from).ID+"/hold", nil); a.Status != 409 {
		t.Errorf("a call that has ended is held: %d", a.Status)
	}
}

// A controller that dies while a customer is on hold changes nothing for them.
func TestAKilledControllerLeavesTheCustomerOnHold(t *testing.T) {
	v := withShortLease(t, e2e.Options{})
	v.Do(t, "PUT", "/policy", map[string]int64{"lease_ms": 20_000})
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	from := v.Number()
	caller, o := talking(t, v, from, anna)
	call := v.AwaitLive(t, from, "talking")
	onHold(t, v, call.ID, caller.Leg)
	v.Kill9(t)
	v.Restart(t)
	if held := v.AwaitLive(t, from, "talking"); held.HeldSince == nil || held.AgentID != anna.ID {
		t.Errorf("the caller on hold is found as %+v", held)
	}
	hearsMusic(t, caller.Leg)
	v.Post(t, "/calls/"+call.ID+"/resume", nil, nil)
	within(t, "the caller hears Anna", tone(caller.Leg, agentsTone))
	within(t, "Anna hears the caller", tone(o.Leg, callersTone))
	o.Hangup()
	comes(t, "the caller's leg ends", caller.Ended())
	anna.Awaits(t, "wrapup")
	v.Written(t, from)
	v.Quiet(t)
}
