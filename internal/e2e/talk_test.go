package e2e_test

import (
	"net/url"
	"slices"
	"testing"
	"time"

	"vonal/internal/e2e"
	"vonal/internal/sipphone"
)

func TestTalk(t *testing.T) {
	t.Parallel()
	keep(t, e2e.Options{TestClock: true},
		bothHearEachOtherAndTheCallerEndsIt,
		agentWhoHangsUpEndsTheCallersLegToo,
		headWhoEndsACallEndsBothLegs,
		agentGetsNoCallDuringTheWrapUpAndOneRightAfter,
		readyEndsTheWrapUpAtOnce,
		wrapUpIsExtendedTwiceAndNoMore,
		outcomeWithReadyEndsTheWrapUp,
		callerOnHoldHearsTheAgentAgainAfterwards,
		agentWhoHangsUpRightAfterTheAnswerLeavesNothingBehind,
		twoCallersGetTheOneAgentInTheOrderInWhichTheyCame,
		waitingCallerIsTakenAtOnceWhenAnAgentBecomesReady,
		callsAreFoundByWhatIsAskedFor,
	)
}

const callersTone, agentsTone = 1000, 700

// talking dials and waits until both hear each other.
func talking(t *testing.T, v *e2e.Vonal, from string, a *e2e.Agent) (*sipphone.Caller, *sipphone.Offer) {
	t.Helper()
	caller := v.Dial(t, from)
	o := a.Offer(t)
	within(t, "the caller hears "+a.Name, tone(caller.Leg, agentsTone))
	within(t, a.Name+" hears the caller", tone(o.Leg, callersTone))
	return caller, o
}

// endsSoon demands that a leg ends within the time in which people would
// notice that it has not.
func endsSoon(t *testing.T, what string, l *sipphone.Leg, since time.Time) {
	t.Helper()
	comes(t, what+" ends", l.Ended())
	if late := l.Moments().End.Sub(since); late > reactsWithin {
		t.Errorf("%s ended %v late", what, late)
	}
}

func bothHearEachOtherAndTheCallerEndsIt(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(300*time.Millisecond))
	from := v.Number()
	caller, o := talking(t, v, from, anna)
	live := v.AwaitLive(t, from, "talking")
	if live.AgentID != anna.ID || live.AnsweredAt == nil || live.TalkMs != nil || live.Disposition != "" {
		t.Errorf("a call under way is shown as %+v", live)
	}
	if now := anna.Awaits(t, "talking"); now.CallID != live.ID {
		t.Errorf("Anna talks in call %q, not %q", now.CallID, live.ID)
	}
	caller.Hangup()
	endsSoon(t, "Anna's leg", o.Leg, caller.Moments().Bye)
	if o.Ending().By != sipphone.Them {
		t.Errorf("Anna's leg was ended by %s", o.Ending().By)
	}
	now := anna.Awaits(t, "wrapup")
	if rest := now.StateUntil.Sub(*now.StateSince); rest != 180*time.Second {
		t.Errorf("the wrap-up lasts %v", rest)
	}
	call := v.Written(t, from)
	fields(t, call, from, anna)
	heard := caller.Moments().Bye.Sub(o.Moments().Answer)
	if talk := time.Duration(*call.TalkMs) * time.Millisecond; (talk - heard).Abs() > 200*time.Millisecond {
		t.Errorf("the talk is said to have lasted %v, it was %v", talk, heard)
	}
	if call.WrapupMs != nil {
		t.Errorf("a wrap-up of %d ms is written while it lasts", *call.WrapupMs)
	}
}

// fields checks an answered call against the contract.
func fields(t *testing.T, c e2e.Call, from string, a *e2e.Agent) {
	t.Helper()
	if c.Direction != "inbound" || c.From != from || c.To != e2e.Dialled || c.State != "ended" || c.Disposition != "answered" {
		t.Errorf("direction %q, from %q, to %q, state %q, disposition %q", c.Direction, c.From, c.To, c.State, c.Disposition)
	}
	if c.AgentID != a.ID || c.CardID == "" || c.RecordingID == "" {
		t.Errorf("agent %q, card %q, recording %q", c.AgentID, c.CardID, c.RecordingID)
	}
	if c.AnsweredAt == nil || c.EndedAt == nil || c.WaitMs == nil || c.TalkMs == nil {
		t.Fatalf("answered at %v, ended at %v, wait %v, talk %v", c.AnsweredAt, c.EndedAt, c.WaitMs, c.TalkMs)
	}
	if got := c.AnsweredAt.Sub(c.StartedAt).Milliseconds(); got != *c.WaitMs {
		t.Errorf("wait_ms is %d, from start to answer it is %d", *c.WaitMs, got)
	}
	if got := c.EndedAt.Sub(*c.AnsweredAt).Milliseconds(); got != *c.TalkMs {
		t.Errorf("talk_ms is %d, from answer to end it is %d", *c.TalkMs, got)
	}
	results(t, c, []*e2e.Agent{a}, "answered")
}

func agentWhoHangsUpEndsTheCallersLegToo(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	from := v.Number()
	caller, o := talking(t, v, from, anna)
	o.Hangup()
	endsSoon(t, "the caller's leg", caller.Leg, o.Moments().Bye)
	if caller.Ending().By != sipphone.Them {
		t.Errorf("the caller's leg was ended by %s", caller.Ending().By)
	}
	anna.Awaits(t, "wrapup")
	fields(t, v.Written(t, from), from, anna)
}

func headWhoEndsACallEndsBothLegs(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	from := v.Number()
	caller, o := talking(t, v, from, anna)
	call := v.AwaitLive(t, from, "talking")
	asked := time.Now()
	v.Post(t, "/calls/"+call.ID+"/hangup", nil, nil)
	endsSoon(t, "the caller's leg", caller.Leg, asked)
	endsSoon(t, "Anna's leg", o.Leg, asked)
	fields(t, v.Written(t, from), from, anna)
}

func agentGetsNoCallDuringTheWrapUpAndOneRightAfter(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	first := v.Number()
	caller, _ := talking(t, v, first, anna)
	caller.Hangup()
	rest := anna.Awaits(t, "wrapup")

	second := v.Number()
	v.Dial(t, second)
	v.AwaitLive(t, second, "waiting")
	v.Advance(t, rest.StateUntil.Sub(v.Now())-5*time.Second)
	if now := anna.Now(t); now.State != "wrapup" {
		t.Fatalf("five seconds before its end the wrap-up is %s", now.State)
	}
	anna.NotRung(t)
	over := time.Now()
	v.Advance(t, rest.StateUntil.Sub(v.Now())+10*time.Millisecond)
	if late := anna.Offer(t).Moments().Invite.Sub(over); late > reactsWithin {
		t.Errorf("rung %v after the wrap-up", late)
	}
	call := v.AwaitLive(t, second, "talking")
	if call.Offers[0].OfferedAt.Before(*rest.StateUntil) {
		t.Errorf("offered at %v, in the wrap-up until %v", call.Offers[0].OfferedAt, rest.StateUntil)
	}
	eventually(t, patience, func() bool { return v.Written(t, first).WrapupMs != nil }, "the wrap-up is written")
	if got := *v.Written(t, first).WrapupMs; got < 180_000 || got > 181_000 {
		t.Errorf("a wrap-up of %d ms is written", got)
	}
}

func readyEndsTheWrapUpAtOnce(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	caller, _ := talking(t, v, v.Number(), anna)
	caller.Hangup()
	anna.Awaits(t, "wrapup")
	next := v.Number()
	v.Dial(t, next)
	v.AwaitLive(t, next, "waiting")
	pressed := time.Now()
	if a := anna.Press(t, "ready"); a.Status != 200 {
		t.Fatalf("ready: %d: %s", a.Status, a.Body)
	}
	if late := anna.Offer(t).Moments().Invite.Sub(pressed); late > reactsWithin {
		t.Errorf("rung %v after ready", late)
	}
}

func wrapUpIsExtendedTwiceAndNoMore(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	if a := anna.Press(t, "extend"); a.Status != 409 {
		t.Errorf("extend outside a wrap-up: %d", a.Status)
	}
	caller, _ := talking(t, v, v.Number(), anna)
	caller.Hangup()
	until := *anna.Awaits(t, "wrapup").StateUntil
	for i := range 2 {
		if a := anna.Press(t, "extend"); a.Status != 200 {
			t.Fatalf("extension %d: %d: %s", i+1, a.Status, a.Body)
		}
		until = until.Add(time.Minute)
		if now := anna.Now(t); now.State != "wrapup" || !now.StateUntil.Equal(until) || now.Extended != i+1 {
			t.Errorf("after extension %d: %s until %v, extended %d times, wanted until %v", i+1, now.State, now.StateUntil, now.Extended, until)
		}
	}
	a := anna.Press(t, "extend")
	if p := a.Problem(t); a.Status != 409 || p.Code != "conflict" || p.Detail == "" {
		t.Errorf("the third extension: %d: %s", a.Status, a.Body)
	}
	v.Advance(t, until.Sub(v.Now())+10*time.Millisecond)
	anna.AwaitsWithin(t, "available", 5*time.Second)
}

func outcomeWithReadyEndsTheWrapUp(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	as := anna.User(t)
	from := v.Number()
	caller, _ := talking(t, v, from, anna)
	caller.Hangup()
	anna.Awaits(t, "wrapup")
	call := v.Written(t, from)
	as.Post(t, "/calls/"+call.ID+"/outcome", map[string]any{"outcome": "invoice", "note": "sent", "ready": true}, nil)
	anna.Awaits(t, "available")
	if call = v.Written(t, from); call.Outcome != "invoice" || call.Note != "sent" {
		t.Errorf("the outcome is %q, the note %q", call.Outcome, call.Note)
	}
}

func callerOnHoldHearsTheAgentAgainAfterwards(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	from := v.Number()
	caller, o := talking(t, v, from, anna)
	within(t, "Anna holds", o.Hold)
	eventually(t, patience, func() bool { return !caller.Hears(agentsTone) && caller.HearsAnything() }, "the caller on hold hears music")
	if now := anna.Now(t); now.State != "talking" {
		t.Errorf("with the caller on hold Anna is %s", now.State)
	}
	within(t, "Anna resumes", o.Resume)
	within(t, "the caller hears Anna again", tone(caller.Leg, agentsTone))
	within(t, "Anna hears the caller again", tone(o.Leg, callersTone))
	caller.Hangup()
	fields(t, v.Written(t, from), from, anna)
}

func agentWhoHangsUpRightAfterTheAnswerLeavesNothingBehind(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.AnswersAndHangsUp())
	from := v.Number()
	caller := v.Dial(t, from)
	o := anna.Offer(t)
	comes(t, "Anna's leg ends", o.Ended())
	// Whether the two were joined for a moment is chance: then the call is
	// over, else the caller is given back to the queue.
	eventually(t, patience, func() bool {
		select {
		case <-caller.Ended():
			return true
		default:
		}
		c, ok := v.Live(t, from)
		return ok && len(c.Offers) > 1
	}, "the call is over or offered again")
	caller.Hangup()
	call := v.Written(t, from)
	if call.Disposition == "answered" && call.Offers[0].Result != "answered" && call.AnsweredAt == nil {
		t.Errorf("the call contradicts itself: %+v", call)
	}
}

func twoCallersGetTheOneAgentInTheOrderInWhichTheyCame(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	anna.Pause(t, "break")
	anna.Awaits(t, "paused")
	first, second := v.Number(), v.Number()
	callers := []*sipphone.Caller{v.Dial(t, first)}
	v.AwaitLive(t, first, "waiting")
	callers = append(callers, v.Dial(t, second))
	v.AwaitLive(t, second, "waiting")
	for i, from := range []string{first, second} {
		anna.Press(t, "ready")
		if o := anna.Offer(t); o.CallerNumber() != from {
			t.Fatalf("Anna was offered %s, not %s", o.CallerNumber(), from)
		}
		within(t, "the caller hears Anna", tone(callers[i].Leg, agentsTone))
		callers[i].Hangup()
		anna.Awaits(t, "wrapup")
	}
}

func waitingCallerIsTakenAtOnceWhenAnAgentBecomesReady(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	anna.Pause(t, "break")
	anna.Awaits(t, "paused")
	from := v.Number()
	caller := v.Dial(t, from)
	within(t, "the caller hears music", caller.WaitAudio)
	v.AwaitLive(t, from, "waiting")
	anna.NotRung(t)
	pressed := time.Now()
	anna.Press(t, "ready")
	if late := anna.Offer(t).Moments().Invite.Sub(pressed); late > reactsWithin {
		t.Errorf("rung %v after ready", late)
	}
	within(t, "the caller hears Anna", tone(caller.Leg, agentsTone))
}

func callsAreFoundByWhatIsAskedFor(t *testing.T, v *e2e.Vonal) {
	began := v.Now().Truncate(time.Millisecond) // as moments are kept
	lost := v.Number()
	caller := v.Dial(t, lost)
	v.AwaitLive(t, lost, "waiting")
	caller.Hangup()
	v.Written(t, lost)
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	talked := v.Number()
	caller, _ = talking(t, v, talked, anna)
	caller.Hangup()
	card := v.Written(t, talked).CardID
	since := "since=" + url.QueryEscape(began.UTC().Format(time.RFC3339Nano))
	for query, want := range map[string][]string{
		since:                            {talked, lost},
		since + "&disposition=abandoned": {lost},
		since + "&disposition=answered":  {talked},
		since + "&min_talk_ms=1":         {talked},
		since + "&min_talk_ms=3600000":   nil,
		since + "&limit=1":               {talked},
		"agent_id=" + anna.ID:            {talked},
		"card_id=" + card:                {talked},
	} {
		var page struct {
			Items []e2e.Call `json:"items"`
		}
		v.Get(t, "/calls?"+query, &page)
		var got []string
		for _, c := range page.Items {
			got = append(got, c.From)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s finds calls from %v, want %v", query, got, want)
		}
	}
	if a := v.Do(t, "GET", "/calls?no_such=1", nil); a.Status != 400 {
		t.Errorf("an unknown parameter: %d", a.Status)
	}
}
