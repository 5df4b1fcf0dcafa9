package e2e_test

import (
	"testing"
	"time"

	"vonal/internal/e2e"
	"vonal/internal/sipphone"
)

func TestHandOver(t *testing.T) {
	t.Parallel()
	keep(t, e2e.Options{TestClock: true},
		callerWhoIsHandedOverHearsTheColleague,
		colleagueWhoDoesNotAnswerLosesTheCallerToTheNext,
		callerGoesBackToTheLine,
		callerWhoLeavesBeforeTheColleagueAnswersWasAnswered,
		whoIsNotFreeIsNotGivenACaller,
	)
}

// handsOver gives the caller of a conversation to somebody; nil is whoever is
// next.
func handsOver(t *testing.T, v *e2e.Vonal, call string, to *e2e.Agent) {
	t.Helper()
	body := map[string]any{}
	if to != nil {
		body["agent_id"] = to.ID
	}
	v.Post(t, "/calls/"+call+"/hand-over", body, nil)
}

func callerWhoIsHandedOverHearsTheColleague(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	from := v.Number()
	caller, o := talking(t, v, from, anna)
	boris := v.Agent(t, "Boris", sipphone.RingOnly())
	call := v.AwaitLive(t, from, "talking")
	handsOver(t, v, call.ID, boris)
	comes(t, "Anna's leg ends", o.Ended())
	anna.Awaits(t, "wrapup")
	ringing := boris.Offer(t)
	hearsMusic(t, caller.Leg)
	if live := v.AwaitLive(t, from, "ringing"); live.ID != call.ID || live.AgentID != boris.ID || live.CardID != call.CardID {
		t.Errorf("the call is shown as %+v", live)
	}
	if err := ringing.Answer(); err != nil {
		t.Fatal(err)
	}
	within(t, "the caller hears Boris", tone(caller.Leg, agentsTone))
	within(t, "Boris hears the caller", tone(ringing.Leg, callersTone))
	boris.Awaits(t, "talking")
	anna.Press(t, "ready") // her part is over, and nobody is taken from her
	if now := anna.Awaits(t, "available"); now.CallID != "" {
		t.Errorf("Anna still has the call %s", now.CallID)
	}
	ringing.Hangup()
	endsSoon(t, "the caller's leg", caller.Leg, ringing.Moments().Bye)
	boris.Awaits(t, "wrapup")
	written := v.Written(t, from)
	results(t, written, []*e2e.Agent{anna, boris}, "answered", "answered")
	if written.ID != call.ID || written.Disposition != "answered" || written.AgentID != boris.ID {
		t.Errorf("written as %+v", written)
	}
	first, second := written.Offers[0], written.Offers[1]
	if first.HandedOverAt == nil || second.HandedOverAt != nil {
		t.Fatalf("handed over at %v and %v", first.HandedOverAt, second.HandedOverAt)
	}
	talk := first.HandedOverAt.Sub(*first.EndedAt) + written.EndedAt.Sub(*second.EndedAt)
	if got := time.Duration(*written.TalkMs) * time.Millisecond; got != talk {
		t.Errorf("the talk lasted %v, is %v in all", got, talk)
	}
	if written.Recording == nil || written.Recording.State != "ready" {
		t.Errorf("the recording is %+v", written.Recording)
	}
}

func colleagueWhoDoesNotAnswerLosesTheCallerToTheNext(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	from := v.Number()
	caller, _ := talking(t, v, from, anna)
	boris := v.Agent(t, "Boris", sipphone.RefusesAfter(200*time.Millisecond, 486))
	clara := v.Agent(t, "Clara", sipphone.Answers(0))
	handsOver(t, v, v.AwaitLive(t, from, "talking").ID, boris)
	boris.Offer(t)
	taken := clara.Offer(t)
	within(t, "the caller hears Clara", tone(caller.Leg, agentsTone))
	within(t, "Clara hears the caller", tone(taken.Leg, callersTone))
	caller.Hangup()
	clara.Awaits(t, "wrapup")
	results(t, v.Written(t, from), []*e2e.Agent{anna, boris, clara}, "answered", "rejected", "answered")
}

func callerGoesBackToTheLine(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	from := v.Number()
	caller, _ := talking(t, v, from, anna)
	handsOver(t, v, v.AwaitLive(t, from, "talking").ID, nil)
	v.AwaitLive(t, from, "waiting")
	hearsMusic(t, caller.Leg)
	later := v.Dial(t, v.Number()) // who called later waits behind them
	within(t, "who called later hears music", later.WaitAudio)
	boris := v.Agent(t, "Boris", sipphone.Answers(0))
	taken := boris.Offer(t)
	within(t, "the caller hears Boris", tone(caller.Leg, agentsTone))
	if later.Hears(agentsTone) {
		t.Error("who called later was taken first")
	}
	later.Hangup()
	taken.Hangup()
	comes(t, "the caller's leg ends", caller.Ended())
	boris.Awaits(t, "wrapup")
	results(t, v.Written(t, from), []*e2e.Agent{anna, boris}, "answered", "answered")
}

func callerWhoLeavesBeforeTheColleagueAnswersWasAnswered(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	from := v.Number()
	caller, _ := talking(t, v, from, anna)
	boris := v.Agent(t, "Boris", sipphone.RingOnly())
	handsOver(t, v, v.AwaitLive(t, from, "talking").ID, boris)
	o := boris.Offer(t)
	caller.Hangup()
	comes(t, "Boris's phone stops", o.Cancelled())
	if now := boris.Awaits(t, "available"); now.Misses != 0 {
		t.Errorf("Boris has %d misses", now.Misses)
	}
	written := v.Written(t, from)
	results(t, written, []*e2e.Agent{anna, boris}, "answered", "withdrawn")
	if written.Disposition != "answered" || written.AgentID != anna.ID {
		t.Errorf("written as %s of %s", written.Disposition, written.AgentID)
	}
}

func whoIsNotFreeIsNotGivenACaller(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	from := v.Number()
	caller, o := talking(t, v, from, anna)
	boris := v.Agent(t, "Boris", sipphone.RingOnly())
	boris.Pause(t, "lunch")
	call := v.AwaitLive(t, from, "talking")
	for to, status := range map[string]int{boris.ID: 409, anna.ID: 409, "01930000-0000-7000-8000-000000000000": 422} {
		if a := v.Do(t, "POST", "/calls/"+call.ID+"/hand-over", map[string]any{"agent_id": to}); a.Status != status {
			t.Errorf("to %s: %d, want %d", to, a.Status, status)
		}
	}
	within(t, "they talk on", tone(o.Leg, callersTone))
	caller.Hangup()
	anna.Awaits(t, "wrapup")
}

// A controller that dies in the middle of a hand-over loses nobody: the next one
// finishes it.
func TestAKilledControllerFinishesAHandOver(t *testing.T) {
	v := withShortLease(t, e2e.Options{})
	v.Do(t, "PUT", "/policy", map[string]int64{"lease_ms": 20_000, "ring_timeout_ms": 30_000})
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	from := v.Number()
	caller, o := talking(t, v, from, anna)
	boris := v.Agent(t, "Boris", sipphone.RingOnly())
	call := v.AwaitLive(t, from, "talking")
	handsOver(t, v, call.ID, boris)
	ringing := boris.Offer(t)
	v.Kill9(t)
	v.Restart(t)
	comes(t, "Anna's leg has ended", o.Ended())
	if err := ringing.Answer(); err != nil {
		t.Fatal(err)
	}
	within(t, "the caller hears Boris", tone(caller.Leg, agentsTone))
	within(t, "Boris hears the caller", tone(ringing.Leg, callersTone))
	caller.Hangup()
	boris.Awaits(t, "wrapup")
	if written := v.Written(t, from); written.ID != call.ID || written.AgentID != boris.ID {
		t.Errorf("written as %+v", written)
	}
	v.Quiet(t)
}
