package e2e_test

import (
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"vonal/internal/e2e"
	"vonal/internal/sipphone"
	"vonal/internal/testenv"
)

// unusable demands exit code 2 and one line that says why.
func unusable(t *testing.T, says string, args ...string) {
	t.Helper()
	code, out, errs := e2e.Command(t, args...)
	if code != 2 || out != "" {
		t.Errorf("vonal %s: exit code %d, %q on stdout", strings.Join(args, " "), code, out)
	}
	var told []string
	for line := range strings.Lines(errs) {
		if !strings.HasPrefix(line, "vonal: ") { // which is the progress of starting
			told = append(told, line)
		}
	}
	if len(told) != 1 || !strings.Contains(told[0], says) {
		t.Errorf("vonal %s says\n%swanted one line with %q", strings.Join(args, " "), errs, says)
	}
}

func TestUnusableArgumentsAreSaidInOneLine(t *testing.T) {
	for _, x := range []struct {
		says string
		args []string
	}{
		{"no-such-flag", []string{"run", "--data", t.TempDir(), "--no-such-flag"}},
		{"--data", []string{"run"}},
		{"surplus", []string{"run", "--data", t.TempDir(), "surplus"}},
		{"--test-clock", []string{"run", "--data", t.TempDir(), "--test-clock", "--redis", "redis://127.0.0.1:1/0"}},
		{"--past", []string{"run", "--data", t.TempDir(), "--past"}},
		{"--country", []string{"run", "--data", t.TempDir(), "--country", "XX"}},
		{"--outbound-trunk", []string{"run", "--data", t.TempDir(), "--outbound-trunk", "trunk&PJSIP/x"}},
		{"--dial-countries", []string{"run", "--data", t.TempDir(), "--dial-countries", "HU,XX"}},
		{"--company-number", []string{"run", "--data", t.TempDir(), "--company-number", "anna"}},
		{"--log", []string{"run", "--data", t.TempDir(), "--log", "loud"}},
		{"--instance", []string{"run", "--data", t.TempDir(), "--instance", "Has Spaces"}},
		{"--sip", []string{"run", "--data", t.TempDir(), "--sip", "nowhere"}},
		{"--sip", []string{"run", "--data", t.TempDir(), "--sip", "127.0.0.1:99999"}},
		{"--trunk", []string{"run", "--data", t.TempDir(), "--sip", "127.0.0.1:5099", "--trunk", "nowhere"}},
		{"--postgres", []string{"serve"}},
		{"which call", []string{"replay"}},
	} {
		unusable(t, x.says, x.args...)
	}
	if code, _, errs := e2e.Command(t, "dance"); code != 2 || strings.Count(errs, "\n") != 1 {
		t.Errorf("an unknown command: exit code %d, %q", code, errs)
	}
}

func TestTakenPortsAreSaidInOneLine(t *testing.T) {
	t.Parallel()
	tcp, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer tcp.Close()
	udp, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer udp.Close()
	root := testenv.AsteriskRoot(t)
	unusable(t, udp.LocalAddr().String(), "run", "--data", testenv.DataDir(t), "--asterisk-root", root,
		"--http", "127.0.0.1:0", "--sip", udp.LocalAddr().String())
	unusable(t, tcp.Addr().String(), "run", "--data", testenv.DataDir(t), "--asterisk-root", root,
		"--http", tcp.Addr().String(), "--sip", testenv.FreeUDP(t))
}

func TestASecondStartFindsEverythingAsItWas(t *testing.T) {
	t.Parallel()
	v := e2e.Start(t, e2e.Options{})
	anna := v.Agent(t, "Anna", sipphone.Answers(0))
	from := v.Number()
	caller, _ := talking(t, v, from, anna)
	caller.Hangup()
	before, call := v.File(), v.Written(t, from)
	if info, err := os.Stat(filepath.Join(v.Dir, "run.json")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("run.json: %v, %v", info.Mode(), err)
	}
	if code := v.Terminate(t); code != 0 {
		t.Errorf("asked to stop, it ended with exit code %d", code)
	}
	for part, pid := range before.PIDs {
		if err := syscall.Kill(pid, 0); !errors.Is(err, syscall.ESRCH) {
			t.Errorf("%s runs on: %v", part, err)
		}
	}
	began := time.Now()
	v.Restart(t)
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("the second start took %v", took)
	}
	if after := v.File(); after.Token != before.Token || after.Password != before.Password {
		t.Error("token or password have changed")
	}
	if again := v.Written(t, from); again.ID != call.ID || again.CardID != call.CardID {
		t.Errorf("the call is %+v", again)
	}
	if a := v.Do(t, "GET", audio(call), nil); a.Status != 200 {
		t.Errorf("the recording: %d: %s", a.Status, a.Body)
	}
	within(t, "Anna's phone registers again", anna.Phone.Register)
	anna.AwaitsWithin(t, "wrapup", reactsWithin)
	anna.Press(t, "ready")
	anna.Awaits(t, "available")
	talking(t, v, v.Number(), anna)
}

// SIPp is a second provider, made by others.
func TestCallsOfAnotherMakersProviderAreAnswered(t *testing.T) {
	t.Parallel()
	provider := testenv.FreeUDP(t)
	v := e2e.Start(t, e2e.Options{Flags: []string{"--trunk", provider}})
	v.Quiet(t)
	for range 4 {
		v.Agent(t, "Answers", sipphone.Answers(100*time.Millisecond))
	}
	host, port, err := net.SplitHostPort(provider)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*patience)
	defer cancel()
	sipp := exec.CommandContext(ctx, "sipp", "-sn", "uac", "-i", host, "-p", port, "-s", e2e.Dialled,
		"-m", "4", "-r", "4", "-d", "1500", "-nostdin", "-timeout", "40s", "-timeout_error", v.SIP)
	sipp.Dir = t.TempDir()
	if out, err := sipp.CombinedOutput(); err != nil {
		t.Fatalf("sipp: %v\n%s", err, out)
	}
	var answered []e2e.Call
	eventually(t, patience, func() bool {
		answered = v.Calls(t, "disposition=answered")
		return len(answered) == 4
	}, "four calls are written")
	for _, c := range answered {
		if c.From != "sipp" || *c.TalkMs < 1000 {
			t.Errorf("from %q, talked for %d ms", c.From, *c.TalkMs)
		}
	}
}
