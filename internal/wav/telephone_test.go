package wav_test

import (
	"bytes"
	"math"
	"testing"
	"time"

	"vonal/internal/wav"
)

func sine(freq, rate int, length time.Duration) []int16 {
	out := make([]int16, int(length.Seconds()*float64(rate)))
	for i := range out {
		out[i] = int16(10000 * math.Sin(2*math.Pi*float64(freq*i)/float64(rate)))
	}
	return out
}

func loudness(s []int16) float64 {
	sum := 0.0
	for _, v := range s {
		sum += float64(v) * float64(v)
	}
	return math.Sqrt(sum / float64(len(s)))
}

func TestATelephoneKeepsTheVoiceAndNothingFoldsBack(t *testing.T) {
	for _, rate := range []int{8000, 16000, 22050, 44100, 48000} {
		for freq, kept := range map[int]bool{400: true, 1000: true, 3000: true, 6000: false, 10000: false} {
			if 2*freq >= rate {
				continue
			}
			file := wav.Write(sine(freq, rate, time.Second), rate)
			out, err := wav.Telephone(bytes.NewReader(file), int64(len(file)), time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			if n := len(out); n < 7990 || n > 8000 {
				t.Errorf("%d Hz at %d: %d samples", freq, rate, n)
			}
			if loud := loudness(out) / 7071; kept && (loud < 0.9 || loud > 1.1) || !kept && loud > 0.02 {
				t.Errorf("%d Hz at %d comes out at %.3f", freq, rate, loud)
			}
		}
	}
}

func TestTelephoneRefusesWhatItCannotPlay(t *testing.T) {
	long := wav.Write(sine(400, 8000, 2*time.Second), 8000)
	for name, file := range map[string][]byte{
		"no sound":    wav.Write(nil, 8000),
		"no file":     []byte("MP3"),
		"a low rate":  wav.Write(sine(400, 4000, time.Second), 4000),
		"a high rate": wav.Write(sine(400, 96000, time.Second), 96000),
		"too long":    long,
	} {
		if _, err := wav.Telephone(bytes.NewReader(file), int64(len(file)), time.Second); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func TestULawIsHeardAsItWas(t *testing.T) {
	in := sine(700, 8000, time.Second)
	out := wav.FromULaw(wav.ULaw(in))
	for i := range in {
		if off := math.Abs(float64(in[i]) - float64(out[i])); off > 20+math.Abs(float64(in[i]))/16 {
			t.Fatalf("%d became %d", in[i], out[i])
		}
	}
}
