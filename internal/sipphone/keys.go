package sipphone

import (
	"encoding/binary"
	"strings"
)

// A key is sent as telephone events (RFC 4733): packets beside the voice, whose
// timestamp is that of its beginning, and three that say that it is over.
const (
	eventPayload = 101
	keyPackets   = 8 // 160 ms
	keyEnds      = 3
	keys         = "0123456789*#"
)

type keyPress struct {
	event byte
	sent  int
	stamp uint32
}

// Press presses keys of the phone, one after the other. Others are left out.
func (l *Leg) Press(pressed string) {
	m := l.audioPart()
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, k := range pressed {
		if n := strings.IndexRune(keys, k); n >= 0 {
			m.keys = append(m.keys, keyPress{event: byte(n)})
		}
	}
}

// sendKey sends the next packet of a key being pressed in place of one of voice;
// false if none is. The caller holds mu.
func (m *media) sendKey() bool {
	if len(m.keys) == 0 {
		return false
	}
	k := &m.keys[0]
	if k.sent == 0 {
		k.stamp = m.stamp
	}
	var p [16]byte
	p[0], p[1] = 0x80, eventPayload
	if k.sent == 0 {
		p[1] |= 0x80 // the marker of a beginning
	}
	binary.BigEndian.PutUint16(p[2:], m.seq)
	binary.BigEndian.PutUint32(p[4:], k.stamp)
	copy(p[8:12], m.packet[8:12])
	p[12], p[13] = k.event, 10 // its volume
	if k.sent >= keyPackets {
		p[13] |= 0x80 // it is over
	}
	binary.BigEndian.PutUint16(p[14:], uint16(min(k.sent+1, keyPackets)*packetSamples))
	m.seq++
	m.stamp += packetSamples
	if k.sent++; k.sent >= keyPackets+keyEnds {
		m.keys = m.keys[1:]
	}
	if m.mute == nil || !m.mute() {
		_, _ = m.conn.WriteToUDPAddrPort(p[:], m.remote)
	}
	return true
}
