package e2e_test

import (
	"net"
	"strings"
	"testing"

	"vonal/internal/e2e"
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
		{"--country", []string{"run", "--data", t.TempDir(), "--country", "XX"}},
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
