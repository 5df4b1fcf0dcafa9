package e2e_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"vonal/internal/e2e"
	"vonal/internal/sipphone"
)

func TestLeave(t *testing.T) {
	t.Parallel()
	keep(t, e2e.Options{TestClock: true},
		callerWhoLeavesWithNobodyThereIsAbandoned,
		callerWhoLeavesDuringTheRingingFreesTheAgent,
		callerWhoLeavesBeforeThePhoneRingsFreesTheAgent,
		callerWhoLeavesAsTheAgentAnswersLeavesNothingBehind,
		answerThatCrossesTheCancelLeavesOneConversation,
		agentWhoIsPausedWhileRingingIsCancelledAtOnce,
		agentWhoIsDeletedWhileRingingIsCancelledAtOnce,
		agentWhoIsDeletedDuringACallFinishesItFirst,
		agentWhoPausesDuringACallIsPausedAfterIt,
		agentWhosePhoneLosesPowerDuringACallIsFreedByItsEnd,
		threeMissesInARowPauseTheAgent,
		manyCallersWhoLeaveAtOnceLeaveNothingBehind,
	)
}

// policy changes the live numbers for the test.
func policy(t *testing.T, v *e2e.Vonal, change map[string]any) {
	t.Helper()
	var before map[string]any
	v.Get(t, "/policy", &before)
	v.Put(t, "/policy", change, nil)
	t.Cleanup(func() {
		back := map[string]any{}
		for k := range change {
			back[k] = before[k]
		}
		v.Put(t, "/policy", back, nil)
	})
}

func callerWhoLeavesWithNobodyThereIsAbandoned(t *testing.T, v *e2e.Vonal) {
	from := v.Number()
	caller := v.Dial(t, from)
	within(t, "the caller hears music", caller.WaitAudio)
	v.AwaitLive(t, from, "waiting")
	caller.Hangup()
	call := v.Written(t, from)
	if call.Disposition != "abandoned" || call.AgentID != "" || call.RecordingID != "" || len(call.Offers) != 0 || *call.TalkMs != 0 {
		t.Errorf("written as %+v", call)
	}
	waited := caller.Moments().Bye.Sub(caller.Moments().Invite)
	if got := time.Duration(*call.WaitMs) * time.Millisecond; (got - waited).Abs() > 300*time.Millisecond {
		t.Errorf("the wait is said to have lasted %v, it was %v", got, waited)
	}
}

func callerWhoLeavesDuringTheRingingFreesTheAgent(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.RingOnly())
	from := v.Number()
	caller := v.Dial(t, from)
	o := anna.Offer(t)
	anna.Awaits(t, "ringing")
	caller.Hangup()
	comes(t, "Anna's phone stops ringing", o.Cancelled())
	if late := o.Moments().Cancel.Sub(caller.Moments().Bye); late > reactsWithin {
		t.Errorf("Anna's phone rang on for %v", late)
	}
	if now := anna.Awaits(t, "available"); now.Misses != 0 {
		t.Errorf("Anna is charged with %d misses", now.Misses)
	}
	call := v.Written(t, from)
	if call.Disposition != "abandoned" {
		t.Errorf("the call was %s", call.Disposition)
	}
	results(t, call, []*e2e.Agent{anna}, "withdrawn")
}

func callerWhoLeavesBeforeThePhoneRingsFreesTheAgent(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Silent())
	from := v.Number()
	caller := v.Dial(t, from)
	o := anna.Offer(t)
	caller.Hangup()
	comes(t, "the offer ends", o.Ended())
	anna.Awaits(t, "available")
	results(t, v.Written(t, from), []*e2e.Agent{anna}, "withdrawn")
}

func callerWhoLeavesAsTheAgentAnswersLeavesNothingBehind(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Manual())
	for i := range 8 {
		from := v.Number()
		caller := v.Dial(t, from)
		o := anna.Offer(t)
		within(t, "the caller is in the queue", caller.WaitAnswered)
		var both sync.WaitGroup
		for _, act := range []func(){func() { _ = o.Answer() }, caller.Hangup} {
			both.Go(act)
		}
		both.Wait()
		comes(t, "the caller's leg ends", caller.Ended())
		comes(t, "Anna's leg ends", o.Ended())
		call := v.Written(t, from)
		switch call.Disposition {
		case "answered":
			results(t, call, []*e2e.Agent{anna}, "answered")
			anna.Awaits(t, "wrapup")
			anna.Press(t, "ready")
		case "abandoned":
			results(t, call, []*e2e.Agent{anna}, "withdrawn")
		default:
			t.Errorf("time %d: the call was %s", i+1, call.Disposition)
		}
		anna.Awaits(t, "available")
	}
}

func answerThatCrossesTheCancelLeavesOneConversation(t *testing.T, v *e2e.Vonal) {
	policy(t, v, map[string]any{"ring_timeout_ms": 1000})
	anna := v.Agent(t, "Anna", sipphone.AnswersCancel())
	boris := v.Agent(t, "Boris", sipphone.Answers(0))
	from := v.Number()
	caller := v.Dial(t, from)
	o := anna.Offer(t)
	comes(t, "Anna's answer", o.Answered())
	within(t, "the caller hears an agent", tone(caller.Leg, agentsTone))
	call := v.AwaitLive(t, from, "talking")
	if call.AgentID == boris.ID {
		comes(t, "Anna's leg ends", o.Ended())
		anna.Awaits(t, "available")
		boris.Awaits(t, "talking")
	} else {
		boris.Awaits(t, "available")
	}
	caller.Hangup()
	comes(t, "Anna's leg ends", o.Ended())
	if call = v.Written(t, from); call.Disposition != "answered" {
		t.Errorf("the call was %s", call.Disposition)
	}
}

func agentWhoIsPausedWhileRingingIsCancelledAtOnce(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.RingOnly())
	boris := v.Agent(t, "Boris", sipphone.Answers(0))
	from := v.Number()
	caller := v.Dial(t, from)
	o := anna.Offer(t)
	anna.Awaits(t, "ringing")
	pressed := time.Now()
	if a := anna.Pause(t, "lunch"); a.Status != 200 {
		t.Fatalf("pause: %d: %s", a.Status, a.Body)
	}
	comes(t, "Anna's phone stops ringing", o.Cancelled())
	if late := o.Moments().Cancel.Sub(pressed); late > reactsWithin {
		t.Errorf("Anna's phone rang on for %v", late)
	}
	within(t, "the caller hears Boris", tone(caller.Leg, agentsTone))
	if now := anna.Awaits(t, "paused"); now.Reason != "lunch" || now.Misses != 0 {
		t.Errorf("paused for %q with %d misses", now.Reason, now.Misses)
	}
	caller.Hangup()
	results(t, v.Written(t, from), []*e2e.Agent{anna, boris}, "withdrawn", "answered")
}

func agentWhoIsDeletedWhileRingingIsCancelledAtOnce(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.RingOnly())
	boris := v.Agent(t, "Boris", sipphone.Answers(0))
	from := v.Number()
	caller := v.Dial(t, from)
	o := anna.Offer(t)
	anna.Awaits(t, "ringing")
	deleted := time.Now()
	v.Delete(t, "/agents/"+anna.ID)
	comes(t, "Anna's phone stops ringing", o.Cancelled())
	if late := o.Moments().Cancel.Sub(deleted); late > reactsWithin {
		t.Errorf("Anna's phone rang on for %v", late)
	}
	within(t, "the caller hears Boris", tone(caller.Leg, agentsTone))
	refused(t, v, anna)
	caller.Hangup()
	results(t, v.Written(t, from), []*e2e.Agent{anna, boris}, "withdrawn", "answered")
}

func agentWhoIsDeletedDuringACallFinishesItFirst(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	from := v.Number()
	caller, o := talking(t, v, from, anna)
	v.AwaitLive(t, from, "talking")
	v.Delete(t, "/agents/"+anna.ID)
	caller.MeasureAnew()
	within(t, "more of the conversation", func(ctx context.Context) error { return caller.WaitPackets(ctx, 25) })
	if !caller.Hears(agentsTone) || !o.Hears(callersTone) {
		t.Error("the conversation was cut by the deletion")
	}
	caller.Hangup()
	comes(t, "Anna's leg ends", o.Ended())
	if by := o.Ending().By; by != sipphone.Them {
		t.Errorf("Anna's leg was ended by %s", by)
	}
	fields(t, v.Written(t, from), from, anna)
	refused(t, v, anna)
}

// refused demands that a phone is turned away, and that Asterisk has nothing
// left of it.
func refused(t *testing.T, v *e2e.Vonal, a *e2e.Agent) {
	t.Helper()
	for _, kind := range []string{"endpoint", "aor", "auth"} {
		path := "asterisk/config/dynamic/res_pjsip/" + kind + "/" + a.SIP.Username
		eventually(t, patience, func() bool { return v.ARIStatus(t, path) == 404 }, "the %s of %s is gone", kind, a.Name)
	}
	within(t, "the registrar's answer", func(ctx context.Context) error {
		if err := a.Phone.Register(ctx); err == nil {
			t.Errorf("%s's phone could register", a.Name)
		}
		return nil
	})
}

func agentWhoPausesDuringACallIsPausedAfterIt(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	from := v.Number()
	caller, _ := talking(t, v, from, anna)
	anna.Awaits(t, "talking")
	if a := anna.Press(t, "ready"); a.Status != 409 {
		t.Errorf("ready during a call: %d", a.Status)
	}
	anna.Pause(t, "lunch")
	if now := anna.Now(t); now.State != "talking" || now.NextPause != "lunch" {
		t.Errorf("%s, next pause %q", now.State, now.NextPause)
	}
	caller.Hangup()
	rest := anna.Awaits(t, "wrapup")
	if rest.NextPause != "lunch" {
		t.Errorf("in the wrap-up the next pause is %q", rest.NextPause)
	}
	v.Advance(t, rest.StateUntil.Sub(v.Now())+10*time.Millisecond)
	if now := anna.AwaitsWithin(t, "paused", 5*time.Second); now.Reason != "lunch" || now.NextPause != "" {
		t.Errorf("paused for %q, next pause %q", now.Reason, now.NextPause)
	}
	v.Written(t, from)
}

func agentWhosePhoneLosesPowerDuringACallIsFreedByItsEnd(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	from := v.Number()
	caller, _ := talking(t, v, from, anna)
	anna.Phone.Unplug()
	within(t, "the caller hears nothing any more", caller.WaitSilence)
	caller.Hangup()
	anna.Awaits(t, "wrapup")
	fields(t, v.Written(t, from), from, anna)
	anna.Phone.Plug()
}

func threeMissesInARowPauseTheAgent(t *testing.T, v *e2e.Vonal) {
	policy(t, v, map[string]any{"ring_timeout_ms": 1000})
	anna := v.Agent(t, "Anna", sipphone.RingOnly())
	from := v.Number()
	caller := v.Dial(t, from)
	for range 3 {
		rang(t, anna.Offer(t))
	}
	now := anna.Awaits(t, "paused")
	if now.Reason != "missed" {
		t.Errorf("paused for %q", now.Reason)
	}
	v.AwaitLive(t, from, "waiting")
	anna.NotRung(t)
	anna.Press(t, "ready")
	o := anna.Offer(t)
	caller.Hangup()
	comes(t, "Anna's phone stops ringing", o.Ended())
	results(t, v.Written(t, from), []*e2e.Agent{anna, anna, anna, anna}, "missed", "missed", "missed", "withdrawn")
}

func manyCallersWhoLeaveAtOnceLeaveNothingBehind(t *testing.T, v *e2e.Vonal) {
	for range 3 {
		v.Agent(t, "Rings", sipphone.RingOnly())
	}
	const callers = 20
	var all []*sipphone.Caller
	for i := range callers {
		c := v.Dial(t, v.Number())
		// From before the 100 to some time after the answer.
		c.HangupAfter(time.Duration(i) * 30 * time.Millisecond)
		all = append(all, c)
	}
	for _, c := range all {
		comes(t, "a caller's leg ends", c.Ended())
	}
}
