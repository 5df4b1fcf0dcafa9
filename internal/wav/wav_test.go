package wav_test

import (
	"bytes"
	"encoding/binary"
	"testing"
	"time"

	"vonal/internal/wav"
)

// file makes a WAV of the given claims with that many bytes of sound in it.
func file(channels, bits uint16, rate, claimed uint32, sound int) []byte {
	var b bytes.Buffer
	b.WriteString("RIFF\x00\x00\x00\x00WAVEfmt ")
	for _, v := range []any{uint32(16), uint16(1), channels, rate, rate * uint32(channels*bits/8), channels * bits / 8, bits} {
		binary.Write(&b, binary.LittleEndian, v)
	}
	b.WriteString("data")
	binary.Write(&b, binary.LittleEndian, claimed)
	b.Write(make([]byte, sound))
	return b.Bytes()
}

func TestDurationOfASoundFile(t *testing.T) {
	got := read(t, file(1, 16, 8000, 16000, 16000))
	if got.Duration != time.Second || got.Repaired {
		t.Errorf("got %+v, want one second", got)
	}
}

func TestAHeaderItsWriterNeverFinishedIsRepaired(t *testing.T) {
	for _, claimed := range []uint32{0, 0xFFFFFFFF, 99999} {
		got := read(t, file(1, 16, 8000, claimed, 8000))
		if got.Duration != 500*time.Millisecond || !got.Repaired {
			t.Errorf("claim %d: got %+v, want half a second, repaired", claimed, got)
		}
	}
}

func TestWhatIsNoSoundIsRefused(t *testing.T) {
	adpcm := file(1, 16, 8000, 8, 8)
	adpcm[20] = 17
	for name, b := range map[string][]byte{
		"empty":       nil,
		"text":        []byte("no sound in here, only words and more words"),
		"0 channels":  file(0, 16, 8000, 8, 8),
		"0 bits":      file(1, 0, 8000, 8, 8),
		"0 Hz":        file(1, 16, 0, 8, 8),
		"ADPCM":       adpcm,
		"header only": file(1, 16, 8000, 8, 8)[:30],
	} {
		if got, err := wav.Read(bytes.NewReader(b), int64(len(b))); err == nil {
			t.Errorf("%s: accepted as %+v", name, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(file(1, 16, 8000, 16000, 16000))
	f.Add(file(2, 8, 192000, 0xFFFFFFFF, 3))
	f.Fuzz(func(t *testing.T, b []byte) {
		if got, err := wav.Read(bytes.NewReader(b), int64(len(b))); err == nil && got.Duration < 0 {
			t.Errorf("negative duration %v", got.Duration)
		}
	})
}

func read(t *testing.T, b []byte) wav.Info {
	t.Helper()
	got, err := wav.Read(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	return got
}
