package store_test

import (
	"sync"
	"testing"

	"vonal/crm"
	"vonal/crm/store"
	"vonal/internal/fault"
	"vonal/internal/testenv"
)

func TestSeveralProgramsMigrateAnEmptyDatabaseAtOnce(t *testing.T) {
	dsn := testenv.Postgres(t)
	var wg sync.WaitGroup
	for range 4 {
		s := open(t, store.Config{DSN: dsn})
		wg.Go(func() {
			if err := s.Migrate(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	s := open(t, store.Config{DSN: dsn})
	ok(t, s.Migrate(t.Context())) // once more changes nothing
	ok(t, s.Health(t.Context()))
}

func TestSchemaOfANewerProgramIsLeftAlone(t *testing.T) {
	dsn := migrated(t)
	_, err := connect(t, dsn).Exec(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)")
	ok(t, err)
	s := open(t, store.Config{DSN: dsn})
	ok(t, s.Migrate(t.Context()))
	ok(t, s.Health(t.Context()))
}

func TestHealthSaysThatTheDatabaseIsNotMigrated(t *testing.T) {
	s := open(t, store.Config{DSN: testenv.Postgres(t)})
	refused(t, s.Health(t.Context()), fault.Unavailable, "")
}

func TestDatabaseThatIsNotThereIsUnavailable(t *testing.T) {
	s := open(t, store.Config{DSN: "postgres://vonal:secret@127.0.0.1:1/vonal?sslmode=disable"})
	refused(t, s.Health(t.Context()), fault.Unavailable, "")
	refused(t, s.Migrate(t.Context()), fault.Unavailable, "")
	_, err := s.CardByPhone(t.Context(), "+3612345678")
	refused(t, err, fault.Unavailable, "")
	_, err = s.CloseCall(t.Context(), ended("c1", "+3612345678", "", ""))
	refused(t, err, fault.Unavailable, "")
}

func TestUnreadableAddressIsSaidWithoutItsPassword(t *testing.T) {
	_, err := store.Open(store.Config{DSN: "postgres://vonal:hush@[::1/vonal"})
	refused(t, err, fault.Invalid, "postgres")
	if got := err.Error(); len(got) == 0 || contains(got, "hush") {
		t.Errorf("said: %s", got)
	}
}

func TestAgentOfAnExtensionIsOne(t *testing.T) {
	s, _ := fresh(t)
	anna := must[crm.Agent](t)(s.CreateAgent(t.Context(), crm.NewAgent{Name: " Anna\x00 ", Extension: "201"}))
	if anna.Name != "Anna" || anna.Level != crm.Regular || len(anna.Phones) != 1 || len(anna.Phones[0].Secret) < 32 || anna.Phones[0].Endpoint == "" {
		t.Errorf("made %+v", anna)
	}
	_, err := s.CreateAgent(t.Context(), crm.NewAgent{Name: "Boris", Extension: "201"})
	refused(t, err, fault.Conflict, "extension")
	for _, bad := range []crm.NewAgent{{Name: "", Extension: "1"}, {Name: "x", Extension: "1"}, {Name: "x", Extension: "${EXTEN}"}, {Name: "x", Extension: "22", Level: "god"}} {
		if _, err := s.CreateAgent(t.Context(), bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}

func TestAgentWhoLeavesFreesTheExtensionAndStaysOnCalls(t *testing.T) {
	s, _ := fresh(t)
	anna := agent(t, s, "Anna")
	user := must[crm.User](t)(s.CreateUser(t.Context(), crm.NewUser{Login: "anna", Name: "Anna", Role: crm.RoleAgent, Agent: anna.ID, Password: "correct horse battery"}))
	must[store.Closing](t)(s.CloseCall(t.Context(), ended("c1", "+3612345678", anna.ID, "")))
	gone := must[crm.Agent](t)(s.DeleteAgent(t.Context(), anna.ID))
	if gone.DeletedAt.IsZero() {
		t.Error("not said when she left")
	}
	_, err := s.DeleteAgent(t.Context(), anna.ID)
	refused(t, err, fault.Unknown, "")
	must[crm.Agent](t)(s.CreateAgent(t.Context(), crm.NewAgent{Name: "Boris", Extension: anna.Extension}))
	if roster := must[[]crm.Agent](t)(s.Roster(t.Context())); len(roster) != 1 || roster[0].Name != "Boris" {
		t.Errorf("roster %+v", roster)
	}
	if call := must[crm.Call](t)(s.GetCall(t.Context(), head, "c1")); call.Agent != anna.ID {
		t.Errorf("the call is of %q", call.Agent)
	}
	if u := must[crm.User](t)(s.UserByID(t.Context(), user.ID)); u.Agent != "" {
		t.Error("the user is still the agent")
	}
}

func TestAgentIsChangedAsSeen(t *testing.T) {
	s, _ := fresh(t)
	anna, boris := agent(t, s, "Anna"), agent(t, s, "Boris")
	name, level := "Anna B.", crm.Senior
	got := must[crm.Agent](t)(s.UpdateAgent(t.Context(), anna.ID, crm.AgentChange{Name: &name, Level: &level, Version: anna.Version}))
	if got.Name != name || got.Level != level || got.Version != anna.Version+1 {
		t.Errorf("changed to %+v", got)
	}
	_, err := s.UpdateAgent(t.Context(), anna.ID, crm.AgentChange{Name: &name, Version: anna.Version})
	refused(t, err, fault.Conflict, "version")
	_, err = s.UpdateAgent(t.Context(), anna.ID, crm.AgentChange{Extension: &boris.Extension})
	refused(t, err, fault.Conflict, "extension")
	_, err = s.UpdateAgent(t.Context(), "1=1", crm.AgentChange{Name: &name})
	refused(t, err, fault.Unknown, "")
}
