package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"time"

	"vonal/crm"
	"vonal/internal/clock"
	"vonal/internal/wav"
)

// settler looks at the recordings of ended calls and says on the card what
// became of them. A call never waits for it.
type settler struct {
	pending func(ctx context.Context, limit int) ([]crm.PendingRecording, error)
	settle  func(context.Context, map[crm.RecordingID]crm.Settlement) error
	dir     string // Asterisk's folder of recordings
	clock   clock.Clock
	log     *slog.Logger
	wake    chan struct{}
}

const (
	fileGrace   = 5 * time.Second // how long Asterisk may take to finish a file
	settleRetry = 500 * time.Millisecond
	settleLook  = 30 * time.Second // without being asked: what an earlier start left

	settleAtOnce = 200

	shortBy = time.Second // what a recording may lack of the conversation without a word
)

// soon asks for a look.
func (s *settler) soon() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// run looks whenever asked to, and now and then.
func (s *settler) run(ctx context.Context) {
	for ctx.Err() == nil {
		again := settleLook
		if left, err := s.look(ctx); err != nil {
			s.log.Warn("recordings cannot be looked at yet", "error", err)
			again = fileGrace
		} else if left > 0 {
			again = settleRetry
		}
		woken := make(chan struct{})
		stop := s.clock.At(s.clock.Now().Add(again), func() { close(woken) })
		select {
		case <-ctx.Done():
		case <-woken:
		case <-s.wake:
			// One look serves all calls that end within this time: looking for
			// each of them at all that wait would cost their square.
			clock.Wait(ctx, s.clock, settleRetry)
		}
		stop()
	}
}

// look settles what can be settled and says how many must wait.
func (s *settler) look(ctx context.Context) (left int, err error) {
	recordings, err := s.pending(ctx, settleAtOnce)
	if err != nil {
		return 0, err
	}
	root, err := os.OpenRoot(s.dir)
	if err != nil {
		return 0, err
	}
	defer root.Close()
	settled := map[crm.RecordingID]crm.Settlement{}
	for _, r := range recordings {
		found, done := s.examine(root, r.Recording)
		if !done {
			left++
			continue
		}
		if found.State == crm.Ready && found.Reason == "" {
			found.Reason = shortfall(r.Talk, found.Duration)
		}
		if found.State == crm.Failed {
			s.log.Warn("a recording failed", "call", r.Call, "reason", found.Reason)
		}
		settled[r.ID] = found
	}
	return left, s.settle(ctx, settled)
}

// examine says what is in the file. Until the grace is over it may still be
// unfinished: Asterisk writes the length into the header when it closes it.
func (s *settler) examine(root *os.Root, r crm.Recording) (found crm.Settlement, done bool) {
	path := r.Name + ".wav"
	late := s.clock.Now().Sub(r.CreatedAt) > fileGrace
	f, err := root.Open(path)
	if err != nil {
		reason := "the file cannot be read"
		if errors.Is(err, fs.ErrNotExist) {
			reason = "there is no file"
		}
		return crm.Settlement{State: crm.Failed, Reason: reason}, late
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return crm.Settlement{State: crm.Failed, Reason: "the file cannot be read"}, late
	}
	sound, err := wav.Read(f, info.Size())
	switch {
	case err != nil:
		return crm.Settlement{State: crm.Failed, Reason: "the file holds no sound", Path: path, Size: info.Size()}, late
	case sound.Duration == 0:
		return crm.Settlement{State: crm.Failed, Reason: "the file is empty", Path: path, Size: info.Size()}, late
	case sound.Repaired && !late:
		return crm.Settlement{}, false
	}
	found = crm.Settlement{State: crm.Ready, Path: path, Size: info.Size(), Duration: sound.Duration}
	if sound.Repaired {
		found.Reason = "repaired: its end was not written properly"
	}
	return found, true
}

// shortfall says that a recording is shorter than the conversation. Asterisk
// does not tell of a disk that was full for a while.
func shortfall(talk, recorded time.Duration) string {
	if recorded+shortBy >= talk {
		return ""
	}
	lacks := (talk - recorded).Round(time.Second)
	return fmt.Sprintf("%s of the conversation are missing: it was paused, or could not be written", lacks)
}
