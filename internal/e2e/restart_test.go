package e2e_test

import (
	"strings"
	"testing"
	"time"

	"vonal/internal/e2e"
	"vonal/internal/sipphone"
)

// What a controller that was killed finds of callers who are leaving, of calls
// back, and of agents who rest; and a deployment, which is no death.

func TestAKilledControllerFinishesWhatCallersWereTold(t *testing.T) {
	v := withShortLease(t, e2e.Options{})
	v.Do(t, "PUT", "/policy", map[string]int64{"lease_ms": 20_000})
	shut := closed(t, v)
	voicemail := number(t, v, map[string]any{"hours_id": shut, "closed": "voicemail"})
	taking := func(id string) {
		eventually(t, patience, func() bool { return strings.Contains(trace(t, v, id), "take-message") }, "the message is taken")
	}
	speaks, hears, told := v.Number(), v.Number(), v.Number()
	speaking := v.Dial(t, speaks, to(voicemail))
	taking(v.AwaitLive(t, speaks, "leaving").ID)
	hearing := v.Dial(t, hears, to(voicemail))
	v.AwaitLive(t, hears, "leaving")
	within(t, "the caller hears what to do", hearing.WaitAudio)

	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	_, held := talking(t, v, v.Number(), anna)
	customers := v.Customers(t, sipphone.Answers(0))
	back := v.Dial(t, told, to(number(t, v, map[string]any{"overdue": "callback", "longest_wait_ms": 5000})))
	within(t, "the caller is offered to be called back", back.WaitAudio)
	call := v.AwaitLive(t, told, "leaving")
	back.Press("1")
	eventually(t, patience, func() bool { return strings.Contains(trace(t, v, call.ID), "call-back") }, "the call back is made")
	comes(t, "the caller has been told so", back.Ended())
	v.Written(t, told)

	v.Kill9(t)
	v.Restart(t)

	speaking.Press("#")
	comes(t, "who spoke is thanked, and the call ends", speaking.Ended())
	taking(v.AwaitLive(t, hears, "leaving").ID)
	hearing.After(2*time.Second, func() { hearing.Press("#") })
	comes(t, "who listened has left a message, and the call ends", hearing.Ended())
	for _, from := range []string{speaks, hears} {
		c := v.Written(t, from)
		if c.Disposition != "voicemail" || c.Recording == nil || c.Recording.State != "ready" {
			t.Errorf("written as %s, recording %+v", c.Disposition, c.Recording)
		}
	}
	customers.NotCalled(t)
	held.Hangup()
	anna.Awaits(t, "wrapup")
	anna.Press(t, "ready")
	anna.Offer(t)
	customer := customers.Offer(t)
	if customer.Dialled() != told {
		t.Fatalf("%s was called back, not %s", customer.Dialled(), told)
	}
	within(t, "the customer hears Anna", tone(customer.Leg, agentsTone))
	customer.Hangup()
	anna.Awaits(t, "wrapup")
	v.Quiet(t)
}

// F4: a wrap-up ends when it was to end, whoever was there to see it.
func TestAWrapUpEndsOnTimeAlthoughTheControllerWasKilled(t *testing.T) {
	v := withShortLease(t, e2e.Options{})
	v.Do(t, "PUT", "/policy", map[string]int64{"lease_ms": 20_000, "wrapup_ms": 12_000})
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	caller, _ := talking(t, v, v.Number(), anna)
	caller.Hangup()
	rest := anna.Awaits(t, "wrapup")
	v.Kill9(t)
	v.Restart(t)
	if now := anna.Now(t); now.State != "wrapup" || !now.StateUntil.Equal(*rest.StateUntil) {
		t.Fatalf("%s until %v; it was to last until %v", now.State, now.StateUntil, rest.StateUntil)
	}
	v.Dial(t, v.Number())
	o := anna.Offer(t)
	if late := o.Moments().Invite.Sub(*rest.StateUntil); late < -notBefore || late > nextGap+busyMachine {
		t.Errorf("the next call came %v after the end of the wrap-up", late)
	}
	v.Quiet(t)
}

// F7: the program is asked to stop, in the middle of the day, and started again.
func TestADeploymentIsNoticedByNobody(t *testing.T) {
	v := withShortLease(t, e2e.Options{})
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	talker, waiter := v.Number(), v.Number()
	talks, talk := talking(t, v, talker, anna)
	waits := v.Dial(t, waiter)
	v.AwaitLive(t, waiter, "waiting")
	v.Kill9(t) // which has started the servers, and would stop them
	old := v.Serve(t, "a")
	old.AwaitReady(t, patience)
	talks.MeasureAnew()
	waits.MeasureAnew()
	if code := old.Terminate(t); code != 0 {
		t.Errorf("asked to stop, it ended with %d", code)
	}
	fresh := v.Serve(t, "a")
	fresh.AwaitReady(t, adopts)
	v.Client = fresh.Client
	v.AwaitLive(t, talker, "talking")
	v.AwaitLive(t, waiter, "waiting")
	for who, l := range map[string]*sipphone.Leg{"who talks": talks.Leg, "who waits": waits.Leg} {
		if gap := l.Audio().LongestGap; gap > noGap {
			t.Errorf("%s heard nothing for %v", who, gap)
		}
	}
	talk.Hangup()
	anna.Awaits(t, "wrapup")
	anna.Press(t, "ready")
	anna.Offer(t)
	within(t, "who waited hears Anna", tone(waits.Leg, agentsTone))
	v.Quiet(t)
	fresh.Terminate(t)
	v.Restart(t)
}
