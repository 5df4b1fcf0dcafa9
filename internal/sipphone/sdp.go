package sipphone

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// Codec is a G.711 variant, by its static RTP payload type.
type Codec uint8

// The codecs a phone speaks.
const (
	ALaw Codec = 8
	ULaw Codec = 0
)

func (c Codec) String() string {
	if c == ULaw {
		return "PCMU"
	}
	return "PCMA"
}

// direction is what one side says about the flow of audio.
type direction string

const (
	sendrecv direction = "sendrecv"
	sendonly direction = "sendonly"
	recvonly direction = "recvonly"
	inactive direction = "inactive"
)

func (d direction) sends() bool    { return d == sendrecv || d == sendonly }
func (d direction) receives() bool { return d == sendrecv || d == recvonly }

// mirrored is the answer to the other side's direction when we want both.
func (d direction) mirrored() direction {
	switch d {
	case sendonly:
		return recvonly
	case recvonly:
		return sendonly
	}
	return d
}

// session is what we read from the other side's SDP.
type session struct {
	audio     netip.AddrPort
	codecs    []Codec
	direction direction
}

// buildSDP describes our side: codecs in order of preference.
func buildSDP(at netip.AddrPort, version int, codecs []Codec, d direction) []byte {
	var b strings.Builder
	host := at.Addr().String()
	fmt.Fprintf(&b, "v=0\r\no=- 1 %d IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\n", version, host, host)
	fmt.Fprintf(&b, "m=audio %d RTP/AVP", at.Port())
	for _, c := range codecs {
		fmt.Fprintf(&b, " %d", c)
	}
	b.WriteString(" 101\r\n")
	for _, c := range codecs {
		fmt.Fprintf(&b, "a=rtpmap:%d %s/8000\r\n", c, c)
	}
	fmt.Fprintf(&b, "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=ptime:20\r\na=%s\r\n", d)
	return []byte(b.String())
}

// parseSDP reads the first audio stream; ok is false if there is none.
func parseSDP(body []byte) (s session, ok bool) {
	s.direction = sendrecv
	host, port, inAudio := "", 0, false
	for line := range strings.Lines(string(body)) {
		line = strings.TrimRight(line, "\r\n")
		kind, value, found := strings.Cut(line, "=")
		if !found {
			continue
		}
		switch kind {
		case "c":
			if fields := strings.Fields(value); len(fields) == 3 && (inAudio || !ok) {
				host = fields[2]
			}
		case "m":
			fields := strings.Fields(value)
			inAudio = !ok && len(fields) > 3 && fields[0] == "audio"
			if inAudio {
				ok = true
				port, _ = strconv.Atoi(fields[1])
				s.codecs = readCodecs(fields[3:])
			}
		case "a":
			d := direction(value)
			if (inAudio || !ok) && (d == sendrecv || d == sendonly || d == recvonly || d == inactive) {
				s.direction = d
			}
		}
	}
	addr, err := netip.ParseAddr(host)
	if err != nil || port <= 0 || port > 65535 {
		return s, false
	}
	s.audio = netip.AddrPortFrom(addr.Unmap(), uint16(port))
	if addr.IsUnspecified() {
		s.direction = inactive // the old way of holding (RFC 3264 §8.4)
	}
	return s, ok
}

func readCodecs(payloads []string) (known []Codec) {
	for _, p := range payloads {
		switch p {
		case "8":
			known = append(known, ALaw)
		case "0":
			known = append(known, ULaw)
		}
	}
	return known
}

// firstCommon is the codec both sides have, the order being ours.
func firstCommon(ours, theirs []Codec) (Codec, bool) {
	for _, c := range ours {
		for _, t := range theirs {
			if c == t {
				return c, true
			}
		}
	}
	return 0, false
}
