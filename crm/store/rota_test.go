package store_test

import (
	"testing"
	"time"

	"vonal/crm"
	"vonal/crm/hours"
	"vonal/crm/store"
	"vonal/internal/fault"
)

// openFrom are hours by name, the same on these days of the week.
func openFrom(t testing.TB, s *store.Store, name, zone string, from int, days ...time.Weekday) crm.HoursID {
	t.Helper()
	week := map[time.Weekday][]hours.Span{}
	for _, d := range days {
		week[d] = []hours.Span{{From: from, To: from + 480}}
	}
	return must[crm.OpeningHours](t)(s.PutHours(t.Context(), crm.OpeningHours{Name: name}, hours.Hours{Zone: zone, Week: week})).ID
}

// Anna works in Moscow on Sundays and Mondays, Boris as his team does, from
// Tuesday on, and Clara as everybody.
func TestFollowUpsAndDutiesAreDueWhenTheirPeopleWork(t *testing.T) {
	s, clk := fresh(t)
	anna, boris, clara := agent(t, s, "Anna"), agent(t, s, "Boris"), agent(t, s, "Clara")
	own := openFrom(t, s, "Anna's", "Europe/Moscow", 540, time.Sunday, time.Monday)
	if _, err := s.UpdateAgent(t.Context(), anna.ID, crm.AgentChange{Hours: &own}); err != nil {
		t.Fatal(err)
	}
	theirs := openFrom(t, s, "North's", "Europe/London", 600, time.Tuesday, time.Wednesday)
	name, members := "North", []crm.AgentID{boris.ID}
	if _, _, err := s.PutTeam(t.Context(), "", crm.TeamChange{Name: &name, Members: &members, Hours: &theirs}); err != nil {
		t.Fatal(err)
	}
	must[crm.FollowRule](t)(s.PutFollowRule(t.Context(), head, crm.FollowRule{Name: "Working day", Enabled: true, When: crm.WhenStage, Stage: "fulfilled",
		Count: 0, Unit: "working_day", At: "23:30", Title: "Working day"}))
	planned := func(owner crm.AgentID) crm.Deadline {
		t.Helper()
		return coming(t, s, fulfilled(t, s, owner).Card, crm.FollowWaiting)[0].Due
	}
	friday := time.Date(clk.Now().Year()+1, 1, 8, 12, 0, 0, 0, time.UTC) // in winter, ahead of any clock
	friday = friday.AddDate(0, 0, int(time.Friday-friday.Weekday()))
	after := func(days int) string { return friday.AddDate(0, 0, days).Format(time.DateOnly) + "T23:30 " }
	goTo(clk, friday)
	for who, want := range map[crm.AgentID]string{anna.ID: after(2) + "Europe/Moscow", boris.ID: after(4) + "Europe/London", clara.ID: after(0) + "UTC"} {
		if due := planned(who); due.Local+" "+due.Zone != want {
			t.Errorf("due %s %s, want %s", due.Local, due.Zone, want)
		}
	}

	for i, c := range []struct {
		owner crm.AgentID
		want  time.Time
	}{
		{anna.ID, friday.Add(42*time.Hour + 15*time.Minute)}, {boris.ID, friday.Add(94*time.Hour + 15*time.Minute)},
		{clara.ID, friday.Add(15 * time.Minute)}, {"", friday.Add(15 * time.Minute)},
	} {
		number := crm.E164("+3630123456" + string(rune('0'+i)))
		card := must[crm.Card](t)(s.CreateCard(t.Context(), head, crm.NewCard{Name: "Customer", AllowDuplicate: true, Owner: c.owner, Phones: []crm.E164{number}}))
		closed(t, s, lost("c"+string(rune('0'+i)), number, friday, crm.Abandoned))
		owed := must[crm.List[crm.Duty]](t)(s.ListDuties(t.Context(), head, crm.DutyFilter{Card: card.ID}, crm.Page{})).Items
		if len(owed) != 1 || !owed[0].DueAt.Equal(c.want) {
			t.Errorf("%d: owed %+v, want by %v", i, owed, c.want)
		}
	}

	refused(t, s.RemoveHours(t.Context(), theirs), fault.Conflict, "")
	refused(t, s.RemoveHours(t.Context(), own), fault.Conflict, "")
	nobody := crm.HoursID("01930000-0000-7000-8000-0000000000ff")
	_, err := s.UpdateAgent(t.Context(), anna.ID, crm.AgentChange{Hours: &nobody})
	refused(t, err, fault.Invalid, "hours_id")
	if _, err := s.DeleteAgent(t.Context(), anna.ID); err != nil {
		t.Fatal(err)
	}
	if err := s.RemoveHours(t.Context(), own); err != nil {
		t.Errorf("hours of somebody who has left: %v", err)
	}
}

// TestWhatWaitsGoesByTheOwnersAndTheHoursOfToday has a follow-up of Clara's, who
// works as everybody does, become Boris's, whose team works from Tuesday on, and
// Anna's, who works on Sundays; and changes when each works.
func TestWhatWaitsGoesByTheOwnersAndTheHoursOfToday(t *testing.T) {
	s, clk := fresh(t)
	anna, boris, clara := agent(t, s, "Anna"), agent(t, s, "Boris"), agent(t, s, "Clara")
	own := openFrom(t, s, "Anna's", "Europe/Moscow", 540, time.Sunday)
	must[crm.Agent](t)(s.UpdateAgent(t.Context(), anna.ID, crm.AgentChange{Hours: &own}))
	theirs := openFrom(t, s, "North's", "Europe/London", 600, time.Tuesday)
	name, members := "North", []crm.AgentID{boris.ID}
	_, north, err := s.PutTeam(t.Context(), "", crm.TeamChange{Name: &name, Members: &members, Hours: &theirs})
	ok(t, err)
	must[crm.FollowRule](t)(s.PutFollowRule(t.Context(), head, crm.FollowRule{Name: "Working day", Enabled: true, When: crm.WhenStage, Stage: "fulfilled",
		Count: 0, Unit: "working_day", At: "23:30", Title: "Working day"}))
	friday := time.Date(clk.Now().Year()+1, 1, 8, 12, 0, 0, 0, time.UTC) // in winter, ahead of any clock
	friday = friday.AddDate(0, 0, int(time.Friday-friday.Weekday()))
	goTo(clk, friday)
	card := fulfilled(t, s, clara.ID).Card
	due := func(when string, days int, zone string) {
		t.Helper()
		want := friday.AddDate(0, 0, days).Format(time.DateOnly) + "T23:30 " + zone
		if d := coming(t, s, card, crm.FollowWaiting)[0].Due; d.Local+" "+d.Zone != want {
			t.Errorf("%s due %s %s, want %s", when, d.Local, d.Zone, want)
		}
	}
	owned := func(by crm.AgentID) {
		t.Helper()
		must[crm.Card](t)(s.PatchCard(t.Context(), head, card, crm.CardChange{Owner: &by}))
	}
	due("as everybody works", 0, "UTC")
	owned(boris.ID)
	due("as the new owner's team works", 4, "Europe/London")
	later, nobody := openFrom(t, s, "Late", "Europe/London", 600, time.Thursday), []crm.AgentID{}
	_, _, err = s.PutTeam(t.Context(), north.ID, crm.TeamChange{Hours: &later})
	ok(t, err)
	due("by other hours of the team", 6, "Europe/London")
	_, _, err = s.PutTeam(t.Context(), north.ID, crm.TeamChange{Members: &nobody})
	ok(t, err)
	due("when he is in no team", 0, "UTC")
	owned(anna.ID)
	due("by hours of her own", 2, "Europe/Moscow")
	must[crm.OpeningHours](t)(s.PutHours(t.Context(), crm.OpeningHours{ID: own, Name: "Anna's", Version: 1},
		hours.Hours{Zone: "Europe/Moscow", Week: map[time.Weekday][]hours.Span{time.Wednesday: {{From: 540, To: 1020}}}}))
	due("when these are changed", 5, "Europe/Moscow")
	none := crm.HoursID("")
	must[crm.Agent](t)(s.UpdateAgent(t.Context(), anna.ID, crm.AgentChange{Hours: &none}))
	due("without", 0, "UTC")
}
