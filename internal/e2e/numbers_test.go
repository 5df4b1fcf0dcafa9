package e2e_test

import (
	"strings"
	"testing"
	"time"

	"vonal/internal/e2e"
	"vonal/internal/sipphone"
)

func TestCallersWhoGetNobody(t *testing.T) {
	t.Parallel()
	keep(t, e2e.Options{TestClock: true},
		callerOutsideTheHoursIsToldSo,
		callerOutsideTheHoursLeavesAMessage,
		callerOfATeamThatIsNotAtWorkIsToldSo,
		callerWhoWaitsTooLongLeavesAMessage,
		callerIsToldTheirPlaceAndIsCalledBack,
		whoCallsAgainIsNotCalledBack,
		whoIsSpokenToIsNotCalledBack,
		callBackIsGivenUpByTheHead,
		callerIsToldThatTheCallIsRecordedBeforeItIs,
		teamOfTheNumberIsAskedBeforeTheOthers,
	)
}

// number makes a number of the company known, which callers dial.
func number(t *testing.T, v *e2e.Vonal, more map[string]any) (dialled string) {
	t.Helper()
	dialled = "2" + v.Number()[6:]
	line := map[string]any{
		"number": dialled, "language": "en", "closed": "announce", "empty": "wait", "overdue": "wait",
		"longest_wait_ms": 0, "news_ms": 0, "consent": false,
	}
	for k, value := range more {
		line[k] = value
	}
	v.Put(t, "/numbers", line, nil)
	t.Cleanup(func() { v.Do(t, "DELETE", "/numbers/"+dialled, nil) })
	return dialled
}

func to(dialled string) func(*sipphone.CallConfig) {
	return func(c *sipphone.CallConfig) { c.To = dialled }
}

func trace(t *testing.T, v *e2e.Vonal, call string) string {
	t.Helper()
	return string(v.Do(t, "GET", "/calls/"+call+"/trace", nil).Body)
}

// closed are opening hours in which it is never open.
func closed(t *testing.T, v *e2e.Vonal) string {
	t.Helper()
	var h struct {
		ID string `json:"id"`
	}
	v.Put(t, "/opening-hours", map[string]any{"name": "Never " + v.Number(), "zone": "Europe/Budapest", "week": map[string]any{"1": []any{}}, "dates": map[string]any{}}, &h)
	return h.ID
}

func callerOutsideTheHoursIsToldSo(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	from := v.Number()
	caller := v.Dial(t, from, to(number(t, v, map[string]any{"hours_id": closed(t, v)})))
	within(t, "the caller hears something", caller.WaitAudio)
	comes(t, "the call ends", caller.Ended())
	anna.NotRung(t)
	if call := v.Written(t, from); call.Disposition != "closed" || call.Recording != nil {
		t.Errorf("written as %s, recording %+v", call.Disposition, call.Recording)
	}
}

func callerOutsideTheHoursLeavesAMessage(t *testing.T, v *e2e.Vonal) {
	from := v.Number()
	caller := v.Dial(t, from, to(number(t, v, map[string]any{"hours_id": closed(t, v), "closed": "voicemail"})))
	within(t, "the caller hears what to do", caller.WaitAudio)
	call := v.AwaitLive(t, from, "leaving")
	eventually(t, patience, func() bool { return strings.Contains(trace(t, v, call.ID), "take-message") }, "the message is taken")
	caller.After(2*time.Second, func() { caller.Press("#") })
	comes(t, "the call ends", caller.Ended())
	call = v.Written(t, from)
	if call.Disposition != "voicemail" || call.Recording == nil || call.Recording.State != "ready" || ms(call.Recording.DurationMs) < time.Second {
		t.Errorf("written as %s, recording %+v", call.Disposition, call.Recording)
	}
	if items := v.Timeline(t, v.Card(t, from).ID); len(items) == 0 || items[0].CallID != call.ID {
		t.Error("the message is not on the card")
	}
}

func callerOfATeamThatIsNotAtWorkIsToldSo(t *testing.T, v *e2e.Vonal) {
	from := v.Number()
	caller := v.Dial(t, from, to(number(t, v, map[string]any{"empty": "announce", "language": "ru"})))
	within(t, "the caller hears something", caller.WaitAudio)
	comes(t, "the call ends", caller.Ended())
	if call := v.Written(t, from); call.Disposition != "turned_away" {
		t.Errorf("written as %s", call.Disposition)
	}
}

func callerWhoWaitsTooLongLeavesAMessage(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	_, held := talking(t, v, v.Number(), anna)
	from := v.Number()
	caller := v.Dial(t, from, to(number(t, v, map[string]any{"overdue": "voicemail", "longest_wait_ms": 60_000})))
	v.AwaitLive(t, from, "waiting")
	v.Advance(t, time.Minute)
	v.AwaitLive(t, from, "leaving")
	caller.Hangup() // before the tone: there is no message
	if call := v.Written(t, from); call.Disposition != "turned_away" || call.Recording != nil {
		t.Errorf("written as %s", call.Disposition)
	}
	held.Hangup()
}

func callerIsToldTheirPlaceAndIsCalledBack(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	_, held := talking(t, v, v.Number(), anna)
	customers := v.Customers(t, sipphone.Answers(300*time.Millisecond))
	from := v.Number()
	caller := v.Dial(t, from, to(number(t, v, map[string]any{"overdue": "callback", "longest_wait_ms": 600_000, "news_ms": 20_000})))
	call := v.AwaitLive(t, from, "waiting")
	v.Advance(t, 20*time.Second)
	eventually(t, patience, func() bool { return strings.Contains(trace(t, v, call.ID), "say place") }, "the caller is told their place")
	caller.Press("1")
	v.AwaitLive(t, from, "leaving")
	comes(t, "the call ends", caller.Ended())
	if first := v.Written(t, from); first.Disposition != "callback" {
		t.Errorf("written as %s", first.Disposition)
	}
	younger := v.Number()
	waits := v.Dial(t, younger)
	v.AwaitLive(t, younger, "waiting")
	customers.NotCalled(t)

	held.Hangup()
	anna.Awaits(t, "wrapup")
	anna.Press(t, "ready")
	anna.Offer(t) // the call back, which has waited longer
	customer := customers.Offer(t)
	if customer.Dialled() != from {
		t.Fatalf("%s was called, not %s", customer.Dialled(), from)
	}
	within(t, "the customer hears Anna", tone(customer.Leg, agentsTone))
	customer.Hangup()
	anna.Awaits(t, "wrapup")
	anna.Press(t, "ready")
	anna.Offer(t)
	within(t, "the younger caller hears Anna", tone(waits.Leg, agentsTone))
	waits.Hangup()
	customers.NotCalled(t)
}

func whoCallsAgainIsNotCalledBack(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	_, held := talking(t, v, v.Number(), anna)
	customers := v.Customers(t, sipphone.Answers(0))
	from := v.Number()
	line := number(t, v, map[string]any{"overdue": "callback", "longest_wait_ms": 600_000})
	caller := v.Dial(t, from, to(line))
	v.AwaitLive(t, from, "waiting")
	within(t, "the caller hears music", caller.WaitAudio)
	caller.Press("1")
	comes(t, "the call ends", caller.Ended())
	v.Written(t, from)
	again := v.Dial(t, from)
	v.AwaitLive(t, from, "waiting")
	younger := v.Number()
	waits := v.Dial(t, younger)
	v.AwaitLive(t, younger, "waiting")
	held.Hangup()
	anna.Awaits(t, "wrapup")
	anna.Press(t, "ready")
	anna.Offer(t)
	within(t, "who called again hears Anna", tone(again.Leg, agentsTone))
	again.Hangup()
	anna.Awaits(t, "wrapup")
	anna.Press(t, "ready")
	anna.Offer(t)
	within(t, "the other caller hears Anna", tone(waits.Leg, agentsTone))
	waits.Hangup()
	customers.NotCalled(t)
}

// An agent who calls the customer by hand spares them the call back.
func whoIsSpokenToIsNotCalledBack(t *testing.T, v *e2e.Vonal) {
	policy(t, v, map[string]any{"team_wait_ms": 600_000})
	anna, boris := v.Agent(t, "Anna", sipphone.Answers(0)), v.Agent(t, "Boris", sipphone.Answers(0))
	customers := v.Customers(t, sipphone.Answers(0))
	line := number(t, v, map[string]any{"overdue": "callback", "longest_wait_ms": 600_000, "team_id": team(t, v, anna)})
	v.Dial(t, v.Number(), to(line))
	held := anna.Offer(t)
	anna.Awaits(t, "talking")
	from := v.Number()
	caller := v.Dial(t, from, to(line))
	v.AwaitLive(t, from, "waiting") // for Anna, who is of the team
	within(t, "the caller hears music", caller.WaitAudio)
	caller.Press("1")
	comes(t, "the call ends", caller.Ended())
	v.Written(t, from)

	call := boris.Calls(t, from)
	boris.Offer(t)
	spoken := customers.Offer(t)
	v.AwaitState(t, call.ID, "talking")
	spoken.Hangup()
	held.Hangup()
	anna.Awaits(t, "wrapup")
	anna.Press(t, "ready")
	younger := v.Number()
	v.Dial(t, younger, to(line))
	anna.Offer(t)
	v.AwaitLive(t, younger, "talking")
	customers.NotCalled(t)
}

func callerIsToldThatTheCallIsRecordedBeforeItIs(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	from := v.Number()
	caller := v.Dial(t, from, to(number(t, v, map[string]any{"consent": true, "language": "hu"})))
	call := v.AwaitLive(t, from, "waiting")
	within(t, "the caller hears something", caller.WaitAudio)
	anna.NotRung(t)
	o := anna.Offer(t)
	within(t, "the caller hears Anna", tone(caller.Leg, agentsTone))
	if said := trace(t, v, call.ID); !strings.Contains(said, "said welcome-recorded") {
		t.Error("it was not said")
	}
	o.Hangup()
	written := v.Written(t, from)
	if written.Recording == nil || written.Recording.State != "ready" {
		t.Errorf("the recording is %+v", written.Recording)
	}
}

// team is a team of one.
func team(t *testing.T, v *e2e.Vonal, member *e2e.Agent) string {
	t.Helper()
	var made struct {
		ID string `json:"id"`
	}
	v.Post(t, "/teams", map[string]any{"name": "Team " + v.Number(), "members": []string{member.ID}}, &made)
	return made.ID
}

func teamOfTheNumberIsAskedBeforeTheOthers(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0)) // free the longest, but not of the team
	bela := v.Agent(t, "Bela", sipphone.Answers(0))
	line := number(t, v, map[string]any{"team_id": team(t, v, bela)})
	from := v.Number()
	caller := v.Dial(t, from, to(line))
	bela.Offer(t)
	within(t, "the caller hears Bela", tone(caller.Leg, agentsTone))
	second := v.Number()
	waits := v.Dial(t, second, to(line))
	v.AwaitLive(t, second, "waiting")
	anna.NotRung(t)
	v.Advance(t, 20*time.Second) // what the policy gives the team
	anna.Offer(t)
	within(t, "the second caller hears Anna", tone(waits.Leg, agentsTone))
	caller.Hangup()
	waits.Hangup()
}

func callBackIsGivenUpByTheHead(t *testing.T, v *e2e.Vonal) {
	customers := v.Customers(t, sipphone.Answers(0))
	from := v.Number()
	caller := v.Dial(t, from, to(number(t, v, map[string]any{"overdue": "callback", "longest_wait_ms": 600_000})))
	v.AwaitLive(t, from, "waiting")
	within(t, "the caller hears music", caller.WaitAudio)
	caller.Press("1")
	comes(t, "the call ends", caller.Ended())
	v.Written(t, from)
	var desk e2e.Desk
	v.Get(t, "/desk", &desk)
	if len(desk.Calls) != 1 || desk.Calls[0].Direction != "outbound" || desk.Calls[0].To != from || desk.Calls[0].State != "waiting" {
		t.Fatalf("the desk shows %+v", desk.Calls)
	}
	v.Do(t, "POST", "/calls/"+desk.Calls[0].ID+"/hangup", nil)
	eventually(t, patience, func() bool {
		v.Get(t, "/desk", &desk)
		return len(desk.Calls) == 0
	}, "the call back is given up")
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	anna.NotRung(t)
	customers.NotCalled(t)
}
