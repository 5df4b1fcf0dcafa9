package api_test

import (
	"net/http"
	"strings"
	"testing"

	"vonal/api"
	"vonal/internal/clock"
)

func TestABodyThatIsNotAsDescribedIsRefused(t *testing.T) {
	h := open(t)
	deep := strings.Repeat(`{"name":`, 100_000)
	for name, c := range map[string]struct {
		body   string
		status int
		code   string
		field  string
	}{
		"empty":                    {` `, 400, "bad_request", ""},
		"no JSON":                  {`name=Csaba`, 400, "bad_request", ""},
		"cut short":                {`{"name":"Csaba"`, 400, "bad_request", ""},
		"a list":                   {`[]`, 400, "bad_request", ""},
		"null":                     {`null`, 400, "bad_request", ""},
		"something behind":         {`{"name":"Csaba","extension":"103"} x`, 400, "bad_request", ""},
		"two values":               {`{"name":"Csaba","extension":"103"}{}`, 400, "bad_request", ""},
		"a member twice":           {`{"name":"Csaba","name":"Dora","extension":"103"}`, 400, "bad_request", "name"},
		"an unknown member":        {`{"name":"Csaba","extension":"103","id":"x"}`, 400, "bad_request", "id"},
		"a member in other case":   {`{"Name":"Csaba","extension":"103"}`, 400, "bad_request", "Name"},
		"an unspeakable member":    {`{"a\nb":1}`, 400, "bad_request", "?"},
		"too deep":                 {deep, 400, "bad_request", ""},
		"too deep a list":          {strings.Repeat(`[`, 100_000), 400, "bad_request", ""},
		"a number that is none":    {`{"name":1e999,"extension":"103"}`, 400, "bad_request", "name"},
		"too large":                {`{"name":"` + strings.Repeat("x", 1<<20) + `","extension":"103"}`, 413, "too_large", ""},
		"a member missing":         {`{"name":"Csaba"}`, 422, "invalid", "extension"},
		"a member of another type": {`{"name":7,"extension":"103"}`, 422, "invalid", "name"},
		"a member null":            {`{"name":null,"extension":"103"}`, 422, "invalid", "name"},
		"an empty name":            {`{"name":"","extension":"103"}`, 422, "invalid", "name"},
		"a name of blanks":         {`{"name":" \t ","extension":"103"}`, 422, "invalid", "name"},
		"a name too long":          {`{"name":"` + strings.Repeat("я", 129) + `","extension":"103"}`, 422, "invalid", "name"},
		"a NUL":                    {`{"name":"Csa\u0000ba","extension":"103"}`, 422, "invalid", "name"},
		"an extension of letters":  {`{"name":"Csaba","extension":"${SHELL(id)}"}`, 422, "invalid", "extension"},
		"an extension too long":    {`{"name":"Csaba","extension":"123456789"}`, 422, "invalid", "extension"},
		"other digits":             {`{"name":"Csaba","extension":"１０３"}`, 422, "invalid", "extension"},
		"a level there is not":     {`{"name":"Csaba","extension":"103","level":"guru"}`, 422, "invalid", "level"},
	} {
		t.Run(name, func(t *testing.T) {
			h := *h
			h.t = t
			began := clock.Instant()
			p := refused(&h, admin, "POST", "/agents", c.body, c.status, c.code)
			if took := clock.Instant().Sub(began); took.Seconds() > 2 {
				t.Errorf("took %s", took)
			}
			if c.field != "" && (p.Errors == nil || (*p.Errors)[0].Field != c.field) {
				t.Errorf("does not name %s: %+v", c.field, p)
			}
		})
	}
	if list := want[api.AgentList](h, admin, "GET", "/agents", "", 200); len(list.Items) != 2 {
		t.Errorf("something was made all the same: %+v", list.Items)
	}
}

func TestAllWrongMembersAreNamedAtOnce(t *testing.T) {
	h := open(t)
	p := refused(h, admin, "POST", "/agents", `{"name":"","extension":"x","level":"guru"}`, 422, "invalid")
	if p.Errors == nil || len(*p.Errors) != 3 {
		t.Errorf("%+v", p.Errors)
	}
}

func TestABodyOfAnotherKindIsRefused(t *testing.T) {
	h := open(t)
	for _, kind := range []string{"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml", "application/json, text/plain"} {
		r := h.request(admin, "POST", "/api/v1/agents", `{"name":"Csaba","extension":"103"}`)
		r.Header.Set("Content-Type", kind)
		if a := h.send(r); a.status != http.StatusUnsupportedMediaType {
			t.Errorf("%q: %d %s", kind, a.status, a.body)
		}
	}
	r := h.request(admin, "POST", "/api/v1/agents", "\x1f\x8b\x08\x00")
	r.Header.Set("Content-Encoding", "gzip")
	if a := h.send(r); a.status != http.StatusUnsupportedMediaType {
		t.Errorf("packed: %d", a.status)
	}
	r = h.request(admin, "POST", "/api/v1/agents", `{"name":"Csaba","extension":"103"}`)
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	if a := h.send(r); a.status != http.StatusCreated {
		t.Errorf("with a charset: %d %s", a.status, a.body)
	}
}

func TestAParameterThatIsNotAsDescribedIsRefused(t *testing.T) {
	h := open(t)
	for _, query := range []string{
		"sort=password_hash", "limit=x", "limit=0", "limit=-1", "limit=9223372036854775808", "limit=1&limit=2", "min_talk_ms=-1",
		"disposition=lost", "since=yesterday", "since=2026-13-01T00:00:00Z", "cursor=%27%20OR%201=1--", "cursor=!!!", "agent_id=1=1",
		"agent_id=" + strings.Repeat("x", 65), "card_id=%00", "a%0Ab=1", "agent_id=%27%3Bpg_sleep(5)--",
	} {
		began := clock.Instant()
		refused(h, head, "GET", "/calls?"+query, "", 400, "bad_request")
		if took := clock.Instant().Sub(began); took.Seconds() > 2 {
			t.Errorf("%s took %s", query, took)
		}
	}
	want[any](h, head, "GET", "/calls?limit=1000000000", "", 200) // means 200
	for _, q := range []string{"%27%20OR%201=1--", "%25", "_", "%5C", "%27%3Bpg_sleep(5)--"} {
		if list := want[api.CardList](h, head, "GET", "/cards?q="+q, "", 200); len(list.Items) != 0 {
			t.Errorf("q=%s finds %d cards", q, len(list.Items))
		}
	}
}

func TestUnknownAddressesAndMethodsAreProblems(t *testing.T) {
	h := open(t)
	for _, path := range []string{"/nothing", "/agents/", "/agents/x/y/z", "/admin/users", "/../../etc/passwd", "/calls/" + strings.Repeat("x", 65)} {
		refused(h, admin, "GET", path, "", 404, "not_found")
	}
	for _, c := range [][2]string{{"PUT", "/agents"}, {"DELETE", "/policy"}, {"PATCH", "/calls"}} {
		p := h.do(admin, c[0], c[1], "")
		if p.status != 404 && p.status != 405 {
			t.Errorf("%s %s: %d", c[0], c[1], p.status)
		}
	}
	for _, path := range []string{"/agents/x/ready", "/agents/x/pause", "/calls/x/hangup", "/realtime/ticket", "/calls/x/outcome"} {
		if a := h.do(admin, "GET", path, ""); a.status != 405 && a.status != 404 {
			t.Errorf("GET %s: %d", path, a.status)
		}
	}
	a := h.do(admin, "GET", "/nothing", "")
	if got := a.header.Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("a problem of type %q", got)
	}
}

func TestAStrangersNamesAreKeptAsTextOnOneLine(t *testing.T) {
	h := open(t)
	for i, name := range []string{`<img src=x onerror=alert(1)>`, `Robert'); DROP TABLE cards;--`, `=cmd|'/c calc'!A1`, `${EXTEN}`, `%s%n`} {
		a := want[api.Agent](h, admin, "POST", "/agents", `{"name":`+quoted(name)+`,"extension":"20`+string(rune('0'+i))+`"}`, 201)
		if a.Name != name {
			t.Errorf("%q became %q", name, a.Name)
		}
	}
	a := want[api.Agent](h, admin, "POST", "/agents", `{"name":"x\r\nX-Evil: 1\u202e","extension":"210"}`, 201)
	if strings.ContainsAny(a.Name, "\r\n\u202e") {
		t.Errorf("%q", a.Name)
	}
	h.do("", "POST", "/sessions", `{"login":"a\r\nlevel=ERROR msg=forged","password":"x"}`)
	h.do(admin, "GET", "/agents/x%0d%0alevel=ERROR", "")
	for line := range strings.Lines(h.log.String()) {
		if strings.HasPrefix(line, "level=ERROR") {
			t.Errorf("a forged line in the log: %s", line)
		}
	}
}
