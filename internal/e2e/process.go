package e2e

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// terminate asks a program to end in order.
const terminate = syscall.SIGTERM

// process is one start of the binary.
type process struct {
	cmd   *exec.Cmd
	first chan string   // the first line it prints; closed when it prints no more
	ended chan struct{} // closed when it has ended
}

func begin(t testing.TB, log io.Writer, path string, args ...string) *process {
	t.Helper()
	p := &process{cmd: exec.Command(path, args...), first: make(chan string, 1), ended: make(chan struct{})}
	p.cmd.Stderr = log
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.ended)
		lines := bufio.NewScanner(out)
		if lines.Scan() {
			p.first <- lines.Text()
		}
		close(p.first)
		for lines.Scan() { // what else it prints is of no interest
		}
		_ = p.cmd.Wait() // code() tells
	}()
	return p
}

// line is the first line printed, "" if the program ended without one.
func (p *process) line(t testing.TB, within time.Duration) string {
	t.Helper()
	select {
	case s := <-p.first:
		if s == "" {
			p.wait(t, within)
		}
		return s
	case <-time.After(within):
		t.Fatalf("vonal printed nothing within %s", within)
		return ""
	}
}

func (p *process) wait(t testing.TB, within time.Duration) {
	t.Helper()
	select {
	case <-p.ended:
	case <-time.After(within):
		t.Fatalf("vonal has not ended within %s", within)
	}
}

func (p *process) running() bool {
	select {
	case <-p.ended:
		return false
	default:
		return true
	}
}

// code is the exit code, -1 for one that was killed.
func (p *process) code() int { return p.cmd.ProcessState.ExitCode() }

func (p *process) signal(t testing.TB, s os.Signal) {
	t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Fatal(err)
	}
}

// Kill9 kills the program; its servers go on.
func (v *Vonal) Kill9(t testing.TB) {
	t.Helper()
	v.process.signal(t, syscall.SIGKILL)
	v.process.wait(t, stopPatience)
}

// Stop freezes the program until Cont.
func (v *Vonal) Stop(t testing.TB) { t.Helper(); v.process.signal(t, syscall.SIGSTOP) }

// Cont lets a frozen program go on.
func (v *Vonal) Cont(t testing.TB) { t.Helper(); v.process.signal(t, syscall.SIGCONT) }

// OpenNothing denies the program new file descriptors, sockets among them, until
// OpenAgain. What it has open stays usable.
func (v *Vonal) OpenNothing(t testing.TB) { t.Helper(); v.mayOpen(t, 3) }

// OpenAgain lets the program open files again.
func (v *Vonal) OpenAgain(t testing.TB) { t.Helper(); v.mayOpen(t, 4096) }

func (v *Vonal) mayOpen(t testing.TB, files int) {
	t.Helper()
	pid := strconv.Itoa(v.process.cmd.Process.Pid)
	if out, err := exec.Command("prlimit", "--pid", pid, "--nofile="+strconv.Itoa(files)+":").CombinedOutput(); err != nil {
		t.Fatalf("prlimit: %v: %s", err, out)
	}
}

// Restart starts the program again on the same folder, killing it first if it
// still runs, and returns when calls can be taken. Its own clock begins anew.
func (v *Vonal) Restart(t testing.TB) {
	t.Helper()
	v.Kill9(t)
	v.mu.Lock()
	v.shift = 0
	v.mu.Unlock()
	v.launch(t)
}

// Terminate asks the program to end, with everything it has started, and
// answers its exit code.
func (v *Vonal) Terminate(t testing.TB) int {
	t.Helper()
	v.process.signal(t, syscall.SIGCONT)
	v.process.signal(t, syscall.SIGTERM)
	v.process.wait(t, stopPatience)
	return v.process.code()
}

// Ended waits until the program has ended by itself and answers its exit code.
func (v *Vonal) Ended(t testing.TB, within time.Duration) int {
	t.Helper()
	v.process.wait(t, within)
	return v.process.code()
}

func (v *Vonal) shutDown(t testing.TB) {
	defer v.log.Close()
	if v.process == nil {
		return
	}
	if v.process.running() {
		if code := v.Terminate(t); code != 0 {
			t.Errorf("vonal run ended with exit code %d on SIGTERM", code)
		}
	}
	if t.Failed() {
		t.Logf("--- what vonal logged\n%s", tail(v.Log(t), 200))
	}
}

func tail(text string, n int) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}

// Command runs the binary and answers its exit code and what it printed.
func Command(t testing.TB, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), stopPatience)
	defer cancel()
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(ctx, Binary(t), args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), out.String(), errs.String()
}
