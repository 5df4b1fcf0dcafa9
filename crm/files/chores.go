package files

import (
	"bytes"
	"context"
	"crypto/sha256"
	"time"

	"golang.org/x/sync/errgroup"

	"vonal/crm"
	"vonal/internal/fault"
)

// Findings are what is found out about versions in the background.
type Findings interface {
	// UnsettledFiles are versions to be checked, where checking, and to be made
	// a thumbnail of, oldest first.
	UnsettledFiles(ctx context.Context, checking bool, limit int) ([]crm.FileVersion, error)
	SettleFileCheck(ctx context.Context, id crm.VersionID, state crm.FileState, threat string) error
	SettleThumbnail(ctx context.Context, id crm.VersionID, state crm.ThumbnailState) error
}

// Blobs are the keys of all content that is on the shelf or about to be.
type Blobs interface {
	BeginBlob(ctx context.Context, key string) error
	LooseBlobs(ctx context.Context, before time.Time, limit int) ([]string, error)
	DropBlob(ctx context.Context, key string) (dropped bool, err error)
	ForgetBlob(ctx context.Context, key string) error
	PurgeFiles(ctx context.Context, before time.Time, limit int) (int, error)
}

const (
	atOnce    = 2                // versions looked at at one time: a picture takes memory
	batch     = 50               // of a look
	looksEach = 20 * time.Second // when something could not be done, or another program left something
	tidyEach  = time.Hour
	abandoned = time.Hour // an upload that has taken so long will not be finished
)

// Wake has Run look at once.
func (c *Cabinet) Wake() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// Run checks versions for viruses, makes thumbnails, and tidies up, until ctx
// ends; what it has begun by then it finishes or leaves to be begun again.
func (c *Cabinet) Run(ctx context.Context) {
	var tidied time.Time
	for ctx.Err() == nil {
		c.Settle(ctx)
		if now := c.cfg.Clock.Now(); now.Sub(tidied) >= tidyEach {
			tidied = now
			c.Tidy(ctx)
		}
		c.pause(ctx)
	}
}

// pause waits until something has come, or a while.
func (c *Cabinet) pause(ctx context.Context) {
	due := make(chan struct{})
	stop := c.cfg.Clock.At(c.cfg.Clock.Now().Add(looksEach), func() { close(due) })
	defer stop()
	select {
	case <-ctx.Done():
	case <-c.wake:
	case <-due:
	}
}

// Settle looks at all versions that wait for it, as far as it can be done now.
func (c *Cabinet) Settle(ctx context.Context) {
	for c.settleSome(ctx) {
	}
}

// settleSome looks at some versions, and reports whether it got on and there may
// be more.
func (c *Cabinet) settleSome(ctx context.Context) bool {
	some, err := c.cfg.Records.UnsettledFiles(ctx, c.Checking(), batch)
	if err != nil {
		c.unable(ctx, "find new files", "", err)
		return false
	}
	var work errgroup.Group
	work.SetLimit(atOnce)
	for _, v := range some {
		work.Go(func() error {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return c.settleOne(ctx, v)
		})
	}
	return work.Wait() == nil && len(some) > 0 && ctx.Err() == nil
}

func (c *Cabinet) settleOne(ctx context.Context, v crm.FileVersion) error {
	if c.Checking() && (v.State == crm.FilePending || v.State == crm.FileUnchecked) {
		state, threat, err := c.check(ctx, v)
		if err == nil {
			err = c.cfg.Records.SettleFileCheck(ctx, v.ID, state, threat)
		}
		if err != nil {
			c.unable(ctx, "check a file for viruses", v.ID, err)
			return err
		}
		if state == crm.FileInfected {
			c.cfg.Log.Warn("a virus was found in a file", "version", v.ID, "threat", threat)
		}
		if v.State = state; state != crm.FileClean {
			return nil
		}
	}
	if v.Thumbnail != crm.ThumbnailPending {
		return nil
	}
	err := c.picture(ctx, v)
	if err != nil {
		c.unable(ctx, "make a thumbnail", v.ID, err)
	}
	return err
}

func (c *Cabinet) check(ctx context.Context, v crm.FileVersion) (state crm.FileState, threat string, err error) {
	content, err := c.cfg.Shelf.Open(ctx, v.ID.Key())
	if fault.Is(err, fault.Unknown) {
		return crm.FileFailed, "its content is lost", nil
	}
	if err != nil {
		return "", "", err
	}
	defer content.Close()
	threat, err = c.cfg.Scanner.Scan(ctx, content)
	switch {
	case fault.Is(err, fault.Invalid):
		return crm.FileFailed, err.Error(), nil
	case err != nil:
		return "", "", err
	case threat != "":
		return crm.FileInfected, threat, nil
	}
	return crm.FileClean, "", nil
}

// picture makes the thumbnail of a version and puts it away. A picture that
// cannot be read has none.
func (c *Cabinet) picture(ctx context.Context, v crm.FileVersion) error {
	content, err := c.cfg.Shelf.Open(ctx, v.ID.Key())
	if fault.Is(err, fault.Unknown) {
		return c.cfg.Records.SettleThumbnail(ctx, v.ID, crm.ThumbnailFailed)
	}
	if err != nil {
		return err
	}
	defer content.Close()
	made, err := thumbnail(content)
	if err != nil {
		c.cfg.Log.Info("a picture has no thumbnail", "version", v.ID, "err", err)
		return c.cfg.Records.SettleThumbnail(ctx, v.ID, crm.ThumbnailFailed)
	}
	sum := sha256.Sum256(made)
	if err := c.shelve(ctx, v.ID.ThumbnailKey(), bytes.NewReader(made), int64(len(made)), sum[:]); err != nil {
		c.discard(ctx, v.ID.ThumbnailKey())
		return err
	}
	return c.cfg.Records.SettleThumbnail(ctx, v.ID, crm.ThumbnailReady)
}

// Tidy purges the files that were deleted long enough ago, and removes content
// that nothing refers to.
func (c *Cabinet) Tidy(ctx context.Context) {
	now := c.cfg.Clock.Now()
	for {
		n, err := c.cfg.Records.PurgeFiles(ctx, now.Add(-crm.RestoreWithin), batch)
		if err != nil {
			c.unable(ctx, "purge deleted files", "", err)
		}
		if err != nil || n < batch {
			break
		}
	}
	for {
		loose, err := c.cfg.Records.LooseBlobs(ctx, now.Add(-abandoned), batch)
		if err != nil {
			c.unable(ctx, "find what nobody needs", "", err)
		}
		for _, key := range loose {
			c.discard(ctx, key)
		}
		if err != nil || len(loose) < batch || ctx.Err() != nil {
			return
		}
	}
}

// unable logs what will be tried again.
func (c *Cabinet) unable(ctx context.Context, what string, id crm.VersionID, err error) {
	if ctx.Err() == nil {
		c.cfg.Log.Warn("cannot "+what+" yet", "version", id, "err", err)
	}
}
