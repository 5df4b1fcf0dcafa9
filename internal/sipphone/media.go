package sipphone

import (
	"encoding/binary"
	"math/rand/v2"
	"net"
	"net/netip"
	"sync"
	"time"

	"vonal/internal/clock"
)

// window is how much of the last received audio is looked at.
const window = sampleRate / 5 // 200 ms

// mostCatchUp is how many packets a speaker sends at once after the process
// was not scheduled for a while; what is older is never sent.
const mostCatchUp = 10

// media is the audio of one leg: an RTP socket, what we say and what we hear.
type media struct {
	conn *net.UDPConn
	mute func() bool // the phone's cable is pulled

	mu      sync.Mutex
	codec   Codec
	remote  netip.AddrPort
	sending bool
	tone    int
	voice   *voice
	started time.Time
	said    int
	packet  [12 + packetSamples]byte
	seq     uint16
	stamp   uint32
	keys    []keyPress // being pressed, one after the other

	heard  hearing
	closed bool
	done   chan struct{}
}

// openMedia binds a port on the host of the socket and starts to listen.
func openMedia(host netip.Addr, codec Codec, tone int, mute func() bool) (*media, error) {
	conn, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(netip.AddrPortFrom(host, 0)))
	if err != nil {
		return nil, err
	}
	m := &media{conn: conn, mute: mute, codec: codec, tone: tone, seq: uint16(rand.Uint32()), stamp: rand.Uint32(), done: make(chan struct{})}
	binary.BigEndian.PutUint32(m.packet[8:], rand.Uint32()) // SSRC
	go m.listen()
	return m, nil
}

func (m *media) addr() netip.AddrPort { return m.conn.LocalAddr().(*net.UDPAddr).AddrPort() }

// connect sets where the other side listens and whether we speak to it.
func (m *media) connect(to netip.AddrPort, codec Codec, sending bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return
	}
	m.remote, m.codec = to, codec
	m.voice = voiceOf(codec, m.tone)
	if sending && !m.sending {
		m.started, m.said = clock.Instant(), 0
	}
	if sending != m.sending {
		m.sending = sending
		if sending {
			thePump.add(m)
		} else {
			thePump.remove(m)
		}
	}
}

// play changes the tone; 0 is silence (packets keep flowing).
func (m *media) play(freq int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.tone, m.voice = freq, voiceOf(m.codec, freq)
}

// speak sends the packets that are due at this instant.
func (m *media) speak(at time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed || !m.sending {
		return
	}
	due := int(at.Sub(m.started) / packetTime)
	if behind := due - m.said; behind > mostCatchUp {
		m.stamp += uint32(packetSamples * (behind - mostCatchUp))
		m.said = due - mostCatchUp
	}
	for ; m.said < due; m.said++ {
		if m.sendKey() {
			continue
		}
		m.packet[0], m.packet[1] = 0x80, byte(m.codec)
		binary.BigEndian.PutUint16(m.packet[2:], m.seq)
		binary.BigEndian.PutUint32(m.packet[4:], m.stamp)
		m.seq++
		m.stamp += packetSamples
		at := m.said % packetsPerSec * packetSamples
		copy(m.packet[12:], m.voice[at:at+packetSamples])
		if m.mute == nil || !m.mute() {
			_, _ = m.conn.WriteToUDPAddrPort(m.packet[:], m.remote)
			m.heard.sent++
		}
	}
}

// listen reads until the socket is closed.
func (m *media) listen() {
	defer close(m.done)
	buf := make([]byte, 2048)
	for {
		n, from, err := m.conn.ReadFromUDPAddrPort(buf)
		at := clock.Instant()
		if err != nil {
			m.mu.Lock()
			closed := m.closed
			m.mu.Unlock()
			if closed {
				return
			}
			continue // an ICMP error of a peer that has gone
		}
		from = netip.AddrPortFrom(from.Addr().Unmap(), from.Port())
		m.mu.Lock()
		if from == m.remote && (m.mute == nil || !m.mute()) {
			m.heard.take(buf[:n], at)
		}
		m.mu.Unlock()
	}
}

// close ends sending and listening; what was heard stays readable.
func (m *media) close() {
	m.mu.Lock()
	if m.closed {
		m.mu.Unlock()
		return
	}
	m.closed = true
	m.sending = false
	m.heard.over = clock.Instant()
	m.heard.wake()
	thePump.remove(m)
	m.mu.Unlock()
	m.conn.Close()
	<-m.done
}

// sink is a port that nobody reads: signalling-only legs offer it, so that the
// other side may send audio that costs nobody anything.
type sink struct {
	mu   sync.Mutex
	conn *net.UDPConn
}

func (s *sink) addr(host netip.Addr) (netip.AddrPort, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn == nil {
		conn, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(netip.AddrPortFrom(host, 0)))
		if err != nil {
			return netip.AddrPort{}, err
		}
		_ = conn.SetReadBuffer(1) // the system gives its least
		s.conn = conn
	}
	return s.conn.LocalAddr().(*net.UDPAddr).AddrPort(), nil
}

func (s *sink) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn != nil {
		s.conn.Close()
	}
}
