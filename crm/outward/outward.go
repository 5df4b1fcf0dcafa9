// Package outward reaches addresses outside of the house that somebody has named,
// and none within it.
package outward

import (
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"

	"vonal/crm"
	"vonal/internal/fault"
)

// Patience is how long whoever is reached may take.
const Patience = 10 * time.Second

// NewClient is a client that reaches public addresses alone, whatever a name
// leads to at the moment, and follows nobody elsewhere.
func NewClient() *http.Client {
	dialer := &net.Dialer{Timeout: Patience, Control: func(_, address string, _ syscall.RawConn) error {
		a, err := netip.ParseAddrPort(address)
		if err != nil || !crm.PublicAddress(a.Addr()) || a.Port() != 443 {
			return fault.New(fault.Invalid, "outward.dial", "%s is not on the public network", address)
		}
		return nil
	}}
	return &http.Client{
		Timeout:       Patience,
		Transport:     &http.Transport{DialContext: dialer.DialContext, TLSHandshakeTimeout: Patience, MaxIdleConnsPerHost: 2, IdleConnTimeout: time.Minute},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
