package api_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"vonal/api"
	"vonal/crm"
)

func (h *house) task(role crm.Role, body string) api.Task {
	h.t.Helper()
	return want[api.Task](h, role, "POST", "/tasks", body, 201)
}

func TestATaskIsMadeChangedAndDone(t *testing.T) {
	h := open(t)
	card := h.customer("Szabó Bútor")
	task := h.task(agent, `{"title":"Call again","due_local":"2027-03-28T02:30","zone":"Europe/Budapest","card_id":"`+card.ID+`","checklist":[{"text":"price","done":false}]}`)
	if *task.AssigneeID != string(h.anna.ID) || task.DueAt.Format("15:04") != "01:30" || *task.DueLocal != "2027-03-28T02:30" || *task.Zone != "Europe/Budapest" ||
		task.State != "open" || *task.CardName != "Szabó Bútor" || task.Rule != nil || *task.By != "The agent" || len(task.Checklist) != 1 {
		t.Fatalf("%+v", task)
	}
	path := "/tasks/" + task.ID
	moved := want[api.Task](h, agent, "PATCH", path, `{"due_at":"2027-04-01T08:00:00Z","assignee_id":"`+string(h.boris.ID)+`","priority":"high"}`, 200)
	if *moved.AssigneeID != string(h.boris.ID) || moved.DueAt.Day() != 1 || moved.Version != 2 {
		t.Errorf("%+v", moved)
	}
	done := want[api.Task](h, head, "PATCH", path, `{"state":"done"}`, 200)
	if done.State != "done" || done.DoneAt == nil {
		t.Errorf("%+v", done)
	}
	kinds := ""
	for _, i := range want[api.Timeline](h, agent, "GET", "/cards/"+card.ID+"/timeline", "", 200).Items {
		kinds += string(i.Kind) + " "
	}
	if kinds != "task_done task_changed task_made opened " {
		t.Error(kinds)
	}
	if again := want[api.Task](h, head, "PATCH", path, `{"state":"open","due_at":null}`, 200); again.DueAt != nil || again.DoneAt != nil {
		t.Errorf("%+v", again)
	}
	if a := h.asSeen(`"1"`, head, "PATCH", path, `{"title":"x"}`); a.status != 412 || !strings.Contains(string(a.body), `"current"`) {
		t.Errorf("%d %s", a.status, a.body)
	}
	if a := h.asSeen("", head, "DELETE", path, ""); a.status != 428 {
		t.Errorf("%d", a.status)
	}
	said := want[api.Comment](h, agent, "POST", path+"/comments", `{"text":"<b>bold</b>"}`, 201)
	if said.Text != "<b>bold</b>" || *said.By != "The agent" {
		t.Errorf("%+v", said)
	}
	if all := want[api.CommentList](h, head, "GET", path+"/comments", "", 200).Items; len(all) != 1 {
		t.Errorf("%+v", all)
	}
	want[any](h, head, "DELETE", path, "", 204)
	refused(h, head, "GET", path, "", 404, "not_found")
	want[api.Task](h, head, "POST", path+"/restore", "", 200)
}

func TestTasksAreCountedByTheReadersDay(t *testing.T) {
	h := open(t)
	now := h.clock.Now().UTC()
	for title, d := range map[string]int{"past": -1, "soon": 1, "far": 100} {
		h.task(agent, fmt.Sprintf(`{"title":%q,"due_at":%q}`, title, now.Add(time.Duration(d)*time.Hour).Format("2006-01-02T15:04:05Z")))
	}
	h.task(agent, `{"title":"some day"}`)
	zone := "zone=UTC"
	if now.Hour() >= 22 { // the soon one is still today there
		zone = "zone=America/Los_Angeles"
	}
	n := want[api.TaskCounts](h, agent, "GET", "/task_counts?"+zone, "", 200)
	if n != (api.TaskCounts{Overdue: 1, Today: 1, Later: 1, None: 1}) {
		t.Errorf("%+v", n)
	}
	for bucket, title := range map[string]string{"overdue": "past", "today": "soon", "later": "far", "none": "some day"} {
		list := want[api.TaskList](h, agent, "GET", "/tasks?bucket="+bucket+"&"+zone, "", 200).Items
		if len(list) != 1 || list[0].Title != title {
			t.Errorf("%s: %+v", bucket, list)
		}
	}
	refused(h, agent, "GET", "/tasks?bucket=today&zone=Mars/Base", "", 400, "bad_request")
	titles := ""
	for _, k := range want[api.TaskList](h, agent, "GET", "/tasks", "", 200).Items {
		titles += k.Title + " "
	}
	if titles != "past soon far some day " {
		t.Error(titles)
	}
	if list := want[api.TaskList](h, head, "GET", "/tasks?assignee_id="+string(h.anna.ID), "", 200).Items; len(list) != 4 {
		t.Errorf("%d of Anna's", len(list))
	}
}

func TestARecurringTaskThatIsDoneOpensOneNext(t *testing.T) {
	h := open(t)
	task := h.task(agent, `{"title":"Weekly call","due_local":"2031-01-06T10:00","zone":"Europe/Budapest","recurrence":"freq=weekly","checklist":[{"text":"a","done":true}]}`)
	if *task.Recurrence != "FREQ=WEEKLY" {
		t.Errorf("%+v", task)
	}
	h.token(head)
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() { h.do(head, "PATCH", "/tasks/"+task.ID, `{"state":"done"}`) })
	}
	wg.Wait()
	list := want[api.TaskList](h, agent, "GET", "/tasks?state=open", "", 200).Items
	if len(list) != 1 || *list[0].DueLocal != "2031-01-13T10:00" || list[0].Checklist[0].Done || *list[0].AssigneeID != string(h.anna.ID) {
		t.Errorf("%+v", list)
	}
	for _, bad := range []string{"FREQ=SECONDLY", "every day", "FREQ=DAILY;COUNT=0"} {
		refused(h, agent, "POST", "/tasks", `{"title":"x","due_local":"2031-01-06","recurrence":"`+bad+`"}`, 422, "invalid")
	}
	refused(h, agent, "POST", "/tasks", `{"title":"x","recurrence":"FREQ=DAILY"}`, 422, "invalid")
}

func TestTasksThatWaitForEachOtherInACircleAreRefused(t *testing.T) {
	h := open(t)
	a := h.task(head, `{"title":"a"}`)
	b := h.task(head, `{"title":"b","blocked_by":["`+a.ID+`"]}`)
	c := h.task(head, `{"title":"c","blocked_by":["`+b.ID+`"]}`)
	refused(h, head, "PATCH", "/tasks/"+a.ID, `{"blocked_by":["`+c.ID+`"]}`, 422, "invalid")
	refused(h, head, "PATCH", "/tasks/"+a.ID, `{"blocked_by":["`+a.ID+`"]}`, 422, "invalid")
	refused(h, head, "PATCH", "/tasks/"+b.ID, `{"state":"done"}`, 409, "conflict")
	want[api.Task](h, head, "PATCH", "/tasks/"+a.ID, `{"state":"done"}`, 200)
	want[api.Task](h, head, "PATCH", "/tasks/"+b.ID, `{"state":"done"}`, 200)
}

func TestATaskOfOthersIsNotThere(t *testing.T) {
	h := open(t)
	h.own("seller", crm.Grants{crm.SeeTasks: crm.ScopeOwn, crm.EditTasks: crm.ScopeOwn, crm.SeeCards: crm.ScopeOwn})
	foreign := h.task(head, `{"title":"secret","assignee_id":"`+string(h.boris.ID)+`"}`)
	refused(h, "seller", "GET", "/tasks/"+foreign.ID, "", 404, "not_found")
	refused(h, "seller", "PATCH", "/tasks/"+foreign.ID, `{"title":"mine"}`, 404, "not_found")
	refused(h, "seller", "GET", "/tasks/"+foreign.ID+"/comments", "", 404, "not_found")
	refused(h, agent, "PATCH", "/tasks/"+foreign.ID, `{"title":"mine"}`, 404, "not_found")
	if list := want[api.TaskList](h, "seller", "GET", "/tasks", "", 200).Items; len(list) != 0 {
		t.Errorf("%+v", list)
	}
	if n := want[api.TaskCounts](h, "seller", "GET", "/task_counts", "", 200); n.None != 0 {
		t.Errorf("%+v", n)
	}
	mine := h.task("seller", `{"title":"mine"}`)
	if *mine.AssigneeID != string(h.users["seller"].ID) {
		t.Errorf("%+v", mine)
	}
	p := want[api.Project](h, head, "POST", "/projects", `{"title":"Moving","member_ids":["`+string(h.users["seller"].ID)+`"]}`, 201)
	inside := h.task(head, `{"title":"boxes","project_id":"`+p.ID+`"}`)
	want[api.Task](h, "seller", "GET", "/tasks/"+inside.ID, "", 200)
	want[api.Comment](h, "seller", "POST", "/projects/"+p.ID+"/comments", `{"text":"who has the key?"}`, 201)
	want[api.Comment](h, head, "POST", "/projects/"+p.ID+"/comments", `{"text":"I do"}`, 201)
	if said := want[api.CommentList](h, "seller", "GET", "/projects/"+p.ID+"/comments", "", 200).Items; len(said) != 2 || said[0].Text != "I do" {
		t.Errorf("%+v", said)
	}
	refused(h, head, "POST", "/projects/"+p.ID+"/comments", `{"text":" "}`, 422, "invalid")
	closed := want[api.Project](h, head, "POST", "/projects", `{"title":"Closed"}`, 201)
	refused(h, "seller", "GET", "/projects/"+closed.ID+"/comments", "", 404, "not_found")
	refused(h, "seller", "POST", "/projects/"+closed.ID+"/comments", `{"text":"x"}`, 404, "not_found")
	refused(h, "seller", "GET", "/projects/"+closed.ID, "", 404, "not_found")
	refused(h, "seller", "POST", "/tasks", `{"title":"x","project_id":"`+closed.ID+`"}`, 422, "invalid")
	if got := want[api.Project](h, head, "GET", "/projects/"+p.ID, "", 200); got.Open != 1 || len(got.Members) != 1 {
		t.Errorf("%+v", got)
	}
	if a := h.asSeen(`"7"`, head, "PATCH", "/projects/"+p.ID, `{"state":"done"}`); a.status != 412 {
		t.Errorf("%d %s", a.status, a.body)
	}
	for _, bad := range []string{`{"title":" "}`, `{"title":"x","assignee_id":"1=1"}`, `{"title":"x","assignee_id":"019309a8-0000-7000-8000-000000000000"}`,
		`{"title":"x","card_id":"019309a8-0000-7000-8000-000000000000"}`, `{"title":"x","due_local":"2026-02-29"}`, `{"title":"x","due_local":"2026-01-01","zone":"Mars/Base"}`,
		`{"title":"x","due_at":"9999-01-01T00:00:00Z"}`, `{"title":"x","due_at":"0001-01-01T00:00:00Z"}`, `{"title":"x","priority":"god"}`, `{"title":"x","checklist":[{"text":"","done":false}]}`} {
		refused(h, agent, "POST", "/tasks", bad, 422, "invalid")
	}
}

func TestAnOutcomeOpensATaskAndMovesTheDeal(t *testing.T) {
	h := open(t)
	call := h.ended("c1", h.anna.ID, "+36301234567")
	d := h.deal(string(call.Card), "Licence", 100)
	refused(h, agent, "POST", "/calls/c1/outcome", `{"outcome":"no_such"}`, 422, "invalid")
	want[api.Call](h, agent, "POST", "/calls/c1/outcome", `{"outcome":"invoice","note":"ten chairs","follow_up":"2031-01-06T10:00:00Z"}`, 200)
	want[api.Call](h, agent, "POST", "/calls/c1/outcome", `{"outcome":"invoice","note":"ten chairs"}`, 200) // once more: nothing twice
	effects := want[api.EffectList](h, agent, "GET", "/calls/c1/effects", "", 200).Items
	kinds := map[string]int{}
	for _, e := range effects {
		kinds[string(e.Kind)]++
	}
	if kinds["task"] != 2 || kinds["deal"] != 1 || kinds["points"] != 1 {
		t.Errorf("%+v", effects)
	}
	if got := want[api.Deal](h, agent, "GET", "/deals/"+d.ID, "", 200); got.Stage != "payment" {
		t.Errorf("%+v", got)
	}
	list := want[api.TaskList](h, agent, "GET", "/tasks?card_id="+string(call.Card), "", 200).Items
	if len(list) != 2 || list[0].Title != "Check that the invoice was paid" || list[1].Title != "Invoice" || *list[1].CallID != "c1" {
		t.Errorf("%+v", list)
	}
	want[api.Call](h, agent, "POST", "/calls/c1/outcome", `{"outcome":"call_back","follow_up":{"title":"Ask again","due_local":"2031-01-07T10:00","zone":"Europe/Budapest"}}`, 200)
	if list := want[api.TaskList](h, agent, "GET", "/tasks?q=ask", "", 200).Items; len(list) != 1 || list[0].DueAt.Hour() != 9 {
		t.Errorf("%+v", list)
	}
	refused(h, agent, "POST", "/calls/c1/outcome", `{"outcome":"invoice","follow_up":{"due_local":"2026-02-30"}}`, 422, "invalid")
	refused(h, agent, "POST", "/calls/c1/outcome", `{"outcome":"invoice","follow_up":7}`, 422, "invalid")
}

func TestTheListOfOutcomesIsTheCompanys(t *testing.T) {
	h := open(t)
	if all := want[api.OutcomeKindList](h, agent, "GET", "/outcomes", "", 200).Items; len(all) < 5 || all[0].Key != "invoice" {
		t.Errorf("%+v", all)
	}
	want[api.OutcomeKind](h, admin, "PUT", "/outcomes", `{"key":"demo","labels":{"en":"Demo"},"asks_note":true,"stage":"in_work","task":{"title":"Show it","after_days":1,"for":"agent"}}`, 200)
	h.ended("c1", h.anna.ID, "+36301234567")
	refused(h, agent, "POST", "/calls/c1/outcome", `{"outcome":"demo"}`, 422, "invalid")
	want[api.Call](h, agent, "POST", "/calls/c1/outcome", `{"outcome":"demo","note":"at noon"}`, 200)
	want[api.OutcomeKind](h, admin, "PUT", "/outcomes", `{"key":"demo","labels":{"en":"Demo"},"archived":true}`, 200)
	refused(h, agent, "POST", "/calls/c1/outcome", `{"outcome":"demo","note":"x"}`, 422, "invalid")
	for _, bad := range []string{`{"key":"A b","labels":{"en":"x"}}`, `{"key":"a","labels":{}}`, `{"key":"a","labels":{"en":"x"},"stage":"nowhere"}`,
		`{"key":"a","labels":{"en":"x"},"task":{"title":"x","after_days":-1,"for":"owner"}}`, `{"key":"a","labels":{"en":"x"},"task":{"title":"x","after_days":1,"at":"25:00","for":"owner"}}`} {
		refused(h, admin, "PUT", "/outcomes", bad, 422, "invalid")
	}
}
