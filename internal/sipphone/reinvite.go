package sipphone

import (
	"context"
	"net/netip"
	"time"

	"github.com/emiago/sipgo/sip"

	"vonal/internal/clock"
	"vonal/internal/fault"
)

// reanswer is our answer to their last re-INVITE, for when it is repeated.
type reanswer struct {
	cseq uint32
	wire []byte
}

// Hold asks the other side by re-INVITE to take no more audio from it
// (sendonly) and stops our own; it returns when they have agreed.
func (l *Leg) Hold(ctx context.Context) error { return l.reinvite(ctx, true) }

// Resume ends a hold.
func (l *Leg) Resume(ctx context.Context) error { return l.reinvite(ctx, false) }

// Held is true while the other side holds us: it takes no audio of ours.
func (l *Leg) Held() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.phase == answered && !l.heard.direction.receives()
}

func (l *Leg) reinvite(ctx context.Context, hold bool) error {
	const op = "sipphone.Leg.Hold"
	final := make(chan *sip.Response, 1)
	select {
	case <-l.Acked(): // a talk begins with the ACK
	case <-l.Ended():
	case <-ctx.Done():
		return fault.New(fault.Conflict, op, "the leg is not in a talk: %w", ctx.Err())
	}
	l.mu.Lock()
	if l.phase != answered {
		defer l.mu.Unlock()
		return fault.New(fault.Conflict, op, "the leg is not in a talk")
	}
	port, err := l.openAudio()
	if err != nil {
		l.mu.Unlock()
		return fault.Wrap(op, err)
	}
	wanted := sendrecv
	if hold {
		wanted = sendonly
	}
	l.described++
	body := buildSDP(port, l.described, l.codecs, wanted)
	out := l.request("INVITE", []Header{{"Contact", l.contact()}, {"Content-Type", "application/sdp"}}, body)
	cseq := l.cseq
	r := l.socket.start(out, l.send, func(res *sip.Response, _ netip.AddrPort, at time.Time) {
		if res != nil && res.IsProvisional() {
			return
		}
		if res != nil {
			l.ackReinvite(res, out.branch, cseq)
			l.socket.keep(at, func() { delete(l.socket.requests, out.branch+" INVITE") })
		}
		select {
		case final <- res:
		default: // a repeated answer
		}
	})
	l.mu.Unlock()
	if r == nil {
		return fault.New(fault.Unavailable, op, "the socket is closed")
	}
	select {
	case <-ctx.Done():
		return fault.Wrap(op, ctx.Err())
	case <-l.Ended():
		return fault.New(fault.Conflict, op, "the leg ended first")
	case res := <-final:
		return l.reinvited(res, hold)
	}
}

func (l *Leg) reinvited(res *sip.Response, hold bool) error {
	const op = "sipphone.Leg.Hold"
	switch {
	case res == nil:
		return fault.New(fault.Unavailable, op, "nobody answered the re-INVITE")
	case !res.IsSuccess():
		return fault.New(fault.Conflict, op, "refused: %d %s", res.StatusCode, res.Reason)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.hold = hold
	if theirs, ok := parseSDP(res.Body()); ok && l.phase == answered {
		l.hearFrom(theirs)
	}
	return nil
}

// ackReinvite acknowledges the final answer to our re-INVITE.
func (l *Leg) ackReinvite(res *sip.Response, branch string, cseq int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.send(l.ackFor(res, branch, cseq).wire)
}

// redescribe takes their re-INVITE or UPDATE: it agrees to whatever they want.
func (l *Leg) redescribe(req *sip.Request, from netip.AddrPort, _ time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.reanswer.cseq == req.CSeq().SeqNo && l.reanswer.wire != nil {
		l.send(l.reanswer.wire)
		return
	}
	if l.phase != answered {
		l.send(buildResponse(req, from, 481, statusText(481), l.tag, nil, nil))
		return
	}
	headers := []Header{{"Contact", l.contact()}}
	var body []byte
	theirs, described := parseSDP(req.Body())
	if described || req.Method == sip.INVITE {
		port, err := l.openAudio()
		if err != nil {
			l.send(buildResponse(req, from, 500, statusText(500), l.tag, nil, nil))
			return
		}
		l.described++
		if described {
			l.hearFrom(theirs)
		} else {
			theirs.direction = sendrecv
		}
		headers = append(headers, Header{"Content-Type", "application/sdp"})
		body = buildSDP(port, l.described, l.codecs, theirs.direction.mirrored())
	}
	wire := buildResponse(req, from, 200, "OK", l.tag, headers, body)
	l.reanswer = reanswer{req.CSeq().SeqNo, wire}
	if req.Method != sip.INVITE {
		l.send(wire)
		return
	}
	l.repeating.stop()
	l.repeating = startRepeat(func() { l.send(wire) }, l.Hangup, slowestAgain)
}

// ack takes the acknowledgement of our final response.
func (l *Leg) ack(req *sip.Request, at time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.repeating.stop()
	if l.moments.Ack.IsZero() {
		l.moments.Ack = at
	}
	l.ackedFact.happened()
	l.confirmed = true
	if theirs, ok := parseSDP(req.Body()); ok && l.phase == answered {
		l.hearFrom(theirs)
	}
	if l.byeDue && l.phase == answered {
		l.sendBye(clock.Instant())
	}
}
