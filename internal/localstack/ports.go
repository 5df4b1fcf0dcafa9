package localstack

import (
	"errors"
	"math/rand/v2"
	"net"
	"net/netip"
	"strconv"
	"syscall"

	"vonal/internal/fault"
)

// AddressInUse is the cause of the error when another program holds the
// address that was asked for.
type AddressInUse struct{ Address string }

func (e *AddressInUse) Error() string {
	return "address " + e.Address + " is in use by another program"
}

// freePort is a TCP port of 127.0.0.1 nobody listens on, outside the range the
// kernel takes for outgoing connections.
func freePort() (int, error) {
	for range 200 {
		if port := 20000 + rand.IntN(12000); portFree(port) {
			return port, nil
		}
	}
	return 0, fault.New(fault.Unavailable, "localstack.freePort", "no free TCP port between 20000 and 32000")
}

func portFree(port int) bool {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	return err == nil && l.Close() == nil
}

// UDPFree says why nobody can receive at the address; nil if one could. No program
// is begun meanwhile: until it runs it would hold the port as long as we have it,
// and whoever asks next would find it taken.
func UDPFree(addr netip.AddrPort) error {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	l, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(addr))
	if err != nil {
		return err
	}
	return l.Close()
}

// checkSIP says whether Asterisk will be able to bind the address.
func checkSIP(addr netip.AddrPort) error {
	const op = "localstack.checkSIP"
	switch err := UDPFree(addr); {
	case err == nil:
		return nil
	case errors.Is(err, syscall.EADDRINUSE):
		return fault.New(fault.Conflict, op, "%w", &AddressInUse{addr.String()})
	default:
		return fault.New(fault.Invalid, op, "SIP address %s is not usable: %w", addr, err)
	}
}

// rtpWindow gives each SIP port one of several ranges, so that Asterisks side
// by side seldom meet; where they do, each skips the ports of the other.
func rtpWindow(sip netip.AddrPort) (start, end int) {
	const first, width, windows = 10000, 4000, 5
	start = first + int(sip.Port())%windows*width
	return start, start + width - 1
}

// ofThisMachine reports whether addr is one of our own interfaces.
func ofThisMachine(addr netip.Addr) bool {
	if addr.IsLoopback() {
		return true
	}
	own, err := net.InterfaceAddrs()
	if err != nil {
		return false
	}
	for _, a := range own {
		if n, ok := a.(*net.IPNet); ok && n.IP.Equal(addr.AsSlice()) {
			return true
		}
	}
	return false
}
