package sipphone

import (
	"net/netip"
	"sync"
	"time"

	"github.com/emiago/sipgo/sip"

	"vonal/internal/clock"
)

// The timers of RFC 3261 §17.1.1.1 for UDP.
const (
	firstRepeat  = 500 * time.Millisecond // T1
	slowestAgain = 4 * time.Second        // T2
	giveUp       = 64 * firstRepeat       // timers B, F, H
)

// repeat is a datagram sent again and again, with growing pauses, until it is
// stopped or nobody has answered for 32 s.
type repeat struct {
	send   func()
	gaveUp func()
	limit  time.Duration // longest pause, 0 for none

	mu    sync.Mutex
	pause time.Duration
	spent time.Duration
	halt  func() bool
	ended bool
}

// startRepeat sends at once and then again until stop. gaveUp may be nil.
func startRepeat(send, gaveUp func(), limit time.Duration) *repeat {
	r := &repeat{send: send, gaveUp: gaveUp, limit: limit, pause: firstRepeat}
	send()
	r.mu.Lock()
	r.arm()
	r.mu.Unlock()
	return r
}

func (r *repeat) arm() {
	r.halt = clock.System.At(clock.System.Now().Add(r.pause), r.fire)
}

func (r *repeat) fire() {
	r.mu.Lock()
	if r.ended {
		r.mu.Unlock()
		return
	}
	r.spent += r.pause
	if r.spent >= giveUp {
		r.ended = true
		r.mu.Unlock()
		if r.gaveUp != nil {
			r.gaveUp()
		}
		return
	}
	r.pause *= 2
	if r.limit > 0 && r.pause > r.limit {
		r.pause = r.limit
	}
	r.arm()
	r.mu.Unlock()
	r.send()
}

// stop ends the repetition; a nil repeat is already stopped.
func (r *repeat) stop() {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ended = true
	r.halt()
}

// request is a request of ours on its way: repeated until it is answered. The
// answer function gets every response, or nil once when nobody answered; it is
// called from the reading goroutine and must not wait.
type request struct {
	socket *Socket
	key    string
	invite bool
	again  *repeat
	answer func(res *sip.Response, from netip.AddrPort, at time.Time)
}

// start sends a request and routes what comes back to answer. It returns nil
// when the socket is closed.
func (s *Socket) start(out outgoing, send func([]byte), answer func(*sip.Response, netip.AddrPort, time.Time)) *request {
	r := &request{socket: s, key: out.branch + " " + out.method, invite: out.method == "INVITE", answer: answer}
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.requests[r.key] = r
	limit := slowestAgain
	if r.invite {
		limit = 0
	}
	again := startRepeat(func() { send(out.wire) }, func() {
		r.forget()
		answer(nil, netip.AddrPort{}, clock.Instant())
	}, limit)
	r.again = again
	s.mu.Unlock()
	return r
}

// response routes a response to the request it answers. A request other than
// INVITE is over with its final response; an INVITE stays known until its leg
// forgets it, since a final response may be repeated.
func (s *Socket) response(res *sip.Response, from netip.AddrPort, at time.Time) {
	via, cseq := res.Via(), res.CSeq()
	if via == nil || cseq == nil {
		return
	}
	branch, _ := via.Params.Get("branch")
	s.mu.Lock()
	r := s.requests[branch+" "+string(cseq.MethodName)]
	s.mu.Unlock()
	if r == nil {
		return
	}
	if r.invite || !res.IsProvisional() {
		r.again.stop()
	}
	if !r.invite && !res.IsProvisional() {
		r.forget()
	}
	r.answer(res, from, at)
}

func (r *request) forget() { r.socket.forgetRequest(r.key) }

// abandon stops repeating without an answer and tells the waiting side.
func (r *request) abandon() {
	r.again.stop()
	r.answer(nil, netip.AddrPort{}, clock.Instant())
}

func (s *Socket) forgetRequest(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.requests, key)
}
