package crm_test

import (
	"net/netip"
	"testing"

	"vonal/crm"
	"vonal/internal/fault"
)

func TestOnlyPublicAddressesAreToldAnything(t *testing.T) {
	for text, want := range map[string]bool{
		"142.250.1.1": true, "2a00:1450::1": true,
		"127.0.0.1": false, "10.0.0.1": false, "172.16.5.5": false, "192.168.1.1": false, "169.254.169.254": false, "0.0.0.0": false, "100.64.1.1": false,
		"224.0.0.1": false, "255.255.255.255": false, "::1": false, "::": false, "fe80::1": false, "fc00::1": false, "::ffff:127.0.0.1": false,
		"::ffff:10.0.0.1": false, "64:ff9b::7f00:1": false, "2002:7f00:1::": false, "198.18.0.1": false,
	} {
		if got := crm.PublicAddress(netip.MustParseAddr(text)); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

func TestABrowserThatCannotBeIsRefused(t *testing.T) {
	fine := crm.Push{Endpoint: "https://push.example.com/x", Language: "en", Auth: "AAAAAAAAAAAAAAAAAAAAAA",
		P256dh: "BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU"}
	if _, err := fine.Checked(); err != nil {
		t.Fatal(err)
	}
	for _, endpoint := range []string{"", "http://push.example.com/x", "https://localhost/x", "https://127.0.0.1/x", "https://[::1]/x", "https://10.1.2.3/", "https://push.example.com:8080/x",
		"https://user:pw@push.example.com/", "https://intranet/x", "https://x.localhost./", "file:///etc/passwd", "https://[::ffff:127.0.0.1]/"} {
		bad := fine
		bad.Endpoint = endpoint
		if _, err := bad.Checked(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", endpoint, err)
		}
	}
	for _, change := range []func(*crm.Push){func(p *crm.Push) { p.P256dh = "BAAA" }, func(p *crm.Push) { p.Auth = "x" }, func(p *crm.Push) { p.Language = "xx" }} {
		bad := fine
		change(&bad)
		if _, err := bad.Checked(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}
