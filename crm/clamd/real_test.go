package clamd_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/md5"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"vonal/crm/clamd"
	"vonal/internal/clock"
	"vonal/internal/fault"
)

// eicar is the harmless file that every checker calls a virus, put together
// here so that none finds it in this one.
var eicar = `X5O!P%@AP[4\PZX54(P^)7CC)7}` + `$EICAR-STANDARD-ANTIVIRUS-` + `TEST-FILE!$H+H*`

// daemon starts the clamd of this machine with a signature of our own.
func daemon(t *testing.T) *clamd.Client {
	t.Helper()
	binary, err := exec.LookPath("clamd")
	if err != nil {
		if _, missing := os.Stat("/usr/sbin/clamd"); missing != nil {
			t.Skip("no clamd on this machine; scripts/install-missing.sh test installs it")
		}
		binary = "/usr/sbin/clamd"
	}
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	write("own.hdb", fmt.Sprintf("%x:%d:Test.Eicar\n", md5.Sum([]byte(eicar)), len(eicar)))
	socket := filepath.Join(dir, "clamd.sock")
	config := write("clamd.conf", fmt.Sprintf("Foreground yes\nDatabaseDirectory %s\nLocalSocket %s\nStreamMaxLength 1M\nOfficialDatabaseOnly no\nUser root\nBytecode no\n", dir, socket))
	ctx, stop := context.WithCancel(t.Context())
	said := &bytes.Buffer{}
	cmd := exec.CommandContext(ctx, binary, "--config-file="+config)
	cmd.Stdout, cmd.Stderr = said, said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = cmd.Wait(); close(ended) }() // killed by us
	t.Cleanup(func() { stop(); <-ended })
	for listens := false; !listens; {
		conn, err := net.Dial("unix", socket)
		if err == nil {
			listens = true
			conn.Close()
			continue
		}
		again := make(chan struct{})
		clock.System.At(clock.System.Now().Add(50_000_000), func() { close(again) })
		select {
		case <-ended:
			t.Fatalf("clamd ended: %s", said)
		case <-again:
		}
	}
	return client(t, socket)
}

func TestTheRealDaemonTellsAVirusFromAFile(t *testing.T) {
	c := daemon(t)
	var packed bytes.Buffer
	w := zip.NewWriter(&packed)
	to, err := w.Create("a.com")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := to.Write([]byte(eicar)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{"plain": eicar, "in an archive": packed.String()} {
		if threat, err := c.Scan(t.Context(), strings.NewReader(content)); !strings.Contains(threat, "Test.Eicar") || err != nil {
			t.Errorf("%s: %q, %v", name, threat, err)
		}
	}
	if threat, err := c.Scan(t.Context(), strings.NewReader("an offer")); threat != "" || err != nil {
		t.Errorf("%q, %v", threat, err)
	}
	if threat, err := c.Scan(t.Context(), bytes.NewReader(make([]byte, 4<<20))); threat != "" || err == nil {
		t.Errorf("more than it takes: %q, %v", threat, err)
	} else {
		t.Logf("more than it takes: %v of kind %s", err, fault.KindOf(err))
	}
	if threat, err := c.Scan(t.Context(), strings.NewReader("again")); threat != "" || err != nil {
		t.Errorf("%q, %v", threat, err)
	}
}
