package e2e_test

import (
	"testing"
	"time"

	"vonal/internal/e2e"
	"vonal/internal/sipphone"
)

// What becomes of callers when the controller dies, hangs, or is cut off.
const (
	shortLease   = 5 * time.Second         // so that the tests need not wait for twenty
	takesOver    = 2 * time.Second         // the fallback queue: 500 ms and what SIP takes
	adopts       = 5 * time.Second         // a controller that is back
	noGap        = 1500 * time.Millisecond // what a busy machine may swallow; a lost controller would be seconds
	sameLength   = 500 * time.Millisecond  // of a recording and its talk
	aboutASecond = 1100 * time.Millisecond
)

// withShortLease starts a Vonal whose waiting callers stay with it for five
// seconds only when it falls silent.
func withShortLease(t *testing.T, o e2e.Options) *e2e.Vonal {
	t.Helper()
	t.Parallel()
	v := e2e.Start(t, o)
	v.Do(t, "PUT", "/policy", map[string]int64{"lease_ms": shortLease.Milliseconds()})
	v.Quiet(t)
	return v
}

func TestAKilledControllerTakesItsCallsUpAgain(t *testing.T) {
	v := withShortLease(t, e2e.Options{})
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	talker := v.Number()
	talks, talk := talking(t, v, talker, anna)
	bela := v.Agent(t, "Bela", sipphone.RingOnly())
	ringer := v.Number()
	rings := v.Dial(t, ringer)
	ring := bela.Offer(t)
	comes(t, "Bela's phone rings", ring.Ringing())
	waiter := v.Number()
	waits := v.Dial(t, waiter)
	v.AwaitLive(t, waiter, "waiting")

	talks.MeasureAnew()
	talk.MeasureAnew()
	v.Kill9(t)
	v.Restart(t)
	if call := v.AwaitLive(t, talker, "talking"); call.AgentID != anna.ID {
		t.Errorf("the conversation was taken up with agent %q", call.AgentID)
	}
	for who, l := range map[string]*sipphone.Leg{"caller": talks.Leg, "agent": talk.Leg} {
		if gap := l.Audio().LongestGap; gap > noGap {
			t.Errorf("the %s of the conversation heard nothing for %v", who, gap)
		}
	}
	bela.Phone.Behave(sipphone.Answers(0))
	comes(t, "the ringing of before ends", ring.Ended())
	for _, next := range []struct {
		number string
		caller *sipphone.Caller
	}{{ringer, rings}, {waiter, waits}} {
		o := bela.Offer(t)
		v.AwaitLive(t, next.number, "talking")
		within(t, "the caller hears Bela", tone(next.caller.Leg, agentsTone)) // who hangs up before would give the call back
		o.Hangup()
		bela.Awaits(t, "wrapup")
		bela.Press(t, "ready")
	}
	comes(t, "the caller who rang is served", rings.Ended())
	comes(t, "the caller who waited is served", waits.Ended())

	talks.Hangup()
	comes(t, "the agent's leg ends", talk.Ended())
	lasted := talks.Moments().Bye.Sub(talk.Moments().Answer)
	call := v.Written(t, talker)
	if call.Disposition != "answered" || call.AgentID != anna.ID || abs(ms(call.TalkMs)-lasted) > aboutASecond {
		t.Errorf("written as %s by %s, talk %v; it lasted %v", call.Disposition, call.AgentID, ms(call.TalkMs), lasted)
	}
	if call.Recording == nil || call.Recording.State != "ready" || abs(ms(call.Recording.DurationMs)-lasted) > sameLength {
		t.Errorf("the recording is %+v; the call lasted %v", call.Recording, lasted)
	}
	if code, _, says := v.Command(t, "replay", "--data", v.Dir, call.ID); code != 0 {
		t.Errorf("replay ended with %d: %s", code, says)
	}
}

func TestWhileTheControllerIsDeadAsteriskServesCallersAndTheirCardsShowItLater(t *testing.T) {
	v := withShortLease(t, e2e.Options{})
	waiter := v.Number()
	waits := v.Dial(t, waiter)
	v.AwaitLive(t, waiter, "waiting")
	anna := v.Hire(t, "Anna", sipphone.Talks(0, 3*time.Second))
	v.Kill9(t)
	killed := time.Now()
	within(t, "Anna's phone registers without the controller", anna.Phone.Register)

	o := anna.Offer(t)
	if late := o.Moments().Invite.Sub(killed); late > shortLease+takesOver {
		t.Errorf("the caller who waited was with the fallback queue after %v only", late)
	}
	within(t, "the caller who waited hears Anna", tone(waits.Leg, agentsTone))
	comes(t, "their conversation ends", waits.Ended())

	fresh := v.Number()
	dialled := time.Now()
	calls := v.Dial(t, fresh)
	within(t, "a new caller is answered", calls.WaitAnswered)
	if late := time.Since(dialled); late > takesOver {
		t.Errorf("a new caller was answered after %v", late)
	}
	within(t, "the new caller hears something", calls.WaitAudio)
	calls.Hangup()
	comes(t, "the new caller is gone", calls.Ended())

	v.Restart(t)
	call := v.WrittenAs(t, waiter, "fallback")
	talked := o.Moments().Bye.Sub(o.Moments().Answer)
	if call.Disposition != "fallback" || call.AgentID != anna.ID || abs(ms(call.TalkMs)-talked) > 2*aboutASecond {
		t.Errorf("the caller who waited: %s, agent %q, talk %v, want fallback with Anna for %v", call.Disposition, call.AgentID, ms(call.TalkMs), talked)
	}
	if call.Recording == nil || call.Recording.State != "ready" {
		t.Errorf("the recording of the fallback queue: %+v", call.Recording)
	}
	if got := v.WrittenAs(t, fresh, "fallback"); got.AgentID != "" {
		t.Errorf("the new caller: %+v", got)
	}
	if items := v.Timeline(t, v.Card(t, waiter).ID); len(items) == 0 || items[0].CallID != call.ID {
		t.Errorf("the card does not show the call: %+v", items)
	}
}

func TestAConversationEndsAsAWholeWhileTheControllerIsDead(t *testing.T) {
	v := withShortLease(t, e2e.Options{})
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	first := v.Number()
	caller1, o1 := talking(t, v, first, anna)
	bela := v.Agent(t, "Bela", sipphone.Answers(0))
	second := v.Number()
	caller2, o2 := talking(t, v, second, bela)
	v.Kill9(t)
	o1.Hangup()
	endsSoon(t, "the caller whose agent hung up", caller1.Leg, o1.Moments().Bye)
	caller2.Hangup()
	endsSoon(t, "the agent whose caller hung up", o2.Leg, caller2.Moments().Bye)

	v.Restart(t)
	for number, lasted := range map[string]time.Duration{
		first:  o1.Moments().Bye.Sub(o1.Moments().Answer),
		second: caller2.Moments().Bye.Sub(o2.Moments().Answer),
	} {
		call := v.Written(t, number)
		if call.Disposition != "answered" || abs(ms(call.TalkMs)-lasted) > aboutASecond {
			t.Errorf("written as %s with a talk of %v; it lasted %v", call.Disposition, ms(call.TalkMs), lasted)
		}
		if call.Recording == nil || call.Recording.State != "ready" {
			t.Errorf("the recording: %+v", call.Recording)
		}
	}
	anna.Awaits(t, "wrapup")
	bela.Awaits(t, "wrapup")
}

func TestAFrozenControllerLosesNobodyAndTakesPartAgainWhenItWakes(t *testing.T) {
	v := withShortLease(t, e2e.Options{})
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	talks, talk := talking(t, v, v.Number(), anna)
	waits := v.Dial(t, v.Number())
	within(t, "the one who waits hears music", waits.WaitAudio)
	bela := v.Hire(t, "Bela", sipphone.Answers(0))
	csaba := v.Hire(t, "Csaba", sipphone.Answers(0))
	v.Stop(t)
	frozen := time.Now()
	for _, a := range []*e2e.Agent{bela, csaba} {
		within(t, a.Name+"'s phone registers without the controller", a.Phone.Register)
	}
	talks.MeasureAnew()

	dialled := time.Now()
	fresh := v.Dial(t, v.Number())
	within(t, "a new caller is answered", fresh.WaitAnswered)
	if late := time.Since(dialled); late > takesOver {
		t.Errorf("a new caller was answered after %v", late)
	}
	within(t, "the new caller hears an agent", tone(fresh.Leg, agentsTone))
	within(t, "the one who waited hears an agent", tone(waits.Leg, agentsTone))
	if late := time.Since(frozen); late > shortLease+3*takesOver {
		t.Errorf("the one who waited was served after %v", late)
	}
	if gap := talks.Audio().LongestGap; gap > noGap {
		t.Errorf("the conversation was silent for %v", gap)
	}
	v.Cont(t)
	v.AwaitReady(t, adopts+15*time.Second)
	waits.Hangup()
	fresh.Hangup()
	talk.Hangup()
	comes(t, "the conversation ends", talks.Ended())
	anna.Awaits(t, "wrapup")
	anna.Press(t, "ready")
	again := v.Number()
	next := v.Dial(t, again)
	if call := v.AwaitLive(t, again, "talking"); call.AgentID == "" {
		t.Errorf("after waking: %+v", call)
	}
	next.Hangup()
}

func TestACutConnectionIsNoticedAndMended(t *testing.T) {
	v := withShortLease(t, e2e.Options{})
	cable := e2e.NewCable(t, v.File().ARI.URL)
	f := v.File()
	v.Kill9(t)
	c := v.Serve(t, "a", "--ari", cable.URL(e2e.WithUser(f.ARI.URL, f.ARI.User, f.ARI.Password)))
	c.AwaitReady(t, patience)
	v.Client = c.Client

	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	number := v.Number()
	talks, _ := talking(t, v, number, anna)
	talks.MeasureAnew()
	cable.Cut()
	dialled := time.Now()
	fresh := v.Dial(t, v.Number())
	within(t, "a new caller is answered", fresh.WaitAnswered)
	if late := time.Since(dialled); late > takesOver {
		t.Errorf("a new caller was answered after %v", late)
	}
	c.AwaitUnready(t, 15*time.Second, "Asterisk")
	cable.Mend()
	c.AwaitReady(t, adopts+5*time.Second)
	if gap := talks.Audio().LongestGap; gap > noGap {
		t.Errorf("the conversation was silent for %v", gap)
	}
	v.AwaitLive(t, number, "talking")
	talks.Hangup()
	anna.Awaits(t, "wrapup")
}

func ms(n *int64) time.Duration {
	if n == nil {
		return 0
	}
	return time.Duration(*n) * time.Millisecond
}

func abs(d time.Duration) time.Duration { return max(d, -d) }
