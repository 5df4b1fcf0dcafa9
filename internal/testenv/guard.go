package testenv

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

//go:embed reaper.sh
var reaper string

// guard sees to it that the servers below dir end when the last program that
// guards them has ended, also by kill -9: each holds a shared lock, and a
// small script waits for the exclusive one. Then, with after "remove", the
// folder goes too. The returned file is the lock.
func guard(ctx context.Context, dir, after string) (*os.File, error) {
	users, err := locked(ctx, filepath.Join(dir, "users"), syscall.LOCK_SH)
	if err != nil {
		return nil, err
	}
	only, err := os.OpenFile(filepath.Join(dir, "reaper"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		users.Close()
		return nil, err
	}
	defer only.Close()
	if syscall.Flock(int(only.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil {
		return users, nil // one waits already
	}
	none, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		users.Close()
		return nil, err
	}
	defer none.Close()
	// The script inherits the lock of its being the only one.
	p, err := os.StartProcess("/bin/sh", []string{"sh", "-c", reaper, "vonal-test-reaper", dir, after}, &os.ProcAttr{
		Dir:   "/",
		Env:   []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin"},
		Files: []*os.File{none, none, none, only},
		Sys:   &syscall.SysProcAttr{Setsid: true},
	})
	if err != nil {
		users.Close()
		return nil, fmt.Errorf("testenv: cannot guard the servers: %w", err)
	}
	return users, p.Release()
}

// locked opens path and waits for the lock.
func locked(ctx context.Context, path string, how int) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB) != nil {
		select {
		case <-ctx.Done():
			f.Close()
			return nil, fmt.Errorf("testenv: %s is locked: %w", path, ctx.Err())
		case <-tick.C:
		}
	}
	return f, nil
}
