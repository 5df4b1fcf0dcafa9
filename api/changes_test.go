package api_test

import (
	"testing"

	"vonal/api"
	"vonal/crm"
	"vonal/routing"
)

func TestAChangedCardIsToldToThePagesThatMaySeeIt(t *testing.T) {
	h := open(t)
	all, none := h.subscribe(agent), h.subscribe(head)
	c := want[api.Card](h, head, "POST", "/cards", `{"name":"New"}`, 201)
	for _, l := range []*listener{all, none} {
		if e := l.next(); e.Type != "changed" || *e.Kind != "cards" || e.ID != nil {
			t.Errorf("%+v", e)
		}
	}
	want[api.Card](h, head, "PATCH", "/cards/"+c.ID, `{"name":"Newer"}`, 200)
	for _, l := range []*listener{all, none} {
		if e := l.next(); e.Type != "changed" || *e.Kind != "cards" || e.ID == nil || *e.ID != c.ID {
			t.Errorf("%+v", e)
		}
	}
}

func TestWhoMaySeeAgentsHearsOfAnAbsence(t *testing.T) {
	h := open(t)
	l := h.subscribe(agent)
	want[api.Absence](h, head, "POST", "/absences", `{"agent_id":"`+string(h.anna.ID)+`","from":"2030-01-01","to":"2030-01-02"}`, 201)
	if e := l.next(); *e.Kind != "absences" {
		t.Errorf("%+v", e)
	}
}

func TestAPhoneThatCanBeReachedIsToldToThePagesThatShowIt(t *testing.T) {
	h := open(t)
	own, lead := h.subscribe(agent), h.subscribe(admin)
	h.realtime.PhonesChanged(routing.AgentID(h.anna.ID))
	if e := lead.next(); *e.Kind != "phones" || e.ID == nil || *e.ID != string(h.anna.ID) {
		t.Errorf("%+v", e)
	}
	if e := own.next(); *e.Kind != "phones" || e.ID != nil {
		t.Errorf("%+v", e)
	}
}

func TestWhoSeesAPartOfTheCardsHearsNoIds(t *testing.T) {
	h := open(t)
	h.own("narrow", crm.Grants{crm.SeeDesk: crm.ScopeAll, crm.SeeCards: crm.ScopeOwn})
	l := h.subscribe("narrow")
	c := want[api.Card](h, head, "POST", "/cards", `{"name":"New"}`, 201)
	want[api.Card](h, head, "PATCH", "/cards/"+c.ID, `{"name":"Newer"}`, 200)
	for range 2 {
		if e := l.next(); e.Type != "changed" || *e.Kind != "cards" || e.ID != nil {
			t.Errorf("%+v", e)
		}
	}
	refused(h, "narrow", "GET", "/cards/"+c.ID, "", 404, "not_found")
	if list := want[api.CardList](h, "narrow", "GET", "/cards", "", 200); len(list.Items) != 0 {
		t.Errorf("%+v", list.Items)
	}
}
