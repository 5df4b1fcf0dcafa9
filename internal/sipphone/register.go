package sipphone

import (
	"context"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/emiago/sipgo/sip"

	"vonal/internal/clock"
	"vonal/internal/fault"
)

// retryRegister is how long a phone waits after a refresh failed.
const retryRegister = 2 * time.Second

// registration is the phone's standing with its registrar; Phone.mu guards it.
type registration struct {
	callID, tag string
	cseq        int
	until       time.Time
	err         error // of the last attempt
	stop        func() bool
	closed      bool
	options     int       // keep-alives answered
	lastOptions time.Time // the last of them
}

// Registration says how a phone stands with its registrar.
type Registration struct {
	Until       time.Time // registered until then; zero: not registered
	Err         error     // why the last attempt failed, nil if it did not
	Options     int       // keep-alive OPTIONS answered so far
	LastOptions time.Time
}

// Registration is the phone's present standing.
func (p *Phone) Registration() Registration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return Registration{p.reg.until, p.reg.err, p.reg.options, p.reg.lastOptions}
}

// asked counts a keep-alive.
func (p *Phone) asked(at time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.reg.options++
	p.reg.lastOptions = at
}

// Register registers the phone, answering the registrar's challenge by the
// best digest it offers, and keeps it registered until Unregister or Close. It
// returns when the registrar has accepted, or says what it said instead.
func (p *Phone) Register(ctx context.Context) error { return p.bind(ctx, p.cfg.Expires) }

// Unregister takes the phone's contact back.
func (p *Phone) Unregister(ctx context.Context) error {
	p.stopRefresh(false)
	return p.bind(ctx, 0)
}

func (p *Phone) bind(ctx context.Context, expires time.Duration) error {
	const op = "sipphone.Phone.Register"
	result := make(chan error, 1)
	p.attempt(expires, "", func(err error) { result <- err })
	select {
	case err := <-result:
		if err != nil {
			return fault.Wrap(op, err)
		}
		return nil
	case <-ctx.Done():
		return fault.New(fault.Unavailable, op, "phone %s: %w", p.cfg.User, ctx.Err())
	}
}

// attempt sends one REGISTER, and another with credentials if it is challenged.
func (p *Phone) attempt(expires time.Duration, authorization string, done func(error)) {
	p.mu.Lock()
	p.reg.cseq++
	address := "<sip:" + p.cfg.User + "@" + p.cfg.Domain + ">"
	headers := []Header{
		{"From", address + ";tag=" + p.reg.tag},
		{"To", address},
		{"Call-ID", p.reg.callID},
		{"CSeq", strconv.Itoa(p.reg.cseq) + " REGISTER"},
		{"Contact", "<" + p.Address() + ">"},
		{"Expires", strconv.Itoa(int(expires / time.Second))},
		{"User-Agent", "vonal-sipphone"},
	}
	p.mu.Unlock()
	if authorization != "" {
		headers = append(headers, Header{"Authorization", authorization})
	}
	out := p.socket.buildRequest("REGISTER", p.registrar(), newBranch(), headers, nil)
	r := p.socket.start(out, p.send, func(res *sip.Response, _ netip.AddrPort, at time.Time) {
		switch {
		case res == nil:
			done(p.bound(0, at, fault.New(fault.Unavailable, "sipphone.register", "the registrar %s does not answer", p.cfg.Server)))
		case res.IsProvisional():
		case res.StatusCode == 401 && authorization == "":
			_, value, err := authorize(res, "REGISTER", p.registrar(), p.cfg.User, p.cfg.Password)
			if err != nil {
				done(p.bound(0, at, err))
				return
			}
			p.attempt(expires, value, done)
		case res.IsSuccess():
			done(p.bound(granted(res, p.Address(), expires), at, nil))
		default:
			done(p.bound(0, at, fault.New(fault.Forbidden, "sipphone.register", "%d %s for %s", res.StatusCode, res.Reason, p.cfg.User)))
		}
	})
	if r == nil {
		done(fault.New(fault.Unavailable, "sipphone.register", "the socket is closed"))
	}
}

func (p *Phone) registrar() string { return "sip:" + p.cfg.Server }

func (p *Phone) send(wire []byte) {
	if !p.unplugged.Load() {
		p.socket.write(wire, p.server)
	}
}

// bound notes the outcome of an attempt and plans the next.
func (p *Phone) bound(granted time.Duration, at time.Time, err error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.reg.err = err
	if granted > 0 {
		p.reg.until = at.Add(granted)
		p.refreshIn(granted * 4 / 5)
		return nil
	}
	wasRegistered := !p.reg.until.IsZero()
	p.reg.until = time.Time{}
	if err != nil && wasRegistered {
		p.refreshIn(retryRegister)
	}
	return err
}

// refreshIn registers again later. The phone's lock is held.
func (p *Phone) refreshIn(d time.Duration) {
	if p.reg.closed {
		return
	}
	if p.reg.stop != nil {
		p.reg.stop()
	}
	p.reg.stop = clock.System.At(clock.System.Now().Add(d), func() {
		p.attempt(p.cfg.Expires, "", func(err error) {
			if err != nil {
				p.mu.Lock()
				defer p.mu.Unlock()
				p.refreshIn(retryRegister)
			}
		})
	})
}

// stopRefresh ends the keeping; Register begins it anew unless it is for good.
func (p *Phone) stopRefresh(forGood bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.reg.closed = p.reg.closed || forGood
	if p.reg.stop != nil {
		p.reg.stop()
		p.reg.stop = nil
	}
}

// granted is the time the registrar gave our contact.
func granted(res *sip.Response, contact string, asked time.Duration) time.Duration {
	for _, h := range res.GetHeaders("Contact") {
		if addressOf(h.Value()) != contact {
			continue
		}
		_, after, _ := strings.Cut(h.Value(), ";expires=")
		after, _, _ = strings.Cut(after, ";")
		if seconds, err := strconv.Atoi(strings.TrimSpace(after)); err == nil {
			return time.Duration(seconds) * time.Second
		}
	}
	return asked
}
