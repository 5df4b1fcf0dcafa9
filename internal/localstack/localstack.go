// Package localstack runs a private PostgreSQL, Redis and Asterisk for one
// Vonal on one machine. Everything they keep is below one folder. They live in
// sessions of their own: when Vonal is killed they go on, and the next Start
// with the same folder finds and uses them.
package localstack

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"vonal/internal/fault"
)

// Part is one of the servers.
type Part string

// The servers of a stack.
const (
	Postgres Part = "postgres"
	Redis    Part = "redis"
	Asterisk Part = "asterisk"
)

// Parts are all of them.
var Parts = []Part{Postgres, Redis, Asterisk}

// Options says what to run and where.
type Options struct {
	Dir string // everything is kept below it; made when missing

	// Parts are the servers to run, all of them when empty.
	Parts []Part

	SIP    string   // HOST:PORT of Asterisk for phones and trunks (UDP)
	Trunks []string // HOST:PORT of each provider whose calls are taken as they come

	// RTPStart and RTPEnd bound the ports of voice; 0 takes one of several
	// ranges, by the SIP port.
	RTPStart, RTPEnd int

	// AsteriskRoot is the folder scripts/asterisk-root.sh has made. An
	// Asterisk installed on this machine is used instead if it is new enough.
	AsteriskRoot string

	Lease        time.Duration // how long a caller stays with a silent controller; 0: 20 s
	FallbackWait time.Duration // longest wait in the fallback queue; 0: 300 s

	// Fast gives up PostgreSQL's safety against power cuts: for tests.
	Fast bool
	// Seed is a folder in which a newly made database folder is kept, and from
	// which further stacks copy theirs: for tests. "" makes each anew.
	Seed string

	// Progress is told each step that takes time, in words for a person. It
	// may be called by several goroutines at once. nil is allowed.
	Progress func(step string)
}

// ARI is how Asterisk's REST interface is reached.
type ARI struct {
	URL      string `json:"url"` // http://127.0.0.1:PORT/ari
	User     string `json:"user"`
	Password string `json:"password"`
}

// Stack is a set of running servers. Its methods may be called by several
// goroutines, but starting and stopping the same part at once makes no sense.
type Stack struct {
	opts Options
	sip  netip.AddrPort

	mu    sync.Mutex
	state state
}

// Start brings the servers up, in parallel, and returns when all of them
// answer. What runs already below Dir is used as it is, except an Asterisk
// whose settings have changed: that one is started anew. When Start fails or
// ctx ends, it stops what it has started, and leaves alone what it found.
//
// Errors of kind fault.Invalid and fault.Conflict mean that the options cannot
// be used as they are; a taken SIP address has the cause *AddressInUse. Kind
// fault.Unavailable means that something must be installed first.
func Start(ctx context.Context, opts Options) (*Stack, error) {
	s, err := open(opts)
	if err != nil {
		return nil, err
	}
	unlock, err := lock(ctx, s.path("lock"))
	if err != nil {
		return nil, err
	}
	defer unlock()
	if s.state, err = loadState(s.opts.Dir); err != nil {
		return nil, err
	}
	var ours []Part
	for _, part := range s.opts.Parts {
		if !s.Alive(part) {
			ours = append(ours, part)
		}
	}
	all, together := errgroup.WithContext(ctx)
	for _, part := range s.opts.Parts {
		all.Go(func() error { return s.startPart(together, part) })
	}
	if err := all.Wait(); err != nil {
		return nil, errors.Join(err, s.stopParts(context.WithoutCancel(ctx), ours))
	}
	return s, nil
}

func open(opts Options) (*Stack, error) {
	const op = "localstack.Start"
	if os.Geteuid() != 0 {
		return nil, fault.New(fault.Unavailable, op, "private servers need root: run it as root, or name existing servers")
	}
	if opts.Dir == "" {
		return nil, fault.New(fault.Invalid, op, "no data folder is given")
	}
	dir, err := filepath.Abs(opts.Dir)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	opts.Dir = dir
	if len(opts.Parts) == 0 {
		opts.Parts = Parts
	}
	if opts.Progress == nil {
		opts.Progress = func(string) {}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fault.New(fault.Invalid, op, "data folder: %w", err)
	}
	s := &Stack{opts: opts}
	if s.has(Asterisk) {
		if s.sip, err = resolve(opts.SIP); err != nil {
			return nil, fault.New(fault.Invalid, op, "SIP address %q: %w", opts.SIP, err)
		}
	}
	return s, nil
}

// StartPart starts one server again after StopPart or Signal, on the same
// port and with what it has kept.
func (s *Stack) StartPart(ctx context.Context, part Part) error { return s.startPart(ctx, part) }

func (s *Stack) startPart(ctx context.Context, part Part) error {
	var err error
	switch part {
	case Postgres:
		err = s.startPostgres(ctx)
	case Redis:
		err = s.startRedis(ctx)
	case Asterisk:
		err = s.startAsterisk(ctx)
	default:
		return fault.New(fault.Invalid, "localstack.StartPart", "there is no server %q", part)
	}
	if err == nil {
		s.opts.Progress(string(part) + " is ready")
	}
	return err
}

// StopPart stops one server as its maker intended and returns when it has
// ended; what does not end is killed after a while.
func (s *Stack) StopPart(ctx context.Context, part Part) error { return s.stopPart(ctx, part) }

func (s *Stack) stopPart(ctx context.Context, part Part) error {
	sig := syscall.SIGTERM
	if part == Postgres {
		sig = syscall.SIGINT // "fast": without waiting for clients to leave
	}
	return s.server(part).stop(ctx, sig, 10*time.Second)
}

// Stop stops every server of the stack, also those an earlier Start began.
func (s *Stack) Stop(ctx context.Context) error { return s.stopParts(ctx, s.opts.Parts) }

func (s *Stack) stopParts(ctx context.Context, parts []Part) error {
	var all errgroup.Group
	for _, part := range parts {
		all.Go(func() error { return s.stopPart(ctx, part) })
	}
	return all.Wait()
}

// Signal sends sig to a server; SIGKILL, SIGSTOP and SIGCONT make the faults
// that must be survived. A server that has ended is left alone.
func (s *Stack) Signal(part Part, sig syscall.Signal) error { return s.server(part).signal(sig) }

// Alive reports whether the server's process runs.
func (s *Stack) Alive(part Part) bool { return s.server(part).alive() }

// PID is the number of the server's main process, 0 if it was never started.
func (s *Stack) PID(part Part) int { return s.server(part).PID }

func (s *Stack) server(part Part) server {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state[part]
}

// put remembers a server, also on disk: from here on it is found again.
func (s *Stack) put(part Part, is server) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state[part] = is
	return s.state.save(s.opts.Dir)
}

// DSN is the address of the database, as a URL with its password.
func (s *Stack) DSN() string { return s.postgresDSN(database) }

// RedisURL is the address of Redis with its password.
func (s *Stack) RedisURL() string {
	r := s.server(Redis)
	return fmt.Sprintf("redis://:%s@127.0.0.1:%d/0", r.Password, r.Port)
}

// ARI is the address of Asterisk's REST interface with its user.
func (s *Stack) ARI() ARI {
	a := s.server(Asterisk)
	return ARI{
		URL:      "http://" + net.JoinHostPort("127.0.0.1", strconv.Itoa(a.Port)) + "/ari",
		User:     "vonal",
		Password: a.Password,
	}
}

// Trunk is Asterisk's name of the first trunk, by which calls leave; "" if
// there is none.
func (s *Stack) Trunk() string {
	if len(s.opts.Trunks) == 0 {
		return ""
	}
	return trunkName(0)
}

func trunkName(i int) string { return fmt.Sprintf("trunk-%d", i+1) }

// SIP is where phones and trunks reach Asterisk.
func (s *Stack) SIP() string { return s.sip.String() }

// AsteriskCLI is a command to which one CLI line is appended as one argument.
// It stays right when Asterisk is started again.
func (s *Stack) AsteriskCLI() []string { return []string{s.path("asterisk", "cli")} }

// RecordingDir is where recordings lie; a recording named a/b over ARI is
// a/b.wav below it, one of the fallback is fallback/UNIQUEID.wav.
func (s *Stack) RecordingDir() string { return s.path("asterisk", "spool", "recording") }

// QueueLog is the journal of the fallback queue.
func (s *Stack) QueueLog() string { return s.path("asterisk", "log", "queue_log") }

// MembersFile is the list of the fallback queue's agents, for
// asteriskconf.WriteMembers.
func (s *Stack) MembersFile() string { return s.path("asterisk", "etc", "queues.d", "members.conf") }

// ConfigDir is Asterisk's configuration, with extensions.d for own dialplan.
func (s *Stack) ConfigDir() string { return s.path("asterisk", "etc") }

// Logs are the files that tell what the servers had to say.
func (s *Stack) Logs() []string {
	return []string{
		s.path("postgres.log"), s.path("redis.log"), s.path("asterisk.log"),
		s.path("asterisk", "log", "messages.log"), s.QueueLog(),
	}
}

func (s *Stack) path(elem ...string) string {
	return filepath.Join(append([]string{s.opts.Dir}, elem...)...)
}

func (s *Stack) has(part Part) bool {
	for _, p := range s.opts.Parts {
		if p == part {
			return true
		}
	}
	return false
}

// resolve takes HOST:PORT, where HOST may be a name.
func resolve(address string) (netip.AddrPort, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return netip.AddrPort{}, fmt.Errorf("is not HOST:PORT")
	}
	udp, err := net.ResolveUDPAddr("udp", net.JoinHostPort(host, port))
	if err != nil {
		return netip.AddrPort{}, err
	}
	if udp.Port == 0 {
		return netip.AddrPort{}, fmt.Errorf("needs a port")
	}
	if host == "" {
		udp.IP = net.IPv4zero
	}
	addr := udp.AddrPort()
	return netip.AddrPortFrom(addr.Addr().Unmap(), addr.Port()), nil
}
