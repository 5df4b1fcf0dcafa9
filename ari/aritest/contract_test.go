package aritest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"vonal/ari"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const patience = 10 * time.Second

// world is an Asterisk and what surrounds it. The contract holds for the
// scripted one and for the real one.
type world interface {
	options(app string) ari.Options
	// call lets a call come in that enters app, or, when pattern is not
	// empty, is announced to the applications that match.
	call(t *testing.T, app, pattern string) (id ari.ChannelID, hangup func())
	restart(t *testing.T)
	// freeze stops it from answering until thaw is called; its connections stay.
	freeze(t *testing.T) (thaw func())
	// phone makes a desk phone that Asterisk knows as PJSIP/name; it has not
	// registered, and does nothing by itself.
	phone(t *testing.T, name string) phone
}

// Phones both worlds have. None of them answers before it has rung for a while.
const (
	answers = "Local/answers@contract"
	rings   = "Local/rings@contract"
	busy    = "Local/busy@contract"
	nobody  = "PJSIP/nobody"
)

// contract runs everything against a world, over both transports.
func contract(t *testing.T, w world) {
	for _, transport := range []ari.Transport{ari.HTTPPool, ari.Websocket} {
		t.Run(string(transport), func(t *testing.T) {
			over := carried{w, transport}
			t.Run("entry", func(t *testing.T) { entryContract(t, over) })
			t.Run("legs", func(t *testing.T) { legContract(t, over) })
			t.Run("phones", func(t *testing.T) { phoneContract(t, over) })
			t.Run("bridges", func(t *testing.T) { bridgeContract(t, over) })
			t.Run("media", func(t *testing.T) { mediaContract(t, over) })
			t.Run("requests", func(t *testing.T) { requestContract(t, over) })
			t.Run("connection", func(t *testing.T) { connectionContract(t, over) })
		})
	}
	t.Run("BadFramesAreAnsweredAndTheSocketStaysOpen", func(t *testing.T) { badFrameContract(t, w) })
	t.Run("ManyCallsAtOnceLeaveNothing", func(t *testing.T) { manyContract(t, w) })
	t.Run("FrozenAsteriskIsGivenUpAndFoundAgain", func(t *testing.T) { freezeContract(t, w) })
	t.Run("RestartedAsteriskIsToldApart", func(t *testing.T) { restartContract(t, w) })
}

// carried is a world whose clients use one transport.
type carried struct {
	world
	transport ari.Transport
}

func (w carried) options(app string) ari.Options {
	o := w.world.options(app)
	o.Transport = w.transport
	return o
}

// listener is a connected client and what it has heard so far.
type listener struct {
	*ari.Client
	ctx context.Context
	end func() // ends the client and waits

	mu    sync.Mutex
	heard []ari.Event
	more  chan struct{}
	ended chan error
}

// connect dials, runs and listens until the test ends, and checks that the
// test leaves neither channel nor bridge behind.
func connect(t *testing.T, w world, app string, change ...func(*ari.Options)) *listener {
	t.Helper()
	o := w.options(app)
	for _, c := range change {
		c(&o)
	}
	ctx, cancel := context.WithCancel(context.Background())
	c, err := ari.Dial(ctx, o)
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	l := &listener{Client: c, ctx: ctx, more: make(chan struct{}), ended: make(chan error, 1)}
	var running sync.WaitGroup
	running.Go(func() { l.ended <- c.Run(ctx) })
	running.Go(func() {
		for e := range c.Events() {
			l.mu.Lock()
			l.heard = append(l.heard, e)
			close(l.more)
			l.more = make(chan struct{})
			l.mu.Unlock()
		}
	})
	l.end = func() {
		cancel()
		running.Wait()
	}
	t.Cleanup(l.end)
	return l
}

// stop ends the client before the test does.
func (l *listener) stop(t *testing.T) {
	t.Helper()
	l.end()
}

// await returns the first event heard so far or later that fits.
func await[E ari.Event](t *testing.T, l *listener, fits func(E) bool) E {
	t.Helper()
	limit := time.NewTimer(patience)
	defer limit.Stop()
	for next := 0; ; {
		l.mu.Lock()
		heard, more := l.heard, l.more
		l.mu.Unlock()
		for ; next < len(heard); next++ {
			if e, ok := heard[next].(E); ok && fits(e) {
				return e
			}
		}
		select {
		case <-more:
		case <-limit.C:
			var want E
			t.Fatalf("no %T; heard:\n%s", want, strings.Join(labels(heard), "\n"))
		}
	}
}

// started waits until a channel is in the application.
func (l *listener) started(t *testing.T, id ari.ChannelID) *ari.StasisStart {
	t.Helper()
	return await(t, l, func(e *ari.StasisStart) bool { return e.Channel.ID == id })
}

// about are the labels of everything heard about a channel, in order.
func (l *listener) about(id ari.ChannelID) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var events []ari.Event
	for _, e := range l.heard {
		for _, about := range ari.ChannelsOf(e) {
			if about == id {
				events = append(events, e)
				break
			}
		}
	}
	return labels(events)
}

func labels(events []ari.Event) []string {
	out := make([]string, len(events))
	for i, e := range events {
		out[i] = e.EventType()
		switch e := e.(type) {
		case *ari.DialEvent:
			out[i] += " " + e.DialStatus
		case *ari.ChannelStateChange:
			out[i] += " " + e.Channel.State
		case *ari.ChannelHangupRequest:
			// A phone's BYE has no cause by itself, a Local channel's end has.
			if out[i] += fmt.Sprintf(" %d soft=%v", e.Cause, e.Soft); !e.Soft && (e.Cause == 0 || e.Cause == 16) {
				out[i] = "ChannelHangupRequest normal"
			}
		case *ari.ChannelDestroyed:
			out[i] += fmt.Sprintf(" %d", e.Cause)
		case *ari.StasisStart:
			out[i] += " " + strings.Join(e.Args, ",")
		case *ari.Disconnected:
			out[i] += fmt.Sprint(" ", e.Err)
		}
	}
	return out
}

// place is where a channel's dialplan is, "" when the channel is gone.
func (l *listener) place(t *testing.T, id ari.ChannelID) string {
	t.Helper()
	d, err := l.Channel(id).Data(l.ctx)
	if errors.Is(err, ari.ErrNotFound) {
		return ""
	}
	if err != nil {
		t.Fatal(err)
	}
	return d.Dialplan.Exten
}

// eventually waits until fact holds.
func eventually(t *testing.T, fact func() bool, awaited string) {
	t.Helper()
	limit := time.NewTimer(patience)
	defer limit.Stop()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !fact() {
		select {
		case <-tick.C:
		case <-limit.C:
			t.Fatalf("never came: %s", awaited)
		}
	}
}

// nothingLeft is the end of every test that made channels or bridges.
func (l *listener) nothingLeft(t *testing.T) {
	t.Helper()
	var s ari.Snapshot
	eventually(t, func() bool {
		var err error
		if s, err = l.Snapshot(l.ctx); err != nil {
			t.Fatal(err)
		}
		return len(s.Channels) == 0 && len(s.Bridges) == 0
	}, "an Asterisk without channels and bridges")
}

// is fails the test unless err is of the kind wanted; nil wants success.
func is(t *testing.T, err, want error, doing string) {
	t.Helper()
	if want == nil && err != nil || !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", doing, err, want)
	}
}

// status sends a request of its own making and returns the status; 0 if the
// connection was closed over it.
func status(t *testing.T, o ari.Options, method, path string, body io.Reader) int {
	t.Helper()
	r, err := http.NewRequest(method, o.URL+path, body)
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth(o.Username, o.Password)
	r.Header.Set("Content-Type", "application/json")
	r.Close = true
	resp, err := http.DefaultClient.Do(r)
	if errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET) {
		return 0
	}
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.StatusCode
}
