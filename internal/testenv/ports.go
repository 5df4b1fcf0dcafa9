package testenv

import (
	"math/rand/v2"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"vonal/internal/localstack"
)

// FreeUDP is an address of this machine on which nobody receives UDP. No other
// test gets it until this one has ended, and it lies outside the ports that
// are handed out for voice and for outgoing packets.
func FreeUDP(t testing.TB) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Join(home(), "ports"), 0o700); err != nil {
		t.Fatal(err)
	}
	for range 500 {
		port := 3000 + rand.IntN(7000)
		kept := reserve(t, port)
		if kept == nil {
			continue
		}
		address := netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), uint16(port))
		if localstack.UDPFree(address) != nil {
			kept.Close()
			continue
		}
		t.Cleanup(func() { kept.Close() })
		return address.String()
	}
	t.Fatal("testenv: no free UDP port between 3000 and 9999")
	return ""
}

// reserve takes the port from other tests, in this program and in others; nil
// if one has it. The reservation ends with the file.
func reserve(t testing.TB, port int) *os.File {
	t.Helper()
	path := filepath.Join(home(), "ports", strconv.Itoa(port))
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	if syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil {
		f.Close()
		return nil
	}
	return f
}
