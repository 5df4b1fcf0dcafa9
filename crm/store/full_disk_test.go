package store_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"vonal/crm"
	"vonal/crm/store"
	"vonal/internal/fault"
	"vonal/internal/localstack"
	"vonal/internal/testenv"
)

// smallDisk is a folder on a disk of its own, which can be filled.
func smallDisk(t *testing.T, megabytes int) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%dm,mode=755", megabytes)); err != nil {
		t.Skipf("no small disk can be made here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// TestAFullDiskIsSaidAndWhatWasAnsweredIsThere is F35: PostgreSQL has no room
// left, says so or stops, and goes on when there is room again.
func TestAFullDiskIsSaidAndWhatWasAnsweredIsThere(t *testing.T) {
	dir := smallDisk(t, 200)
	servers, err := localstack.Start(t.Context(), localstack.Options{Dir: dir, Parts: []localstack.Part{localstack.Postgres}, Progress: func(string) {}})
	ok(t, err)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		if err := servers.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
	s := open(t, store.Config{DSN: servers.DSN()})
	ok(t, s.Migrate(t.Context()))
	card := must[crm.Card](t)(s.CreateCard(t.Context(), head, crm.NewCard{Name: "Szabó"}))

	filler := filepath.Join(dir, "filler")
	fill(t, filler)
	answered, refusedAt := 0, -1
	for i := range 2000 {
		_, err := s.AddNote(t.Context(), head, card.ID, fmt.Sprintf("note %d %0900d", i, i))
		if err == nil {
			answered++
			continue
		}
		if !fault.Is(err, fault.Unavailable) {
			t.Fatalf("note %d: %v", i, err)
		}
		refusedAt = i
		break
	}
	if refusedAt < 0 {
		t.Fatal("the disk was never full")
	}
	ok(t, os.Remove(filler))
	testenv.Eventually(t, time.Minute, func() bool { return s.Health(t.Context()) == nil }, "PostgreSQL goes on")
	c := connect(t, servers.DSN())
	var notes, lines, halves int
	ok(t, c.QueryRow(t.Context(), `SELECT (SELECT count(*) FROM notes), (SELECT count(*) FROM timeline WHERE kind = 'note'),
		(SELECT count(*) FROM notes n WHERE NOT EXISTS (SELECT FROM timeline t WHERE t.data->'written'->>'id' = n.id::text))`).Scan(&notes, &lines, &halves))
	if notes < answered || notes > answered+1 || lines != notes || halves != 0 {
		t.Errorf("%d notes were answered; there are %d, with %d lines, %d without", answered, notes, lines, halves)
	}
	if _, err := s.AddNote(t.Context(), head, card.ID, "there is room again"); err != nil {
		t.Error(err)
	}
}

// fill writes a file until there is no room left.
func fill(t *testing.T, name string) {
	t.Helper()
	f, err := os.Create(name)
	ok(t, err)
	defer f.Close()
	piece := make([]byte, 64<<10)
	for {
		if _, err := f.Write(piece); err != nil {
			return
		}
	}
}
