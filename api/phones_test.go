package api_test

import (
	"testing"

	"vonal/api"
)

func TestAnAgentHasSeveralPhones(t *testing.T) {
	h := open(t)
	path := "/agents/" + string(h.anna.ID) + "/phones"
	first := want[api.PhoneList](h, agent, "GET", path, "", 200)
	if len(first.Items) != 1 || first.Items[0].Outside || !first.Items[0].Up || !first.Items[0].UpSince.Equal(aMoment) || first.Items[0].SIP != nil {
		t.Fatalf("%+v", first.Items)
	}
	soft := want[api.Phone](h, admin, "POST", path, `{"name":"Laptop","ring_ms":8000}`, 201)
	if soft.SIP == nil || soft.SIP.Username != soft.Address || len(soft.SIP.Password) < 20 {
		t.Fatalf("no way to register: %+v", soft)
	}
	mobile := want[api.Phone](h, admin, "POST", path, `{"number":"+36 20 123 4567"}`, 201)
	if !mobile.Outside || mobile.UpSince != nil || mobile.Address != "+36201234567" || mobile.SIP != nil {
		t.Errorf("%+v", mobile)
	}
	changed := want[api.Phone](h, admin, "PATCH", path+"/"+mobile.ID, `{"name":"Mobile","number":"+36309999999","ring_ms":15000}`, 200)
	if changed.Name != "Mobile" || changed.Address != "+36309999999" || changed.RingMs != 15000 {
		t.Errorf("%+v", changed)
	}
	renewed := want[api.Phone](h, admin, "POST", path+"/"+soft.ID+"/renew", "", 200)
	if renewed.SIP == nil || renewed.SIP.Password == soft.SIP.Password || renewed.Address != soft.Address {
		t.Errorf("%+v", renewed)
	}
	want[any](h, admin, "DELETE", path+"/"+mobile.ID, "", 204)
	if list := want[api.PhoneList](h, agent, "GET", path, "", 200); len(list.Items) != 2 || list.Items[1].SIP != nil {
		t.Errorf("%+v", list.Items)
	}
	if h.desk.regrouped < 5 {
		t.Errorf("the desk was told %d times", h.desk.regrouped)
	}
}

func TestAPhoneThatCannotBeIsRefused(t *testing.T) {
	h := open(t)
	path := "/agents/" + string(h.anna.ID) + "/phones"
	only := want[api.PhoneList](h, admin, "GET", path, "", 200).Items[0].ID
	refused(h, admin, "DELETE", path+"/"+only, "", 409, "conflict")
	for body, code := range map[string]string{
		`{"number":"101"}`: "invalid", `{"number":"nobody"}`: "invalid", `{"number":"${EXTEN}"}`: "invalid", `{"number":""}`: "invalid",
		`{"ring_ms":10}`: "invalid", `{"ring_ms":900000}`: "invalid",
	} {
		p := refused(h, admin, "POST", path, body, 422, code)
		if p.Errors == nil {
			t.Errorf("%s: no member is named: %+v", body, p)
		}
	}
	refused(h, admin, "POST", path, `{"number":"+36 90 123 456"}`, 403, "premium_number")
	refused(h, admin, "PATCH", path+"/"+only, `{"number":"+36201234567"}`, 422, "invalid")
	mobile := want[api.Phone](h, admin, "POST", path, `{"number":"+36201234567"}`, 201)
	refused(h, admin, "POST", path+"/"+mobile.ID+"/renew", "", 409, "conflict")
	for range 2 {
		want[api.Phone](h, admin, "POST", path, `{}`, 201)
	}
	refused(h, admin, "POST", path, `{}`, 409, "conflict")
}

// A phone belongs to its agent: by nobody else's path is it found, and nobody
// else's phones are told to an agent.
func TestPhonesAreTheirAgents(t *testing.T) {
	h := open(t)
	anna, boris := "/agents/"+string(h.anna.ID)+"/phones", "/agents/"+string(h.boris.ID)+"/phones"
	refused(h, agent, "GET", boris, "", 403, "forbidden")
	soft := want[api.Phone](h, admin, "POST", anna, `{}`, 201)
	for _, id := range []string{soft.ID, "none", "%00"} {
		refused(h, admin, "PATCH", boris+"/"+id, `{"name":"x"}`, 404, "not_found")
		refused(h, admin, "DELETE", boris+"/"+id, "", 404, "not_found")
		refused(h, admin, "POST", boris+"/"+id+"/renew", "", 404, "not_found")
	}
	want[any](h, admin, "DELETE", "/agents/"+string(h.anna.ID), "", 204)
	refused(h, admin, "PATCH", anna+"/"+soft.ID, `{"name":"x"}`, 404, "not_found")
}
