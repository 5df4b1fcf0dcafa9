package files

import (
	"bytes"
	"context"
	"crypto/sha256"
	"io"

	"vonal/crm"
	"vonal/internal/fault"
)

// Holdings are all versions of all files, by their ids.
type Holdings interface {
	// FileVersionsAfter are the versions that follow this one; "" is before all.
	FileVersionsAfter(ctx context.Context, id crm.VersionID, limit int) ([]crm.FileVersion, error)
}

// Flaw is a version whose content is not there, or not what was put away.
type Flaw struct {
	Version crm.FileVersion
	Missing bool // else it is there and something else
}

// Verify reads everything that the records say is on the shelf, and tells of
// each flaw. It says how many versions it has read; an error means that it
// could not go on.
func Verify(ctx context.Context, shelf Shelf, all Holdings, flawed func(Flaw)) (read int, err error) {
	for last := crm.VersionID(""); ; {
		some, err := all.FileVersionsAfter(ctx, last, batch)
		if err != nil || len(some) == 0 {
			return read, err
		}
		for _, v := range some {
			same, err := asRecorded(ctx, shelf, v)
			missing := fault.Is(err, fault.Unknown)
			if err != nil && !missing {
				return read, err
			}
			if !same {
				flawed(Flaw{Version: v, Missing: missing})
			}
			read++
			last = v.ID
		}
	}
}

// asRecorded reports whether a version's content has its size and checksum;
// Unknown where it is not there.
func asRecorded(ctx context.Context, shelf Shelf, v crm.FileVersion) (bool, error) {
	content, err := shelf.Open(ctx, v.ID.Key())
	if err != nil {
		return false, err
	}
	defer content.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, content)
	return n == v.Size && bytes.Equal(sum.Sum(nil), v.SHA256), err
}
