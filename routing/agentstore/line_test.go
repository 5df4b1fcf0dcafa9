package agentstore_test

import (
	"fmt"
	"testing"

	"vonal/routing"
)

func TestNewcomerLeavesTheAgentOwedToALongerWaitingCall(t *testing.T) {
	s := open(t)
	put(t, s, routing.Agent{ID: "anna", State: routing.AgentOffline, OnShift: true, PhoneUp: true, Version: 1})
	wantTaken(t, claim(t, s, "elder", 0, 10, "anna"), "")
	put(t, s, available("anna"))
	wantTaken(t, claim(t, s, "newcomer", 5, 11, "anna"), "")
	wantTaken(t, claim(t, s, "elder", 0, 11, "anna"), "anna")

	put(t, s, available("boris"))
	wantTaken(t, claim(t, s, "newcomer", 5, 12, "anna", "boris"), "boris")
}

func TestNewcomerTakesWhatIsLeftAfterThoseWhoWaitLonger(t *testing.T) {
	s := open(t)
	wantTaken(t, claim(t, s, "first", 1, 10), "")
	wantTaken(t, claim(t, s, "second", 2, 10), "")
	put(t, s, available("anna"), available("boris"))
	wantTaken(t, claim(t, s, "third", 3, 11, "anna", "boris"), "")
	put(t, s, available("clara"))
	wantTaken(t, claim(t, s, "third", 3, 11, "anna", "boris", "clara"), "clara")
	wantTaken(t, claim(t, s, "fourth", 4, 11, "boris", "clara"), "")
	wantTaken(t, claim(t, s, "second", 2, 11, "boris", "clara"), "boris")
	wantTaken(t, claim(t, s, "first", 1, 11, "anna"), "anna")
}

func TestAgentOwedToAnotherNeedNotBeAmongTheRanked(t *testing.T) {
	s := open(t)
	wantTaken(t, claim(t, s, "elder", 0, 10), "")
	put(t, s, available("anna"), available("boris"))
	wantTaken(t, claim(t, s, "newcomer", 1, 11, "anna"), "anna") // boris is left to the elder
	put(t, s, available("clara"))
	wantTaken(t, claim(t, s, "newest", 2, 12, "clara"), "clara")
	wantTaken(t, claim(t, s, "last", 3, 12, "boris"), "")
	wantTaken(t, claim(t, s, "elder", 0, 12, "boris"), "boris")
}

func TestCallsThatWaitEquallyLongAreServedByID(t *testing.T) {
	s := open(t)
	wantTaken(t, claim(t, s, "b", 1, 10), "")
	wantTaken(t, claim(t, s, "a", 1, 10), "")
	put(t, s, available("anna"))
	wantTaken(t, claim(t, s, "b", 1, 11, "anna"), "")
	wantTaken(t, claim(t, s, "a", 1, 11, "anna"), "anna")
}

func TestCallOfASilentControllerLosesItsPlace(t *testing.T) {
	s := open(t)
	wantTaken(t, claim(t, s, "silent", 0, 10), "") // until 22
	wantTaken(t, claim(t, s, "alive", 1, 10), "")
	put(t, s, available("anna"))
	must(t, s.Stay(t.Context(), "alive", after(30)))
	wantTaken(t, claim(t, s, "newcomer", 2, 21.999, "anna"), "")
	wantTaken(t, claim(t, s, "newcomer", 2, 22, "anna"), "") // now only alive is before it
	wantTaken(t, claim(t, s, "alive", 1, 22, "anna"), "anna")
}

func TestStayKeepsThePlaceInWhateverOrderItComes(t *testing.T) {
	s := open(t)
	must(t, s.Stay(t.Context(), "elder", after(60)))
	wantTaken(t, claim(t, s, "elder", 0, 10), "")
	must(t, s.Stay(t.Context(), "elder", after(20))) // shortens nothing
	put(t, s, available("anna"))
	wantTaken(t, claim(t, s, "newcomer", 1, 59, "anna"), "")
	wantTaken(t, claim(t, s, "newcomer", 1, 60, "anna"), "anna")
}

func TestAgentWhoBecomesFreeWakesTheLongestWaitingCallOnce(t *testing.T) {
	s := open(t)
	e := listen(t, s)
	a := available("anna")
	a.State, a.Until = routing.AgentWrapUp, after(180)
	put(t, s, a)
	for i := range 5 {
		id := routing.CallID(fmt.Sprint("call-", i))
		claim(t, s, id, float64(5-i), 10, "anna")
		must(t, s.Stay(t.Context(), id, after(100)))
	}
	wantWakes(t, e.heard(t, s))
	tell(t, s, "anna", routing.ReadyPressed{At: after(20)})
	wantWakes(t, e.heard(t, s), "call-4")
	tell(t, s, "anna", routing.PhoneCame{At: after(21)}) // no news
	tell(t, s, "anna", routing.PausePressed{At: after(22), Reason: "lunch"})
	wantWakes(t, e.heard(t, s), "call-4")
}

func TestEveryFreeAgentFindsACallThoughOnlyOneIsWoken(t *testing.T) {
	s := open(t)
	e := listen(t, s)
	claim(t, s, "first", 1, 10)
	claim(t, s, "second", 2, 10)
	put(t, s, available("anna"), available("boris")) // both wake the first
	wantWakes(t, e.heard(t, s), "first", "first")
	wantTaken(t, claim(t, s, "first", 1, 11, "anna", "boris"), "anna")
	wantWakes(t, e.heard(t, s), "first", "first", "second")
}

func TestCallerWhoLeavesTheLinePassesTheWakeOn(t *testing.T) {
	s := open(t)
	e := listen(t, s)
	claim(t, s, "first", 1, 10)
	claim(t, s, "second", 2, 10)
	put(t, s, available("anna"))
	gone := routing.Call{ID: "first", Phase: routing.Ended, ArrivedAt: after(1), EndedAt: after(11)}
	must(t, s.Save(t.Context(), gone, ""))
	wantWakes(t, e.heard(t, s), "first", "second")
	must(t, s.Save(t.Context(), gone, "")) // has left already
	wantWakes(t, e.heard(t, s), "first", "second")
	wantTaken(t, claim(t, s, "third", 3, 12, "anna"), "")
	wantTaken(t, claim(t, s, "second", 2, 12, "anna"), "anna")
}

func TestCallThatMissedAnAgentWhileItWasRankedLooksAgain(t *testing.T) {
	s := open(t)
	e := listen(t, s)
	put(t, s, available("anna"))
	// anna was not free when the agents were ranked, and the line was empty when
	// she became free.
	wantTaken(t, claim(t, s, "call", 1, 10), "")
	wantWakes(t, e.heard(t, s), "call")
	// Only once: a call that may not have her does not search for ever.
	wantTaken(t, claim(t, s, "call", 1, 11), "")
	wantWakes(t, e.heard(t, s), "call")
}

func TestCallThatMissedAnAgentBehindManyOthersLooksAgain(t *testing.T) {
	s := open(t)
	e := listen(t, s)
	claim(t, s, "elder", 0, 10)
	put(t, s, available("anna"), available("boris"))
	var busy []routing.AgentID
	for i := range 200 {
		busy = append(busy, routing.AgentID(fmt.Sprint("busy-", i)))
	}
	wantTaken(t, claim(t, s, "call", 1, 10, busy...), "")
	wantWakes(t, e.heard(t, s), "elder", "elder", "call")
}

func TestCallThatMayNotHaveTheFreeAgentPassesThemOn(t *testing.T) {
	s := open(t)
	e := listen(t, s)
	claim(t, s, "refused", 0, 10)
	claim(t, s, "younger", 1, 10)
	put(t, s, available("anna")) // who has refused the elder call: its desk does not name her
	wantTaken(t, claim(t, s, "refused", 0, 11), "")
	wantWakes(t, e.heard(t, s), "refused", "younger")
	wantTaken(t, claim(t, s, "younger", 1, 11, "anna"), "anna")
	wantTaken(t, claim(t, s, "newcomer", 2, 12), "")

	put(t, s, available("boris")) // owed to the elder call as ever
	wantWakes(t, e.heard(t, s), "refused", "younger", "refused")
	wantTaken(t, claim(t, s, "newcomer", 2, 12, "boris"), "")
	wantTaken(t, claim(t, s, "refused", 0, 12, "boris"), "boris")
}

func TestPassingEndsWhenNobodyOfTheLineMayHaveTheAgent(t *testing.T) {
	s := open(t)
	e := listen(t, s)
	for i := range 4 {
		claim(t, s, routing.CallID(fmt.Sprint("call-", i)), float64(i), 10)
	}
	put(t, s, available("anna"))
	for n := 0; n < len(e.heard(t, s)); n++ {
		if n == 10 {
			t.Fatal("the calls wake each other for ever")
		}
		call := e.heard(t, s)[n]
		claim(t, s, call, float64(call[len(call)-1]-'0'), 11) // may not have anna
	}
	wantWakes(t, e.heard(t, s), "call-0", "call-1", "call-2", "call-3")
}

func TestSavingAWaitingCallKeepsItsPlace(t *testing.T) {
	s := open(t)
	claim(t, s, "elder", 0, 10)
	must(t, s.Save(t.Context(), routing.Call{ID: "elder", Phase: routing.Waiting, ArrivedAt: noon}, ""))
	put(t, s, available("anna"))
	wantTaken(t, claim(t, s, "newcomer", 1, 11, "anna"), "")
	must(t, s.Forget(t.Context(), "elder"))
	wantTaken(t, claim(t, s, "newcomer", 1, 11, "anna"), "anna")
}

func TestClaimedCallStandsInTheLineNoMore(t *testing.T) {
	s := open(t)
	put(t, s, available("anna"), available("boris"))
	wantTaken(t, claim(t, s, "elder", 0, 10, "anna", "boris"), "anna")
	wantTaken(t, claim(t, s, "newcomer", 1, 11, "boris"), "boris")
}

func TestAThousandBusyAgentsInFrontDoNotHideTheFreeOne(t *testing.T) {
	s := open(t)
	var ranked []routing.AgentID
	for i := range 9999 {
		ranked = append(ranked, routing.AgentID(fmt.Sprint("busy-", i)))
	}
	put(t, s, available("anna"))
	wantTaken(t, claim(t, s, "call", 0, 1, append(ranked, "anna")...), "anna")
}
