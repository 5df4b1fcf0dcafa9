package localstack_test

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"vonal/internal/fault"
	"vonal/internal/localstack"
	"vonal/internal/testenv"
)

const patience = 90 * time.Second

func start(t *testing.T, opts localstack.Options) *localstack.Stack {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	s, err := localstack.Start(ctx, opts)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func pids(s *localstack.Stack) map[localstack.Part]int {
	m := map[localstack.Part]int{}
	for _, part := range localstack.Parts {
		m[part] = s.PID(part)
	}
	return m
}

func cli(t *testing.T, s *localstack.Stack, line string) string {
	t.Helper()
	argv := append(s.AsteriskCLI(), line)
	out, err := exec.CommandContext(t.Context(), argv[0], argv[1:]...).CombinedOutput()
	if err != nil {
		t.Fatalf("asterisk cli %q: %v: %s", line, err, out)
	}
	return string(out)
}

func database(t *testing.T, s *localstack.Stack) *pgx.Conn {
	t.Helper()
	c, err := pgx.Connect(t.Context(), s.DSN())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close(context.Background()) })
	return c
}

func TestSeveralStacksLiveSideBySide(t *testing.T) {
	a := start(t, testenv.Options(t))
	b := start(t, testenv.Options(t))
	for _, s := range []*localstack.Stack{a, b} {
		for _, part := range localstack.Parts {
			if !s.Alive(part) {
				t.Errorf("%s of %s does not run", part, s.SIP())
			}
		}
		if got := cli(t, s, "pjsip show transports"); !strings.Contains(got, s.SIP()) {
			t.Errorf("asterisk of %s listens elsewhere:\n%s", s.SIP(), got)
		}
	}
	if err := a.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, part := range localstack.Parts {
		if a.Alive(part) {
			t.Errorf("%s runs after Stop", part)
		}
		if !b.Alive(part) {
			t.Errorf("%s of the other stack was stopped too", part)
		}
	}
}

// TestServersOutliveTheirStarterAndAreFoundAgain runs this test program anew,
// as the Vonal that is killed.
func TestServersOutliveTheirStarterAndAreFoundAgain(t *testing.T) {
	if dir := os.Getenv("START_DIR"); dir != "" {
		start(t, localstack.Options{Dir: dir, SIP: os.Getenv("START_SIP"), AsteriskRoot: testenv.AsteriskRoot(t), Fast: true})
		if err := os.WriteFile(filepath.Join(dir, "started"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		select {} // until killed
	}
	opts := testenv.Options(t)
	child := exec.Command(os.Args[0], "-test.run=^TestServersOutliveTheirStarterAndAreFoundAgain$")
	child.Env = append(os.Environ(), "START_DIR="+opts.Dir, "START_SIP="+opts.SIP)
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	testenv.Eventually(t, patience, func() bool {
		_, err := os.Stat(filepath.Join(opts.Dir, "started"))
		return err == nil
	}, "the first Vonal has started its servers")
	if err := child.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // killed: that is the point

	began := time.Now()
	s := start(t, opts)
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("finding running servers took %s", took)
	}
	remembered, err := os.ReadFile(filepath.Join(opts.Dir, "stack.json"))
	if err != nil {
		t.Fatal(err)
	}
	var before map[localstack.Part]struct{ PID int }
	if err := json.Unmarshal(remembered, &before); err != nil {
		t.Fatal(err)
	}
	for part, pid := range pids(s) {
		if pid == 0 || before[part].PID != pid {
			t.Errorf("%s was started anew", part)
		}
	}
	// A second Start in the same program, while everything runs, changes nothing.
	again := start(t, opts)
	for part, pid := range pids(again) {
		if pid != s.PID(part) {
			t.Errorf("%s was started anew by the second start", part)
		}
	}
	if err := again.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, part := range localstack.Parts {
		if s.Alive(part) {
			t.Errorf("%s runs after Stop", part)
		}
	}
}

func TestSecretsAreReadableByTheirOwnerOnly(t *testing.T) {
	opts := testenv.Options(t)
	s := start(t, opts)
	for _, path := range []string{filepath.Join(opts.Dir, "stack.json"), filepath.Join(s.ConfigDir(), "ari.conf")} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm()&0o007 != 0 {
			t.Errorf("%s has mode %s", path, info.Mode())
		}
	}
	for _, part := range localstack.Parts {
		argv, err := os.ReadFile("/proc/" + itoa(s.PID(part)) + "/cmdline")
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(argv), s.ARI().Password) || strings.Contains(string(argv), password(t, s.RedisURL())) {
			t.Errorf("%s shows a password in the list of processes", part)
		}
	}
}

func TestKilledServerStartsAgainWhereItWas(t *testing.T) {
	s := start(t, testenv.Options(t))
	if _, err := database(t, s).Exec(t.Context(), "CREATE TABLE kept (x int)"); err != nil {
		t.Fatal(err)
	}
	dsn, redis, ari := s.DSN(), s.RedisURL(), s.ARI()
	for _, part := range localstack.Parts {
		before := s.PID(part)
		if err := s.Signal(part, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		testenv.Eventually(t, 5*time.Second, func() bool { return !s.Alive(part) }, "%s is dead", part)
		if err := s.StartPart(t.Context(), part); err != nil {
			t.Fatal(err)
		}
		if s.PID(part) == before || !s.Alive(part) {
			t.Errorf("%s did not come back", part)
		}
	}
	if s.DSN() != dsn || s.RedisURL() != redis || s.ARI() != ari {
		t.Error("an address has changed")
	}
	if _, err := database(t, s).Exec(t.Context(), "INSERT INTO kept VALUES (1)"); err != nil {
		t.Errorf("the database was lost: %v", err)
	}
	if got := cli(t, s, "core show version"); !strings.Contains(got, "Asterisk 22.") {
		t.Errorf("the cli answers %q after the restart", got)
	}
}

func TestKeepStartsAgainWhatHasEnded(t *testing.T) {
	s := start(t, testenv.Options(t))
	ctx, cancel := context.WithCancel(t.Context())
	told := make(chan localstack.Part, 8)
	kept := make(chan struct{})
	go func() {
		s.Keep(ctx, func(part localstack.Part, err error) {
			if err != nil {
				t.Errorf("%s: %v", part, err)
			}
			told <- part
		})
		close(kept)
	}()
	before := pids(s)
	for _, part := range localstack.Parts {
		if err := s.Signal(part, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
	}
	for range localstack.Parts {
		select {
		case <-told:
		case <-time.After(30 * time.Second):
			t.Fatal("a server was not started again")
		}
	}
	for part, pid := range pids(s) {
		if pid == before[part] || !s.Alive(part) {
			t.Errorf("%s does not run again", part)
		}
	}
	cancel()
	<-kept
}

func TestTakenSIPAddressIsSaidInOneLine(t *testing.T) {
	opts := testenv.Options(t)
	taken, err := net.ListenPacket("udp", opts.SIP)
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	_, err = localstack.Start(t.Context(), opts)
	var inUse *localstack.AddressInUse
	if !errors.As(err, &inUse) || inUse.Address != opts.SIP || !fault.Is(err, fault.Conflict) {
		t.Fatalf("got %v", err)
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("several lines: %v", err)
	}
	if left := running(t, opts.Dir); len(left) != 0 {
		t.Errorf("processes %v were left behind", left)
	}
}

func TestStoppedServersStillEndAtOnce(t *testing.T) {
	s := start(t, testenv.Options(t))
	for _, part := range localstack.Parts {
		if err := s.Signal(part, syscall.SIGSTOP); err != nil {
			t.Fatal(err)
		}
	}
	began := time.Now()
	if err := s.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took > 8*time.Second {
		t.Errorf("it took %s", took)
	}
}

// running is the processes that stack.json remembers and that still run.
func running(t *testing.T, dir string) (left []int) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "stack.json"))
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	var all map[localstack.Part]struct{ PID int }
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	for _, one := range all {
		if stat, err := os.ReadFile("/proc/" + itoa(one.PID) + "/stat"); err == nil && !strings.Contains(string(stat), ") Z ") {
			left = append(left, one.PID)
		}
	}
	return left
}

func TestInterruptedStartLeavesNothingBehind(t *testing.T) {
	opts := testenv.Options(t)
	opts.Seed = "" // makes PostgreSQL the last to be ready
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	opts.Progress = func(step string) {
		if step == "asterisk is ready" || step == "postgres is ready" {
			interrupt()
		}
	}
	if s, err := localstack.Start(ctx, opts); err == nil {
		// All were ready at the very moment of the interruption.
		if err := s.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if left := running(t, opts.Dir); len(left) != 0 {
		t.Errorf("processes %v were left behind", left)
	}
}

func TestUnusableOptionsAreInvalid(t *testing.T) {
	for name, change := range map[string]func(*localstack.Options){
		"no folder":         func(o *localstack.Options) { o.Dir = "" },
		"sip without port":  func(o *localstack.Options) { o.SIP = "127.0.0.1" },
		"sip port 0":        func(o *localstack.Options) { o.SIP = "127.0.0.1:0" },
		"foreign sip":       func(o *localstack.Options) { o.SIP = "192.0.2.1:5060" },
		"trunk not an addr": func(o *localstack.Options) { o.Trunks = []string{"127.0.0.1:x"} },
		"trunk with a line": func(o *localstack.Options) { o.Trunks = []string{"127.0.0.1:5070\n[evil]"} },
	} {
		t.Run(name, func(t *testing.T) {
			s, err := localstack.Start(t.Context(), testenv.Options(t, only(localstack.Asterisk), change))
			if err == nil {
				t.Errorf("started: %v", s.Stop(context.Background()))
			}
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("kind %s: %v", fault.KindOf(err), err)
			}
		})
	}
}

func TestAsteriskThatIsMissingIsOneClearLine(t *testing.T) {
	_, err := localstack.Start(t.Context(), testenv.Options(t, only(localstack.Asterisk), func(o *localstack.Options) {
		o.AsteriskRoot = t.TempDir()
	}))
	if !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "scripts/asterisk-root.sh") {
		t.Errorf("got %v", err)
	}
}

func TestAnotherTrunkStartsAsteriskAnew(t *testing.T) {
	opts := testenv.Options(t, only(localstack.Asterisk))
	before := start(t, opts).PID(localstack.Asterisk)
	opts.Trunks = []string{testenv.FreeUDP(t)}
	s := start(t, opts)
	if s.PID(localstack.Asterisk) == before {
		t.Fatal("it still runs with the old settings")
	}
	if got := cli(t, s, "pjsip show identifies"); !strings.Contains(got, "trunk-1") {
		t.Errorf("no trunk:\n%s", got)
	}
}

func only(parts ...localstack.Part) func(*localstack.Options) {
	return func(o *localstack.Options) { o.Parts = parts }
}
