package store_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"vonal/crm"
	"vonal/crm/store"
	"vonal/internal/fault"
)

// alone removes every rule there is, and makes these.
func alone(t testing.TB, s *store.Store, rules ...crm.FollowRule) (made []crm.FollowRule) {
	t.Helper()
	for _, r := range must[[]crm.FollowRule](t)(s.FollowRules(t.Context())) {
		must[string](t)(s.RemoveFollowRule(t.Context(), r.ID))
	}
	for _, r := range rules {
		r.Enabled = true
		made = append(made, must[crm.FollowRule](t)(s.PutFollowRule(t.Context(), head, r)))
	}
	return made
}

func tasksOf(t testing.TB, s *store.Store) []crm.Task {
	t.Helper()
	return must[crm.List[crm.Task]](t)(s.ListTasks(t.Context(), head, crm.TaskFilter{}, crm.Page{Limit: 200})).Items
}

// The 31st in a month of thirty, and 29 February a year later, are the last day
// of the month: the follow-up comes, once, and never a day late.
func TestADayThatAMonthLacksIsItsLast(t *testing.T) {
	s, clk := fresh(t)
	leap := clk.Now().Year() + 1
	for leap%4 != 0 || leap%100 == 0 {
		leap++
	}
	alone(t, s, crm.FollowRule{Name: "Monthly", When: crm.WhenStage, Stage: "fulfilled", Count: 1, Unit: "month", At: "10:00", Title: "Monthly"},
		crm.FollowRule{Name: "Yearly", When: crm.WhenStage, Stage: "fulfilled", Count: 1, Unit: "year", At: "10:00", Title: "Yearly"})
	for _, c := range []struct {
		on              time.Time
		monthly, yearly string
	}{
		{time.Date(leap, 1, 31, 9, 0, 0, 0, time.UTC), fmt.Sprint(leap, "-02-29T10:00"), fmt.Sprint(leap+1, "-01-31T10:00")},
		{time.Date(leap, 2, 29, 9, 0, 0, 0, time.UTC), fmt.Sprint(leap, "-03-29T10:00"), fmt.Sprint(leap+1, "-02-28T10:00")},
		{time.Date(leap, 8, 31, 9, 0, 0, 0, time.UTC), fmt.Sprint(leap, "-09-30T10:00"), fmt.Sprint(leap+1, "-08-31T10:00")},
	} {
		goTo(clk, c.on)
		card := fulfilled(t, s, "").Card
		plan := coming(t, s, card, crm.FollowWaiting)
		if len(plan) != 2 || plan[0].Due.Local != c.monthly || plan[1].Due.Local != c.yearly {
			t.Errorf("from %v: %+v, want %s and %s", c.on, plan, c.monthly, c.yearly)
		}
	}
	goTo(clk, time.Date(leap, 9, 30, 10, 0, 0, 0, time.UTC))
	if n := raise(t, s); n != 3 {
		t.Errorf("%d were raised", n)
	}
}

// A zone that was given another name is the same zone; one that never was is
// refused.
func TestARuleKnowsOldNamesOfZones(t *testing.T) {
	s, _ := fresh(t)
	due := map[string]time.Time{}
	for _, zone := range []string{"Europe/Kiev", "Europe/Kyiv"} {
		alone(t, s, crm.FollowRule{Name: zone, When: crm.WhenStage, Stage: "fulfilled", Count: 1, Unit: "day", At: "10:00", Zone: zone, Title: "Call"})
		f := coming(t, s, fulfilled(t, s, "").Card, crm.FollowWaiting)[0]
		if due[zone] = f.Due.At; f.Due.Zone != zone {
			t.Errorf("%+v", f.Due)
		}
	}
	if !due["Europe/Kiev"].Equal(due["Europe/Kyiv"]) {
		t.Errorf("%v", due)
	}
	for _, zone := range []string{"Europe/Atlantis", "Local", "../etc/passwd", "UTC+2"} {
		_, err := s.PutFollowRule(t.Context(), head, crm.FollowRule{Name: "x", When: crm.WhenLost, Unit: "day", Title: "x", Zone: zone})
		refused(t, err, fault.Invalid, "zone")
	}
}

// Rules of every kind at once, and nobody who does anything: what one raises sets
// off no other, so that after each has come once there is nothing more, ever.
func TestRulesDoNotSetEachOtherOff(t *testing.T) {
	s, clk := fresh(t)
	must[crm.Field](t)(s.PutField(t.Context(), crm.Field{Key: "ends", Labels: crm.Labels{"en": "Ends"}, Kind: crm.FieldDate}))
	alone(t, s,
		crm.FollowRule{Name: "Stage", When: crm.WhenStage, Stage: "fulfilled", Unit: "minute", Title: "Stage"},
		crm.FollowRule{Name: "Lost", When: crm.WhenLost, Unit: "minute", Title: "Lost"},
		crm.FollowRule{Name: "Silent", When: crm.WhenSilent, Days: 1, Unit: "minute", Title: "Silent"},
		crm.FollowRule{Name: "Date", When: crm.WhenDate, Field: "ends", Unit: "day", At: "10:00", Title: "Date"})
	ends := clk.Now().AddDate(0, 0, 3).Format(time.DateOnly)
	const number = "+36301234567"
	card := must[crm.Card](t)(s.CreateCard(t.Context(), head, crm.NewCard{Name: "Anna", Phones: []crm.E164{number}, Details: crm.Details{Fields: map[string]*string{"ends": &ends}}}))
	must[crm.Deal](t)(s.CreateDeal(t.Context(), head, crm.NewDeal{Card: card.ID, Title: "Licence", Stage: "fulfilled", Money: crm.Money{Amount: 100, Currency: "HUF"}}))
	now := crm.Moment(clk.Now())
	closed(t, s, spoken("c1", number, agent(t, s, "Anna").ID, now, time.Minute))
	closed(t, s, lost("c2", number, now.Add(5*time.Minute), crm.Abandoned))
	for day := range 60 {
		clk.Advance(24 * time.Hour)
		must[int](t)(s.PlanDates(t.Context(), 100))
		must[int](t)(s.PlanSilences(t.Context(), 100))
		raise(t, s)
		if n := len(tasksOf(t, s)); n > 4 || day > 4 && n != 4 {
			t.Fatalf("after %d days there are %d tasks", day+1, n)
		}
	}
}

// Whoever changes a rule while it fires finds each follow-up raised once, and
// none by the words of a version that was over.
func TestARuleMayBeChangedWhileItFires(t *testing.T) {
	s, clk := fresh(t)
	rule := alone(t, s, crm.FollowRule{Name: "Edited", When: crm.WhenStage, Stage: "fulfilled", Count: 1, Unit: "hour", Title: "0"})[0]
	const deals = 40
	for range deals {
		fulfilled(t, s, "")
	}
	clk.Advance(2 * time.Hour)

	var settled atomic.Int64 // the version that holds for all that begins now
	var work sync.WaitGroup
	work.Go(func() {
		seen := map[crm.TaskID]bool{}
		for len(seen) < deals {
			holds := settled.Load()
			n, err := s.RaiseFollowUps(t.Context(), 3)
			if err != nil {
				t.Error(err)
				return
			}
			if n == 0 {
				continue // who changes the rule has them all
			}
			for _, task := range tasksOf(t, s) {
				if seen[task.ID] {
					continue
				}
				seen[task.ID] = true
				var version int64
				if _, err := fmt.Sscan(task.Title, &version); err != nil || version < holds {
					t.Errorf("raised by version %q when %d held", task.Title, holds)
				}
			}
		}
	})
	for version := int64(1); version <= 5; version++ {
		rule.Title = fmt.Sprint(version)
		rule = must[crm.FollowRule](t)(s.PutFollowRule(t.Context(), head, rule))
		settled.Store(version)
	}
	work.Wait()
	if n := len(tasksOf(t, s)); n != deals {
		t.Errorf("%d tasks of %d", n, deals)
	}
	if n := raise(t, s); n != 0 {
		t.Errorf("%d were raised twice", n)
	}
}

// Who has left is asked for nothing: of the task of whoever moved the deal the
// owner is, and where the owner has left whoever leads will find it.
func TestWhoHasLeftIsAskedForNothing(t *testing.T) {
	s, clk := fresh(t)
	anna, boris := agent(t, s, "Anna"), agent(t, s, "Boris")
	alone(t, s, crm.FollowRule{Name: "Maker", When: crm.WhenStage, Stage: "fulfilled", Count: 1, Unit: "day", Title: "Maker", For: crm.ForMaker},
		crm.FollowRule{Name: "Owner", When: crm.WhenStage, Stage: "fulfilled", Count: 2, Unit: "day", Title: "Owner"})
	user := must[crm.User](t)(s.CreateUser(t.Context(), crm.NewUser{Login: "boris", Name: "Boris", Role: "head", Agent: boris.ID, Password: "correct horse battery"}))
	deal := must[crm.Deal](t)(s.CreateDeal(t.Context(), head, crm.NewDeal{Card: must[crm.Card](t)(s.CreateCard(t.Context(), head, crm.NewCard{Name: "Szabó", Owner: anna.ID})).ID,
		Title: "Licence", Money: crm.Money{Amount: 100, Currency: "HUF"}}))
	mover, stage := head, "fulfilled"
	mover.User = user.ID
	must[crm.Deal](t)(s.PatchDeal(t.Context(), mover, deal.ID, crm.DealChange{Stage: &stage}))
	asked := func(state int) string {
		t.Helper()
		raised := coming(t, s, deal.Card, crm.FollowRaised)
		if len(raised) != state {
			t.Fatalf("%d were raised", len(raised))
		}
		return peopleOf(t, s, crm.Task{ID: raised[0].Task})
	}
	if _, err := s.DeleteAgent(t.Context(), boris.ID); err != nil {
		t.Fatal(err)
	}
	clk.Advance(25 * time.Hour)
	raise(t, s)
	if got := asked(1); got != "Anna" {
		t.Errorf("asked of %q", got)
	}
	if _, err := s.DeleteAgent(t.Context(), anna.ID); err != nil {
		t.Fatal(err)
	}
	clk.Advance(24 * time.Hour)
	raise(t, s)
	if got := asked(2); got != "" {
		t.Errorf("asked of %q", got)
	}
}
