package api_test

import (
	"testing"

	"vonal/api"
	"vonal/crm"
)

// officer is a role that runs people, and may little else.
var officer = crm.Grants{crm.EditUsers: crm.ScopeAll, crm.EditRoles: crm.ScopeAll, crm.EditTeams: crm.ScopeAll, crm.SeeCalls: crm.ScopeTeam}

func TestNobodyGivesMoreThanTheyHaveByAnyRoute(t *testing.T) {
	h := open(t)
	h.own("officer", officer)
	h.own("clerk", crm.Grants{crm.SeeCalls: crm.ScopeOwn})
	boss, staff := string(h.user(admin).ID), string(h.user(agent).ID)
	clerk := want[api.User](h, "officer", "POST", "/users", `{"login":"clerk","name":"C","role":"clerk","password":"`+password+`"}`, 201)
	for _, c := range []struct{ method, path, body string }{
		{"POST", "/users", `{"login":"x","name":"X","role":"administrator","password":"` + password + `"}`},
		{"POST", "/users", `{"login":"x","name":"X","role":"agent","password":"` + password + `"}`},
		{"PATCH", "/users/" + clerk.ID, `{"role":"administrator"}`},
		{"PATCH", "/users/" + boss, `{"disabled":true}`},
		{"PATCH", "/users/" + string(h.user("officer").ID), `{"role":"administrator"}`},
		{"POST", "/users/" + boss + "/tokens", ""},
		{"POST", "/users/" + boss + "/tokens", `{"permissions":["cards.see"]}`},
		{"POST", "/users/" + boss + "/password", `{"new":"` + another + `"}`},
		{"DELETE", "/users/" + boss + "/second-factor", ""},
		{"GET", "/users/" + boss + "/tokens", ""},
		{"DELETE", "/users/" + staff + "/sessions", ""},
		{"POST", "/roles", `{"id":"mine","name":"Mine","grants":{"cards.see":"all"}}`},
		{"POST", "/roles", `{"id":"mine","name":"Mine","grants":{"calls.see":"all"}}`},
		{"PATCH", "/roles/clerk", `{"grants":{"calls.see":"all"}}`},
		{"PATCH", "/roles/head", `{"second_factor":"off"}`},
	} {
		refused(h, "officer", c.method, c.path, c.body, 403, "forbidden")
	}
	want[any](h, "officer", "PATCH", "/roles/clerk", `{"grants":{"calls.see":"team"}}`, 200)
	want[any](h, "officer", "POST", "/users/"+clerk.ID+"/password", `{"new":"`+another+`"}`, 204)
	want[any](h, "officer", "POST", "/users/"+clerk.ID+"/tokens", "", 201)
	want[any](h, "officer", "POST", "/roles", `{"id":"mine","name":"Mine","grants":{"calls.see":"own"}}`, 201)
}

func TestARoleOfTheCompanysOwnIsMadeChangedAndRemoved(t *testing.T) {
	h := open(t)
	made := want[api.RoleSheet](h, admin, "POST", "/roles", `{"id":"intern","name":"Intern","grants":{"cards.see":"own"}}`, 201)
	if made.BuiltIn || made.SecondFactor != "optional" || made.Grants["cards.see"] != "own" {
		t.Errorf("%+v", made)
	}
	refused(h, admin, "POST", "/roles", `{"id":"intern","name":"Again","grants":{}}`, 409, "conflict")
	u := want[api.User](h, admin, "POST", "/users", `{"login":"i","name":"I","role":"intern","password":"`+password+`"}`, 201)
	h.tokens["i"] = want[api.Token](h, admin, "POST", "/users/"+u.ID+"/tokens", "", 201).Token
	want[any](h, "i", "GET", "/cards", "", 200)
	refused(h, "i", "GET", "/calls", "", 403, "forbidden")
	want[any](h, admin, "PATCH", "/roles/intern", `{"name":"Trainee","grants":{"calls.see":"team"}}`, 200)
	refused(h, "i", "GET", "/cards", "", 403, "forbidden") // at once
	want[any](h, "i", "GET", "/calls", "", 200)
	refused(h, admin, "DELETE", "/roles/intern", "", 409, "conflict")
	want[any](h, admin, "PATCH", "/users/"+u.ID, `{"role":"accountant"}`, 200)
	want[any](h, admin, "DELETE", "/roles/intern", "", 204)
	refused(h, admin, "DELETE", "/roles/intern", "", 404, "not_found")
	refused(h, admin, "DELETE", "/roles/agent", "", 409, "conflict")
	refused(h, admin, "PATCH", "/roles/agent", `{"grants":{}}`, 409, "conflict")
	for body, status := range map[string]int{
		`{"id":"Bad Key","name":"X","grants":{}}`:                       422,
		`{"id":"x","name":" ","grants":{}}`:                             422,
		`{"id":"x","name":"X","grants":{"money.print":"all"}}`:          422,
		`{"id":"x","name":"X","grants":{"calls.see":"world"}}`:          422,
		`{"id":"x","name":"X","grants":{"users.edit":"team"}}`:          422,
		`{"id":"x","name":"X","grants":{"calls.see":7}}`:                422,
		`{"id":"x","name":"X","grants":[]}`:                             422,
		`{"id":"x","name":"X","grants":{},"built_in":true}`:             400,
		`{"id":"x","name":"X","grants":{},"second_factor":"sometimes"}`: 422,
	} {
		if a := h.do(admin, "POST", "/roles", body); a.status != status {
			t.Errorf("%s: %d %s", body, a.status, a.body)
		}
	}
	list := want[api.RoleList](h, agent, "GET", "/roles", "", 200)
	if len(list.Items) != 4 || len(list.Permissions) != len(crm.Permissions) {
		t.Errorf("%+v", list)
	}
}

func TestATeamsMembersCountAtOnce(t *testing.T) {
	h := open(t)
	h.own("chief", ofTheTeam)
	h.ended("boris-call", h.boris.ID, "+36301234567")
	refused(h, "chief", "GET", "/calls/boris-call", "", 404, "not_found")
	chief := string(h.user("chief").ID)
	team := want[api.Team](h, admin, "POST", "/teams", `{"name":"North","members":["`+string(h.boris.ID)+`"],"leads":["`+chief+`","`+chief+`"]}`, 201)
	if len(team.Leads) != 1 || len(team.Members) != 1 {
		t.Errorf("%+v", team)
	}
	want[any](h, "chief", "GET", "/calls/boris-call", "", 200)
	team = want[api.Team](h, admin, "PATCH", "/teams/"+team.ID, `{"members":["`+string(h.anna.ID)+`"]}`, 200)
	if team.Name != "North" || len(team.Leads) != 1 {
		t.Errorf("%+v", team)
	}
	refused(h, "chief", "GET", "/calls/boris-call", "", 404, "not_found")
	for body, field := range map[string]string{
		`{"name":"South","members":["019309a8-0000-7000-8000-000000000000"]}`: "members",
		`{"name":"South","members":["1=1"]}`:                                  "members",
		`{"name":"South","leads":["019309a8-0000-7000-8000-000000000000"]}`:   "leads",
		`{"name":"  "}`: "name",
	} {
		if p := refused(h, admin, "POST", "/teams", body, 422, "invalid"); (*p.Errors)[0].Field != field {
			t.Errorf("%s: %+v", body, p)
		}
	}
	refused(h, admin, "POST", "/teams", `{"name":"North"}`, 409, "conflict")
	if list := want[api.TeamList](h, agent, "GET", "/teams", "", 200); len(list.Items) != 1 {
		t.Errorf("%+v", list)
	}
	want[any](h, admin, "DELETE", "/teams/"+team.ID, "", 204)
	refused(h, admin, "PATCH", "/teams/"+team.ID, `{"name":"X"}`, 404, "not_found")
}
