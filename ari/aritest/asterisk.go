package aritest

import (
	"log/slog"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"vonal/ari"
	"vonal/internal/clock"
)

// The account every client uses.
const (
	Username = "vonal"
	Password = "secret-of-the-scripted-asterisk"
)

// Version is what it says of itself.
const Version = "22.10.1+dfsg+~cs6.17.60671434-1"

// Settings change how it is made.
type Settings struct {
	Clock        clock.Clock   // default: the system's
	Sessions     int           // connections at once, default 100
	WriteTimeout time.Duration // patience with a client that does not read, default 3 s
	ClaimWithin  time.Duration // how long a call that is announced waits for a claim, default 500 ms
	SmallBuffers bool          // little room in the kernel, so that not reading shows soon
}

// Asterisk is a scripted one. All methods may be used by many goroutines.
type Asterisk struct {
	clock    clock.Clock
	settings Settings
	address  string

	mu         sync.Mutex
	server     *http.Server
	serving    sync.WaitGroup
	life       chan struct{} // closed when this life of it ends
	startedAt  time.Time
	booting    bool
	frozen     chan struct{} // not nil while frozen; closed at thaw
	skew       time.Duration
	open       int // connections
	apps       map[string]*app
	channels   map[ari.ChannelID]*channel
	bridges    map[ari.BridgeID]*bridge
	playbacks  map[ari.PlaybackID]*playback
	live       map[string]*recording
	stored     map[string]ari.StoredRecordingData
	phones     map[string]*Phone
	objects    map[string][]ari.ConfigTuple
	globals    map[string]string
	sockets    map[*socket]bool
	rules      []*rule
	requests   []Request
	serial     int
	chaos      *chaos
	recordings recordingFaults
	playLength time.Duration
	missing    map[string]bool // sounds that do not exist
}

// Start makes one that ends with the test.
func Start(t testing.TB, change ...func(*Settings)) *Asterisk {
	t.Helper()
	s := Settings{Clock: clock.System, Sessions: 100, WriteTimeout: 3 * time.Second, ClaimWithin: 500 * time.Millisecond}
	for _, c := range change {
		c(&s)
	}
	a := &Asterisk{
		clock: s.Clock, settings: s, playLength: 50 * time.Millisecond,
		phones: map[string]*Phone{}, objects: map[string][]ari.ConfigTuple{}, missing: map[string]bool{},
		stored: map[string]ari.StoredRecordingData{}, sockets: map[*socket]bool{},
	}
	a.empty()
	if err := a.listen("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.stop)
	return a
}

// empty is the state after a start: no channel, no bridge, no application.
func (a *Asterisk) empty() {
	a.startedAt = a.clock.Now().Truncate(time.Millisecond)
	a.life = make(chan struct{})
	a.apps = map[string]*app{}
	a.channels = map[ari.ChannelID]*channel{}
	a.bridges = map[ari.BridgeID]*bridge{}
	a.playbacks = map[ari.PlaybackID]*playback{}
	a.live = map[string]*recording{}
	a.globals = map[string]string{}
}

// URL is the address of the REST interface.
func (a *Asterisk) URL() string { return "http://" + a.address + "/ari" }

// Options are those of a client for app, with short waits for tests.
func (a *Asterisk) Options(app string) ari.Options {
	return ari.Options{
		Application: app, URL: a.URL(), Username: Username, Password: Password,
		BackoffMin: 5 * time.Millisecond, BackoffMax: 50 * time.Millisecond,
		HeartbeatInterval: time.Second, Logger: slog.New(slog.DiscardHandler),
	}
}

func (a *Asterisk) listen(address string) error {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	a.address = l.Addr().String()
	server := &http.Server{Handler: http.HandlerFunc(a.serve), ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)}
	a.mu.Lock()
	a.server = server
	a.mu.Unlock()
	a.serving.Go(func() { _ = server.Serve(&capped{Listener: l, a: a}) }) // ends with Close
	return nil
}

func (a *Asterisk) stop() {
	a.Thaw()
	a.shut()
	a.mu.Lock()
	for _, c := range a.channels {
		c.stopTimers()
	}
	a.mu.Unlock()
}

// shut ends the server and all connections and waits for both.
func (a *Asterisk) shut() {
	a.mu.Lock()
	server := a.server
	a.endLife()
	sockets := a.sockets
	a.sockets = map[*socket]bool{}
	a.mu.Unlock()
	for s := range sockets {
		s.cut()
	}
	_ = server.Close() // nobody is left to care
	a.serving.Wait()
}

// endLife lets nothing that was planned happen any more.
func (a *Asterisk) endLife() {
	select {
	case <-a.life:
	default:
		close(a.life)
	}
}

// now is the present by its own clock.
func (a *Asterisk) now() ari.DateTime {
	return ari.DateTime{Time: a.clock.Now().Add(a.skew)}
}

// after runs f with the state locked when d has passed, unless this life of it
// has ended by then.
func (a *Asterisk) after(d time.Duration, f func()) (stop func() bool) {
	life := a.life
	return a.clock.At(a.clock.Now().Add(d), func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		select {
		case <-life:
		default:
			f()
		}
	})
}

// capped closes connections beyond the session limit at once, as Asterisk
// does, without a word.
type capped struct {
	net.Listener
	a *Asterisk
}

func (l *capped) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if !l.a.admit() {
			conn.Close()
			continue
		}
		if tcp, ok := conn.(*net.TCPConn); ok && l.a.settings.SmallBuffers {
			_ = tcp.SetWriteBuffer(4096) // a wish
		}
		return &counted{Conn: conn, leave: l.a.leave}, nil
	}
}

func (a *Asterisk) admit() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.open >= a.settings.Sessions {
		return false
	}
	a.open++
	return true
}

func (a *Asterisk) leave() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.open--
}

type counted struct {
	net.Conn
	once  sync.Once
	leave func()
}

func (c *counted) Close() error {
	c.once.Do(c.leave)
	return c.Conn.Close()
}
