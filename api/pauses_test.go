package api_test

import (
	"testing"

	"vonal/api"
	"vonal/routing"
)

func TestOnePausesForAReasonOfTheList(t *testing.T) {
	h := open(t)
	h.desk.fact(h.anna.ID, routing.PhoneCame{At: h.clock.Now()})
	path := "/agents/" + string(h.anna.ID)
	for _, reason := range []string{"gym", "missed"} {
		p := refused(h, head, "POST", path+"/pause", `{"reason":"`+reason+`"}`, 422, "invalid")
		if (*p.Errors)[0].Field != "reason" {
			t.Errorf("%+v", p)
		}
	}
	want[api.PauseReason](h, admin, "PUT", "/pause-reasons", `{"key":"gym","labels":{"en":"Gym"},"place":9}`, 200)
	want[api.Agent](h, agent, "POST", path+"/pause", `{"reason":"gym"}`, 200)
	list := want[api.PauseReasonList](h, agent, "GET", "/pause-reasons", "", 200)
	if len(list.Items) != 6 || list.Items[5].Key != "gym" {
		t.Errorf("the list is %+v", list.Items)
	}
	for _, r := range list.Items {
		want[struct{}](h, admin, "DELETE", "/pause-reasons/"+r.Key, "", 204)
	}
	want[api.Agent](h, agent, "POST", path+"/pause", `{"reason":"whatever I like"}`, 200)
	refused(h, head, "POST", path+"/pause", `{"reason":"missed"}`, 422, "invalid")
	refused(h, admin, "DELETE", "/pause-reasons/gym", "", 404, "not_found")
}

func TestAForcedPauseIsSetAndEndedByTheHead(t *testing.T) {
	h := open(t)
	h.desk.fact(h.anna.ID, routing.PhoneCame{At: h.clock.Now()})
	want[api.PauseReason](h, admin, "PUT", "/pause-reasons", `{"key":"training","labels":{"en":"Training"},"forced":true}`, 200)
	path := "/agents/" + string(h.anna.ID)
	refused(h, agent, "POST", path+"/pause", `{"reason":"training"}`, 403, "pause_forced")
	want[api.Agent](h, head, "POST", path+"/pause", `{"reason":"training"}`, 200)
	refused(h, agent, "POST", path+"/ready", "", 403, "pause_forced")
	refused(h, agent, "POST", path+"/pause", `{"reason":"lunch"}`, 403, "pause_forced")
	refused(h, agent, "POST", path+"/logout", "", 403, "pause_forced")
	if a := want[api.Agent](h, head, "POST", path+"/ready", "", 200); a.State != "available" {
		t.Errorf("still %s", a.State)
	}
	want[api.Agent](h, agent, "POST", path+"/pause", `{"reason":"lunch"}`, 200)
	want[api.Agent](h, agent, "POST", path+"/ready", "", 200)
}

func TestShiftBeginsAndEndsByAButton(t *testing.T) {
	h := open(t)
	h.desk.fact(h.anna.ID, routing.PhoneCame{At: h.clock.Now()})
	path := "/agents/" + string(h.anna.ID)
	if a := want[api.Agent](h, agent, "POST", path+"/logout", "", 200); a.State != "offline" {
		t.Errorf("after logging out: %s", a.State)
	}
	refused(h, agent, "POST", path+"/ready", "", 409, "conflict")
	if a := want[api.Agent](h, agent, "POST", path+"/login", "", 200); a.State != "available" {
		t.Errorf("after logging in: %s", a.State)
	}
	refused(h, agent, "POST", "/agents/"+string(h.boris.ID)+"/logout", "", 403, "forbidden")
	want[api.Agent](h, head, "POST", "/agents/"+string(h.boris.ID)+"/logout", "", 200)
	refused(h, head, "POST", "/agents/nobody/login", "", 404, "not_found")
	if a := want[api.Agent](h, agent, "GET", path, "", 200); a.LevelByRule {
		t.Error("the level goes by rule unasked")
	}
}

func TestRulesForTiersAndLevelsAreTheAdministrators(t *testing.T) {
	h := open(t)
	rules := want[api.TierRuleList](h, admin, "PUT", "/tier-rules", `{"items":[{"tier":"key","least":5000000,"days":365},{"tier":"important","tag":"vat"}]}`, 200)
	if len(rules.Items) != 2 || *rules.Items[0].Least != 5000000 || rules.Items[1].Tag == nil || rules.Currency != "HUF" {
		t.Errorf("rules %+v", rules)
	}
	if p := refused(h, admin, "PUT", "/tier-rules", `{"items":[{"tier":"normal","tag":"x"}]}`, 422, "invalid"); (*p.Errors)[0].Pointer != "#/items/0/tier" {
		t.Errorf("%+v", *p.Errors)
	}
	card := want[api.Card](h, head, "POST", "/cards", `{"name":"Szabó Kft"}`, 201)
	card = want[api.Card](h, head, "PATCH", "/cards/"+card.ID, `{"tags":["vat"]}`, 200)
	if card.Tier != "normal" || card.TierNow == nil || card.TierNow.Tier != "important" || *card.TierNow.Rule.Tag != "vat" {
		t.Errorf("the tier is %s, now %+v", card.Tier, card.TierNow)
	}
	want[api.Deal](h, head, "POST", "/deals", `{"card_id":"`+card.ID+`","title":"Licence","amount":6000000,"currency":"HUF","stage":"fulfilled"}`, 201)
	now := want[api.Card](h, agent, "GET", "/cards/"+card.ID, "", 200).TierNow
	if now.Tier != "key" || *now.Sum != 6000000 || *now.Currency != "HUF" || *now.Rule.Days != 365 {
		t.Errorf("the ground is %+v", now)
	}

	want[api.LevelRuleList](h, admin, "PUT", "/level-rules", `{"items":[{"level":"senior","days":0,"calls":3,"outcomes":0}]}`, 200)
	want[api.Agent](h, admin, "PATCH", "/agents/"+string(h.anna.ID), `{"level_by_rule":true}`, 200)
	levels := want[api.LevelRuleList](h, head, "GET", "/level-rules", "", 200)
	if len(levels.Progress) != 1 || levels.Progress[0].Needs.Calls != 3 || levels.Progress[0].AgentID != string(h.anna.ID) {
		t.Errorf("the way is %+v", levels.Progress)
	}
	refused(h, admin, "PUT", "/level-rules", `{"items":[{"level":"newcomer","days":1,"calls":0,"outcomes":0}]}`, 422, "invalid")
	if risen, err := h.store.GrowLevels(t.Context(), h.clock.Now()); err != nil || len(risen) != 0 {
		t.Errorf("risen %+v, %v", risen, err)
	}
}
