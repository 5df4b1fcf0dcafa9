package sipphone

import (
	"net/netip"
	"strconv"
	"sync"
	"time"

	"github.com/emiago/sipgo/sip"

	"vonal/internal/clock"
)

type phase int

const (
	proposed phase = iota // INVITE, no final answer yet
	answered              // 200 was sent or received
	ended
)

// Leg is one phone's part of a call, whichever side began it. All its methods
// may be used by many goroutines.
type Leg struct {
	socket  *Socket
	phone   *Phone // nil for a caller at the trunk
	callID  string
	tag     string // ours
	codecs  []Codec
	tone    int
	noMedia bool
	early   func() // ends the leg before it is answered

	answeredFact, ackedFact, endedFact fact

	peer    netip.AddrPort // where the other side's messages come from and go to
	dropped func()         // forgets the leg; runs under the socket's lock

	mu        sync.Mutex
	phase     phase
	ours      string // From and To of our requests
	theirs    string
	target    string // their Contact
	routes    []Header
	cseq      int
	moments   Moments
	ending    Ending
	media     *media
	described int // version of our SDP
	hold      bool
	heard     session // their last SDP
	repeating *repeat // our final response, until it is acknowledged
	confirmed bool    // the dialog may be ended by a BYE of ours
	byeDue    bool    // hang up as soon as it is confirmed
	timers    []func() bool
	reanswer  reanswer
}

// CallID is the Call-ID of the leg's dialog.
func (l *Leg) CallID() string { return l.callID }

// Moments are the leg's instants so far.
func (l *Leg) Moments() Moments {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.moments
}

// Answered is closed when the 200 was sent or received.
func (l *Leg) Answered() <-chan struct{} { return l.answeredFact.done }

// Acked is closed when the answer or the refusal was acknowledged.
func (l *Leg) Acked() <-chan struct{} { return l.ackedFact.done }

// Ended is closed when the leg is over, for whatever reason.
func (l *Leg) Ended() <-chan struct{} { return l.endedFact.done }

// Ending says how the leg ended; zero while it has not.
func (l *Leg) Ending() Ending {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.ending
}

// Hangup ends the leg by what its phase demands: a phone that has not answered
// refuses with 480, a caller who was not answered cancels, and after the
// answer it is a BYE. A phone that answered but has not had the ACK sends the
// BYE right after it (RFC 3261 §15). Hanging up twice does nothing.
func (l *Leg) Hangup() {
	at := clock.Instant()
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.phase == ended:
	case l.phase == proposed:
		l.mu.Unlock()
		l.early()
		l.mu.Lock()
	case !l.confirmed:
		l.byeDue = true
	default:
		l.sendBye(at)
	}
}

// sendBye ends an answered leg. The lock is held.
func (l *Leg) sendBye(at time.Time) {
	l.repeating.stop()
	l.moments.Bye = at
	bye := l.request("BYE", nil, nil)
	l.socket.start(bye, l.send, func(*sip.Response, netip.AddrPort, time.Time) {})
	l.over(Ending{By: Us, Status: 200}, at)
}

// request builds a request inside the dialog. The lock is held.
func (l *Leg) request(method string, headers []Header, body []byte) outgoing {
	l.cseq++
	return l.socket.buildRequest(method, l.target, newBranch(), l.dialog(method, headers), body)
}

// dialog are the headers that make a request one of this dialog's.
func (l *Leg) dialog(method string, more []Header) []Header {
	headers := append([]Header{}, l.routes...)
	headers = append(headers,
		Header{"From", l.ours},
		Header{"To", l.theirs},
		Header{"Call-ID", l.callID},
		Header{"CSeq", strconv.Itoa(l.cseq) + " " + method},
	)
	return append(headers, more...)
}

// send writes to the other side, unless the phone's cable is pulled.
func (l *Leg) send(wire []byte) {
	if !l.unplugged() {
		l.socket.write(wire, l.peer)
	}
}

func (l *Leg) unplugged() bool { return l.phone != nil && l.phone.unplugged.Load() }

// finish ends the leg from outside the lock.
func (l *Leg) finish(e Ending, at time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.repeating.stop()
	l.over(e, at)
}

// over makes the leg ended, once. The lock is held.
func (l *Leg) over(e Ending, at time.Time) {
	if l.phase == ended {
		return
	}
	l.phase, l.ending, l.moments.End = ended, e, at
	for _, stop := range l.timers {
		stop()
	}
	if l.media != nil {
		l.media.close()
	}
	l.endedFact.happened()
	if l.phone != nil {
		l.phone.legOver()
	}
	l.socket.keep(at, l.dropped)
}

// contact is where requests inside our dialogs should go.
func (l *Leg) contact() string {
	user := "trunk"
	if l.phone != nil {
		user = l.phone.cfg.User
	}
	return "<sip:" + user + "@" + l.socket.local.String() + ">"
}

func legKey(callID, tag string) string { return callID + " " + tag }

// After runs f in d, in a goroutine of its own, unless the leg has ended by
// then.
func (l *Leg) After(d time.Duration, f func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.phase != ended {
		l.timers = append(l.timers, clock.System.At(clock.System.Now().Add(d), f))
	}
}

// HangupAfter hangs up when the leg has lived for another d.
func (l *Leg) HangupAfter(d time.Duration) { l.After(d, l.Hangup) }

// bye takes the other side's BYE.
func (l *Leg) bye(req *sip.Request, from netip.AddrPort, at time.Time) {
	l.send(buildResponse(req, from, 200, "OK", l.tag, nil, nil))
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.phase == ended {
		return
	}
	l.repeating.stop() // a BYE before the ACK says the same
	l.moments.Bye = at
	l.over(Ending{By: Them, Status: 200, Reasons: readReasons(req)}, at)
}

// openAudio makes the leg's audio and says which port to offer. The lock is
// held, or nobody else knows the leg yet.
func (l *Leg) openAudio() (netip.AddrPort, error) {
	host := l.socket.local.Addr()
	if l.noMedia {
		return l.socket.sink.addr(host)
	}
	if l.media == nil {
		m, err := openMedia(host, l.codecs[0], l.tone, l.unplugged)
		if err != nil {
			return netip.AddrPort{}, err
		}
		l.media = m
	}
	return l.media.addr(), nil
}

// hearFrom connects the leg's audio as the other side describes it. The lock
// is held.
func (l *Leg) hearFrom(theirs session) {
	l.heard = theirs
	if l.media == nil {
		return
	}
	if codec, ok := firstCommon(l.codecs, theirs.codecs); ok {
		l.media.connect(theirs.audio, codec, theirs.direction.receives() && !l.hold)
	}
}
