package e2e

import (
	"fmt"
	"net/url"
	"testing"

	"vonal/internal/sipphone"
	"vonal/internal/testenv"
)

var eventually = testenv.Eventually

// Number is a telephone number from which nobody has called this Vonal yet.
func (v *Vonal) Number() string { return fmt.Sprintf("+3630%07d", 1000000+v.numbers.Add(1)) }

// Dialled is the number that callers dial.
const Dialled = "100"

// Dial calls the company from the trunk. The caller hangs up when the test
// ends.
func (v *Vonal) Dial(t testing.TB, from string, change ...func(*sipphone.CallConfig)) *sipphone.Caller {
	t.Helper()
	cfg := sipphone.CallConfig{Socket: v.Trunk, Server: v.SIP, To: Dialled, From: from, Tone: 1000}
	for _, c := range change {
		c(&cfg)
	}
	c, err := sipphone.Call(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Hangup()
		<-c.Ended()
	})
	return c
}

// Live is the call from a number as it stands now; ok is false while there is
// none under way.
func (v *Vonal) Live(t testing.TB, from string) (call Call, ok bool) {
	t.Helper()
	var desk Desk
	v.Get(t, "/desk", &desk)
	for _, c := range desk.Calls {
		if c.From == from {
			return c, true
		}
	}
	return Call{}, false
}

// AwaitLive waits until the call from a number is in the state.
func (v *Vonal) AwaitLive(t testing.TB, from, state string) (call Call) {
	t.Helper()
	eventually(t, patience, func() bool {
		var ok bool
		call, ok = v.Live(t, from)
		return ok && call.State == state
	}, "the call from %s is %s", from, state)
	return call
}

// Calls are the ended calls for a query such as "disposition=answered".
func (c *Client) Calls(t testing.TB, query string) []Call {
	t.Helper()
	var page list[Call]
	c.Get(t, "/calls?limit=200&"+query, &page)
	return page.Items
}

// Written waits until the latest call from a number has been written, and its
// recording looked at.
func (v *Vonal) Written(t testing.TB, from string) (call Call) {
	t.Helper()
	eventually(t, patience, func() bool {
		for _, c := range v.Calls(t, "") {
			if c.From == from && (c.Recording == nil || c.Recording.State != "pending") {
				call = c
				return true
			}
		}
		return false
	}, "the call from %s is written", from)
	return call
}

// WrittenAs is Written for a call of which more is learnt after it was written
// first: it waits until the call stands there as this.
func (v *Vonal) WrittenAs(t testing.TB, from, disposition string) (call Call) {
	t.Helper()
	eventually(t, patience, func() bool {
		call = v.Written(t, from)
		return call.Disposition == disposition
	}, "the call from %s is written as %s", from, disposition)
	return call
}

// Card is the card on which the number stands, in any spelling.
func (v *Vonal) Card(t testing.TB, phone string) Card {
	t.Helper()
	var page list[Card]
	v.Get(t, "/cards?phone="+url.QueryEscape(phone), &page)
	if len(page.Items) != 1 {
		t.Fatalf("%d cards for %s, want 1", len(page.Items), phone)
	}
	return page.Items[0]
}

// Timeline is a card's history, newest first.
func (v *Vonal) Timeline(t testing.TB, card string) []TimelineItem {
	t.Helper()
	var page list[TimelineItem]
	v.Get(t, "/cards/"+card+"/timeline", &page)
	return page.Items
}

// tell logs the live picture and the calls of before, for a test that fails.
func (v *Vonal) tell(t testing.TB) {
	t.Helper()
	t.Logf("--- the desk\n%s", v.Do(t, "GET", "/desk", nil).Body)
	t.Logf("--- ended calls\n%s", v.Do(t, "GET", "/calls?limit=5", nil).Body)
}
