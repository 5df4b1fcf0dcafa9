// Package asteriskconf is the Asterisk configuration Vonal ships: the *.conf
// files of this folder as templates, the few values that differ between
// installations, and the check that such a value cannot become configuration
// of its own.
package asteriskconf

import (
	"net/netip"
	"strconv"
	"strings"
	"time"

	"vonal/internal/fault"
)

// Settings are the values an installation chooses. Start from Default: the
// zero value is not usable.
type Settings struct {
	SIP    netip.AddrPort // where phones and trunks reach Asterisk (UDP)
	ARI    ARI
	Trunks []Trunk
	Dirs   Dirs

	// RTPStart and RTPEnd bound the UDP ports of voice, two for each leg.
	RTPStart, RTPEnd int

	// Lease is how long a caller stays with a controller that gives no sign
	// of life before Asterisk takes the call to the fallback queue. The
	// controller must renew TIMEOUT(absolute) in less than that.
	Lease time.Duration
	// FallbackWait is the longest wait in the fallback queue.
	FallbackWait time.Duration
	// FallbackWrapUp is the pause the fallback queue gives an agent after a
	// call that it has routed.
	FallbackWrapUp time.Duration

	// ExternalAddress is what phones and trunks outside LocalNets are told to
	// send to, for an Asterisk behind address translation; zero for none.
	ExternalAddress netip.Addr
	LocalNets       []netip.Prefix

	MaxFiles int    // open files Asterisk may have; about six for each leg
	Language string // of the prompts, a folder below the sounds
}

// ARI is where Asterisk's REST interface listens, and its one user.
type ARI struct {
	Listen   netip.AddrPort
	User     string
	Password string
}

// Trunk is a provider: its calls are taken without authentication, and calls
// to customers leave by it.
type Trunk struct {
	Name    string         // of the endpoint: PJSIP/NAME
	Address netip.AddrPort // where calls to it are sent
	// AnyPort takes calls from every port of the address. Leave it off where
	// phones share the address with the trunk, as on one machine.
	AnyPort bool
}

// Match is the identify rule of the trunk.
func (t Trunk) Match() string {
	if t.AnyPort {
		return t.Address.Addr().String()
	}
	return t.Address.String()
}

// Dirs are Asterisk's folders, as Asterisk sees them.
type Dirs struct {
	Etc, Modules, VarLib, Data, Spool, Run, Log string
}

// Default returns settings for an Asterisk installed from Debian's package,
// without trunks and without a password for ARI.
func Default() Settings {
	return Settings{
		SIP: netip.MustParseAddrPort("0.0.0.0:5060"),
		ARI: ARI{Listen: netip.MustParseAddrPort("127.0.0.1:8088"), User: "vonal"},
		Dirs: Dirs{
			Etc:     "/etc/asterisk",
			Modules: "/usr/lib/x86_64-linux-gnu/asterisk/modules",
			VarLib:  "/var/lib/asterisk",
			Data:    "/usr/share/asterisk",
			Spool:   "/var/spool/asterisk",
			Run:     "/var/run/asterisk",
			Log:     "/var/log/asterisk",
		},
		RTPStart:       10000,
		RTPEnd:         19999,
		Lease:          20 * time.Second,
		FallbackWait:   300 * time.Second,
		FallbackWrapUp: 180 * time.Second,
		MaxFiles:       65536,
		Language:       "en",
	}
}

// LeaseSeconds is the lease as Asterisk wants it.
func (s Settings) LeaseSeconds() string { return seconds(s.Lease) }

// FallbackWaitSeconds is the longest wait as Asterisk wants it.
func (s Settings) FallbackWaitSeconds() string { return seconds(s.FallbackWait) }

// FallbackWrapUpSeconds is the pause as Asterisk wants it.
func (s Settings) FallbackWrapUpSeconds() string { return seconds(s.FallbackWrapUp) }

func seconds(d time.Duration) string {
	return strconv.FormatFloat(d.Seconds(), 'f', -1, 64)
}

// check says what is wrong with s, naming the field.
func (s Settings) check() error {
	const op = "asteriskconf.Render"
	invalid := func(field, format string, args ...any) error {
		return fault.New(fault.Invalid, op, field+" "+format, args...).At(field)
	}
	texts := []struct{ field, value string }{
		{"ari user", s.ARI.User}, {"ari password", s.ARI.Password}, {"language", s.Language},
		{"etc folder", s.Dirs.Etc}, {"modules folder", s.Dirs.Modules}, {"varlib folder", s.Dirs.VarLib},
		{"data folder", s.Dirs.Data}, {"spool folder", s.Dirs.Spool}, {"run folder", s.Dirs.Run}, {"log folder", s.Dirs.Log},
	}
	for _, t := range s.Trunks {
		texts = append(texts, struct{ field, value string }{"trunk name", t.Name})
	}
	for _, t := range texts {
		if t.value == "" {
			return invalid(t.field, "is missing")
		}
		if !plain(t.value) {
			return invalid(t.field, "has a character that Asterisk would read as configuration")
		}
	}
	switch {
	case len(s.ARI.Password) < 16:
		return invalid("ari password", "is shorter than 16 characters")
	case s.ARI.User == "general":
		return invalid("ari user", "may not be general, a section of its own in ari.conf")
	case !s.SIP.IsValid() || s.SIP.Port() == 0:
		return invalid("sip", "needs an address and a port")
	case !s.ARI.Listen.IsValid() || s.ARI.Listen.Port() == 0:
		return invalid("ari", "needs an address and a port")
	case s.RTPStart < 1024 || s.RTPEnd > 65535 || s.RTPEnd-s.RTPStart < 3:
		return invalid("rtp ports", "%d to %d are not a range of at least four unprivileged ports", s.RTPStart, s.RTPEnd)
	case s.Lease < time.Second || s.Lease > 10*time.Minute:
		return invalid("lease", "%s is not between 1 s and 10 min", s.Lease)
	case s.FallbackWait < time.Second || s.FallbackWait > 2*time.Hour || s.FallbackWait%time.Second != 0:
		return invalid("fallback wait", "%s is not whole seconds between 1 s and 2 h", s.FallbackWait)
	case s.FallbackWrapUp < 0 || s.FallbackWrapUp > 24*time.Hour || s.FallbackWrapUp%time.Second != 0:
		return invalid("fallback wrap-up", "%s is not whole seconds up to 24 h", s.FallbackWrapUp)
	case s.MaxFiles < 256:
		return invalid("max files", "%d is below 256", s.MaxFiles)
	}
	return s.checkTrunks(invalid)
}

func (s Settings) checkTrunks(invalid func(field, format string, args ...any) error) error {
	seen := map[string]bool{"global": true, "system": true, "transport-udp": true}
	for _, t := range s.Trunks {
		if seen[t.Name] {
			return invalid("trunk name", "%s is there twice", t.Name)
		}
		seen[t.Name] = true
		if !t.Address.IsValid() || t.Address.Port() == 0 || t.Address.Addr().IsUnspecified() {
			return invalid("trunk", "%s needs an address and a port", t.Name)
		}
	}
	return nil
}

// plain reports whether Asterisk takes s as a value and nothing else: no line
// end, comment, section, template, variable or surrounding blank.
func plain(s string) bool {
	for _, r := range s {
		if r < ' ' || r == 0x7f {
			return false
		}
	}
	return !strings.ContainsAny(s, ";[]{}$\\|,\"'<>=") && strings.TrimSpace(s) == s && !strings.HasPrefix(s, "#")
}
