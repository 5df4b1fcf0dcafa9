package localstack_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	asteriskconf "vonal/asterisk-conf"
	"vonal/internal/localstack"
	"vonal/internal/testenv"
)

func itoa(n int) string { return strconv.Itoa(n) }

func password(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	p, _ := u.User.Password()
	return p
}

// ari sends one request and fails the test unless it is answered with want.
func ari(t *testing.T, s *localstack.Stack, method, path string, body any, want int) []byte {
	t.Helper()
	got, answer := ask(t, s, method, path, body)
	if got != want {
		t.Fatalf("%s %s: %d, not %d: %s", method, path, got, want, answer)
	}
	return answer
}

func ask(t *testing.T, s *localstack.Stack, method, path string, body any) (int, []byte) {
	t.Helper()
	var text bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&text).Encode(body); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, s.ARI().URL+path, &text)
	if err != nil {
		t.Fatal(err)
	}
	req.SetBasicAuth(s.ARI().User, s.ARI().Password)
	req.Header.Set("Content-Type", "application/json")
	req.Close = true
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	all, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, all
}

// phone is an agent's desk phone, known to Asterisk by ARI push.
type phone struct {
	name, secret string
	port         string
}

func push(t *testing.T, s *localstack.Stack, name string) phone {
	t.Helper()
	p := phone{name: name, secret: "secret-of-" + name, port: port(testenv.FreeUDP(t))}
	put := func(kind string, fields map[string]string) {
		var list []map[string]string
		for k, v := range fields {
			list = append(list, map[string]string{"attribute": k, "value": v})
		}
		ari(t, s, "PUT", "/asterisk/config/dynamic/res_pjsip/"+kind+"/"+name, map[string]any{"fields": list}, 200)
	}
	put("auth", map[string]string{"auth_type": "digest", "username": name, "password": p.secret})
	put("aor", map[string]string{"max_contacts": "1", "remove_existing": "yes"})
	put("endpoint", map[string]string{
		"context": "from-agents", "allow": "!all,alaw,ulaw", "auth": name, "aors": name,
		"direct_media": "no", "device_state_busy_at": "1", "identify_by": "username",
	})
	return p
}

func (p phone) register(t *testing.T, s *localstack.Stack) {
	t.Helper()
	sipp(t, s, "register.xml", p.port, "-key", "from", p.name, "-au", p.name, "-ap", p.secret)
}

// refused fails the test if the phone can register.
func (p phone) refused(t *testing.T, s *localstack.Stack) {
	t.Helper()
	if sippInBackground(t, s, "register.xml", p.port, "-key", "from", p.name, "-au", p.name, "-ap", p.secret)() == nil {
		t.Errorf("%s can register", p.name)
	}
}

// sipp runs one call of a scenario and fails the test unless it went as written.
func sipp(t *testing.T, s *localstack.Stack, scenario, fromPort string, args ...string) {
	t.Helper()
	wait := sippInBackground(t, s, scenario, fromPort, args...)
	if err := wait(); err != nil {
		t.Fatal(err)
	}
}

// sippInBackground starts it; wait tells how it went.
func sippInBackground(t *testing.T, s *localstack.Stack, scenario, fromPort string, args ...string) (wait func() error) {
	t.Helper()
	file, err := filepath.Abs(filepath.Join("testdata", scenario))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	// One second of a loud square wave in A-law, which caller.xml plays.
	if err := os.WriteFile(filepath.Join(dir, "tone.al"), bytes.Repeat([]byte("\xb0\xb0\xb0\xb0\xb0\x30\x30\x30\x30\x30"), 800), 0o600); err != nil {
		t.Fatal(err)
	}
	argv := append([]string{
		s.SIP(), "-sf", file, "-i", "127.0.0.1", "-mi", "127.0.0.1", "-p", fromPort, "-m", "1", "-nostdin",
		"-timeout", "60s", "-timeout_error", "-trace_err", "-error_file", filepath.Join(dir, "errors"),
	}, args...)
	cmd := exec.CommandContext(t.Context(), "sipp", argv...)
	cmd.Dir = dir
	var screen bytes.Buffer
	cmd.Stdout, cmd.Stderr = &screen, &screen
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() { _ = cmd.Process.Kill() }) // it may have ended
	return func() error {
		if err := <-ended; err != nil {
			errors, _ := os.ReadFile(filepath.Join(dir, "errors"))
			return fmt.Errorf("sipp %s: %w\n%s", scenario, err, errors)
		}
		return nil
	}
}

func port(address string) string {
	_, p, _ := net.SplitHostPort(address)
	return p
}

// journal is the lines of queue_log of one kind, cut into fields.
func journal(t *testing.T, s *localstack.Stack, event string) [][]string {
	t.Helper()
	text, err := os.ReadFile(s.QueueLog())
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	var lines [][]string
	for line := range strings.Lines(string(text)) {
		fields := strings.Split(strings.TrimSpace(line), "|")
		if len(fields) > 4 && fields[4] == event {
			lines = append(lines, fields)
		}
	}
	return lines
}

func channels(t *testing.T, s *localstack.Stack) int {
	t.Helper()
	var list []json.RawMessage
	if err := json.Unmarshal(ari(t, s, "GET", "/channels", nil, 200), &list); err != nil {
		t.Fatal(err)
	}
	return len(list)
}

func setMembers(t *testing.T, s *localstack.Stack, members ...asteriskconf.Member) {
	t.Helper()
	if err := asteriskconf.WriteMembers(s.MembersFile(), members); err != nil {
		t.Fatal(err)
	}
	ari(t, s, "PUT", "/asterisk/modules/app_queue.so", nil, 204)
}

// trunked is an Asterisk alone, with one trunk whose port is returned.
func trunked(t *testing.T, change ...func(*localstack.Options)) (*localstack.Stack, string) {
	t.Helper()
	trunk := testenv.FreeUDP(t)
	change = append([]func(*localstack.Options){
		only(localstack.Asterisk),
		func(o *localstack.Options) { o.Trunks = []string{trunk} },
	}, change...)
	return testenv.Stack(t, change...), port(trunk)
}
