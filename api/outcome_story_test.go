package api_test

import (
	"testing"

	"vonal/api"
	"vonal/crm"
)

// story are the kinds of the lines of a card's timeline about deals and tasks,
// oldest first.
func (h *house) story(who crm.Role, card string) (kinds string) {
	h.t.Helper()
	for _, e := range want[api.Timeline](h, who, "GET", "/cards/"+card+"/timeline", "", 200).Items {
		if e.Deal != nil || e.Task != nil {
			kinds = string(e.Kind) + " " + kinds
		}
	}
	return kinds
}

func TestWhatAnOutcomeDoesAndItsUndoAreOnTheTimelineOnce(t *testing.T) {
	h := open(t)
	call := h.ended("c1", h.anna.ID, "+36301234567")
	card := string(call.Card)
	h.deal(card, "Licence", 100)
	for range 2 {
		want[api.Call](h, agent, "POST", "/calls/c1/outcome", `{"outcome":"invoice"}`, 200)
	}
	if got := h.story(head, card); got != "deal_made deal_moved task_made " {
		t.Errorf("after the outcome: %s", got)
	}
	task := want[api.TaskList](h, agent, "GET", "/tasks?card_id="+card, "", 200).Items[0]
	for range 2 {
		want[api.Call](h, agent, "POST", "/calls/c1/outcome", `{"outcome":"question"}`, 200)
	}
	const all = "deal_made deal_moved task_made task_removed deal_moved "
	if got := h.story(head, card); got != all {
		t.Errorf("after another outcome: %s", got)
	}
	want[api.Task](h, agent, "POST", "/tasks/"+task.ID+"/restore", "", 200)
	want[any](h, agent, "DELETE", "/tasks/"+task.ID, "", 204)
	if got := h.story(head, card); got != all+"task_restored task_removed " {
		t.Errorf("by hand: %s", got)
	}
	h.own("narrow", crm.Grants{crm.SeeCards: crm.ScopeAll, crm.SeeTasks: crm.ScopeOwn, crm.SeeDeals: crm.ScopeAll})
	if got := h.story("narrow", card); got != "deal_made deal_moved deal_moved " {
		t.Errorf("who may not see the task reads of it: %s", got)
	}
}
