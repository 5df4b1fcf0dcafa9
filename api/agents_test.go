package api_test

import (
	"fmt"
	"testing"
	"time"

	"vonal/api"
	"vonal/crm"
	"vonal/internal/fault"
	"vonal/routing"
)

const (
	admin = crm.RoleAdministrator
	head  = crm.RoleHead
	agent = crm.RoleAgent
	purse = crm.RoleAccountant
)

func TestAnAgentIsMadeWithThePhoneAndShownTheSecretOnce(t *testing.T) {
	h := open(t)
	a := want[api.Agent](h, admin, "POST", "/agents", `{"name":"Csaba","extension":"103","level":"newcomer"}`, 201)
	if a.SIP == nil || a.SIP.Username == "" || len(a.SIP.Password) < 20 || a.SIP.Domain != "127.0.0.1:5060" {
		t.Fatalf("no way to register: %+v", a.SIP)
	}
	if made := h.desk.phones[crm.AgentID(a.ID)]; made.Phones[0].Secret != a.SIP.Password {
		t.Errorf("the phone has another secret")
	}
	again := want[api.Agent](h, admin, "GET", "/agents/"+a.ID, "", 200)
	if again.SIP != nil || again.Level != api.Newcomer || again.State != "unreachable" {
		t.Errorf("read again: %+v", again)
	}
}

func TestAnExtensionThatIsTakenIsAConflict(t *testing.T) {
	h := open(t)
	p := refused(h, admin, "POST", "/agents", `{"name":"Csaba","extension":"101"}`, 409, "conflict")
	if p.Errors == nil || (*p.Errors)[0].Field != "extension" {
		t.Errorf("the member is not named: %+v", p)
	}
}

func TestAnAgentWhosePhoneCannotBeMadeIsNotMade(t *testing.T) {
	h := open(t)
	h.desk.set(func(d *scriptedDesk) { d.failing = fault.New(fault.Unavailable, "desk", "Asterisk is away") })
	refused(h, admin, "POST", "/agents", `{"name":"Csaba","extension":"103"}`, 503, "unavailable")
	h.desk.set(func(d *scriptedDesk) { d.failing = nil })
	want[api.Agent](h, admin, "POST", "/agents", `{"name":"Csaba","extension":"103"}`, 201)
}

func TestARemovedAgentIsGoneForEverybody(t *testing.T) {
	h := open(t)
	path := "/agents/" + string(h.boris.ID)
	want[any](h, admin, "DELETE", path, "", 204)
	refused(h, admin, "GET", path, "", 404, "not_found")
	refused(h, admin, "DELETE", path, "", 404, "not_found")
	refused(h, admin, "POST", path+"/ready", "", 404, "not_found")
	list := want[api.AgentList](h, agent, "GET", "/agents", "", 200)
	if len(list.Items) != 1 || list.Items[0].Name != "Anna" {
		t.Errorf("still listed: %+v", list.Items)
	}
	if len(h.desk.phones) != 1 {
		t.Errorf("the phone is still there")
	}
}

func TestAnAgentIsChanged(t *testing.T) {
	h := open(t)
	path := "/agents/" + string(h.boris.ID)
	a := want[api.Agent](h, admin, "PATCH", path, `{"name":"Barnabás","level":"senior"}`, 200)
	if a.Name != "Barnabás" || a.Level != api.Senior || a.Extension != "102" {
		t.Errorf("%+v", a)
	}
	refused(h, admin, "PATCH", path, `{"extension":"109"}`, 400, "bad_request")
}

func TestTheButtonsOfAnAgentWorkWhereTheyCan(t *testing.T) {
	h := open(t)
	id, path := h.anna.ID, "/agents/"+string(h.anna.ID)
	refused(h, agent, "POST", path+"/ready", "", 409, "conflict") // the phone is not registered
	h.desk.fact(id, routing.PhoneCame{At: h.clock.Now()})
	a := want[api.Agent](h, agent, "POST", path+"/pause", `{"reason":"lunch"}`, 200)
	if a.State != "paused" || a.Reason == nil || *a.Reason != "lunch" {
		t.Errorf("%+v", a)
	}
	refused(h, agent, "POST", path+"/extend", "", 409, "conflict")
	if a = want[api.Agent](h, agent, "POST", path+"/ready", "", 200); a.State != "available" || a.Reason != nil {
		t.Errorf("%+v", a)
	}
	h.desk.fact(id, routing.Spoke{At: h.clock.Now(), Call: "c1"})
	if a = want[api.Agent](h, agent, "POST", path+"/pause", `{"reason":"lunch"}`, 200); a.State != "talking" || a.NextPause == nil {
		t.Errorf("a pause during a call waits for its end: %+v", a)
	}
	want[api.Agent](h, agent, "POST", path+"/ready", "", 200)
	h.desk.fact(id, routing.TalkOver{At: h.clock.Now(), Call: "c1"})
	before := want[api.Agent](h, agent, "GET", path, "", 200)
	for range 2 {
		a = want[api.Agent](h, agent, "POST", path+"/extend", "", 200)
	}
	if got := a.StateUntil.Sub(*before.StateUntil); got != 2*time.Minute || a.Extended != 2 || *a.CallID != "c1" {
		t.Errorf("extended by %v: %+v", got, a)
	}
	refused(h, agent, "POST", path+"/extend", "", 409, "conflict")
}

func TestAPauseNeedsAReason(t *testing.T) {
	h := open(t)
	path := "/agents/" + string(h.anna.ID) + "/pause"
	for _, body := range []string{`{}`, `{"reason":""}`, `{"reason":"\u0007\u202e "}`, `{"reason":null}`, `{"reason":7}`} {
		p := refused(h, agent, "POST", path, body, 422, "invalid")
		if p.Errors == nil || (*p.Errors)[0].Field != "reason" {
			t.Errorf("%s: %+v", body, p)
		}
	}
}

func TestAnAgentHasNobodyElsesButtons(t *testing.T) {
	h := open(t)
	for _, button := range []string{"ready", "extend"} {
		refused(h, agent, "POST", fmt.Sprintf("/agents/%s/%s", h.boris.ID, button), "", 403, "forbidden")
	}
	refused(h, agent, "POST", fmt.Sprintf("/agents/%s/pause", h.boris.ID), `{"reason":"x"}`, 403, "forbidden")
	h.desk.fact(h.boris.ID, routing.PhoneCame{At: h.clock.Now()})
	want[api.Agent](h, head, "POST", fmt.Sprintf("/agents/%s/pause", h.boris.ID), `{"reason":"meeting"}`, 200)
}
