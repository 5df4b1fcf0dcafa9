package sipphone

import "math/bits"

// aLawToLinear and uLawToLinear decode one byte of G.711; linearTo… encode.
var aLawToLinear, uLawToLinear = decodeTables()

func decodeTables() (a, u [256]int16) {
	for i := range 256 {
		a[i], u[i] = decodeALaw(byte(i)), decodeULaw(byte(i))
	}
	return a, u
}

// decodeALaw follows ITU-T G.711 table 1: sign, three bits of segment, four of
// step, every second bit inverted.
func decodeALaw(b byte) int16 {
	b ^= 0x55
	segment, step := b>>4&7, int(b&0x0f)
	value := step<<4 + 8
	if segment > 0 {
		value = (value + 0x100) << (segment - 1)
	}
	if b&0x80 == 0 {
		value = -value
	}
	return int16(value)
}

func encodeALaw(sample int16) byte {
	sign, value := byte(0x80), int(sample)
	if value < 0 {
		sign, value = 0, -value-1
	}
	segment := max(bits.Len(uint(value))-8, 0)
	step := value >> 4
	if segment > 0 {
		step = value >> (segment + 3)
	}
	return (sign | byte(segment)<<4 | byte(step&0x0f)) ^ 0x55
}

// uLawBias is added before finding the segment (ITU-T G.711 table 2).
const uLawBias = 0x84

func decodeULaw(b byte) int16 {
	b = ^b
	segment, step := b>>4&7, int(b&0x0f)
	value := (step<<3+uLawBias)<<segment - uLawBias
	if b&0x80 != 0 {
		value = -value
	}
	return int16(value)
}

func encodeULaw(sample int16) byte {
	sign, value := byte(0), int(sample)
	if value < 0 {
		sign, value = 0x80, -value
	}
	value = min(value+uLawBias, 0x7fff)
	segment := bits.Len(uint(value)) - 8
	return ^(sign | byte(segment)<<4 | byte(value>>(segment+3)&0x0f))
}

func (c Codec) decode(b byte) int16 {
	if c == ULaw {
		return uLawToLinear[b]
	}
	return aLawToLinear[b]
}

func (c Codec) encode(sample int16) byte {
	if c == ULaw {
		return encodeULaw(sample)
	}
	return encodeALaw(sample)
}
