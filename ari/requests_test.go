package ari_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"vonal/ari"
	"vonal/ari/aritest"
)

// both runs a test over both transports.
func both(t *testing.T, test func(t *testing.T, a *aritest.Asterisk, o ari.Options)) {
	for _, transport := range []ari.Transport{ari.HTTPPool, ari.Websocket} {
		t.Run(string(transport), func(t *testing.T) {
			a := aritest.Start(t)
			o := a.Options("vonal-a")
			o.Transport = transport
			test(t, a, o)
		})
	}
}

func TestRequestThatIsCarriedOutButNeverAnsweredHasAnUnknownOutcome(t *testing.T) {
	both(t, func(t *testing.T, a *aritest.Asterisk, o ari.Options) {
		o.RequestTimeout = time.Second
		phone := a.Phone("anna")
		r := dial(t, o)
		a.Silent("channels.create", 1)
		id := ari.NewChannelID()
		_, err := r.Create(r.ctx, ari.CreateRequest{Endpoint: phone.Endpoint(), ChannelID: id})
		if !errors.Is(err, ari.ErrUnknownOutcome) || errors.Is(err, ari.ErrNotSent) {
			t.Fatalf("first: %v", err)
		}
		_, err = r.Create(r.ctx, ari.CreateRequest{Endpoint: phone.Endpoint(), ChannelID: id})
		if !errors.Is(err, ari.ErrConflict) {
			t.Errorf("repeated with the same id: %v", err)
		}
		if got := len(a.Channels()); got != 1 {
			t.Errorf("%d channels", got)
		}
		if s := r.Stats(); s.UnknownOutcomes != 1 {
			t.Errorf("stats %+v", s)
		}
	})
}

func TestRequestEndsAtItsTimeLimitAndLeavesTheOthersAlone(t *testing.T) {
	both(t, func(t *testing.T, a *aritest.Asterisk, o ari.Options) {
		o.RequestTimeout = 2 * time.Second
		r := dial(t, o)
		a.Slow("bridges.createWithId", 1, time.Minute)
		_, err := r.CreateBridge(r.ctx, ari.NewBridgeID(), "mixing", "")
		if !errors.Is(err, ari.ErrUnknownOutcome) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("slow request: %v", err)
		}
		// Over a websocket the next request goes by the other socket.
		if _, err := r.CreateBridge(r.ctx, ari.NewBridgeID(), "mixing", ""); err != nil {
			t.Errorf("the next one: %v", err)
		}
	})
}

func TestCallerWhoGivesUpGetsTheirOwnReason(t *testing.T) {
	both(t, func(t *testing.T, a *aritest.Asterisk, o ari.Options) {
		r := dial(t, o)
		ctx, cancel := context.WithCancel(r.ctx)
		a.Before("bridges.createWithId", 1, func(aritest.Request) { cancel() })
		a.Late("bridges.createWithId", 1, time.Second)
		_, err := r.CreateBridge(ctx, ari.NewBridgeID(), "mixing", "")
		if !errors.Is(err, context.Canceled) || !errors.Is(err, ari.ErrUnknownOutcome) {
			t.Errorf("%v", err)
		}
	})
}

func TestRequestToAnAbsentAsteriskWasCertainlyNotSent(t *testing.T) {
	both(t, func(t *testing.T, a *aritest.Asterisk, o ari.Options) {
		a.Kill()
		c, err := ari.New(o)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if err := c.Channel("x").Hangup(context.Background(), ""); !errors.Is(err, ari.ErrNotSent) {
			t.Errorf("%v", err)
		}
	})
}

func TestRequestsGoOnAfterTheConnectionsWereCut(t *testing.T) {
	both(t, func(t *testing.T, a *aritest.Asterisk, o ari.Options) {
		r := dial(t, o)
		for range 3 {
			if _, err := r.CreateBridge(r.ctx, ari.NewBridgeID(), "mixing", ""); err != nil {
				t.Fatal(err)
			}
			a.CutConnections()
			eventually(t, func() bool {
				_, err := r.CreateBridge(r.ctx, ari.NewBridgeID(), "mixing", "")
				return err == nil
			}, "a request that succeeds")
		}
	})
}

func TestManyRequestsAtOnceAllGetTheirOwnAnswer(t *testing.T) {
	both(t, func(t *testing.T, a *aritest.Asterisk, o ari.Options) {
		r := dial(t, o)
		var all sync.WaitGroup
		for range 200 {
			all.Go(func() {
				id := ari.NewBridgeID()
				d, err := r.Bridges().CreateWithID(r.ctx, id, ari.BridgesCreateWithIDParams{Type: "mixing"})
				if err != nil || d.ID != id {
					t.Errorf("asked for %s, got %s, %v", id, d.ID, err)
				}
			})
		}
		all.Wait()
		if got := len(a.Bridges()); got != 200 {
			t.Errorf("%d bridges", got)
		}
	})
}

func TestFullSessionTableRefusesNewConnectionsAndSparesTheOld(t *testing.T) {
	a := aritest.Start(t)
	r := dial(t, a.Options("vonal-a"))
	// One for the events and one in the pool; nothing more is let in.
	a.LimitSessions(2)
	for range 20 {
		if _, err := r.CreateBridge(r.ctx, ari.NewBridgeID(), "mixing", ""); err != nil {
			t.Errorf("a request over the open connection: %v", err)
		}
	}
	if _, err := ari.Dial(context.Background(), a.Options("vonal-b")); err == nil {
		t.Error("a further client was let in")
	}
	if s := r.Stats(); s.Disconnects != 0 {
		t.Errorf("the old one was lost: %v", r.types())
	}
}

func TestDestroyedMayComeBeforeTheAnswerToCreate(t *testing.T) {
	both(t, func(t *testing.T, a *aritest.Asterisk, o ari.Options) {
		phone := a.Phone("anna")
		r := dial(t, o)
		a.Die("channels.create", 1, 20)
		a.Late("channels.create", 1, 100*time.Millisecond)
		answered := make(chan error, 1)
		id := ari.NewChannelID()
		go func() {
			_, err := r.Create(r.ctx, ari.CreateRequest{Endpoint: phone.Endpoint(), ChannelID: id})
			answered <- err
		}()
		if e := await[*ari.ChannelDestroyed](t, r, 1); e.Channel.ID != id || e.Cause != 20 {
			t.Errorf("%+v", e)
		}
		select {
		case <-answered:
			t.Error("the answer came first")
		default:
		}
		if err := <-answered; err != nil {
			t.Errorf("create: %v", err)
		}
	})
}

func TestIDsWithOddCharactersStayOneSegment(t *testing.T) {
	var paths []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		paths = append(paths, r.URL.EscapedPath())
		w.WriteHeader(http.StatusNoContent)
	}))
	defer server.Close()
	c, err := ari.New(ari.Options{Application: "vonal-a", URL: server.URL + "/ari/"})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for id, want := range map[string]string{
		"2026/11/call+1": "/ari/recordings/live/2026%2F11%2Fcall%2B1/stop",
		"a b?c#d%e":      "/ari/recordings/live/a%20b%3Fc%23d%25e/stop",
		"é":              "/ari/recordings/live/%C3%A9/stop",
	} {
		paths = nil
		if err := c.LiveRecording(id).Stop(context.Background()); err != nil || paths[0] != want {
			t.Errorf("%q became %q, %v, want %q", id, paths, err, want)
		}
	}
	paths = nil
	if err := c.Channel("").Hangup(context.Background(), ""); !errors.Is(err, ari.ErrInvalid) || len(paths) != 0 {
		t.Errorf("an empty id: %v, sent %q", err, paths)
	}
}

func TestListsWithCommasTravelInTheBody(t *testing.T) {
	a := aritest.Start(t)
	a.PlayFor(time.Millisecond)
	r := dial(t, a.Options("vonal-a"))
	caller := a.Call(aritest.Inbound{To: "1", App: "vonal-a"})
	h := r.Channel(caller.ID())
	if err := h.Answer(r.ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Play(r.ctx, ari.NewPlaybackID(), "tone:350+440,250+100", "sound:beep"); err != nil {
		t.Fatal(err)
	}
	sent := a.Requests("channels.playWithId")[0]
	if got := sent.List["media"]; len(got) != 2 || got[0] != "tone:350+440,250+100" {
		t.Errorf("media %q", got)
	}
	long := strings.Repeat("x", 5000)
	if err := h.SetVariable(r.ctx, "LONG", long); err != nil || a.Variable(caller.ID(), "LONG") != long {
		t.Errorf("a long value: %v", err)
	}
}

func TestAnswerThatIsNotUnderstoodIsAnError(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte("<html>not Asterisk</html>"))
	}))
	defer server.Close()
	c, err := ari.New(ari.Options{Application: "vonal-a", URL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	var e *ari.Error
	if _, err := c.Info(context.Background()); !errors.As(err, &e) || e.Status != 200 || e.Op != "asterisk.getInfo" {
		t.Errorf("%v", err)
	}
}

func TestListenerThatNeverAcceptsHoldsARequestNoLongerThanItsLimit(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	o := ari.Options{Application: "vonal-a", URL: "http://" + l.Addr().String(), RequestTimeout: 100 * time.Millisecond}
	if _, err := ari.Dial(context.Background(), o); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
}

func TestErrorsTellWhatACallerMustKnow(t *testing.T) {
	a := aritest.Start(t)
	r := dial(t, a.Options("vonal-a"))
	all := []error{ari.ErrNotFound, ari.ErrConflict, ari.ErrNotInStasis, ari.ErrUnreachable, ari.ErrBooting,
		ari.ErrPrecondition, ari.ErrInvalid, ari.ErrTooLarge, ari.ErrUnauthorized, ari.ErrForbidden,
		ari.ErrNotSent, ari.ErrUnknownOutcome}
	for _, c := range []struct {
		status int
		text   string
		kinds  []error
	}{
		{404, "Channel not found", []error{ari.ErrNotFound}},
		{400, "Channel not found", []error{ari.ErrNotFound, ari.ErrInvalid}}, // what addChannel says
		{409, "Channel with given unique ID already exists", []error{ari.ErrConflict}},
		{409, "Channel not in Stasis application", []error{ari.ErrConflict, ari.ErrNotInStasis}},
		{422, "Channel not in Stasis application", []error{ari.ErrInvalid, ari.ErrNotInStasis}},
		{409, "Channel is not in the 'Down' state", []error{ari.ErrConflict}},
		{412, "Channel in invalid state", []error{ari.ErrPrecondition}},
		{500, "Allocation failed", []error{ari.ErrUnreachable}},
		{500, "something else", nil},
		{503, "Asterisk not booted", []error{ari.ErrBooting}},
		{413, "Request body too large", []error{ari.ErrTooLarge}},
		{401, "Authentication required", []error{ari.ErrUnauthorized}},
		{403, "Forbidden", []error{ari.ErrForbidden}},
	} {
		a.Refuse("channels.hangup", 1, c.status, c.text)
		err := r.Channel("x").Hangup(r.ctx, "")
		var e *ari.Error
		if !errors.As(err, &e) || e.Status != c.status || e.Message != c.text || e.Op != "channels.hangup" {
			t.Errorf("%d %s: %+v", c.status, c.text, err)
		}
		for _, kind := range all {
			if want := slices.Contains(c.kinds, kind); errors.Is(err, kind) != want {
				t.Errorf("%v is %v: %v", err, kind, !want)
			}
		}
	}
}
