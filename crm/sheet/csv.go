package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"vonal/internal/fault"
)

// scanner takes CSV apart. It is more patient than RFC 4180: lines may end in
// LF, CR or both, in one file, quotes may stand anywhere, rows may differ in
// length. NUL characters are left out.
type scanner struct {
	in        *bufio.Reader
	separator rune
	row       int // the one read last, from 1
	cells     []string
	text      strings.Builder
}

func newScanner(r io.Reader, separator rune) *scanner {
	return &scanner{in: bufio.NewReaderSize(r, sample), separator: separator}
}

// next is the cells of the next row, good until the next call; io.EOF when
// there is none.
func (s *scanner) next() ([]string, error) {
	s.row++
	s.cells = s.cells[:0]
	quoted, any := false, false
	s.text.Reset()
	for {
		r, _, err := s.in.ReadRune()
		if err == io.EOF {
			if quoted {
				return nil, fault.New(fault.Invalid, "sheet.next", "row %d: a quotation mark is not closed", s.row)
			}
			if !any {
				return nil, io.EOF
			}
			return s.end()
		}
		if err != nil {
			return nil, err
		}
		any = true
		switch {
		case r == 0:
		case quoted && r == '"':
			if quoted = s.follows('"'); quoted {
				s.text.WriteByte('"')
			}
		case quoted && r == '\r': // the end of a line within a cell has one spelling
			s.follows('\n')
			s.text.WriteByte('\n')
		case quoted:
			s.text.WriteRune(r)
		case r == '"' && s.text.Len() == 0:
			quoted = true
		case r == s.separator:
			if err := s.cell(); err != nil {
				return nil, err
			}
		case r == '\n':
			return s.end()
		case r == '\r':
			s.follows('\n')
			return s.end()
		default:
			s.text.WriteRune(r)
		}
		if s.text.Len() > MaxCell {
			return nil, fault.New(fault.Invalid, "sheet.next", "row %d has a cell of more than %d bytes; is a quotation mark not closed?", s.row, MaxCell)
		}
	}
}

// follows takes the next character if it is this one.
func (s *scanner) follows(want rune) bool {
	r, _, err := s.in.ReadRune()
	if err != nil {
		return false
	}
	if r == want {
		return true
	}
	_ = s.in.UnreadRune() // it was just read
	return false
}

func (s *scanner) cell() error {
	if len(s.cells) == MaxColumns {
		return fault.New(fault.Invalid, "sheet.next", "row %d has more than %d cells", s.row, MaxColumns)
	}
	s.cells = append(s.cells, s.text.String())
	s.text.Reset()
	return nil
}

func (s *scanner) end() ([]string, error) {
	if err := s.cell(); err != nil {
		return nil, err
	}
	return s.cells, nil
}

// Separators are those that are looked for, the likeliest first.
var Separators = []rune{';', ',', '\t'}

// guessSeparator takes the one by which the beginning of the table falls into
// the most rows as long as the first.
func guessSeparator(text []byte, whole bool) rune {
	best, most := Separators[0], 0
	for _, separator := range Separators {
		if score := fit(text, whole, separator); score > most {
			best, most = separator, score
		}
	}
	return best
}

func fit(text []byte, whole bool, separator rune) (score int) {
	s := newScanner(bytes.NewReader(text), separator)
	first, rows := 0, 0
	for rows < 50 {
		cells, err := s.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			break // cut off within quotes
		}
		if _, err := s.in.Peek(1); err != nil && !whole {
			break // the last row may be cut off
		}
		if blank(cells) {
			continue
		}
		rows++
		if first == 0 {
			first = len(cells)
		}
		if first > 1 && len(cells) == first {
			score += 100 + first
		}
	}
	return score
}

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// named is the separator that spreadsheets write into the first line: "sep=;".
func named(line []byte) (separator rune, length int) {
	rest, ok := bytes.CutPrefix(line, []byte("sep="))
	if !ok {
		return 0, 0
	}
	r, n := utf8.DecodeRune(rest)
	end := bytes.IndexAny(rest, "\r\n")
	if end != n || r == utf8.RuneError {
		return 0, 0
	}
	if bytes.HasPrefix(rest[n:], []byte("\r\n")) {
		n++
	}
	return r, len("sep=") + n + 1
}
