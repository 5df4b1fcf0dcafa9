package e2e_test

import (
	"sync"
	"testing"

	"vonal/internal/e2e"
	"vonal/internal/sipphone"
)

func agentWhoIsNotFreeIsSaidToBeSo(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	customers := v.Customers(t, sipphone.Answers(0))
	refused := func(says string) {
		t.Helper()
		a := v.TryCall(t, anna.ID, v.Number())
		if p := a.Problem(t); a.Status != 409 || p.Code != "agent_not_free" || p.Detail != "Anna "+says+"." {
			t.Errorf("%d %s", a.Status, a.Body)
		}
	}
	from := v.Number()
	caller, _ := talking(t, v, from, anna)
	refused("is in a call")
	caller.Hangup()
	anna.Awaits(t, "wrapup")
	refused("is finishing the card of the last call")
	anna.Pause(t, "lunch")
	anna.Awaits(t, "paused")
	refused("is paused")
	anna.Press(t, "ready")
	anna.Awaits(t, "available")
	within(t, "Anna's phone unregisters", anna.Phone.Unregister)
	anna.Awaits(t, "unreachable")
	refused("has no phone that can be reached")
	customers.NotCalled(t)
}

func manyRequestsForOneAgentMakeOneCall(t *testing.T, v *e2e.Vonal) {
	const many = 50
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	customers := v.Customers(t, sipphone.RingOnly())
	numbers := make([]string, many)
	for i := range numbers {
		numbers[i] = v.Number()
	}
	status := make([]int, many)
	var all sync.WaitGroup
	for i := range many {
		all.Go(func() { status[i] = v.TryCall(t, anna.ID, numbers[i]).Status })
	}
	all.Wait()
	won := -1
	for i, s := range status {
		switch {
		case s == 201 && won < 0:
			won = i
		case s != 409:
			t.Errorf("request %d: %d, and request %d has the agent", i, s, won)
		}
	}
	if won < 0 {
		t.Fatal("nobody got the agent")
	}
	maker, customer := anna.Offer(t), customers.Offer(t)
	if customer.Dialled() != numbers[won] {
		t.Errorf("%s was called, not %s", customer.Dialled(), numbers[won])
	}
	maker.Hangup()
	comes(t, "the ringing ends", customer.Ended())
	anna.Awaits(t, "available")
	anna.NotRung(t)
	customers.NotCalled(t)
	if calls := v.Calls(t, "agent_id="+anna.ID); len(calls) > 1 {
		t.Errorf("%d calls are written", len(calls))
	}
}

func whatIsNoNumberIsRefusedByItsField(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	bela := v.Agent(t, "Bela", sipphone.Answers(0))
	customers := v.Customers(t, sipphone.Answers(0))
	for _, to := range []string{
		"", " ", "500&PJSIP/trunk-1/19005551234", "1,30,S(0)", "${SHELL(id)}", "x@evil", "+36301234567@evil", ";transport=tcp",
		"+36301234567;transport=tcp", "123456789012345678901234567890", "112", "1900", anna.Extension, bela.Extension,
	} {
		a := v.TryCall(t, anna.ID, to)
		if a.Status != 422 {
			t.Errorf("%q: %d %s", to, a.Status, a.Body)
			continue
		}
		if p := a.Problem(t); len(p.Errors) != 1 || p.Errors[0].Field != "to" {
			t.Errorf("%q: %s", to, a.Body)
		}
	}
	anna.NotRung(t)
	customers.NotCalled(t)
}

func dearAndForeignNumbersAreForbidden(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	customers := v.Customers(t, sipphone.Answers(0))
	for to, code := range map[string]string{
		"+36 90 123 456": "premium_number", "06 90 123 456": "premium_number", "+1 900 555 1234": "premium_number",
		"+43 1 234 5678": "country_not_allowed", "+881 612 345 678": "country_not_allowed",
	} {
		a := v.TryCall(t, anna.ID, to)
		if p := a.Problem(t); a.Status != 403 || p.Code != code {
			t.Errorf("%q: %d %s", to, a.Status, a.Body)
		}
	}
	anna.NotRung(t)
	customers.NotCalled(t)
}

func agentCallsForThemselfAlone(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	bela := v.Agent(t, "Bela", sipphone.Answers(0))
	customers := v.Customers(t, sipphone.Answers(0))
	as := anna.User(t)
	to := v.Number()
	nobody := as.TryCall(t, "0198ab5e-0000-7000-8000-000000000000", to)
	if a := as.TryCall(t, bela.ID, to); a.Status != 404 || nobody.Status != 404 || string(a.Body) != string(nobody.Body) {
		t.Errorf("for Bela: %d %s; for nobody: %d %s", a.Status, a.Body, nobody.Status, nobody.Body)
	}
	if a := v.As("").TryCall(t, anna.ID, to); a.Status != 401 {
		t.Errorf("without a token: %d", a.Status)
	}
	bela.NotRung(t)
	a := as.TryCall(t, anna.ID, to)
	if a.Status != 201 {
		t.Fatalf("for Anna: %d %s", a.Status, a.Body)
	}
	anna.Offer(t)
	customer := customers.Offer(t)
	within(t, "the customer hears Anna", tone(customer.Leg, agentsTone))
	var desk e2e.Desk
	bela.User(t).Get(t, "/desk", &desk)
	if len(desk.Calls) != 1 || desk.Calls[0].To != "" || desk.Calls[0].CardID != "" {
		t.Errorf("a colleague sees whom Anna calls: %+v", desk.Calls)
	}
	customer.Hangup()
}
