package files

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
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

// String names the version and what is wrong with it.
func (f Flaw) String() string {
	what := "changed"
	if f.Missing {
		what = "missing"
	}
	return fmt.Sprintf("%s: %s, version %d: %q", what, f.Version.ID, f.Version.Number, f.Version.Name)
}

// Verify reads everything that the records say is on the shelf, and tells of
// each flaw. It says how many versions it has read; an error means that it
// could not go on.
func Verify(ctx context.Context, shelf Shelf, all Holdings, flawed func(Flaw)) (read int, err error) {
	for last := crm.VersionID(""); ; {
		next, n, err := VerifySome(ctx, shelf, all, last, flawed)
		if read += n; err != nil || n == 0 {
			return read, err
		}
		last = next
	}
}

// VerifySome is Verify for some of those that follow a version, "" for the first;
// it says which was the last of them, and how many they were: 0 after the end.
func VerifySome(ctx context.Context, shelf Shelf, all Holdings, last crm.VersionID, flawed func(Flaw)) (next crm.VersionID, read int, err error) {
	some, err := all.FileVersionsAfter(ctx, last, batch)
	if err != nil {
		return last, 0, err
	}
	for _, v := range some {
		same, err := asRecorded(ctx, shelf, v)
		missing := fault.Is(err, fault.Unknown)
		if err != nil && !missing {
			return last, read, err
		}
		if !same {
			there, err := all.FileVersionsAfter(ctx, last, 1)
			if err != nil {
				return last, read, err
			}
			if len(there) > 0 && there[0].ID == v.ID { // else it was purged meanwhile
				flawed(Flaw{Version: v, Missing: missing})
			}
		}
		read++
		last = v.ID
	}
	return last, read, nil
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
