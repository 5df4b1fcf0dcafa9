package testenv

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"testing"

	"vonal/internal/localstack"
)

// Stack starts a private PostgreSQL, Redis and Asterisk for the test and stops
// them after it. change may alter the options: other Parts, Trunks, a short
// Lease. When the test fails, the ends of the servers' logs are shown.
func Stack(t testing.TB, change ...func(*localstack.Options)) *localstack.Stack {
	t.Helper()
	dir, err := os.MkdirTemp("", "vonal-stack-")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	users, err := guard(ctx, dir, "remove")
	if err != nil {
		t.Fatal(err)
	}
	opts := localstack.Options{
		Dir:          dir,
		SIP:          FreeUDP(t),
		AsteriskRoot: AsteriskRoot(t),
		Fast:         true,
		Seed:         filepath.Join(home(), "seed"),
	}
	for _, c := range change {
		c(&opts)
	}
	stack, err := localstack.Start(ctx, opts)
	if err != nil {
		users.Close() // the reaper takes the rest away
		t.Fatal(err)
	}
	t.Cleanup(func() {
		defer users.Close()
		if t.Failed() {
			showLogs(t, stack)
		}
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := stack.Stop(ctx); err != nil {
			t.Errorf("testenv: stopping the servers: %v", err)
		}
	})
	return stack
}

// FreeUDP is an address of this machine on which nobody receives UDP.
func FreeUDP(t testing.TB) string {
	t.Helper()
	c, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	return c.LocalAddr().String()
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
