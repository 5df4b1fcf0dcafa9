package store_test

import (
	"testing"
	"time"

	"vonal/crm"
	"vonal/crm/store"
)

// recorded is a call whose recording was looked at.
func recorded(t testing.TB, s *store.Store, id string) crm.Call {
	t.Helper()
	in := spoken(id, "+36301234567", "", morning, time.Minute)
	in.RecordingName = "2026/" + id
	closed(t, s, in)
	call := must[crm.Call](t)(s.GetCall(t.Context(), head, crm.CallID(id)))
	ok(t, s.SettleRecordings(t.Context(), map[crm.RecordingID]crm.Settlement{call.Recording.ID: {State: crm.Ready, Path: in.RecordingName + ".wav", Duration: time.Minute, Size: 1000}}))
	return call
}

func TestRecordingsWhoseTimeIsOverAreDeletedAndToldOf(t *testing.T) {
	s, clk := fresh(t)
	old := recorded(t, s, "old")
	expire := func() int { t.Helper(); return must[int](t)(s.ExpireRecordings(t.Context(), 100)) }
	over := func() int { t.Helper(); return must[int](t)(s.RecordingsOver(t.Context())) }
	clk.Advance(1000 * 24 * time.Hour)
	if expire() != 0 || over() != 0 {
		t.Fatal("by default they are kept for ever")
	}
	must[crm.Policy](t)(s.PutPolicy(t.Context(), "", []byte(`{"recordings_days":30}`), -1))
	recorded(t, s, "new")
	clk.Advance(29 * 24 * time.Hour)
	if n := over(); n != 1 {
		t.Errorf("%d are over", n)
	}
	if n := expire(); n != 1 || expire() != 0 {
		t.Fatalf("%d have expired", n)
	}
	call := must[crm.Call](t)(s.GetCall(t.Context(), head, old.ID))
	if r := call.Recording; r == nil || r.State != crm.Deleted || r.Reason != "retention" || r.Path == "" {
		t.Errorf("%+v", call.Recording)
	}
	ok(t, s.ChainAudit(t.Context()))
	lines, _, err := s.ListAudit(t.Context(), crm.AuditFilter{What: "recording_deleted"}, crm.Page{})
	if err != nil || len(lines.Items) != 1 || lines.Items[0].ThingID != string(old.Recording.ID) {
		t.Errorf("%+v, %v", lines, err)
	}

	left := must[[]crm.Recording](t)(s.RecordingsToRemove(t.Context(), "", 10))
	if len(left) != 1 || left[0].Path != "2026/old.wav" || over() != 1 {
		t.Fatalf("%+v", left)
	}
	ok(t, s.RecordingRemoved(t.Context(), left[0].ID))
	if left := must[[]crm.Recording](t)(s.RecordingsToRemove(t.Context(), "", 10)); len(left) != 0 || over() != 0 {
		t.Errorf("%+v", left)
	}
	clk.Advance(2 * 24 * time.Hour)
	if n := expire(); n != 1 {
		t.Errorf("%d have expired, not the newer one", n)
	}
}

func TestWhatHasEndedIsSweptThoughNobodyLogsIn(t *testing.T) {
	s, clk := fresh(t)
	user := must[crm.User](t)(s.CreateUser(t.Context(), crm.NewUser{Login: "anna", Name: "Anna", Role: "head", Password: "correct horse battery"}))
	if _, _, err := s.CreateSession(t.Context(), user.ID, crm.Device{}); err != nil {
		t.Fatal(err)
	}
	sweep := func() int { t.Helper(); return must[int](t)(s.SweepEnded(t.Context(), 100)) }
	if n := sweep(); n != 0 {
		t.Errorf("%d were swept", n)
	}
	clk.Advance(400 * 24 * time.Hour)
	if n := sweep(); n != 1 {
		t.Errorf("%d were swept", n)
	}
}
