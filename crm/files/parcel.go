package files

import (
	"crypto/sha256"
	"errors"
	"io"
	"os"

	"vonal/crm"
	"vonal/internal/fault"
)

// ErrTooLarge is the cause where an upload is larger than is taken.
var ErrTooLarge = errors.New("the file is too large")

// Parcel is an upload that was taken in and looked at, not yet put away. It
// lies in a file without a name, and is gone when it is closed or the program
// ends.
type Parcel struct {
	Name   string // cleaned
	Type   string // by its content
	Size   int64
	SHA256 []byte
	file   *os.File
}

// Close throws away what was not put away.
func (p *Parcel) Close() error { return p.file.Close() }

// Content is the parcel from its beginning.
func (p *Parcel) Content() *io.SectionReader { return io.NewSectionReader(p.file, 0, p.Size) }

// receive reads an upload into a file of the folder ("" is the system's own for
// such files). An error of r is returned as it is.
func receive(folder string, r io.Reader, name string, most int64) (_ *Parcel, err error) {
	const op = "files.receive"
	file, err := os.CreateTemp(folder, "upload-*")
	if err != nil {
		return nil, troubled(op, err)
	}
	p := &Parcel{Name: crm.CleanFileName(name), file: file}
	defer func() {
		if err != nil {
			file.Close()
		}
	}()
	if err := os.Remove(file.Name()); err != nil {
		return nil, troubled(op, err)
	}
	sum := sha256.New()
	p.Size, err = io.Copy(io.MultiWriter(disk{file}, sum), io.LimitReader(r, most+1))
	var failed *diskError
	switch {
	case errors.As(err, &failed):
		return nil, troubled(op, err)
	case err != nil:
		return nil, err
	case p.Size > most:
		return nil, fault.New(fault.Invalid, op, "%w", ErrTooLarge).At("file")
	case p.Size == 0:
		return nil, fault.New(fault.Invalid, op, "the file is empty").At("file")
	}
	p.SHA256 = sum.Sum(nil)
	return p, nil
}

// disk tells errors of writing from those of reading.
type disk struct{ w io.Writer }

type diskError struct{ error }

func (e *diskError) Unwrap() error { return e.error }

func (d disk) Write(b []byte) (int, error) {
	n, err := d.w.Write(b)
	if err != nil {
		err = &diskError{err}
	}
	return n, err
}
