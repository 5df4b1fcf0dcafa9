package files

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
)

// orientation is how a JPEG says it must be turned, 1 to 8; 1 where it does
// not say. Only the segments in front of the picture are read.
func orientation(r io.Reader) int {
	b := bufio.NewReader(r)
	var head [4]byte
	if _, err := io.ReadFull(b, head[:2]); err != nil || head[0] != 0xff || head[1] != 0xd8 {
		return 1
	}
	for {
		if _, err := io.ReadFull(b, head[:]); err != nil || head[0] != 0xff {
			return 1
		}
		length := int(binary.BigEndian.Uint16(head[2:])) - 2
		if length < 0 || head[1] == 0xda { // the picture begins
			return 1
		}
		if head[1] != 0xe1 {
			if _, err := b.Discard(length); err != nil {
				return 1
			}
			continue
		}
		segment := make([]byte, length)
		if _, err := io.ReadFull(b, segment); err != nil {
			return 1
		}
		if exif, is := bytes.CutPrefix(segment, []byte("Exif\x00\x00")); is {
			return orientationIn(exif)
		}
	}
}

// orientationIn looks for tag 0x0112 in the first directory of a TIFF header.
func orientationIn(exif []byte) int {
	if len(exif) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.LittleEndian
	if exif[0] == 'M' {
		order = binary.BigEndian
	}
	at := int64(order.Uint32(exif[4:]))
	if at+2 > int64(len(exif)) {
		return 1
	}
	for entries := order.Uint16(exif[at:]); entries > 0; entries-- {
		entry := at + 2 + 12*int64(entries-1)
		if entry+12 > int64(len(exif)) {
			continue
		}
		if order.Uint16(exif[entry:]) == 0x0112 {
			if way := int(order.Uint16(exif[entry+8:])); way >= 1 && way <= 8 {
				return way
			}
		}
	}
	return 1
}
