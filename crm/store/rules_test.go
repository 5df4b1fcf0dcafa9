package store_test

import (
	"testing"
	"time"

	"vonal/crm"
	"vonal/crm/store"
	"vonal/internal/fault"
)

func TestFulfilledDealsAndTagsMakeACustomerImportant(t *testing.T) {
	s, clk := fresh(t)
	rules := crm.TierRules{{Tier: crm.Important, Tag: "vat"}, {Tier: crm.Key, Least: 5_000_000, Days: 365}}
	must[crm.TierRules](t)(s.PutTierRules(t.Context(), rules))
	card := must[crm.Card](t)(s.CreateCard(t.Context(), head, crm.NewCard{Name: "Szabó Kft", Phones: []crm.E164{"+36301234567"}}))
	tier := func(want crm.Tier, sum int64) {
		t.Helper()
		got := must[crm.Card](t)(s.GetCard(t.Context(), head, card.ID)).Ground
		if got.Tier != want || sum > 0 && (got.By == nil || got.By.Sum != sum) {
			t.Errorf("have %+v, want %s by %d", got, want, sum)
		}
		if a := whoAnswers(t, s, "+36301234567", clk.Now()); a.tier != want {
			t.Errorf("who calls is %s, not %s", a.tier, want)
		}
	}
	tier(crm.Normal, 0)
	tags := []string{"vat"}
	changed := must[crm.Card](t)(s.PatchCard(t.Context(), head, card.ID, crm.CardChange{Details: crm.Details{Tags: &tags}}))
	if changed.Ground == nil || changed.Ground.Tier != crm.Important || changed.Tier != crm.Normal {
		t.Errorf("changed to %s, %+v", changed.Tier, changed.Ground)
	}
	deal := func(amount int64, currency, stage string) {
		t.Helper()
		must[crm.Deal](t)(s.CreateDeal(t.Context(), head, crm.NewDeal{Card: card.ID, Title: "Licence", Stage: stage, Money: crm.Money{Amount: amount, Currency: currency}}))
	}
	deal(3_000_000, "HUF", "fulfilled")
	deal(9_000_000, "EUR", "fulfilled") // another currency
	deal(9_000_000, "HUF", "payment")   // not fulfilled yet
	tier(crm.Important, 0)
	deal(2_000_000, "HUF", "fulfilled")
	tier(crm.Key, 5_000_000)
	closed(t, s, ended("c1", "+36301234567", "", ""))
	if one := must[crm.Call](t)(s.GetCall(t.Context(), head, "c1")); one.Tier != crm.Key {
		t.Errorf("the call of a %s customer", one.Tier)
	}
	calls := must[crm.List[crm.Call]](t)(s.ListCalls(t.Context(), head, crm.CallFilter{}, crm.Page{}))
	cards := must[crm.List[crm.Card]](t)(s.ListCards(t.Context(), head, crm.CardFilter{}, crm.Page{}))
	if len(calls.Items) != 1 || calls.Items[0].Tier != crm.Key || len(cards.Items) != 1 || cards.Items[0].Ground.Tier != crm.Key {
		t.Errorf("lists say %+v and %+v", calls.Items, cards.Items)
	}
	clk.Advance(366 * 24 * time.Hour)
	tier(crm.Important, 0)

	_, err := s.PutTierRules(t.Context(), append(rules, crm.TierRule{Tier: crm.Key}))
	refused(t, err, fault.Invalid, "items[2].least")
	left, currency, err := s.TierRules(t.Context())
	if err != nil || len(left) != 2 || left[0] != rules[0] || currency != "HUF" {
		t.Errorf("%+v in %s, %v", left, currency, err)
	}
}

func TestLevelGrowsFromDaysCallsAndOutcomes(t *testing.T) {
	s, clk := fresh(t)
	must[crm.LevelRules](t)(s.PutLevelRules(t.Context(), crm.LevelRules{{Level: crm.Regular, Days: 1, Calls: 2, Outcomes: 1}}))
	learn := func(name, extension string, byRule bool) crm.AgentID {
		return must[crm.Agent](t)(s.CreateAgent(t.Context(), crm.NewAgent{Name: name, Extension: extension, Level: crm.Newcomer, LevelByRule: byRule})).ID
	}
	anna, boris := learn("Anna", "301", true), learn("Boris", "302", false)
	for i, id := range []string{"c1", "c2", "c3"} {
		for _, who := range []crm.AgentID{anna, boris} {
			closed(t, s, ended(id+string(who[:8])+string(rune('a'+i))+string(who[30:]), "+36301234567", who, ""))
		}
	}
	_, on, err := s.LevelRules(t.Context(), head)
	if err != nil || len(on) != 1 || on[0].Agent != anna || on[0].Step.Have != (crm.LevelRule{Level: crm.Regular, Calls: 2}) {
		t.Fatalf("the way is %+v, %v", on, err)
	}
	if _, others, _ := s.LevelRules(t.Context(), crm.Viewer{Role: crm.RoleAgent, Agent: boris}); len(others) != 0 {
		t.Errorf("a colleague sees %+v", others)
	}
	clk.Advance(25 * time.Hour)
	if risen := must[[]crm.Agent](t)(s.GrowLevels(t.Context(), clk.Now())); len(risen) != 0 {
		t.Errorf("risen without an outcome: %+v", risen)
	}
	calls := must[crm.List[crm.Call]](t)(s.ListCalls(t.Context(), head, crm.CallFilter{Agent: anna}, crm.Page{})).Items
	must[crm.Call](t)(s.SetOutcome(t.Context(), head, calls[0].ID, crm.Outcome{Key: "refusal"}, nil))
	risen := must[[]crm.Agent](t)(s.GrowLevels(t.Context(), clk.Now()))
	if len(risen) != 1 || risen[0].ID != anna || risen[0].Level != crm.Regular || risen[0].Version != 2 {
		t.Errorf("risen %+v", risen)
	}
	if again := must[[]crm.Agent](t)(s.GrowLevels(t.Context(), clk.Now())); len(again) != 0 {
		t.Errorf("risen twice: %+v", again)
	}
	notedOnce(t, s, "level_grown", string(anna))
}

// notedOnce fails the test unless the audit log says this of the thing.
func notedOnce(t testing.TB, s *store.Store, what, thing string) {
	t.Helper()
	lines, _, err := s.ListAudit(t.Context(), crm.AuditFilter{What: what, ThingID: thing}, crm.Page{})
	if err != nil || len(lines.Items) != 1 {
		t.Errorf("the audit log has %+v, %v", lines.Items, err)
	}
}

func TestReasonsOfPausesAreTheCompanysList(t *testing.T) {
	s, _ := fresh(t)
	seeded := must[[]crm.PauseReason](t)(s.PauseReasons(t.Context()))
	if len(seeded) != 5 || seeded[0].Key != "break" || seeded[1].Labels["ru"] != "Обед" {
		t.Errorf("seeded %+v", seeded)
	}
	gym := crm.PauseReason{Key: "gym", Labels: crm.Labels{"en": "Gym"}, Place: -1, Forced: true}
	must[crm.PauseReason](t)(s.PutPauseReason(t.Context(), gym))
	gym.Labels = crm.Labels{"hu": "Edzés"}
	must[crm.PauseReason](t)(s.PutPauseReason(t.Context(), gym))
	if all := must[[]crm.PauseReason](t)(s.PauseReasons(t.Context())); len(all) != 6 || all[0].Labels["hu"] != "Edzés" || !all[0].Forced {
		t.Errorf("the list is %+v", all)
	}
	ok(t, s.RemovePauseReason(t.Context(), "gym"))
	refused(t, s.RemovePauseReason(t.Context(), "gym"), fault.Unknown, "")
	for field, bad := range map[string]crm.PauseReason{"key": {Key: "missed", Labels: gym.Labels}, "key ": {Key: "Ebéd", Labels: gym.Labels}, "labels": {Key: "x"}} {
		if _, err := s.PutPauseReason(t.Context(), bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", field, err)
		}
	}
}
