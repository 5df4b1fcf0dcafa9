package ari_test

import (
	"testing"

	"vonal/ari"
	"vonal/ari/aritest"
)

func TestWhatIsNotUnderstoodIsCountedAndKept(t *testing.T) {
	a := aritest.Start(t)
	r := dial(t, a.Options("vonal-a"))
	frames := []string{
		`{"type":"SomethingNew","application":"vonal-a","channel":{"id":"c1"}}`,
		`not JSON at all`,
		`{"type":"StasisStart","args":"not a list","application":"vonal-a"}`,
		`{"type":"StasisStart","timestamp":"yesterday"}`,
		`{}`, `[]`, `null`, `"text"`,
	}
	for _, f := range frames {
		a.EmitRaw("vonal-a", f)
	}
	for i, f := range frames {
		if e := await[*ari.RawEvent](t, r, i+1); string(e.JSON) != f {
			t.Errorf("kept %q of %q", e.JSON, f)
		}
	}
	first, third := await[*ari.RawEvent](t, r, 1), await[*ari.RawEvent](t, r, 3)
	if first.EventType() != "SomethingNew" || first.Err != nil || first.Application != "vonal-a" {
		t.Errorf("unknown type: %+v", first)
	}
	if third.EventType() != "StasisStart" || third.Err == nil {
		t.Errorf("known type in odd form: %+v", third)
	}
	s := r.Stats()
	if s.UnknownTypes != 3 || s.Malformed != 5 || s.Disconnects != 0 { // {} and null have no type, but are objects or nothing
		t.Errorf("stats %+v", s)
	}
}

func TestEventsOfOneChannelComeInOrderAndHeartbeatsStayOut(t *testing.T) {
	a := aritest.Start(t)
	phone := a.Phone("anna")
	r := dial(t, a.Options("vonal-a"))
	h, err := r.Create(r.ctx, ari.CreateRequest{Endpoint: phone.Endpoint(), AppArgs: "leg"})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Dial(r.ctx, "", 0); err != nil {
		t.Fatal(err)
	}
	phone.AwaitRinging(t)
	phone.Answer()
	phone.Hangup()
	await[*ari.ChannelDestroyed](t, r, 1)
	want := []string{"Connected", "StasisStart", "Dial", "ChannelStateChange", "Dial", "ChannelStateChange",
		"Dial", "ChannelHangupRequest", "StasisEnd", "ChannelDestroyed"}
	got := r.types()
	if len(got) != len(want) {
		t.Fatalf("stream %v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("stream %v", got)
		}
	}
}
