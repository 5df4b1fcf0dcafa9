package aritest_test

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"vonal/ari"
)

func connectionContract(t *testing.T, w world) {
	t.Run("LaterClientOfTheSameNameReplacesTheElder", func(t *testing.T) {
		elder := connect(t, w, "vonal-a")
		younger := connect(t, w, "vonal-a")
		if err := <-elder.ended; !errors.Is(err, ari.ErrReplaced) {
			t.Errorf("the elder ended with %v", err)
		}
		elder.ended <- nil
		await(t, elder, func(*ari.ApplicationReplaced) bool { return true })
		await(t, elder, func(e *ari.Disconnected) bool { return errors.Is(e.Err, ari.ErrReplaced) })
		is(t, elder.Channel("x").Hangup(elder.ctx, ""), ari.ErrReplaced, "a request of the elder")
		id, hangup := w.call(t, "vonal-a", "")
		younger.started(t, id)
		hangup()
		younger.nothingLeft(t)
	})

	t.Run("WhoWasAwayIsToldNothingTwiceAndMustAsk", func(t *testing.T) {
		watcher := connect(t, w, "else-w")
		first := connect(t, w, "vonal-a")
		stays, hangup := w.call(t, "vonal-a", "")
		leaves, hangupAway := w.call(t, "vonal-a", "")
		first.started(t, stays)
		first.started(t, leaves)
		// Gone without a good-bye: no subscription is taken back.
		first.stop(t)
		eventually(t, func() bool {
			late, hangupLate := w.call(t, "vonal-a", "")
			defer hangupLate()
			eventually(t, func() bool { p := watcher.place(t, late); return p == "fallback" || p == "stasis" }, "a place for the caller")
			return watcher.place(t, late) == "fallback"
		}, "new callers going elsewhere")
		if watcher.place(t, stays) == "" {
			t.Fatal("a caller who was inside was sent away")
		}
		hangupAway()
		eventually(t, func() bool { return watcher.place(t, leaves) == "" }, "the other caller's end")

		back := connect(t, w, "vonal-a")
		await(t, back, func(*ari.Connected) bool { return true })
		s, err := back.Snapshot(back.ctx)
		is(t, err, nil, "snapshot")
		found := false
		for _, c := range s.Channels {
			found = found || c.ID == stays
			if c.ID == leaves {
				t.Error("who left is in the snapshot")
			}
		}
		if !found || !s.Application.Has(stays) {
			t.Errorf("who stayed is not in the snapshot as ours: %+v", s.Application)
		}
		is(t, back.Channel(stays).Answer(back.ctx), nil, "answer who stayed")
		hangup()
		await(t, back, func(e *ari.StasisEnd) bool { return e.Channel.ID == stays })
		want(t, back.about(stays), "ChannelStateChange Up", "ChannelHangupRequest normal", "StasisEnd")
		// What was on its way when we came back may still arrive.
		if got := back.about(leaves); slices.ContainsFunc(got, func(l string) bool { return l != "StasisEnd" }) {
			t.Errorf("told of who left while we were away: %q", got)
		}
		back.nothingLeft(t)
	})
}

// freezeContract: a connection that stands but is dead must be noticed, as a
// controller that still believes in it leaves its callers in silence.
func freezeContract(t *testing.T, w world) {
	l := connect(t, w, "vonal-a", func(o *ari.Options) {
		o.PingInterval, o.ReadDeadline, o.RequestTimeout = 200*time.Millisecond, time.Second, 2*time.Second
	})
	id, hangup := w.call(t, "vonal-a", "")
	l.started(t, id)
	begin := time.Now()
	thaw := w.freeze(t)
	e := await(t, l, func(*ari.Disconnected) bool { return true })
	if !errors.Is(e.Err, ari.ErrSilent) || time.Since(begin) > 5*time.Second {
		t.Errorf("after %v: %v", time.Since(begin), e.Err)
	}
	err := l.Channel(id).Answer(l.ctx)
	if !errors.Is(err, ari.ErrUnknownOutcome) && !errors.Is(err, ari.ErrNotSent) {
		t.Errorf("a request meanwhile: %v", err)
	}
	thaw()
	first := await(t, l, func(*ari.Connected) bool { return true })
	again := await(t, l, func(e *ari.Connected) bool { return e != first })
	if again.Restarted {
		t.Error("an Asterisk that was only frozen counts as restarted")
	}
	if _, err := l.Channel(id).Data(l.ctx); err != nil {
		t.Errorf("the caller did not outlast it: %v", err)
	}
	hangup()
	l.nothingLeft(t)
}

// badFrameContract: what is no request is answered, and the socket stays open.
func badFrameContract(t *testing.T, w world) {
	o := w.options("else-raw")
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	account := base64.StdEncoding.EncodeToString([]byte(o.Username + ":" + o.Password))
	conn, _, err := websocket.Dial(ctx, "ws"+strings.TrimPrefix(o.URL, "http")+"/events?app=else-raw",
		&websocket.DialOptions{HTTPHeader: http.Header{"Authorization": {"Basic " + account}}})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.CloseNow()
	for _, c := range []struct {
		frame  string
		status int
	}{
		{`no JSON`, 400},
		{`{"type":"Nonsense"}`, 400},
		{`{"type":"RESTRequest","request_id":"1","transaction_id":"1","method":"GET","uri":"channels/nobody"}`, 404},
		{`{"type":"RESTRequest","request_id":"2","transaction_id":"2","method":"GET","uri":"asterisk/ping"}`, 200},
	} {
		if err := conn.Write(ctx, websocket.MessageText, []byte(c.frame)); err != nil {
			t.Fatal(err)
		}
		for answered := false; !answered; {
			_, frame, err := conn.Read(ctx)
			if err != nil {
				t.Fatalf("after %s: %v", c.frame, err)
			}
			r, isResponse := ari.DecodeEvent(frame).(*ari.RESTResponse)
			if answered = isResponse; isResponse && r.StatusCode != c.status {
				t.Errorf("%s: %d, want %d", c.frame, r.StatusCode, c.status)
			}
		}
	}
}

// manyContract: calls come in all at once, each is claimed, answered, bridged
// with a phone and ended, and nothing is left.
func manyContract(t *testing.T, w world) {
	const calls = 40
	l := connect(t, w, "vonal-a", func(o *ari.Options) { o.RequestTimeout = patience })
	var all sync.WaitGroup
	for range calls {
		id, hangup := w.call(t, "vonal-a", "")
		all.Go(func() {
			talk(t, l, id)
			hangup()
		})
	}
	all.Wait()
	l.nothingLeft(t)
	if s := l.Stats(); s.Disconnects != 0 || s.Malformed != 0 || s.UnknownTypes != 0 {
		t.Errorf("%+v", s)
	}
}

func talk(t *testing.T, l *listener, caller ari.ChannelID) {
	h, err := l.Create(l.ctx, ari.CreateRequest{Endpoint: answers, Originator: caller})
	if err != nil {
		t.Error(err)
		return
	}
	await(t, l, func(e *ari.StasisStart) bool { return e.Channel.ID == h.ID() })
	is(t, h.Dial(l.ctx, caller, 30*time.Second), nil, "dial")
	await(t, l, func(e *ari.ChannelStateChange) bool { return e.Channel.ID == h.ID() && e.Channel.State == "Up" })
	is(t, l.Channel(caller).Answer(l.ctx), nil, "answer")
	b, err := l.CreateBridge(l.ctx, ari.NewBridgeID(), "mixing", "")
	is(t, err, nil, "bridge")
	is(t, b.AddChannel(l.ctx, caller, h.ID()), nil, "add")
	await(t, l, func(e *ari.ChannelEnteredBridge) bool { return e.Channel.ID == caller })
	is(t, h.Hangup(l.ctx, ""), nil, "hang up")
	await(t, l, func(e *ari.ChannelDestroyed) bool { return e.Channel.ID == h.ID() })
	is(t, b.Delete(l.ctx), nil, "delete")
}

func restartContract(t *testing.T, w world) {
	l := connect(t, w, "vonal-a")
	before := await(t, l, func(*ari.Connected) bool { return true })
	id, _ := w.call(t, "vonal-a", "")
	l.started(t, id)
	w.restart(t)
	await(t, l, func(*ari.Disconnected) bool { return true })
	after := await(t, l, func(e *ari.Connected) bool { return e != before })
	if !after.Restarted || !after.StartedAt.After(before.StartedAt) || before.Restarted {
		t.Errorf("before %v %v, after %v %v", before.Restarted, before.StartedAt, after.Restarted, after.StartedAt)
	}
	l.nothingLeft(t)
	for _, label := range l.about(id) {
		if label == "StasisEnd" {
			t.Error("a restart told the end of a channel")
		}
	}
	if err := ari.CheckVersion(after.Info); err != nil {
		t.Error(err)
	}
}
