package store_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"vonal/crm"
	"vonal/crm/recur"
	"vonal/crm/store"
	"vonal/internal/clock"
	"vonal/internal/fault"
)

// viewer is a new user, as one who asks.
func viewer(t *testing.T, s *store.Store, login string, role crm.Role, agent crm.AgentID) crm.Viewer {
	t.Helper()
	return must[crm.User](t)(s.CreateUser(t.Context(), crm.NewUser{Login: login, Name: login, Role: role, Agent: agent, Password: good})).Viewer()
}

func noticesOf(t *testing.T, s *store.Store, v crm.Viewer, state crm.NoticeState) []crm.Notice {
	t.Helper()
	return must[crm.List[crm.Notice]](t)(s.ListNotices(t.Context(), v, state, crm.Page{})).Items
}

func dueIn(t *testing.T, s *clock.Shifted, d time.Duration) crm.Deadline {
	t.Helper()
	return must[crm.Deadline](t)(recur.At(s.Now().Add(d), "Europe/Budapest"))
}

func TestOneMatterHasOneNoticeThatEndsWithIt(t *testing.T) {
	s, clk := fresh(t)
	anna := viewer(t, s, "anna", crm.RoleAgent, agent(t, s, "Anna").ID)
	boss := viewer(t, s, "boss", crm.RoleHead, "")
	task := must[crm.Task](t)(s.CreateTask(t.Context(), boss, crm.NewTask{Title: "Call again", Assignees: []crm.PersonID{crm.PersonID(anna.Agent)}, Due: dueIn(t, clk, time.Hour)}))

	got := noticesOf(t, s, anna, crm.NoticeUnread)
	if len(got) != 1 || got[0].Kind != crm.NoticeTaskGiven || got[0].Task != task.ID || got[0].TaskTitle != "Call again" || got[0].ByName != "boss" || got[0].Count != 1 {
		t.Fatalf("%+v", got)
	}
	if n := noticesOf(t, s, boss, crm.NoticeCurrent); len(n) != 0 {
		t.Errorf("told of what they did themselves: %+v", n)
	}
	if n := must[int](t)(s.RaiseDueTasks(t.Context(), 100)); n != 0 {
		t.Errorf("%d are due early", n)
	}
	clk.Advance(time.Hour + time.Second)
	if n := must[int](t)(s.RaiseDueTasks(t.Context(), 100)); n != 1 {
		t.Errorf("%d are due", n)
	}
	if n := must[int](t)(s.RaiseDueTasks(t.Context(), 100)); n != 0 {
		t.Errorf("%d are told again", n)
	}
	again := noticesOf(t, s, anna, crm.NoticeUnread)
	if len(again) != 1 || again[0].ID != got[0].ID || again[0].Kind != crm.NoticeTaskDue || again[0].Count != 2 {
		t.Errorf("%+v", again)
	}
	done := crm.TaskDone
	must[crm.Task](t)(s.PatchTask(t.Context(), anna, task.ID, crm.TaskChange{State: &done}))
	if n := must[crm.NoticeCount](t)(s.CountNotices(t.Context(), anna)); n.Unread != 0 || len(noticesOf(t, s, anna, crm.NoticeCurrent)) != 0 {
		t.Errorf("%+v of what is done", n)
	}
}

func TestSeveralSchedulersRaiseOneNoticeForEachDueTask(t *testing.T) {
	s, clk := fresh(t)
	anna := viewer(t, s, "anna", crm.RoleAgent, agent(t, s, "Anna").ID)
	const many = 60
	for range many {
		must[crm.Task](t)(s.CreateTask(t.Context(), anna, crm.NewTask{Title: "Call", Due: dueIn(t, clk, time.Minute)}))
	}
	clk.Advance(2 * time.Minute)
	var work sync.WaitGroup
	var mu sync.Mutex
	told := 0
	for range 5 {
		work.Go(func() {
			for range 2 * many { // who finds the others at it finds nothing, and looks again
				n, err := s.RaiseDueTasks(t.Context(), 7)
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				told += n
				over := told == many
				mu.Unlock()
				if over {
					return
				}
			}
		})
	}
	work.Wait()
	list := must[crm.List[crm.Notice]](t)(s.ListNotices(t.Context(), anna, crm.NoticeUnread, crm.Page{Limit: 100}))
	if told != many || len(list.Items) != many {
		t.Errorf("%d told, %d notices", told, len(list.Items))
	}
	for _, n := range list.Items {
		if n.Count != 1 {
			t.Errorf("%+v", n)
		}
	}
}

func TestALateDutyIsToldToWhoOwesItAndToTheHead(t *testing.T) {
	s, clk := fresh(t)
	annasAgent := agent(t, s, "Anna").ID
	anna, boris := viewer(t, s, "anna", crm.RoleAgent, annasAgent), viewer(t, s, "boris", crm.RoleAgent, agent(t, s, "Boris").ID)
	boss := viewer(t, s, "boss", crm.RoleHead, "")
	const number = "+36301234567"
	now := clk.Now()
	closed(t, s, lost("c1", number, now, crm.Abandoned))
	card := dutiesOf(t, s, "open")[0].Card
	must[crm.Card](t)(s.PatchCard(t.Context(), head, card, crm.CardChange{Owner: &annasAgent}))
	clk.Advance(16 * time.Minute)
	if n := must[int](t)(s.EscalateDuties(t.Context(), 100)); n != 1 {
		t.Fatalf("%d are late", n)
	}
	for who, kind := range map[*crm.Viewer]crm.NoticeKind{&anna: crm.NoticeDutyLate, &boss: crm.NoticeDutyEscalated} {
		got := noticesOf(t, s, *who, crm.NoticeUnread)
		if len(got) != 1 || got[0].Kind != kind || got[0].Card != card || got[0].DueAt.IsZero() {
			t.Errorf("%s: %+v", kind, got)
		}
	}
	if n := noticesOf(t, s, boris, crm.NoticeUnread); len(n) != 0 {
		t.Errorf("another was told: %+v", n)
	}
	must[crm.Card](t)(s.PatchCard(t.Context(), boss, card, crm.CardChange{Owner: &boris.Agent}))
	if n := noticesOf(t, s, boris, crm.NoticeUnread); len(n) != 1 || n[0].Kind != crm.NoticeDutyLate || n[0].ByName != "boss" {
		t.Errorf("who owes it now: %+v", n)
	}
	if n := noticesOf(t, s, anna, crm.NoticeCurrent); len(n) != 0 {
		t.Errorf("who owes it no more: %+v", n)
	}
	must[crm.Card](t)(s.PatchCard(t.Context(), boss, card, crm.CardChange{Owner: &annasAgent}))
	closed(t, s, spoken("c2", number, boris.Agent, clk.Now(), time.Minute))
	for _, who := range []crm.Viewer{anna, boss} {
		if n := noticesOf(t, s, who, crm.NoticeCurrent); len(n) != 0 {
			t.Errorf("of what is closed: %+v", n)
		}
	}
}

func TestThoseInADiscussionHearWhatIsSaid(t *testing.T) {
	s, _ := fresh(t)
	anna, boris := viewer(t, s, "anna", crm.RoleAgent, agent(t, s, "Anna").ID), viewer(t, s, "boris", crm.RoleAgent, agent(t, s, "Boris").ID)
	task := must[crm.Task](t)(s.CreateTask(t.Context(), anna, crm.NewTask{Title: "Call"}))
	about := crm.Discussion{Task: task.ID}
	for _, text := range []string{"One", "Two"} {
		must[crm.Comment](t)(s.AddComment(t.Context(), boris, about, text))
	}
	got := noticesOf(t, s, anna, crm.NoticeUnread)
	if len(got) != 1 || got[0].Kind != crm.NoticeTaskSaid || got[0].Count != 2 || got[0].ByName != "boris" {
		t.Errorf("%+v", got)
	}
	must[crm.Comment](t)(s.AddComment(t.Context(), anna, about, "Three"))
	if got := noticesOf(t, s, boris, crm.NoticeUnread); len(got) != 1 || got[0].Count != 1 {
		t.Errorf("%+v", got)
	}
	ok(t, s.RemoveTask(t.Context(), anna, task.ID, 0))
	if got := noticesOf(t, s, boris, crm.NoticeUnread); len(got) != 0 {
		t.Errorf("of what was removed: %+v", got)
	}
}

func TestWhoIsPausedForMissesAndWhoWatchesJobsIsTold(t *testing.T) {
	s, clk := fresh(t)
	anna := viewer(t, s, "anna", crm.RoleAgent, agent(t, s, "Anna").ID)
	chief := viewer(t, s, "chief", crm.RoleAdministrator, "")
	state := func(version int64, from, to, reason string) crm.AgentState {
		return crm.AgentState{Agent: anna.Agent, Version: version, At: clk.Now().Add(time.Duration(version) * time.Second), From: from, To: to, Reason: reason}
	}
	paused := state(1, "ringing", "paused", crm.PauseMissed)
	for range 2 { // reported again
		ok(t, s.AppendAgentStates(t.Context(), paused))
	}
	if got := noticesOf(t, s, anna, crm.NoticeUnread); len(got) != 1 || got[0].Kind != crm.NoticePhonePaused || got[0].Count != 1 {
		t.Errorf("%+v", got)
	}
	ok(t, s.AppendAgentStates(t.Context(), state(2, "paused", "available", "")))
	if got := noticesOf(t, s, anna, crm.NoticeUnread); len(got) != 0 {
		t.Errorf("ready again: %+v", got)
	}

	for range 3 {
		ok(t, s.EndJob(t.Context(), "dates", "a", 0, "no database"))
	}
	if got := noticesOf(t, s, chief, crm.NoticeUnread); len(got) != 1 || got[0].Kind != crm.NoticeJobFailed || got[0].Job != "dates" || got[0].Count != 1 {
		t.Errorf("%+v", got)
	}
	if got := noticesOf(t, s, anna, crm.NoticeUnread); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	ok(t, s.EndJob(t.Context(), "dates", "a", 0, ""))
	if got := noticesOf(t, s, chief, crm.NoticeUnread); len(got) != 0 {
		t.Errorf("it works again: %+v", got)
	}
}

func TestANoticeIsReadPutOffAndComesBack(t *testing.T) {
	s, clk := fresh(t)
	anna, boris := viewer(t, s, "anna", crm.RoleAgent, agent(t, s, "Anna").ID), viewer(t, s, "boris", crm.RoleAgent, agent(t, s, "Boris").ID)
	for _, title := range []string{"One", "Two", "Three"} {
		clk.Advance(time.Second)
		must[crm.Task](t)(s.CreateTask(t.Context(), boris, crm.NewTask{Title: title, Assignees: []crm.PersonID{crm.PersonID(anna.Agent)}}))
	}
	all := noticesOf(t, s, anna, crm.NoticeUnread)
	if len(all) != 3 || all[0].TaskTitle != "Three" {
		t.Fatalf("%+v", all)
	}
	if n := must[crm.Notice](t)(s.ReadNotice(t.Context(), anna, all[0].ID)); n.ReadAt.IsZero() {
		t.Errorf("%+v", n)
	}
	_, err := s.ReadNotice(t.Context(), boris, all[1].ID)
	refused(t, err, fault.Unknown, "")
	until := clk.Now().Add(time.Hour)
	must[crm.Notice](t)(s.SnoozeNotice(t.Context(), anna, all[1].ID, until))
	_, err = s.SnoozeNotice(t.Context(), anna, all[1].ID, clk.Now())
	refused(t, err, fault.Invalid, "until")
	if n := must[crm.NoticeCount](t)(s.CountNotices(t.Context(), anna)); n.Unread != 1 || !n.NextAt.Equal(crm.Moment(until)) {
		t.Errorf("%+v", n)
	}
	titles := func(state crm.NoticeState) (text string) {
		page := crm.Page{Limit: 1}
		for {
			list := must[crm.List[crm.Notice]](t)(s.ListNotices(t.Context(), anna, state, page))
			for _, n := range list.Items {
				text += n.TaskTitle + " "
			}
			if page.Cursor = list.Next; page.Cursor == "" {
				return text
			}
		}
	}
	if a, b := titles(crm.NoticeCurrent), titles(crm.NoticeSnoozed); a != "One Three " || b != "Two " {
		t.Errorf("%q, put off %q", a, b)
	}
	clk.Advance(time.Hour)
	if a := titles(crm.NoticeUnread); a != "Two One " {
		t.Errorf("%q have come back", a)
	}
	if n := must[int](t)(s.ReadNotices(t.Context(), anna, clk.Now())); n != 2 {
		t.Errorf("%d were read", n)
	}
	must[crm.Notice](t)(s.UnreadNotice(t.Context(), anna, all[2].ID))
	if a := titles(crm.NoticeCurrent); a != "One Two Three " {
		t.Errorf("%q", a)
	}
}

func TestEveryControllerHearsWhoGetsANotice(t *testing.T) {
	s, _ := fresh(t)
	anna, boss := viewer(t, s, "anna", crm.RoleAgent, agent(t, s, "Anna").ID), viewer(t, s, "boss", crm.RoleHead, "")
	ctx, stop := context.WithCancel(t.Context())
	heard := make(chan crm.UserID, 10)
	ended := make(chan error, 1)
	go func() { ended <- s.HearNotices(ctx, func(u crm.UserID) { heard <- u }) }()
	if u := <-heard; u != "" {
		t.Errorf("%q before anything happened", u)
	}
	must[crm.Task](t)(s.CreateTask(t.Context(), boss, crm.NewTask{Title: "Call", Assignees: []crm.PersonID{crm.PersonID(anna.Agent)}}))
	if u := <-heard; u != anna.User {
		t.Errorf("%q", u)
	}
	stop()
	if err := <-ended; err == nil {
		t.Error("it has ended by itself")
	}
}
