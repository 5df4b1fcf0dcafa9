package api_test

import (
	"testing"
	"time"

	"vonal/api"
	"vonal/crm"
)

// lostCall writes down a call from a number that nobody answered.
func (h *house) lostCall(id, from string) {
	h.t.Helper()
	now := h.clock.Now()
	_, err := h.store.CloseCall(h.t.Context(), crm.Interaction{ID: crm.CallID(id), Direction: crm.Inbound, From: crm.Number{Raw: from, E164: crm.E164(from)},
		To: "100", Disposition: crm.Abandoned, StartedAt: now.Add(-time.Minute), EndedAt: now})
	h.must(err)
}

func TestALostCallIsOwedUntilSomebodyCallsBackOrSaysWhyNot(t *testing.T) {
	h := open(t)
	h.lostCall("d1", "+36305550001")
	h.lostCall("d2", "+36305550002")
	h.lostCall("d3", "+36305550001")
	owed := want[api.DutyList](h, head, "GET", "/duties", "", 200).Items
	if len(owed) != 2 || owed[0].Phone != "+36305550001" || owed[0].Calls != 2 || owed[0].Late || owed[0].LastCallID != "d3" {
		t.Fatalf("%+v", owed)
	}
	if n := want[api.DutyCount](h, head, "GET", "/duties/count", "", 200); n.Open != 2 || n.Late != 0 {
		t.Errorf("%+v", n)
	}
	h.clock.Advance(15 * time.Minute)
	if late := want[api.DutyList](h, head, "GET", "/duties?state=late", "", 200).Items; len(late) != 2 || !late[0].Late {
		t.Errorf("%+v", late)
	}
	path := "/duties/" + owed[0].ID
	p := refused(h, head, "POST", path+"/close", `{"reason":" \u0007 "}`, 422, "invalid")
	if p.Errors == nil || (*p.Errors)[0].Field != "reason" {
		t.Errorf("%+v", p)
	}
	refused(h, head, "POST", path+"/reopen", "", 409, "conflict")
	closed := want[api.Duty](h, head, "POST", path+"/close", `{"reason":"<b>wrong</b> number"}`, 200)
	if closed.ClosedBy == nil || *closed.ClosedBy != "reason" || closed.Reason != "<b>wrong</b> number" {
		t.Errorf("%+v", closed)
	}
	refused(h, head, "POST", path+"/close", `{"reason":"again"}`, 409, "conflict")
	if done := want[api.DutyList](h, head, "GET", "/duties?state=closed", "", 200).Items; len(done) != 1 {
		t.Errorf("%+v", done)
	}
	want[api.Duty](h, head, "POST", path+"/reopen", "", 200)
	if mine := want[api.DutyList](h, head, "GET", "/duties?card_id="+owed[1].CardID, "", 200).Items; len(mine) != 1 {
		t.Errorf("%+v", mine)
	}
	refused(h, head, "GET", "/duties?state=whatever", "", 400, "bad_request")
	first := want[api.DutyList](h, head, "GET", "/duties?limit=1", "", 200)
	second := want[api.DutyList](h, head, "GET", "/duties?limit=1&cursor="+*first.NextCursor, "", 200)
	if second.NextCursor != nil || second.Items[0].ID == first.Items[0].ID {
		t.Errorf("%+v", second)
	}
}

// What somebody may not see is not owed by them, nor counted.
func TestDutiesAreSeenWithTheirCards(t *testing.T) {
	h := open(t)
	h.own("narrow", crm.Grants{crm.SeeCards: crm.ScopeOwn, crm.WorkCalls: crm.ScopeOwn})
	h.lostCall("d1", "+36305550001")
	d := want[api.DutyList](h, head, "GET", "/duties", "", 200).Items[0]
	if list := want[api.DutyList](h, "narrow", "GET", "/duties", "", 200); len(list.Items) != 0 {
		t.Errorf("%+v", list.Items)
	}
	if n := want[api.DutyCount](h, "narrow", "GET", "/duties/count", "", 200); n.Open != 0 {
		t.Errorf("%+v", n)
	}
	refused(h, "narrow", "POST", "/duties/"+d.ID+"/close", `{"reason":"x"}`, 404, "not_found")
}

func TestTheNumbersOfDutiesAreThePolicys(t *testing.T) {
	h := open(t)
	for body, field := range map[string]string{`{"duty_due_ms":0}`: "duty_due_ms", `{"duty_talk_ms":-1}`: "duty_talk_ms", `{"duty_due_ms":99999999999999}`: "duty_due_ms"} {
		if p := refused(h, admin, "PUT", "/policy", body, 422, "invalid"); p.Errors == nil || (*p.Errors)[0].Field != field {
			t.Errorf("%s: %+v", body, p)
		}
	}
	want[api.Policy](h, admin, "PUT", "/policy", `{"duty_due_ms":3600000}`, 200)
	h.lostCall("d1", "+36305550001")
	if d := want[api.DutyList](h, head, "GET", "/duties", "", 200).Items[0]; d.DueAt.Sub(d.OpenedAt) != time.Hour {
		t.Errorf("due %v after %v", d.DueAt, d.OpenedAt)
	}
}
