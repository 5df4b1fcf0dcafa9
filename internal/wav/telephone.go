package wav

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"time"
)

// TelephoneRate is the samples a second of a telephone.
const TelephoneRate = 8000

// Telephone reads a file of at most longest and makes of it what a telephone
// plays: one channel of 8 kHz, 16 bits a sample. It takes uncompressed PCM of
// 16 bits, one or two channels, 8 to 48 kHz, and refuses everything else.
func Telephone(r io.ReaderAt, size int64, longest time.Duration) ([]int16, error) {
	info, err := Read(r, size)
	if err != nil {
		return nil, err
	}
	switch {
	case info.BitsPerSample != 16 || info.Channels > 2 || info.SampleRate < TelephoneRate || info.SampleRate > 48000:
		return nil, fmt.Errorf("wav: %d channels of %d bits at %d Hz; wanted are 1 or 2 of 16 bits at 8 to 48 kHz", info.Channels, info.BitsPerSample, info.SampleRate)
	case info.Duration > longest:
		return nil, fmt.Errorf("wav: it is %s long; %s at most", info.Duration.Round(time.Second), longest)
	case info.Duration < 100*time.Millisecond:
		return nil, fmt.Errorf("wav: there is no sound in it")
	}
	body := make([]byte, int64(info.Duration)*int64(info.SampleRate)/int64(time.Second)*info.frame())
	if _, err := r.ReadAt(body, size-trailing(r, size, int64(len(body)))); err != nil && err != io.EOF {
		return nil, fmt.Errorf("wav: its sound cannot be read: %w", err)
	}
	mono := make([]float64, len(body)/int(info.frame()))
	for i := range mono {
		for ch := range info.Channels {
			at := (i*info.Channels + ch) * 2
			mono[i] += float64(int16(binary.LittleEndian.Uint16(body[at:]))) / float64(info.Channels)
		}
	}
	out := make([]int16, 0, len(mono))
	for _, s := range Resample(mono, info.SampleRate, TelephoneRate) {
		out = append(out, int16(max(math.MinInt16, min(math.MaxInt16, math.Round(s)))))
	}
	return out, nil
}

// trailing is how many bytes there are from the first of the sound on.
func trailing(r io.ReaderAt, size, sound int64) int64 {
	at := int64(headerSize)
	for range maxChunks {
		var chunk [chunkHead]byte
		if _, err := r.ReadAt(chunk[:], at); err != nil {
			break
		}
		if string(chunk[:4]) == "data" {
			return size - at - chunkHead
		}
		length := int64(binary.LittleEndian.Uint32(chunk[4:]))
		at += chunkHead + length + length%2
	}
	return sound
}

// Resample goes to another rate, a lower one or the same, through a windowed
// sinc, so that nothing folds back into the voice.
func Resample(in []float64, from, to int) []float64 {
	if from == to {
		return in
	}
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

// Write is samples of one channel as a file.
func Write(samples []int16, rate int) []byte {
	out := make([]byte, 44+2*len(samples))
	le := binary.LittleEndian
	copy(out, "RIFF")
	le.PutUint32(out[4:], uint32(36+2*len(samples)))
	copy(out[8:], "WAVEfmt ")
	le.PutUint32(out[16:], 16)
	le.PutUint16(out[20:], formatPCM)
	le.PutUint16(out[22:], 1)
	le.PutUint32(out[24:], uint32(rate))
	le.PutUint32(out[28:], uint32(2*rate))
	le.PutUint16(out[32:], 2)
	le.PutUint16(out[34:], 16)
	copy(out[36:], "data")
	le.PutUint32(out[40:], uint32(2*len(samples)))
	for i, s := range samples {
		le.PutUint16(out[44+2*i:], uint16(s))
	}
	return out
}

const ulawBias, ulawMost = 0x84, 32635

// ULaw is samples by ITU-T G.711 µ-law.
func ULaw(samples []int16) []byte {
	out := make([]byte, len(samples))
	for i, s := range samples {
		v := max(-ulawMost, min(ulawMost, int(s)))
		sign := 0
		if v < 0 {
			v, sign = -v, 0x80
		}
		v += ulawBias
		exponent := 7
		for mask := 0x4000; exponent > 0 && v&mask == 0; mask >>= 1 {
			exponent--
		}
		out[i] = ^byte(sign | exponent<<4 | v>>(exponent+3)&0x0f)
	}
	return out
}

// FromULaw undoes ULaw, as far as that can be.
func FromULaw(coded []byte) []int16 {
	out := make([]int16, len(coded))
	for i, c := range coded {
		c = ^c
		v := (int(c&0x0f)<<3 + ulawBias) << (c >> 4 & 7)
		v -= ulawBias
		if c&0x80 != 0 {
			v = -v
		}
		out[i] = int16(v)
	}
	return out
}
