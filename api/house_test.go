package api_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/jackc/pgx/v5"
	"github.com/prometheus/client_golang/prometheus"

	"vonal/api"
	"vonal/crm"
	"vonal/crm/files"
	"vonal/crm/seal"
	"vonal/crm/store"
	"vonal/internal/clock"
	"vonal/internal/testenv"
)

const password = "violet anchor 77 moss"

// house is a running server on a real database with a scripted desk, two agents,
// and a user for each role.
type house struct {
	t          testing.TB
	url        string
	dsn        string
	store      *store.Store
	desk       *scriptedDesk
	jobs       *scriptedJobs
	realtime   *api.Realtime
	clock      *clock.Shifted
	log        *logged
	metrics    *prometheus.Registry
	recordings string
	shelf      string // the folder of files
	cabinet    *files.Cabinet
	cfg        api.Config
	client     *http.Client

	anna, boris crm.Agent
	users       map[crm.Role]crm.User
	tokens      map[crm.Role]string
}

// open starts a house; change may alter the configuration.
func open(t testing.TB, change ...func(*api.Config)) *house {
	t.Helper()
	h := start(t, false, change...)
	h.anna, h.boris = h.employ("Anna", "101"), h.employ("Boris", "102")
	return h
}

// openBare is open without a database: for what needs none.
func openBare(t testing.TB, change ...func(*api.Config)) *house {
	t.Helper()
	return start(t, true, change...)
}

// openAt is open with a database of the test's own.
func openAt(t testing.TB, dsn string) *house {
	t.Helper()
	h := startAt(t, dsn)
	h.anna, h.boris = h.employ("Anna", "101"), h.employ("Boris", "102")
	return h
}

func start(t testing.TB, bare bool, change ...func(*api.Config)) *house {
	t.Helper()
	if bare {
		return startAt(t, "host=none", change...)
	}
	return startAt(t, testenv.Migrated(t, "api_"+migrationsDigest(t), migrate), change...)
}

func startAt(t testing.TB, dsn string, change ...func(*api.Config)) *house {
	t.Helper()
	h := &house{
		t: t, desk: newDesk(), jobs: &scriptedJobs{}, clock: clock.NewShifted(), log: &logged{}, metrics: prometheus.NewRegistry(),
		recordings: t.TempDir(), users: map[crm.Role]crm.User{}, tokens: map[crm.Role]string{},
	}
	s, err := store.Open(store.Config{DSN: dsn, Clock: h.clock, Key: bytes.Repeat([]byte{7}, seal.KeySize)})
	h.must(err)
	t.Cleanup(func() { s.Close() })
	h.store, h.dsn = s, dsn
	logger := slog.New(slog.NewTextHandler(h.log, nil))
	h.realtime, err = api.NewRealtime(t.Context(), api.RealtimeConfig{
		Roster: s.Roster, Clock: h.clock, Log: logger, Metrics: h.metrics, Country: "HU",
	})
	h.must(err)
	root, err := os.OpenRoot(h.recordings)
	h.must(err)
	t.Cleanup(func() { root.Close() })
	cfg := api.Config{
		Desk: h.desk, Store: s, Realtime: h.realtime, Page: testPage, Jobs: h.jobs, Recordings: root, Cabinet: h.openCabinet(nil),
		SIPDomain: "127.0.0.1:5060", Country: "HU", Clock: h.clock, Log: logger, Metrics: h.metrics,
		Advance: h.clock.Advance,
	}
	for _, f := range change {
		f(&cfg)
	}
	h.cfg = cfg
	server, err := api.New(cfg)
	h.must(err)
	listener := httptest.NewServer(server.Handler())
	h.url = listener.URL
	h.client = listener.Client()
	t.Cleanup(func() {
		h.client.CloseIdleConnections()
		if err := h.realtime.Close(context.Background()); err != nil {
			t.Error(err)
		}
		listener.Close()
	})
	return h
}

// user is the user of a role, made when first asked for; that of role agent is
// Anna.
func (h *house) user(role crm.Role) crm.User {
	h.t.Helper()
	if u, made := h.users[role]; made {
		return u
	}
	in := crm.NewUser{Login: string(role), Name: "The " + string(role), Role: role, Password: password}
	if role == crm.RoleAgent {
		in.Agent = h.anna.ID
	}
	u, err := h.store.CreateUser(h.t.Context(), in)
	h.must(err)
	h.users[role] = u
	return u
}

// own makes a role of the company's own.
func (h *house) own(role crm.Role, grants crm.Grants) {
	h.t.Helper()
	text, err := json.Marshal(grants)
	h.must(err)
	db, err := pgx.Connect(h.t.Context(), h.dsn)
	h.must(err)
	defer db.Close(context.Background())
	_, err = db.Exec(h.t.Context(), "INSERT INTO roles (key, name, grants) VALUES ($1, $1, $2)", string(role), string(text))
	h.must(err)
}

// token is an API token of the user of a role.
func (h *house) token(role crm.Role) string {
	h.t.Helper()
	if h.tokens[role] == "" {
		token, _, err := h.store.CreateToken(h.t.Context(), h.user(role).ID, "test")
		h.must(err)
		h.tokens[role] = token
	}
	return h.tokens[role]
}

func (h *house) employ(name, extension string) crm.Agent {
	h.t.Helper()
	a, err := h.store.CreateAgent(h.t.Context(), crm.NewAgent{Name: name, Extension: extension})
	h.must(err)
	h.must(h.desk.Employ(h.t.Context(), a))
	return a
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// answer is what came back, read whole.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// send sends a request as it is and checks the answer against openapi.yaml.
func (h *house) send(r *http.Request) answer {
	h.t.Helper()
	res, err := h.client.Do(r)
	h.must(err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	h.must(err)
	if strings.HasPrefix(r.URL.Path, "/api/v1/") {
		h.described(r, res, body)
	}
	return answer{res.StatusCode, res.Header, body}
}

// request makes one by a role ("" for nobody) with a JSON body, or none.
func (h *house) request(role crm.Role, method, path, body string) *http.Request {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), method, h.url+path, strings.NewReader(body))
	h.must(err)
	if role != "" {
		r.Header.Set("Authorization", "Bearer "+h.token(role))
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if method == http.MethodPatch || method == http.MethodDelete || method == http.MethodPut {
		r.Header.Set("If-Match", "*") // tests of versions set their own
	}
	return r
}

// asSeen sends a request as this version was seen: "" sends no If-Match.
func (h *house) asSeen(version string, role crm.Role, method, path, body string) answer {
	h.t.Helper()
	r := h.request(role, method, "/api/v1"+path, body)
	r.Header.Del("If-Match")
	if version != "" {
		r.Header.Set("If-Match", version)
	}
	return h.send(r)
}

func (h *house) do(role crm.Role, method, path, body string) answer {
	h.t.Helper()
	return h.send(h.request(role, method, "/api/v1"+path, body))
}

// want sends a request, fails the test unless it is answered with status, and
// reads the answer into a T.
func want[T any](h *house, role crm.Role, method, path, body string, status int) (v T) {
	h.t.Helper()
	a := h.do(role, method, path, body)
	if a.status != status {
		h.t.Fatalf("%s %s: %d, not %d: %s", method, path, a.status, status, a.body)
	}
	if len(a.body) > 0 {
		h.must(json.Unmarshal(a.body, &v))
	}
	return v
}

// refused is want for a problem with this code.
func refused(h *house, role crm.Role, method, path, body string, status int, code string) api.Problem {
	h.t.Helper()
	p := want[api.Problem](h, role, method, path, body, status)
	if p.Code != code {
		h.t.Fatalf("%s %s: code %q, not %q: %+v", method, path, p.Code, code, p)
	}
	return p
}

var description = sync.OnceValues(func() (*openapi3.T, error) {
	doc, err := openapi3.NewLoader().LoadFromFile("openapi.yaml")
	if err != nil {
		return nil, err
	}
	return doc, doc.Validate(context.Background())
})

var router = sync.OnceValues(func() (routers.Router, error) {
	doc, err := description()
	if err != nil {
		return nil, err
	}
	return gorillamux.NewRouter(doc)
})

// describedRoutes are the routes of openapi.yaml, as "GET /calls/{id}".
func describedRoutes(t testing.TB) (all []string) {
	t.Helper()
	doc, err := description()
	if err != nil {
		t.Fatal(err)
	}
	for path, item := range doc.Paths.Map() {
		for method := range item.Operations() {
			all = append(all, method+" "+path)
		}
	}
	return all
}

// described fails the test when an answer is not as openapi.yaml says.
func (h *house) described(r *http.Request, res *http.Response, body []byte) {
	h.t.Helper()
	find, err := router()
	h.must(err)
	route, params, err := find.FindRoute(r)
	if err != nil {
		return // not a route; the test says what it expects
	}
	in := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route},
		Status:                 res.StatusCode,
		Header:                 res.Header,
		Body:                   io.NopCloser(bytes.NewReader(body)),
		Options:                &openapi3filter.Options{IncludeResponseStatus: true, ExcludeResponseBody: !strings.Contains(res.Header.Get("Content-Type"), "json")},
	}
	if err := openapi3filter.ValidateResponse(context.Background(), in); err != nil {
		h.t.Errorf("%s %s answers %d otherwise than described: %v\n%s", r.Method, r.URL.Path, res.StatusCode, err, body)
	}
}

// logged collects the log.
type logged struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

var testPage = fstest.MapFS{
	"index.html":           {Data: []byte(`<meta name="style-nonce" content="" /><script src="/assets/app-1.js"></script>`)},
	"api/docs.html":        {Data: []byte(`<main id="api"></main><script src="/assets/docs-1.js"></script>`)},
	"assets/app-1.js":      {Data: []byte(strings.Repeat("console.log(1);\n", 200))},
	"favicon.svg":          {Data: []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`)},
	"manifest.webmanifest": {Data: []byte(`{"name": "Vonal"}`)},
	"offline.html":         {Data: []byte(`<main>Vonal cannot be reached</main>`)},
	"sw.js":                {Data: []byte(`self.addEventListener('fetch', () => {});`)},
	".keep":                {},
	"assets/style-22.css":  {Data: []byte("a{}")},
}

func migrate(ctx context.Context, dsn string) error {
	s, err := store.Open(store.Config{DSN: dsn})
	if err != nil {
		return err
	}
	defer s.Close()
	return s.Migrate(ctx)
}

// migrationsDigest changes with the schema, so that no test runs on an old one.
func migrationsDigest(t testing.TB) string {
	t.Helper()
	sum := sha256.New()
	files := os.DirFS(path.Join(testenv.ProjectDir(t), "crm", "store", "migrations"))
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(files, name)
		sum.Write(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(sum.Sum(nil))[:12]
}

// aMoment is a time of day on which tests agree.
var aMoment = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// plain is send for an answer of which only some members were asked for: the
// description has no schema for each choice of them.
func plain(h *house, r *http.Request) (v map[string]any) {
	h.t.Helper()
	res, err := h.client.Do(r)
	h.must(err)
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		h.t.Fatalf("%s: %d", r.URL, res.StatusCode)
	}
	h.must(json.NewDecoder(res.Body).Decode(&v))
	return v
}
