package api_test

import (
	"testing"
	"time"

	"vonal/api"
	"vonal/crm"
)

func TestTheHeadSeesWhoHasHowMuchToDo(t *testing.T) {
	h := open(t)
	anna, boris := string(h.anna.ID), string(h.boris.ID)
	h.task(head, `{"title":"Soon","assignee_id":"`+anna+`","due_at":"2040-01-01T10:00:00Z"}`)
	h.task(head, `{"title":"Late","assignee_ids":["`+anna+`","`+boris+`"],"due_at":"2020-01-01T10:00:00Z"}`)
	h.task(head, `{"title":"Mine"}`)
	gone := h.task(head, `{"title":"Done","assignee_id":"`+boris+`"}`)
	want[api.Task](h, head, "PATCH", "/tasks/"+gone.ID, `{"state":"done"}`, 200)
	h.lostCall("d1", "+36305550001")
	h.clock.Advance(time.Second)
	h.lostCall("d2", "+36305550002")
	owed := want[api.DutyList](h, head, "GET", "/duties", "", 200).Items
	want[api.Card](h, head, "PATCH", "/cards/"+owed[0].CardID, `{"owner_id":"`+boris+`"}`, 200)
	h.clock.Advance(time.Hour)

	all := map[string]api.Workload{}
	for _, w := range want[api.WorkloadList](h, head, "GET", "/workloads", "", 200).Items {
		all[w.Name] = w
	}
	if w := all["Anna"]; w.Open != 2 || w.Overdue != 1 || w.Duties != 0 || w.OldestDutyAt != nil || *w.PersonID != anna {
		t.Errorf("%+v", w)
	}
	if w := all["Boris"]; w.Open != 1 || w.Overdue != 1 || w.Duties != 1 || w.Late != 1 || !w.OldestDutyAt.Equal(owed[0].OpenedAt) {
		t.Errorf("%+v", w)
	}
	if w := all[""]; w.PersonID != nil || w.Duties != 1 || !w.OldestDutyAt.Equal(owed[1].OpenedAt) {
		t.Errorf("%+v", w)
	}
}

func TestAWorkloadCountsOnlyWhatOneMaySee(t *testing.T) {
	h := open(t)
	h.task(head, `{"title":"Soon","assignee_id":"`+string(h.anna.ID)+`"}`)
	h.lostCall("d1", "+36305550001")
	h.own("narrow", crm.Grants{crm.SeeTasks: crm.ScopeOwn})
	if list := want[api.WorkloadList](h, "narrow", "GET", "/workloads", "", 200); len(list.Items) != 0 {
		t.Errorf("%+v", list.Items)
	}
}
