package api_test

import (
	"slices"
	"testing"

	"vonal/api"
	"vonal/crm"
)

func TestATasksHistoryTellsWhoChangedWhatFromWhatToWhat(t *testing.T) {
	h := open(t)
	task := h.task(agent, `{"title":"Call again"}`) // of no customer
	path := "/tasks/" + task.ID
	other := h.task(head, `{"title":"Find the number"}`)
	want[api.Task](h, agent, "PATCH", path, `{"title":"Call Szabó","due_at":"2027-04-01T08:00:00Z"}`, 200)
	want[api.Task](h, agent, "PATCH", path, `{"title":"Call Szabó"}`, 200) // changes nothing
	want[api.Task](h, head, "PATCH", path, `{"assignee_ids":["`+string(h.boris.ID)+`"],"blocked_by":["`+other.ID+`"],"checklist":[{"text":"price","done":false}]}`, 200)
	want[any](h, head, "DELETE", path, "", 204)
	refused(h, head, "GET", path+"/history", "", 404, "not_found")
	want[api.Task](h, head, "POST", path+"/restore", "", 200)

	all := want[api.TaskHistory](h, agent, "GET", path+"/history", "", 200).Items
	told := [][]api.Change{nil, nil,
		{{Field: "assignees", From: "Anna", To: "Boris"}, {Field: "blocked_by", To: "Find the number"}, {Field: "checklist", To: "[ ] price"}},
		{{Field: "title", From: "Call again", To: "Call Szabó"}, {Field: "due_at", To: "2027-04-01T08:00:00Z"}}}
	if len(all) != len(told) {
		t.Fatalf("%+v", all)
	}
	for i, kind := range []string{"restored", "removed", "changed", "changed"} {
		if string(all[i].Kind) != kind || !slices.Equal(all[i].Changes, told[i]) || all[i].At.IsZero() {
			t.Errorf("%d: %+v", i, all[i])
		}
	}
	if *all[2].By != "The head" || *all[3].By != "The agent" {
		t.Errorf("%s, %s", *all[2].By, *all[3].By)
	}

	first := want[api.TaskHistory](h, agent, "GET", path+"/history?limit=3", "", 200)
	rest := want[api.TaskHistory](h, agent, "GET", path+"/history?limit=3&cursor="+*first.NextCursor, "", 200)
	if len(first.Items) != 3 || len(rest.Items) != 1 || rest.NextCursor != nil || rest.Items[0].ID != all[3].ID {
		t.Errorf("%+v\n%+v", first, rest)
	}
	refused(h, agent, "GET", path+"/history?cursor=xyz", "", 400, "bad_request")
}

func TestATasksHistoryIsSeenByWhoSeesTheTask(t *testing.T) {
	h := open(t)
	h.own("alone", crm.Grants{crm.SeeTasks: crm.ScopeOwn})
	task := h.task(head, `{"title":"Not theirs"}`)
	refused(h, "alone", "GET", "/tasks/"+task.ID+"/history", "", 404, "not_found")
}
