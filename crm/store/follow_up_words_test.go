package store_test

import (
	"testing"
	"time"

	"vonal/crm"
)

func TestWhatEveryCompanyBeginsWithIsSaidInItsLanguage(t *testing.T) {
	s, clk := fresh(t)
	speak := func(language string) {
		t.Helper()
		line := must[[]crm.Line](t)(s.ListLines(t.Context()))[0]
		line.Language = language
		must[crm.Line](t)(s.PutLine(t.Context(), line))
	}
	first := func() crm.FollowRule { return must[[]crm.FollowRule](t)(s.FollowRules(t.Context()))[0] }
	deal := fulfilled(t, s, agent(t, s, "Anna").ID)

	speak("ru")
	if got := first(); got.Name != "Удовлетворённость" || got.Title != "Позвонить: доволен ли клиент?" {
		t.Errorf("%+v", got)
	}
	speak("hu")
	rule := first()
	rule.Count = 7 // its words are as they were
	if rule = must[crm.FollowRule](t)(s.PutFollowRule(t.Context(), head, rule)); rule.Name != "Elégedettség" {
		t.Errorf("%+v", rule)
	}
	clk.Advance(9 * 24 * time.Hour)
	raise(t, s)
	done := coming(t, s, deal.Card, crm.FollowRaised)
	if len(done) != 1 || done[0].RuleName != "Elégedettség" {
		t.Fatalf("%+v", done)
	}
	if task := must[crm.Task](t)(s.GetTask(t.Context(), head, done[0].Task)); task.Title != "Hívás: elégedett-e az ügyfél?" || task.Rule != "Elégedettség" {
		t.Errorf("%+v", task)
	}

	rule.Title = "Minden rendben?"
	must[crm.FollowRule](t)(s.PutFollowRule(t.Context(), head, rule))
	speak("en")
	if got := first(); got.Name != "Elégedettség" || got.Title != "Minden rendben?" {
		t.Errorf("words of somebody's own were changed: %+v", got)
	}
	if name := must[string](t)(s.RemoveFollowRule(t.Context(), must[[]crm.FollowRule](t)(s.FollowRules(t.Context()))[4].ID)); name != "Lost call" {
		t.Errorf("removed %q", name)
	}
}
