package files

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"

	"vonal/internal/fault"
)

// Disk is a Shelf in a folder of this machine. Nothing outside the folder is
// reached, whatever lies in it.
type Disk struct{ root *os.Root }

// Unfinished is the folder, within that of a Disk, of what is being written.
const Unfinished = "unfinished"

// OpenDisk makes the folder where it is not there.
func OpenDisk(folder string) (*Disk, error) {
	const op = "files.OpenDisk"
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fault.Wrap(op, err)
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	if err := root.Mkdir(Unfinished, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		root.Close()
		return nil, fault.Wrap(op, err)
	}
	return &Disk{root}, nil
}

// Close gives back the folder.
func (d *Disk) Close() error { return d.root.Close() }

// Put writes a file beside, has the disk keep it, and only then gives it its
// name.
func (d *Disk) Put(ctx context.Context, key string, r io.Reader, size int64) error {
	const op = "files.Disk.Put"
	folder, err := folderOf(op, key)
	if err != nil {
		return err
	}
	if err := d.root.Mkdir(folder, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return troubled(op, err)
	}
	beside := path.Join(Unfinished, key)
	if err := d.write(ctx, beside, r, size); err != nil {
		return troubled(op, err)
	}
	if err := d.root.Rename(beside, path.Join(folder, key)); err != nil {
		_ = d.root.Remove(beside) // it has failed already
		return troubled(op, err)
	}
	if err := d.sync(folder); err != nil {
		return troubled(op, err)
	}
	return nil
}

// write leaves nothing behind where it fails.
func (d *Disk) write(ctx context.Context, name string, r io.Reader, size int64) (err error) {
	f, err := d.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if closed := f.Close(); err == nil {
			err = closed
		}
		if err != nil {
			_ = d.root.Remove(name)
		}
	}()
	n, err := io.Copy(f, until{ctx, r})
	if err != nil {
		return err
	}
	if n != size {
		return io.ErrUnexpectedEOF
	}
	return f.Sync()
}

// sync has the disk keep the names in a folder.
func (d *Disk) sync(folder string) error {
	f, err := d.root.Open(folder)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}

// Open opens a file.
func (d *Disk) Open(_ context.Context, key string) (Content, error) {
	const op = "files.Disk.Open"
	folder, err := folderOf(op, key)
	if err != nil {
		return nil, err
	}
	f, err := d.root.Open(path.Join(folder, key))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.Unknown, op, "nothing is kept under %s", key)
	}
	if err != nil {
		return nil, troubled(op, err)
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("not a file")
	}
	if err != nil {
		f.Close()
		return nil, troubled(op, err)
	}
	return f, nil
}

// Remove takes the file away.
func (d *Disk) Remove(_ context.Context, key string) error {
	const op = "files.Disk.Remove"
	folder, err := folderOf(op, key)
	if err != nil {
		return err
	}
	for _, name := range []string{path.Join(Unfinished, key), path.Join(folder, key)} {
		if err := d.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return troubled(op, err)
		}
	}
	return nil
}

// until reads until ctx ends.
type until struct {
	ctx context.Context
	r   io.Reader
}

func (u until) Read(b []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.r.Read(b)
}
