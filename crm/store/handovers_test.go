package store_test

import (
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
