package store_test

import (
	"fmt"
	"testing"

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

func BenchmarkCreateCard(b *testing.B) {
	s, _ := fresh(b)
	for i := 0; b.Loop(); i++ {
		in := crm.NewCard{Name: fmt.Sprint("card ", i), Phones: []crm.E164{crm.E164(fmt.Sprintf("+3630%07d", i))}}
		if _, err := s.CreateCard(b.Context(), head, in); err != nil {
			b.Fatal(err)
		}
	}
}
