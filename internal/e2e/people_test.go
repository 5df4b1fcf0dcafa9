package e2e_test

import (
	"testing"
	"time"

	"vonal/internal/e2e"
	"vonal/internal/sipphone"
)

func TestPeople(t *testing.T) {
	t.Parallel()
	keep(t, e2e.Options{TestClock: true},
		callOfAnAbsentOwnersCustomerGoesToTheDeputy,
		customerMadeKeyByARuleIsNotGivenToANewcomer,
		agentRisesByTheRule,
		agentWhoLogsOutDuringACallIsOffAfterIt,
		pausedAgentWhoLogsInAgainIsFree,
	)
}

// customer makes a card of the number.
func customer(t *testing.T, v *e2e.Vonal, number string, more map[string]any) {
	t.Helper()
	card := map[string]any{"name": "Customer " + number, "phones": []string{number}}
	for k, m := range more {
		card[k] = m
	}
	v.Post(t, "/cards", card, nil)
}

func callOfAnAbsentOwnersCustomerGoesToTheDeputy(t *testing.T, v *e2e.Vonal) {
	anyone := v.Agent(t, "Anyone", sipphone.RingOnly())
	owner := v.Agent(t, "Owner", sipphone.RingOnly())
	deputy := v.Agent(t, "Deputy", sipphone.Answers(0))
	number := v.Number()
	customer(t, v, number, map[string]any{"owner_id": owner.ID})
	absence := map[string]any{"agent_id": owner.ID, "deputy_id": deputy.ID,
		"from": v.Now().Add(-time.Hour).Format(time.RFC3339), "to": v.Now().Add(time.Hour).Format(time.RFC3339)}
	v.Post(t, "/absences", absence, nil)
	caller := v.Dial(t, number)
	deputy.Offer(t)
	deputy.Awaits(t, "talking")
	caller.Hangup()
	call := v.Written(t, number)
	if call.AgentID != deputy.ID {
		t.Errorf("the call was %s's", call.AgentID)
	}
	owner.NotRung(t)
	anyone.NotRung(t)
}

func customerMadeKeyByARuleIsNotGivenToANewcomer(t *testing.T, v *e2e.Vonal) {
	v.Put(t, "/tier-rules", map[string]any{"items": []any{map[string]any{"tier": "key", "tag": "seminar"}}}, nil)
	t.Cleanup(func() { v.Put(t, "/tier-rules", map[string]any{"items": []any{}}, nil) })
	newcomer := v.Agent(t, "Newcomer", sipphone.RingOnly())
	senior := v.Agent(t, "Senior", sipphone.Answers(0))
	v.Do(t, "PATCH", "/agents/"+newcomer.ID, map[string]string{"level": "newcomer"}, "If-Match", "*")
	v.Do(t, "PATCH", "/agents/"+senior.ID, map[string]string{"level": "senior"}, "If-Match", "*")
	number := v.Number()
	customer(t, v, number, map[string]any{"tags": []string{"seminar"}})
	caller := v.Dial(t, number)
	senior.Offer(t)
	senior.Awaits(t, "talking")
	caller.Hangup()
	v.Written(t, number)
	newcomer.NotRung(t)
}

func agentRisesByTheRule(t *testing.T, v *e2e.Vonal) {
	rules := func(items ...any) { v.Put(t, "/level-rules", map[string]any{"items": append([]any{}, items...)}, nil) }
	rules(map[string]any{"level": "regular", "days": 0, "calls": 1, "outcomes": 0})
	t.Cleanup(func() { rules() })
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	v.Do(t, "PATCH", "/agents/"+anna.ID, map[string]any{"level": "newcomer", "level_by_rule": true}, "If-Match", "*")
	number := v.Number()
	caller, _ := talking(t, v, number, anna)
	caller.Hangup()
	v.Written(t, number)
	v.Advance(t, 5*time.Minute+time.Second)
	eventually(t, 5*time.Second, func() bool { return anna.Now(t).Level == "regular" }, "Anna has risen")
}

func agentWhoLogsOutDuringACallIsOffAfterIt(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	number := v.Number()
	caller, _ := talking(t, v, number, anna)
	anna.Awaits(t, "talking")
	if a := anna.Press(t, "logout"); a.Status != 200 {
		t.Fatalf("logging out: %d %s", a.Status, a.Body)
	}
	if now := anna.Now(t); now.State != "talking" {
		t.Errorf("the call under way is broken off: %s", now.State)
	}
	caller.Hangup()
	anna.Awaits(t, "offline")
	v.Written(t, number)
	next := v.Number()
	waiting := v.Dial(t, next)
	v.AwaitLive(t, next, "waiting")
	anna.NotRung(t)
	anna.Press(t, "login")
	anna.Offer(t)
	anna.Awaits(t, "talking")
	waiting.Hangup()
	v.Written(t, next)
}

func pausedAgentWhoLogsInAgainIsFree(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	anna.Pause(t, "lunch")
	anna.Awaits(t, "paused")
	anna.Press(t, "logout")
	anna.Awaits(t, "offline")
	anna.Press(t, "login")
	anna.Awaits(t, "available")
}
