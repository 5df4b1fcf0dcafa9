package e2e_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"vonal/internal/e2e"
	"vonal/internal/sipphone"
)

func TestRecordings(t *testing.T) {
	t.Parallel()
	keep(t, e2e.Options{Prepare: func(dir string) { smallDisk(t, filepath.Join(dir, "asterisk", "spool")) }},
		bothPartiesAreOnTheRecording,
		recordedCallStaysInASimpleBridge,
		recordingIsServedInRanges,
		recordingIsHiddenFromWhoMayNotSeeTheCall,
		pausedRecordingHasAGap,
		removedRecordingIsSaidToBeMissing,
		unwritableFolderHarmsNoCall,
		fullDiskHarmsNoCall,
	)
}

// sound is a recording taken apart.
type sound struct {
	rate    int
	samples []int16
}

func (s sound) duration() time.Duration {
	return time.Duration(len(s.samples)) * time.Second / time.Duration(s.rate)
}

// has reports in how many of the 100 ms windows there is a tone.
func (s sound) has(freq float64) (windows, of int) {
	w := s.rate / 10
	for at := 0; at+w <= len(s.samples); at += w {
		if of++; sipphone.ToneIn(s.samples[at:at+w], s.rate, freq) {
			windows++
		}
	}
	return windows, of
}

// listen reads a wave file of 16-bit samples, one channel.
func listen(t *testing.T, b []byte) sound {
	t.Helper()
	if len(b) < 44 || string(b[:4]) != "RIFF" || string(b[8:12]) != "WAVE" {
		t.Fatalf("no wave file: %d bytes, %q", len(b), b[:min(len(b), 12)])
	}
	s := sound{}
	for at := 12; at+8 <= len(b); {
		kind, size := string(b[at:at+4]), int(binary.LittleEndian.Uint32(b[at+4:]))
		body := b[at+8 : min(at+8+size, len(b))]
		switch kind {
		case "fmt ":
			s.rate = int(binary.LittleEndian.Uint32(body[4:]))
			if channels, bits := binary.LittleEndian.Uint16(body[2:]), binary.LittleEndian.Uint16(body[14:]); channels != 1 || bits != 16 {
				t.Fatalf("%d channels of %d bits", channels, bits)
			}
		case "data":
			s.samples = make([]int16, len(body)/2)
			if err := binary.Read(bytes.NewReader(body[:len(s.samples)*2]), binary.LittleEndian, s.samples); err != nil {
				t.Fatal(err)
			}
		}
		at += 8 + size + size%2
	}
	if s.rate == 0 || s.samples == nil {
		t.Fatal("the wave file has no format or no sound")
	}
	return s
}

// talk has a conversation that lasts until the caller has heard so much of it.
func talk(t *testing.T, v *e2e.Vonal, a *e2e.Agent, length time.Duration) e2e.Call {
	t.Helper()
	from := v.Number()
	caller, o := talking(t, v, from, a)
	hear(t, caller.Leg, length)
	caller.Hangup()
	comes(t, a.Name+"'s leg ends", o.Ended())
	return v.Written(t, from)
}

// hear waits until a leg has heard so much more; a packet is 20 ms.
func hear(t *testing.T, l *sipphone.Leg, length time.Duration) {
	t.Helper()
	l.MeasureAnew()
	within(t, "more of the conversation", packets(l, int(length/(20*time.Millisecond))))
}

func audio(c e2e.Call) string { return "/recordings/" + c.RecordingID + "/audio" }

func bothPartiesAreOnTheRecording(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(200*time.Millisecond))
	call := talk(t, v, anna, 3*time.Second)
	if call.Recording == nil || call.Recording.State != "ready" || call.Recording.DurationMs == nil || call.Recording.ID != call.RecordingID {
		t.Fatalf("the recording is %+v", call.Recording)
	}
	a := v.Do(t, "GET", audio(call), nil)
	if kind := a.Header.Get("Content-Type"); a.Status != 200 || kind != "audio/wav" {
		t.Fatalf("%d %s: %.100s", a.Status, kind, a.Body)
	}
	s := listen(t, a.Body)
	for who, freq := range map[string]float64{"the caller": callersTone, "Anna": agentsTone} {
		if heard, of := s.has(freq); heard < of*8/10 {
			t.Errorf("%s is heard in %d of %d parts of the recording", who, heard, of)
		}
	}
	talked := time.Duration(*call.TalkMs) * time.Millisecond
	if (s.duration() - talked).Abs() > 500*time.Millisecond {
		t.Errorf("the recording lasts %v, the talk %v", s.duration(), talked)
	}
	if said := time.Duration(*call.Recording.DurationMs) * time.Millisecond; (said - s.duration()).Abs() > 20*time.Millisecond {
		t.Errorf("the recording is said to last %v, it lasts %v", said, s.duration())
	}
}

func recordedCallStaysInASimpleBridge(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	from := v.Number()
	caller, _ := talking(t, v, from, anna)
	eventually(t, patience, func() bool {
		var live []struct{}
		v.ARI(t, "channels", &live)
		return len(live) == 3
	}, "the conversation is being recorded by a third channel")
	hear(t, caller.Leg, 500*time.Millisecond)
	var bridges []struct {
		ID         string   `json:"id"`
		Technology string   `json:"technology"`
		Channels   []string `json:"channels"`
	}
	v.ARI(t, "bridges", &bridges)
	if len(bridges) != 1 || bridges[0].Technology != "simple_bridge" || len(bridges[0].Channels) != 2 {
		t.Errorf("the bridges are %+v", bridges)
	}
	if told := v.CLI(t, "bridge show all"); !strings.Contains(told, "simple_bridge") || strings.Contains(told, "softmix") {
		t.Errorf("asterisk says\n%s", told)
	}
}

func recordingIsServedInRanges(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	call := talk(t, v, anna, time.Second)
	whole := v.Do(t, "GET", audio(call), nil)
	size := len(whole.Body)
	if whole.Header.Get("Accept-Ranges") != "bytes" {
		t.Errorf("Accept-Ranges is %q", whole.Header.Get("Accept-Ranges"))
	}
	for asked, want := range map[string][]byte{
		"bytes=0-43":                         whole.Body[:44],
		"bytes=100-199":                      whole.Body[100:200],
		fmt.Sprintf("bytes=%d-", size-10):    whole.Body[size-10:],
		"bytes=-16":                          whole.Body[size-16:],
		fmt.Sprintf("bytes=40-%d", size*100): whole.Body[40:],
	} {
		a := v.Do(t, "GET", audio(call), nil, "Range", asked)
		if a.Status != 206 || !bytes.Equal(a.Body, want) {
			t.Errorf("%s: %d with %d bytes, want 206 with %d", asked, a.Status, len(a.Body), len(want))
		}
		if r := a.Header.Get("Content-Range"); !strings.HasSuffix(r, "/"+strconv.Itoa(size)) {
			t.Errorf("%s: Content-Range %q of %d bytes", asked, r, size)
		}
	}
	if a := v.Do(t, "GET", audio(call), nil, "Range", fmt.Sprintf("bytes=%d-", size+1)); a.Status != 416 {
		t.Errorf("a range behind the end: %d", a.Status)
	}
}

func recordingIsHiddenFromWhoMayNotSeeTheCall(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	asAnna := anna.User(t)
	boris := v.Hire(t, "Boris", sipphone.RingOnly())
	asBoris := boris.User(t)
	call := talk(t, v, anna, time.Second)
	if a := asAnna.Do(t, "GET", audio(call), nil); a.Status != 200 {
		t.Errorf("who talked is answered %d: %s", a.Status, a.Body)
	}
	for _, path := range []string{audio(call), "/calls/" + call.ID} {
		missing := strings.NewReplacer(call.RecordingID, flipped(call.RecordingID), call.ID, flipped(call.ID)).Replace(path)
		hidden, none := asBoris.Do(t, "GET", path, nil), asBoris.Do(t, "GET", missing, nil)
		if hidden.Status != 404 || none.Status != 404 || !bytes.Equal(hidden.Body, none.Body) {
			t.Errorf("%s: %d %s\nmissing: %d %s", path, hidden.Status, hidden.Body, none.Status, none.Body)
		}
	}
	if a := v.As("").Do(t, "GET", audio(call), nil); a.Status != 401 {
		t.Errorf("nobody is answered %d", a.Status)
	}
}

// flipped is another id of the same form.
func flipped(id string) string {
	last := "0"
	if strings.HasSuffix(id, last) {
		last = "1"
	}
	return id[:len(id)-1] + last
}

func pausedRecordingHasAGap(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	from := v.Number()
	caller, o := talking(t, v, from, anna)
	call := v.AwaitLive(t, from, "talking")
	hear(t, caller.Leg, time.Second)
	v.Post(t, "/calls/"+call.ID+"/recording/pause", nil, nil)
	const unheard = 1500
	caller.Say(unheard) // the number of a card, as it were
	within(t, "Anna hears what is not recorded", tone(o.Leg, unheard))
	hear(t, caller.Leg, 2*time.Second)
	caller.Say(callersTone)
	within(t, "Anna hears the caller as before", tone(o.Leg, callersTone))
	v.Post(t, "/calls/"+call.ID+"/recording/resume", nil, nil)
	hear(t, caller.Leg, time.Second)
	caller.Hangup()
	call = v.Written(t, from)
	if call.Recording == nil || call.Recording.State != "ready" {
		t.Fatalf("the recording is %+v", call.Recording)
	}
	s := listen(t, v.Do(t, "GET", audio(call), nil).Body)
	const seam = 3 // parts at the edges, where what was just said is still on its way
	if heard, of := s.has(unheard); heard > seam {
		t.Errorf("what was said in the pause is in %d of %d parts of the recording", heard, of)
	}
	if heard, of := s.has(callersTone); heard < 15 {
		t.Errorf("the rest is in %d of %d parts only", heard, of)
	}
	if !strings.Contains(call.Recording.Reason, "missing") {
		t.Errorf("a recording of %v of %d ms is explained by %q", s.duration(), *call.TalkMs, call.Recording.Reason)
	}
	if a := v.Do(t, "POST", "/calls/"+call.ID+"/recording/pause", nil); a.Status < 400 || a.Status > 499 {
		t.Errorf("pausing the recording of an ended call: %d", a.Status)
	}
}

// spool is Asterisk's folder of recordings.
func spool(v *e2e.Vonal) string { return filepath.Join(v.Dir, "asterisk", "spool", "recording") }

// fileOf is the one recording of a call below the folder.
func fileOf(t *testing.T, v *e2e.Vonal, call string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(spool(v), "*", "*", "*", call+".wav"))
	if err != nil || len(found) != 1 {
		t.Fatalf("recordings of call %s: %v, %v", call, found, err)
	}
	return found[0]
}

func removedRecordingIsSaidToBeMissing(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	call := talk(t, v, anna, time.Second)
	if err := os.Remove(fileOf(t, v, call.ID)); err != nil {
		t.Fatal(err)
	}
	a := v.Do(t, "GET", audio(call), nil)
	if p := a.Problem(t); a.Status != 404 || p.Code != "recording_missing" || p.Detail == "" {
		t.Errorf("%d: %s", a.Status, a.Body)
	}
}

// lostRecording demands that a call whose recording cannot be kept is a call
// like any other, and that its card says so.
func lostRecording(t *testing.T, v *e2e.Vonal, length time.Duration) e2e.Call {
	t.Helper()
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	call := talk(t, v, anna, length)
	fields(t, call, call.From, anna)
	var told *e2e.Recording
	for _, item := range v.Timeline(t, v.Card(t, call.From).ID) {
		if item.Kind == "call" {
			told = item.Call.Recording
		}
	}
	if told == nil || told.State != "failed" && told.Reason == "" {
		t.Errorf("the card says of the recording: %+v", told)
	} else {
		t.Logf("the card says: %s, %q", told.State, told.Reason)
	}
	return call
}

func unwritableFolderHarmsNoCall(t *testing.T, v *e2e.Vonal) {
	year := filepath.Join(spool(v), time.Now().UTC().Format("2006"))
	info, err := os.Stat(year)
	if err != nil {
		t.Fatal(err)
	}
	days, err := filepath.Glob(filepath.Join(year, "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range append(days, year) {
		if err := os.Chown(dir, 0, 0); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		owner := ownerOf(t, spool(v))
		for _, dir := range append(days, year) {
			if err := os.Chown(dir, owner, owner); err != nil {
				t.Error(err)
			}
			if err := os.Chmod(dir, info.Mode().Perm()); err != nil {
				t.Error(err)
			}
		}
	})
	call := lostRecording(t, v, time.Second)
	a := v.Do(t, "GET", audio(call), nil)
	if p := a.Problem(t); a.Status != 404 || p.Code != "recording_missing" {
		t.Errorf("%d: %s", a.Status, a.Body)
	}
}

// diskSize is that of the disk for recordings: four minutes of talk.
const diskSize = 4 << 20

// smallDisk gives a folder a disk of its own until everything has been stopped.
func smallDisk(t *testing.T, dir string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d,mode=755", diskSize)); err != nil {
		t.Fatalf("a small disk at %s: %v", dir, err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
}

func fullDiskHarmsNoCall(t *testing.T, v *e2e.Vonal) {
	const second = 16_000 // bytes of a recording
	for when, left := range map[string]int64{"Before": 0, "During": second} {
		t.Run(when, func(t *testing.T) {
			filler := filepath.Join(v.Dir, "asterisk", "spool", "filler")
			fill(t, filler, left)
			defer os.Remove(filler)
			lostRecording(t, v, 4*time.Second)
		})
	}
}

// fill writes a file until only so much of the disk is left.
func fill(t *testing.T, path string, left int64) {
	t.Helper()
	var disk syscall.Statfs_t
	if err := syscall.Statfs(filepath.Dir(path), &disk); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, make([]byte, int64(disk.Bavail)*disk.Bsize-left), 0o600); err != nil {
		t.Fatal(err)
	}
}
