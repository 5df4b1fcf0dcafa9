package agentstore_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"go.uber.org/goleak"

	"vonal/routing/agentstore"
)

// shared is the server of the tests that neither stop nor empty it.
var shared *server

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "agentstore")
	if err == nil {
		shared, err = start(dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	shared.kill()
	os.RemoveAll(dir)
	if code == 0 {
		if err := goleak.Find(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	os.Exit(code)
}

// server is a Redis of our own.
type server struct {
	cmd  *exec.Cmd
	port string
	dir  string // where SAVE writes, and a start reads
}

func start(dir string) (*server, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	l.Close()
	s := &server{port: port, dir: dir}
	return s, s.start()
}

// start runs the server and returns when it listens.
func (s *server) start() error {
	s.cmd = exec.Command("redis-server", "--port", s.port, "--bind", "127.0.0.1",
		"--dir", s.dir, "--save", "", "--appendonly", "no")
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := s.cmd.Start(); err != nil {
		return err
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if strings.Contains(lines.Text(), "eady to accept connections") {
			return nil
		}
	}
	return fmt.Errorf("redis-server did not start: %w", s.cmd.Wait())
}

func (s *server) signal(sig syscall.Signal) { _ = s.cmd.Process.Signal(sig) }

func (s *server) kill() {
	s.signal(syscall.SIGKILL)
	_ = s.cmd.Wait()
}

// private is a server the test may treat as it likes.
func private(t testing.TB) *server {
	t.Helper()
	s, err := start(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.kill)
	return s
}

func (s *server) client(t testing.TB) redis.UniversalClient {
	t.Helper()
	c, err := agentstore.Connect("redis://127.0.0.1:" + s.port)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

var prefixes atomic.Int64

func newPrefix(t testing.TB) string {
	prefixes.Add(1)
	return prefixOf(t)
}

// prefixOf is the prefix of the store the test has opened last.
func prefixOf(t testing.TB) string { return fmt.Sprintf("%s-%d", t.Name(), prefixes.Load()) }

// patient is for tests that load the machine: what they promise is not speed.
const patient = 20 * time.Second

// open returns a rebuilt, empty store on the shared server.
func open(t testing.TB) *agentstore.Store {
	t.Helper()
	s := agentstore.New(shared.client(t), agentstore.Options{
		Prefix: newPrefix(t), Timeout: patient,
	})
	must(t, s.Rebuild(t.Context(), nil, nil))
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// eventually waits for a fact that another process brings about.
func eventually(t testing.TB, within time.Duration, what string, fact func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !fact() {
		select {
		case <-ctx.Done():
			t.Fatalf("not within %v: %s", within, what)
		case <-tick.C:
		}
	}
}
