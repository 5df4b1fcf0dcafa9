package store_test

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"vonal/crm"
	"vonal/internal/fault"
)

const good = "correct horse battery"

func TestFirstAdministratorIsMadeOnce(t *testing.T) {
	s, _ := fresh(t)
	var made atomic.Int64
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			_, m, err := s.FirstAdministrator(t.Context(), fmt.Sprint("admin", i), "Administrator", good)
			if err != nil {
				t.Error(err)
			}
			if m {
				made.Add(1)
			}
		})
	}
	wg.Wait()
	if made.Load() != 1 {
		t.Errorf("%d were made", made.Load())
	}
}

func TestPasswordLogsInAndNothingElseDoes(t *testing.T) {
	s, _ := fresh(t)
	user := must[crm.User](t)(s.CreateUser(t.Context(), crm.NewUser{Login: " Anna ", Name: "Anna", Role: crm.RoleHead, Password: good}))
	if user.Login != "anna" {
		t.Errorf("login %q", user.Login)
	}
	if got := must[crm.User](t)(s.CheckPassword(t.Context(), "ANNA", good)); got.ID != user.ID {
		t.Error("somebody else logged in")
	}
	for login, password := range map[string]string{"anna": "Correct horse battery", "nobody": good, "": "", "anna' OR 1=1--": good, "ann\x00a\xff": ""} {
		_, err := s.CheckPassword(t.Context(), login, password)
		refused(t, err, fault.Anonymous, "")
	}
	_, err := s.CheckPassword(t.Context(), "anna", strings.Repeat("a", 1<<20))
	refused(t, err, fault.Anonymous, "")
	_, err = s.CreateUser(t.Context(), crm.NewUser{Login: "ANNA", Name: "Anna", Role: crm.RoleHead, Password: good})
	refused(t, err, fault.Conflict, "login")
	for field, in := range map[string]crm.NewUser{
		"password": {Login: "b", Name: "B", Role: crm.RoleHead, Password: "short"},
		"role":     {Login: "b", Name: "B", Role: "god", Password: good},
		"name":     {Login: "b", Name: "\x00", Role: crm.RoleHead, Password: good},
		"login":    {Name: "B", Role: crm.RoleHead, Password: good},
		"agent_id": {Login: "b", Name: "B", Role: crm.RoleAgent, Agent: "01900000-0000-7000-8000-000000000000", Password: good},
	} {
		_, err := s.CreateUser(t.Context(), in)
		refused(t, err, fault.Invalid, field)
	}
	ok(t, s.SetPassword(t.Context(), user.ID, "another long one, byte 73 counts", ""))
	_, err = s.CheckPassword(t.Context(), "anna", good)
	refused(t, err, fault.Anonymous, "")
}

func TestSessionEndsUnusedAfterHalfAnHourAndAtAllAfterTwelve(t *testing.T) {
	s, clk := fresh(t)
	user := must[crm.User](t)(s.CreateUser(t.Context(), crm.NewUser{Login: "anna", Name: "Anna", Role: crm.RoleHead, Password: good}))
	plain, session, err := s.CreateSession(t.Context(), user.ID, crm.Device{})
	ok(t, err)
	if len(plain) < 32 || session.User.ID != user.ID {
		t.Errorf("session %q %+v", plain, session)
	}
	for range 28 { // used every 25 minutes for 11 h 40 min
		clk.Advance(25 * time.Minute)
		must[crm.Session](t)(s.SessionUser(t.Context(), plain))
	}
	clk.Advance(25 * time.Minute)
	_, err = s.SessionUser(t.Context(), plain)
	refused(t, err, fault.Anonymous, "")

	plain, _, err = s.CreateSession(t.Context(), user.ID, crm.Device{})
	ok(t, err)
	clk.Advance(31 * time.Minute)
	_, err = s.SessionUser(t.Context(), plain)
	refused(t, err, fault.Anonymous, "")

	plain, _, err = s.CreateSession(t.Context(), user.ID, crm.Device{})
	ok(t, err)
	ok(t, s.EndSession(t.Context(), plain))
	ok(t, s.EndSession(t.Context(), plain))
	for _, p := range []string{plain, "", "x", strings.Repeat("A", 43)} {
		_, err = s.SessionUser(t.Context(), p)
		refused(t, err, fault.Anonymous, "")
	}
}

func TestDisabledUserIsOutEverywhereAtOnce(t *testing.T) {
	s, _ := fresh(t)
	boss := must[crm.User](t)(s.CreateUser(t.Context(), crm.NewUser{Login: "boss", Name: "Boss", Role: crm.RoleAdministrator, Password: good}))
	anna := must[crm.User](t)(s.CreateUser(t.Context(), crm.NewUser{Login: "anna", Name: "Anna", Role: crm.RoleHead, Password: good}))
	session, _, err := s.CreateSession(t.Context(), anna.ID, crm.Device{})
	ok(t, err)
	token, made, err := s.CreateToken(t.Context(), anna.ID, "script")
	ok(t, err)
	if u := must[crm.User](t)(s.TokenUser(t.Context(), token)); u.ID != anna.ID {
		t.Error("the token is somebody else's")
	}
	yes, no := true, false
	must[crm.User](t)(s.UpdateUser(t.Context(), anna.ID, crm.UserChange{Disabled: &yes}))
	_, err = s.SessionUser(t.Context(), session)
	refused(t, err, fault.Anonymous, "")
	_, err = s.TokenUser(t.Context(), token)
	refused(t, err, fault.Anonymous, "")
	_, err = s.CheckPassword(t.Context(), "anna", good)
	refused(t, err, fault.Anonymous, "")
	_, _, err = s.CreateSession(t.Context(), anna.ID, crm.Device{})
	refused(t, err, fault.Unknown, "")

	must[crm.User](t)(s.UpdateUser(t.Context(), anna.ID, crm.UserChange{Disabled: &no}))
	must[crm.User](t)(s.TokenUser(t.Context(), token))
	ok(t, s.RevokeToken(t.Context(), anna.ID, made.ID))
	_, err = s.TokenUser(t.Context(), token)
	refused(t, err, fault.Anonymous, "")

	_, err = s.UpdateUser(t.Context(), boss.ID, crm.UserChange{Disabled: &yes})
	refused(t, err, fault.Conflict, "role")
	agentRole := crm.RoleAgent
	_, err = s.UpdateUser(t.Context(), boss.ID, crm.UserChange{Role: &agentRole})
	refused(t, err, fault.Conflict, "role")
	if list := must[crm.List[crm.User]](t)(s.ListUsers(t.Context(), crm.Page{Limit: 1})); len(list.Items) != 1 || list.Next == "" {
		t.Errorf("users %+v", list)
	}
}

func TestPolicyKeepsEveryVersion(t *testing.T) {
	s, _ := fresh(t)
	boss := must[crm.User](t)(s.CreateUser(t.Context(), crm.NewUser{Login: "boss", Name: "Boss", Role: crm.RoleAdministrator, Password: good}))
	if p := must[crm.Policy](t)(s.CurrentPolicy(t.Context())); p.Version != 0 || p.Numbers != nil {
		t.Errorf("before the first: %+v", p)
	}
	must[crm.Policy](t)(s.PutPolicy(t.Context(), "", []byte(`{"wrapup_ms": 180000}`), 0))
	p := must[crm.Policy](t)(s.PutPolicy(t.Context(), boss.ID, []byte(`{"wrapup_ms": 60000}`), 1))
	if p.Version != 2 || p.By != boss.ID || p.ByName != "Boss" || p.At.IsZero() || string(p.Numbers) != `{"wrapup_ms": 60000}` {
		t.Errorf("put %+v %s", p, p.Numbers)
	}
	_, err := s.PutPolicy(t.Context(), boss.ID, []byte(`{"wrapup_ms": 1}`), 1)
	refused(t, err, fault.Conflict, "version")
	for _, bad := range []string{"", "null", "[]", "7", `{"a":`} {
		if _, err := s.PutPolicy(t.Context(), boss.ID, []byte(bad), -1); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", bad, err)
		}
	}
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			if _, err := s.PutPolicy(t.Context(), boss.ID, []byte(`{"wrapup_ms": 60000}`), -1); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	history := must[[]crm.Policy](t)(s.PolicyHistory(t.Context(), 100))
	if len(history) != 12 || history[0].Version != 12 || history[11].By != "" {
		t.Errorf("%d versions", len(history))
	}
}

func TestJournalOfAgentsGivesBackTheLastStateOfEach(t *testing.T) {
	s, _ := fresh(t)
	anna, boris, gone := agent(t, s, "Anna"), agent(t, s, "Boris"), agent(t, s, "Gone")
	line := func(a crm.AgentID, version int64, after time.Duration, from, to string) crm.AgentState {
		return crm.AgentState{Agent: a, Version: version, At: morning.Add(after), From: from, To: to, Cause: "talk-over", Actor: "one",
			Since: morning.Add(after), Until: morning.Add(after + 3*time.Minute), Call: "c1", OnShift: true, PhoneUp: true, Misses: 2, Extended: 1, NextPause: "lunch"}
	}
	lines := []crm.AgentState{
		line(anna.ID, 1, 0, "available", "talking"), line(anna.ID, 2, time.Minute, "talking", "wrapup"),
		line(boris.ID, 9, 0, "offline", "available"), line(gone.ID, 1, 0, "offline", "available"),
		line("01900000-0000-7000-8000-000000000000", 1, 0, "offline", "available"), line("nobody", 1, 0, "offline", "available"),
	}
	for range 3 { // repeated without harm
		ok(t, s.AppendAgentStates(t.Context(), lines...))
	}
	must[crm.Agent](t)(s.DeleteAgent(t.Context(), gone.ID))
	last := must[map[crm.AgentID]crm.AgentState](t)(s.LastAgentStates(t.Context()))
	if len(last) != 2 || last[anna.ID] != lines[1] || last[boris.ID] != lines[2] {
		t.Errorf("last %+v", last)
	}
	// Redis was lost and counts versions anew: what is later counts.
	ok(t, s.AppendAgentStates(t.Context(), line(anna.ID, 1, 2*time.Minute, "wrapup", "available")))
	last = must[map[crm.AgentID]crm.AgentState](t)(s.LastAgentStates(t.Context()))
	if last[anna.ID].To != "available" {
		t.Errorf("last %+v", last[anna.ID])
	}
	if all := must[[]crm.AgentState](t)(s.AgentStates(t.Context(), anna.ID, morning, 10)); len(all) != 3 || all[0].To != "talking" {
		t.Errorf("journal %+v", all)
	}
	ok(t, s.AppendAgentStates(t.Context()))
}
