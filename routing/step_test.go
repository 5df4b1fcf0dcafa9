package routing_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"vonal/routing"
)

// The facts of these tests happen so many milliseconds after ten.
func at(ms int) time.Time { return day.Add(10*time.Hour + time.Duration(ms)*time.Millisecond) }

func arrived() routing.Event {
	return routing.Arrived{At: at(0), ID: "c", Channel: "17.4", From: "+3612345678", To: "100"}
}

func claimed(ms int, agent routing.AgentID) routing.Event {
	return routing.Claimed{At: at(ms), Agent: agent}
}

// play is the call after these facts, and what the last of them brought about.
func play(facts ...routing.Event) (routing.Call, []routing.Command) {
	var c routing.Call
	var cmds []routing.Command
	for _, ev := range facts {
		c, cmds = routing.Step(c, ev, routing.DefaultPolicy)
	}
	return c, cmds
}

// want compares commands; those about the caller's lease are left out.
func want(t *testing.T, got []routing.Command, wanted ...routing.Command) {
	t.Helper()
	got = without[routing.RenewLease](got)
	if len(got) == 0 && len(wanted) == 0 {
		return
	}
	if !reflect.DeepEqual(got, wanted) {
		t.Errorf("got  %s\nwant %s", routing.FormatCommands(got), routing.FormatCommands(wanted))
	}
}

// dialled is the arrival at a number of which this holds.
func dialled(l routing.Line) routing.Event {
	e := arrived().(routing.Arrived)
	e.From, e.Line = "+36301234567", l
	return e
}

func phase(t *testing.T, c routing.Call, p routing.Phase) {
	t.Helper()
	if c.Phase != p {
		t.Errorf("the call is %s, not %s", c.Phase, p)
	}
}

var (
	asking     = []routing.Event{arrived()}
	waiting    = after(asking, routing.CallerKnown{At: at(5)})
	turnedAway = []routing.Event{dialled(routing.Line{Closed: routing.TurnAway})}
	offered    = []routing.Event{dialled(routing.Line{Closed: routing.OfferBack})}
	toLeave    = []routing.Event{dialled(routing.Line{Closed: routing.TakeMessages})}

	ringing = append(waiting, claimed(20, "anna"), routing.LegRinging{At: at(200), Leg: 1})
	talking = append(ringing, routing.LegAnswered{At: at(3000), Leg: 1}, routing.Joined{At: at(3020), Leg: 1})
)

func after(facts []routing.Event, more ...routing.Event) []routing.Event {
	return append(append([]routing.Event(nil), facts...), more...)
}

func TestACallerHearsMusicWhileAnAgentIsLookedFor(t *testing.T) {
	c, got := play(asking...)
	phase(t, c, routing.Waiting)
	want(t, got, routing.Welcome{}, routing.Identify{})
	_, got = play(waiting...)
	want(t, got, routing.FindAgent{})
}

func TestASilentCRMKeepsNoCallerFromAnAgent(t *testing.T) {
	_, got := play(after(asking, routing.Due{At: at(499)})...)
	want(t, got)
	_, got = play(after(asking, routing.Due{At: at(500)})...)
	want(t, got, routing.FindAgent{})
	late := routing.CallerKnown{At: at(900), Caller: routing.Caller{Card: "c", Owner: "anna"}}
	c, got := play(after(asking, routing.Due{At: at(500)}, routing.NobodyFree{At: at(510)}, late)...)
	want(t, got, routing.FindAgent{})
	if c.Caller.Owner != "anna" {
		t.Error("the owner was forgotten")
	}
	_, got = play(after(asking, routing.Due{At: at(500)}, routing.NobodyFree{At: at(510)}, late, late)...)
	want(t, got)
}

func TestTheCallLooksFurtherWhenTheSearchSaid(t *testing.T) {
	idle := after(waiting, routing.NobodyFree{At: at(20), Circle: routing.TeamCircle, Next: at(3000)})
	c, _ := play(idle...)
	if !c.Due.Equal(at(3000)) || c.Circle != routing.TeamCircle {
		t.Errorf("due %s in the circle %s", c.Due, c.Circle)
	}
	c, got := play(after(idle, routing.Due{At: at(3000)}, routing.NobodyFree{At: at(3010), Circle: routing.OwnerCircle})...)
	want(t, got)
	if c.Circle != routing.TeamCircle {
		t.Error("the circle has narrowed")
	}
}

func TestTheCardOfTheCallerIsKept(t *testing.T) {
	known := routing.CallerKnown{At: at(100), Caller: routing.Caller{Card: "card-7"}}
	for _, facts := range [][]routing.Event{waiting, ringing, talking, after(talking, routing.CallerGone{At: at(9000)})} {
		if c, _ := play(after(facts, known)...); c.Caller.Card != "card-7" {
			t.Errorf("forgotten while %s", c.Phase)
		}
	}
}

func TestAClaimedAgentsPhoneRings(t *testing.T) {
	c, got := play(after(waiting, claimed(20, "anna"))...)
	phase(t, c, routing.Ringing)
	want(t, got, routing.Ring{Leg: 1, Agent: "anna", For: 8 * time.Second})
	if !c.Due.Equal(at(2020)) {
		t.Errorf("looked at again at %s, not 2 s later", c.Due)
	}
}

func TestTheFiveSecondsCountFromTheFirstRinging(t *testing.T) {
	c, got := play(ringing...)
	want(t, got, routing.MarkRinging{Agent: "anna"})
	if !c.Due.Equal(at(5200)) {
		t.Errorf("due at %s", c.Due)
	}
	c, got = play(after(ringing, routing.LegRinging{At: at(900), Leg: 1})...)
	want(t, got)
	if !c.Due.Equal(at(5200)) {
		t.Error("a second 180 prolonged the ring")
	}
}

func TestNobodyFreeMeansWaitingOn(t *testing.T) {
	c, got := play(after(waiting, routing.NobodyFree{At: at(20)})...)
	phase(t, c, routing.Waiting)
	want(t, got)
	_, got = play(after(waiting, routing.NobodyFree{At: at(20)}, routing.AgentFreed{At: at(900)})...)
	want(t, got, routing.FindAgent{})
}

func TestAnAgentFreedDuringTheSearchIsLookedForAfterIt(t *testing.T) {
	_, got := play(after(waiting, routing.AgentFreed{At: at(10)})...)
	want(t, got)
	_, got = play(after(waiting, routing.AgentFreed{At: at(10)}, routing.NobodyFree{At: at(20)})...)
	want(t, got, routing.FindAgent{})
}

func TestAFailedSearchIsMadeAgainAfterASecond(t *testing.T) {
	facts := after(waiting, routing.SearchFailed{At: at(20)})
	_, got := play(after(facts, routing.Due{At: at(1019)})...)
	want(t, got)
	_, got = play(after(facts, routing.Due{At: at(1020)})...)
	want(t, got, routing.FindAgent{})
}

func TestAWaitingCallersLeaseIsRenewedFourTimesWithinIt(t *testing.T) {
	_, got := play(after(waiting, routing.NobodyFree{At: at(20)}, routing.Due{At: at(5005)})...)
	if len(got) == 0 || got[0] != (routing.RenewLease{For: 20 * time.Second}) {
		t.Errorf("got %s", routing.FormatCommands(got))
	}
}

func TestCallerWhoLeavesDuringSearchFreesTheAgent(t *testing.T) {
	_, got := play(after(waiting, routing.CallerGone{At: at(10)}, claimed(20, "anna"))...)
	want(t, got, routing.Release{Agent: "anna", Why: routing.Withdrawn})
}

func TestASecondAgentForACallThatHasOneIsGivenBack(t *testing.T) {
	for _, facts := range [][]routing.Event{ringing, talking} {
		_, got := play(after(facts, claimed(4000, "boris"))...)
		want(t, got, routing.Release{Agent: "boris", Why: routing.Withdrawn})
		_, got = play(after(facts, claimed(20, "anna"))...)
		want(t, got)
	}
}

func TestAPhoneThatRangItsTimeIsAMissAndTheNextIsTried(t *testing.T) {
	c, got := play(after(ringing, routing.Due{At: at(5199)})...)
	phase(t, c, routing.Ringing)
	want(t, got)
	c, got = play(after(ringing, routing.Due{At: at(5200)})...)
	phase(t, c, routing.Waiting)
	want(t, got, routing.Drop{Leg: 1, Why: routing.Missed}, routing.Release{Agent: "anna", Why: routing.Missed}, routing.FindAgent{})
}

func TestAPhoneThatDoesNotRingInTwoSecondsIsUnreachableAndNoMiss(t *testing.T) {
	_, got := play(after(waiting, claimed(20, "anna"), routing.Due{At: at(2020)})...)
	want(t, got, routing.Drop{Leg: 1, Why: routing.Unreachable}, routing.Release{Agent: "anna", Why: routing.Unreachable}, routing.FindAgent{})
}

func TestHowALegEndsDecidesWhatItCosts(t *testing.T) {
	for cause, result := range map[routing.Cause]routing.Result{
		routing.NotReached: routing.Unreachable,
		routing.Refused:    routing.Rejected,
		routing.HungUp:     routing.Rejected,
		routing.NoAnswer:   routing.Missed,
		routing.Vanished:   routing.Withdrawn,
		"never heard of":   routing.Unreachable,
	} {
		c, got := play(after(ringing, routing.LegGone{At: at(1000), Leg: 1, Cause: cause})...)
		phase(t, c, routing.Waiting)
		want(t, got, routing.Release{Agent: "anna", Why: result}, routing.FindAgent{})
		if c.Offers[0].Result != result || !c.Offers[0].EndedAt.Equal(at(1000)) {
			t.Errorf("%s: the offer says %s", cause, c.Offers[0].Result)
		}
	}
	_, got := play(after(waiting, claimed(20, "anna"), routing.LegGone{At: at(1000), Leg: 1, Cause: routing.NoAnswer})...)
	want(t, got, routing.Release{Agent: "anna", Why: routing.Unreachable}, routing.FindAgent{})
}

func TestAnAnswerJoinsTheTwo(t *testing.T) {
	c, got := play(after(ringing, routing.LegAnswered{At: at(3000), Leg: 1})...)
	phase(t, c, routing.Talking)
	want(t, got, routing.Connect{Leg: 1, For: routing.DefaultPolicy.MaxTalk}, routing.MarkTalking{Agent: "anna"}, routing.Record{})
	if c.Wait() != 3*time.Second || !c.Due.IsZero() {
		t.Errorf("waited %s, due %s", c.Wait(), c.Due)
	}
}

func TestALateAnswerOfAnotherLegIsDropped(t *testing.T) {
	second := after(ringing, routing.Due{At: at(5200)}, claimed(5210, "boris"))
	ended := after(ringing, routing.CallerGone{At: at(900)})
	for _, facts := range [][]routing.Event{
		after(ringing, routing.Due{At: at(5200)}), second,
		after(second, routing.LegAnswered{At: at(6000), Leg: 2}), ended,
	} {
		before, _ := play(facts...)
		c, got := play(after(facts, routing.LegAnswered{At: at(9000), Leg: 1})...)
		phase(t, c, before.Phase)
		want(t, got, routing.Drop{Leg: 1, Why: routing.Withdrawn})
	}
}

func TestTheEndOfAnOldLegChangesNothing(t *testing.T) {
	second := after(ringing, routing.Due{At: at(5200)}, claimed(5210, "boris"))
	for _, facts := range [][]routing.Event{second, after(second, routing.LegAnswered{At: at(6000), Leg: 2})} {
		before, _ := play(facts...)
		c, got := play(after(facts, routing.LegGone{At: at(7000), Leg: 1, Cause: routing.HungUp})...)
		phase(t, c, before.Phase)
		want(t, got)
	}
}

func TestAnAgentWhoIsPausedWhileRungLosesTheOfferWithoutAMiss(t *testing.T) {
	_, got := play(after(ringing, routing.OfferWithdrawn{At: at(1000), Agent: "anna"})...)
	want(t, got, routing.Drop{Leg: 1, Why: routing.Withdrawn}, routing.Release{Agent: "anna", Why: routing.Withdrawn}, routing.FindAgent{})
	_, got = play(after(ringing, routing.OfferWithdrawn{At: at(1000), Agent: "boris"})...)
	want(t, got)
}

func TestCallerWhoLeavesIsReportedFromEveryPhase(t *testing.T) {
	gone := routing.CallerGone{At: at(9000)}
	c, got := play(after(waiting, gone)...)
	phase(t, c, routing.Ended)
	want(t, got, routing.Report{})
	c, got = play(after(ringing, gone)...)
	phase(t, c, routing.Ended)
	want(t, got, routing.Drop{Leg: 1, Why: routing.Withdrawn}, routing.Release{Agent: "anna", Why: routing.Withdrawn}, routing.Report{})
	if c.Disposition != routing.Abandoned || c.Offers[0].Result != routing.Withdrawn {
		t.Errorf("%s, the offer %s", c.Disposition, c.Offers[0].Result)
	}
	c, got = play(after(talking, gone)...)
	want(t, got, routing.Drop{Leg: 1, Why: routing.Accepted}, routing.StartWrapUp{Agent: "anna"}, routing.Report{})
	if c.Disposition != routing.Answered || c.Talk() != 6*time.Second {
		t.Errorf("%s after %s", c.Disposition, c.Talk())
	}
	_, got = play(after(talking, gone, gone)...)
	want(t, got)
}

func TestACallLostWithAsteriskSaysSo(t *testing.T) {
	for _, facts := range [][]routing.Event{waiting, ringing, talking} {
		if c, _ := play(after(facts, routing.CallerGone{At: at(9000), Lost: true})...); c.Disposition != routing.LostPBX {
			t.Errorf("%s", c.Disposition)
		}
	}
}

func TestAnAgentWhoHangsUpEndsTheCall(t *testing.T) {
	c, got := play(after(talking, routing.LegGone{At: at(9000), Leg: 1, Cause: routing.HungUp})...)
	phase(t, c, routing.Ended)
	want(t, got, routing.StartWrapUp{Agent: "anna"}, routing.HangUp{}, routing.Report{})
}

func TestACallerIsHandedBackIfTheAgentHangsUpBeforeTheyMeet(t *testing.T) {
	c, got := play(after(ringing, routing.LegAnswered{At: at(3000), Leg: 1}, routing.LegGone{At: at(3005), Leg: 1, Cause: routing.HungUp})...)
	phase(t, c, routing.Waiting)
	want(t, got, routing.Release{Agent: "anna", Why: routing.Rejected}, routing.Hold{}, routing.FindAgent{})
	if !c.ArrivedAt.Equal(at(0)) || !c.AnsweredAt.IsZero() {
		t.Error("the caller lost the place, or counts as answered")
	}
}

func TestNothingEndsBeforeItsAnswer(t *testing.T) {
	c, _ := play(after(talking, routing.CallerGone{At: at(2500)})...)
	if c.Talk() != 0 || !c.EndedAt.Equal(c.AnsweredAt) {
		t.Errorf("talked for %s", c.Talk())
	}
}

func TestAFactAboutACallThatNeverArrivedChangesNothing(t *testing.T) {
	for _, ev := range everyFact(at(0))[2:] { // but for those with which one begins
		c, got := play(ev)
		if e, ok := ev.(routing.Claimed); ok {
			want(t, got, routing.Release{Agent: e.Agent, Why: routing.Withdrawn})
			continue
		}
		phase(t, c, routing.New)
		want(t, got)
	}
}

func TestALegNobodyRemembersIsDroppedAndItsNumberNotUsedAgain(t *testing.T) {
	for _, facts := range [][]routing.Event{waiting, after(waiting, claimed(20, "anna"))} {
		facts = after(facts, routing.Resynced{At: at(9000), Caller: true, Legs: map[routing.LegNo]routing.LegState{2: routing.LegUp}})
		_, got := play(facts...)
		if len(got) == 0 || got[0] != (routing.Drop{Leg: 2, Why: routing.Withdrawn}) {
			t.Errorf("got %s", routing.FormatCommands(got))
		}
		_, got = play(after(facts, claimed(9020, "boris"))...)
		if ring, ok := got[0].(routing.Ring); !ok || ring.Leg <= 2 {
			t.Errorf("got %s", routing.FormatCommands(got))
		}
	}
}

// Where it must be said that a call is recorded, it is recorded only if it was.
func TestACallOfWhichItCouldNotBeSaidIsNotRecorded(t *testing.T) {
	consent := dialled(routing.Line{Consent: true})
	for what, recorded := range map[string]bool{"welcome-recorded": true, "": false} {
		facts := []routing.Event{consent, routing.CallerKnown{At: at(5)}, routing.Said{At: at(3000), What: what}, claimed(3020, "anna"), routing.LegRinging{At: at(3200), Leg: 1}}
		if _, got := play(facts[:2]...); len(got) != 0 {
			t.Errorf("an agent is looked for before it was said: %s", routing.FormatCommands(got))
		}
		_, got := play(append(facts, routing.LegAnswered{At: at(5000), Leg: 1})...)
		if has := strings.Contains(routing.FormatCommands(got), "; record"); has != recorded {
			t.Errorf("said %q: %s", what, routing.FormatCommands(got))
		}
	}
}

func TestACallerWhoWaitsTellsNothingMoreThanTheirKeys(t *testing.T) {
	line := routing.Line{Overdue: routing.OfferBack, LongestWait: time.Minute}
	idle := []routing.Event{dialled(line), routing.CallerKnown{At: at(5)}, routing.NobodyFree{At: at(10)}}
	_, got := play(after(idle, routing.Pressed{At: at(900), Key: "2"})...)
	want(t, got)
	c, got := play(after(idle, routing.Pressed{At: at(900), Key: "1"})...)
	phase(t, c, routing.Leaving)
	want(t, got, routing.CallBack{}, routing.Say{What: routing.SayBackKept})
	_, got = play(after(idle, routing.Pressed{At: at(900), Key: "1"}, routing.Pressed{At: at(950), Key: "1"})...)
	want(t, got)
	line.Overdue = routing.TakeMessages // as for whoever withholds their number
	_, got = play(after([]routing.Event{dialled(line)}, routing.CallerKnown{At: at(5)}, routing.NobodyFree{At: at(10)}, routing.Pressed{At: at(900), Key: "1"})...)
	want(t, got)
}
