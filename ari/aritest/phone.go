package aritest

import (
	"strings"
	"testing"
	"time"

	"vonal/ari"
)

// Phone is a desk phone or trunk that can be dialled. A new one is registered
// and rings at once when dialled; what follows is up to the test.
type Phone struct {
	a          *Asterisk
	endpoint   string
	registered bool
	deleted    bool
	behaviour  Behaviour
	leg        *channel // the latest, nil when it has ended
	answered   func()   // what an originate does on answer
	device     string   // its state as last told to who follows the device
	past       []Moment
	noted      chan struct{} // closed and replaced with every moment
}

// Behaviour is what a phone does by itself when dialled. Delays count from the
// dialling; below nought: never.
type Behaviour struct {
	RingAfter   time.Duration // default: at once
	AnswerAfter time.Duration // 0: not by itself
	RefuseAfter time.Duration // 0: not by itself
	Cause       int           // of the refusal, default 17, busy
}

// What happens to a phone.
const (
	Dialled   = "dialled"
	Rang      = "rang"
	Answered  = "answered"
	Refused   = "refused"
	Cancelled = "cancelled" // hung up by a request, or its dial timed out
	HungUp    = "hung up"   // by itself
)

// Moment is one thing that happened to a phone.
type Moment struct {
	What  string
	At    time.Time // by the machine's clock of the test
	Leg   ari.ChannelID
	Cause int
}

// phoneOf is the phone an endpoint means: PJSIP/anna/sip:… is anna's, and
// PJSIP/+36301234567@trunk goes to the trunk.
func phoneOf(endpoint string) string {
	tech, rest, _ := strings.Cut(endpoint, "/")
	if tech == "Local" {
		return endpoint
	}
	resource, _, _ := strings.Cut(rest, "/")
	if _, trunk, both := strings.Cut(resource, "@"); both {
		resource = trunk
	}
	return tech + "/" + resource
}

// Phone returns the phone of a name ("anna" is "PJSIP/anna") and makes it if
// there is none.
func (a *Asterisk) Phone(name string) *Phone {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.phone(name)
}

func (a *Asterisk) phone(name string) *Phone {
	if !strings.Contains(name, "/") {
		name = "PJSIP/" + name
	}
	p := a.phones[name]
	if p == nil {
		p = &Phone{a: a, endpoint: name, registered: true, noted: make(chan struct{})}
		a.phones[name] = p
	}
	return p
}

// Endpoint is the phone's name for a request.
func (p *Phone) Endpoint() string { return p.endpoint }

// Behave sets what the phone does by itself from its next call on.
func (p *Phone) Behave(b Behaviour) *Phone {
	p.a.mu.Lock()
	defer p.a.mu.Unlock()
	p.behaviour = b
	return p
}

// Register gives the phone a contact and tells so.
func (p *Phone) Register() { p.setRegistered(true) }

// Unregister takes the contact away: the phone cannot be dialled any more. A
// call it has goes on.
func (p *Phone) Unregister() { p.setRegistered(false) }

// Remove makes Asterisk forget the phone.
func (p *Phone) Remove() {
	p.Unregister()
	p.a.mu.Lock()
	defer p.a.mu.Unlock()
	delete(p.a.phones, p.endpoint)
}

func (p *Phone) setRegistered(yes bool) {
	p.a.mu.Lock()
	defer p.a.mu.Unlock()
	if p.registered == yes {
		return
	}
	p.registered = yes
	status := "Reachable"
	peer := ari.Peer{PeerStatus: "Reachable"}
	if !yes {
		status, peer.PeerStatus = "Removed", "Unreachable"
	}
	endpoint := p.data()
	aor := endpoint.Resource
	sources := []string{"endpoint:" + p.endpoint, "endpoint:" + technology(p.endpoint)}
	p.a.tell(&ari.ContactStatusChange{Endpoint: endpoint, ContactInfo: ari.ContactInfo{
		AOR: aor, ContactStatus: status, URI: "sip:" + aor + "@192.0.2.7:5060",
	}}, sources...)
	p.tellDevice()
	p.tellState()
	p.a.tell(&ari.PeerStatusChange{Endpoint: endpoint, Peer: peer}, sources...)
}

// tellState is told when the phone comes, goes or ends a call.
func (p *Phone) tellState() {
	p.a.tell(&ari.EndpointStateChange{Endpoint: p.data()}, "endpoint:"+p.endpoint, "endpoint:"+technology(p.endpoint))
}

func (p *Phone) data() ari.EndpointData {
	tech, resource, _ := strings.Cut(p.endpoint, "/")
	d := ari.EndpointData{Technology: tech, Resource: resource, State: ari.EndpointStateOffline, ChannelIDs: []ari.ChannelID{}}
	if p.registered {
		d.State = ari.EndpointStateOnline
	}
	for _, c := range p.a.channels {
		if c.endpoint == p.endpoint {
			d.ChannelIDs = append(d.ChannelIDs, c.data.ID)
		}
	}
	return d
}

// ringPhone dials the phone of an outgoing leg.
func (a *Asterisk) ringPhone(c *channel, timeout time.Duration) {
	p := c.phone
	c.dialled = true
	p.leg = c
	p.note(Dialled, c, 0)
	a.tell(&ari.DialEvent{Peer: c.shown(), DialString: strings.TrimPrefix(p.endpoint, technology(p.endpoint)+"/")})
	if timeout > 0 {
		c.dialStop = a.after(timeout, func() {
			if c.data.State != ari.ChannelStateUp && c.place != Gone {
				p.note(Cancelled, c, 19)
				a.end(c, 19, true)
			}
		})
	}
	b := p.behaviour
	soon := func(d time.Duration, f func()) {
		if d == 0 {
			f()
		} else {
			c.timers = append(c.timers, a.after(d, f))
		}
	}
	if b.RingAfter >= 0 {
		soon(b.RingAfter, func() { p.ring(c) })
	}
	if b.AnswerAfter > 0 {
		soon(b.AnswerAfter, func() { p.answer(c) })
	}
	if b.RefuseAfter > 0 {
		cause := b.Cause
		if cause == 0 {
			cause = 17
		}
		soon(b.RefuseAfter, func() { p.refuse(c, cause) })
	}
}

func (p *Phone) ring(c *channel) {
	if c.place == Gone || c.data.State != ari.ChannelStateDown {
		return
	}
	p.note(Rang, c, 0)
	p.a.eitherOrder(
		func() { p.a.setState(c, ari.ChannelStateRinging) },
		func() { p.a.tell(&ari.DialEvent{Peer: c.shown(), DialStatus: "RINGING"}) })
}

func (p *Phone) answer(c *channel) {
	if c.place == Gone || c.data.State == ari.ChannelStateUp {
		return
	}
	p.note(Answered, c, 0)
	if c.dialStop != nil {
		c.dialStop()
		c.dialStop = nil
	}
	p.a.setState(c, ari.ChannelStateUp)
	p.a.tell(&ari.DialEvent{Peer: c.shown(), DialStatus: "ANSWER"})
	if p.answered != nil {
		p.answered()
	}
}

func (p *Phone) refuse(c *channel, cause int) {
	if c.place == Gone || c.data.State == ari.ChannelStateUp {
		return
	}
	p.note(Refused, c, cause)
	p.a.end(c, cause, false)
}

func (p *Phone) note(what string, c *channel, cause int) {
	p.past = append(p.past, Moment{What: what, At: p.a.clock.Now(), Leg: c.data.ID, Cause: cause})
	close(p.noted)
	p.noted = make(chan struct{})
}

// do runs f on the present leg; false if there is none.
func (p *Phone) do(f func(*channel)) bool {
	p.a.mu.Lock()
	defer p.a.mu.Unlock()
	if p.leg == nil {
		return false
	}
	f(p.leg)
	return true
}

// Ring begins to ring, for a phone that does not by itself. Like Answer,
// Refuse and Hangup it reports whether there is a call to do it to.
func (p *Phone) Ring() bool { return p.do(p.ring) }

// Answer picks up.
func (p *Phone) Answer() bool { return p.do(p.answer) }

// Refuse declines the call: 17 for busy, 21 for rejected.
func (p *Phone) Refuse(cause int) bool { return p.do(func(c *channel) { p.refuse(c, cause) }) }

// Hangup puts down the phone.
func (p *Phone) Hangup() bool {
	return p.do(func(c *channel) {
		p.note(HungUp, c, 16)
		p.a.end(c, 16, false)
	})
}

// Leg is the phone's present channel, "" if it has none.
func (p *Phone) Leg() ari.ChannelID {
	p.a.mu.Lock()
	defer p.a.mu.Unlock()
	if p.leg == nil {
		return ""
	}
	return p.leg.data.ID
}

// History is what happened to the phone so far.
func (p *Phone) History() []Moment {
	p.a.mu.Lock()
	defer p.a.mu.Unlock()
	return append([]Moment{}, p.past...)
}

// Await waits until what has happened n times in all, and returns the nth.
func (p *Phone) Await(t testing.TB, what string, n int) Moment {
	t.Helper()
	limit := time.NewTimer(patience)
	defer limit.Stop()
	for {
		p.a.mu.Lock()
		seen, noted := 0, p.noted
		for _, m := range p.past {
			if m.What == what {
				if seen++; seen == n {
					p.a.mu.Unlock()
					return m
				}
			}
		}
		p.a.mu.Unlock()
		select {
		case <-noted:
		case <-limit.C:
			t.Fatalf("%s: %q happened %d times, not %d", p.endpoint, what, seen, n)
		}
	}
}

// AwaitRinging waits until the phone has rung at least once.
func (p *Phone) AwaitRinging(t testing.TB) Moment {
	t.Helper()
	return p.Await(t, Rang, 1)
}
