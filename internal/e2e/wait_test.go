package e2e_test

import (
	"context"
	"os"
	"syscall"
	"testing"
	"time"

	"vonal/internal/sipphone"
	"vonal/internal/testenv"
)

var eventually = testenv.Eventually

// patience is how long anything may take that has no limit of its own.
const patience = 30 * time.Second

// within waits for what is awaited, and fails the test if it does not come.
func within(t *testing.T, awaited string, wait func(context.Context) error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := wait(ctx); err != nil {
		t.Fatalf("%s: %v", awaited, err)
	}
}

// comes waits until a channel is closed.
func comes(t *testing.T, awaited string, fact <-chan struct{}) {
	t.Helper()
	within(t, awaited, func(ctx context.Context) error {
		select {
		case <-fact:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
}

// tone waits until the leg, once answered, hears a tone.
func tone(l *sipphone.Leg, freq int) func(context.Context) error {
	return func(ctx context.Context) error {
		select {
		case <-l.Answered():
		case <-ctx.Done():
			return ctx.Err()
		}
		return l.WaitTone(ctx, freq)
	}
}

func packets(l *sipphone.Leg, n int) func(context.Context) error {
	return func(ctx context.Context) error { return l.WaitPackets(ctx, n) }
}

// ownerOf is the user to whom a folder belongs.
func ownerOf(t *testing.T, path string) int {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return int(info.Sys().(*syscall.Stat_t).Uid)
}
