package sipphone

import (
	"math"
	"sync"
)

const (
	sampleRate    = 8000
	packetSamples = 160 // 20 ms
	packetsPerSec = sampleRate / packetSamples
	toneLevel     = 8000 // of 32767: about -12 dBFS

	// audible is the loudness (root mean square) below which we call it silence.
	audible = 60
	// toneShare is the part of all energy a tone must have to count as heard.
	// Two tones mixed equally have a half each.
	toneShare = 0.3
)

// ToneIn reports whether samples, taken rate times a second, hold a steady tone
// of freq Hz with a good part of their whole energy. It is meant for windows of
// 100 ms to some seconds: recordings as well as live audio.
func ToneIn(samples []int16, rate int, freq float64) bool {
	total := energy(samples)
	if len(samples) == 0 || math.Sqrt(total/float64(len(samples))) < audible {
		return false
	}
	return toneEnergy(samples, rate, freq) >= toneShare*total
}

func energy(samples []int16) (sum float64) {
	for _, s := range samples {
		sum += float64(s) * float64(s)
	}
	return sum
}

// toneEnergy is the energy of one frequency, by the algorithm of Goertzel; a
// pure tone of that frequency has all of its energy there.
func toneEnergy(samples []int16, rate int, freq float64) float64 {
	turn := 2 * math.Cos(2*math.Pi*freq/float64(rate))
	var last, before float64
	for _, s := range samples {
		last, before = float64(s)+turn*last-before, last
	}
	power := last*last + before*before - turn*last*before
	return 2 * power / float64(len(samples))
}

// voice is one second of encoded tone; it repeats without a seam because the
// frequency is a whole number.
type voice [sampleRate]byte

type voiceKey struct {
	codec Codec
	freq  int
}

var voices sync.Map // voiceKey → *voice: many legs speak the same tone

// voiceOf is the tone of freq Hz, silence for 0.
func voiceOf(codec Codec, freq int) *voice {
	key := voiceKey{codec, freq}
	if v, ok := voices.Load(key); ok {
		return v.(*voice)
	}
	v := new(voice)
	for i := range v {
		angle := 2 * math.Pi * float64(freq) * float64(i) / sampleRate
		v[i] = codec.encode(int16(toneLevel * math.Sin(angle)))
	}
	kept, _ := voices.LoadOrStore(key, v)
	return kept.(*voice)
}
