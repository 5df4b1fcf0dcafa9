package api_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"vonal/api"
	"vonal/crm"
	"vonal/routing"
)

func (h *house) effects(call string) []api.Effect {
	h.t.Helper()
	return want[api.EffectList](h, agent, "GET", "/calls/"+call+"/effects", "", 200).Items
}

// standing are the effects of a kind that were not taken back.
func standing(all []api.Effect, kind string) (some []api.Effect) {
	for _, e := range all {
		if string(e.Kind) == kind && e.UndoneAt == nil && e.Undoes == nil {
			some = append(some, e)
		}
	}
	return some
}

func TestAnotherOutcomeTakesBackWhatTheFirstDid(t *testing.T) {
	h := open(t)
	call := h.ended("c1", h.anna.ID, "+36301234567")
	d := h.deal(string(call.Card), "Licence", 100)
	want[api.Call](h, agent, "POST", "/calls/c1/outcome", `{"outcome":"invoice"}`, 200)
	want[api.Call](h, agent, "POST", "/calls/c1/outcome", `{"outcome":"question"}`, 200)
	if got := want[api.Deal](h, agent, "GET", "/deals/"+d.ID, "", 200); got.Stage != "lead" {
		t.Errorf("the deal stays in %s", got.Stage)
	}
	if list := want[api.TaskList](h, agent, "GET", "/tasks?card_id="+string(call.Card), "", 200).Items; len(list) != 0 {
		t.Errorf("the task stays: %+v", list)
	}
	all := h.effects("c1")
	if n := len(standing(all, "deal")) + len(standing(all, "task")) + len(standing(all, "points")); n != 0 || len(all) != 4 {
		t.Errorf("%d stand of %d: %+v", n, len(all), all)
	}
	want[api.Call](h, agent, "POST", "/calls/c1/outcome", `{"outcome":"invoice"}`, 200) // it was an invoice after all
	all = h.effects("c1")
	if len(standing(all, "deal")) != 1 || len(standing(all, "task")) != 1 || len(standing(all, "points")) != 1 {
		t.Errorf("%+v", all)
	}
	task := want[api.TaskList](h, agent, "GET", "/tasks?card_id="+string(call.Card), "", 200).Items[0]
	want[api.Task](h, agent, "PATCH", "/tasks/"+task.ID, `{"state":"done"}`, 200)
	want[api.Call](h, agent, "POST", "/calls/c1/outcome", `{"outcome":"refusal","note":"too dear"}`, 200)
	if got := want[api.Task](h, agent, "GET", "/tasks/"+task.ID, "", 200); got.State != "done" {
		t.Errorf("what is done is taken back: %+v", got)
	}
}

func TestWhatAnOutcomeDidIsTakenBackByHandOnce(t *testing.T) {
	h := open(t)
	call := h.ended("c1", h.anna.ID, "+36301234567")
	d := h.deal(string(call.Card), "Licence", 100)
	want[api.Call](h, agent, "POST", "/calls/c1/outcome", `{"outcome":"invoice"}`, 200)
	for _, e := range h.effects("c1") {
		want[api.EffectList](h, agent, "POST", "/calls/c1/effects/"+e.ID+"/undo", "", 200)
		refused(h, agent, "POST", "/calls/c1/effects/"+e.ID+"/undo", "", 409, "conflict")
	}
	if got := want[api.Deal](h, agent, "GET", "/deals/"+d.ID, "", 200); got.Stage != "lead" {
		t.Errorf("the deal stays in %s", got.Stage)
	}
	want[api.Call](h, agent, "POST", "/calls/c1/outcome", `{"outcome":"invoice","note":"saved again"}`, 200)
	if all := h.effects("c1"); len(standing(all, "deal"))+len(standing(all, "task"))+len(standing(all, "points")) != 0 {
		t.Errorf("saving the note does it again: %+v", all)
	}
	refused(h, agent, "POST", "/calls/c1/effects/1=1/undo", "", 404, "not_found")
	h.ended("c2", h.boris.ID, "+36301234568")
	want[api.Call](h, head, "POST", "/calls/c2/outcome", `{"outcome":"invoice"}`, 200)
	theirs := want[api.EffectList](h, head, "GET", "/calls/c2/effects", "", 200).Items
	refused(h, agent, "POST", "/calls/c2/effects/"+theirs[0].ID+"/undo", "", 404, "not_found")
	refused(h, agent, "POST", "/calls/c1/effects/"+theirs[0].ID+"/undo", "", 404, "not_found")
	h.clock.Advance(31 * 24 * time.Hour)
	refused(h, head, "POST", "/calls/c2/effects/"+theirs[0].ID+"/undo", "", 409, "conflict")
}

func TestAHashtagInAnOutcomesNoteActsOnceForItsCall(t *testing.T) {
	h := open(t)
	call := h.ended("c1", h.anna.ID, "+36301234567")
	one, other := h.deal(string(call.Card), "Chairs", 100), h.deal(string(call.Card), "Tables", 100)
	for range 3 {
		want[api.Call](h, agent, "POST", "/calls/c1/outcome", `{"outcome":"question","note":"wants both #payment"}`, 200)
	}
	all := h.effects("c1")
	if len(all) != 1 || *all[0].Result != "ambiguous" || len(all[0].Choices) != 2 || *all[0].Tag != "payment" {
		t.Fatalf("%+v", all)
	}
	refused(h, agent, "POST", "/calls/c1/effects/"+all[0].ID+"/choose", `{"deal_id":"1=1"}`, 422, "invalid")
	all = want[api.EffectList](h, agent, "POST", "/calls/c1/effects/"+all[0].ID+"/choose", `{"deal_id":"`+other.ID+`"}`, 200).Items
	if *all[0].Result != "moved" || all[0].MoveID == nil {
		t.Errorf("%+v", all)
	}
	refused(h, agent, "POST", "/calls/c1/effects/"+all[0].ID+"/choose", `{"deal_id":"`+one.ID+`"}`, 409, "conflict")
	if got := want[api.Deal](h, agent, "GET", "/deals/"+other.ID, "", 200); got.Stage != "payment" {
		t.Errorf("it stands in %s", got.Stage)
	}
	want[api.EffectList](h, agent, "POST", "/calls/c1/effects/"+all[0].ID+"/undo", "", 200)
	want[api.Call](h, agent, "POST", "/calls/c1/outcome", `{"outcome":"question","note":"wants both #payment, soon"}`, 200)
	if got := want[api.Deal](h, agent, "GET", "/deals/"+other.ID, "", 200); got.Stage != "lead" {
		t.Errorf("after undo it stands in %s", got.Stage)
	}
}

func TestOneOutcomeSavedByManyAtOnceActsOnce(t *testing.T) {
	h := open(t)
	call := h.ended("c1", h.anna.ID, "+36301234567")
	h.deal(string(call.Card), "Licence", 100)
	h.token(agent)
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() { h.do(agent, "POST", "/calls/c1/outcome", `{"outcome":"invoice","note":"#payment"}`) })
	}
	all.Wait()
	if e := h.effects("c1"); len(standing(e, "task")) != 1 || len(standing(e, "points")) != 1 {
		t.Errorf("%+v", e)
	}
	if list := want[api.TaskList](h, agent, "GET", "/tasks?card_id="+string(call.Card), "", 200).Items; len(list) != 1 {
		t.Errorf("%d tasks", len(list))
	}
}

// wrapping puts an agent into the wrap-up after a call.
func (h *house) wrapping(a crm.Agent, call string) {
	h.desk.set(func(d *scriptedDesk) {
		for i := range d.agents {
			if d.agents[i].ID == routing.AgentID(a.ID) {
				d.agents[i].State, d.agents[i].Call = routing.AgentWrapUp, routing.CallID(call)
				d.agents[i].Until = h.clock.Now().Add(time.Minute)
			}
		}
	})
}

func TestWhereOutcomesAreAskedForNobodyIsReadyWithoutOne(t *testing.T) {
	h := open(t)
	h.ended("c1", h.anna.ID, "+36301234567")
	h.wrapping(h.anna, "c1")
	ready := "/agents/" + string(h.anna.ID) + "/ready"
	if p := want[api.Policy](h, admin, "PUT", "/policy", `{"outcome_required":true}`, 200); !p.OutcomeRequired || p.WrapupMs != 180_000 {
		t.Errorf("%+v", p)
	}
	p := refused(h, agent, "POST", ready, "", 409, "outcome_missing")
	if p.CallID == nil || *p.CallID != "c1" {
		t.Errorf("%+v", p)
	}
	missing := func() int { return len(want[api.CallList](h, agent, "GET", "/calls?outcome=missing", "", 200).Items) }
	if missing() != 1 {
		t.Error("the call is not on the list")
	}
	want[api.Agent](h, head, "POST", ready, "", 200) // a head is not held up
	h.wrapping(h.anna, "c1")
	want[api.Call](h, agent, "POST", "/calls/c1/outcome", `{"outcome":"question","ready":true}`, 200)
	if missing() != 0 || len(want[api.CallList](h, agent, "GET", "/calls?outcome=question", "", 200).Items) != 1 {
		t.Error("the call is on the wrong list")
	}
	h.wrapping(h.anna, "c1")
	want[api.Agent](h, agent, "POST", ready, "", 200)
	want[api.Policy](h, admin, "PUT", "/policy", `{"outcome_required":false}`, 200)
	h.ended("c2", h.anna.ID, "+36301234568")
	h.wrapping(h.anna, "c2")
	want[api.Agent](h, agent, "POST", ready, "", 200)
	if n := missing(); n != 1 {
		t.Error(fmt.Sprint(n, " calls are without an outcome"))
	}
}
