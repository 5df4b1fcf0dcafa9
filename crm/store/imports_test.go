package store_test

import (
	"fmt"
	"testing"
	"time"

	"vonal/crm"
	"vonal/crm/store"
	"vonal/internal/fault"
)

func TestRecordingIsSettledOnceLookedAt(t *testing.T) {
	s, _ := fresh(t)
	anna := agent(t, s, "Anna")
	closed(t, s, ended("c1", "+36301234567", anna.ID, ""))
	closed(t, s, ended("c2", "+36301234567", anna.ID, ""))
	pending := must[[]crm.PendingRecording](t)(s.PendingRecordings(t.Context(), 10))
	if len(pending) != 2 || pending[0].Call != "c1" {
		t.Fatalf("pending %+v", pending)
	}
	ok(t, s.SettleRecordings(t.Context(), map[crm.RecordingID]crm.Settlement{pending[0].ID: crm.Settlement{State: crm.Ready, Path: "2026/11/c1.wav", Duration: time.Minute, Size: 960044}}))
	ok(t, s.SettleRecordings(t.Context(), map[crm.RecordingID]crm.Settlement{pending[1].ID: crm.Settlement{State: crm.Failed, Reason: "the disk was full"}}))
	one := must[crm.Recording](t)(s.GetRecording(t.Context(), head, pending[0].ID))
	if one.State != crm.Ready || one.Duration != time.Minute || one.Size != 960044 || one.SettledAt.IsZero() {
		t.Errorf("ready %+v", one)
	}
	call := must[crm.Call](t)(s.GetCall(t.Context(), head, "c2"))
	if call.Recording.State != crm.Failed || call.Recording.Reason != "the disk was full" {
		t.Errorf("failed %+v", call.Recording)
	}
	if left := must[[]crm.PendingRecording](t)(s.PendingRecordings(t.Context(), 10)); len(left) != 0 {
		t.Errorf("left %+v", left)
	}
	refused(t, s.SettleRecordings(t.Context(), map[crm.RecordingID]crm.Settlement{pending[0].ID: crm.Settlement{State: crm.Pending}}), fault.Invalid, "state")
	refused(t, s.SettleRecordings(t.Context(), map[crm.RecordingID]crm.Settlement{"01900000-0000-7000-8000-000000000000": crm.Settlement{State: crm.Ready}}), fault.Unknown, "")
}

func TestImportedCallsAndTheirOffsetAreWrittenTogether(t *testing.T) {
	s, _ := fresh(t)
	if n := must[int64](t)(s.ImportOffset(t.Context(), "queue_log")); n != 0 {
		t.Errorf("begins at %d", n)
	}
	in := ended("f1", "+36301234567", "", "")
	in.Disposition, in.Offers = crm.Fallback, nil
	done := must[[]store.Closing](t)(s.ImportCalls(t.Context(), "queue_log", 0, 120, in))
	if len(done) != 1 || !done[0].New {
		t.Errorf("imported %+v", done)
	}
	_, err := s.ImportCalls(t.Context(), "queue_log", 0, 120, in) // the answer was lost, it is tried again
	refused(t, err, fault.Conflict, "")
	bad := in
	bad.ID = ""
	done = must[[]store.Closing](t)(s.ImportCalls(t.Context(), "queue_log", 120, 240, bad, ended("f2", "+36301234567", "", "")))
	if len(done) != 2 || !fault.Is(done[0].Refused, fault.Invalid) || done[1].Refused != nil || !done[1].New {
		t.Errorf("imported %+v", done)
	}
	if n := must[int64](t)(s.ImportOffset(t.Context(), "queue_log")); n != 240 {
		t.Errorf("stands at %d", n)
	}
	_, err = s.ImportCalls(t.Context(), "queue_log", 120, 360, ended("f3", "+36301234567", "", ""))
	refused(t, err, fault.Conflict, "")
	if written := must[bool](t)(s.CallWritten(t.Context(), "f3")); written {
		t.Error("a call was written although the offset was not moved")
	}
	var many []crm.Interaction
	for i := range 300 {
		many = append(many, ended(fmt.Sprint("many", i), "+36301234567", "", ""))
	}
	if done := must[[]store.Closing](t)(s.ImportCalls(t.Context(), "queue_log", 240, 900, many...)); len(done) != 300 {
		t.Errorf("%d of 300 imported", len(done))
	}
}
