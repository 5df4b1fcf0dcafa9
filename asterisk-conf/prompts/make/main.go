// Command make speaks the sentences of the prompts with espeak-ng and writes
// them as Asterisk plays them without conversion: µ-law, 8 kHz, one channel.
// It is run by go generate when a sentence has changed.
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"log"
	"math"
	"os"
	"os/exec"
	"path/filepath"

	"vonal/asterisk-conf/prompts"
)

// voices are espeak-ng's voices by our languages.
var voices = map[string]string{"en": "en-gb", "hu": "hu", "ru": "ru"}

func main() {
	log.SetFlags(0)
	for _, language := range prompts.Languages {
		texts, err := prompts.Texts(language)
		if err != nil {
			log.Fatal(err)
		}
		if err := os.MkdirAll(language, 0o755); err != nil {
			log.Fatal(err)
		}
		for name, sentence := range texts {
			if err := speak(language, name, sentence); err != nil {
				log.Fatalf("%s/%s: %v", language, name, err)
			}
		}
	}
}

func speak(language, name, sentence string) error {
	cmd := exec.Command("espeak-ng", "-v", voices[language], "-s", "145", "--stdout", sentence)
	cmd.Stderr = os.Stderr
	wave, err := cmd.Output()
	if err != nil {
		return err
	}
	rate, samples, err := decode(wave)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	for _, s := range resample(samples, rate, 8000) {
		out.WriteByte(ulaw(s))
	}
	return os.WriteFile(filepath.Join(language, name+".ulaw"), out.Bytes(), 0o644)
}

// decode reads espeak-ng's WAV, whose header does not know how long it is.
func decode(wave []byte) (rate int, samples []float64, err error) {
	at := bytes.Index(wave, []byte("data"))
	if at < 0 || len(wave) < 44 {
		return 0, nil, fmt.Errorf("%d bytes are no WAV", len(wave))
	}
	rate = int(binary.LittleEndian.Uint32(wave[24:]))
	for body := wave[at+8:]; len(body) >= 2; body = body[2:] {
		samples = append(samples, float64(int16(binary.LittleEndian.Uint16(body))))
	}
	return rate, samples, nil
}

// resample goes to a lower rate through a windowed sinc, so that nothing folds
// back into the voice.
func resample(in []float64, from, to int) []float64 {
	const reach = 24 // taps at each side, in samples of the lower rate
	step := float64(from) / float64(to)
	width := reach * step
	out := make([]float64, int(float64(len(in))/step))
	for i := range out {
		centre := float64(i) * step
		var sum, weight float64
		for k := int(math.Ceil(centre - width)); float64(k) <= centre+width; k++ {
			x := (float64(k) - centre) / step
			w := sinc(x*0.92) * (0.5 + 0.5*math.Cos(math.Pi*x/reach))
			weight += w
			if k >= 0 && k < len(in) {
				sum += in[k] * w
			}
		}
		out[i] = sum / weight
	}
	return out
}

func sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	return math.Sin(math.Pi*x) / (math.Pi * x)
}

// ulaw is a sample by ITU-T G.711.
func ulaw(s float64) byte {
	const bias, most = 0x84, 32635
	v := int(max(-most, min(most, s)))
	sign := 0
	if v < 0 {
		v, sign = -v, 0x80
	}
	v += bias
	exponent := 7
	for mask := 0x4000; exponent > 0 && v&mask == 0; mask >>= 1 {
		exponent--
	}
	mantissa := v >> (exponent + 3) & 0x0f
	return ^byte(sign | exponent<<4 | mantissa)
}
