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

func TestDealsAreNarrowedByTeamAndByWhenSomethingIsDue(t *testing.T) {
	h := open(t)
	team := want[api.Team](h, admin, "POST", "/teams", `{"name":"Blue","members":["`+string(h.anna.ID)+`"],"leads":[]}`, 201)
	empty := want[api.Team](h, admin, "POST", "/teams", `{"name":"Red","members":[],"leads":[]}`, 201)
	card := h.customer("X")
	late, soon, bare := h.deal(card.ID, "Late", 100), h.deal(card.ID, "Far", 100), h.deal(h.customer("Y").ID, "Bare", 100)
	h.task(agent, `{"title":"Offer","due_at":"2020-01-01T10:00:00Z","deal_id":"`+late.ID+`","card_id":"`+card.ID+`"}`)
	h.task(agent, `{"title":"Renewal","due_at":"2036-01-01T10:00:00Z","card_id":"`+card.ID+`"}`)
	for filter, wanted := range map[string][]string{
		"due=overdue": {late.ID}, "due=later": {soon.ID}, "due=none": {bare.ID}, "due=today": {}, "due=week": {}, "due=next_week": {},
		"team_id=" + team.ID: {late.ID, soon.ID, bare.ID}, "team_id=" + empty.ID: {}, "team_id=" + team.ID + "&due=later": {soon.ID},
	} {
		got := map[string]bool{}
		for _, d := range want[api.DealList](h, agent, "GET", "/deals?zone=Europe/Budapest&"+filter, "", 200).Items {
			got[d.ID] = true
		}
		onBoard := want[api.Board](h, agent, "GET", "/board?zone=Europe/Budapest&"+filter, "", 200).Columns[0].Count
		if len(got) != len(wanted) || onBoard != len(wanted) {
			t.Errorf("%s: %d in the list, %d on the board, want %v", filter, len(got), onBoard, wanted)
		}
		for _, id := range wanted {
			if !got[id] {
				t.Errorf("%s: lacks %s", filter, id)
			}
		}
	}
	refused(h, agent, "GET", "/deals?due=soon", "", 400, "bad_request")
	refused(h, agent, "GET", "/board?team_id=blue", "", 400, "bad_request")
	refused(h, agent, "GET", "/board/deadlines?team_id=blue", "", 400, "bad_request")
}
