package store_test

import (
	"fmt"
	"testing"
	"time"

	"vonal/crm"
)

func BenchmarkCloseCall(b *testing.B) {
	s, _ := fresh(b)
	anna, boris := agent(b, s, "Anna"), agent(b, s, "Boris")
	for i := 0; b.Loop(); i++ {
		in := ended(fmt.Sprint("c", i), crm.E164(fmt.Sprintf("+3630%07d", i%1000)), anna.ID, boris.ID)
		if _, err := s.CloseCall(b.Context(), in); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCardByPhone(b *testing.B) {
	s, _ := fresh(b)
	for i := range 1000 {
		must[crm.Card](b)(s.CreateCard(b.Context(), head, crm.NewCard{Name: fmt.Sprint("card ", i), Phones: []crm.E164{crm.E164(fmt.Sprintf("+3630%07d", i))}}))
	}
	for i := 0; b.Loop(); i++ {
		if _, err := s.CardByPhone(b.Context(), crm.E164(fmt.Sprintf("+3630%07d", i%1000))); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkWhoAnswers is what each arriving call asks: of cards with deals and
// calls, of whose hundred owners twenty are away, by some rules.
func BenchmarkWhoAnswers(b *testing.B) {
	s, clk := fresh(b)
	must[crm.TierRules](b)(s.PutTierRules(b.Context(), crm.TierRules{{Tier: crm.Key, Least: 5_000_000, Days: 365}, {Tier: crm.Important, Least: 1_000_000}, {Tier: crm.Key, Tag: "vat"}}))
	var agents []crm.AgentID
	for i := range 100 {
		agents = append(agents, agent(b, s, fmt.Sprint("Agent ", i)).ID)
	}
	now := clk.Now()
	for i, a := range agents[:20] {
		must[crm.Absence](b)(s.CreateAbsence(b.Context(), head, crm.Absence{Agent: a, Deputy: agents[i+1], From: now, To: now.Add(time.Hour)}))
	}
	number := func(i int) crm.E164 { return crm.E164(fmt.Sprintf("+3630%07d", i%100)) }
	for i := range 100 {
		card := must[crm.Card](b)(s.CreateCard(b.Context(), head, crm.NewCard{Name: fmt.Sprint("card ", i), Owner: agents[i], Phones: []crm.E164{number(i)}}))
		for range 10 {
			must[crm.Deal](b)(s.CreateDeal(b.Context(), head, crm.NewDeal{Card: card.ID, Title: "Licence", Stage: "fulfilled", Money: crm.Money{Amount: 300_000, Currency: "HUF"}}))
		}
	}
	for i := range 2000 {
		closed(b, s, ended(fmt.Sprint("c", i), number(i), agents[i%100], ""))
	}
	for i := 0; b.Loop(); i++ {
		if _, _, _, _, _, found, err := s.WhoAnswers(b.Context(), number(i), now, 300*time.Second); err != nil || !found {
			b.Fatal(found, err)
		}
	}
}

func BenchmarkCreateCard(b *testing.B) {
	s, _ := fresh(b)
	for i := 0; b.Loop(); i++ {
		in := crm.NewCard{Name: fmt.Sprint("card ", i), Phones: []crm.E164{crm.E164(fmt.Sprintf("+3630%07d", i))}}
		if _, err := s.CreateCard(b.Context(), head, in); err != nil {
			b.Fatal(err)
		}
	}
}
