package store_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"vonal/crm"
	"vonal/crm/store"
	"vonal/internal/fault"
)

// gone writes down that one agent is away around morning.
func gone(t testing.TB, s *store.Store, who, deputy crm.AgentID) crm.Absence {
	t.Helper()
	return must[crm.Absence](t)(s.CreateAbsence(t.Context(), head, crm.Absence{Agent: who, Deputy: deputy, From: morning.Add(-time.Hour), To: morning.Add(time.Hour)}))
}

// answer is what WhoAnswers says.
type answer struct {
	card       crm.CardID
	deputy     crm.AgentID
	away       bool
	tier       crm.Tier
	waitsSince time.Time
	found      bool
}

func whoAnswers(t testing.TB, s *store.Store, number crm.E164, at time.Time) answer {
	t.Helper()
	card, deputy, away, tier, since, found, err := s.WhoAnswers(t.Context(), number, at, 300*time.Second)
	ok(t, err)
	return answer{card.ID, deputy, away, tier, since, found}
}

func TestWhoAnswersFollowsTheDeputiesOfTheOwner(t *testing.T) {
	s, _ := fresh(t)
	anna, boris, cili := agent(t, s, "Anna"), agent(t, s, "Boris"), agent(t, s, "Cili")
	card := must[crm.Card](t)(s.CreateCard(t.Context(), head, crm.NewCard{Name: "Szabó Kft", Phones: []crm.E164{"+3612345678", "+36301234567"}, Owner: anna.ID}))
	see := func(at time.Time, want answer) {
		t.Helper()
		want.card, want.tier, want.found = card.ID, crm.Normal, true
		if got := whoAnswers(t, s, "+36301234567", at); got != want {
			t.Errorf("have %+v, want %+v", got, want)
		}
	}
	see(morning, answer{})
	gone(t, s, anna.ID, boris.ID)
	see(morning, answer{deputy: boris.ID, away: true})
	see(morning.Add(time.Hour), answer{}) // she is back
	gone(t, s, boris.ID, cili.ID)
	see(morning, answer{deputy: cili.ID, away: true})
	must[crm.Agent](t)(s.DeleteAgent(t.Context(), cili.ID))
	see(morning, answer{away: true})
	if got := whoAnswers(t, s, "+36309999999", morning); got != (answer{tier: crm.Normal}) {
		t.Errorf("a number on no card: %+v", got)
	}
}

func TestWhoWasCutOffKeepsThePlaceForFiveMinutes(t *testing.T) {
	s, _ := fresh(t)
	anna := agent(t, s, "Anna")
	call := func(id string, started time.Time, how crm.Disposition) crm.Interaction {
		in := ended(id, "+36301234567", "", "")
		in.Disposition, in.StartedAt, in.AnsweredAt, in.EndedAt, in.RecordingName = how, started, time.Time{}, started.Add(time.Minute), ""
		return in
	}
	since := func(at time.Time) time.Time { return whoAnswers(t, s, "+36301234567", at).waitsSince }
	closed(t, s, call("c1", morning, crm.Abandoned))
	if got := since(morning.Add(6 * time.Minute)); !got.Equal(morning) {
		t.Errorf("waits since %s", got)
	}
	if got := since(morning.Add(6*time.Minute + time.Second)); !got.IsZero() {
		t.Errorf("the place was kept too long: %s", got)
	}
	again := call("c2", morning.Add(3*time.Minute), crm.LostPBX)
	again.PlaceSince = morning
	closed(t, s, again)
	if got := since(morning.Add(8 * time.Minute)); !got.Equal(morning) {
		t.Errorf("the place is not inherited: %s", got)
	}
	if c := must[crm.Call](t)(s.GetCall(t.Context(), head, "c2")); !c.PlaceSince.Equal(morning) {
		t.Errorf("written %s", c.PlaceSince)
	}
	other := call("c3", morning.Add(4*time.Minute), crm.Closed)
	closed(t, s, other)
	if got := since(morning.Add(6 * time.Minute)); !got.IsZero() {
		t.Errorf("after a call outside the hours: %s", got)
	}
	owed := call("c3b", morning.Add(4*time.Minute+30*time.Second), crm.CalledBack)
	closed(t, s, owed)
	if got := since(morning.Add(3 * time.Hour)); !got.Equal(owed.StartedAt) {
		t.Errorf("who is to be called back waits since %s", got)
	}
	if got := since(morning.Add(5 * time.Hour)); !got.IsZero() {
		t.Errorf("the call back is owed for too long: %s", got)
	}
	spoken := ended("c4", "+36301234567", anna.ID, "")
	spoken.StartedAt, spoken.AnsweredAt, spoken.EndedAt = morning.Add(5*time.Minute), morning.Add(5*time.Minute), morning.Add(6*time.Minute)
	closed(t, s, spoken)
	if got := since(morning.Add(7 * time.Minute)); !got.IsZero() {
		t.Errorf("after a conversation: %s", got)
	}
}

func TestNobodyIsAwayTwiceAtOnce(t *testing.T) {
	s, _ := fresh(t)
	anna, boris := agent(t, s, "Anna"), agent(t, s, "Boris")
	var made atomic.Int64
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			_, err := s.CreateAbsence(t.Context(), head, crm.Absence{Agent: anna.ID, Deputy: boris.ID, From: morning, To: morning.Add(time.Hour)})
			if err == nil {
				made.Add(1)
			} else if !fault.Is(err, fault.Conflict) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if made.Load() != 1 {
		t.Errorf("%d absences at once", made.Load())
	}
	next := must[crm.Absence](t)(s.CreateAbsence(t.Context(), head, crm.Absence{Agent: anna.ID, From: morning.Add(time.Hour), To: morning.Add(2 * time.Hour)}))
	back := morning.Add(30 * time.Minute)
	_, err := s.ChangeAbsence(t.Context(), head, next.ID, crm.AbsenceChange{From: &back})
	refused(t, err, fault.Conflict, "")
}

func TestAbsenceIsWrittenByWhoAnswersForTheAgent(t *testing.T) {
	s, clk := fresh(t)
	anna, boris := agent(t, s, "Anna"), agent(t, s, "Boris")
	own := crm.Viewer{Role: crm.RoleAgent, Agent: anna.ID}
	now := clk.Now()
	mine := must[crm.Absence](t)(s.CreateAbsence(t.Context(), own, crm.Absence{Agent: anna.ID, Deputy: boris.ID, From: now.Add(time.Hour), To: now.Add(2 * time.Hour), Reason: "dentist"}))
	_, err := s.CreateAbsence(t.Context(), own, crm.Absence{Agent: boris.ID, From: now, To: now.Add(time.Hour)})
	refused(t, err, fault.Forbidden, "agent_id")
	_, err = s.CreateAbsence(t.Context(), own, crm.Absence{Agent: anna.ID, Deputy: "01900000-0000-7000-8000-000000000000", From: now, To: now.Add(time.Minute)})
	refused(t, err, fault.Invalid, "deputy_id")

	other := crm.Viewer{Role: crm.RoleAgent, Agent: boris.ID}
	list := must[[]crm.Absence](t)(s.ListAbsences(t.Context(), other, crm.AbsenceFilter{Since: now}))
	if len(list) != 1 || list[0].Reason != "" || list[0].Deputy != boris.ID {
		t.Errorf("a colleague sees %+v", list)
	}
	_, err = s.ChangeAbsence(t.Context(), other, mine.ID, crm.AbsenceChange{Reason: new(string)})
	refused(t, err, fault.Forbidden, "")
	_, err = s.RemoveAbsence(t.Context(), other, mine.ID, 0)
	refused(t, err, fault.Forbidden, "")

	nobody := crm.AgentID("")
	changed := must[crm.Absence](t)(s.ChangeAbsence(t.Context(), own, mine.ID, crm.AbsenceChange{Deputy: &nobody, Version: 1}))
	if changed.Deputy != "" || changed.Version != 2 || changed.Reason != "dentist" {
		t.Errorf("changed to %+v", changed)
	}
	_, err = s.ChangeAbsence(t.Context(), own, mine.ID, crm.AbsenceChange{Version: 1})
	refused(t, err, fault.Stale, "")
	clk.Advance(90 * time.Minute)
	_, err = s.RemoveAbsence(t.Context(), own, mine.ID, 0)
	refused(t, err, fault.Conflict, "")
	end := clk.Now()
	must[crm.Absence](t)(s.ChangeAbsence(t.Context(), own, mine.ID, crm.AbsenceChange{To: &end}))
	if left := must[[]crm.Absence](t)(s.ListAbsences(t.Context(), own, crm.AbsenceFilter{Since: clk.Now()})); len(left) != 0 {
		t.Errorf("still away: %+v", left)
	}
}
