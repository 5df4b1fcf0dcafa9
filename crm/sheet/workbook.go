package sheet

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"vonal/internal/fault"
)

// The most that a workbook may have in it, before anything of it is unpacked.
const (
	maxUnpacked = 1 << 30
	maxInMemory = 16 << 20 // of one part; larger ones are unpacked onto the disk
	maxParts    = 10_000
)

// workbook reads the first sheet of a workbook row by row. Cells are as they
// are kept, not as they are shown: 36301234567 is never 3.63E+10. Of a formula
// it is what was reckoned last.
type workbook struct {
	book *excelize.File
	rows *excelize.Rows
}

func openWorkbook(content io.ReaderAt, size int64) (t *Table, err error) {
	const op = "sheet.openWorkbook"
	defer unreadable(op, &err)
	if err := checkPacked(content, size); err != nil {
		return nil, err
	}
	book, err := excelize.OpenReader(io.NewSectionReader(content, 0, size),
		excelize.Options{RawCellValue: true, UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxInMemory})
	if err != nil {
		return nil, fault.New(fault.Invalid, op, "the workbook cannot be read: %w", err)
	}
	sheets := book.GetSheetList()
	if len(sheets) == 0 {
		book.Close()
		return nil, fault.New(fault.Invalid, op, "the workbook has no sheet")
	}
	rows, err := book.Rows(sheets[0])
	if err != nil {
		book.Close()
		return nil, fault.New(fault.Invalid, op, "the first sheet cannot be read: %w", err)
	}
	return &Table{Workbook: true, rows: &workbook{book, rows}}, nil
}

// checkPacked refuses an archive for what its directory says; the reader of
// archives refuses parts that turn out to be larger than that.
func checkPacked(content io.ReaderAt, size int64) error {
	const op = "sheet.checkPacked"
	archive, err := zip.NewReader(content, size)
	if err != nil {
		return fault.New(fault.Invalid, op, "the workbook cannot be read: %w", err)
	}
	if len(archive.File) > maxParts {
		return fault.New(fault.Invalid, op, "the workbook has more than %d parts", maxParts)
	}
	var total uint64
	for _, f := range archive.File {
		if total += f.UncompressedSize64; f.UncompressedSize64 > maxUnpacked || total > maxUnpacked {
			return fault.New(fault.Invalid, op, "the workbook has more than %d MiB unpacked", maxUnpacked>>20)
		}
	}
	return nil
}

func (w *workbook) next() (cells []string, err error) {
	const op = "sheet.next"
	defer unreadable(op, &err)
	if !w.rows.Next() {
		if err := w.rows.Error(); err != nil {
			return nil, fault.New(fault.Invalid, op, "the workbook cannot be read on: %w", err)
		}
		return nil, io.EOF
	}
	if cells, err = w.rows.Columns(); err != nil {
		return nil, fault.New(fault.Invalid, op, "the workbook cannot be read on: %w", err)
	}
	return cells, nil
}

func (w *workbook) close() {
	_ = w.rows.Close()
	_ = w.book.Close()
}

// unreadable makes a panic of the library, whose files come from strangers, a
// fault like any other.
func unreadable(op string, err *error) {
	if p := recover(); p != nil {
		*err = fault.New(fault.Invalid, op, "the workbook cannot be read: %w", errors.New(fmt.Sprint(p)))
	}
}
