package agentstore_test

import (
	"testing"

	"vonal/routing"
)

func reaching(call routing.CallID, since float64, priority int, reach string, ranked ...routing.AgentID) routing.Search {
	q := search(call, after(since), ranked...)
	q.Place.Priority, q.Reach = priority, []string{reach}
	return q
}

func mate(id routing.AgentID, teams string) routing.Agent {
	a := available(id)
	a.Teams = teams
	return a
}

func TestAFreedAgentWakesOnlyACallThatLooksForThem(t *testing.T) {
	s := open(t)
	e := listen(t, s)
	for _, q := range []routing.Search{
		reaching("for-help", 0, 0, "team/help"),
		reaching("for-anna", 1, 0, "agent/anna"),
		reaching("for-sales", 2, 0, "team/sales"),
		reaching("for-anybody", 3, 0, "*"),
	} {
		if _, ok, err := s.Claim(t.Context(), q, after(10), after(100)); err != nil || ok {
			t.Fatal(ok, err)
		}
	}
	put(t, s, mate("boris", "sales"))
	wantWakes(t, e.heard(t, s), "for-sales")
	wantTaken(t, claim(t, s, "for-sales", 2, 11, "boris"), "boris")
	wantWakes(t, e.heard(t, s), "for-sales") // the others are owed nobody
	put(t, s, mate("anna", "help marketing"))
	wantWakes(t, e.heard(t, s), "for-sales", "for-help")
	wantTaken(t, claim(t, s, "for-help", 0, 12), "") // it may not have her: she is the next one's
	wantWakes(t, e.heard(t, s), "for-sales", "for-help", "for-anna")
}

func TestAnImportantCallGoesFirstAndAmongEqualsTheOlderOne(t *testing.T) {
	s := open(t)
	e := listen(t, s)
	for _, q := range []routing.Search{
		reaching("old", 0, 0, "*"), reaching("important", 5, 1, "*"), reaching("key", 6, 2, "*"), reaching("key-2", 7, 2, "*"),
	} {
		if _, ok, err := s.Claim(t.Context(), q, after(10), after(100)); err != nil || ok {
			t.Fatal(ok, err)
		}
	}
	put(t, s, available("anna"))
	wantWakes(t, e.heard(t, s), "key")
	wantTaken(t, claim(t, s, "old", 0, 11, "anna"), "")
	a, _, err := s.Claim(t.Context(), reaching("key", 6, 2, "*", "anna"), after(11), after(100))
	must(t, err)
	wantTaken(t, a, "anna")
}

// A call whose agent did not answer goes back to its place before that agent is
// given back, so that nobody who has waited less gets them first.
func TestACallThatWaitsAgainStandsInItsPlace(t *testing.T) {
	s := open(t)
	e := listen(t, s)
	put(t, s, available("anna"))
	wantTaken(t, claim(t, s, "elder", 0, 1, "anna"), "anna")
	wantTaken(t, claim(t, s, "younger", 1, 2, "anna"), "")
	back := routing.Call{ID: "elder", Phase: routing.Waiting, Searching: true, ArrivedAt: after(0), Leased: after(60),
		Offers: []routing.Offer{{Agent: "anna", Leg: 1, OfferedAt: after(1), EndedAt: after(6), Result: routing.Missed}}}
	must(t, s.Save(t.Context(), back, ""))
	tell(t, s, "anna", routing.LetGo{At: after(6), Call: "elder", Why: routing.Missed})
	wantWakes(t, e.heard(t, s), "elder")
	wantTaken(t, claim(t, s, "younger", 1, 7, "anna"), "")
	wantTaken(t, claim(t, s, "elder", 0, 7, "anna"), "anna")
}
