package ari_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"vonal/ari"
)

func TestDateIsReadWithAndWithoutAColonInItsOffset(t *testing.T) {
	want := time.Date(2026, 11, 23, 22, 53, 4, 220e6, time.UTC)
	for _, text := range []string{
		`"2026-11-23T22:53:04.220+0000"`, `"2026-11-23T23:53:04.220+0100"`, `"2026-11-23T23:53:04.220+01:00"`, `"2026-11-23T22:53:04.22Z"`,
	} {
		var d ari.DateTime
		if err := json.Unmarshal([]byte(text), &d); err != nil || !d.Equal(want) {
			t.Errorf("%s is %v, %v", text, d, err)
		}
	}
	for _, text := range []string{`"2026-11-23T22:53:04.220"`, `"soon"`, `7`} {
		var d ari.DateTime
		if err := json.Unmarshal([]byte(text), &d); err == nil {
			t.Errorf("%s was accepted as %v", text, d)
		}
	}
	out, err := json.Marshal(ari.DateTime{Time: want})
	if err != nil || string(out) != `"2026-11-23T22:53:04.220+0000"` {
		t.Errorf("written as %s, %v", out, err)
	}
}

func TestOddVariableNeverCostsTheEvent(t *testing.T) {
	frame := `{"type":"ChannelStateChange","channel":{"id":"c1","channelvars":{"A":"x","B":7,"C":{"d":true},"E":null}}}`
	e, ok := ari.DecodeEvent([]byte(frame)).(*ari.ChannelStateChange)
	if !ok {
		t.Fatalf("decoded as %T", ari.DecodeEvent([]byte(frame)))
	}
	vars := e.Channel.ChannelVars
	if vars["A"] != "x" || vars["B"] != "7" || vars["C"] != `{"d":true}` {
		t.Errorf("variables %q", vars)
	}
}

func TestVersionFloorIsPerBranch(t *testing.T) {
	for version, wanted := range map[string]bool{
		"22.10.1+dfsg+~cs6.17.60671434-1": true, "22.10.1": true, "22.11.0-rc2": true, "22.10.0": false, "22.9.5": false,
		"23.4.1": true, "23.4.0": false, "24.0.0": true, "21.12.3": true, "21.12.2": false, "20.20.1": true, "18.26.4": false,
		"certified-20.7-cert3": false,
	} {
		err := ari.CheckVersion(ari.AsteriskInfo{System: &ari.SystemInfo{Version: version}})
		if (err == nil) != wanted || err != nil && !errors.Is(err, ari.ErrBelowFloor) {
			t.Errorf("%s: %v", version, err)
		}
	}
	for _, info := range []ari.AsteriskInfo{{}, {System: &ari.SystemInfo{Version: "GIT-master-abc"}}} {
		if err := ari.CheckVersion(info); err == nil || errors.Is(err, ari.ErrBelowFloor) {
			t.Errorf("%+v: %v", info.System, err)
		}
	}
}

func TestEventsKeepEverythingThroughEncodeAndDecode(t *testing.T) {
	in := &ari.StasisStart{
		EventData: ari.EventData{Application: "vonal-a", AsteriskID: "x"},
		Args:      []string{"leg", "1"}, Channel: ari.ChannelData{ID: "c1", ChannelVars: ari.Vars{"A": "b"}},
		ReplaceChannel: &ari.ChannelData{ID: "c2"},
	}
	frame, err := ari.EncodeEvent(in)
	if err != nil {
		t.Fatal(err)
	}
	out, ok := ari.DecodeEvent(frame).(*ari.StasisStart)
	if !ok || out.Channel.ID != "c1" || out.ReplaceChannel.ID != "c2" || out.Args[1] != "1" || out.Common().Application != "vonal-a" {
		t.Errorf("%s became %+v", frame, out)
	}
	if ids := ari.ChannelsOf(out); len(ids) != 2 || ids[0] != "c1" || ids[1] != "c2" {
		t.Errorf("channels of the event: %v", ids)
	}
}

func FuzzDecodeEvent(f *testing.F) {
	for _, seed := range []string{
		``, `{}`, `null`, `[1]`, `{"type":"StasisStart"}`, `{"type":"StasisStart","channel":null,"args":null}`,
		`{"type":"Dial","peer":{"id":7}}`, `{"type":"ChannelUserevent","userevent":{"a":{"b":[1,2]}}}`,
		`{"type":"ChannelDestroyed","timestamp":"2026-11-23T22:53:04.220+0000","cause":1e999}`,
		`{"type":"BridgeAttendedTransfer","transferee":{"channelvars":{"A":null}}}`, `{"type":"RESTResponse","status_code":"x"}`,
		"{\"type\":\"StasisEnd\",\"channel\":{\"name\":\"\xff\xfe\\u0000\"}}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, frame []byte) {
		e := ari.DecodeEvent(frame)
		if e == nil {
			t.Fatal("no event")
		}
		_, _, _ = e.EventType(), ari.ChannelsOf(e), ari.BridgesOf(e)
		if raw, ok := e.(*ari.RawEvent); ok && string(raw.JSON) != string(frame) {
			t.Fatal("a frame was not kept")
		}
		if _, err := ari.EncodeEvent(e); err != nil {
			t.Fatal(err)
		}
	})
}
