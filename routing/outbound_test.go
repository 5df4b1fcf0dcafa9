package routing_test

import (
	"testing"
	"time"

	"vonal/routing"
)

func requested() routing.Event {
	return routing.Requested{At: at(0), ID: "c", Channel: "c-out", Agent: "anna", To: "+36301234567"}
}

// The phases of a call we make.
var (
	claiming   = []routing.Event{requested()}
	makerRings = append(claiming, claimed(20, "anna"), routing.LegRinging{At: at(200), Leg: 1})
	dialling   = append(makerRings, routing.LegAnswered{At: at(3000), Leg: 1})
	heardRing  = append(dialling, routing.CustomerRinging{At: at(3500)})
	talkingOut = append(heardRing, routing.CustomerAnswered{At: at(9000)}, routing.Joined{At: at(9020), Leg: 1})
)

func disposition(t *testing.T, c routing.Call, d routing.Disposition) {
	t.Helper()
	phase(t, c, routing.Ended)
	if c.Disposition != d {
		t.Errorf("the call ended as %s, not %s", c.Disposition, d)
	}
}

func offer(t *testing.T, c routing.Call, r routing.Result) {
	t.Helper()
	if len(c.Offers) != 1 || c.Offers[0].Result != r {
		t.Errorf("the offers are %+v, want one that was %s", c.Offers, r)
	}
}

func TestACallWeMakeTakesJustTheAgentWhoMakesIt(t *testing.T) {
	c, got := play(claiming...)
	phase(t, c, routing.Claiming)
	want(t, got, routing.ClaimAgent{Agent: "anna"})
	if c.Begun() || c.Customer() != "+36301234567" {
		t.Errorf("%+v", c)
	}
	c, got = play(after(claiming, claimed(20, "boris"))...)
	phase(t, c, routing.Claiming)
	want(t, got, routing.Release{Agent: "boris", Why: routing.Withdrawn})
}

func TestWhereTheAgentIsNotFreeThereIsNoCall(t *testing.T) {
	c, got := play(after(claiming, routing.NobodyFree{At: at(20)})...)
	disposition(t, c, routing.NotBegun)
	want(t, got, routing.Report{})
	c, got = play(after(claiming, routing.SearchFailed{At: at(20)})...)
	disposition(t, c, routing.Failed)
	want(t, got, routing.Release{Agent: "anna", Why: routing.Withdrawn}, routing.Report{})
	if c.Begun() {
		t.Error("a call without its agent has begun")
	}
}

func TestTheAgentsOwnPhoneRingsFirst(t *testing.T) {
	c, got := play(after(claiming, claimed(20, "anna"))...)
	phase(t, c, routing.Ringing)
	want(t, got, routing.Identify{}, routing.Ring{Leg: 1, Agent: "anna", For: 8 * time.Second})
	if !c.Due.Equal(at(2020)) || !c.Begun() {
		t.Errorf("due at %s", c.Due)
	}
	c, got = play(makerRings...)
	want(t, got, routing.MarkRinging{Agent: "anna"})
	if !c.Due.Equal(at(5200)) {
		t.Errorf("due at %s", c.Due)
	}
}

func TestWhoDoesNotPickUpTheirOwnCallHasMissedNothing(t *testing.T) {
	c, got := play(after(makerRings, routing.Due{At: at(5200)})...)
	disposition(t, c, routing.Abandoned)
	offer(t, c, routing.Withdrawn)
	want(t, got, routing.Drop{Leg: 1, Why: routing.Withdrawn}, routing.Release{Agent: "anna", Why: routing.Withdrawn}, routing.Report{})
	c, _ = play(after(makerRings, routing.LegGone{At: at(5200), Leg: 1, Cause: routing.NoAnswer})...)
	offer(t, c, routing.Withdrawn)
}

func TestAPhoneOfTheirOwnThatDoesNotRingIsUnreachable(t *testing.T) {
	c, got := play(after(claiming, claimed(20, "anna"), routing.Due{At: at(2020)})...)
	disposition(t, c, routing.Failed)
	offer(t, c, routing.Unreachable)
	want(t, got, routing.Drop{Leg: 1, Why: routing.Withdrawn}, routing.Release{Agent: "anna", Why: routing.Unreachable}, routing.Report{})
}

func TestWhoDeclinesTheirOwnCallEndsIt(t *testing.T) {
	for _, last := range []routing.Event{
		routing.LegGone{At: at(900), Leg: 1, Cause: routing.Refused}, routing.OfferWithdrawn{At: at(900), Agent: "anna"},
	} {
		c, _ := play(after(makerRings, last)...)
		disposition(t, c, routing.Abandoned)
	}
}

func TestTheCustomerIsDialledOnceTheAgentIsOnTheLine(t *testing.T) {
	c, got := play(dialling...)
	phase(t, c, routing.Dialling)
	offer(t, c, routing.Accepted)
	want(t, got, routing.MarkTalking{Agent: "anna"}, routing.DialCustomer{For: 46 * time.Second})
	if !c.Due.Equal(at(48_000)) || !c.AnsweredAt.IsZero() {
		t.Errorf("due at %s, answered at %s", c.Due, c.AnsweredAt)
	}
	_, got = play(heardRing...)
	want(t, got, routing.PlayRinging{Leg: 1})
}

func TestTheTalkBeginsWhenTheCustomerAnswers(t *testing.T) {
	c, got := play(after(heardRing, routing.CustomerAnswered{At: at(9000)})...)
	phase(t, c, routing.Talking)
	want(t, got, routing.Connect{Leg: 1, For: 4 * time.Hour}, routing.Record{})
	if !c.AnsweredAt.Equal(at(9000)) || !c.Due.IsZero() || c.Wait() != 9*time.Second {
		t.Errorf("answered at %s, due at %s, waited %s", c.AnsweredAt, c.Due, c.Wait())
	}
}

func TestACustomerWhoDoesNotTalkFreesTheAgentWithoutARest(t *testing.T) {
	undo := []routing.Command{routing.Drop{Leg: 1, Why: routing.Withdrawn}, routing.Release{Agent: "anna", Why: routing.Withdrawn}, routing.Report{}}
	for cause, d := range map[routing.Cause]routing.Disposition{
		routing.Refused: routing.Busy, routing.NoAnswer: routing.NotAnswered, routing.NotReached: routing.Failed, routing.Vanished: routing.Failed,
	} {
		c, got := play(after(heardRing, routing.CustomerGone{At: at(8000), Cause: cause})...)
		disposition(t, c, d)
		want(t, got, undo...)
	}
	c, got := play(after(heardRing, routing.Due{At: at(48_000)})...)
	disposition(t, c, routing.NotAnswered)
	want(t, got, append([]routing.Command{routing.HangUp{}}, undo...)...)
	c, got = play(after(heardRing, routing.LegGone{At: at(8000), Leg: 1, Cause: routing.HungUp})...)
	disposition(t, c, routing.Abandoned)
	want(t, got, append([]routing.Command{routing.HangUp{}}, undo...)...)
}

func TestACustomerWhoAnswersTooLateIsHungUpOn(t *testing.T) {
	_, got := play(after(heardRing, routing.Due{At: at(48_000)}, routing.CustomerAnswered{At: at(48_001)})...)
	want(t, got, routing.HangUp{})
}

func TestATalkOfOurMakingEndsInAWrapUpWhoeverHangsUp(t *testing.T) {
	c, got := play(after(talkingOut, routing.CustomerGone{At: at(19_000), Cause: routing.HungUp})...)
	disposition(t, c, routing.Answered)
	want(t, got, routing.Drop{Leg: 1, Why: routing.Accepted}, routing.StartWrapUp{Agent: "anna"}, routing.Report{})
	if c.Talk() != 10*time.Second {
		t.Errorf("talked for %s", c.Talk())
	}
	c, got = play(after(talkingOut, routing.LegGone{At: at(19_000), Leg: 1, Cause: routing.HungUp})...)
	disposition(t, c, routing.Answered)
	want(t, got, routing.StartWrapUp{Agent: "anna"}, routing.HangUp{}, routing.Report{})
}

func TestAnAsteriskThatGoesDownLosesACallOfOurMakingInAnyPhase(t *testing.T) {
	for _, facts := range [][]routing.Event{makerRings, dialling, heardRing, talkingOut} {
		c, _ := play(after(facts, routing.Resynced{At: at(20_000), Lost: true})...)
		disposition(t, c, routing.LostPBX)
	}
}

func TestAResyncGoesOnWithWhatIsAlive(t *testing.T) {
	up := map[routing.LegNo]routing.LegState{1: routing.LegUp}
	for name, x := range map[string]struct {
		facts []routing.Event
		found routing.Resynced
		phase routing.Phase
		does  []routing.Command
	}{
		"the agent has picked up meanwhile": {makerRings, routing.Resynced{Legs: up}, routing.Dialling,
			[]routing.Command{routing.MarkTalking{Agent: "anna"}, routing.DialCustomer{For: 46 * time.Second}, routing.Identify{}, routing.MarkTalking{Agent: "anna"}}},
		"the customer's phone still rings": {dialling, routing.Resynced{Legs: up, Customer: routing.LegRings}, routing.Dialling,
			[]routing.Command{routing.PlayRinging{Leg: 1}, routing.Identify{}, routing.MarkTalking{Agent: "anna"}}},
		"the customer has answered meanwhile": {heardRing, routing.Resynced{Legs: up, Customer: routing.LegUp}, routing.Talking,
			[]routing.Command{routing.Connect{Leg: 1, For: 4 * time.Hour}, routing.Record{}, routing.MarkTalking{Agent: "anna"}}},
		"the customer has gone meanwhile": {heardRing, routing.Resynced{Legs: up}, routing.Ended,
			[]routing.Command{routing.Drop{Leg: 1, Why: routing.Withdrawn}, routing.Release{Agent: "anna", Why: routing.Withdrawn}, routing.Report{}, routing.HangUp{}}},
		"they still talk": {talkingOut, routing.Resynced{Legs: up, Customer: routing.LegUp, Bridged: true, Recorded: true}, routing.Talking,
			[]routing.Command{routing.MarkTalking{Agent: "anna"}}},
		"the agent has hung up meanwhile": {talkingOut, routing.Resynced{Customer: routing.LegUp}, routing.Ended,
			[]routing.Command{routing.Drop{Leg: 1, Why: routing.Withdrawn}, routing.StartWrapUp{Agent: "anna"}, routing.HangUp{}, routing.Report{}, routing.HangUp{}}},
		"nobody had been rung yet": {claiming, routing.Resynced{}, routing.Ended,
			[]routing.Command{routing.Release{Agent: "anna", Why: routing.Withdrawn}, routing.Report{}}},
	} {
		t.Run(name, func(t *testing.T) {
			x.found.At = at(20_000)
			if x.phase == routing.Dialling && x.found.Customer == "" {
				x.found.At = at(3000)
			}
			c, got := play(after(x.facts, x.found)...)
			phase(t, c, x.phase)
			want(t, got, x.does...)
		})
	}
}
