package crm

import (
	"crypto/ecdh"
	"encoding/base64"
	"net/netip"
	"slices"
	"strings"
	"time"

	"vonal/internal/fault"
)

// Push is a browser in which a user is told of notices (RFC 8030).
type Push struct {
	ID       PushID
	User     UserID
	Endpoint string // where what is sent goes: chosen by the browser, so by anybody
	P256dh   string // the browser's public key, by which it is sealed, base64url
	Auth     string // and what it shares with us, base64url
	Device   string // the browser as it calls itself
	Language string // of what is told to who has not chosen another
	MadeAt   time.Time
}

// MaxPush is how many browsers of one user are kept.
const MaxPush = 10

// Checked is the browser cleaned, or a fault that names the member.
func (p Push) Checked() (Push, error) {
	const op = "crm.Push"
	refuse := func(why, field string) (Push, error) { return p, fault.New(fault.Invalid, op, "%s", why).At(field) }
	p.Device = CleanName(p.Device)
	if err := outside(op, p.Endpoint, "endpoint"); err != nil {
		return p, err
	}
	point, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(p.P256dh, "="))
	if err == nil {
		_, err = ecdh.P256().NewPublicKey(point)
	}
	if err != nil {
		return refuse("is not a key of a browser", "p256dh")
	}
	if shared, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(p.Auth, "=")); err != nil || len(shared) != 16 {
		return refuse("is not what a browser shares", "auth")
	}
	if !slices.Contains(Languages, p.Language) {
		return refuse("nothing is told in this language", "language")
	}
	return p, nil
}

// notPublic are networks that are neither private by name nor public.
var notPublic = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("64:ff9b::/96"),
	netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("2001::/23"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("2002::/16"),
}

// PublicAddress reports whether an address is one of the public network, behind
// which none of our own servers stands.
func PublicAddress(a netip.Addr) bool {
	a = a.Unmap()
	return a.IsGlobalUnicast() && !a.IsPrivate() && a.Zone() == "" && !slices.ContainsFunc(notPublic, func(p netip.Prefix) bool { return p.Contains(a) })
}
