package api_test

import (
	"fmt"
	"strings"
	"testing"

	"vonal/api"
	"vonal/crm"
)

func TestSeveralCardsAreChangedEachByItself(t *testing.T) {
	h := open(t)
	a, b, c := h.customer("A"), h.customer("B"), h.customer("C")
	want[api.Card](h, agent, "PATCH", "/cards/"+c.ID, `{"name":"C changed"}`, 200)
	item := func(id string, version int64, change string) string {
		return fmt.Sprintf(`{"id":%q,"version":%d,"change":%s}`, id, version, change)
	}
	body := `{"items":[` + strings.Join([]string{
		item(a.ID, a.Version, `{"tier":"key"}`), item(b.ID, b.Version, `{"tags":["furniture"]}`), item(c.ID, c.Version, `{"tier":"key"}`),
		item("0190aaaa-0000-7000-8000-00000000dead", 1, `{"tier":"key"}`), item("nobody", 1, `{"tier":"key"}`),
	}, ",") + `]}`
	done := want[api.SeveralChanged](h, admin, "POST", "/cards/changes", body, 200)
	if len(done.Changed) != 2 || done.Changed[0].ID != a.ID || done.Changed[0].Version != a.Version+1 || done.Changed[1].ID != b.ID {
		t.Errorf("%+v", done.Changed)
	}
	if len(done.Refused) != 3 || done.Refused[0].ID != c.ID || done.Refused[0].Code != "changed_since" || done.Refused[1].Code != "not_found" || done.Refused[2].Code != "not_found" {
		t.Errorf("%+v", done.Refused)
	}
	if now := want[api.Card](h, agent, "GET", "/cards/"+a.ID, "", 200); now.Tier != "key" {
		t.Errorf("%+v", now)
	}
	if now := want[api.Card](h, agent, "GET", "/cards/"+c.ID, "", 200); now.Tier != "normal" {
		t.Errorf("%+v", now)
	}
	back := `{"items":[` + item(a.ID, done.Changed[0].Version, `{"tier":"normal"}`) + `]}`
	if undone := want[api.SeveralChanged](h, admin, "POST", "/cards/changes", back, 200); len(undone.Changed) != 1 {
		t.Errorf("%+v", undone)
	}
	refused(h, admin, "POST", "/cards/changes", `{"items":[]}`, 422, "invalid")
}

func TestSeveralCardsAreChangedOnlyAsEachCouldBe(t *testing.T) {
	h := open(t)
	h.own("clerk", crm.Grants{crm.SeeCards: crm.ScopeAll, crm.EditCards: crm.ScopeOwn})
	card := h.customer("Not theirs")
	body := fmt.Sprintf(`{"items":[{"id":%q,"version":%d,"change":{"language":"hu"}}]}`, card.ID, card.Version)
	if done := want[api.SeveralChanged](h, "clerk", "POST", "/cards/changes", body, 200); len(done.Changed) != 0 || done.Refused[0].Code != "not_found" {
		t.Errorf("%+v", done)
	}
	owned := fmt.Sprintf(`{"items":[{"id":%q,"version":%d,"change":{"owner_id":%q}}]}`, card.ID, card.Version, h.anna.ID)
	if done := want[api.SeveralChanged](h, "clerk", "POST", "/cards/changes", owned, 200); len(done.Changed) != 0 || done.Refused[0].Code != "invalid" {
		t.Errorf("%+v", done)
	}
}

func TestEverybodyKeepsTheirOwnViews(t *testing.T) {
	h := open(t)
	made := want[api.SavedView](h, agent, "POST", "/me/views", `{"page":"cards","name":" Key ones ","query":"tier=key"}`, 201)
	if made.Name != "Key ones" || made.Query != "tier=key" {
		t.Errorf("%+v", made)
	}
	refused(h, agent, "POST", "/me/views", `{"page":"cards","name":"Key ones","query":""}`, 409, "conflict")
	want[api.SavedView](h, agent, "POST", "/me/views", `{"page":"deals","name":"Key ones","query":""}`, 201)
	if views := want[api.SavedViewList](h, agent, "GET", "/me/views", "", 200).Items; len(views) != 2 || views[0].ID != made.ID {
		t.Errorf("%+v", views)
	}
	if views := want[api.SavedViewList](h, head, "GET", "/me/views", "", 200).Items; len(views) != 0 {
		t.Errorf("another sees %+v", views)
	}
	refused(h, head, "PATCH", "/me/views/"+made.ID, `{"name":"Mine"}`, 404, "not_found")
	refused(h, head, "DELETE", "/me/views/"+made.ID, "", 404, "not_found")
	if now := want[api.SavedView](h, agent, "PATCH", "/me/views/"+made.ID, `{"query":"tier=important"}`, 200); now.Name != "Key ones" || now.Query != "tier=important" {
		t.Errorf("%+v", now)
	}
	want[any](h, agent, "DELETE", "/me/views/"+made.ID, "", 204)
	refused(h, agent, "DELETE", "/me/views/"+made.ID, "", 404, "not_found")
	refused(h, agent, "POST", "/me/views", `{"page":"cards","name":"  ","query":""}`, 422, "invalid")
	for i := range crm.MaxViews {
		want[api.SavedView](h, head, "POST", "/me/views", fmt.Sprintf(`{"page":"cards","name":"View %d","query":""}`, i), 201)
	}
	refused(h, head, "POST", "/me/views", `{"page":"cards","name":"One more","query":""}`, 409, "conflict")
}
