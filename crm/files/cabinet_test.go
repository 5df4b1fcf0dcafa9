package files_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"vonal/crm"
	"vonal/crm/files"
	"vonal/internal/clock"
	"vonal/internal/fault"
)

// records keep in memory what crm/store keeps in PostgreSQL, and fail as they
// are told to. The real ones are driven by the tests of api.
type records struct {
	mu       sync.Mutex
	refuse   error
	blobs    map[string]string
	begun    map[string]time.Time
	versions []crm.FileVersion
	settled  chan struct{} // gets one for each thumbnail
}

func newRecords() *records {
	return &records{blobs: map[string]string{}, begun: map[string]time.Time{}, settled: make(chan struct{}, 1000)}
}

func (r *records) MayAddFile(context.Context, crm.Viewer, crm.Folder) error    { return nil }
func (r *records) MayChangeFile(context.Context, crm.Viewer, crm.FileID) error { return nil }
func (r *records) AddFile(_ context.Context, _ crm.Viewer, _ crm.NewFile, up crm.Upload) (crm.File, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.refuse != nil {
		return crm.File{}, r.refuse
	}
	r.versions = append(r.versions, up.Version())
	r.blobs[up.ID.Key()] = "kept"
	return crm.File{Current: up.Version()}, nil
}
func (r *records) AddFileVersion(ctx context.Context, v crm.Viewer, _ crm.FileID, up crm.Upload) (crm.File, error) {
	return r.AddFile(ctx, v, crm.NewFile{}, up)
}
func (r *records) UnsettledFiles(_ context.Context, _ bool, limit int) (some []crm.FileVersion, _ error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, v := range r.versions {
		if v.Thumbnail == crm.ThumbnailPending && len(some) < limit {
			some = append(some, v)
		}
	}
	return some, nil
}
func (r *records) SettleFileCheck(context.Context, crm.VersionID, crm.FileState, string) error {
	return nil
}
func (r *records) SettleThumbnail(_ context.Context, id crm.VersionID, state crm.ThumbnailState) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range r.versions {
		if r.versions[i].ID == id {
			r.versions[i].Thumbnail = state
		}
	}
	r.blobs[id.ThumbnailKey()] = "kept"
	r.settled <- struct{}{}
	return nil
}
func (r *records) BeginBlob(_ context.Context, key string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.blobs[key], r.begun[key] = "incoming", clock.System.Now()
	return nil
}
func (r *records) LooseBlobs(_ context.Context, before time.Time, _ int) (keys []string, _ error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for key, state := range r.blobs {
		if state == "dropped" || state == "incoming" && r.begun[key].Before(before) {
			keys = append(keys, key)
		}
	}
	return keys, nil
}
func (r *records) DropBlob(_ context.Context, key string) (bool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	dropped := r.blobs[key] != "kept"
	if dropped {
		r.blobs[key] = "dropped"
	}
	return dropped, nil
}
func (r *records) ForgetBlob(_ context.Context, key string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.blobs, key)
	return nil
}
func (r *records) PurgeFiles(context.Context, time.Time, int) (int, error) { return 0, nil }

func cabinet(t testing.TB, r *records, shelf files.Shelf, incoming string) *files.Cabinet {
	t.Helper()
	return files.New(files.Config{Records: r, Shelf: shelf, Incoming: incoming, Log: slog.New(slog.DiscardHandler)})
}

func parcel(t testing.TB, c *files.Cabinet, name, content string) *files.Parcel {
	t.Helper()
	p, err := c.Receive(strings.NewReader(content), name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

func disk(t testing.TB, folder string) *files.Disk {
	t.Helper()
	d, err := files.OpenDisk(folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// spoiled is a shelf that keeps something else than it was given.
type spoiled struct{ files.Shelf }

func (s spoiled) Put(ctx context.Context, key string, r io.Reader, size int64) error {
	if _, err := io.Copy(io.Discard, r); err != nil {
		return err
	}
	return s.Shelf.Put(ctx, key, bytes.NewReader(make([]byte, size)), size)
}

func TestFileThatCannotBeRecordedOrReadBackIsNotKept(t *testing.T) {
	folder := t.TempDir()
	d, r := disk(t, folder), newRecords()
	r.refuse = fault.New(fault.Unavailable, "records", "away")
	c := cabinet(t, r, d, folder)
	if _, err := c.Add(t.Context(), crm.Viewer{}, crm.NewFile{}, parcel(t, c, "a.txt", "an offer")); !fault.Is(err, fault.Unavailable) {
		t.Error(err)
	}
	r.refuse = nil
	c = cabinet(t, r, spoiled{d}, folder)
	if _, err := c.Add(t.Context(), crm.Viewer{}, crm.NewFile{}, parcel(t, c, "a.txt", "an offer")); !fault.Is(err, fault.Internal) {
		t.Error(err)
	}
	if left := list(t, folder); len(left) != 0 || len(r.blobs) != 0 || len(r.versions) != 0 {
		t.Errorf("left: %v %v", left, r.blobs)
	}
}

func TestFullDiskRefusesAnUploadAndTheNextSmallOneIsTaken(t *testing.T) {
	folder := smallDisk(t, "512k")
	d, r := disk(t, folder), newRecords()
	c := cabinet(t, r, d, folder)
	if _, err := c.Receive(bytes.NewReader(make([]byte, 1<<20)), "too-large-to-take-in.bin"); !errors.Is(err, files.ErrFull) {
		t.Error(err)
	}
	// There is room to take it in, and none to put it away beside that.
	if _, err := c.Add(t.Context(), crm.Viewer{}, crm.NewFile{}, parcel(t, c, "a.bin", strings.Repeat("\x00", 300<<10))); !errors.Is(err, files.ErrFull) {
		t.Error(err)
	}
	if left := list(t, folder); len(left) != 0 || len(r.blobs) != 0 {
		t.Errorf("left: %v %v", left, r.blobs)
	}
	if _, err := c.Add(t.Context(), crm.Viewer{}, crm.NewFile{}, parcel(t, c, "b.txt", "small")); err != nil {
		t.Error(err)
	}
}

func TestProgramThatDiedWhilePuttingAFileAwayLeavesItToTidy(t *testing.T) {
	folder := t.TempDir()
	d, r := disk(t, folder), newRecords()
	clk := clock.NewShifted()
	c := files.New(files.Config{Records: r, Shelf: d, Clock: clk, Log: slog.New(slog.DiscardHandler)})
	for _, key := range []string{newKey(t), newKey(t)} {
		if err := r.BeginBlob(t.Context(), key); err != nil {
			t.Fatal(err)
		}
		if err := d.Put(t.Context(), key, strings.NewReader("x"), 1); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(folder+"/"+files.Unfinished+"/"+key, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c.Tidy(t.Context())
	if left := list(t, folder); len(left) != 4 {
		t.Errorf("what may still be under way was taken away: %v", left)
	}
	clk.Advance(2 * time.Hour)
	c.Tidy(t.Context())
	if left := list(t, folder); len(left) != 0 || len(r.blobs) != 0 {
		t.Errorf("left: %v %v", left, r.blobs)
	}
}

func pngOf(t testing.TB, side int) string {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, side, side))); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestThumbnailsAreMadeBehindAndTheEndWaitsForThem(t *testing.T) {
	for range 5 { // stopped now early, now late
		folder := t.TempDir()
		r := newRecords()
		c := cabinet(t, r, disk(t, folder), folder)
		ctx, stop := context.WithCancel(t.Context())
		var run sync.WaitGroup
		run.Go(func() { c.Run(ctx) })
		for i := range 12 {
			if _, err := c.Add(t.Context(), crm.Viewer{}, crm.NewFile{}, parcel(t, c, fmt.Sprint(i, ".png"), pngOf(t, 300))); err != nil {
				t.Fatal(err)
			}
		}
		<-r.settled
		stop()
		run.Wait() // goleak says whether something goes on
		c.Settle(t.Context())
		if slices.ContainsFunc(r.versions, func(v crm.FileVersion) bool { return v.Thumbnail != crm.ThumbnailReady }) {
			t.Error("what was not made before the end is not made after the next start")
		}
		if got := len(list(t, folder)); got != 24 {
			t.Errorf("%d contents", got)
		}
	}
}

func TestWhatCouldNotBeDoneIsTriedAgainByItself(t *testing.T) {
	clk := clock.NewShifted()
	r, scanner := newRecords(), &away{asked: make(chan struct{}, 100)}
	folder := t.TempDir()
	c := files.New(files.Config{Records: r, Shelf: disk(t, folder), Scanner: scanner, Incoming: folder, Clock: clk, Log: slog.New(slog.DiscardHandler)})
	if _, err := c.Add(t.Context(), crm.Viewer{}, crm.NewFile{}, parcel(t, c, "a.png", pngOf(t, 10))); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var run sync.WaitGroup
	run.Go(func() { c.Run(ctx) })
	<-scanner.asked
	<-scanner.asked // Add has left a wake-up
	clk.Advance(time.Minute)
	<-scanner.asked
	stop()
	run.Wait()
}

// away is a checker that does not answer.
type away struct{ asked chan struct{} }

func (a *away) Scan(context.Context, io.Reader) (string, error) {
	a.asked <- struct{}{}
	return "", fault.New(fault.Unavailable, "away.Scan", "away")
}
