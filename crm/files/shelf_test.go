package files_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"

	"github.com/google/uuid"
	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"go.uber.org/goleak"

	"vonal/crm/files"
	"vonal/internal/fault"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func newKey(t testing.TB) string {
	t.Helper()
	id, err := uuid.NewV7()
	if err != nil {
		t.Fatal(err)
	}
	return id.String()
}

// s3 is an S3 that speaks HTTP, with one bucket; its address is that of a
// prefix in it.
func s3(t testing.TB) string {
	t.Helper()
	t.Setenv("AWS_ACCESS_KEY_ID", "vonal")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "very-secret")
	backend := s3mem.New()
	if err := backend.CreateBucket("company"); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(gofakes3.New(backend).Server())
	t.Cleanup(server.Close)
	return "s3://company/vonal/files?endpoint=" + server.URL + "&region=us-east-1"
}

// shelves are both kinds, empty.
func shelves(t *testing.T) map[string]files.Shelf {
	t.Helper()
	disk, err := files.OpenDisk(filepath.Join(t.TempDir(), "files"))
	if err != nil {
		t.Fatal(err)
	}
	bucket, err := files.OpenBucket(s3(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { disk.Close(); bucket.Close() })
	return map[string]files.Shelf{"disk": disk, "bucket": bucket}
}

func TestWhatIsPutOnAShelfIsReadBackWholeAndInParts(t *testing.T) {
	content := bytes.Repeat([]byte("vonal-"), 50_000)
	for name, shelf := range shelves(t) {
		t.Run(name, func(t *testing.T) {
			key := newKey(t)
			if err := shelf.Put(t.Context(), key, bytes.NewReader(content), int64(len(content))); err != nil {
				t.Fatal(err)
			}
			c, err := shelf.Open(t.Context(), key)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			if got, err := io.ReadAll(c); err != nil || !bytes.Equal(got, content) {
				t.Errorf("%d bytes, %v", len(got), err)
			}
			if at, err := c.Seek(-6, io.SeekEnd); err != nil || at != int64(len(content)-6) {
				t.Errorf("%d, %v", at, err)
			}
			if got, err := io.ReadAll(c); err != nil || string(got) != "vonal-" {
				t.Errorf("%q, %v", got, err)
			}
			part := make([]byte, 5)
			if _, err := c.ReadAt(part, 600); err != nil || string(part) != "vonal" {
				t.Errorf("%q, %v", part, err)
			}
		})
	}
}

func TestShelfSaysThatNothingIsThere(t *testing.T) {
	for name, shelf := range shelves(t) {
		t.Run(name, func(t *testing.T) {
			key := newKey(t)
			if _, err := shelf.Open(t.Context(), key); !fault.Is(err, fault.Unknown) {
				t.Error(err)
			}
			if err := shelf.Remove(t.Context(), key); err != nil {
				t.Error(err)
			}
			if err := shelf.Put(t.Context(), key, strings.NewReader("x"), 1); err != nil {
				t.Fatal(err)
			}
			if err := shelf.Remove(t.Context(), key); err != nil {
				t.Error(err)
			}
			if _, err := shelf.Open(t.Context(), key); !fault.Is(err, fault.Unknown) {
				t.Error(err)
			}
		})
	}
}

func TestHalfAFileIsNeverOnAShelf(t *testing.T) {
	for name, shelf := range shelves(t) {
		t.Run(name, func(t *testing.T) {
			gone, leave := context.WithCancel(t.Context())
			leave()
			for what, c := range map[string]struct {
				ctx  context.Context
				r    io.Reader
				size int64
			}{
				"shorter than said": {t.Context(), strings.NewReader("half"), 8},
				"broken":            {t.Context(), io.MultiReader(strings.NewReader("half"), iotest.ErrReader(errors.New("broken"))), 8},
				"nobody waits":      {gone, strings.NewReader("whole"), 5},
			} {
				key := newKey(t)
				if err := shelf.Put(c.ctx, key, c.r, c.size); !fault.Is(err, fault.Unavailable) {
					t.Errorf("%s: %v", what, err)
				}
				if _, err := shelf.Open(t.Context(), key); !fault.Is(err, fault.Unknown) {
					t.Errorf("%s: something is there: %v", what, err)
				}
			}
		})
	}
}

func TestNoKeyLeadsOutOfAShelf(t *testing.T) {
	for name, shelf := range shelves(t) {
		t.Run(name, func(t *testing.T) {
			for _, key := range []string{"", "..", "../../etc/passwd", "/etc/passwd", newKey(t) + "/..", newKey(t) + ".exe", strings.ToUpper(newKey(t)), newKey(t) + "\x00"} {
				if err := shelf.Put(t.Context(), key, strings.NewReader("x"), 1); !fault.Is(err, fault.Invalid) {
					t.Errorf("put %q: %v", key, err)
				}
				if _, err := shelf.Open(t.Context(), key); !fault.Is(err, fault.Invalid) {
					t.Errorf("open %q: %v", key, err)
				}
				if err := shelf.Remove(t.Context(), key); !fault.Is(err, fault.Invalid) {
					t.Errorf("remove %q: %v", key, err)
				}
			}
		})
	}
}

func TestDiskDoesNotFollowALinkOutOfItsFolder(t *testing.T) {
	dir := t.TempDir()
	folder := filepath.Join(dir, "files")
	disk, err := files.OpenDisk(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer disk.Close()
	secret := filepath.Join(dir, "secret")
	if err := os.WriteFile(secret, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	key := newKey(t)
	if err := os.Mkdir(filepath.Join(folder, key[34:]), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(secret, filepath.Join(folder, key[34:], key)); err != nil {
		t.Fatal(err)
	}
	if c, err := disk.Open(t.Context(), key); err == nil {
		c.Close()
		t.Error("the link was followed")
	}
}

// smallDisk is a folder on a file system of so many bytes.
func smallDisk(t testing.TB, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "mode=0700,size="+size); err != nil {
		t.Skipf("a small file system cannot be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func TestFullDiskSaysSoAndKeepsNothingOfTheFile(t *testing.T) {
	folder := smallDisk(t, "256k")
	disk, err := files.OpenDisk(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer disk.Close()
	small, large := newKey(t), newKey(t)
	if err := disk.Put(t.Context(), small, strings.NewReader("small"), 5); err != nil {
		t.Fatal(err)
	}
	err = disk.Put(t.Context(), large, bytes.NewReader(make([]byte, 1<<20)), 1<<20)
	if !fault.Is(err, fault.Unavailable) || !errors.Is(err, files.ErrFull) {
		t.Errorf("refused with %v", err)
	}
	if left := list(t, folder); len(left) != 1 || !strings.HasSuffix(left[0], small) {
		t.Errorf("left behind: %v", left)
	}
}

// list are the files below a folder.
func list(t testing.TB, folder string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestBucketThatIsAwayIsUnavailable(t *testing.T) {
	t.Setenv("AWS_ACCESS_KEY_ID", "vonal")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "very-secret")
	bucket, err := files.OpenBucket("s3://company?endpoint=http://127.0.0.1:1&region=us-east-1")
	if err != nil {
		t.Fatal(err)
	}
	defer bucket.Close()
	err = bucket.Put(t.Context(), newKey(t), strings.NewReader("x"), 1)
	if !fault.Is(err, fault.Unavailable) || strings.Contains(err.Error(), "very-secret") {
		t.Error(err)
	}
	if _, err := bucket.Open(t.Context(), newKey(t)); !fault.Is(err, fault.Unavailable) {
		t.Error(err)
	}
}

func TestAddressOfABucketIsReadStrictly(t *testing.T) {
	for _, bad := range []string{"", "s3://", "http://company", "s3://key:secret@company", "s3://company?endpoint=ftp://x", "s3://company?endpoint=https://u:p@x",
		"s3://company?endpoint=https://x/path", "s3://company?secret=x", "s3://%zz"} {
		if b, err := files.OpenBucket(bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v %v", bad, b, err)
		}
	}
}
