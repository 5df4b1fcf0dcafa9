package crm_test

import (
	"slices"
	"testing"
	"time"

	"vonal/crm"
	"vonal/internal/fault"
)

func TestWhatIsLateGoesToTheHeadOfTheTeamElseToWhoAssignsCards(t *testing.T) {
	all := []crm.Colleague{
		{User: crm.User{ID: "anna", Role: crm.RoleAgent, Agent: "a"}},
		{User: crm.User{ID: "lead", Role: crm.RoleAgent, Agent: "l"}, Leads: []crm.AgentID{"a", "l"}},
		{User: crm.User{ID: "head", Role: crm.RoleHead}},
		{User: crm.User{ID: "book", Role: crm.RoleAccountant}},
	}
	for owner, want := range map[crm.AgentID][]crm.PersonID{
		"a": {"lead"}, "": {"head"}, "b": {"head"},
		"l": {"head"}, // nobody is told twice, and nobody else leads them
	} {
		if got := crm.Escalated(owner, all); !slices.Equal(got, want) {
			t.Errorf("of %q: %v, not %v", owner, got, want)
		}
	}
	if got := crm.Permitted(crm.SeeAudit, all); got != nil {
		t.Errorf("%v see the audit log", got)
	}
}

func TestANoticeIsPutOffForAYearAtMost(t *testing.T) {
	now := time.Date(2026, 11, 28, 10, 0, 0, 0, time.UTC)
	for until, fine := range map[time.Time]bool{now: false, now.Add(time.Second): true, now.AddDate(1, 0, 0): true, now.AddDate(2, 0, 0): false, {}: false} {
		if err := crm.CheckSnooze(until, now); fault.Is(err, fault.Invalid) == fine {
			t.Errorf("%s: %v", until, err)
		}
	}
}
