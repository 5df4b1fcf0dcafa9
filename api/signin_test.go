package api_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"

	"vonal/api"
	"vonal/crm"
	"vonal/crm/oidc"
)

// redirect is our address as the provider knows it; nobody answers there.
const redirect = "http://vonal.test/api/v1/sessions/oidc/callback"

// withProvider opens a house that trusts the provider at the address.
func withProvider(t *testing.T, issuer string, change ...func(*api.Config)) *house {
	t.Helper()
	provider := oidc.New(oidc.Config{Issuer: issuer, ClientID: "vonal", ClientSecret: "shared", Redirect: redirect, Name: "Company"})
	h := open(t, append([]func(*api.Config){func(c *api.Config) { c.SignIn = provider }}, change...)...)
	client := *h.client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	h.client = &client
	return h
}

// away begins a log-in: where the browser is sent, and the cookie it is given.
func (h *house) away() (*url.URL, *http.Cookie) {
	h.t.Helper()
	a := h.do("", "GET", "/sessions/oidc/start", "")
	if a.status != 302 {
		h.t.Fatalf("%d %s", a.status, a.body)
	}
	to, err := url.Parse(a.header.Get("Location"))
	h.must(err)
	cookie, err := http.ParseSetCookie(a.header.Get("Set-Cookie"))
	h.must(err)
	return to, cookie
}

// back is the browser coming back.
func (h *house) back(query url.Values, cookie *http.Cookie) answer {
	h.t.Helper()
	r := h.request("", "GET", "/api/v1/sessions/oidc/callback?"+query.Encode(), "")
	if cookie != nil {
		r.AddCookie(cookie)
	}
	return h.send(r)
}

func TestAPersonLogsInWithARealOpenIDProvider(t *testing.T) {
	var handler http.Handler
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	storage.RegisterClients(storage.WebClient("vonal", "shared", redirect))
	handler = exampleop.SetupServer(server.URL, storage.NewStorage(storage.NewUserStore(server.URL)), nil, false)
	h := withProvider(t, server.URL)

	walk := func() answer {
		t.Helper()
		to, cookie := h.away()
		if q := to.Query(); q.Get("code_challenge_method") != "S256" || q.Get("nonce") == "" || q.Get("state") == "" {
			t.Errorf("%s", to)
		}
		if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.MaxAge > 600 {
			t.Errorf("%+v", cookie)
		}
		jar, _ := cookiejar.New(nil)
		var last *url.URL
		browser := &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
			if last = r.URL; r.URL.Host == "vonal.test" {
				return http.ErrUseLastResponse
			}
			return nil
		}}
		page, err := browser.Get(to.String())
		h.must(err)
		page.Body.Close()
		done, err := browser.PostForm(server.URL+"/login/username", url.Values{
			"username": {"test-user@127.0.0.1"}, "password": {"verysecure"}, "id": {last.Query().Get("authRequestID")},
		})
		h.must(err)
		done.Body.Close()
		return h.back(last.Query(), cookie)
	}

	if a := walk(); a.status != 403 || !strings.Contains(string(a.body), "not_invited") {
		t.Fatalf("a stranger: %d %s", a.status, a.body)
	}
	want[any](h, admin, "PATCH", "/users/"+string(h.user(agent).ID), `{"email":"Test-User@zitadel.ch"}`, 200)
	a := walk()
	if a.status != 303 || a.header.Get("Location") != "/" {
		t.Fatalf("%d %s", a.status, a.body)
	}
	var session *http.Cookie
	for _, line := range a.header.Values("Set-Cookie") {
		c, err := http.ParseSetCookie(line)
		h.must(err)
		if c.Name == "vonal_session" {
			session = c
		}
	}
	if me := got[api.Me](h, session, "GET", "/me", "", 200); me.Login != "agent" {
		t.Errorf("%+v", me)
	}
	// The subject is linked: the address may change, and is nobody else's key.
	want[any](h, admin, "PATCH", "/users/"+string(h.user(agent).ID), `{"email":""}`, 200)
	if a := walk(); a.status != 303 {
		t.Errorf("linked: %d %s", a.status, a.body)
	}
	want[any](h, admin, "PATCH", "/users/"+string(h.user(agent).ID), `{"disabled":true}`, 200)
	if a := walk(); a.status != 403 {
		t.Errorf("disabled: %d %s", a.status, a.body)
	}
}

// scripted is an OpenID provider that says what the test wants.
type scripted struct {
	*httptest.Server
	key *rsa.PrivateKey

	mu       sync.Mutex
	answer   string // the id_token
	verifier string // that came with the code
}

func newScripted(t *testing.T) *scripted {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := &scripted{key: key}
	mux := http.NewServeMux()
	write := func(w http.ResponseWriter, v any) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(v)
	}
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		write(w, map[string]any{
			"issuer": p.URL, "authorization_endpoint": p.URL + "/auth", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"none", "HS256", "RS256"}, // as a careless one says
		})
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		write(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: &key.PublicKey, KeyID: "one", Algorithm: "RS256", Use: "sig"}}})
	})
	mux.HandleFunc("/token", func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.verifier = r.FormValue("code_verifier")
		write(w, map[string]any{"access_token": "a", "token_type": "Bearer", "id_token": p.answer})
	})
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

// sign is a token of these claims.
func sign(t *testing.T, alg jose.SignatureAlgorithm, key any, kid string, claims map[string]any) string {
	t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: key}, (&jose.SignerOptions{}).WithHeader("kid", kid))
	if err != nil {
		t.Fatal(err)
	}
	text, _ := json.Marshal(claims)
	object, err := signer.Sign(text)
	if err != nil {
		t.Fatal(err)
	}
	token, err := object.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestAStatementThatIsNotTheOpenIDProvidersLogsNobodyIn(t *testing.T) {
	p := newScripted(t)
	h := withProvider(t, p.URL)
	want[any](h, admin, "PATCH", "/users/"+string(h.user(agent).ID), `{"email":"anna@example.com"}`, 200)
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	h.must(err)
	public, err := x509.MarshalPKIXPublicKey(&p.key.PublicKey)
	h.must(err)
	asSecret := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})
	none := func(claims map[string]any) string {
		text, _ := json.Marshal(claims)
		return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`)) + "." + base64.RawURLEncoding.EncodeToString(text) + "."
	}
	right := func(claims map[string]any) string { return sign(t, jose.RS256, p.key, "one", claims) }
	with := func(name string, v any) func(map[string]any) string {
		return func(claims map[string]any) string {
			if claims[name] = v; v == nil {
				delete(claims, name)
			}
			return right(claims)
		}
	}
	now := time.Now()
	try := func(make func(map[string]any) string) answer {
		t.Helper()
		to, cookie := h.away()
		claims := map[string]any{
			"iss": p.URL, "aud": "vonal", "sub": "anna", "nonce": to.Query().Get("nonce"), "email": "anna@example.com", "email_verified": true,
			"iat": now.Unix(), "exp": now.Add(time.Hour).Unix(),
		}
		p.mu.Lock()
		p.answer = make(claims)
		p.mu.Unlock()
		a := h.back(url.Values{"state": {to.Query().Get("state")}, "code": {"c"}}, cookie)
		sum := sha256.Sum256([]byte(p.verifier))
		if base64.RawURLEncoding.EncodeToString(sum[:]) != to.Query().Get("code_challenge") {
			t.Error("the code came without the proof of who had begun")
		}
		return a
	}
	for name, make := range map[string]func(map[string]any) string{
		"alg none": none,
		"RS to HS": func(c map[string]any) string { return sign(t, jose.HS256, asSecret, "one", c) },
		"the shared secret": func(c map[string]any) string {
			return sign(t, jose.HS256, []byte(strings.Repeat("shared", 6)), "one", c)
		},
		"another key":        func(c map[string]any) string { return sign(t, jose.RS256, other, "one", c) },
		"an unknown kid":     func(c map[string]any) string { return sign(t, jose.RS256, other, "two", c) },
		"expired":            with("exp", now.Add(-time.Hour).Unix()),
		"never expires":      with("exp", nil),
		"not yet":            with("nbf", now.Add(time.Hour).Unix()),
		"for another client": with("aud", "other"),
		"for nobody":         with("aud", nil),
		"of another issuer":  with("iss", "https://evil.example"),
		"of another log-in":  with("nonce", "x"),
		"of no log-in":       with("nonce", nil),
		"no statement":       func(map[string]any) string { return "" },
		"no token":           func(map[string]any) string { return "a.b.c" },
		"a flipped byte":     func(c map[string]any) string { s := right(c); return s[:len(s)-8] + "AAAAAAAA" },
	} {
		if a := try(make); a.status != 401 || !strings.Contains(string(a.body), "oidc_failed") || strings.Contains(a.header.Get("Set-Cookie"), "vonal_session=") {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	for name, make := range map[string]func(map[string]any) string{
		"an address that is not verified": with("email_verified", false),
		"nothing said of the address":     with("email_verified", nil),
		"another address":                 with("email", "boris@example.com"),
	} {
		if a := try(make); a.status != 403 || !strings.Contains(string(a.body), "not_invited") {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	if a := try(right); a.status != 303 {
		t.Errorf("the right one: %d %s", a.status, a.body)
	}
	if a := try(with("sub", "another")); a.status != 403 {
		t.Errorf("the address was given to somebody else: %d %s", a.status, a.body)
	}
	if a := try(with("email", nil)); a.status != 303 {
		t.Errorf("the linked subject: %d %s", a.status, a.body)
	}
}

func TestAnOpenIDLogInIsFinishedInTheBrowserThatBeganIt(t *testing.T) {
	p := newScripted(t)
	h := withProvider(t, p.URL)
	to, cookie := h.away()
	_, foreign := h.away()
	state := to.Query().Get("state")
	for name, c := range map[string]struct {
		query  url.Values
		cookie *http.Cookie
	}{
		"no cookie":       {url.Values{"state": {state}, "code": {"c"}}, nil},
		"another's":       {url.Values{"state": {state}, "code": {"c"}}, foreign},
		"no state":        {url.Values{"code": {"c"}}, cookie},
		"another state":   {url.Values{"state": {"x"}, "code": {"c"}}, cookie},
		"no code":         {url.Values{"state": {state}}, cookie},
		"denied":          {url.Values{"state": {state}, "error": {"access_denied"}}, cookie},
		"a broken cookie": {url.Values{"state": {""}, "code": {"c"}}, &http.Cookie{Name: "vonal_oidc", Value: "e30"}},
	} {
		if a := h.back(c.query, c.cookie); a.status != 401 || p.verifier != "" {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	r := h.request("", "GET", "/api/v1/sessions/oidc/callback?error=access_denied", "")
	r.Header.Set("Accept", "text/html")
	if a := h.send(r); a.status != 303 || a.header.Get("Location") != "/login#failed=oidc_failed" {
		t.Errorf("a person: %d %s", a.status, a.header.Get("Location"))
	}
	p.Close()
	if w := want[api.Ways](h, "", "GET", "/sessions/ways", "", 200); w.Oidc == nil || *w.Oidc != "Company" {
		t.Errorf("%+v", w)
	}
}

func TestAnOpenIDProviderThatIsAwayIsSaidToBe(t *testing.T) {
	h := withProvider(t, "http://127.0.0.1:1")
	if a := h.do("", "GET", "/sessions/oidc/start", ""); a.status != 503 || a.header.Get("Retry-After") == "" {
		t.Errorf("%d %s", a.status, a.body)
	}
	without := open(t)
	refused(without, "", "GET", "/sessions/oidc/start", "", 404, "not_found")
	refused(without, "", "GET", "/sessions/oidc/callback?code=c&state=s", "", 404, "not_found")
}

func TestPeopleTheOpenIDProviderKnowsAreMadeOnlyIfThatIsWanted(t *testing.T) {
	p := newScripted(t)
	h := withProvider(t, p.URL, func(c *api.Config) { c.SignInRole = crm.RoleAccountant })
	to, cookie := h.away()
	p.answer = sign(t, jose.RS256, p.key, "one", map[string]any{
		"iss": p.URL, "aud": "vonal", "sub": "new", "nonce": to.Query().Get("nonce"), "email": "new@example.com", "email_verified": true, "name": "New <b>Person</b>",
		"iat": time.Now().Unix(), "exp": time.Now().Add(time.Hour).Unix(),
	})
	if a := h.back(url.Values{"state": {to.Query().Get("state")}, "code": {"c"}}, cookie); a.status != 303 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	list := want[api.UserList](h, admin, "GET", "/users", "", 200)
	var found bool
	for _, u := range list.Items {
		found = found || u.Login == "new@example.com" && u.Role == "accountant" && u.Name == "New <b>Person</b>"
	}
	if !found {
		t.Errorf("%+v", list.Items)
	}
}
