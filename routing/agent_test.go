package routing_test

import (
	"testing"
	"time"

	"vonal/internal/fault"
	"vonal/routing"
)

// work is an agent after these facts; none of them may be refused.
func work(t *testing.T, facts ...routing.AgentEvent) routing.Agent {
	t.Helper()
	a := routing.Agent{ID: "anna"}
	for _, ev := range facts {
		b, err := a.After(ev, routing.DefaultPolicy)
		if err != nil {
			t.Fatalf("%T: %v", ev, err)
		}
		if b != a && b.Version != a.Version+1 {
			t.Fatalf("%T: version %d follows %d", ev, b.Version, a.Version)
		}
		a = b
	}
	return a
}

// onCall is an agent whom call c has claimed at 1 s.
func onCall(t *testing.T, more ...routing.AgentEvent) routing.Agent {
	t.Helper()
	a := ready(t).Taken("c", at(1000), at(1000).Add(routing.DefaultPolicy.ClaimLease()))
	for _, ev := range more {
		b, err := a.After(ev, routing.DefaultPolicy)
		if err != nil {
			t.Fatalf("%T: %v", ev, err)
		}
		a = b
	}
	return a
}

func ready(t *testing.T) routing.Agent {
	t.Helper()
	return work(t, routing.PhoneCame{At: at(0)}, routing.ShiftBegan{At: at(0)})
}

func stands(t *testing.T, a routing.Agent, state routing.AgentState, until time.Time) {
	t.Helper()
	if a.State != state || !a.Until.Equal(until) {
		t.Errorf("%s until %s, want %s until %s", a.State, a.Until, state, until)
	}
}

var noEnd time.Time

func TestAnAgentIsAvailableOnceOnShiftWithAPhone(t *testing.T) {
	stands(t, work(t, routing.PhoneCame{At: at(0)}), "", noEnd)
	stands(t, work(t, routing.ShiftBegan{At: at(0)}), routing.AgentUnreachable, noEnd)
	stands(t, work(t, routing.ShiftBegan{At: at(0)}, routing.PhoneCame{At: at(5)}), routing.AgentAvailable, noEnd)
	stands(t, ready(t), routing.AgentAvailable, noEnd)
}

func TestAPhoneThatGoesMakesTheAgentUnreachableUntilItComesBack(t *testing.T) {
	a := work(t, routing.PhoneCame{At: at(0)}, routing.ShiftBegan{At: at(0)}, routing.PhoneWent{At: at(10)})
	stands(t, a, routing.AgentUnreachable, noEnd)
	if a.Free(at(1_000_000)) {
		t.Error("free without a phone")
	}
	back, _ := a.After(routing.PhoneCame{At: at(20)}, routing.DefaultPolicy)
	stands(t, back, routing.AgentAvailable, noEnd)
}

func TestAClaimRingsThenTalksThenRests(t *testing.T) {
	lease := at(1000).Add(routing.DefaultPolicy.ClaimLease())
	stands(t, onCall(t), routing.AgentClaimed, lease)
	stands(t, onCall(t, routing.Rang{At: at(1200), Call: "c"}), routing.AgentRinging, lease)
	a := onCall(t, routing.Rang{At: at(1200), Call: "c"}, routing.Spoke{At: at(2000), Call: "c"})
	stands(t, a, routing.AgentTalking, noEnd)
	a = onCall(t, routing.Spoke{At: at(2000), Call: "c"}, routing.TalkOver{At: at(9000), Call: "c"})
	stands(t, a, routing.AgentWrapUp, at(189_000))
	if a.Call != "c" {
		t.Error("the wrap-up does not name its call")
	}
}

func TestFactsOfAnotherCallChangeNothing(t *testing.T) {
	for _, a := range []routing.Agent{onCall(t), onCall(t, routing.Spoke{At: at(2000), Call: "c"})} {
		for _, ev := range []routing.AgentEvent{
			routing.Rang{At: at(3000), Call: "d"}, routing.Spoke{At: at(3000), Call: "d"},
			routing.LetGo{At: at(3000), Call: "d", Why: routing.Missed}, routing.TalkOver{At: at(3000), Call: "d"},
		} {
			if b, err := a.After(ev, routing.DefaultPolicy); err != nil || b != a {
				t.Errorf("%s: %T made %s, %v", a.State, ev, b.State, err)
			}
		}
	}
}

func TestAWrapUpIsNotUndoneByAnAnswerToldAgain(t *testing.T) {
	a := onCall(t, routing.Spoke{At: at(2000), Call: "c"}, routing.TalkOver{At: at(9000), Call: "c"}, routing.Spoke{At: at(9001), Call: "c"})
	stands(t, a, routing.AgentWrapUp, at(189_000))
}

func TestATalkThatEndsBeforeItWasShownStillHasItsWrapUp(t *testing.T) {
	stands(t, onCall(t, routing.TalkOver{At: at(9000), Call: "c"}), routing.AgentWrapUp, at(189_000))
}

func TestTheWrapUpEndsAtItsMomentAndNotBefore(t *testing.T) {
	a := onCall(t, routing.Spoke{At: at(2000), Call: "c"}, routing.TalkOver{At: at(9000), Call: "c"})
	if a.Free(at(188_999)) {
		t.Error("free too early")
	}
	early, _ := a.After(routing.Rested{At: at(188_999)}, routing.DefaultPolicy)
	stands(t, early, routing.AgentWrapUp, at(189_000))
	if !a.Free(at(189_000)) {
		t.Error("not free though nobody told it is over")
	}
	done, _ := a.After(routing.Rested{At: at(189_000)}, routing.DefaultPolicy)
	stands(t, done, routing.AgentAvailable, noEnd)
}

func TestReadyEndsTheWrapUpAndExtendAddsAMinuteTwice(t *testing.T) {
	a := onCall(t, routing.Spoke{At: at(2000), Call: "c"}, routing.TalkOver{At: at(9000), Call: "c"})
	b, err := a.After(routing.ReadyPressed{At: at(10_000)}, routing.DefaultPolicy)
	if err != nil {
		t.Fatal(err)
	}
	stands(t, b, routing.AgentAvailable, noEnd)
	for i := 1; i <= 2; i++ {
		if a, err = a.After(routing.ExtendPressed{At: at(10_000)}, routing.DefaultPolicy); err != nil {
			t.Fatal(err)
		}
		stands(t, a, routing.AgentWrapUp, at(189_000+60_000*i))
	}
	if _, err = a.After(routing.ExtendPressed{At: at(10_000)}, routing.DefaultPolicy); !fault.Is(err, fault.Conflict) {
		t.Errorf("a third extension: %v", err)
	}
}

func TestAButtonThatCannotWorkIsRefusedWithAConflict(t *testing.T) {
	paused := work(t, routing.PhoneCame{At: at(0)}, routing.ShiftBegan{At: at(0)}, routing.PausePressed{At: at(1), Reason: "lunch"})
	for name, c := range map[string]struct {
		a  routing.Agent
		ev routing.AgentEvent
	}{
		"ready off shift":        {routing.Agent{ID: "anna"}, routing.ReadyPressed{At: at(2)}},
		"ready in a call":        {onCall(t), routing.ReadyPressed{At: at(2)}},
		"ready without a phone":  {work(t, routing.ShiftBegan{At: at(0)}), routing.ReadyPressed{At: at(2)}},
		"extend while available": {ready(t), routing.ExtendPressed{At: at(2)}},
		"extend while paused":    {paused, routing.ExtendPressed{At: at(2)}},
		"pause off shift":        {routing.Agent{ID: "anna"}, routing.PausePressed{At: at(2), Reason: "lunch"}},
	} {
		if b, err := c.a.After(c.ev, routing.DefaultPolicy); !fault.Is(err, fault.Conflict) || b != c.a {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := ready(t).After(routing.PausePressed{At: at(2)}, routing.DefaultPolicy); !fault.Is(err, fault.Invalid) {
		t.Errorf("a pause without a reason: %v", err)
	}
}

func TestAPauseAskedForInACallBeginsAfterIt(t *testing.T) {
	pause := routing.PausePressed{At: at(1100), Reason: "lunch"}
	a := onCall(t, pause)
	stands(t, a, routing.AgentClaimed, at(1000).Add(routing.DefaultPolicy.ClaimLease()))
	let, _ := a.After(routing.LetGo{At: at(2000), Call: "c", Why: routing.Withdrawn}, routing.DefaultPolicy)
	stands(t, let, routing.AgentPaused, noEnd)
	if let.Reason != "lunch" {
		t.Errorf("paused for %q", let.Reason)
	}
	a = onCall(t, routing.Spoke{At: at(1500), Call: "c"}, pause, routing.TalkOver{At: at(9000), Call: "c"}, routing.Rested{At: at(189_000)})
	stands(t, a, routing.AgentPaused, noEnd)
	a = onCall(t, pause, routing.ReadyPressed{At: at(1200)}, routing.LetGo{At: at(2000), Call: "c", Why: routing.Withdrawn})
	stands(t, a, routing.AgentAvailable, noEnd)
}

func TestThreeMissesInARowPauseAndAnAnswerForgetsThem(t *testing.T) {
	miss := func(a routing.Agent, why routing.Result) routing.Agent {
		a = a.Taken("c", at(1000), at(9000))
		b, err := a.After(routing.LetGo{At: at(2000), Call: "c", Why: why}, routing.DefaultPolicy)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	a := miss(miss(ready(t), routing.Missed), routing.Missed)
	stands(t, a, routing.AgentAvailable, noEnd)
	if a.Misses != 2 {
		t.Errorf("%d misses", a.Misses)
	}
	if b := miss(a, routing.Missed); b.State != routing.AgentPaused || b.Reason != routing.PausedByMisses {
		t.Errorf("%s for %q after three misses", b.State, b.Reason)
	}
	for _, why := range []routing.Result{routing.Rejected, routing.Unreachable, routing.Withdrawn} {
		if b := miss(a, why); b.Misses != 2 || b.State == routing.AgentPaused {
			t.Errorf("%s: %d misses, %s", why, b.Misses, b.State)
		}
	}
	spoke, _ := a.Taken("c", at(1000), at(9000)).After(routing.Spoke{At: at(2000), Call: "c"}, routing.DefaultPolicy)
	if spoke.Misses != 0 {
		t.Error("an answer did not forget the misses")
	}
}

func TestAPhoneThatDidNotRingIsLeftAloneForAMinute(t *testing.T) {
	a := onCall(t, routing.LetGo{At: at(3000), Call: "c", Why: routing.Unreachable})
	stands(t, a, routing.AgentUnreachable, at(63_000))
	if a.Free(at(62_999)) || !a.Free(at(63_000)) {
		t.Error("tried again at the wrong moment")
	}
	again, _ := a.After(routing.PhoneCame{At: at(4000)}, routing.DefaultPolicy)
	stands(t, again, routing.AgentAvailable, noEnd)
}

func TestAShiftThatEndsInACallEndsAfterIt(t *testing.T) {
	over := routing.ShiftEnded{At: at(1500)}
	stands(t, onCall(t, over, routing.LetGo{At: at(2000), Call: "c", Why: routing.Missed}), routing.AgentOffline, noEnd)
	stands(t, onCall(t, routing.Spoke{At: at(1200), Call: "c"}, over), routing.AgentTalking, noEnd)
	stands(t, onCall(t, routing.Spoke{At: at(1200), Call: "c"}, over, routing.TalkOver{At: at(2000), Call: "c"}), routing.AgentOffline, noEnd)
	stands(t, work(t, routing.PhoneCame{At: at(0)}, routing.ShiftBegan{At: at(0)}, over), routing.AgentOffline, noEnd)
}

func TestADeadControllerKeepsNobodyFromWork(t *testing.T) {
	a := onCall(t, routing.Rang{At: at(1200), Call: "c"})
	lease := at(1000).Add(routing.DefaultPolicy.ClaimLease())
	if a.Free(lease.Add(-time.Millisecond)) || !a.Free(lease) {
		t.Error("the claim does not run out at its moment")
	}
	b, _ := a.After(routing.Rested{At: lease}, routing.DefaultPolicy)
	stands(t, b, routing.AgentAvailable, noEnd)
}
