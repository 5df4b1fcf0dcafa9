package api_test

import (
	"fmt"
	"strings"
	"testing"

	"vonal/api"
	"vonal/crm"
)

// changes is the body of a change of several deals.
func changes(items ...string) string { return `{"items":[` + strings.Join(items, ",") + `]}` }

func oneDeal(d api.Deal, change string) string {
	return fmt.Sprintf(`{"id":%q,"version":%d,"change":%s}`, d.ID, d.Version, change)
}

func backOne(seen api.OneChanged) string {
	return fmt.Sprintf(`{"id":%q,"version":%d,"step_back":true}`, seen.ID, seen.Version)
}

func TestSeveralDealsAreMovedEachByItselfAndAllIsTakenBack(t *testing.T) {
	h := open(t)
	card := h.customer("Szabó Bútor")
	a, b, c := h.deal(card.ID, "A", 1000), h.deal(card.ID, "B", 0), h.deal(card.ID, "C", 1000)
	want[api.Deal](h, agent, "PATCH", "/deals/"+c.ID, `{"title":"C changed"}`, 200)
	done := want[api.SeveralChanged](h, agent, "POST", "/deals/changes",
		changes(oneDeal(a, `{"stage":"payment"}`), oneDeal(b, `{"stage":"refused"}`), oneDeal(c, `{"stage":"payment"}`)), 200)
	if len(done.Changed) != 1 || done.Changed[0].ID != a.ID || done.Changed[0].Version <= a.Version {
		t.Fatalf("%+v", done.Changed)
	}
	if len(done.Refused) != 2 || done.Refused[0].Code != "invalid" || *done.Refused[0].Pointer != "#/reason" || done.Refused[1].Code != "changed_since" {
		t.Fatalf("%+v", done.Refused)
	}
	back := want[api.SeveralChanged](h, agent, "POST", "/deals/changes", changes(backOne(done.Changed[0])), 200)
	if len(back.Changed) != 1 {
		t.Fatalf("%+v", back)
	}
	moves := want[api.DealMoveList](h, agent, "GET", "/deals/"+a.ID+"/moves", "", 200).Items
	if moves[0].How != "undo" || moves[0].To != "lead" || len(moves) != 3 {
		t.Errorf("%+v", moves)
	}
	again := want[api.SeveralChanged](h, agent, "POST", "/deals/changes", changes(backOne(back.Changed[0])), 200)
	if len(again.Changed) != 0 || again.Refused[0].Code != "conflict" {
		t.Errorf("a step back is taken back: %+v", again)
	}
}

func TestAStepIsNotTakenBackOnceTheDealHasGoneOn(t *testing.T) {
	h := open(t)
	d := h.deal(h.customer("Gone on").ID, "Deal", 1000)
	done := want[api.SeveralChanged](h, agent, "POST", "/deals/changes", changes(oneDeal(d, `{"stage":"in_work"}`)), 200)
	want[api.Deal](h, agent, "PATCH", "/deals/"+d.ID, `{"stage":"payment"}`, 200)
	back := want[api.SeveralChanged](h, agent, "POST", "/deals/changes", changes(backOne(done.Changed[0])), 200)
	if len(back.Changed) != 0 || back.Refused[0].Code != "changed_since" {
		t.Errorf("%+v", back)
	}
	if now := want[api.Deal](h, agent, "GET", "/deals/"+d.ID, "", 200); now.Stage != "payment" {
		t.Errorf("%+v", now)
	}
}

func TestSeveralDealsAreChangedOnlyAsEachCouldBe(t *testing.T) {
	h := open(t)
	h.own("clerk", crm.Grants{crm.SeeDeals: crm.ScopeAll, crm.EditDeals: crm.ScopeOwn, crm.SeeCards: crm.ScopeAll})
	d := h.deal(h.customer("Not theirs").ID, "Deal", 1000)
	for _, item := range []string{oneDeal(d, `{"stage":"in_work"}`), backOne(api.OneChanged{ID: d.ID, Version: d.Version}), backOne(api.OneChanged{ID: "nobody", Version: 1})} {
		done := want[api.SeveralChanged](h, "clerk", "POST", "/deals/changes", changes(item), 200)
		if len(done.Changed) != 0 || done.Refused[0].Code != "not_found" {
			t.Errorf("%s: %+v", item, done)
		}
	}
	both := fmt.Sprintf(`{"id":%q,"version":%d,"change":{"stage":"in_work"},"step_back":true}`, d.ID, d.Version)
	neither := fmt.Sprintf(`{"id":%q,"version":%d}`, d.ID, d.Version)
	done := want[api.SeveralChanged](h, agent, "POST", "/deals/changes", changes(both, neither), 200)
	if len(done.Changed) != 0 || done.Refused[0].Code != "invalid" || done.Refused[1].Code != "invalid" {
		t.Errorf("%+v", done)
	}
	refused(h, agent, "POST", "/deals/changes", `{"items":[]}`, 422, "invalid")
}
