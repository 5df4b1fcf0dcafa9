// Package wav reads as much of a WAV file as is needed to say how long it is
// and whether it can be played.
package wav

import (
	"encoding/binary"
	"fmt"
	"io"
	"time"
)

// Info is what a file holds.
type Info struct {
	Channels      int
	SampleRate    int // samples a second
	BitsPerSample int
	Duration      time.Duration
	// Repaired: the header does not say how much sound follows, as when its
	// writer was killed. Duration is reckoned from the size of the file.
	Repaired bool
}

const (
	headerSize = 12
	chunkHead  = 8
	formatPCM  = 1
	maxChunks  = 64 // before the sound; more is no file of ours
)

// Read reads the header of a file of that size. It refuses what is not
// uncompressed PCM with at least one channel; it never allocates by what the
// file claims.
func Read(r io.ReaderAt, size int64) (Info, error) {
	var head [headerSize]byte
	if _, err := r.ReadAt(head[:], 0); err != nil {
		return Info{}, fmt.Errorf("wav: too short for a header: %w", err)
	}
	if string(head[:4]) != "RIFF" || string(head[8:]) != "WAVE" {
		return Info{}, fmt.Errorf("wav: no RIFF WAVE header")
	}
	var info Info
	at := int64(headerSize)
	for range maxChunks {
		var chunk [chunkHead]byte
		if _, err := r.ReadAt(chunk[:], at); err != nil {
			return Info{}, fmt.Errorf("wav: no sound in it")
		}
		length := int64(binary.LittleEndian.Uint32(chunk[4:]))
		at += chunkHead
		switch string(chunk[:4]) {
		case "fmt ":
			if err := info.format(r, at); err != nil {
				return Info{}, err
			}
		case "data":
			return info.measure(length, size-at)
		}
		at += length + length%2
	}
	return Info{}, fmt.Errorf("wav: more than %d chunks before the sound", maxChunks)
}

func (i *Info) format(r io.ReaderAt, at int64) error {
	var f [16]byte
	if _, err := r.ReadAt(f[:], at); err != nil {
		return fmt.Errorf("wav: the format is cut off: %w", err)
	}
	if kind := binary.LittleEndian.Uint16(f[:]); kind != formatPCM {
		return fmt.Errorf("wav: coding %d is not PCM", kind)
	}
	i.Channels = int(binary.LittleEndian.Uint16(f[2:]))
	i.SampleRate = int(binary.LittleEndian.Uint32(f[4:]))
	i.BitsPerSample = int(binary.LittleEndian.Uint16(f[14:]))
	if i.frame() == 0 || i.SampleRate == 0 {
		return fmt.Errorf("wav: %d channels of %d bits at %d Hz", i.Channels, i.BitsPerSample, i.SampleRate)
	}
	return nil
}

// frame is how many bytes one instant of sound takes.
func (i Info) frame() int64 { return int64(i.Channels) * int64(i.BitsPerSample/8) }

// measure reckons the duration from what the header claims, or from what is
// there where the claim cannot be true.
func (i Info) measure(claimed, there int64) (Info, error) {
	if i.SampleRate == 0 {
		return Info{}, fmt.Errorf("wav: the sound comes before its format")
	}
	if claimed > there || claimed == 0 && there > 0 {
		i.Repaired = true
		claimed = there
	}
	frames := max(0, claimed) / i.frame()
	i.Duration = time.Duration(frames) * time.Second / time.Duration(i.SampleRate)
	return i, nil
}
