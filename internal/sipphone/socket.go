package sipphone

import (
	"maps"
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"

	"github.com/emiago/sipgo/sip"

	"vonal/internal/clock"
	"vonal/internal/fault"
)

// readBuffer is asked of the kernel for one socket, so that a burst of calls
// is not lost while the process is not scheduled.
const readBuffer = 4 << 20

// Socket is one UDP socket on which any number of phones and callers live:
// phones are told apart by the user part of their address, calls by their
// Call-ID and tag. One goroutine reads it, stamps each datagram on arrival and
// handles datagrams strictly in the order in which they came.
type Socket struct {
	conn   *net.UDPConn
	local  netip.AddrPort
	parser *sip.Parser
	sink   sink

	mu       sync.Mutex
	phones   map[string]*Phone
	legs     map[string]*Leg     // by Call-ID and our tag
	invites  map[string]*Offer   // by the branch of the INVITE
	requests map[string]*request // ours, by branch and method
	gone     []departed
	closed   bool
	done     chan struct{}
}

// departed is an ended leg that is kept for a while to answer repetitions.
type departed struct {
	forget time.Time
	drop   func()
}

// Listen opens a socket at host:port; port 0 lets the system choose, an empty
// addr means 127.0.0.1:0. Close it when the phones on it are done.
func Listen(addr string) (*Socket, error) {
	const op = "sipphone.Listen"
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	at, err := net.ResolveUDPAddr("udp4", addr)
	if err != nil {
		return nil, fault.Wrap(op, err).OfKind(fault.Invalid)
	}
	conn, err := net.ListenUDP("udp4", at)
	if err != nil {
		return nil, fault.Wrap(op, err).OfKind(fault.Unavailable)
	}
	growReadBuffer(conn)
	s := &Socket{
		conn:     conn,
		local:    conn.LocalAddr().(*net.UDPAddr).AddrPort(),
		parser:   sip.NewParser(sip.WithHeadersParsers(wireHeaders())),
		phones:   map[string]*Phone{},
		legs:     map[string]*Leg{},
		invites:  map[string]*Offer{},
		requests: map[string]*request{},
		done:     make(chan struct{}),
	}
	go s.read()
	return s, nil
}

// Addr is the socket's own host:port.
func (s *Socket) Addr() string { return s.local.String() }

// Close ends every leg on the socket (a BYE, CANCEL or refusal is sent once,
// not waited for) and returns when nothing of it runs any more.
func (s *Socket) Close() {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		<-s.done
		return
	}
	legs := slices.Collect(maps.Values(s.legs))
	phones := slices.Collect(maps.Values(s.phones))
	s.mu.Unlock()
	for _, p := range phones {
		p.stopRefresh(true)
	}
	for _, l := range legs {
		l.Hangup()
	}
	s.mu.Lock()
	s.closed = true
	requests := s.requests
	s.requests = map[string]*request{}
	s.mu.Unlock()
	for _, r := range requests {
		r.abandon()
	}
	s.conn.Close()
	<-s.done
	s.sink.close()
	s.mu.Lock()
	legs = slices.Collect(maps.Values(s.legs)) // with those that came in between
	s.mu.Unlock()
	for _, l := range legs {
		l.finish(Ending{By: Us, Text: "socket closed"}, clock.Instant())
	}
}

func (s *Socket) read() {
	defer close(s.done)
	buf := make([]byte, 65536)
	for {
		n, from, err := s.conn.ReadFromUDPAddrPort(buf)
		at := clock.Instant()
		if err != nil {
			return // closed
		}
		if n <= 4 {
			continue // a keep-alive
		}
		msg, err := s.parser.ParseSIP(buf[:n])
		if err != nil {
			continue // not for us to complain: a desk phone drops what it cannot read
		}
		from = netip.AddrPortFrom(from.Addr().Unmap(), from.Port())
		switch msg := msg.(type) {
		case *sip.Request:
			s.request(msg, from, at)
		case *sip.Response:
			s.response(msg, from, at)
		}
	}
}

// write sends one datagram. UDP promises nothing, so neither does write: what
// matters is repeated until it is answered.
func (s *Socket) write(wire []byte, to netip.AddrPort) {
	_, _ = s.conn.WriteToUDPAddrPort(wire, to)
}

// keep runs drop when repetitions of an ended leg's messages can no longer
// come (RFC 3261 timers D, H and I: 32 s).
func (s *Socket) keep(at time.Time, drop func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.gone) > 0 && s.gone[0].forget.Before(at) {
		s.gone[0].drop()
		s.gone = s.gone[1:]
	}
	s.gone = append(s.gone, departed{at.Add(giveUp), drop})
}
