package store_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"vonal/crm"
	"vonal/crm/recur"
	"vonal/crm/store"
)

func taskFor(t testing.TB, s *store.Store, who crm.AgentID, due time.Time) crm.Task {
	t.Helper()
	d, err := recur.At(due, "UTC")
	if err != nil {
		t.Fatal(err)
	}
	return must[crm.Task](t)(s.CreateTask(t.Context(), head, crm.NewTask{Title: "Call", Due: d, Assignees: []crm.PersonID{crm.PersonID(who)}}))
}

func TestTasksOfWhoIsAbsentGoToTheDeputyAndBack(t *testing.T) {
	s, clk := fresh(t)
	anna, boris, clara := agent(t, s, "Anna"), agent(t, s, "Boris"), agent(t, s, "Clara")
	now := clk.Now()
	soon, given, done, later := taskFor(t, s, anna.ID, now.Add(3*time.Hour)), taskFor(t, s, anna.ID, now.Add(4*time.Hour)),
		taskFor(t, s, anna.ID, now.Add(5*time.Hour)), taskFor(t, s, anna.ID, now.Add(240*time.Hour))
	hand := func() int { return must[int](t)(s.HandOverTasks(t.Context(), 100)) }
	who := func(task crm.Task) crm.AgentID {
		now := must[crm.Task](t)(s.GetTask(t.Context(), head, task.ID))
		return crm.AgentID(now.Assignees[0].ID)
	}
	must[crm.Absence](t)(s.CreateAbsence(t.Context(), head, crm.Absence{Agent: anna.ID, Deputy: boris.ID, From: now.Add(time.Hour), To: now.Add(48 * time.Hour)}))
	if n := hand(); n != 0 {
		t.Fatalf("%d were handed over too soon", n)
	}
	clk.Advance(2 * time.Hour)
	if n := hand(); n != 3 || who(soon) != boris.ID || who(later) != anna.ID {
		t.Fatalf("%d were handed over; %s and %s", n, who(soon), who(later))
	}
	if n := hand(); n != 0 {
		t.Errorf("%d were handed over twice", n)
	}
	history := must[crm.List[crm.TaskEvent]](t)(s.TaskHistory(t.Context(), head, soon.ID, crm.Page{})).Items
	if len(history) == 0 || history[0].Changes[0].From != "Anna" || history[0].Changes[0].To != "Boris" {
		t.Errorf("%+v", history)
	}
	others := []crm.PersonID{crm.PersonID(clara.ID)}
	must[crm.Task](t)(s.PatchTask(t.Context(), head, given.ID, crm.TaskChange{Assignees: &others}))
	over := crm.TaskDone
	must[crm.Task](t)(s.PatchTask(t.Context(), head, done.ID, crm.TaskChange{State: &over}))
	clk.Advance(47 * time.Hour)
	hand()
	for task, want := range map[*crm.Task]crm.AgentID{&soon: anna.ID, &given: clara.ID, &done: boris.ID} {
		if got := who(*task); got != want {
			t.Errorf("asked of %s, not %s", got, want)
		}
	}
	if n := hand(); n != 0 {
		t.Errorf("%d came back twice", n)
	}
}

// away has somebody be absent from now on.
func away(t testing.TB, s *store.Store, who, deputy crm.AgentID, from time.Time, length time.Duration) {
	t.Helper()
	must[crm.Absence](t)(s.CreateAbsence(t.Context(), head, crm.Absence{Agent: who, Deputy: deputy, From: from, To: from.Add(length)}))
}

// peopleOf are the names of those of whom a task is asked, by the alphabet.
func peopleOf(t testing.TB, s *store.Store, task crm.Task) string {
	t.Helper()
	var names []string
	for _, p := range must[crm.Task](t)(s.GetTask(t.Context(), head, task.ID)).Assignees {
		names = append(names, p.Name)
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

// Boris goes away while he stands in for Anna, Clara while she stands in for
// both: each has back what is theirs, in whatever order they come.
func TestADeputyWhoGoesAwayHandsOnWhatIsNotTheirs(t *testing.T) {
	s, clk := fresh(t)
	anna, boris, clara := agent(t, s, "Anna"), agent(t, s, "Boris"), agent(t, s, "Clara")
	now := clk.Now()
	task := taskFor(t, s, anna.ID, now.Add(6*time.Hour))
	people := []crm.PersonID{crm.PersonID(boris.ID), crm.PersonID(anna.ID), crm.PersonID(clara.ID)}
	all := taskFor(t, s, anna.ID, now.Add(6*time.Hour))
	must[crm.Task](t)(s.PatchTask(t.Context(), head, all.ID, crm.TaskChange{Assignees: &people}))
	hours := func(n int) time.Time { return crm.Moment(now.Add(time.Duration(n) * time.Hour)) }
	away(t, s, anna.ID, boris.ID, hours(1), 20*time.Hour) // until 21
	away(t, s, boris.ID, clara.ID, hours(3), 7*time.Hour) // until 10
	for _, step := range []struct {
		at        int
		task, all string
	}{{0, "Anna", "Anna Boris Clara"}, {2, "Boris", "Boris Clara"}, {4, "Clara", "Clara"}, {11, "Boris", "Boris Clara"}, {22, "Anna", "Anna Boris Clara"}} {
		goTo(clk, hours(step.at))
		for must[int](t)(s.HandOverTasks(t.Context(), 100)) > 0 {
		}
		if a, b := peopleOf(t, s, task), peopleOf(t, s, all); a != step.task || b != step.all {
			t.Errorf("after %d hours %q, want %q; %q, want %q", step.at, a, step.task, b, step.all)
		}
	}
}

func TestWhoComesBackFirstHasTheirTaskFromTheLastDeputy(t *testing.T) {
	s, clk := fresh(t)
	anna, boris, clara := agent(t, s, "Anna"), agent(t, s, "Boris"), agent(t, s, "Clara")
	now := crm.Moment(clk.Now())
	task := taskFor(t, s, anna.ID, now.Add(6*time.Hour))
	away(t, s, anna.ID, boris.ID, now, 10*time.Hour)
	hand := func() string {
		t.Helper()
		must[int](t)(s.HandOverTasks(t.Context(), 100))
		return peopleOf(t, s, task)
	}
	if got := hand(); got != "Boris" {
		t.Fatalf("%q", got)
	}
	away(t, s, boris.ID, clara.ID, crm.Moment(clk.Now()), 30*time.Hour)
	if got := hand(); got != "Clara" {
		t.Fatalf("%q", got)
	}
	goTo(clk, now.Add(11*time.Hour))
	if got := hand(); got != "Anna" {
		t.Errorf("%q", got)
	}
	goTo(clk, now.Add(40*time.Hour))
	if got := hand(); got != "Anna" {
		t.Errorf("Boris is back, and it is not his: %q", got)
	}
}

// Where deputies lead to nobody, or round, the head of the team is asked, and who
// is absent has it back.
func TestWhereNobodyStandsInTheHeadOfTheTeamDoes(t *testing.T) {
	s, clk := fresh(t)
	anna, boris := agent(t, s, "Anna"), agent(t, s, "Boris")
	lead := must[crm.User](t)(s.CreateUser(t.Context(), crm.NewUser{Login: "hugo", Name: "Hugo", Role: "head", Password: "correct horse battery"}))
	name, members, leads := "North", []crm.AgentID{anna.ID, boris.ID}, []crm.UserID{lead.ID}
	if _, _, err := s.PutTeam(t.Context(), "", crm.TeamChange{Name: &name, Members: &members, Leads: &leads}); err != nil {
		t.Fatal(err)
	}
	now := crm.Moment(clk.Now())
	task, deal := taskFor(t, s, anna.ID, now.Add(3*time.Hour)), fulfilled(t, s, anna.ID)
	away(t, s, anna.ID, boris.ID, now, 400*time.Hour)
	away(t, s, boris.ID, anna.ID, now, 400*time.Hour)
	must[int](t)(s.HandOverTasks(t.Context(), 100))
	if got := peopleOf(t, s, task); got != "Hugo" {
		t.Errorf("%q", got)
	}
	clk.Advance(15 * 24 * time.Hour)
	raise(t, s)
	raised := coming(t, s, deal.Card, crm.FollowRaised)
	if len(raised) != 1 || peopleOf(t, s, crm.Task{ID: raised[0].Task}) != "Hugo" {
		t.Errorf("%+v", raised)
	}
	clk.Advance(50 * time.Hour)
	for must[int](t)(s.HandOverTasks(t.Context(), 100)) > 0 {
	}
	if got := peopleOf(t, s, task); got != "Anna" {
		t.Errorf("%q", got)
	}
}
