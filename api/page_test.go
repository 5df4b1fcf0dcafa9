package api_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"vonal/api"
)

func (h *house) get(path string) answer {
	h.t.Helper()
	return h.send(h.request("", "GET", path, ""))
}

func TestEveryAddressOfThePageIsThePageWithAFreshNonce(t *testing.T) {
	h := openBare(t)
	nonce := regexp.MustCompile(`name="style-nonce" content="([A-Z2-7]{20,})"`)
	seen := map[string]bool{}
	for _, path := range []string{"/", "/desk", "/cards/019309a8-0000-7000-8000-000000000000", "/index"} {
		a := h.get(path)
		found := nonce.FindSubmatch(a.body)
		if a.status != 200 || found == nil || a.header.Get("Cache-Control") != "no-store" {
			t.Fatalf("%s: %d %v %s", path, a.status, a.header, a.body)
		}
		policy := a.header.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "script-src 'self';", "style-src 'self' 'nonce-" + string(found[1]) + "'", "frame-ancestors 'none'", "connect-src 'self' ws://127.0.0.1:"} {
			if !strings.Contains(policy, part) {
				t.Errorf("%s: no %q in %q", path, part, policy)
			}
		}
		if strings.Contains(policy, "unsafe") {
			t.Errorf("unsafe: %s", policy)
		}
		seen[string(found[1])] = true
	}
	if len(seen) != 4 {
		t.Error("a nonce was used twice")
	}
}

func TestTheDescriptionHasAPageOfItsOwnUnderThePolicyOfThePage(t *testing.T) {
	h := openBare(t)
	a := h.get("/api/docs")
	policy := a.header.Get("Content-Security-Policy")
	if a.status != 200 || !strings.Contains(string(a.body), `<main id="api">`) || !strings.Contains(policy, "script-src 'self';") || strings.Contains(policy, "unsafe") {
		t.Errorf("%d %q %s", a.status, policy, a.body)
	}
	for _, path := range []string{"/api/docs.html", "/api/v1/docs"} {
		if a := h.get(path); a.status != 404 {
			t.Errorf("%s: %d", path, a.status)
		}
	}
}

func TestAForgedHostDoesNotGetIntoThePolicy(t *testing.T) {
	h := openBare(t)
	r := h.request("", "GET", "/", "")
	r.Host = "evil.example;script-src *"
	if a := h.send(r); a.status == 200 && strings.Contains(a.header.Get("Content-Security-Policy"), "evil") {
		t.Error(a.header.Get("Content-Security-Policy"))
	}
}

func TestFilesOfThePageAreKeptByBrowsersWhenTheirNamesChange(t *testing.T) {
	h := openBare(t)
	a := h.get("/assets/app-1.js")
	if a.status != 200 || !strings.Contains(a.header.Get("Cache-Control"), "immutable") || !strings.HasPrefix(a.header.Get("Content-Type"), "text/javascript") {
		t.Errorf("%d %v", a.status, a.header)
	}
	a = h.get("/favicon.svg")
	if a.status != 200 || a.header.Get("Cache-Control") != "no-cache" || a.header.Get("ETag") == "" {
		t.Errorf("%d %v", a.status, a.header)
	}
	r := h.request("", "GET", "/favicon.svg", "")
	r.Header.Set("If-None-Match", a.header.Get("ETag"))
	if again := h.send(r); again.status != http.StatusNotModified {
		t.Errorf("unchanged: %d", again.status)
	}
	for _, path := range []string{"/assets/app-0.js", "/assets/", "/nothing.png", "/.keep", "/metrics.txt"} {
		if a := h.get(path); a.status != 404 {
			t.Errorf("%s: %d", path, a.status)
		}
	}
}

func TestThePageCanBeInstalled(t *testing.T) {
	h := openBare(t)
	a := h.get("/manifest.webmanifest")
	if a.status != 200 || a.header.Get("Content-Type") != "application/manifest+json" {
		t.Errorf("manifest: %d %v", a.status, a.header)
	}
	a = h.get("/sw.js")
	if policy := a.header.Get("Content-Security-Policy"); a.status != 200 || a.header.Get("Cache-Control") != "no-cache" || !strings.Contains(policy, "connect-src 'self'") {
		t.Errorf("worker: %d %v", a.status, a.header)
	}
	a = h.get("/offline")
	if policy := a.header.Get("Content-Security-Policy"); a.status != 200 || !strings.Contains(policy, "script-src 'self'") || strings.Contains(policy, "unsafe") {
		t.Errorf("offline: %d %v", a.status, a.header)
	}
}

func TestLargeFilesAreSentPacked(t *testing.T) {
	h := openBare(t)
	r := h.request("", "GET", "/assets/app-1.js", "")
	r.Header.Set("Accept-Encoding", "gzip")
	a := h.send(r)
	unpacked, err := gzip.NewReader(strings.NewReader(string(a.body)))
	h.must(err)
	text, err := io.ReadAll(unpacked)
	h.must(err)
	if a.header.Get("Content-Encoding") != "gzip" || string(text) != strings.Repeat("console.log(1);\n", 200) || a.header.Get("Vary") != "Accept-Encoding" {
		t.Errorf("%v, %d bytes", a.header, len(text))
	}
}

func TestEveryAnswerIsGuarded(t *testing.T) {
	h := openBare(t)
	for _, path := range []string{"/", "/assets/app-1.js", "/api/v1/me", "/api/v1/nothing", "/healthz", "/nothing.png", "/api/v1/openapi.yaml"} {
		a := h.get(path)
		for header, value := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "X-Frame-Options": "DENY"} {
			if a.header.Get(header) != value {
				t.Errorf("%s: %s is %q", path, header, a.header.Get(header))
			}
		}
		if !strings.Contains(a.header.Get("Content-Security-Policy"), "frame-ancestors 'none'") {
			t.Errorf("%s: %q", path, a.header.Get("Content-Security-Policy"))
		}
		if strings.HasPrefix(path, "/api/") && a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %q", path, a.header.Get("Cache-Control"))
		}
	}
}

func TestOperationsAreNotOnThePublicPort(t *testing.T) {
	h := openBare(t, func(c *api.Config) { c.Page = nil })
	for _, path := range []string{"/metrics", "/debug/pprof/", "/debug/vars", "/"} {
		if a := h.get(path); a.status != 404 {
			t.Errorf("%s: %d", path, a.status)
		}
	}
}

func TestRequestsAreCountedByRoute(t *testing.T) {
	h := openBare(t)
	h.get("/api/v1/agents/anna")
	h.get("/api/v1/nothing-at-all")
	families, err := h.metrics.Gather()
	h.must(err)
	found := false
	for _, f := range families {
		if f.GetName() != "vonal_http_request_seconds" {
			continue
		}
		for _, m := range f.GetMetric() {
			labels := ""
			for _, l := range m.GetLabel() {
				labels += l.GetValue() + " "
			}
			found = found || labels == "GET /api/v1/agents/:id 401 "
			if strings.Contains(labels, "nothing-at-all") || strings.Contains(labels, "anna") {
				t.Errorf("a label for every address: %s", labels)
			}
		}
	}
	if !found {
		t.Error("not counted")
	}
}

func TestTheDescriptionIsServedAsItStands(t *testing.T) {
	h := openBare(t)
	if a := h.get("/api/v1/openapi.yaml"); a.status != 200 || !strings.HasPrefix(string(a.body), "openapi: 3.0.3") {
		t.Errorf("%d", a.status)
	}
}

func TestTheTestClockOnlyGoesForwardAndOnlyInTests(t *testing.T) {
	h := openBare(t)
	before := h.clock.Now()
	post := func(h *house, body string) answer { return h.send(h.request("", "POST", "/test/clock", body)) }
	if a := post(h, `{"advance_ms":3600000}`); a.status != 200 {
		t.Errorf("%d %s", a.status, a.body)
	}
	if got := h.clock.Now().Sub(before); got < 3600e9 {
		t.Errorf("moved by %s", got)
	}
	if a := h.send(h.request("", "POST", "/api/v1/test/clock", `{"advance_ms":1}`)); a.status != 200 {
		t.Errorf("below /api/v1: %d", a.status)
	}
	for _, body := range []string{`{"advance_ms":0}`, `{"advance_ms":-1}`, `{}`, `{"advance_ms":"x"}`, `[1]`, `x`} {
		if a := post(h, body); a.status != 422 && a.status != 400 {
			t.Errorf("%s: %d", body, a.status)
		}
	}
	other := openBare(t, func(c *api.Config) { c.Advance = nil })
	if a := post(other, `{"advance_ms":1}`); a.status != 404 && a.status != 405 {
		t.Errorf("without --test-clock: %d", a.status)
	}
}
