package api_test

import (
	"net/url"
	"testing"
	"time"

	"vonal/api"
	"vonal/crm"
)

func TestWhatComesForOneIsListedAcrossCardsAndWithinSight(t *testing.T) {
	h := open(t)
	rule := `{"name":"At once","enabled":true,"when":"stage","stage":"in_work","count":2,"unit":"hour","title":"Ask","for":"owner"}`
	want[api.FollowUpRule](h, admin, "PUT", "/follow-up-rules", rule, 200)
	late := `{"name":"Late","enabled":true,"when":"stage","stage":"in_work","count":9,"unit":"day","title":"Ask again"}`
	want[api.FollowUpRule](h, admin, "PUT", "/follow-up-rules", late, 200)
	for name, owner := range map[string]crm.AgentID{"First": h.anna.ID, "Second": h.anna.ID, "Other": h.boris.ID} {
		card := h.customer(name)
		want[api.Card](h, admin, "PATCH", "/cards/"+card.ID, `{"owner_id":"`+string(owner)+`"}`, 200)
		d := h.deal(card.ID, "Licence", 100)
		want[api.Deal](h, admin, "PATCH", "/deals/"+d.ID, `{"stage":"in_work"}`, 200)
	}
	until := "&until=" + url.QueryEscape(h.clock.Now().Add(72*time.Hour).UTC().Format(time.RFC3339))
	mine := want[api.ComingFollowUpList](h, agent, "GET", "/follow-ups?owner_id="+string(h.anna.ID)+until, "", 200).Items
	if len(mine) != 2 || mine[0].CardName == mine[1].CardName || mine[0].Title != "Ask" || mine[0].CardName == "Other" || mine[0].DueAt.After(mine[1].DueAt) {
		t.Errorf("%+v", mine)
	}
	if all := want[api.ComingFollowUpList](h, head, "GET", "/follow-ups", "", 200); len(all.Items) != 6 {
		t.Errorf("%d", len(all.Items))
	}
	first := want[api.ComingFollowUpList](h, head, "GET", "/follow-ups?limit=4", "", 200)
	rest := want[api.ComingFollowUpList](h, head, "GET", "/follow-ups?limit=4&cursor="+*first.NextCursor, "", 200)
	if len(first.Items) != 4 || len(rest.Items) != 2 || rest.NextCursor != nil {
		t.Errorf("%d and %d", len(first.Items), len(rest.Items))
	}
	h.own("narrow", crm.Grants{crm.SeeCards: crm.ScopeOwn, crm.SeeTasks: crm.ScopeOwn})
	if none := want[api.ComingFollowUpList](h, "narrow", "GET", "/follow-ups", "", 200); len(none.Items) != 0 {
		t.Errorf("%+v", none.Items)
	}
	refused(h, head, "GET", "/follow-ups?owner_id=1%3D1", "", 422, "invalid")
	want[any](h, admin, "DELETE", "/follow-ups/"+mine[0].ID, "", 204)
	if left := want[api.ComingFollowUpList](h, agent, "GET", "/follow-ups?owner_id="+string(h.anna.ID)+until, "", 200).Items; len(left) != 1 {
		t.Errorf("%+v", left)
	}
}
