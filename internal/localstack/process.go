package localstack

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"vonal/internal/fault"
)

// process is a program of ours, known over restarts of Vonal by its number and
// the moment it began: numbers are used again.
type process struct {
	PID   int    `json:"pid"`
	Began string `json:"began"` // clock ticks since boot, of /proc/PID/stat
}

// launch describes a program to start.
type launch struct {
	argv   []string
	dir    string
	env    []string
	stdin  string // what it reads, "" for nothing
	log    string // file that takes what it prints
	user   *syscall.Credential
	mounts bool // give it a mount namespace of its own
	nice   int  // its place where the processor is short: below 0 before the others, which needs root
}

// start runs the program in a session of its own, so that neither a signal to
// our terminal nor our own end reaches it.
func (l launch) start() (process, error) {
	const op = "localstack.start"
	out, err := os.OpenFile(l.log, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return process{}, fault.Wrap(op, err)
	}
	defer out.Close()
	in, err := l.openInput()
	if err != nil {
		return process{}, fault.Wrap(op, err)
	}
	defer in.Close()
	attr := &syscall.SysProcAttr{Setsid: true, Credential: l.user}
	if l.mounts {
		attr.Unshareflags = syscall.CLONE_NEWNS
	}
	p, err := os.StartProcess(l.argv[0], l.argv, &os.ProcAttr{
		Dir: l.dir, Env: l.env, Files: []*os.File{in, out, out}, Sys: attr,
	})
	if err != nil {
		return process{}, fault.New(fault.Internal, op, "%s: %w", l.argv[0], err)
	}
	start, err := began(p.Pid)
	if err != nil {
		_ = p.Kill() // nobody would know it again
		return process{}, fault.New(fault.Internal, op, "%s: %w", l.argv[0], err)
	}
	started := process{PID: p.Pid, Began: start}
	yield(p.Pid, l.nice)
	// alive reaps it; a goroutine that waits would outlive us in every test.
	if err := p.Release(); err != nil {
		return process{}, fault.Wrap(op, err)
	}
	return started, nil
}

// yield gives a process that has just been started, and what it starts, its
// place where the processor is short. Where the kernel shares it by sessions
// (autogroup), the place of the session is what counts. What is not allowed is
// left: everything works without, only later.
func yield(pid, nice int) {
	if nice == 0 {
		return
	}
	_ = syscall.Setpriority(syscall.PRIO_PROCESS, pid, nice)
	_ = os.WriteFile(fmt.Sprintf("/proc/%d/autogroup", pid), []byte(strconv.Itoa(nice)), 0)
}

// openInput is a file without a name: what it holds (passwords) is seen
// neither in a folder nor in the list of processes.
func (l launch) openInput() (*os.File, error) {
	if l.stdin == "" {
		return os.Open(os.DevNull)
	}
	f, err := os.CreateTemp("", "vonal-")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		return nil, err
	}
	if _, err := f.WriteString(l.stdin); err != nil {
		return nil, err
	}
	_, err = f.Seek(0, 0)
	return f, err
}

// alive reports whether it still runs; a dead child of ours is reaped here.
func (p process) alive() bool {
	if p.PID <= 0 {
		return false
	}
	var status syscall.WaitStatus
	if pid, err := syscall.Wait4(p.PID, &status, syscall.WNOHANG, nil); err == nil && pid == p.PID {
		return false
	}
	start, err := began(p.PID)
	if err != nil { // it cannot be told, as without file descriptors: a second one beside it would do harm
		return syscall.Kill(p.PID, 0) == nil
	}
	return p.Began != "" && start == p.Began
}

// signal sends sig if the process still is the one we started.
func (p process) signal(sig syscall.Signal) error {
	if !p.alive() {
		return nil
	}
	if err := syscall.Kill(p.PID, sig); err != nil && err != syscall.ESRCH {
		return fault.New(fault.Internal, "localstack.signal", "process %d: %w", p.PID, err)
	}
	return nil
}

// stop asks with sig, waits, and kills what has not ended after patience.
func (p process) stop(ctx context.Context, sig syscall.Signal, patience time.Duration) error {
	if err := p.signal(sig); err != nil {
		return err
	}
	if err := p.signal(syscall.SIGCONT); err != nil { // one that is stopped hears nothing
		return err
	}
	asked, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if until(asked, func() bool { return !p.alive() }) == nil {
		return nil
	}
	if err := p.signal(syscall.SIGKILL); err != nil {
		return err
	}
	return until(ctx, func() bool { return !p.alive() })
}

// began is when the process started, "" if there is none or it has ended. Its
// first thread may be done while others still hold its sockets.
func began(pid int) (string, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ESRCH) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	// The name, in brackets, may hold blanks: fields count from its end.
	_, rest, found := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	if !found || len(fields) < 20 {
		return "", nil
	}
	state, threads, start := fields[0], fields[17], fields[19]
	if (state == "Z" && (threads == "0" || threads == "1")) || state == "X" {
		return "", nil
	}
	return start, nil
}

// until waits for the fact; its error is ctx's.
func until(ctx context.Context, fact func() bool) error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if fact() {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}
