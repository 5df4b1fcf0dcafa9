package sipphone

import (
	"net/netip"
	"time"

	"github.com/emiago/sipgo/sip"

	"vonal/internal/clock"
	"vonal/internal/fault"
)

// Offer is a call that reaches a phone. A 100 is sent at once unless the phone
// is Dead; everything else is up to its behaviour or the test.
type Offer struct {
	*Leg
	invite *sip.Request
	from   netip.AddrPort

	ringing, cancelled fact

	last     []byte // guarded by Leg.mu, as all below: repeated when the INVITE is
	reasons  []Reason
	onCancel func()
	repeated int
}

// Repeated is how often the INVITE came again.
func (o *Offer) Repeated() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.repeated
}

// CallerNumber is the user part of the caller's address.
func (o *Offer) CallerNumber() string { return userOf(addressOf(o.Header("From"))) }

// Dialled is the user part of the address that was called.
func (o *Offer) Dialled() string { return o.invite.Recipient.User }

// CallerName is the caller's display name, "" if none.
func (o *Offer) CallerName() string { return nameOf(o.Header("From")) }

// Header is the first value of a header of the INVITE, "" if it has none.
func (o *Offer) Header(name string) string { return headerOf(o.invite, name) }

// Phone is the phone that is offered the call.
func (o *Offer) Phone() *Phone { return o.phone }

// Ringing is closed when the first 180 was sent.
func (o *Offer) Ringing() <-chan struct{} { return o.ringing.done }

// Cancelled is closed when a CANCEL took effect. One that came after our 200
// has none; Moments.Cancel tells of it.
func (o *Offer) Cancelled() <-chan struct{} { return o.cancelled.done }

// CancelReasons are the Reason headers of the CANCEL.
func (o *Offer) CancelReasons() []Reason {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.reasons
}

// AnsweredElsewhere is true when the CANCEL said so (Q.850 cause 26 or SIP
// 200): such a phone shows no missed call.
func (o *Offer) AnsweredElsewhere() bool {
	r := o.CancelReasons()
	return causeOf(r, "Q.850") == 26 || causeOf(r, "SIP") == 200
}

// Ring sends 180.
func (o *Offer) Ring() {
	at := clock.Instant()
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.phase != proposed {
		return
	}
	if o.moments.Ringing.IsZero() {
		o.moments.Ringing = at
	}
	o.reply(180, "Ringing", nil, nil)
	o.ringing.happened()
}

// trying sends 100.
func (o *Offer) trying() {
	at := clock.Instant()
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.phase == proposed && o.last == nil {
		o.moments.Trying = at
		o.reply(100, "Trying", nil, nil)
	}
}

// Answer sends 200 with our audio. The error says why not: the offer is over
// or already answered, or the caller has no audio we understand (it is then
// refused with 488).
func (o *Offer) Answer() error {
	const op = "sipphone.Offer.Answer"
	o.mu.Lock()
	if o.phase != proposed {
		defer o.mu.Unlock()
		return fault.New(fault.Conflict, op, "the offer is no longer open: %+v", o.ending)
	}
	theirs, described := parseSDP(o.invite.Body())
	if _, common := firstCommon(o.codecs, theirs.codecs); described && !common {
		o.mu.Unlock()
		o.Refuse(488)
		return fault.New(fault.Invalid, op, "no codec in common with %s", o.callID)
	}
	defer o.mu.Unlock()
	port, err := o.openAudio()
	if err != nil {
		return fault.Wrap(op, err)
	}
	o.hold = false
	if described {
		o.hearFrom(theirs)
	}
	o.described++
	body := buildSDP(port, o.described, o.answerCodecs(theirs), theirs.direction.mirrored())
	at := clock.Instant()
	o.phase, o.moments.Answer = answered, at
	wire := o.build(200, "OK", []Header{{"Contact", o.contact()}, {"Content-Type", "application/sdp"}}, body)
	o.last = wire
	o.repeating = startRepeat(func() { o.send(wire) }, o.neverAcked, slowestAgain)
	o.answeredFact.happened()
	return nil
}

func (o *Offer) answerCodecs(theirs session) []Codec {
	if codec, ok := firstCommon(o.codecs, theirs.codecs); ok {
		return []Codec{codec}
	}
	return o.codecs
}

// neverAcked gives an answered call up 32 s after the answer.
func (o *Offer) neverAcked() {
	at := clock.Instant()
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.phase == answered && !o.confirmed {
		o.sendBye(at)
		o.ending = Ending{By: Nobody, Text: "no ACK"}
	}
}

// Refuse sends a final refusal: 486 busy, 603 decline, 480 and so on.
func (o *Offer) Refuse(code int) { o.refuse(code, nil) }

// Redirect sends 302 with another address to try.
func (o *Offer) Redirect(contact string) {
	o.refuse(302, []Header{{"Contact", "<" + contact + ">"}})
}

func (o *Offer) refuse(code int, headers []Header) {
	at := clock.Instant()
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.phase == proposed {
		o.moments.Final = at
		o.final(code, headers)
		o.over(Ending{By: Us, Status: code, Text: statusText(code)}, at)
	}
}

// final sends a refusal until it is acknowledged. The lock is held.
func (o *Offer) final(code int, headers []Header) {
	wire := o.build(code, statusText(code), headers, nil)
	o.last = wire
	o.repeating = startRepeat(func() { o.send(wire) }, nil, slowestAgain)
}

// cancel takes the CANCEL of our INVITE.
func (o *Offer) cancel(req *sip.Request, from netip.AddrPort, at time.Time) {
	o.send(buildResponse(req, from, 200, "OK", o.tag, nil, nil))
	o.mu.Lock()
	if o.moments.Cancel.IsZero() {
		o.moments.Cancel, o.reasons = at, readReasons(req)
	}
	instead := o.onCancel
	if o.phase != proposed || instead != nil {
		o.mu.Unlock()
		if instead != nil {
			instead()
		}
		return
	}
	defer o.mu.Unlock()
	o.moments.Final = clock.Instant()
	o.final(487, nil)
	o.over(Ending{By: Them, Status: 487, Text: statusText(487), Reasons: o.reasons}, at)
	o.cancelled.happened()
}

// again answers a repeated INVITE as before.
func (o *Offer) again() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.repeated++
	if o.last != nil {
		o.send(o.last)
	}
}

// reply sends a provisional response. The lock is held.
func (o *Offer) reply(code int, reason string, headers []Header, body []byte) {
	o.last = o.build(code, reason, append(headers, Header{"Contact", o.contact()}), body)
	o.send(o.last)
}

func (o *Offer) build(code int, reason string, headers []Header, body []byte) []byte {
	tag := o.tag
	if code == 100 {
		tag = ""
	}
	return buildResponse(o.invite, o.from, code, reason, tag, headers, body)
}

// drop forgets everything about the offer. The socket's lock is held.
func (o *Offer) drop() {
	delete(o.socket.legs, legKey(o.callID, o.tag))
	delete(o.socket.invites, branchOf(o.invite))
}
