package api_test

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

// hostile is what an enemy writes where a word or an id is meant.
var hostile = []string{
	"' OR 1=1--", "1=1", "';SELECT pg_sleep(5)--", "%", "_", `\`, "$1", "{{7*7}}", "../../etc/passwd", "<img src=x onerror=alert(1)>",
	"\r\nX-Evil: 1", "\x00", "\xff\xfe", strings.Repeat("я", 300), "٣", "NaN", "1e400", "9223372036854775808", "-1", "null", "[]", "{}",
}

// TestNothingThatIsWrittenIntoAnAddressBreaksIn sends each of them in every
// parameter of every route that reads, named by the description itself.
func TestNothingThatIsWrittenIntoAnAddressBreaksIn(t *testing.T) {
	h := open(t)
	card := h.customer("Szabó").ID
	doc, err := description()
	h.must(err)
	slowest, sent := time.Duration(0), 0
	ask := func(path string) {
		begun := time.Now()
		a := h.do(admin, "GET", path, "")
		sent++
		slowest = max(slowest, time.Since(begun))
		if a.status >= 500 && a.status != 503 {
			t.Errorf("GET %q: %d %s", path, a.status, a.body)
		}
		if a.header.Get("X-Evil") != "" {
			t.Errorf("GET %q writes a header", path)
		}
	}
	for path, item := range doc.Paths.Map() {
		op := item.Get
		if op == nil || path == "/sessions/oidc/start" || path == "/sessions/oidc/callback" {
			continue
		}
		real := strings.NewReplacer("{id}", card, "{secret}", "x").Replace(path)
		for _, params := range append(item.Parameters, op.Parameters...) {
			for _, bad := range hostile {
				switch name := params.Value.Name; params.Value.In {
				case "query":
					ask(real + "?" + url.QueryEscape(name) + "=" + url.QueryEscape(bad))
				case "path":
					if bad != "../../etc/passwd" { // which is another path
						ask(strings.Replace(path, "{"+name+"}", url.PathEscape(bad), 1))
					}
				}
			}
		}
	}
	if slowest > 3*time.Second || sent < 1000 {
		t.Errorf("%d requests, the slowest took %s", sent, slowest)
	}
}

// TestNoSecretIsEverLogged writes secrets everywhere they belong, and looks for
// them where they do not.
func TestNoSecretIsEverLogged(t *testing.T) {
	h := open(t)
	const canary = "canary violet anchor 77"
	h.do(admin, "POST", "/users", `{"login":"canary","name":"C","role":"head","password":"`+canary+`"}`)
	h.do("", "POST", "/sessions", `{"login":"canary","password":"`+canary+`"}`)
	h.do("", "POST", "/sessions", `{"login":"canary","password":"`+canary+` wrong"}`)
	h.do(admin, "POST", "/me/password", `{"current":"`+canary+`","new":"`+canary+` new"}`)
	for _, role := range []string{"/me", "/tasks", "/cards/1=1", "/nothing"} {
		r := h.request("", "GET", "/api/v1"+role+"?token="+url.QueryEscape(canary), "")
		r.Header.Set("Authorization", "Bearer "+canary)
		h.send(r)
	}
	log := h.log.String()
	for _, secret := range []string{canary, h.token(admin), url.QueryEscape(canary)} {
		if strings.Contains(log, secret) {
			t.Errorf("%q stands in the log:\n%s", secret, log)
		}
	}
}
