package aritest_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"vonal/ari"
	"vonal/ari/aritest"
	"vonal/internal/clock"
)

func TestClientThatDoesNotReadIsCutOff(t *testing.T) {
	a := aritest.Start(t, func(s *aritest.Settings) {
		s.WriteTimeout, s.SmallBuffers = 50*time.Millisecond, true
	})
	header := http.Header{"Authorization": {"Basic " + base64.StdEncoding.EncodeToString([]byte(aritest.Username+":"+aritest.Password))}}
	conn, _, err := websocket.Dial(context.Background(), "ws"+strings.TrimPrefix(a.URL(), "http")+"/events?app=vonal-a",
		&websocket.DialOptions{HTTPHeader: header})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.CloseNow()
	frame := `{"type":"Big","text":"` + strings.Repeat("x", 1<<20) + `"}`
	eventually(t, func() bool {
		a.EmitRaw("vonal-a", frame)
		return !a.Active("vonal-a")
	}, "the cut")
}

func TestSameSeedMakesTheSameChaos(t *testing.T) {
	played := func(c aritest.Chaos) []string {
		a := aritest.Start(t)
		l := connect(t, scripted{a}, "vonal-a")
		phone := a.Phone("anna")
		a.Chaos(c)
		for range 10 {
			h, err := l.Create(l.ctx, ari.CreateRequest{Endpoint: phone.Endpoint()})
			is(t, err, nil, "create")
			is(t, h.Dial(l.ctx, "", 0), nil, "dial")
			phone.Answer()
			phone.Hangup()
		}
		a.Chaos(aritest.Chaos{}) // lets go of what still waits
		is(t, l.UserEvents().UserEvent(l.ctx, "end", ari.EventsUserEventParams{Application: "vonal-a"}), nil, "end")
		await(t, l, func(e *ari.ChannelUserevent) bool { return e.EventName == "end" })
		l.mu.Lock()
		defer l.mu.Unlock()
		return labels(l.heard)
	}
	quiet := played(aritest.Chaos{})
	chaos := aritest.Chaos{Seed: 7, Drop: 0.2, Duplicate: 0.3}
	first, second := played(chaos), played(chaos)
	if !slices.Equal(first, second) {
		t.Errorf("the same seed gave\n%v\n%v", first, second)
	}
	if chaos.Seed = 8; slices.Equal(first, played(chaos)) || slices.Equal(first, quiet) {
		t.Error("the seed decides nothing")
	}
}

func TestReorderedEventsOfOneChannelKeepTheirOrder(t *testing.T) {
	a := aritest.Start(t)
	l := connect(t, scripted{a}, "vonal-a")
	a.Chaos(aritest.Chaos{Seed: 3, Window: 20 * time.Millisecond})
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			c := a.Call(aritest.Inbound{To: fmt.Sprint(i), App: "vonal-a"})
			c.Hangup()
		})
	}
	all.Wait()
	ended := map[ari.ChannelID]bool{}
	for range 20 {
		e := await(t, l, func(e *ari.StasisEnd) bool { return !ended[e.Channel.ID] })
		ended[e.Channel.ID] = true
		got := slices.DeleteFunc(l.about(e.Channel.ID), func(s string) bool { return strings.HasPrefix(s, "ChannelHangup") })
		want(t, got, "StasisStart inbound,"+e.Channel.Dialplan.Exten, "StasisEnd")
	}
}

func TestAcceptedCommandMayMeetAChannelThatDies(t *testing.T) {
	a := aritest.Start(t)
	l := connect(t, scripted{a}, "vonal-a")
	c := a.Call(aritest.Inbound{To: "1", App: "vonal-a"})
	b, err := l.CreateBridge(l.ctx, ari.NewBridgeID(), "mixing", "")
	is(t, err, nil, "bridge")
	a.Die("bridges.addChannel", 1, 16)
	is(t, b.AddChannel(l.ctx, c.ID()), nil, "add")
	await(t, l, func(e *ari.StasisEnd) bool { return e.Channel.ID == c.ID() })
	is(t, b.AddChannel(l.ctx, c.ID()), ari.ErrNotFound, "add again")
	c.Await(t, aritest.Gone)
}

func TestRecordingsFailAndGetLost(t *testing.T) {
	a := aritest.Start(t)
	l := connect(t, scripted{a}, "vonal-a")
	c := a.Call(aritest.Inbound{To: "1", App: "vonal-a"})
	h := l.Channel(c.ID())
	a.FailRecordings("disk full")
	_, err := h.Record(l.ctx, ari.RecordOptions{Name: "one", Format: "wav"})
	is(t, err, nil, "record")
	if e := await(t, l, func(e *ari.RecordingFailed) bool { return e.Recording.Name == "one" }); e.Recording.Cause != "disk full" {
		t.Errorf("cause %q", e.Recording.Cause)
	}
	a.FailRecordings("")
	a.LoseRecordings(true)
	rec, err := h.Record(l.ctx, ari.RecordOptions{Name: "two", Format: "wav"})
	is(t, err, nil, "record")
	is(t, rec.Stop(l.ctx), nil, "stop")
	await(t, l, func(e *ari.RecordingFinished) bool { return e.Recording.State == "done" })
	_, err = l.StoredRecording("two").Data(l.ctx)
	is(t, err, ari.ErrNotFound, "the file")
}

func TestPlaybackOfAMissingRecordingNeverEnds(t *testing.T) {
	a := aritest.Start(t)
	l := connect(t, scripted{a}, "vonal-a")
	c := a.Call(aritest.Inbound{To: "1", App: "vonal-a"})
	is(t, l.Channel(c.ID()).Answer(l.ctx), nil, "answer")
	missing, beep := ari.NewPlaybackID(), ari.NewPlaybackID()
	_, err := l.Channel(c.ID()).Play(l.ctx, missing, "recording:missing")
	is(t, err, nil, "play")
	_, err = l.Channel(c.ID()).Play(l.ctx, beep, "sound:beep")
	is(t, err, nil, "play")
	await(t, l, func(e *ari.PlaybackFinished) bool { return e.Playback.ID == beep })
	if slices.Contains(labels(l.heard), "PlaybackFailed") {
		t.Error("the missing recording ended")
	}
}

func TestTimeCanBeMovedInsteadOfWaitedFor(t *testing.T) {
	moved := clock.NewShifted()
	a := aritest.Start(t, func(s *aritest.Settings) { s.Clock = moved })
	l := connect(t, scripted{a}, "vonal-a")
	phone := a.Phone("anna").Behave(aritest.Behaviour{RingAfter: -1})
	leased := a.Call(aritest.Inbound{To: "1", App: "vonal-a", Lease: time.Hour})
	announced := a.Call(aritest.Inbound{To: "2", Lease: time.Hour})
	h, err := l.Create(l.ctx, ari.CreateRequest{Endpoint: phone.Endpoint()})
	is(t, err, nil, "create")
	is(t, h.Dial(l.ctx, "", 10*time.Minute), nil, "dial")
	moved.Advance(11 * time.Minute)
	announced.Await(t, aritest.Fallback)
	if e := await(t, l, func(e *ari.ChannelDestroyed) bool { return e.Channel.ID == h.ID() }); e.Cause != 19 {
		t.Errorf("cause %d", e.Cause)
	}
	if got := phone.Await(t, aritest.Cancelled, 1); got.Cause != 19 {
		t.Errorf("the phone saw %+v", got)
	}
	moved.Advance(time.Hour)
	leased.Await(t, aritest.LeaseOver)
}

func TestClockOfEventsMayDifferFromOurs(t *testing.T) {
	a := aritest.Start(t)
	a.SkewClock(-24 * time.Hour)
	l := connect(t, scripted{a}, "vonal-a")
	c := a.Call(aritest.Inbound{To: "1", App: "vonal-a"})
	e := l.started(t, c.ID())
	if off := time.Since(e.Timestamp.Time); off < 23*time.Hour || off > 25*time.Hour {
		t.Errorf("its clock is %v behind", off)
	}
}

func TestTwoHundredCallsAtOnceEachHaveOneOwner(t *testing.T) {
	const calls = 200
	a := aritest.Start(t, func(s *aritest.Settings) { s.ClaimWithin = time.Minute }) // the machine may be busy
	var claims sync.WaitGroup
	var mu sync.Mutex
	won := map[ari.ChannelID]int{}
	claim := func(l *listener, id ari.ChannelID) {
		err := l.Claim(l.ctx, id)
		mu.Lock()
		defer mu.Unlock()
		switch {
		case err == nil:
			won[id]++
		case !errors.Is(err, ari.ErrConflict):
			t.Errorf("claim: %v", err)
		}
	}
	for _, app := range []string{"vonal-a", "vonal-b"} {
		l := connect(t, scripted{a}, app)
		claims.Go(func() {
			announced := 0
			await(t, l, func(e *ari.CallBroadcast) bool {
				claims.Go(func() { claim(l, e.Channel.ID) })
				announced++
				return announced == calls
			})
		})
	}
	callers := make([]*aritest.Caller, calls)
	for i := range callers {
		callers[i] = a.Call(aritest.Inbound{From: fmt.Sprint(i), To: "1000"})
	}
	claims.Wait()
	for _, c := range callers {
		c.Await(t, aritest.InStasis)
		if won[c.ID()] != 1 {
			t.Errorf("call %s has %d owners", c.ID(), won[c.ID()])
		}
		c.Hangup()
	}
	if left := a.Channels(); len(left) != 0 {
		t.Errorf("%d channels are left", len(left))
	}
}

func TestRequestsAreKeptForTheTestToLookAt(t *testing.T) {
	a := aritest.Start(t)
	l := connect(t, scripted{a}, "vonal-a")
	is(t, l.Channel("nobody").Hangup(l.ctx, "busy"), ari.ErrNotFound, "hang up")
	got := a.Requests("channels.hangup")
	if len(got) != 1 || got[0].ID() != "nobody" || got[0].Params["reason"] != "busy" {
		t.Errorf("%+v", got)
	}
	a.Refuse("channels.hangup", 1, 500, "out of memory")
	var e *ari.Error
	if err := l.Channel("nobody").Hangup(l.ctx, ""); !errors.As(err, &e) || e.Status != 500 || e.Message != "out of memory" {
		t.Errorf("%v", err)
	}
	is(t, l.Channel("nobody").Hangup(l.ctx, ""), ari.ErrNotFound, "after the rule")
}
