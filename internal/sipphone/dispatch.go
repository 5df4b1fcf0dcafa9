package sipphone

import (
	"net/netip"
	"time"

	"github.com/emiago/sipgo/sip"
)

// request takes one request from the wire. What belongs to a dialog goes to
// its leg, an INVITE without one to the phone it names.
func (s *Socket) request(req *sip.Request, from netip.AddrPort, at time.Time) {
	if req.CallID() == nil || req.CSeq() == nil || req.Via() == nil {
		return
	}
	tag := tagOf(headerOf(req, "To"))
	switch {
	case req.Method == sip.CANCEL:
		if o := s.offerOf(req); o != nil {
			o.cancel(req, from, at)
			return
		}
		s.answer(req, from, 481)
	case tag != "":
		s.inDialog(req, tag, from, at)
	case req.Method == sip.ACK:
	case req.Method == sip.INVITE:
		s.invite(req, from, at)
	default:
		s.outOfDialog(req, from, at)
	}
}

func (s *Socket) inDialog(req *sip.Request, tag string, from netip.AddrPort, at time.Time) {
	s.mu.Lock()
	l := s.legs[legKey(req.CallID().Value(), tag)]
	s.mu.Unlock()
	switch {
	case l == nil && req.Method == sip.ACK:
	case l == nil:
		s.answer(req, from, 481)
	case l.unplugged():
	case req.Method == sip.ACK:
		l.ack(req, at)
	case req.Method == sip.BYE:
		l.bye(req, from, at)
	case req.Method == sip.INVITE || req.Method == sip.UPDATE:
		l.redescribe(req, from, at)
	case req.Method == sip.REFER:
		l.send(buildResponse(req, from, 603, statusText(603), l.tag, nil, nil))
	default:
		l.send(buildResponse(req, from, 200, "OK", l.tag, nil, nil))
	}
}

func (s *Socket) offerOf(req *sip.Request) *Offer {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.invites[branchOf(req)]
}

// invite makes an offer of a new INVITE, or answers a repeated one as before.
func (s *Socket) invite(req *sip.Request, from netip.AddrPort, at time.Time) {
	if o := s.offerOf(req); o != nil {
		if !o.unplugged() {
			o.again()
		}
		return
	}
	p := s.phoneOf(req)
	switch {
	case p == nil:
		// Stateless: a repeated INVITE gets the same answer again.
		s.answer(req, from, 404)
	case p.unplugged.Load():
	default:
		p.take(req, from, at)
	}
}

// outOfDialog answers OPTIONS and notices; a phone that is unknown or whose
// cable is pulled does what such a phone does.
func (s *Socket) outOfDialog(req *sip.Request, from netip.AddrPort, at time.Time) {
	p := s.phoneOf(req)
	switch {
	case p == nil:
		s.answer(req, from, 404)
	case p.unplugged.Load():
	case req.Method == sip.OPTIONS:
		p.asked(at)
		s.answer(req, from, 200)
	case req.Method == sip.NOTIFY || req.Method == sip.MESSAGE || req.Method == sip.INFO:
		s.answer(req, from, 200)
	case req.Method == sip.BYE || req.Method == sip.UPDATE:
		s.answer(req, from, 481)
	default:
		s.answer(req, from, 405)
	}
}

// answer responds outside any dialog.
func (s *Socket) answer(req *sip.Request, from netip.AddrPort, code int) {
	text := statusText(code)
	s.write(buildResponse(req, from, code, text, newTag(), nil, nil), from)
}

func (s *Socket) phoneOf(req *sip.Request) *Phone {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.phones[req.Recipient.User]; p != nil {
		return p
	}
	return s.phones[AnyUser]
}
