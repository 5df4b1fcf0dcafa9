package sheet

import (
	"encoding/csv"
	"io"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"vonal/internal/fault"
)

// Writer writes a table row by row in constant memory. Close finishes it, and
// must be called.
type Writer interface {
	Row(cells []string) error
	Close() error
}

// bom tells programs of old that the file is UTF-8.
const bom = "\ufeff"

// NewCSV writes CSV in UTF-8 with a mark in front. Every cell is Inert,
// telephone numbers too: a reader that does not know Alive sees an apostrophe.
func NewCSV(w io.Writer, separator rune) (Writer, error) {
	if _, err := io.WriteString(w, bom); err != nil {
		return nil, fault.Wrap("sheet.NewCSV", err)
	}
	lines := csv.NewWriter(w)
	lines.Comma, lines.UseCRLF = separator, true
	return &csvWriter{lines: lines}, nil
}

type csvWriter struct {
	lines *csv.Writer
	row   []string
}

func (w *csvWriter) Row(cells []string) error {
	w.row = w.row[:0]
	for _, c := range cells {
		w.row = append(w.row, Inert(c))
	}
	return w.lines.Write(w.row)
}

func (w *csvWriter) Close() error {
	w.lines.Flush()
	return w.lines.Error()
}

// NewXLSX writes a workbook of one sheet. Every cell is text; plain telephone
// numbers stand there as they are, all else is Inert: a cell may be copied into
// a CSV one day.
func NewXLSX(w io.Writer, name string) (Writer, error) {
	const op = "sheet.NewXLSX"
	book := excelize.NewFile()
	if err := book.SetSheetName("Sheet1", name); err != nil {
		return nil, fault.Wrap(op, err)
	}
	rows, err := book.NewStreamWriter(name)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	return &xlsxWriter{to: w, book: book, rows: rows}, nil
}

type xlsxWriter struct {
	to   io.Writer
	book *excelize.File
	rows *excelize.StreamWriter
	n    int
	row  []any
}

func (w *xlsxWriter) Row(cells []string) error {
	const op = "sheet.Row"
	if w.n++; w.n > excelize.TotalRows {
		return fault.New(fault.Invalid, op, "a workbook has at most %d rows; take CSV", excelize.TotalRows)
	}
	w.row = w.row[:0]
	for _, c := range cells {
		if utf8.RuneCountInString(c) >= excelize.TotalCellChars {
			return fault.New(fault.Invalid, op, "row %d has more text than a cell of a workbook holds; take CSV", w.n)
		}
		if !numbers(c) {
			c = Inert(c)
		}
		w.row = append(w.row, c)
	}
	at, err := excelize.CoordinatesToCellName(1, w.n)
	if err == nil {
		err = w.rows.SetRow(at, w.row)
	}
	if err != nil {
		return fault.Wrap(op, err)
	}
	return nil
}

func (w *xlsxWriter) Close() error {
	defer w.book.Close()
	if err := w.rows.Flush(); err != nil {
		return fault.Wrap("sheet.Close", err)
	}
	if _, err := w.book.WriteTo(w.to); err != nil {
		return fault.Wrap("sheet.Close", err)
	}
	return nil
}
