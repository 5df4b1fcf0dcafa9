package testenv

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"vonal/internal/localstack"
)

// Stack starts a private PostgreSQL, Redis and Asterisk for the test and stops
// them after it. change may alter the options: other Parts, Trunks, a short
// Lease. When the test fails, the ends of the servers' logs are shown.
func Stack(t testing.TB, change ...func(*localstack.Options)) *localstack.Stack {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	stack, err := localstack.Start(ctx, Options(t, change...))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			showLogs(t, stack)
		}
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), patience)
		defer cancel()
		if err := stack.Stop(ctx); err != nil {
			t.Errorf("testenv: stopping the servers: %v", err)
		}
	})
	return stack
}

// Options are those of Stack, for a test that starts servers itself.
func Options(t testing.TB, change ...func(*localstack.Options)) localstack.Options {
	t.Helper()
	opts := localstack.Options{
		Dir:          DataDir(t),
		SIP:          FreeUDP(t),
		AsteriskRoot: AsteriskRoot(t),
		Fast:         true,
		Seed:         filepath.Join(home(), "seed"),
	}
	for _, c := range change {
		c(&opts)
	}
	return opts
}

// DataDir is a folder for localstack.Options.Dir, also by way of "vonal run
// --data": the servers that run there are stopped, and the folder is removed,
// after the test, even when the test program is killed.
func DataDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "vonal-stack-")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	users, err := guard(ctx, dir, "remove")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		users.Close() // from here on it is the reaper's
		Eventually(t, 20*time.Second, func() bool {
			_, err := os.Stat(dir)
			return os.IsNotExist(err)
		}, "%s is cleared away", dir)
	})
	return dir
}

const shown = 40 // lines of each log

func showLogs(t testing.TB, stack *localstack.Stack) {
	t.Helper()
	for _, path := range stack.Logs() {
		text, err := os.ReadFile(path)
		if err != nil || len(text) == 0 {
			continue
		}
		lines := bytes.Split(bytes.TrimSpace(text), []byte("\n"))
		from := max(0, len(lines)-shown)
		t.Log(fmt.Sprintf("--- %s, last %d of %d lines\n%s", path, len(lines)-from, len(lines), bytes.Join(lines[from:], []byte("\n"))))
	}
}
