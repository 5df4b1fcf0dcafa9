package sipphone

import (
	"context"
	"net"
	"net/netip"
	"strings"
	"time"

	"github.com/emiago/sipgo/sip"

	"vonal/internal/clock"
	"vonal/internal/fault"
)

// CallConfig says who calls whom and how.
type CallConfig struct {
	Socket *Socket // the trunk's socket; many calls share one
	Server string  // where the INVITE goes, host:port
	To     string  // the dialled number

	From        string   // the caller's number; "anonymous" if empty
	Name        string   // display name, quoted as SIP demands
	RawFrom     string   // instead of From and Name: the bytes before ";tag=…"
	Asserted    string   // number for P-Asserted-Identity
	Headers     []Header // more headers, byte for byte
	HideCaller  bool     // Privacy: id, and anonymous in the From
	User        string   // credentials, if the other side asks for them
	Password    string
	Codecs      []Codec // ALaw, ULaw if empty
	Tone        int     // Hz the caller speaks; 0 is silence (packets flow)
	NoMedia     bool    // signalling only: the port offered is read by nobody
	WithoutBody bool    // INVITE without SDP: the other side has to propose
}

// Caller is a call made by us, from the trunk or from a phone.
type Caller struct {
	*Leg
	cfg    CallConfig
	server string // host:port as written in addresses

	ringing, early fact

	branch     string // guarded by Leg.mu, as all below
	headers    []Header
	body       []byte
	heardBack  bool // a provisional answer came: a CANCEL may be sent
	cancelling bool
	tried      bool // with credentials
	last       *sip.Response

	acknowledged []byte // the ACK of the 200
}

// Call sends an INVITE and returns at once; the leg lives until it is hung up
// or ctx ends, which hangs up. It fails only where no INVITE can be sent.
func Call(ctx context.Context, cfg CallConfig) (*Caller, error) { return call(ctx, cfg, nil) }

func call(ctx context.Context, cfg CallConfig, phone *Phone) (*Caller, error) {
	const op = "sipphone.Call"
	if cfg.Socket == nil {
		return nil, fault.New(fault.Invalid, op, "a call needs a socket")
	}
	peer, err := resolve(cfg.Server)
	if err != nil {
		return nil, fault.Wrap(op, err).OfKind(fault.Invalid)
	}
	if len(cfg.Codecs) == 0 {
		cfg.Codecs = []Codec{ALaw, ULaw}
	}
	s := cfg.Socket
	c := &Caller{cfg: cfg, server: cfg.Server, ringing: newFact(), early: newFact()}
	c.Leg = &Leg{
		socket: s, phone: phone, peer: peer, codecs: cfg.Codecs, tone: cfg.Tone, noMedia: cfg.NoMedia,
		callID: newTag() + newTag() + "@" + s.local.Addr().String(), tag: newTag(), target: "sip:" + cfg.To + "@" + cfg.Server,
		answeredFact: newFact(), ackedFact: newFact(), endedFact: newFact(),
	}
	c.Leg.early = c.cancel
	c.ours, c.theirs = cfg.from(s.local.String())+";tag="+c.tag, "<sip:"+cfg.To+"@"+cfg.Server+">"
	c.Leg.dropped = c.drop
	if err := c.prepare(); err != nil {
		return nil, fault.Wrap(op, err)
	}
	if phone != nil {
		phone.legBegins()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	s.mu.Lock()
	closed := s.closed
	s.legs[legKey(c.callID, c.tag)] = c.Leg
	s.mu.Unlock()
	if closed {
		c.over(Ending{By: Us}, clock.Instant())
		return nil, fault.New(fault.Unavailable, op, "the socket is closed")
	}
	stop := context.AfterFunc(ctx, c.Hangup)
	c.timers = append(c.timers, stop)
	c.moments.Invite = clock.Instant()
	c.invite()
	return c, nil
}

// from is the From header's value up to the tag.
func (c CallConfig) from(host string) string {
	switch {
	case c.RawFrom != "":
		return c.RawFrom
	case c.HideCaller:
		return `"Anonymous" <sip:anonymous@anonymous.invalid>`
	}
	user := c.From
	if user == "" {
		user = "anonymous"
	}
	address := "<sip:" + user + "@" + host + ">"
	if c.Name != "" {
		address = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(c.Name) + `" ` + address
	}
	return address
}

// prepare writes what every attempt of the INVITE carries.
func (c *Caller) prepare() error {
	c.headers = []Header{{"Contact", c.contact()}, {"Allow", allow}, {"User-Agent", "vonal-sipphone"}}
	if c.cfg.Asserted != "" {
		c.headers = append(c.headers, Header{"P-Asserted-Identity", "<sip:" + c.cfg.Asserted + "@" + c.server + ">"})
	}
	if c.cfg.HideCaller {
		c.headers = append(c.headers, Header{"Privacy", "id"})
	}
	c.headers = append(c.headers, c.cfg.Headers...)
	if c.cfg.WithoutBody {
		return nil
	}
	port, err := c.openAudio()
	if err != nil {
		return err
	}
	c.described++
	c.headers = append(c.headers, Header{"Content-Type", "application/sdp"})
	c.body = buildSDP(port, c.described, c.codecs, sendrecv)
	return nil
}

// invite sends the INVITE with the next CSeq. The lock is held.
func (c *Caller) invite(more ...Header) {
	out := c.request("INVITE", append(more, c.headers...), c.body)
	c.branch, c.heardBack = out.branch, false
	cseq := c.cseq
	c.socket.start(out, c.send, func(res *sip.Response, _ netip.AddrPort, at time.Time) {
		if res == nil {
			c.finish(Ending{By: Nobody, Status: 408, Text: "no answer to the INVITE"}, at)
			return
		}
		c.progress(res, out.branch, cseq, at)
	})
}

// drop forgets everything about the call. The socket's lock is held.
func (c *Caller) drop() {
	delete(c.socket.legs, legKey(c.callID, c.tag))
	delete(c.socket.requests, c.branch+" INVITE")
}

// Ringing is closed at the first 180.
func (c *Caller) Ringing() <-chan struct{} { return c.ringing.done }

// EarlyMedia is closed at the first provisional answer that describes audio.
func (c *Caller) EarlyMedia() <-chan struct{} { return c.early.done }

// Header is the first value of a header of the last response, "" if none.
func (c *Caller) Header(name string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.last == nil {
		return ""
	}
	return headerOf(c.last, name)
}

// WaitAnswered returns when the call was answered. The error says what came
// instead.
func (c *Caller) WaitAnswered(ctx context.Context) error {
	const op = "sipphone.Caller.WaitAnswered"
	select {
	case <-c.Answered():
		return nil
	case <-c.Ended():
		select {
		case <-c.Answered():
			return nil
		default:
		}
		e := c.Ending()
		return fault.New(fault.Unavailable, op, "not answered: %d %s, by %s", e.Status, e.Text, e.By)
	case <-ctx.Done():
		return fault.New(fault.Unavailable, op, "%s: %w", c.state(), ctx.Err())
	}
}

// state is the call's progress in words, for errors.
func (c *Caller) state() string {
	m := c.Moments()
	switch {
	case !m.Ringing.IsZero():
		return "still ringing"
	case !m.Progress.IsZero():
		return "still in early media"
	case !m.Trying.IsZero():
		return "still trying"
	}
	return "no answer at all"
}

// SetupTime is the time from INVITE to 200, 0 if it was not answered.
func (c *Caller) SetupTime() time.Duration {
	m := c.Moments()
	if m.Answer.IsZero() {
		return 0
	}
	return m.Answer.Sub(m.Invite)
}

func resolve(hostPort string) (netip.AddrPort, error) {
	addr, err := net.ResolveUDPAddr("udp4", hostPort)
	if err != nil {
		return netip.AddrPort{}, err
	}
	at := addr.AddrPort()
	return netip.AddrPortFrom(at.Addr().Unmap(), at.Port()), nil
}
