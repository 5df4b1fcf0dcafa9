package asteriskconf_test

import (
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	asteriskconf "vonal/asterisk-conf"
	"vonal/internal/fault"
)

func settings() asteriskconf.Settings {
	s := asteriskconf.Default()
	s.ARI.Password = "0123456789abcdef0123456789abcdef"
	s.Trunks = []asteriskconf.Trunk{
		{Name: "trunk-1", Address: netip.MustParseAddrPort("192.0.2.10:5060"), AnyPort: true},
		{Name: "trunk-2", Address: netip.MustParseAddrPort("127.0.0.1:5070")},
	}
	return s
}

func rendered(t *testing.T, s asteriskconf.Settings, name string) string {
	t.Helper()
	files, err := asteriskconf.Files(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(files[name])
}

func TestSettingsStandInTheFiles(t *testing.T) {
	s := settings()
	s.Lease = 12 * time.Second
	s.ExternalAddress = netip.MustParseAddr("203.0.113.5")
	s.LocalNets = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	for name, lines := range map[string][]string{
		"pjsip.conf":      {"bind = 0.0.0.0:5060", "match = 192.0.2.10", "match = 127.0.0.1:5070", "contact = sip:192.0.2.10:5060", "external_media_address = 203.0.113.5", "local_net = 10.0.0.0/8"},
		"http.conf":       {"bindaddr = 127.0.0.1", "bindport = 8088"},
		"ari.conf":        {"[vonal]", "password = " + s.ARI.Password},
		"extensions.conf": {"VONAL_LEASE = 12", "VONAL_FALLBACK_WAIT = 300", "VONAL_RECORDINGS = /var/spool/asterisk/recording"},
		"queues.conf":     {"[" + asteriskconf.FallbackQueue + "]", "wrapuptime = 180"},
		"rtp.conf":        {"rtpstart = 10000", "rtpend = 19999"},
	} {
		text := "\n" + rendered(t, s, name)
		for _, line := range lines {
			if !strings.Contains(text, "\n"+line+"\n") {
				t.Errorf("%s lacks %q:\n%s", name, line, text)
			}
		}
	}
}

func TestEveryTrunkIsKnownByItsAddressOnly(t *testing.T) {
	if got := strings.Count(rendered(t, settings(), "pjsip.conf"), "identify_by = ip\n"); got != 2 {
		t.Errorf("%d of 2 trunks cannot be claimed by a From header", got)
	}
}

func TestValuesThatWouldBeConfigurationAreRefused(t *testing.T) {
	for name, change := range map[string]func(*asteriskconf.Settings){
		"line end":             func(s *asteriskconf.Settings) { s.ARI.Password += "\nread_only = no" },
		"carriage return":      func(s *asteriskconf.Settings) { s.ARI.Password += "\r" },
		"comment":              func(s *asteriskconf.Settings) { s.ARI.Password += ";" },
		"section":              func(s *asteriskconf.Settings) { s.ARI.User = "x]" },
		"template":             func(s *asteriskconf.Settings) { s.Trunks[0].Name = "x](y)" },
		"variable":             func(s *asteriskconf.Settings) { s.Dirs.Spool = "/var/${EXTEN}" },
		"include":              func(s *asteriskconf.Settings) { s.Language = "#exec rm" },
		"blank at the end":     func(s *asteriskconf.Settings) { s.Dirs.Etc += " " },
		"user called general":  func(s *asteriskconf.Settings) { s.ARI.User = "general" },
		"no password":          func(s *asteriskconf.Settings) { s.ARI.Password = "" },
		"short password":       func(s *asteriskconf.Settings) { s.ARI.Password = "short" },
		"trunk called global":  func(s *asteriskconf.Settings) { s.Trunks[0].Name = "global" },
		"one name twice":       func(s *asteriskconf.Settings) { s.Trunks[1].Name = s.Trunks[0].Name },
		"trunk without port":   func(s *asteriskconf.Settings) { s.Trunks[0].Address = netip.AddrPort{} },
		"trunk anywhere":       func(s *asteriskconf.Settings) { s.Trunks[0].Address = netip.MustParseAddrPort("0.0.0.0:5060") },
		"no sip":               func(s *asteriskconf.Settings) { s.SIP = netip.AddrPort{} },
		"ports the wrong way":  func(s *asteriskconf.Settings) { s.RTPStart, s.RTPEnd = 20000, 10000 },
		"privileged ports":     func(s *asteriskconf.Settings) { s.RTPStart = 80 },
		"no lease":             func(s *asteriskconf.Settings) { s.Lease = 0 },
		"a lease of a day":     func(s *asteriskconf.Settings) { s.Lease = 24 * time.Hour },
		"half seconds of wait": func(s *asteriskconf.Settings) { s.FallbackWait = 1500 * time.Millisecond },
		"no files":             func(s *asteriskconf.Settings) { s.MaxFiles = 0 },
	} {
		t.Run(name, func(t *testing.T) {
			s := settings()
			change(&s)
			dir := filepath.Join(t.TempDir(), "etc")
			err := asteriskconf.Render(dir, s)
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("kind %s: %v", fault.KindOf(err), err)
			}
			if _, err := os.Stat(dir); !os.IsNotExist(err) {
				t.Error("something was written")
			}
		})
	}
}

func TestRenderKeepsWhatIsNotItsOwn(t *testing.T) {
	dir := t.TempDir()
	if err := asteriskconf.Render(dir, settings()); err != nil {
		t.Fatal(err)
	}
	kept := map[string]string{
		"extensions.d/own.conf":  "[from-trunk]\n",
		"extensions.d/README":    "my notes\n",
		"queues.d/members.conf":  "member => PJSIP/agent-1\n",
		"an-admins-own-file.txt": "x\n",
	}
	for name, text := range kept {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "pjsip.conf"), []byte("edited by hand"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := asteriskconf.Render(dir, settings()); err != nil {
		t.Fatal(err)
	}
	for name, text := range kept {
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != text {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	got, err := os.ReadFile(filepath.Join(dir, "pjsip.conf"))
	if err != nil || !strings.Contains(string(got), "[trunk-1]") {
		t.Errorf("pjsip.conf was not written anew: %v", err)
	}
}

func TestFilesWithThePasswordAreNotForEverybody(t *testing.T) {
	dir := t.TempDir()
	if err := asteriskconf.Render(dir, settings()); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(dir, "ari.conf"))
	if err != nil || info.Mode().Perm()&0o007 != 0 {
		t.Errorf("mode %s, %v", info.Mode(), err)
	}
}

func TestMembersAreWrittenForTheQueue(t *testing.T) {
	path := filepath.Join(t.TempDir(), "members.conf")
	err := asteriskconf.WriteMembers(path, []asteriskconf.Member{
		{Endpoint: "agent-0a1b2c3d", Name: "agt_1"},
		{Endpoint: "agent-4e5f6a7b", Name: "agt_2", Penalty: 2, Paused: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const want = `; Written by Vonal; changed whenever agents are.
member => PJSIP/agent-0a1b2c3d,0,agt_1,PJSIP/agent-0a1b2c3d,,,no
member => PJSIP/agent-4e5f6a7b,2,agt_2,PJSIP/agent-4e5f6a7b,,,yes
`
	if string(got) != want {
		t.Errorf("got\n%s", got)
	}
}

func TestMemberThatWouldBeConfigurationIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "members.conf")
	for _, m := range []asteriskconf.Member{
		{Endpoint: "agent-1", Name: "Kiss, Anna"}, {Endpoint: "agent-1\n[x]", Name: "a"}, {Endpoint: "", Name: "a"},
		{Endpoint: "agent-1", Name: ""}, {Endpoint: "agent-1", Name: "a", Penalty: -1}, {Endpoint: "x/y", Name: "a"},
		{Endpoint: strings.Repeat("a", 81), Name: "a"},
	} {
		if err := asteriskconf.WriteMembers(path, []asteriskconf.Member{m}); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", m, err)
		}
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Error("something was written")
	}
}
