package aritest

import (
	"math/rand/v2"
	"slices"
	"time"

	"vonal/ari"
)

// Chaos is what happens to events on their way. The same Seed gives the same
// decisions for the same events.
type Chaos struct {
	Seed      uint64
	Drop      float64 // chance that an event is lost
	Duplicate float64 // chance that it comes twice
	// Window: events that come within it are put into any order; those of one
	// channel or bridge keep theirs unless Causeless is set.
	Window    time.Duration
	Causeless bool
	// Spare are event types that nothing happens to. Heartbeats are always
	// spared.
	Spare []string
}

type chaos struct {
	Chaos
	rng     *rand.Rand
	waiting map[*socket][]held
}

type held struct {
	event ari.Event
	frame []byte
}

// Chaos begins, changes or, with the zero value, ends.
func (a *Asterisk) Chaos(c Chaos) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.release()
	a.chaos = nil
	if c.Drop > 0 || c.Duplicate > 0 || c.Window > 0 {
		a.chaos = &chaos{Chaos: c, rng: rand.New(rand.NewPCG(c.Seed, 1)), waiting: map[*socket][]held{}}
	}
}

// deliver puts the frame on its way.
func (a *Asterisk) deliver(s *socket, event ari.Event, frame []byte) {
	c := a.chaos
	if _, heartbeat := event.(*ari.ChannelUserevent); c == nil || heartbeat || slices.Contains(c.Spare, event.EventType()) {
		s.queue(frame)
		return
	}
	if c.rng.Float64() < c.Drop {
		return
	}
	copies := 1
	if c.rng.Float64() < c.Duplicate {
		copies = 2
	}
	for range copies {
		if c.Window == 0 {
			s.queue(frame)
			continue
		}
		if len(c.waiting) == 0 {
			a.after(c.Window, a.release)
		}
		c.waiting[s] = append(c.waiting[s], held{event, frame})
	}
}

// release lets go of what waits, in an order of the dice's choice.
func (a *Asterisk) release() {
	if a.chaos == nil {
		return
	}
	c := a.chaos
	for s, waiting := range c.waiting {
		for len(waiting) > 0 {
			i := c.rng.IntN(len(waiting))
			if !c.Causeless {
				i = slices.IndexFunc(waiting, func(h held) bool { return related(h.event, waiting[i].event) })
			}
			s.queue(waiting[i].frame)
			waiting = slices.Delete(waiting, i, i+1)
		}
	}
	clear(c.waiting)
}

// eitherOrder does two things whose events Asterisk tells in no fixed order:
// as written, or with a Chaos as the dice say.
func (a *Asterisk) eitherOrder(first, second func()) {
	if a.chaos != nil && a.chaos.rng.IntN(2) == 1 {
		first, second = second, first
	}
	first()
	second()
}

// related reports whether two events are about the same channel or bridge, or
// are the same event.
func related(a, b ari.Event) bool {
	if a == b {
		return true
	}
	for _, id := range ari.ChannelsOf(a) {
		if slices.Contains(ari.ChannelsOf(b), id) {
			return true
		}
	}
	for _, id := range ari.BridgesOf(a) {
		if slices.Contains(ari.BridgesOf(b), id) {
			return true
		}
	}
	return false
}
