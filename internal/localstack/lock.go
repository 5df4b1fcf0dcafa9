package localstack

import (
	"context"
	"os"
	"syscall"

	"vonal/internal/fault"
)

// lock keeps two Vonals from starting the same stack at once. The kernel
// releases it when its holder dies.
func lock(ctx context.Context, path string) (unlock func(), err error) {
	const op = "localstack.lock"
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	err = until(ctx, func() bool { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil })
	if err != nil {
		f.Close()
		return nil, fault.New(fault.Unavailable, op, "another start with the same data folder goes on: %w", err)
	}
	return func() { f.Close() }, nil
}
