package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"time"

	"vonal/crm"
	"vonal/crm/phone"
	"vonal/crm/store"
	"vonal/internal/clock"
	"vonal/routing"
	"vonal/routing/asterisk"
)

// importer brings the calls that Asterisk handled alone onto their cards,
// afterwards, from its queue_log.
type importer struct {
	store   *store.Store
	path    string // of queue_log
	node    string
	country string
	settle  *settler
	clock   clock.Clock
	log     *slog.Logger
}

const importLook = 5 * time.Second

// run imports now and then; that Asterisk had to help out is rare.
func (i *importer) run(ctx context.Context) {
	for ctx.Err() == nil {
		if err := i.look(ctx); err != nil && ctx.Err() == nil {
			i.log.Warn("calls of the fallback queue cannot be imported yet", "error", err)
		}
		clock.Wait(ctx, i.clock, importLook)
	}
}

// look reads on where the last reading ended. Calls and the new place are
// written together, so that a call is neither lost nor there twice.
func (i *importer) look(ctx context.Context) error {
	read, err := i.store.ImportOffset(ctx, i.source())
	if err != nil {
		return err
	}
	f, err := os.Open(i.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	begin := read
	if info.Size() < begin {
		begin = 0 // the file has been rotated
	}
	if info.Size() == begin {
		return nil
	}
	if _, err := f.Seek(begin, io.SeekStart); err != nil {
		return err
	}
	alone, next, err := asterisk.ReadAlone(f, begin, i.node)
	if err != nil || next == begin && len(alone) == 0 {
		return err
	}
	calls := make([]crm.Interaction, 0, len(alone))
	for _, a := range alone {
		calls = append(calls, i.interaction(a))
	}
	written, err := i.store.ImportCalls(ctx, i.source(), read, next, calls...)
	if err != nil {
		return err
	}
	for _, w := range written {
		switch {
		case w.Refused != nil:
			i.log.Error("a call of the fallback queue cannot be written and is passed over", "error", w.Refused)
		case w.New:
			i.log.Info("a call that the fallback queue handled was imported", "card", w.Card)
		}
	}
	if len(written) > 0 {
		i.settle.soon()
	}
	return nil
}

func (i *importer) source() string { return "queue_log/" + i.node }

func (i *importer) interaction(a asterisk.Alone) crm.Interaction {
	in := interactionOf(a.Call, "", phone.Caller(a.Call.From, i.country))
	in.Disposition = crm.Fallback
	in.RecordingName = a.Recording
	return in
}

// endOf says when a caller's channel ended, by what Asterisk wrote down.
func (i *importer) endOf(channel routing.ChannelID) time.Time {
	f, err := os.Open(i.path)
	if err != nil {
		return time.Time{}
	}
	defer f.Close()
	return asterisk.EndOf(f, channel)
}
