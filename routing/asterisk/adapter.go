package asterisk

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"vonal/ari"
	"vonal/internal/clock"
	"vonal/routing"
	"vonal/routing/desk"
)

// Desk is what the adapter tells of what happens in Asterisk.
type Desk interface {
	Fact(id routing.CallID, ev routing.Event)
	PhoneIs(ctx context.Context, endpoint string, up bool)
	Resync(ctx context.Context) error
	PhonesDown(err error)
	Ready() error
	Now() time.Time
}

// Config is what an adapter is made of.
type Config struct {
	Client *ari.Client // its Run is the caller's business
	Node   string      // the name of this Asterisk; see CallID
	Clock  clock.Clock
	Log    *slog.Logger
	// Trunk is the endpoint by which calls to customers leave; "" if none may.
	Trunk string
	// Members is told whom the native fallback queue may ring. It
	// returns when Asterisk would read them; nil is allowed.
	Members func([]desk.Member) error
	// Prompt is the recording of what callers are told in a language, as Asterisk
	// names its recordings, and whether it is there. nil is allowed: callers
	// are told nothing.
	Prompt func(language, what string) (recording string, ok bool)
	// Ended says when a caller's channel ended while nobody was looking; zero
	// if it is not known. nil is allowed.
	Ended func(channel routing.ChannelID) time.Time
}

// Adapter is one Asterisk. It is the desk.Phones of a desk, and tells that desk
// what happens.
type Adapter struct {
	Config
	ari  *ari.Client
	desk Desk
	work sync.WaitGroup

	mu        sync.Mutex
	callers   map[ari.ChannelID]routing.CallID
	names     map[ari.ChannelID]string        // Asterisk's own names of callers and legs
	rung      map[ari.ChannelID]bool          // legs that were said to ring
	answered  map[ari.ChannelID]bool          // legs that were said to be up
	awaited   map[ari.ChannelID]chan struct{} // channels whose StasisStart somebody waits for
	saying    map[routing.CallID]sentence     // what callers are being told
	asking    map[ari.ChannelID]bool          // legs whose owner is being asked to press a key
	phones    map[string]desk.Phone           // installed, by endpoint
	reachable map[string]bool                 // phones as last told of, by endpoint
	phoneQ    chan phoneNews

	mirroring sync.Mutex // held while the fallback queue's list is written and read
}

type phoneNews struct {
	endpoint string
	up       bool
}

var _ desk.Phones = (*Adapter)(nil)

// New makes an adapter. Nothing happens before Run.
func New(c Config) *Adapter {
	return &Adapter{
		Config:    c,
		ari:       c.Client,
		callers:   map[ari.ChannelID]routing.CallID{},
		names:     map[ari.ChannelID]string{},
		rung:      map[ari.ChannelID]bool{},
		answered:  map[ari.ChannelID]bool{},
		awaited:   map[ari.ChannelID]chan struct{}{},
		saying:    map[routing.CallID]sentence{},
		asking:    map[ari.ChannelID]bool{},
		phones:    map[string]desk.Phone{},
		reachable: map[string]bool{},
		phoneQ:    make(chan phoneNews, 1024),
	}
}

// Run tells d what happens in Asterisk until the client's events end or ctx
// does.
func (a *Adapter) Run(ctx context.Context, d Desk) error {
	a.desk = d
	defer a.work.Wait()
	a.work.Go(func() { a.followPhones(ctx) })
	for {
		select {
		case <-ctx.Done():
			return nil
		case ev, open := <-a.ari.Events():
			if !open {
				return nil
			}
			a.handle(ctx, ev)
		}
	}
}

// handle takes one event. Only a Resync may keep it waiting: until it is done,
// what happens waits in the client's queue, in order.
func (a *Adapter) handle(ctx context.Context, ev ari.Event) {
	switch e := ev.(type) {
	case *ari.Connected:
		a.resync(ctx)
	case *ari.Disconnected:
		a.desk.PhonesDown(unreachable(e.Err))
	case *ari.CallBroadcast:
		a.claim(ctx, e)
	case *ari.DeviceStateChanged:
		a.deviceChanged(e)
	default:
		a.translate(ev)
	}
}

// resync repeats the desk's Resync until it succeeds.
func (a *Adapter) resync(ctx context.Context) {
	for pause := 100 * time.Millisecond; ctx.Err() == nil; pause = min(2*pause, 2*time.Second) {
		err := a.desk.Resync(ctx)
		if err == nil {
			a.Log.Info("in line with Asterisk", "node", a.Node)
			return
		}
		a.desk.PhonesDown(err)
		a.Log.Warn("cannot come in line with Asterisk yet", "again_in", pause, "error", err)
		woken := make(chan struct{})
		stop := a.Clock.At(a.Clock.Now().Add(pause), func() { close(woken) })
		select {
		case <-woken:
		case <-ctx.Done():
		}
		stop()
	}
}

// claim takes a call that Asterisk offers to every controller. A controller
// that cannot take calls lets it go to another, or to the fallback queue.
func (a *Adapter) claim(ctx context.Context, e *ari.CallBroadcast) {
	if err := a.desk.Ready(); err != nil {
		a.Log.Warn("a call was left to others", "channel", e.Channel.ID, "reason", err)
		return
	}
	a.work.Go(func() {
		err := a.ari.Claim(ctx, e.Channel.ID)
		if err != nil && !done(err) && ctx.Err() == nil {
			a.Log.Warn("a call could not be claimed", "channel", e.Channel.ID, "error", err)
		}
	})
}
