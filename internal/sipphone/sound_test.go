package sipphone

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emiago/sipgo/sip"

	"vonal/internal/clock"
)

func TestG711DecodesWhatTheStandardSays(t *testing.T) {
	for b, want := range map[byte]int16{0xd5: 8, 0x55: -8, 0x80: 5504, 0xaa: 32256, 0x2a: -32256} {
		if got := ALaw.decode(b); got != want {
			t.Errorf("A-law %#x is %d, want %d", b, got, want)
		}
	}
	for b, want := range map[byte]int16{0xff: 0, 0x7f: 0, 0x80: 32124, 0x00: -32124, 0xf0: 120} {
		if got := ULaw.decode(b); got != want {
			t.Errorf("µ-law %#x is %d, want %d", b, got, want)
		}
	}
}

func TestG711EncodesToTheNearestStep(t *testing.T) {
	for _, c := range []Codec{ALaw, ULaw} {
		for b := range 256 {
			sample := c.decode(byte(b))
			if back := c.decode(c.encode(sample)); back != sample {
				t.Errorf("%s %#x: %d became %d", c, b, sample, back)
			}
		}
		for s := math.MinInt16; s <= math.MaxInt16; s++ {
			back := int(c.decode(c.encode(int16(s))))
			if off := abs(back - s); off > abs(s)/16+16 {
				t.Fatalf("%s: %d became %d", c, s, back)
			}
		}
	}
}

func abs(n int) int { return max(n, -n) }

func mixed(n int, freqs ...int) []int16 {
	samples := make([]int16, n)
	for _, f := range freqs {
		for i := range samples {
			samples[i] += int16(4000 * math.Sin(2*math.Pi*float64(f)*float64(i)/sampleRate))
		}
	}
	return samples
}

func TestToneIsFoundAloneAndInAMixAndNowhereElse(t *testing.T) {
	for _, freq := range []int{300, 440, 1000, 3100} {
		if !ToneIn(mixed(window, freq), sampleRate, float64(freq)) {
			t.Errorf("%d not found", freq)
		}
		if ToneIn(mixed(window, freq), sampleRate, float64(freq)+40) {
			t.Errorf("%d found 40 Hz beside", freq)
		}
	}
	both := mixed(window, 440, 1000)
	if !ToneIn(both, sampleRate, 440) || !ToneIn(both, sampleRate, 1000) || ToneIn(both, sampleRate, 620) {
		t.Error("a mix of two is not heard as such")
	}
	noise := make([]int16, window)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range noise {
		noise[i] = int16(random.IntN(16000) - 8000)
	}
	for f := 100.0; f < 3900; f += 5 {
		if ToneIn(noise, sampleRate, f) {
			t.Errorf("%v Hz found in noise", f)
		}
	}
	if ToneIn(make([]int16, window), sampleRate, 440) || ToneIn(nil, sampleRate, 440) {
		t.Error("a tone found in silence")
	}
}

func TestLostPacketsAndGapsAreCounted(t *testing.T) {
	var h hearing
	at := clock.Instant()
	hear := func(seq, n int) {
		for i := range n {
			p := make([]byte, 12+packetSamples)
			p[0], p[1] = 0x80, byte(ALaw)
			binary.BigEndian.PutUint16(p[2:], uint16(seq+i))
			at = at.Add(packetTime)
			h.take(p, at)
		}
	}
	hear(65530, 10) // the number goes round
	at = at.Add(3 * packetTime)
	hear(65543, 5)
	if a := h.audio(at); a.Received != 15 || a.Lost != 3 || a.LongestGap != 4*packetTime {
		t.Errorf("%+v", a)
	}
	hear(65541, 1) // one comes late after all
	h.take([]byte{0x80, 8}, at)
	h.take([]byte{0x80, 200, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0}, at) // RTCP
	if a := h.audio(at.Add(time.Second)); a.Received != 16 || a.Lost != 2 || a.LongestGap != time.Second {
		t.Errorf("%+v", a)
	}
}

func TestStrongestDigestIsChosen(t *testing.T) {
	res := sip.NewResponse(401, "Unauthorized")
	for _, algorithm := range []string{"MD5", "SHA-256", "FUTURE-1"} {
		res.AppendHeader(sip.NewHeader("WWW-Authenticate", `Digest realm="asterisk",nonce="1/2",opaque="3",algorithm=`+algorithm+`,qop="auth"`))
	}
	name, value, err := authorize(res, "REGISTER", "sip:127.0.0.1", "anna", "secret")
	if err != nil || name != "Authorization" || !strings.Contains(value, "algorithm=SHA-256") {
		t.Errorf("%s: %s %v", name, value, err)
	}
	if _, _, err := authorize(sip.NewResponse(401, "Unauthorized"), "REGISTER", "sip:x", "anna", "secret"); err == nil {
		t.Error("a 401 without a challenge was answered")
	}
}

func TestReasonsAreRead(t *testing.T) {
	res := sip.NewResponse(487, "Request Terminated")
	res.AppendHeader(sip.NewHeader("Reason", `SIP;cause=200;text="Call completed elsewhere"`))
	res.AppendHeader(sip.NewHeader("Reason", ` Q.850 ; cause=26`))
	got := readReasons(res)
	want := []Reason{{"SIP", 200, "Call completed elsewhere"}, {"Q.850", 26, ""}}
	if !slices.Equal(got, want) {
		t.Errorf("got %+v", got)
	}
}
