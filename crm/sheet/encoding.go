package sheet

import (
	"bytes"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"vonal/internal/fault"
)

// Encoding is how a table's text became bytes.
type Encoding string

// The encodings that are read.
const (
	UTF8        Encoding = "utf-8"
	UTF16LE     Encoding = "utf-16le"
	UTF16BE     Encoding = "utf-16be"
	Windows1250 Encoding = "windows-1250" // Hungarian and its neighbours
	Windows1251 Encoding = "windows-1251" // Russian
)

var decoders = map[Encoding]encoding.Encoding{
	UTF8:        unicode.UTF8,
	UTF16LE:     unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM),
	UTF16BE:     unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM),
	Windows1250: charmap.Windows1250,
	Windows1251: charmap.Windows1251,
}

// sample is how much of a file is looked at where a part says enough.
const sample = 64 << 10

// guessEncoding looks at all of the content. A mark in front says it. Zero bytes
// at every other place are UTF-16. What reads as UTF-8 is. Of the rest, Russian
// words are runs of bytes above 127, while Hungarian ones have them one by one:
// where at least half of these bytes stand beside each other it is
// windows-1251, else windows-1250.
func guessEncoding(content io.ReaderAt, size int64) (Encoding, error) {
	head := make([]byte, min(size, sample))
	if _, err := content.ReadAt(head, 0); err != nil && err != io.EOF {
		return "", fault.Wrap("sheet.guessEncoding", err)
	}
	switch {
	case bytes.HasPrefix(head, []byte(bom)):
		return UTF8, nil
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}):
		return UTF16LE, nil
	case bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return UTF16BE, nil
	}
	if e := wide(head); e != "" {
		return e, nil
	}
	var t tally
	r := io.NewSectionReader(content, 0, size)
	buffer, kept := make([]byte, sample), 0
	for {
		n, err := r.Read(buffer[kept:])
		rest := t.count(buffer[:kept+n], err != nil)
		kept = copy(buffer, rest)
		if err == io.EOF {
			return t.encoding(), nil
		}
		if err != nil {
			return "", fault.Wrap("sheet.guessEncoding", err)
		}
	}
}

// wide finds UTF-16 without a mark: separators and digits have a zero byte.
func wide(head []byte) Encoding {
	var zeros [2]int
	for i, b := range head {
		if b == 0 {
			zeros[i%2]++
		}
	}
	pairs := len(head) / 2
	if len(head)%2 > 0 || zeros[0]+zeros[1] < 4 { // a few went astray
		return ""
	}
	switch {
	case zeros[1]*10 > pairs && zeros[0]*100 <= pairs:
		return UTF16LE
	case zeros[0]*10 > pairs && zeros[1]*100 <= pairs:
		return UTF16BE
	}
	return ""
}

// tally counts what tells one encoding from another.
type tally struct {
	letters, broken int // sequences of UTF-8 above 127, and bytes that are none
	high, beside    int // bytes above 127, and those that have another before them
	before          bool
}

// count looks at the bytes and answers those that may be half of a letter.
func (t *tally) count(b []byte, last bool) []byte {
	for len(b) > 0 {
		if !last && !utf8.FullRune(b) {
			return b
		}
		r, n := utf8.DecodeRune(b)
		switch {
		case r == utf8.RuneError && n == 1:
			t.broken++
		case n > 1:
			t.letters++
		}
		for _, one := range b[:n] {
			high := one > 127
			if high {
				t.high++
				if t.before {
					t.beside++
				}
			}
			t.before = high
		}
		b = b[n:]
	}
	return nil
}

func (t *tally) encoding() Encoding {
	switch {
	case t.broken*20 <= t.letters: // a damaged letter does not make it another encoding
		return UTF8
	case t.beside*2 >= t.high:
		return Windows1251
	}
	return Windows1250
}
