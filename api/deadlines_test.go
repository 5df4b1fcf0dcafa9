package api_test

import (
	"testing"
	"time"

	"vonal/api"
	"vonal/crm"
)

// span finds a column of the board of deadlines.
func (h *house) span(role crm.Role, name string) api.DeadlineColumn {
	h.t.Helper()
	board := want[api.DeadlineBoard](h, role, "GET", "/board/deadlines?zone=Europe/Budapest", "", 200)
	for _, c := range board.Columns {
		if string(c.Span) == name {
			return c
		}
	}
	h.t.Fatalf("no column %s in %+v", name, board)
	return api.DeadlineColumn{}
}

func TestDealsStandWhereTheirNextTaskIsDue(t *testing.T) {
	h := open(t)
	card, other := h.customer("X"), h.customer("Y")
	deal := h.deal(card.ID, "A", 100)
	bare := h.deal(other.ID, "B", 7)
	if c := h.span(agent, "none"); c.Count != 2 || c.Sums[0].Amount != 107 || len(c.Deals) != 2 || c.Deals[0].NextTaskAt != nil {
		t.Errorf("%+v", c)
	}
	far := h.task(agent, `{"title":"Renewal","due_at":"2036-01-01T10:00:00Z","card_id":"`+card.ID+`"}`)
	if c := h.span(agent, "later"); c.Count != 1 || c.Deals[0].ID != deal.ID || !c.Deals[0].NextTaskAt.Equal(*far.DueAt) {
		t.Errorf("a task of the customer counts for the deal: %+v", c)
	}
	h.task(agent, `{"title":"Offer","due_at":"2020-01-01T10:00:00Z","deal_id":"`+deal.ID+`","card_id":"`+card.ID+`"}`)
	if c := h.span(agent, "overdue"); c.Count != 1 || c.Deals[0].ID != deal.ID || c.Deals[0].NextTaskAt.Year() != 2020 {
		t.Errorf("the first of its tasks counts: %+v", c)
	}
	second := h.deal(card.ID, "C", 1)
	if c := h.span(agent, "later"); c.Count != 1 || c.Deals[0].ID != second.ID {
		t.Errorf("a task of one deal is none of another: %+v", c)
	}
	if c := h.span(agent, "none"); c.Count != 1 || c.Deals[0].ID != bare.ID {
		t.Errorf("%+v", c)
	}
	board := want[api.Board](h, agent, "GET", "/board", "", 200)
	due := map[string]*time.Time{}
	for _, d := range board.Columns[0].Deals {
		due[d.ID] = d.NextTaskAt
	}
	if due[deal.ID] == nil || due[deal.ID].Year() != 2020 || due[bare.ID] != nil || due[second.ID] == nil {
		t.Errorf("%+v", due)
	}
	for _, d := range want[api.DealList](h, agent, "GET", "/deals", "", 200).Items {
		if (d.NextTaskAt == nil) != (due[d.ID] == nil) {
			t.Errorf("the list says %v of %s, the board %v", d.NextTaskAt, d.Title, due[d.ID])
		}
	}
	want[api.Deal](h, agent, "PATCH", "/deals/"+bare.ID, `{"stage":"refused","reason":"dear"}`, 200)
	if c := h.span(agent, "none"); c.Count != 0 {
		t.Errorf("a closed deal waits for nothing: %+v", c)
	}
	refused(h, agent, "GET", "/board/deadlines?zone=Mars/Base", "", 400, "bad_request")
	refused(h, agent, "GET", "/board/deadlines?pipeline=nowhere", "", 400, "bad_request")
}

func TestATaskThatMayNotBeSeenSaysNothingOfADeal(t *testing.T) {
	h := open(t)
	h.own("watcher", crm.Grants{crm.SeeCards: crm.ScopeAll, crm.SeeDeals: crm.ScopeAll})
	card := h.customer("X")
	h.deal(card.ID, "A", 100)
	h.task(agent, `{"title":"Offer","due_at":"2020-01-01T10:00:00Z","card_id":"`+card.ID+`"}`)
	if c := h.span("watcher", "none"); c.Count != 1 || c.Deals[0].NextTaskAt != nil {
		t.Errorf("%+v", c)
	}
	if b := want[api.Board](h, "watcher", "GET", "/board", "", 200); b.Columns[0].Deals[0].NextTaskAt != nil {
		t.Errorf("%+v", b.Columns[0])
	}
}
