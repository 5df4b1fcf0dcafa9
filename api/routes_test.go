package api

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"vonal/crm"
)

// standing is what the server answers beside the table, and why it needs no
// permission.
var standing = map[string]string{
	"GET /healthz":              "says nothing about anybody",
	"GET /readyz":               "says nothing about anybody",
	"GET /connection/websocket": "needs a ticket",
	"GET /api/v1/openapi.yaml":  "is public",
	"POST /test/clock":          "exists with --test-clock only",
	"POST /api/v1/test/clock":   "exists with --test-clock only",
	"GET /":                     "the page",
	"HEAD /":                    "the page",
	"GET /*":                    "the page",
	"HEAD /*":                   "the page",
	"any /api/v1/*":             "answers 404",
}

func newForRoutes(t *testing.T) *Server {
	t.Helper()
	rt, err := NewRealtime(t.Context(), RealtimeConfig{Country: "HU"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { rt.Close(t.Context()) })
	s, err := New(Config{Desk: struct{ Desk }{}, Store: struct{ Store }{}, Realtime: rt, Country: "HU", Advance: func(time.Duration) {}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestEveryRegisteredRouteIsInTheTable(t *testing.T) {
	s := newForRoutes(t)
	table := map[string]bool{}
	for _, r := range routes(&ServerInterfaceWrapper{}) {
		table[r.method+" "+base+r.path] = true
	}
	seen := map[string]bool{}
	for _, r := range s.echo.Routes() {
		if r.Path == base+"/*" {
			r.Method = "any"
		}
		name := r.Method + " " + r.Path
		seen[name] = true
		if strings.HasPrefix(r.Method, "echo_") {
			continue // what echo keeps for routes that are not found
		}
		if !table[name] && standing[name] == "" {
			t.Errorf("%s is registered but nobody said who may call it", name)
		}
	}
	for name := range table {
		if !seen[name] {
			t.Errorf("%s is in the table but not registered", name)
		}
	}
	for name := range standing {
		if !seen[name] {
			t.Errorf("%s is said to stand but is not registered", name)
		}
	}
}

var inBraces = regexp.MustCompile(`:([a-z]+)`)

func TestTheTableAndTheDescriptionHaveTheSameRoutes(t *testing.T) {
	doc, err := describe()
	if err != nil {
		t.Fatal(err)
	}
	described := map[string]bool{}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			described[method+" "+path] = true
			if op.Responses.Default() == nil {
				t.Errorf("%s %s does not say how it fails", method, path)
			}
		}
	}
	for _, r := range routes(&ServerInterfaceWrapper{}) {
		name := r.method + " " + inBraces.ReplaceAllString(r.path, "{$1}")
		if !described[name] {
			t.Errorf("%s is not described", name)
		}
		delete(described, name)
	}
	for name := range described {
		t.Errorf("%s is described but is not in the table", name)
	}
}

func TestFewRoutesNeedNoLogIn(t *testing.T) {
	var open []string
	for _, r := range routes(&ServerInterfaceWrapper{}) {
		if r.needs == "" {
			open = append(open, r.method+" "+r.path)
		}
	}
	if !slices.Equal(open, []string{"POST /sessions", "GET /sessions/ways", "GET /sessions/oidc/start", "GET /sessions/oidc/callback", "POST /setup", "GET /calendar/:secret", "GET /provisioning/:token"}) {
		t.Errorf("open to everybody: %v", open)
	}
}

func TestEveryRouteNeedsAPermissionThatSomebodyCanHave(t *testing.T) {
	for _, r := range routes(&ServerInterfaceWrapper{}) {
		if r.needs != open && r.needs != loggedIn && r.needs != account && !slices.Contains(crm.Permissions, r.needs) {
			t.Errorf("%s %s needs %q, which is not in crm.Permissions", r.method, r.path, r.needs)
		}
	}
}

func TestGeneratedCodeIsThatOfTheDescription(t *testing.T) {
	text, err := os.ReadFile("openapi.gen.go")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := describe()
	if err != nil {
		t.Fatal(err)
	}
	for _, item := range doc.Paths.Map() {
		for _, op := range item.Operations() {
			name := strings.ToUpper(op.OperationID[:1]) + op.OperationID[1:]
			if !strings.Contains(string(text), "// "+name+" "+op.Summary+"\n") {
				t.Errorf("%s is not in openapi.gen.go as described: run go generate ./api", name)
			}
		}
	}
}

func TestEveryAuditedRouteIsARoute(t *testing.T) {
	table := map[string]bool{}
	for _, r := range routes(&ServerInterfaceWrapper{}) {
		table[r.method+" "+r.path] = true
	}
	for name := range audited {
		if !table[name] {
			t.Errorf("%s is said to be audited but is no route", name)
		}
	}
}
