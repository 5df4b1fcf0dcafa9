package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"vonal/crm"
)

// retain deletes what need not be kept any longer. A recording is never half
// deleted: nobody hears it from the moment its line of the audit log is written,
// and its file is removed after that, however often that takes.
func (p *program) retain(ctx context.Context) (done int, err error) {
	swept, err := untilNone(ctx, p.store.SweepEnded, func() {})
	if err != nil {
		return swept, err
	}
	if _, err := untilNone(ctx, p.store.ExpireRecordings, func() {}); err != nil {
		return swept, err
	}
	removed, err := p.removeRecordings(ctx)
	return swept + removed, err
}

// removeRecordings removes the files of the recordings whose time is over. One
// that cannot be removed keeps none of the others.
func (p *program) removeRecordings(ctx context.Context) (removed int, err error) {
	over, err := p.store.RecordingsToRemove(ctx, "", raisedAtOnce)
	if err != nil || len(over) == 0 {
		return 0, err
	}
	root, err := os.OpenRoot(p.Recordings)
	if err != nil {
		return 0, err
	}
	defer root.Close()
	stuck := 0
	var why error
	for len(over) > 0 && ctx.Err() == nil {
		var last crm.RecordingID
		for _, r := range over {
			last = r.ID
			if err := root.Remove(r.Path); err != nil && !errors.Is(err, fs.ErrNotExist) {
				stuck, why = stuck+1, err
				continue
			}
			if err := p.store.RecordingRemoved(ctx, r.ID); err != nil {
				return removed, err
			}
			removed++
		}
		if over, err = p.store.RecordingsToRemove(ctx, last, raisedAtOnce); err != nil {
			return removed, err
		}
	}
	if stuck > 0 {
		return removed, fmt.Errorf("%d recordings cannot be removed: %w", stuck, why)
	}
	return removed, ctx.Err()
}
