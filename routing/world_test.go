package routing_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"vonal/routing"
)

// rules are what the model plays with: the real ones, or ones with a fault.
type rules struct {
	step  func(routing.Call, routing.Event, routing.Policy) (routing.Call, []routing.Command)
	after func(routing.Agent, routing.AgentEvent, routing.Policy) (routing.Agent, error)
	rank  func([]routing.Agent, routing.Call, routing.Policy, time.Time) routing.Ranking
}

var realRules = rules{routing.Step, routing.Agent.After, routing.Rank}

// world is everything around the rules, very small: telephones, agents, a desk
// whose facts come late, twice and out of order, and whose process may die.
type world struct {
	rules
	rng    *rand.Rand
	now    time.Time
	policy routing.Policy
	agents []routing.Agent
	calls  []*played
	fresh  map[routing.AgentID]bool // as lua/common.lua keeps it
	died   bool                     // the desk has been dead once
	lapsed bool                     // a claim's lease ran out while the desk was dead
	broken string                   // the first promise that did not hold
	log    *story                   // nil unless somebody reads it
	record func(i int, before routing.Call, ev routing.Event, after routing.Call, cmds []routing.Command)
	forget func(i int) // the last fact of a call was not saved when the desk died
}

// played is one call as it really is, and as the desk knows it.
type played struct {
	state    routing.Call
	saved    routing.Call // as it stands in the store if the desk dies now, at the worst
	unsaved  bool         // that is one fact behind
	caller   bool         // the caller's leg is up
	welcomed bool
	music    bool  // the caller hears it
	legs     []leg // by number; 0 unused
	joined   routing.LegNo
	heard    bool // two parties have been in the bridge
	recorded bool
	lease    time.Time // when Asterisk takes the caller from us

	out      bool             // a call we make
	backFor  routing.CallID   // the call whose caller is called back by it
	customer routing.LegState // of a call we make: their leg, "" when it is not, or no more
	dialled  bool             // their leg has been made
	until    time.Time        // when its dial gives up
	ringback bool             // the agent hears that it rings

	flights []flight // facts on their way, oldest first
	todo    []task   // commands not carried out
	inLine  bool
	asks    bool     // owed somebody who has become free
	reach   []string // whom it looks for
	place   routing.Place
	sentDue time.Time // the deadline that has been told of
	failed  bool      // the last search failed
	misled  bool      // the result of an old search came again
	reports int
	offers  map[routing.AgentID]int // offers that were not withdrawn
}

type leg struct {
	agent routing.AgentID
	state routing.LegState // "" when it is not, or no more
	rang  bool
	told  time.Time // when the desk first heard that it rings
	until time.Time // when the dial gives up
}

type flight struct {
	ev      routing.Event
	copies  int
	ordered bool // nothing may overtake it, and it overtakes nothing
	search  bool // the result of a search: these keep their order
}

type task struct {
	lane int
	cmd  routing.Command
}

// story is what is told of a schedule that broke a promise.
type story struct{ strings.Builder }

var midnight = time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)

func newWorld(r rules, seed uint64) *world {
	w := &world{rules: r, rng: rand.New(rand.NewPCG(seed, 0)), now: midnight.Add(10 * time.Hour), policy: routing.DefaultPolicy, fresh: map[routing.AgentID]bool{}}
	names := [...]routing.AgentID{"anna", "boris", "clara"}
	for i := range 1 + w.rng.IntN(len(names)) {
		a := routing.Agent{ID: names[i], Level: routing.Level(w.rng.IntN(3)), Teams: [...]string{"", "sales", "help sales"}[w.rng.IntN(3)], Phones: w.phones()}
		a = w.told(a, routing.PhoneCame{At: w.now})
		a = w.told(a, routing.ShiftBegan{At: w.now.Add(-time.Duration(i) * time.Second)})
		w.agents = append(w.agents, a)
	}
	for range 1 + w.rng.IntN(3) {
		w.calls = append(w.calls, &played{legs: make([]leg, 1, 8), out: w.chance(35)})
	}
	return w
}

func (w *world) told(a routing.Agent, ev routing.AgentEvent) routing.Agent {
	b, _ := w.after(a, ev, w.policy)
	return b
}

func (w *world) fail(format string, args ...any) {
	if w.broken == "" {
		w.broken = fmt.Sprintf(format, args...)
	}
}

func (w *world) chance(percent int) bool { return w.rng.IntN(100) < percent }

func (w *world) say(format string, args ...any) {
	if w.log != nil {
		fmt.Fprintf(w.log, "%s "+format+"\n", append([]any{w.now.Format("15:04:05.000")}, args...)...)
	}
}

// play goes through a schedule of so many random happenings and then lets the
// world come to its end, looking at the promises all the way.
func (w *world) play(happenings int) {
	if w.chance(25) {
		w.converse(0)
	}
	for range happenings {
		w.now = w.now.Add(time.Duration(w.rng.IntN(50)) * time.Millisecond)
		w.deadlines()
		switch n := w.rng.IntN(100); {
		case n < 40:
			w.deliverOne()
		case n < 65:
			w.performOne()
		case n < 86:
			w.nature()
		case n < 92:
			w.press()
		case n < 95:
			w.settle()
			w.agree()
			w.idle()
		case n < 98:
			w.reconnect()
		default:
			w.crash()
		}
		if w.broken != "" {
			return
		}
	}
	w.finish()
}

// converse begins with an agent who has answered, where the call comes to that:
// by chance alone few do.
func (w *world) converse(i int) {
	c := w.calls[i]
	if c.out {
		w.requests(i)
	} else {
		w.arrives(i)
	}
	w.settle()
	for n := range c.legs {
		if l := &c.legs[n]; l.state == routing.LegDialled {
			l.state = routing.LegUp
			w.tell(i, routing.LegAnswered{At: w.now, Leg: routing.LegNo(n)})
			w.settle()
		}
	}
}

// finish has every caller leave, and waits until nothing more will happen.
func (w *world) finish() {
	w.settle()
	w.agree()
	for w.chance(40) {
		w.idle()
		w.settle()
		w.agree()
	}
	for i := 0; i < len(w.calls); i++ { // there may be more of them on the way
		c := w.calls[i]
		if c.caller || c.customer != "" {
			w.callerLeaves(i)
			w.settle()
		}
	}
	for range 20 {
		w.spokenTo()
		w.settle()
		if w.broken != "" || !w.idle() {
			break
		}
	}
	w.agree()
	w.over()
}

// spokenTo ends the calls back that wait: their customers were spoken to
// meanwhile.
func (w *world) spokenTo() {
	for i, c := range w.calls {
		if c.backFor != "" && c.state.Phase == routing.Waiting {
			w.tell(i, routing.CallerGone{At: w.now})
		}
	}
}

// settle delivers and carries out all that is under way; time nearly stands.
func (w *world) settle() {
	for range 1000 {
		w.deadlines()
		if w.broken != "" || !w.deliverFirst() && !w.performFirst() {
			return
		}
		w.now = w.now.Add(time.Millisecond)
	}
	w.fail("the calls never come to rest")
}

// idle moves on to the next moment at which something is due by itself.
func (w *world) idle() bool {
	var next time.Time
	look := func(t time.Time) {
		if t.After(w.now) && (next.IsZero() || t.Before(next)) {
			next = t
		}
	}
	for i := range w.agents {
		look(w.agents[i].Until)
	}
	for _, c := range w.calls {
		look(c.state.Due)
		if c.customer == routing.LegDialled || c.customer == routing.LegRings {
			look(c.until)
		}
		for _, l := range c.legs {
			if l.state == routing.LegDialled || l.state == routing.LegRings {
				look(l.until)
			}
		}
	}
	if next.IsZero() {
		return false
	}
	w.now = next
	w.deadlines()
	return true
}

// deadlines lets happen what is due by now: the desk's clock, the dials' own
// timeouts, and the leases of callers.
func (w *world) deadlines() {
	for i, c := range w.calls {
		if due := c.state.Due; !due.IsZero() && !due.After(w.now) && !due.Equal(c.sentDue) {
			c.sentDue = due
			w.tell(i, routing.Due{At: w.now})
		}
		w.dialsEnd(i)
		if c.caller && !c.lease.IsZero() && c.lease.Before(w.now) {
			w.fail("call %d: the caller's lease ran out under a living desk", i)
		}
	}
	w.rest()
}

func (w *world) dialsEnd(i int) {
	c := w.calls[i]
	if (c.customer == routing.LegDialled || c.customer == routing.LegRings) && !c.until.After(w.now) {
		w.customerEnds(i, routing.NoAnswer)
	}
	for n := range c.legs {
		l := &c.legs[n]
		if (l.state == routing.LegDialled || l.state == routing.LegRings) && !l.until.After(w.now) {
			w.legEnds(i, routing.LegNo(n), routing.NoAnswer)
		}
	}
}

func (w *world) rest() {
	for i := range w.agents {
		if u := w.agents[i].Until; !u.IsZero() && !u.After(w.now) {
			w.tellAgent(w.agents[i].ID, routing.Rested{At: w.now})
		}
	}
}

// tell sends a fact on its way to the call's mailbox.
func (w *world) tell(i int, ev routing.Event) {
	c := w.calls[i]
	f := flight{ev: ev}
	switch ev.(type) {
	case routing.Arrived, routing.Requested, routing.Resynced:
		f.ordered = true
	case routing.Claimed, routing.NobodyFree, routing.SearchFailed:
		f.search = true
	}
	c.flights = append(c.flights, f)
}

func (w *world) deliverFirst() bool {
	for i, c := range w.calls {
		if len(c.flights) > 0 {
			w.deliver(i, 0)
			return true
		}
	}
	return false
}

// deliverOne has one of the facts under way arrive, mostly the oldest; it may
// come again later.
func (w *world) deliverOne() {
	i := w.rng.IntN(len(w.calls))
	c := w.calls[i]
	if len(c.flights) == 0 {
		return
	}
	n := 0
	if w.chance(35) {
		n = w.rng.IntN(len(c.flights))
		for k := range n {
			if c.flights[k].ordered || c.flights[n].ordered || c.flights[k].search && c.flights[n].search {
				n = k
				break
			}
		}
	}
	w.deliver(i, n)
}

func (w *world) deliver(i, n int) {
	c := w.calls[i]
	f := c.flights[n]
	c.flights = slices.Delete(c.flights, n, n+1)
	before := c.state
	after, cmds := w.step(before, f.ev, w.policy)
	if w.log != nil {
		w.say("call %d: %s\n    %s", i, routing.FormatFact(midnight, f.ev), routing.FormatCommands(cmds))
	}
	if w.record != nil {
		w.record(i, before, f.ev, after, cmds)
	}
	w.judge(i, before, f.ev, after, cmds)
	c.state, c.sentDue = after, time.Time{}
	_, claimed := f.ev.(routing.Claimed) // the phone is rung while that is being saved
	c.saved, c.unsaved = before, claimed && before.Phase == routing.Waiting && after.Phase == routing.Ringing
	w.keepLine(c, after)
	for _, cmd := range cmds {
		c.todo = append(c.todo, task{laneOf(cmd), cmd})
	}
	if f.copies < 2 && w.chance(12) && !f.ordered && (!f.search || after.Leg > before.Leg) {
		f.copies++
		c.flights = append(c.flights, f) // it comes again, whenever
	}
}
