// Package testenv gives tests real servers: a fresh PostgreSQL database, an
// empty Redis database, a whole private stack with Asterisk.
//
// PostgreSQL and Redis are shared by all test programs of the machine that run
// at the same time: the first starts them, and they are stopped as soon as the
// last has ended, however it ended. A server that cannot be had fails the
// test with one line that says what to do; nothing is ever skipped.
package testenv

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"vonal/internal/localstack"
)

// patience is how long starting servers may take on a busy machine.
const patience = 2 * time.Minute

// Eventually waits until fact holds, and fails the test with what was awaited
// if it does not within timeout. fact is called from the test's goroutine,
// often: it should be cheap and may use t.Log, but must not fail the test.
func Eventually(t testing.TB, timeout time.Duration, fact func() bool, awaited string, args ...any) {
	t.Helper()
	deadline := time.NewTimer(timeout)
	defer deadline.Stop()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !fact() {
		select {
		case <-tick.C:
			continue
		case <-deadline.C:
			if !fact() {
				t.Fatalf("not within %s: %s", timeout, fmt.Sprintf(awaited, args...))
			}
			return
		}
	}
}

// ProjectDir is the folder of go.mod.
func ProjectDir(t testing.TB) string {
	t.Helper()
	dir, err := projectDir()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func projectDir() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", fmt.Errorf("testenv: no go.mod above the test")
		}
		dir = parent
	}
}

// AsteriskRoot is the folder of the Asterisk tests run: VONAL_ASTERISK_ROOT,
// or var/asterisk-root of the project.
func AsteriskRoot(t testing.TB) string {
	t.Helper()
	if root := os.Getenv("VONAL_ASTERISK_ROOT"); root != "" {
		return root
	}
	return filepath.Join(ProjectDir(t), "var", "asterisk-root")
}

// shared is the PostgreSQL and Redis of all test programs of this machine.
var shared struct {
	sync.Mutex
	stack *localstack.Stack
	err   error
	users *os.File // held open, and with it the lock, until the program ends
}

// home is where the shared servers keep their files between test runs.
func home() string {
	return filepath.Join(os.TempDir(), fmt.Sprintf("vonal-testenv-%d", os.Geteuid()))
}

func sharedStack(t testing.TB) *localstack.Stack {
	t.Helper()
	shared.Lock()
	defer shared.Unlock()
	if shared.stack == nil && shared.err == nil {
		shared.stack, shared.users, shared.err = startShared(t.Context())
	}
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return shared.stack
}

func startShared(ctx context.Context) (*localstack.Stack, *os.File, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	dir := home()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, nil, err
	}
	users, err := guard(ctx, dir, "keep")
	if err != nil {
		return nil, nil, err
	}
	stack, err := localstack.Start(ctx, localstack.Options{
		Dir:   dir,
		Parts: []localstack.Part{localstack.Postgres, localstack.Redis},
		Fast:  true,
	})
	if err != nil {
		users.Close()
		return nil, nil, err
	}
	return stack, users, dropOrphans(ctx, stack)
}
