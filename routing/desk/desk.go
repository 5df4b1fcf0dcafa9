package desk

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"vonal/internal/clock"
	"vonal/internal/fault"
	"vonal/routing"
)

// Config is what a desk is made of.
type Config struct {
	Name   string // this controller's instance name
	Store  Store
	Phones Phones
	Cards  Cards
	Roster Roster
	Watch  Watcher
	Clock  clock.Clock
	Log    *slog.Logger
	Policy routing.Policy
	// Line says what holds for a call from one number to another at a moment. nil
	// makes every number everybody's at any time.
	Line func(from, to string, at time.Time) routing.Line
	// Back is the call by which the caller of this one is called back: the same
	// whenever it is asked. ok is false where no call can leave the company.
	Back func(c routing.Call) (r routing.Requested, ok bool)
	// Forgotten recognises the Store's error that says it lost everything.
	Forgotten func(error) bool
}

// Desk runs calls. Its methods are safe for use by many goroutines.
type Desk struct {
	Config
	policy atomic.Pointer[routing.Policy]

	mu     sync.Mutex
	boxes  map[routing.CallID]*mailbox
	agents map[routing.AgentID]routing.Agent // as last seen
	timers map[routing.AgentID]func() bool
	left   map[routing.AgentID]bool // dismissed, phone to be removed after the call
	up     map[string]bool          // phones that Asterisk can reach, by endpoint
	came   map[string]time.Time     // of those: since when, where that was seen

	early []func(context.Context) // what was spawned before Run
	begin func(func(context.Context))

	rebuilding sync.Mutex
	pace       pace
	members    chan struct{} // holds one token while the fallback queue may be behind
	mirroring  sync.Mutex
	mirrored   []Member              // as the fallback queue was last told; nil if it must be told
	reporting  chan struct{}         // as many tokens as ended calls may be written side by side
	phonesDown atomic.Pointer[error] // why Asterisk cannot be used, or nil in it
	storeDown  atomic.Pointer[error]
	doubt      chan struct{} // holds one token while the store should be looked at
	work       sync.WaitGroup
}

// reportsAtOnce keeps a burst of ended calls from taking the processor away from
// those who call now.
const reportsAtOnce = 4

// New makes a desk. Nothing happens before Run, but facts are taken.
func New(c Config) *Desk {
	d := &Desk{
		Config: c,
		boxes:  map[routing.CallID]*mailbox{},
		agents: map[routing.AgentID]routing.Agent{},
		timers: map[routing.AgentID]func() bool{},
		left:   map[routing.AgentID]bool{},
		up:     map[string]bool{},
		came:   map[string]time.Time{},
		doubt:  make(chan struct{}, 1),

		members: make(chan struct{}, 1),

		reporting: make(chan struct{}, reportsAtOnce),
	}
	d.UsePolicy(c.Policy)
	d.begin = func(f func(context.Context)) { d.early = append(d.early, f) }
	d.PhonesDown(fault.New(fault.Unavailable, "desk", "Asterisk has not been reached yet"))
	d.storeIs(fault.New(fault.Unavailable, "desk", "Redis has not been reached yet"))
	return d
}

// Run works until ctx ends, then waits for what is under way to be left in a
// state from which another start goes on: calls stay in Asterisk and the Store.
func (d *Desk) Run(ctx context.Context) error {
	d.mu.Lock()
	d.begin = func(f func(context.Context)) { d.work.Go(func() { f(ctx) }) }
	for _, f := range d.early {
		d.begin(f)
	}
	d.early = nil
	d.begin(d.listen)
	d.begin(d.watchStore)
	d.begin(d.mirror)
	d.mu.Unlock()
	<-ctx.Done()
	d.mu.Lock()
	d.begin = func(func(context.Context)) {} // what would begin now is left to the next start
	d.mu.Unlock()
	d.work.Wait()
	d.stopTimers()
	return nil
}

// spawn runs f for as long as the desk runs; before Run it waits for it.
func (d *Desk) spawn(f func(context.Context)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.begin(f)
}

// UsePolicy makes p count: for agents from the next fact on, for calls from the
// next one on. A call keeps the numbers it began with, so that it replays.
func (d *Desk) UsePolicy(p routing.Policy) { d.policy.Store(&p) }

func (d *Desk) rules() routing.Policy { return *d.policy.Load() }

// now is the present as facts carry it: in milliseconds.
func (d *Desk) now() time.Time { return d.Clock.Now().Truncate(time.Millisecond) }

// Now is the present as the facts of this desk carry it.
func (d *Desk) Now() time.Time { return d.now() }

// Ready is nil while calls can be taken, and otherwise says why not.
func (d *Desk) Ready() error {
	if err := *d.storeDown.Load(); err != nil {
		return err
	}
	return *d.phonesDown.Load()
}

// Parts says why Asterisk, and why the store, cannot be used; nil where they can.
func (d *Desk) Parts() (phones, store error) { return *d.phonesDown.Load(), *d.storeDown.Load() }

// PhonesDown says that Asterisk cannot be used, and why. Resync ends it.
func (d *Desk) PhonesDown(err error) { d.phonesDown.Store(&err) }

func (d *Desk) storeIs(err error) { d.storeDown.Store(&err) }

// Fact puts a fact into the call's mailbox; it never blocks. A fact about a
// call this desk does not run is dropped, unless the call arrives with it.
func (d *Desk) Fact(id routing.CallID, ev routing.Event) {
	d.mu.Lock()
	b := d.boxes[id]
	if b == nil {
		if e, arrives := ev.(routing.Arrived); arrives {
			b = d.open(id, routing.Call{Desk: d.Name}, "")
			ev = d.arriving(e)
		}
	}
	d.mu.Unlock()
	if b != nil {
		b.put(ev)
	}
}

// open makes a call's mailbox; trace is what its record begins with or goes on
// with. The caller holds mu.
func (d *Desk) open(id routing.CallID, c routing.Call, trace string) *mailbox {
	b := newMailbox(d, c, trace)
	d.boxes[id] = b
	d.begin(b.run)
	return b
}

// Calls are the calls under way, oldest first; ended ones that are still to be
// written are left out.
func (d *Desk) Calls() []routing.Call {
	d.mu.Lock()
	defer d.mu.Unlock()
	var calls []routing.Call
	for _, b := range d.boxes {
		if c := b.seen(); c.Begun() && c.Phase != routing.Ended {
			calls = append(calls, c)
		}
	}
	sortByArrival(calls)
	return calls
}

// Call is one call, under way or ended and not yet written.
func (d *Desk) Call(id routing.CallID) (routing.Call, bool) {
	d.mu.Lock()
	b := d.boxes[id]
	d.mu.Unlock()
	if b == nil {
		return routing.Call{}, false
	}
	return b.seen(), true
}

// Trace is what has happened to a call so far, as routing prints it.
func (d *Desk) Trace(ctx context.Context, id routing.CallID) (string, error) {
	d.mu.Lock()
	b := d.boxes[id]
	d.mu.Unlock()
	if b != nil {
		if trace, whole := b.traced(); whole {
			return trace, nil
		}
	}
	return d.Store.Trace(ctx, id)
}

// HangUp ends a call: both legs.
func (d *Desk) HangUp(ctx context.Context, id routing.CallID) error {
	c, ok := d.Call(id)
	if !ok || c.Phase == routing.Ended {
		return fault.New(fault.Unknown, "desk.HangUp", "there is no such call under way")
	}
	if c.Direction == routing.Outbound && c.Phase != routing.Talking {
		return d.giveUp(ctx, c)
	}
	return d.Phones.HangUp(ctx, c)
}

// PauseRecording stops the recording of a conversation for a while, or goes on
// with it.
func (d *Desk) PauseRecording(ctx context.Context, id routing.CallID, paused bool) error {
	c, ok := d.Call(id)
	if !ok || c.Phase != routing.Talking {
		return fault.New(fault.Conflict, "desk.PauseRecording", "only a conversation under way is being recorded")
	}
	return d.Phones.PauseRecording(ctx, c, paused)
}

// Hold puts the customer of a conversation on hold, or takes them off it.
func (d *Desk) Hold(id routing.CallID, on bool) error {
	c, ok := d.Call(id)
	if !ok || c.Phase != routing.Talking || !c.Connected {
		return fault.New(fault.Conflict, "desk.Hold", "only the customer of a conversation under way can be put on hold")
	}
	if on {
		d.Fact(id, routing.PutOnHold{At: d.now()})
	} else {
		d.Fact(id, routing.TakenOffHold{At: d.now()})
	}
	return nil
}

// HandOver gives the caller of a conversation to another agent, or to whoever is
// next in the line. A Conflict where there is no such conversation, or the agent
// is not free now; Invalid for no such agent.
func (d *Desk) HandOver(id routing.CallID, to routing.AgentID) error {
	const op = "desk.HandOver"
	c, ok := d.Call(id)
	if !ok || c.Direction != routing.Inbound || c.Phase != routing.Talking || !c.Connected {
		return fault.New(fault.Conflict, op, "only the caller of a conversation under way can be handed over")
	}
	wanted := d.seen(to)
	switch {
	case to == "":
	case wanted.ID == "":
		return fault.New(fault.Invalid, op, "there is no agent %s", to).At("agent_id")
	case to == c.Agent || !wanted.Free(d.now()):
		return fault.New(fault.Conflict, op, "agent %s is not free now", to)
	}
	d.Fact(id, routing.HandedOver{At: d.now(), Leg: c.Leg, To: to})
	return nil
}

// forget drops the mailbox of a call that has been written.
func (d *Desk) forget(id routing.CallID) {
	d.mu.Lock()
	delete(d.boxes, id)
	d.mu.Unlock()
	d.Watch.CallGone(id)
}
