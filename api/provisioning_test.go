package api_test

import (
	"encoding/xml"
	"net/http"
	"strings"
	"testing"
	"time"

	"vonal/api"
	"vonal/crm"
)

// fetched is what a program outside reads from the address of an account.
func (h *house) fetched(p api.PhoneProvisioning) answer {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), "GET", h.url+p.Path, nil)
	h.must(err)
	return h.send(r)
}

// dead wants the address to be told from one that never was by nothing.
func (h *house) dead(why string, p api.PhoneProvisioning) {
	h.t.Helper()
	never := h.fetched(api.PhoneProvisioning{Path: "/api/v1/provisioning/" + strings.Repeat("A", 43)})
	if a := h.fetched(p); a.status != 404 || never.status != 404 || string(a.body) != string(never.body) {
		h.t.Errorf("%s: %d %s, one that never was: %d %s", why, a.status, a.body, never.status, never.body)
	}
}

// lpconfig reads a configuration of Linphone, by section and entry.
func lpconfig(t *testing.T, text []byte) map[string]map[string]string {
	t.Helper()
	var read struct {
		XMLName  xml.Name `xml:"http://www.linphone.org/xsds/lpconfig.xsd config"`
		Sections []struct {
			Name    string `xml:"name,attr"`
			Entries []struct {
				Name      string `xml:"name,attr"`
				Overwrite bool   `xml:"overwrite,attr"`
				Value     string `xml:",chardata"`
			} `xml:"entry"`
		} `xml:"section"`
	}
	if err := xml.Unmarshal(text, &read); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	all := map[string]map[string]string{}
	for _, s := range read.Sections {
		all[s.Name] = map[string]string{}
		for _, e := range s.Entries {
			if all[s.Name][e.Name] = e.Value; !e.Overwrite {
				t.Errorf("%s of %s gives way to what is there", e.Name, s.Name)
			}
		}
	}
	return all
}

func TestAPhoneFetchesItsAccount(t *testing.T) {
	h := open(t)
	made := want[api.Agent](h, admin, "POST", "/agents", `{"name":"Vera","extension":"777"}`, 201)
	sip := *made.SIP
	if left := sip.Provisioning.ExpiresAt.Sub(h.clock.Now()); left <= 14*time.Minute || left > 15*time.Minute {
		t.Errorf("the address lives for %v", left)
	}
	a := h.fetched(sip.Provisioning)
	if a.status != 200 || !strings.HasPrefix(a.header.Get("Content-Type"), "application/xml") || a.header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d %v %s", a.status, a.header, a.body)
	}
	got := lpconfig(t, a.body)
	for _, is := range [][3]string{
		{"auth_info_0", "username", sip.Username}, {"auth_info_0", "passwd", sip.Password}, {"auth_info_0", "domain", "127.0.0.1"},
		{"proxy_0", "reg_identity", `"Vera" <sip:` + sip.Username + `@127.0.0.1>`},
		{"proxy_0", "reg_proxy", "<sip:127.0.0.1:5060;transport=udp>"}, {"proxy_0", "reg_route", "<sip:127.0.0.1:5060;transport=udp>"},
		{"proxy_0", "reg_expires", "300"}, {"proxy_0", "reg_sendregister", "1"},
		{"sip", "default_proxy", "0"}, {"misc", "transient_provisioning", "1"},
	} {
		if value := got[is[0]][is[1]]; value != is[2] {
			t.Errorf("[%s] %s=%s, want %s", is[0], is[1], value, is[2])
		}
	}
	token := sip.Provisioning.Path[strings.LastIndex(sip.Provisioning.Path, "/")+1:]
	if len(token) < 22 {
		t.Errorf("the token can be guessed: %s", token)
	}
	lines := h.lines("?what=account_fetched")
	if len(lines) != 1 || lines[0].ThingID != made.ID || lines[0].UserID != nil || lines[0].IP == "" {
		t.Errorf("%+v", lines)
	}
	if who := h.lines("?what=agent_made"); len(who) != 1 || *who[0].UserID != string(h.user(admin).ID) {
		t.Errorf("%+v", who)
	}
	for _, said := range []string{h.log.String(), string(h.do(admin, "GET", "/audit", "").body)} {
		if strings.Contains(said, token) || strings.Contains(said, sip.Password) {
			t.Errorf("a secret is written: %s", said)
		}
	}
	r := h.request("", "GET", "/api/v1/agents", "") // the token opens nothing else
	r.Header.Set("Authorization", "Bearer "+token)
	if a := h.send(r); a.status != 401 {
		t.Errorf("as a token of the API: %d", a.status)
	}
}

func TestTheAddressOfAnAccountDies(t *testing.T) {
	h := open(t)
	phones := "/agents/" + string(h.anna.ID) + "/phones"
	add := func() api.Phone { return want[api.Phone](h, admin, "POST", phones, `{}`, 201) }
	alive := func(p api.Phone) api.PhoneProvisioning {
		t.Helper()
		if a := h.fetched(p.SIP.Provisioning); a.status != 200 || !strings.Contains(string(a.body), p.SIP.Password) {
			t.Fatalf("%d %s", a.status, a.body)
		}
		return p.SIP.Provisioning
	}

	soft := add()
	first := alive(soft)
	soft = want[api.Phone](h, admin, "POST", phones+"/"+soft.ID+"/renew", "", 200)
	h.dead("with a new password", first)

	other := add()
	h.must(h.store.EndProvisioning(t.Context(), soft.Address, "agent-of-nobody"))
	h.dead("after the phone has registered", soft.SIP.Provisioning)
	alive(other)

	want[any](h, admin, "DELETE", phones+"/"+other.ID, "", 204)
	h.dead("without the phone", other.SIP.Provisioning)

	late := add()
	alive(late)
	h.clock.Advance(crm.ProvisioningLife)
	h.dead("when its time is over", late.SIP.Provisioning)

	off, on := true, false
	theirs := alive(add())
	_, err := h.store.UpdateUser(t.Context(), h.user(agent).ID, crm.UserChange{Disabled: &off})
	h.must(err)
	h.dead("while its user is shut out", theirs)
	_, err = h.store.UpdateUser(t.Context(), h.user(agent).ID, crm.UserChange{Disabled: &on})
	h.must(err)
	want[any](h, admin, "DELETE", "/agents/"+string(h.anna.ID), "", 204)
	h.dead("without the agent", theirs)

	for _, token := range []string{"x", "%00", "%2e%2e", strings.Repeat("A", 128)} {
		h.dead(token, api.PhoneProvisioning{Path: "/api/v1/provisioning/" + token})
	}
}

func TestWhatIsMarkupInANameStaysAName(t *testing.T) {
	h := open(t)
	for i, name := range []string{`</entry></section><section name="sip">`, `"Eve" <sip:eve@evil.example>`, `back\slash \"`, `]]> & &amp;`, "Szűcs Ödön, Иванов"} {
		made := want[api.Agent](h, admin, "POST", "/agents", `{"name":`+quoted(name)+`,"extension":"80`+string(rune('0'+i))+`"}`, 201)
		got := lpconfig(t, h.fetched(made.SIP.Provisioning).body)
		inside := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name)
		if id := got["proxy_0"]["reg_identity"]; len(got) != 4 || id != `"`+inside+`" <sip:`+made.SIP.Username+`@127.0.0.1>` {
			t.Errorf("%s: %s in %d sections", name, id, len(got))
		}
	}
}

func TestAnAccountIsFetchedSoOftenAndNoMore(t *testing.T) {
	h := open(t, func(cfg *api.Config) { cfg.Requests = 3 })
	never := api.PhoneProvisioning{Path: "/api/v1/provisioning/" + strings.Repeat("A", 43)}
	for range 3 {
		h.dead("guessed", never)
		h.clock.Advance(10 * time.Second)
	}
	for range 3 {
		h.fetched(never)
	}
	if a := h.fetched(never); a.status != 429 {
		t.Errorf("who guesses on is answered %d", a.status)
	}
}
