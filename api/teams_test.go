package api_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"vonal/api"
	"vonal/crm"
)

// lead makes the user of the role one who leads a team of these agents.
func (h *house) lead(role crm.Role, agents ...crm.AgentID) {
	h.t.Helper()
	h.token(role)
	db, err := pgx.Connect(h.t.Context(), h.dsn)
	h.must(err)
	defer db.Close(context.Background())
	exec := func(sql string, args ...any) {
		h.t.Helper()
		_, err := db.Exec(h.t.Context(), sql, args...)
		h.must(err)
	}
	exec("INSERT INTO teams (id, name, created_at) VALUES (gen_random_uuid(), $1, now())", "Team of "+string(role))
	exec("INSERT INTO team_leads SELECT teams.id, $1 FROM teams WHERE name = $2", h.users[role].ID, "Team of "+string(role))
	for _, a := range agents {
		exec("INSERT INTO team_members SELECT teams.id, $1 FROM teams WHERE name = $2", a, "Team of "+string(role))
	}
}

var ofTheTeam = crm.Grants{
	crm.SeeDesk: crm.ScopeAll, crm.SeeCalls: crm.ScopeTeam, crm.HearCalls: crm.ScopeTeam, crm.TraceCalls: crm.ScopeTeam,
	crm.SeeCards: crm.ScopeTeam, crm.EditCards: crm.ScopeTeam,
}

func TestATeamsHeadHearsItsRecordingsAndNoOthers(t *testing.T) {
	h := open(t)
	call := h.ended("boris-call", h.boris.ID, "+36301234567")
	h.own("chief", ofTheTeam)
	h.own("stranger", ofTheTeam)
	h.lead("chief", h.boris.ID)
	h.lead("stranger", h.anna.ID)
	audio := "/recordings/" + string(call.Recording.ID) + "/audio"
	if a := h.do("chief", "GET", audio, ""); a.status != 404 && a.status != 200 && a.status != 409 {
		t.Errorf("the team's head: %d %s", a.status, a.body)
	}
	if got := want[api.Call](h, "chief", "GET", "/calls/boris-call", "", 200); got.RecordingID == nil {
		t.Error("the team's head is not told of the recording")
	}
	refused(h, "stranger", "GET", audio, "", 404, "not_found")
	refused(h, "stranger", "GET", "/calls/boris-call", "", 404, "not_found")
	if list := want[api.CallList](h, "stranger", "GET", "/calls", "", 200); len(list.Items) != 0 {
		t.Errorf("a stranger's list: %+v", list.Items)
	}
}

func TestWhoSeesTheTeamsCardsSeesOwnedAndTalkedWithOnly(t *testing.T) {
	h := open(t)
	h.own("chief", ofTheTeam)
	h.lead("chief", h.boris.ID)
	owned := want[api.Card](h, head, "POST", "/cards", `{"name":"Owned","owner_id":"`+string(h.boris.ID)+`"}`, 201)
	foreign := want[api.Card](h, head, "POST", "/cards", `{"name":"Foreign","owner_id":"`+string(h.anna.ID)+`"}`, 201)
	talked := h.ended("boris-call", h.boris.ID, "+36301234567")
	list := want[api.CardList](h, "chief", "GET", "/cards", "", 200)
	if len(list.Items) != 2 {
		t.Errorf("%+v", list.Items)
	}
	for _, id := range []string{owned.ID, string(talked.Card)} {
		want[api.Card](h, "chief", "GET", "/cards/"+id, "", 200)
		want[api.Timeline](h, "chief", "GET", "/cards/"+id+"/timeline", "", 200)
		want[api.Card](h, "chief", "PATCH", "/cards/"+id, `{"name":"Renamed"}`, 200)
	}
	refused(h, "chief", "GET", "/cards/"+foreign.ID, "", 404, "not_found")
	refused(h, "chief", "GET", "/cards/"+foreign.ID+"/timeline", "", 404, "not_found")
	refused(h, "chief", "PATCH", "/cards/"+foreign.ID, `{"name":"Mine"}`, 404, "not_found")
	if found := want[api.CardList](h, "chief", "GET", "/cards?q=Foreign", "", 200); len(found.Items) != 0 {
		t.Errorf("found %+v", found.Items)
	}
}
