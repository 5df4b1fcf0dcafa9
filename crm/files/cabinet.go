package files

import (
	"bytes"
	"context"
	"crypto/sha256"
	"io"
	"log/slog"

	"github.com/google/uuid"

	"vonal/crm"
	"vonal/internal/clock"
	"vonal/internal/fault"
)

// Records are what is written of files; crm/store keeps them in PostgreSQL.
type Records interface {
	// MayAddFile and MayChangeFile refuse, before anything is put away, who may
	// not add to the folder or the file.
	MayAddFile(ctx context.Context, v crm.Viewer, in crm.Folder) error
	MayChangeFile(ctx context.Context, v crm.Viewer, id crm.FileID) error
	AddFile(ctx context.Context, v crm.Viewer, in crm.NewFile, up crm.Upload) (crm.File, error)
	AddFileVersion(ctx context.Context, v crm.Viewer, id crm.FileID, up crm.Upload) (crm.File, error)
	Findings
	Blobs
}

// Scanner looks for viruses. threat is "" where it found none. A fault of kind
// Invalid says that this content cannot be checked, any other that none can be
// now.
type Scanner interface {
	Scan(ctx context.Context, content io.Reader) (threat string, err error)
}

// Config is what a cabinet is made of.
type Config struct {
	Records  Records
	Shelf    Shelf
	Scanner  Scanner // nil checks nothing
	Incoming string  // folder of uploads under way; "" is the system's own for such files
	Most     int64   // bytes of an upload; crm.MaxFile if 0
	Clock    clock.Clock
	Log      *slog.Logger
}

// Cabinet is where the company keeps its files. It is safe for use by many
// goroutines; Run looks after what was taken in.
type Cabinet struct {
	cfg  Config
	wake chan struct{}
}

// New builds a cabinet; it opens nothing.
func New(cfg Config) *Cabinet {
	if cfg.Most <= 0 {
		cfg.Most = crm.MaxFile
	}
	if cfg.Clock == nil {
		cfg.Clock = clock.System
	}
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	return &Cabinet{cfg: cfg, wake: make(chan struct{}, 1)}
}

// Most is how many bytes an upload may have.
func (c *Cabinet) Most() int64 { return c.cfg.Most }

// Checking reports whether files are held until they are checked for viruses.
func (c *Cabinet) Checking() bool { return c.cfg.Scanner != nil }

// Receive takes an upload in and looks at what it is. The parcel must be
// closed. It refuses, as Invalid with one of the causes ErrTooLarge,
// crm.ErrFileType and crm.ErrArchive or none, what is not kept; an error of r
// is returned as it is.
func (c *Cabinet) Receive(r io.Reader, name string) (*Parcel, error) {
	p, err := receive(c.cfg.Incoming, r, name, c.cfg.Most)
	if err != nil {
		return nil, err
	}
	if err := p.inspect(); err != nil {
		p.Close()
		return nil, err
	}
	return p, nil
}

// ReceiveAny is Receive for what is read and not kept: nobody looks at what it
// is.
func (c *Cabinet) ReceiveAny(r io.Reader, name string, most int64) (*Parcel, error) {
	return receive(c.cfg.Incoming, r, name, most)
}

// Add puts a parcel away as a new file.
func (c *Cabinet) Add(ctx context.Context, v crm.Viewer, in crm.NewFile, p *Parcel) (crm.File, error) {
	if err := c.cfg.Records.MayAddFile(ctx, v, in.Folder); err != nil {
		return crm.File{}, err
	}
	return c.keep(ctx, p, func(up crm.Upload) (crm.File, error) { return c.cfg.Records.AddFile(ctx, v, in, up) })
}

// AddVersion puts a parcel away as the newest version of a file. The same
// content as the present version is a fault of kind Conflict.
func (c *Cabinet) AddVersion(ctx context.Context, v crm.Viewer, id crm.FileID, p *Parcel) (crm.File, error) {
	if err := c.cfg.Records.MayChangeFile(ctx, v, id); err != nil {
		return crm.File{}, err
	}
	return c.keep(ctx, p, func(up crm.Upload) (crm.File, error) { return c.cfg.Records.AddFileVersion(ctx, v, id, up) })
}

// keep puts the parcel on the shelf and has it recorded. Where either fails
// nothing of it stays.
func (c *Cabinet) keep(ctx context.Context, p *Parcel, record func(crm.Upload) (crm.File, error)) (crm.File, error) {
	const op = "files.keep"
	id, err := uuid.NewV7()
	if err != nil {
		return crm.File{}, fault.Wrap(op, err)
	}
	up := crm.Upload{ID: crm.VersionID(id.String()), Name: p.Name, Type: p.Type, Size: p.Size, SHA256: p.SHA256, Check: c.Checking()}
	file, err := func() (crm.File, error) {
		if err := c.shelve(ctx, up.ID.Key(), p.Content(), p.Size, p.SHA256); err != nil {
			return crm.File{}, err
		}
		return record(up)
	}()
	if err != nil {
		c.discard(ctx, up.ID.Key())
		return crm.File{}, err
	}
	c.Wake()
	return file, nil
}

// shelve puts content away and reads it back: what is told to be kept is kept.
func (c *Cabinet) shelve(ctx context.Context, key string, content io.Reader, size int64, sum []byte) error {
	const op = "files.shelve"
	if err := c.cfg.Records.BeginBlob(ctx, key); err != nil {
		return err
	}
	if err := c.cfg.Shelf.Put(ctx, key, content, size); err != nil {
		return err
	}
	kept, err := c.cfg.Shelf.Open(ctx, key)
	if err != nil {
		return err
	}
	defer kept.Close()
	found := sha256.New()
	if _, err := io.Copy(found, kept); err != nil {
		return troubled(op, err)
	}
	if !bytes.Equal(found.Sum(nil), sum) {
		return fault.New(fault.Internal, op, "what was put away under %s reads back as something else", key)
	}
	return nil
}

// discard removes what nothing will refer to. What it cannot remove now, tidy
// removes later.
func (c *Cabinet) discard(ctx context.Context, key string) {
	dropped, err := c.cfg.Records.DropBlob(ctx, key)
	if err == nil && dropped {
		if err = c.cfg.Shelf.Remove(ctx, key); err == nil {
			err = c.cfg.Records.ForgetBlob(ctx, key)
		}
	}
	if err != nil {
		c.cfg.Log.Warn("a file that nobody needs is removed later", "key", key, "err", err)
	}
}

// Open hands out a version, or says why it is held.
func (c *Cabinet) Open(ctx context.Context, v crm.FileVersion) (Content, error) {
	if err := v.Held(c.Checking()); err != nil {
		return nil, err
	}
	return c.cfg.Shelf.Open(ctx, v.ID.Key())
}

// OpenThumbnail hands out a version's thumbnail; Unknown where there is none.
func (c *Cabinet) OpenThumbnail(ctx context.Context, v crm.FileVersion) (Content, error) {
	const op = "files.OpenThumbnail"
	if v.Thumbnail != crm.ThumbnailReady {
		return nil, fault.New(fault.Unknown, op, "there is no thumbnail")
	}
	if err := v.Held(c.Checking()); err != nil {
		return nil, err
	}
	return c.cfg.Shelf.Open(ctx, v.ID.ThumbnailKey())
}
