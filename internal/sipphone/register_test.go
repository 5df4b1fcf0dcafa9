package sipphone_test

import (
	"context"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"vonal/internal/sipphone"
)

// registrar answers REGISTERs with the statuses given, in turn, and then with
// the last for ever; got tells of each.
func registrar(t *testing.T, statuses ...string) (addr string, got <-chan string) {
	t.Helper()
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	ok(t, err)
	requests, done := make(chan string, 64), make(chan struct{})
	t.Cleanup(func() { conn.Close(); <-done })
	go func() {
		defer close(done)
		buf := make([]byte, 4096)
		for i := 0; ; i++ {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			request := string(buf[:n])
			var answer strings.Builder
			answer.WriteString("SIP/2.0 " + statuses[min(i, len(statuses)-1)] + "\r\n")
			for line := range strings.SplitSeq(request, "\r\n") {
				name, _, _ := strings.Cut(line, ":")
				switch name {
				case "Via", "From", "To", "Call-ID", "CSeq":
					answer.WriteString(line + "\r\n")
				}
			}
			if _, err := conn.WriteTo([]byte(answer.String()+"Content-Length: 0\r\n\r\n"), from); err != nil {
				return
			}
			requests <- request
		}
	}()
	return conn.LocalAddr().String(), requests
}

const challenge = "401 Unauthorized\r\nWWW-Authenticate: Digest realm=\"r\",nonce=\"n\",algorithm=SHA-256,qop=\"auth\""

func next(t *testing.T, got <-chan string) string {
	t.Helper()
	select {
	case request := <-got:
		return request
	case <-soon(t).Done():
		t.Fatal("no REGISTER came")
		return ""
	}
}

func TestPhoneRegistersAgainBeforeItsTimeIsUp(t *testing.T) {
	granted := fmt.Sprintf("200 OK\r\nContact: <sip:anna@%s>;expires=1", "other") // not ours: what we asked for counts
	addr, got := registrar(t, challenge, granted)
	p := desk(t, sipphone.PhoneConfig{Server: addr, Password: "secret", Expires: time.Second})
	ok(t, p.Register(soon(t)))
	if strings.Contains(next(t, got), "Authorization") {
		t.Error("credentials before the challenge")
	}
	if first := next(t, got); !strings.Contains(first, "Authorization: Digest ") || !strings.Contains(first, "Expires: 1\r\n") {
		t.Errorf("got %s", first)
	}
	next(t, got) // by itself
	if p.Registration().Until.IsZero() {
		t.Error("not registered")
	}
	ok(t, p.Unregister(soon(t)))
	for {
		if strings.Contains(next(t, got), "Expires: 0\r\n") {
			break
		}
	}
	if !p.Registration().Until.IsZero() {
		t.Error("still registered")
	}
}

func TestFailedRegistrationSaysWhatTheRegistrarSaid(t *testing.T) {
	addr, _ := registrar(t, challenge, "403 Forbidden")
	p := desk(t, sipphone.PhoneConfig{Server: addr, Password: "secret"})
	if err := p.Register(soon(t)); err == nil || !strings.Contains(err.Error(), "403 Forbidden") {
		t.Errorf("got %v", err)
	}
}

func TestRegistrarThatIsSilentIsNotWaitedForLongerThanAsked(t *testing.T) {
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	ok(t, err)
	defer conn.Close()
	p := desk(t, sipphone.PhoneConfig{Server: conn.LocalAddr().String()})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := p.Register(ctx); err == nil {
		t.Error("registered with nobody")
	}
}
