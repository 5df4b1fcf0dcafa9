package sipphone

import (
	"encoding/binary"
	"math"
	"time"
)

// fresh is how old the last packet may be for us to still hear something.
const fresh = 150 * time.Millisecond

// Audio is what a leg has heard and said.
type Audio struct {
	Sent       int           // packets sent
	Received   int           // packets received
	Lost       int           // packets missing by their sequence numbers
	LongestGap time.Duration // longest time between two packets, or since the last one
	First      time.Time     // first packet
	Last       time.Time     // last packet
}

// hearing is the receiving half of a leg's audio; media guards it.
type hearing struct {
	sent     int
	received int
	lost     int
	gap      time.Duration
	first    time.Time
	last     time.Time
	since    time.Time // from when the present gap counts
	over     time.Time // when the leg's audio was closed
	ring     [window]int16
	pos      int
	filled   int
	ssrc     uint32
	expected uint16
	next     chan struct{} // closed at the next packet, if somebody waits
}

// take reads one RTP packet; anything else is ignored.
func (h *hearing) take(p []byte, at time.Time) {
	if len(p) < 12 || p[0]>>6 != 2 {
		return
	}
	codec := Codec(p[1] & 0x7f)
	if codec != ALaw && codec != ULaw {
		return // telephone events, RTCP
	}
	payload := rtpPayload(p)
	seq, ssrc := binary.BigEndian.Uint16(p[2:]), binary.BigEndian.Uint32(p[8:])
	if h.received > 0 && ssrc == h.ssrc {
		if missing := int16(seq - h.expected); missing > 0 {
			h.lost += int(missing)
		} else if missing < 0 {
			h.lost = max(h.lost-1, 0) // late, not lost
		}
		if int16(seq-h.expected) >= 0 {
			h.expected = seq + 1
		}
	} else {
		h.ssrc, h.expected = ssrc, seq+1
	}
	if h.first.IsZero() {
		h.first = at
	}
	if !h.since.IsZero() {
		h.gap = max(h.gap, at.Sub(h.since))
	}
	h.received++
	h.last, h.since = at, at
	for _, b := range payload {
		h.ring[h.pos] = codec.decode(b)
		h.pos = (h.pos + 1) % window
	}
	h.filled = min(h.filled+len(payload), window)
	h.wake()
}

// rtpPayload skips what may stand between header and payload (RFC 3550 §5.1).
func rtpPayload(p []byte) []byte {
	start, end := 12+4*int(p[0]&0x0f), len(p)
	if p[0]&0x10 != 0 && start+4 <= end {
		start += 4 + 4*int(binary.BigEndian.Uint16(p[start+2:]))
	}
	if p[0]&0x20 != 0 && end > start {
		end -= int(p[end-1])
	}
	if start >= end {
		return nil
	}
	return p[start:end]
}

func (h *hearing) wake() {
	if h.next != nil {
		close(h.next)
		h.next = nil
	}
}

// samples are the last 200 ms, nil if there is less or it is old.
func (h *hearing) samples(at time.Time) []int16 {
	if h.filled < window || at.Sub(h.last) > fresh {
		return nil
	}
	return append(append(make([]int16, 0, window), h.ring[h.pos:]...), h.ring[:h.pos]...)
}

func (h *hearing) tone(freq int, at time.Time) bool {
	return ToneIn(h.samples(at), sampleRate, float64(freq))
}

func (h *hearing) anything(at time.Time) bool {
	s := h.samples(at)
	return s != nil && math.Sqrt(energy(s)/float64(len(s))) >= audible
}

// silent is true when the last 200 ms held no sound, or no packet came in them.
func (h *hearing) silent(at time.Time) bool {
	if h.last.IsZero() || at.Sub(h.last) > fresh {
		return true
	}
	return h.filled == window && !h.anything(at)
}

func (h *hearing) audio(at time.Time) Audio {
	a := Audio{Sent: h.sent, Received: h.received, Lost: h.lost, LongestGap: h.gap, First: h.first, Last: h.last}
	if !h.over.IsZero() {
		at = h.over
	}
	if !h.since.IsZero() {
		a.LongestGap = max(a.LongestGap, at.Sub(h.since))
	}
	return a
}

// forget starts the measuring anew; the gap from now to the next packet counts.
func (h *hearing) forget(at time.Time) {
	*h = hearing{next: h.next, since: at, over: h.over}
}
