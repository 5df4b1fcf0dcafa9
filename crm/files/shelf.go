package files

import (
	"context"
	"errors"
	"io"
	"regexp"
	"syscall"

	"vonal/internal/fault"
)

// ErrFull is the cause where there is no room left for a file.
var ErrFull = errors.New("there is no room left for files")

// Shelf keeps contents under keys. Disk and Bucket are the two there are. It is
// safe for use by many goroutines; faults are of kind Unavailable, with ErrFull
// as the cause where that is why, unless said otherwise.
type Shelf interface {
	// Put keeps the size bytes that r gives under the key: all of them, or
	// nothing at all.
	Put(ctx context.Context, key string, r io.Reader, size int64) error
	// Open finds what is kept under the key; Unknown where nothing is. ctx must
	// live until the content is closed.
	Open(ctx context.Context, key string) (Content, error)
	// Remove takes away what is kept under the key, and what an interrupted Put
	// may have left. That nothing was there is no error.
	Remove(ctx context.Context, key string) error
	// Close gives back what the shelf holds open.
	Close() error
}

// Content is something kept, open for reading.
type Content interface {
	io.ReadSeeker
	io.ReaderAt
	io.Closer
}

// keys are how contents are named: a UUID, and what it is where it is not the
// file itself.
var keys = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\.thumbnail)?$`)

// folderOf spreads the keys over 256 folders; the end of a UUID is random.
func folderOf(op, key string) (string, error) {
	if !keys.MatchString(key) {
		return "", fault.New(fault.Invalid, op, "%q is no key", key)
	}
	return key[34:36], nil
}

// troubled gives an error of a disk or a server its kind.
func troubled(op string, err error) error {
	for _, full := range []error{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG, ErrFull} {
		if errors.Is(err, full) {
			return fault.New(fault.Unavailable, op, "%w", ErrFull)
		}
	}
	return fault.New(fault.Unavailable, op, "files cannot be reached: %w", err)
}
