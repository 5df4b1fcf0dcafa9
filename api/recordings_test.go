package api_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"vonal/crm"
)

// wave stands for a recording; nothing here looks into it.
var wave = append([]byte("RIFF\x24\x10\x00\x00WAVEfmt "), bytes.Repeat([]byte("vonal-"), 700)...)

func TestARecordingIsHeardWholeAndInRanges(t *testing.T) {
	h := open(t)
	call := h.ended("c1", h.anna.ID, "+36301234567")
	path := "/api/v1/recordings/" + string(call.Recording.ID) + "/audio"
	a := h.send(h.request(agent, "GET", path, ""))
	if a.status != 200 || a.header.Get("Content-Type") != "audio/wav" || a.header.Get("Accept-Ranges") != "bytes" || !bytes.Equal(a.body, wave) {
		t.Fatalf("%d %v, %d bytes", a.status, a.header, len(a.body))
	}
	if a.header.Get("Cache-Control") != "no-store" {
		t.Error("a recording may be cached")
	}
	for asked, part := range map[string][]byte{
		"bytes=0-3":      wave[:4],
		"bytes=100-":     wave[100:],
		"bytes=-10":      wave[len(wave)-10:],
		"bytes=5-5":      wave[5:6],
		"bytes=0-999999": wave,
	} {
		r := h.request(agent, "GET", path, "")
		r.Header.Set("Range", asked)
		if a := h.send(r); a.status != 206 || !bytes.Equal(a.body, part) {
			t.Errorf("%s: %d, %d bytes, %s", asked, a.status, len(a.body), a.header.Get("Content-Range"))
		}
	}
	r := h.request(agent, "GET", path, "")
	r.Header.Set("Range", "bytes=999999-")
	if a := h.send(r); a.status != 416 {
		t.Errorf("a range behind the end: %d", a.status)
	}
}

func TestARecordingThatIsNotThereSaysWhy(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	call := h.ended("c1", h.anna.ID, "+36301234567")
	path := "/recordings/" + string(call.Recording.ID) + "/audio"
	settle := func(st crm.Settlement) {
		t.Helper()
		h.must(h.store.SettleRecordings(ctx, map[crm.RecordingID]crm.Settlement{call.Recording.ID: st}))
	}
	h.must(os.Remove(filepath.Join(h.recordings, call.Recording.Path)))
	refused(h, agent, "GET", path, "", 404, "recording_missing")
	settle(crm.Settlement{State: crm.Failed, Reason: "the disk was full"})
	refused(h, agent, "GET", path, "", 404, "recording_missing")

	at := h.clock.Now().Add(-time.Minute)
	_, err := h.store.CloseCall(ctx, crm.Interaction{ID: "c2", Direction: crm.Inbound, From: crm.Number{Raw: "+36301234567", E164: "+36301234567"},
		Disposition: crm.Answered, Agent: h.anna.ID, StartedAt: at, AnsweredAt: at, EndedAt: at.Add(time.Second), RecordingName: "rec-c2"})
	h.must(err)
	pending, err := h.store.GetCall(ctx, crm.Viewer{Role: admin}, "c2")
	h.must(err)
	refused(h, agent, "GET", "/recordings/"+string(pending.Recording.ID)+"/audio", "", 409, "recording_pending")
}

func TestNothingOutsideTheFolderOfRecordingsIsSent(t *testing.T) {
	h := open(t)
	outside := filepath.Join(filepath.Dir(h.recordings), "outside.wav")
	h.must(os.WriteFile(outside, wave, 0o600))
	t.Cleanup(func() { os.Remove(outside) })
	h.must(os.Symlink(outside, filepath.Join(h.recordings, "link.wav")))
	h.must(os.Mkdir(filepath.Join(h.recordings, "folder"), 0o700))
	call := h.ended("c1", h.anna.ID, "+36301234567")
	for _, path := range []string{"../outside.wav", outside, "link.wav", "folder", "folder/../../outside.wav", ""} {
		h.must(h.store.SettleRecordings(t.Context(), map[crm.RecordingID]crm.Settlement{call.Recording.ID: crm.Settlement{State: crm.Ready, Path: path}}))
		refused(h, agent, "GET", "/recordings/"+string(call.Recording.ID)+"/audio", "", 404, "recording_missing")
	}
}
