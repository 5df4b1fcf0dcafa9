package sheet

import (
	"bytes"
	"io"
	"slices"
	"strings"

	"golang.org/x/text/transform"

	"vonal/internal/fault"
)

// The most that a table may have. What has more is refused, never cut.
const (
	MaxBytes   = 100 << 20 // of the file
	MaxRows    = 1_000_000 // below the head
	MaxColumns = 200
	MaxCell    = 32_767 // bytes of a cell of CSV; of a workbook, characters
)

// Options say what is not to be found out; what is empty is.
type Options struct {
	Encoding  Encoding
	Separator rune
}

// Row is one row below the head.
type Row struct {
	Number int      // as a spreadsheet counts: the head is in row 1, mostly
	Cells  []string // as many as the head has; good until the next row is read
	More   bool     // it has more, which are not there
}

// Table is a table that is being read. Close must be called.
type Table struct {
	Options       // as it is read; of a workbook none
	Workbook bool // it is XLSX
	Head     []string

	rows rows
	read int
	at   int
	skip int // rows in front that no spreadsheet shows
}

// rows is where rows come from: the number of each is one more than the last's.
type rows interface {
	next() ([]string, error)
	close()
}

// Open finds out what the content is and reads its head, the first row that is
// not blank. What cannot be read is a fault of kind Invalid.
func Open(content io.ReaderAt, size int64, o Options) (*Table, error) {
	const op = "sheet.Open"
	switch {
	case size > MaxBytes:
		return nil, fault.New(fault.Invalid, op, "a table has at most %d MiB", MaxBytes>>20)
	case o.Encoding != "" && decoders[o.Encoding] == nil:
		return nil, fault.New(fault.Invalid, op, "the encoding is none that is read")
	case o.Separator != 0 && !slices.Contains(Separators, o.Separator):
		return nil, fault.New(fault.Invalid, op, "the separator is none that is read")
	}
	magic := make([]byte, 8)
	n, err := content.ReadAt(magic, 0)
	if err != nil && err != io.EOF {
		return nil, fault.Wrap(op, err)
	}
	var t *Table
	switch magic = magic[:n]; {
	case bytes.HasPrefix(magic, []byte("PK\x03\x04")):
		t, err = openWorkbook(content, size)
	case bytes.Equal(magic, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return nil, fault.New(fault.Invalid, op, "this is a workbook of an old kind, or one with a password; save it as .xlsx or CSV")
	default:
		t, err = openCSV(content, size, o)
	}
	if err != nil {
		return nil, err
	}
	if err := t.readHead(); err != nil {
		t.Close()
		return nil, err
	}
	return t, nil
}

func openCSV(content io.ReaderAt, size int64, o Options) (*Table, error) {
	var err error
	if o.Encoding == "" {
		if o.Encoding, err = guessEncoding(content, size); err != nil {
			return nil, err
		}
	}
	text := transform.NewReader(io.NewSectionReader(content, 0, size), decoders[o.Encoding].NewDecoder())
	front := make([]byte, sample)
	n, err := io.ReadFull(text, front)
	whole := err == io.EOF || err == io.ErrUnexpectedEOF
	if err != nil && !whole {
		return nil, fault.Wrap("sheet.Open", err)
	}
	front = bytes.TrimPrefix(front[:n], []byte(bom))
	t := &Table{Options: o}
	if separator, length := named(front); separator != 0 {
		front, t.skip = front[length:], 1
		if t.Separator == 0 {
			t.Separator = separator
		}
	}
	if t.Separator == 0 {
		t.Separator = guessSeparator(front, whole)
	}
	t.rows = newScanner(io.MultiReader(bytes.NewReader(front), text), t.Separator)
	return t, nil
}

func (s *scanner) close() {}

func (t *Table) readHead() error {
	for {
		cells, err := t.row()
		if err == io.EOF {
			return fault.New(fault.Invalid, "sheet.Open", "the table is empty")
		}
		if err != nil {
			return err
		}
		if blank(cells) {
			continue
		}
		if len(cells) > MaxColumns {
			return fault.New(fault.Invalid, "sheet.Open", "a table has at most %d columns", MaxColumns)
		}
		for _, c := range cells {
			t.Head = append(t.Head, strings.Join(strings.Fields(Alive(c)), " "))
		}
		return nil
	}
}

// maxRead is how many rows are read, blank ones too.
const maxRead = MaxRows + MaxRows/10

func (t *Table) row() ([]string, error) {
	if t.at++; t.at > maxRead {
		return nil, fault.New(fault.Invalid, "sheet.row", "a table has at most %d rows", MaxRows)
	}
	return t.rows.next()
}

// Next is the next row that is not blank; io.EOF at the end. Texts that were
// made Inert are as they were.
func (t *Table) Next() (Row, error) {
	for {
		cells, err := t.row()
		if err != nil {
			return Row{}, err
		}
		if blank(cells) {
			continue
		}
		if t.read++; t.read > MaxRows {
			return Row{}, fault.New(fault.Invalid, "sheet.Next", "a table has at most %d rows", MaxRows)
		}
		row := Row{Number: t.at + t.skip, Cells: make([]string, len(t.Head))}
		for i, c := range cells {
			if i < len(t.Head) {
				row.Cells[i] = Alive(c)
			} else if strings.TrimSpace(c) != "" {
				row.More = true
			}
		}
		return row, nil
	}
}

// Close gives back what Open has taken.
func (t *Table) Close() { t.rows.close() }
