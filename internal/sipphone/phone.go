package sipphone

import (
	"context"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/emiago/sipgo/sip"

	"vonal/internal/fault"
)

// unread is how many offers a phone keeps for NextOffer; the oldest are
// dropped, so that a phone that nobody watches does not grow.
const unread = 64

// AnyUser is the User of a phone that answers for every number: the customers
// behind a trunk, who are called.
const AnyUser = "*"

// PhoneConfig describes a desk phone.
type PhoneConfig struct {
	Socket   *Socket // shared with other phones; nil opens one of its own at Local
	Local    string  // host:port of an own socket, 127.0.0.1:0 if empty
	Server   string  // the registrar, host:port
	User     string  // name of the account and user part of the address; AnyUser takes what no other phone of the socket has
	Password string
	Domain   string        // of the address; Server's host if empty
	Expires  time.Duration // asked of the registrar; 5 min if 0

	Behaviour Behaviour // Manual if nil
	Lines     int       // calls at the same time; more are refused with 486; 0: any number
	Codecs    []Codec   // ALaw, ULaw if empty
	Tone      int       // Hz the phone speaks when answered; 0 is silence (packets flow)
	NoMedia   bool      // signalling only
	Dead      bool      // sends no 100 either: an INVITE stays without any answer
}

// Phone is a desk phone: it registers, is offered calls and makes some.
type Phone struct {
	cfg       PhoneConfig
	socket    *Socket
	ownSocket bool
	server    netip.AddrPort
	unplugged atomic.Bool

	mu        sync.Mutex
	behaviour Behaviour
	offers    []*Offer
	offered   chan struct{} // closed at the next offer, if somebody waits
	open      int           // legs not ended
	reg       registration
}

// NewPhone puts a phone on its socket. It does not register yet.
func NewPhone(cfg PhoneConfig) (*Phone, error) {
	const op = "sipphone.NewPhone"
	p := &Phone{cfg: cfg, socket: cfg.Socket, behaviour: cfg.Behaviour}
	if cfg.Server != "" {
		server, err := resolve(cfg.Server)
		if err != nil {
			return nil, fault.Wrap(op, err).OfKind(fault.Invalid)
		}
		p.server = server
		if p.cfg.Domain == "" {
			p.cfg.Domain = server.Addr().String()
		}
	}
	if p.behaviour == nil {
		p.behaviour = Manual()
	}
	if p.cfg.Expires == 0 {
		p.cfg.Expires = 5 * time.Minute
	}
	if len(p.cfg.Codecs) == 0 {
		p.cfg.Codecs = []Codec{ALaw, ULaw}
	}
	if p.socket == nil {
		s, err := Listen(cfg.Local)
		if err != nil {
			return nil, fault.Wrap(op, err)
		}
		p.socket, p.ownSocket = s, true
	}
	p.reg.callID, p.reg.tag = newTag()+newTag(), newTag()
	if err := p.socket.plug(p); err != nil {
		if p.ownSocket {
			p.socket.Close()
		}
		return nil, fault.Wrap(op, err)
	}
	return p, nil
}

// plug makes the socket know the phone.
func (s *Socket) plug(p *Phone) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.phones[p.cfg.User] != nil {
		return fault.New(fault.Conflict, "sipphone.plug", "phone %q is already on socket %s", p.cfg.User, s.Addr())
	}
	s.phones[p.cfg.User] = p
	return nil
}

// User is the phone's account name.
func (p *Phone) User() string { return p.cfg.User }

// Address is the phone's own SIP URI on its socket.
func (p *Phone) Address() string { return "sip:" + p.cfg.User + "@" + p.socket.Addr() }

// Close takes the phone off its socket, hanging up what it is in; it does not
// unregister (a phone that loses power does not either). An own socket is
// closed.
func (p *Phone) Close() {
	p.stopRefresh(true)
	if p.ownSocket {
		p.socket.Close()
		return
	}
	p.socket.mu.Lock()
	var legs []*Leg
	for _, l := range p.socket.legs {
		if l.phone == p {
			legs = append(legs, l)
		}
	}
	delete(p.socket.phones, p.cfg.User)
	p.socket.mu.Unlock()
	for _, l := range legs {
		l.Hangup()
	}
}

// Behave changes what the phone does with offers from now on.
func (p *Phone) Behave(b Behaviour) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.behaviour = b
}

// Unplug pulls the cable: nothing is sent or received any more, audio
// included, until Plug.
func (p *Phone) Unplug() { p.unplugged.Store(true) }

// Plug puts the cable back in.
func (p *Phone) Plug() { p.unplugged.Store(false) }

// NextOffer waits for the next offer nobody has taken yet, oldest first. The
// phone's behaviour acts on it at the same time.
func (p *Phone) NextOffer(ctx context.Context) (*Offer, error) {
	for {
		p.mu.Lock()
		if len(p.offers) > 0 {
			o := p.offers[0]
			p.offers = p.offers[1:]
			p.mu.Unlock()
			return o, nil
		}
		if p.offered == nil {
			p.offered = make(chan struct{})
		}
		next := p.offered
		p.mu.Unlock()
		select {
		case <-next:
		case <-ctx.Done():
			return nil, fault.New(fault.Unavailable, "sipphone.Phone.NextOffer", "no offer to %s: %w", p.cfg.User, ctx.Err())
		}
	}
}

// Call dials to through the phone's server, with the phone's own name and
// credentials.
func (p *Phone) Call(ctx context.Context, to string) (*Caller, error) {
	return call(ctx, CallConfig{
		Socket: p.socket, Server: p.cfg.Server, To: to, From: p.cfg.User, User: p.cfg.User, Password: p.cfg.Password,
		Codecs: p.cfg.Codecs, Tone: p.cfg.Tone, NoMedia: p.cfg.NoMedia,
	}, p)
}

// take makes an offer of an INVITE and lets the behaviour act on it.
func (p *Phone) take(req *sip.Request, from netip.AddrPort, at time.Time) {
	o := &Offer{invite: req, from: from, ringing: newFact(), cancelled: newFact()}
	o.Leg = &Leg{
		socket: p.socket, phone: p, peer: from, codecs: p.cfg.Codecs, tone: p.cfg.Tone, noMedia: p.cfg.NoMedia,
		callID: req.CallID().Value(), tag: newTag(),
		theirs: headerOf(req, "From"), target: addressOf(headerOf(req, "Contact")),
		answeredFact: newFact(), ackedFact: newFact(), endedFact: newFact(),
	}
	o.ours = headerOf(req, "To") + ";tag=" + o.tag
	o.moments.Invite = at
	for _, h := range req.GetHeaders("Record-Route") {
		o.routes = append(o.routes, Header{"Route", h.Value()})
	}
	o.Leg.early = func() { o.Refuse(480) }
	o.Leg.dropped = o.drop
	s := p.socket
	s.mu.Lock()
	s.legs[legKey(o.callID, o.tag)] = o.Leg
	s.invites[branchOf(req)] = o
	s.mu.Unlock()
	behave, busy := p.accept(o)
	if busy {
		o.Refuse(486)
		return
	}
	if p.cfg.Dead {
		return
	}
	o.trying()
	behave(o)
}

// accept counts the offer and shows it to NextOffer.
func (p *Phone) accept(o *Offer) (behave Behaviour, busy bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.open++
	p.offers = append(p.offers, o)
	if len(p.offers) > unread {
		p.offers = p.offers[1:]
	}
	if p.offered != nil {
		close(p.offered)
		p.offered = nil
	}
	return p.behaviour, p.cfg.Lines > 0 && p.open > p.cfg.Lines
}

// legBegins and legOver count the phone's legs.
func (p *Phone) legBegins() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.open++
}

func (p *Phone) legOver() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.open--
}

// Calls is the number of legs the phone is in, offers included.
func (p *Phone) Calls() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.open
}

// Socket is the socket the phone lives on.
func (p *Phone) Socket() *Socket { return p.socket }
