package store_test

import (
	"testing"
	"time"

	"vonal/crm"
	"vonal/crm/store"
	"vonal/internal/clock"
	"vonal/internal/fault"
)

// fulfilled is a deal of a new customer, which stands in that stage.
func fulfilled(t testing.TB, s *store.Store, owner crm.AgentID) crm.Deal {
	t.Helper()
	card := must[crm.Card](t)(s.CreateCard(t.Context(), head, crm.NewCard{Name: "Anna " + string(owner), Owner: owner, AllowDuplicate: true}))
	return must[crm.Deal](t)(s.CreateDeal(t.Context(), head, crm.NewDeal{Card: card.ID, Title: "Licence", Stage: "fulfilled", Money: crm.Money{Amount: 300_000, Currency: "HUF"}}))
}

func coming(t testing.TB, s *store.Store, card crm.CardID, state crm.FollowState) (all []crm.FollowUp) {
	t.Helper()
	for _, f := range must[[]crm.FollowUp](t)(s.FollowUps(t.Context(), head, card)) {
		if f.State == state {
			all = append(all, f)
		}
	}
	return all
}

// raise has what is due now raised, however many times it takes.
func raise(t testing.TB, s *store.Store) (n int) {
	t.Helper()
	for {
		done, err := s.RaiseFollowUps(t.Context(), 100)
		if err != nil {
			t.Fatal(err)
		}
		if n += done; done == 0 {
			return n
		}
	}
}

// goTo moves the clock to a moment.
func goTo(clk *clock.Shifted, moment time.Time) { clk.Advance(moment.Sub(clk.Now())) }

func TestAFulfilledDealIsFollowedUpAfterTwoWeeksAndBeforeAYear(t *testing.T) {
	s, clk := fresh(t)
	anna := agent(t, s, "Anna")
	deal := fulfilled(t, s, anna.ID)
	plan := coming(t, s, deal.Card, crm.FollowWaiting)
	if len(plan) != 4 || plan[0].Title != "Call: is the customer satisfied?" || plan[0].Due.Local[10:] != "T10:00" {
		t.Fatalf("%+v", plan)
	}
	if n := raise(t, s); n != 0 {
		t.Fatalf("%d were raised before their time", n)
	}
	goTo(clk, plan[0].Due.At.Add(-time.Second))
	if n := raise(t, s); n != 0 {
		t.Fatal("raised a second early")
	}
	goTo(clk, plan[0].Due.At)
	if n := raise(t, s); n != 1 {
		t.Fatalf("%d were raised", n)
	}
	over := coming(t, s, deal.Card, crm.FollowRaised)
	task := must[crm.Task](t)(s.GetTask(t.Context(), head, over[0].Task))
	if task.Rule != "Satisfaction" || task.Card != deal.Card || task.Deal != string(deal.ID) || len(task.Assignees) != 1 || task.Assignees[0].ID != crm.PersonID(anna.ID) || !task.Due.At.Equal(plan[0].Due.At) {
		t.Errorf("%+v", task)
	}
	if f := must[crm.FollowUp](t)(s.FollowUpOf(t.Context(), task.ID)); f.RuleName != "Satisfaction" || f.ID != over[0].ID {
		t.Errorf("%+v", f)
	}
	if raise(t, s) != 0 {
		t.Error("raised twice")
	}
}

func TestARenewedDealIsNotToBeRenewed(t *testing.T) {
	s, clk := fresh(t)
	deal := fulfilled(t, s, agent(t, s, "Anna").ID)
	other := fulfilled(t, s, agent(t, s, "Boris").ID)
	plan := coming(t, s, deal.Card, crm.FollowWaiting)
	goTo(clk, plan[0].Due.At)
	raise(t, s)
	clk.Advance(time.Hour)
	must[crm.Deal](t)(s.CreateDeal(t.Context(), head, crm.NewDeal{Card: deal.Card, Title: "Licence again", Money: crm.Money{Amount: 300_000, Currency: "HUF"}}))
	goTo(clk, plan[1].Due.At)
	if n := raise(t, s); n != 2 {
		t.Fatalf("%d are over", n)
	}
	if skipped := coming(t, s, deal.Card, crm.FollowSkipped); len(skipped) != 1 || skipped[0].Why != "renewed" {
		t.Errorf("%+v", skipped)
	}
	if n := len(coming(t, s, other.Card, crm.FollowRaised)); n != 2 {
		t.Errorf("%d were raised for the other customer", n)
	}
}

// I29: after a long silence the last of a series is raised, and the others are
// folded into it.
func TestWhatCameDueWhileNobodyLookedIsFolded(t *testing.T) {
	s, clk := fresh(t)
	deal := fulfilled(t, s, agent(t, s, "Anna").ID)
	clk.Advance(400 * 24 * time.Hour)
	raise(t, s)
	got := coming(t, s, deal.Card, crm.FollowRaised)
	if len(got) != 2 || len(coming(t, s, deal.Card, crm.FollowFolded)) != 2 {
		t.Fatalf("%+v", got)
	}
	for _, f := range got {
		if f.Why != "late" || f.Title != "Call: is the customer satisfied?" && f.Title != "Renew the access: it ends tomorrow" {
			t.Errorf("%+v", f)
		}
	}
}

func TestADealThatMovesOnIsFollowedUpNoMore(t *testing.T) {
	s, clk := fresh(t)
	deal := fulfilled(t, s, agent(t, s, "Anna").ID)
	stage := "payment"
	deal = must[crm.Deal](t)(s.PatchDeal(t.Context(), head, deal.ID, crm.DealChange{Stage: &stage}))
	clk.Advance(time.Hour)
	stage = "fulfilled"
	must[crm.Deal](t)(s.PatchDeal(t.Context(), head, deal.ID, crm.DealChange{Stage: &stage}))
	clk.Advance(15 * 24 * time.Hour)
	raise(t, s)
	if raised, skipped := coming(t, s, deal.Card, crm.FollowRaised), coming(t, s, deal.Card, crm.FollowSkipped); len(raised) != 1 || len(skipped) != 1 || skipped[0].Why != "moved" {
		t.Errorf("raised %+v, skipped %+v", raised, skipped)
	}
}

func TestALostCallIsFollowedUpUnlessSomebodyHasSpokenToThem(t *testing.T) {
	s, clk := fresh(t)
	anna := agent(t, s, "Anna")
	now := crm.Moment(clk.Now())
	closed(t, s, lost("c1", "+36301234567", now, crm.Abandoned))
	closed(t, s, lost("c2", "+36301234568", now, crm.Abandoned))
	closed(t, s, spoken("c3", "+36301234568", anna.ID, now.Add(time.Minute), time.Minute))
	clk.Advance(15 * time.Minute)
	if n := raise(t, s); n != 2 {
		t.Fatalf("%d are over", n)
	}
	tasks := must[crm.List[crm.Task]](t)(s.ListTasks(t.Context(), head, crm.TaskFilter{}, crm.Page{})).Items
	if len(tasks) != 1 || tasks[0].Title != "Call back" || tasks[0].Priority != crm.HighPriority {
		t.Errorf("%+v", tasks)
	}
}

// I31: what a rule was before a change is never raised after it.
func TestARuleThatIsChangedCountsAtOnce(t *testing.T) {
	s, clk := fresh(t)
	deal := fulfilled(t, s, agent(t, s, "Anna").ID)
	rules := must[[]crm.FollowRule](t)(s.FollowRules(t.Context()))
	r := rules[0]
	if r.Name != "Satisfaction" || r.Waiting != 1 || r.Stage != "fulfilled" || r.Pipeline != "sales" {
		t.Fatalf("%+v", r)
	}
	r.Count, r.Title = 21, "Ask how it goes"
	r = must[crm.FollowRule](t)(s.PutFollowRule(t.Context(), head, r))
	_, err := s.PutFollowRule(t.Context(), head, rules[0])
	refused(t, err, fault.Stale, "")
	clk.Advance(15 * 24 * time.Hour)
	if n := raise(t, s); n != 0 {
		t.Fatal("the old version was raised")
	}
	clk.Advance(7 * 24 * time.Hour)
	raise(t, s)
	if got := coming(t, s, deal.Card, crm.FollowRaised); len(got) != 1 || got[0].Title != "Ask how it goes" {
		t.Fatalf("%+v", got)
	}
	renewal := rules[1]
	renewal.Enabled = false
	renewal = must[crm.FollowRule](t)(s.PutFollowRule(t.Context(), head, renewal))
	clk.Advance(340 * 24 * time.Hour)
	must[crm.FollowRule](t)(s.PutFollowRule(t.Context(), head, func() crm.FollowRule { r := renewal; r.Enabled = true; return r }()))
	raise(t, s)
	for _, f := range coming(t, s, deal.Card, crm.FollowRaised) {
		if f.RuleName == renewal.Name {
			t.Error("a rule that was off was raised when it was turned on again, late")
		}
	}
	if _, err := s.RemoveFollowRule(t.Context(), r.ID); err == nil {
		if left := coming(t, s, deal.Card, crm.FollowWaiting); len(left) > 0 && left[0].Rule == r.ID {
			t.Error("a removed rule still waits")
		}
	} else {
		t.Error(err)
	}
}

func TestANewRuleCountsForWhatIsSoAlready(t *testing.T) {
	s, clk := fresh(t)
	deal := fulfilled(t, s, agent(t, s, "Anna").ID)
	clk.Advance(5 * 24 * time.Hour)
	for count, want := range map[int]int{3: 0, 30: 1} { // three days are over
		r := must[crm.FollowRule](t)(s.PutFollowRule(t.Context(), head, crm.FollowRule{Name: "New", Enabled: true, When: crm.WhenStage, Stage: "fulfilled",
			Count: count, Unit: "day", Title: "New"}))
		if r.Waiting != want {
			t.Errorf("after %d days: %d wait", count, r.Waiting)
		}
	}
	for field, bad := range map[string]crm.FollowRule{
		"title": {Name: "x", When: crm.WhenLost, Unit: "day"}, "unit": {Name: "x", Title: "x", When: crm.WhenLost, Unit: "moon"},
		"zone": {Name: "x", Title: "x", When: crm.WhenLost, Unit: "day", Zone: "Europe/Atlantis"}, "when": {Name: "x", Title: "x", When: "never", Unit: "day"},
		"days": {Name: "x", Title: "x", When: crm.WhenSilent, Unit: "day"}, "stage": {Name: "x", Title: "x", When: crm.WhenStage, Stage: "moon", Unit: "day"},
	} {
		_, err := s.PutFollowRule(t.Context(), head, bad)
		refused(t, err, fault.Invalid, field)
	}
	if len(coming(t, s, deal.Card, crm.FollowWaiting)) != 5 {
		t.Error("the refused left something")
	}
}

func TestSilenceIsNoticedOnceForEachConversation(t *testing.T) {
	s, clk := fresh(t)
	anna := agent(t, s, "Anna")
	must[crm.FollowRule](t)(s.PutFollowRule(t.Context(), head, crm.FollowRule{Name: "Silent", Enabled: true, When: crm.WhenSilent, Days: 90, Unit: "day", Title: "Say hello"}))
	closed(t, s, spoken("c1", "+36301234567", anna.ID, crm.Moment(clk.Now()), time.Minute))
	look := func() int { return must[int](t)(s.PlanSilences(t.Context(), 100)) }
	if n := look(); n != 0 {
		t.Fatalf("%d are silent at once", n)
	}
	clk.Advance(91 * 24 * time.Hour)
	if n := look(); n != 1 {
		t.Fatalf("%d are silent", n)
	}
	if n := look(); n != 0 {
		t.Error("noticed twice")
	}
	closed(t, s, spoken("c2", "+36301234567", anna.ID, crm.Moment(clk.Now()), time.Minute))
	clk.Advance(91 * 24 * time.Hour)
	if n := look(); n != 1 {
		t.Errorf("%d are silent anew", n)
	}
}

func TestADateOnTheCardIsFollowedUpBeforeAndAfter(t *testing.T) {
	s, clk := fresh(t)
	must[crm.Field](t)(s.PutField(t.Context(), crm.Field{Key: "contract_end", Labels: crm.Labels{"en": "Contract ends"}, Kind: crm.FieldDate}))
	end, ago := clk.Now().AddDate(0, 0, 30).Format(time.DateOnly), "2019-01-31"
	card := must[crm.Card](t)(s.CreateCard(t.Context(), head, crm.NewCard{Name: "Anna", Details: crm.Details{Fields: map[string]*string{"contract_end": &end}}}))
	old := must[crm.Card](t)(s.CreateCard(t.Context(), head, crm.NewCard{Name: "Boris", Details: crm.Details{Fields: map[string]*string{"contract_end": &ago}}}))
	for _, count := range []int{-14, 1} {
		must[crm.FollowRule](t)(s.PutFollowRule(t.Context(), head, crm.FollowRule{Name: "Contract", Enabled: true, When: crm.WhenDate, Field: "contract_end",
			Count: count, Unit: "day", At: "10:00", Title: "The contract"}))
	}
	look := func() int { return must[int](t)(s.PlanDates(t.Context(), 100)) }
	if n := look(); n != 4 || look() != 0 {
		t.Fatalf("%d were planned", n)
	}
	if past := coming(t, s, old.ID, crm.FollowSkipped); len(past) != 2 || past[0].Why != "past" {
		t.Errorf("%+v", past)
	}
	clk.Advance(17 * 24 * time.Hour)
	raise(t, s)
	if n := len(coming(t, s, card.ID, crm.FollowRaised)); n != 1 {
		t.Fatalf("%d were raised before the date", n)
	}
	later := clk.Now().AddDate(1, 0, 0).Format(time.DateOnly)
	must[crm.Card](t)(s.PatchCard(t.Context(), head, card.ID, crm.CardChange{Details: crm.Details{Fields: map[string]*string{"contract_end": &later}}}))
	clk.Advance(15 * 24 * time.Hour)
	look()
	raise(t, s)
	if skipped := coming(t, s, card.ID, crm.FollowSkipped); len(skipped) != 1 || skipped[0].Why != "moved" {
		t.Errorf("%+v", skipped)
	}
	if n := len(coming(t, s, card.ID, crm.FollowWaiting)); n != 2 {
		t.Errorf("%d wait for the new date", n)
	}
	_, err := s.PutFollowRule(t.Context(), head, crm.FollowRule{Name: "x", Title: "x", When: crm.WhenDate, Field: "nothing", Unit: "day"})
	refused(t, err, fault.Invalid, "field")
}

// Nobody looked for days while a date came: it was planned in time, and is raised
// late. A rule that changes judges anew what was past by the old one.
func TestADateThatComesWhileNobodyLooksIsNotPast(t *testing.T) {
	s, clk := fresh(t)
	must[crm.Field](t)(s.PutField(t.Context(), crm.Field{Key: "contract_end", Labels: crm.Labels{"en": "Contract ends"}, Kind: crm.FieldDate}))
	on := func(days int) crm.CardID {
		end := clk.Now().AddDate(0, 0, days).Format(time.DateOnly)
		return must[crm.Card](t)(s.CreateCard(t.Context(), head, crm.NewCard{Name: "Anna", AllowDuplicate: true, Details: crm.Details{Fields: map[string]*string{"contract_end": &end}}})).ID
	}
	soon, ago := on(3), on(-20)
	rule := must[crm.FollowRule](t)(s.PutFollowRule(t.Context(), head, crm.FollowRule{Name: "Contract", Enabled: true, When: crm.WhenDate, Field: "contract_end",
		Unit: "day", At: "10:00", Title: "The contract"}))
	look := func() int { return must[int](t)(s.PlanDates(t.Context(), 100)) }
	if n := look(); n != 2 {
		t.Fatalf("%d were planned", n)
	}
	clk.Advance(8 * 24 * time.Hour)
	look()
	raise(t, s)
	if raised := coming(t, s, soon, crm.FollowRaised); len(raised) != 1 || raised[0].Why != "late" {
		t.Errorf("the date of five days ago: %+v", raised)
	}
	if past := coming(t, s, ago, crm.FollowSkipped); len(past) != 1 {
		t.Errorf("the date that was past when it was found: %+v", past)
	}
	rule.Count = 60
	must[crm.FollowRule](t)(s.PutFollowRule(t.Context(), head, rule))
	if n := look(); n != 1 {
		t.Fatalf("%d were planned anew", n)
	}
	if n := len(coming(t, s, ago, crm.FollowWaiting)); n != 1 {
		t.Errorf("%d wait by the longer rule", n)
	}
}
