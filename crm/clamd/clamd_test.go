package clamd_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"go.uber.org/goleak"

	"vonal/crm/clamd"
	"vonal/internal/fault"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// scripted is a daemon that reads INSTREAM as clamd(8) says and answers what
// the script says of the content; "" hangs up.
func scripted(t *testing.T, script func(content []byte) string) *clamd.Client {
	t.Helper()
	path := filepath.Join(t.TempDir(), "clamd.sock")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			content, err := instream(conn)
			if err == nil {
				io.WriteString(conn, script(content))
			}
			conn.Close()
		}
	}()
	return client(t, "unix:"+path)
}

func instream(r io.Reader) ([]byte, error) {
	command := make([]byte, 10)
	if _, err := io.ReadFull(r, command); err != nil || string(command) != "zINSTREAM\x00" {
		return nil, errors.New("another command")
	}
	var all []byte
	for {
		var n uint32
		if err := binary.Read(r, binary.BigEndian, &n); err != nil {
			return nil, err
		}
		if n == 0 {
			return all, nil
		}
		piece := make([]byte, n)
		if _, err := io.ReadFull(r, piece); err != nil {
			return nil, err
		}
		all = append(all, piece...)
	}
}

func client(t *testing.T, address string) *clamd.Client {
	t.Helper()
	c, err := clamd.New(address)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestDaemonGetsEveryByteAndItsVerdictIsRead(t *testing.T) {
	for _, size := range []int{0, 1, 64<<10 - 1, 64 << 10, 64<<10 + 1, 1 << 20} {
		content := bytes.Repeat([]byte("v"), size)
		c := scripted(t, func(got []byte) string {
			if !bytes.Equal(got, content) {
				return "stream: Other FOUND\x00"
			}
			return "stream: OK\x00"
		})
		if threat, err := c.Scan(t.Context(), bytes.NewReader(content)); threat != "" || err != nil {
			t.Errorf("%d bytes: %q %v", size, threat, err)
		}
	}
}

func TestVerdictsAreTold(t *testing.T) {
	for line, want := range map[string]struct {
		threat string
		kind   fault.Kind
	}{
		"stream: OK\x00":                                   {"", ""},
		"stream: OK\n":                                     {"", fault.Unavailable}, // the answer to another command
		"stream: Win.Test.EICAR_HDB-1 FOUND\x00":           {"Win.Test.EICAR_HDB-1", ""},
		"INSTREAM size limit exceeded. ERROR\x00":          {"", fault.Invalid},
		"stream: Can't allocate memory ERROR\x00":          {"", fault.Invalid},
		"stream:  FOUND\x00":                               {"", fault.Unavailable},
		"UNKNOWN COMMAND\x00":                              {"", fault.Unavailable},
		"HTTP/1.1 200 OK\r\n\r\nstream: OK\x00":            {"", fault.Unavailable},
		"":                                                 {"", fault.Unavailable},
		strings.Repeat("x", 100_000) + "stream: OK\x00":    {"", fault.Unavailable},
		"stream: a" + strings.Repeat("\x00", 3) + "OK\x00": {"", fault.Unavailable},
	} {
		threat, err := scripted(t, func([]byte) string { return line }).Scan(t.Context(), strings.NewReader("x"))
		if threat != want.threat || fault.KindOf(err) != want.kind {
			t.Errorf("%.60q: %q, %v", line, threat, err)
		}
	}
}

func TestDaemonThatIsAwayOrSilentIsUnavailable(t *testing.T) {
	for _, address := range []string{"127.0.0.1:1", filepath.Join(t.TempDir(), "none.sock")} {
		if _, err := client(t, address).Scan(t.Context(), strings.NewReader("x")); !fault.Is(err, fault.Unavailable) {
			t.Errorf("%s: %v", address, err)
		}
	}
	gone, leave := context.WithCancel(t.Context())
	silent := scripted(t, func([]byte) string { leave(); <-gone.Done(); return "" })
	if _, err := silent.Scan(gone, strings.NewReader("x")); !fault.Is(err, fault.Unavailable) {
		t.Error(err)
	}
	broken := scripted(t, func([]byte) string { return "stream: OK\x00" })
	if threat, err := broken.Scan(t.Context(), iotest.ErrReader(errors.New("broken"))); !fault.Is(err, fault.Unavailable) || threat != "" {
		t.Errorf("content that breaks off is %q, %v", threat, err)
	}
}

func TestAddressOfADaemonIsReadStrictly(t *testing.T) {
	for _, bad := range []string{"", "clamd", "clamd:", ":3310", "relative/path"} {
		if c, err := clamd.New(bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v %v", bad, c, err)
		}
	}
}
