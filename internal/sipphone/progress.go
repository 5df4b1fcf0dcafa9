package sipphone

import (
	"net/netip"
	"strconv"
	"time"

	"github.com/emiago/sipgo/sip"

	"vonal/internal/clock"
)

// progress takes one response to our INVITE.
func (c *Caller) progress(res *sip.Response, branch string, cseq int, at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.last = res
	switch {
	case res.IsProvisional():
		c.provisional(res, at)
	case res.IsSuccess():
		c.accepted(res, branch, cseq, at)
	default:
		c.refused(res, branch, cseq, at)
	}
}

func (c *Caller) provisional(res *sip.Response, at time.Time) {
	if c.phase != proposed {
		return
	}
	mark := func(t *time.Time) {
		if t.IsZero() {
			*t = at
		}
	}
	switch res.StatusCode {
	case 100:
		mark(&c.moments.Trying)
	case 180:
		mark(&c.moments.Ringing)
		c.ringing.happened()
	case 183:
		mark(&c.moments.Progress)
	}
	if theirs, ok := parseSDP(res.Body()); ok {
		c.hearFrom(theirs)
		c.early.happened()
	}
	c.heardBack = true
	if c.cancelling && c.moments.Cancel.IsZero() {
		c.sendCancel()
	}
}

func (c *Caller) accepted(res *sip.Response, branch string, cseq int, at time.Time) {
	if c.phase == proposed {
		c.theirs = headerOf(res, "To")
		if contact := headerOf(res, "Contact"); contact != "" {
			c.target = addressOf(contact)
		}
		for _, h := range res.GetHeaders("Record-Route") {
			c.routes = append([]Header{{"Route", h.Value()}}, c.routes...)
		}
	}
	if c.acknowledged == nil || c.phase == proposed {
		c.acknowledged = c.ackFor(res, branch, cseq, c.counterProposal(res)...).wire
	}
	c.send(c.acknowledged) // also for a repeated 200: the first ACK was lost
	if c.phase != proposed {
		return
	}
	c.phase, c.confirmed = answered, true
	c.moments.Answer, c.moments.Ack = at, clock.Instant()
	if theirs, ok := parseSDP(res.Body()); ok {
		c.hearFrom(theirs)
	}
	c.answeredFact.happened()
	c.ackedFact.happened()
	if c.cancelling { // our CANCEL and their 200 have crossed
		c.sendBye(clock.Instant())
	}
}

// counterProposal answers, in the ACK, what a 200 to an INVITE without SDP
// proposed. The lock is held.
func (c *Caller) counterProposal(res *sip.Response) []byte {
	theirs, ok := parseSDP(res.Body())
	if !c.cfg.WithoutBody || !ok {
		return nil
	}
	port, err := c.openAudio()
	if err != nil {
		return nil
	}
	c.described++
	codecs := c.codecs
	if codec, ok := firstCommon(c.codecs, theirs.codecs); ok {
		codecs = []Codec{codec}
	}
	return buildSDP(port, c.described, codecs, theirs.direction.mirrored())
}

func (c *Caller) refused(res *sip.Response, branch string, cseq int, at time.Time) {
	c.send(c.ackFor(res, branch, cseq).wire)
	if c.phase != proposed || branch != c.branch {
		return
	}
	if name, value, ok := c.credentials(res); ok && !c.tried && !c.cancelling {
		c.tried = true
		c.socket.forgetRequest(branch + " INVITE")
		c.invite(Header{name, value})
		return
	}
	c.moments.Final, c.moments.Ack = at, clock.Instant()
	c.ackedFact.happened()
	by := Them
	if c.cancelling {
		by = Us
	}
	c.over(Ending{By: by, Status: res.StatusCode, Text: res.Reason, Reasons: readReasons(res)}, at)
}

// ackFor acknowledges a final answer to an INVITE of ours: a refusal within
// the INVITE's own transaction, an acceptance as a request of its own (RFC
// 3261 §17.1.1.3, §13.2.2.4). The lock is held.
func (l *Leg) ackFor(res *sip.Response, branch string, cseq int, body ...byte) outgoing {
	if res.IsSuccess() {
		branch = newBranch()
	}
	headers := append([]Header{}, l.routes...)
	headers = append(headers,
		Header{"From", l.ours},
		Header{"To", headerOf(res, "To")},
		Header{"Call-ID", l.callID},
		Header{"CSeq", strconv.Itoa(cseq) + " ACK"},
	)
	if len(body) > 0 {
		headers = append(headers, Header{"Content-Type", "application/sdp"})
	}
	return l.socket.buildRequest("ACK", l.target, branch, headers, body)
}

// credentials answers a challenge, if we have any.
func (c *Caller) credentials(res *sip.Response) (name, value string, ok bool) {
	if c.cfg.User == "" {
		return "", "", false
	}
	name, value, err := authorize(res, "INVITE", c.target, c.cfg.User, c.cfg.Password)
	return name, value, err == nil
}

// cancel gives the call up before it is answered. Without any answer yet the
// CANCEL waits for the first one (RFC 3261 §9.1).
func (c *Caller) cancel() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.phase != proposed || c.cancelling {
		return
	}
	c.cancelling = true
	if c.heardBack {
		c.sendCancel()
	}
}

// sendCancel writes a CANCEL in the INVITE's transaction. The lock is held.
func (c *Caller) sendCancel() {
	c.moments.Cancel = clock.Instant()
	headers := append(append([]Header{}, c.routes...),
		Header{"From", c.ours}, Header{"To", c.theirs}, Header{"Call-ID", c.callID},
		Header{"CSeq", strconv.Itoa(c.cseq) + " CANCEL"})
	out := c.socket.buildRequest("CANCEL", c.target, c.branch, headers, nil)
	c.socket.start(out, c.send, func(*sip.Response, netip.AddrPort, time.Time) {})
	c.timers = append(c.timers, clock.System.At(clock.System.Now().Add(giveUp), func() {
		c.finish(Ending{By: Nobody, Status: 487, Text: "no final answer after the CANCEL"}, clock.Instant())
	}))
}
