// Command make speaks the sentences of the prompts with espeak-ng and writes
// them as Asterisk plays them without conversion: µ-law, 8 kHz, one channel.
// It is run by go generate when a sentence has changed.
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"

	"vonal/asterisk-conf/prompts"
	"vonal/internal/wav"
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
		for _, s := range texts {
			if err := speak(language, s.Name, s.Text); err != nil {
				log.Fatalf("%s/%s: %v", language, s.Name, err)
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
	spoken := wav.Resample(samples, rate, wav.TelephoneRate)
	out := make([]int16, len(spoken))
	for i, s := range spoken {
		out[i] = int16(s)
	}
	return os.WriteFile(filepath.Join(language, name+".ulaw"), wav.ULaw(out), 0o644)
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
