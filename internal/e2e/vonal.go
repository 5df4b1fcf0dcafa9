package e2e

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"vonal/internal/sipphone"
	"vonal/internal/testenv"
)

// Options say how Vonal is started.
type Options struct {
	TestClock bool     // --test-clock, for Advance
	Flags     []string // more flags of vonal run

	// Prepare may change the data folder before the first start. What it
	// registers with t.Cleanup runs when everything has been stopped.
	Prepare func(dir string)
}

// RunFile is DIR/run.json.
type RunFile struct {
	URL      string `json:"url"`
	SIP      string `json:"sip"`
	Token    string `json:"token"`
	Login    string `json:"login"`
	Password string `json:"password"`
	Postgres string `json:"postgres"`
	Redis    string `json:"redis"`
	ARI      struct {
		URL      string `json:"url"`
		User     string `json:"user"`
		Password string `json:"password"`
	} `json:"ari"`
	AsteriskCLI []string       `json:"asterisk_cli"`
	PIDs        map[string]int `json:"pids"`
	Metrics     string         `json:"metrics"`
}

// Vonal is one "vonal run" with everything it has started. The embedded client
// speaks as its administrator.
type Vonal struct {
	*Client
	Dir   string           // its data folder
	SIP   string           // where Asterisk takes calls
	Trunk *sipphone.Socket // the provider: calls from here are taken

	binary  string
	args    []string
	log     *os.File
	file    atomic.Pointer[RunFile]
	process *process

	numbers  atomic.Int64
	baseline work // what the idle program does

	mu    sync.Mutex
	shift time.Duration
}

// How long slow things may take on a busy machine.
const (
	startPatience = 3 * time.Minute
	stopPatience  = time.Minute
	patience      = 30 * time.Second
)

// Start starts a Vonal of the test's own, waits until calls can be taken, and
// stops it after the test.
func Start(t testing.TB, o Options) *Vonal {
	t.Helper()
	v := &Vonal{Dir: testenv.DataDir(t), SIP: testenv.FreeUDP(t), binary: Binary(t)}
	if o.Prepare != nil {
		o.Prepare(v.Dir)
	}
	trunk, err := sipphone.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(trunk.Close)
	v.Trunk = trunk
	v.args = append([]string{
		"run", "--data", v.Dir, "--http", "127.0.0.1:0", "--sip", v.SIP,
		"--trunk", trunk.Addr(), "--asterisk-root", testenv.AsteriskRoot(t),
	}, o.Flags...)
	if o.TestClock {
		v.args = append(v.args, "--test-clock")
	}
	if v.log, err = os.Create(filepath.Join(v.Dir, "vonal.log")); err != nil {
		t.Fatal(err)
	}
	v.Client = &Client{}
	t.Cleanup(func() { v.shutDown(t) })
	v.launch(t)
	v.baseline = v.idle(t)
	return v
}

// launch starts the program and waits for its ready line.
func (v *Vonal) launch(t testing.TB) {
	t.Helper()
	v.process = begin(t, v.log, v.binary, v.args...)
	if line := v.process.line(t, startPatience); line == "" {
		t.Fatalf("vonal run ended with exit code %d before it was ready", v.process.code())
	}
	b, err := os.ReadFile(filepath.Join(v.Dir, "run.json"))
	if err != nil {
		t.Fatal(err)
	}
	var f RunFile
	if err := json.Unmarshal(b, &f); err != nil {
		t.Fatalf("run.json: %v", err)
	}
	v.file.Store(&f)
	v.Client.use(f.URL, f.Token)
}

// File is run.json as the present process has written it.
func (v *Vonal) File() RunFile { return *v.file.Load() }

// Log is what the program has logged so far, over all its starts.
func (v *Vonal) Log(t testing.TB) string {
	t.Helper()
	b, err := os.ReadFile(v.log.Name())
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Args are the flags with which it was started, for a second controller.
func (v *Vonal) Args() []string { return append([]string(nil), v.args...) }

// Command runs another command of the binary, such as replay, and answers its
// exit code and what it printed.
func (v *Vonal) Command(t testing.TB, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	return Command(t, args...)
}

// CLI is what Asterisk's command line answers to one line.
func (v *Vonal) CLI(t testing.TB, line string) string {
	t.Helper()
	argv := append(v.File().AsteriskCLI, line)
	out, err := exec.Command(argv[0], argv[1:]...).CombinedOutput()
	if err != nil {
		t.Fatalf("asterisk -x %q: %v: %s", line, err, out)
	}
	return string(out)
}

// Advance moves Vonal's clock forward, by whole milliseconds: it needs
// Options.TestClock.
func (v *Vonal) Advance(t testing.TB, d time.Duration) {
	t.Helper()
	d = (d + time.Millisecond - 1).Truncate(time.Millisecond) // what is sent, or Now would run ahead
	v.Post(t, v.url()+"/test/clock", map[string]int64{"advance_ms": d.Milliseconds()}, nil)
	v.mu.Lock()
	v.shift += d
	v.mu.Unlock()
}

// Now is the present by Vonal's clock.
func (v *Vonal) Now() time.Time {
	v.mu.Lock()
	defer v.mu.Unlock()
	return time.Now().Add(v.shift)
}
