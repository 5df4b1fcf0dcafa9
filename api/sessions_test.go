package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"vonal/api"
	"vonal/crm"
)

// logIn answers the cookie of a new session.
func (h *house) logIn(login string) *http.Cookie {
	h.t.Helper()
	a := h.do("", "POST", "/sessions", `{"login":"`+login+`","password":"`+password+`"}`)
	if a.status != 201 {
		h.t.Fatalf("log-in: %d %s", a.status, a.body)
	}
	cookie, err := http.ParseSetCookie(a.header.Get("Set-Cookie"))
	h.must(err)
	return cookie
}

func (h *house) with(cookie *http.Cookie, method, path string) answer {
	h.t.Helper()
	r := h.request("", method, "/api/v1"+path, "")
	r.AddCookie(cookie)
	return h.send(r)
}

func TestACookieIsASessionUntilLogOut(t *testing.T) {
	h := open(t)
	h.user(agent)
	cookie := h.logIn("Agent") // logins have no capitals
	if cookie.Name != "vonal_session" || !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode || cookie.Secure || cookie.Path != "/" || len(cookie.Value) < 40 {
		t.Errorf("%+v", cookie)
	}
	if other := h.logIn("agent"); other.Value == cookie.Value {
		t.Error("two sessions have one cookie")
	}
	if a := h.with(cookie, "GET", "/me"); a.status != 200 || !strings.Contains(string(a.body), `"login":"agent"`) {
		t.Errorf("%d %s", a.status, a.body)
	}
	a := h.with(cookie, "DELETE", "/sessions")
	if a.status != 204 || a.header.Get("Clear-Site-Data") == "" || !strings.Contains(a.header.Get("Set-Cookie"), "Max-Age=0") {
		t.Errorf("%d %v", a.status, a.header)
	}
	if a := h.with(cookie, "GET", "/me"); a.status != 401 {
		t.Errorf("the old cookie: %d", a.status)
	}
}

func TestOverHTTPSTheCookieCannotBeSetByOthers(t *testing.T) {
	h := open(t, func(c *api.Config) { c.Secure = true })
	h.user(agent)
	cookie := h.logIn("agent")
	if cookie.Name != "__Host-vonal_session" || !cookie.Secure || cookie.Domain != "" || cookie.Path != "/" {
		t.Errorf("%+v", cookie)
	}
	if a := h.with(cookie, "GET", "/me"); a.status != 200 || a.header.Get("Strict-Transport-Security") == "" {
		t.Errorf("%d %v", a.status, a.header)
	}
	plain := &http.Cookie{Name: "vonal_session", Value: cookie.Value}
	if a := h.with(plain, "GET", "/me"); a.status != 401 {
		t.Errorf("a cookie that anybody may set: %d", a.status)
	}
}

func TestWhoIsKnownCannotBeFoundOutByLoggingIn(t *testing.T) {
	h := open(t)
	h.user(agent)
	off := true
	_, err := h.store.UpdateUser(t.Context(), h.user(purse).ID, crm.UserChange{Disabled: &off})
	h.must(err)
	bodies := map[string]bool{}
	for _, form := range []string{
		`{"login":"agent","password":"wrong wrong wrong"}`,
		`{"login":"nobody","password":"wrong wrong wrong"}`,
		`{"login":"accountant","password":"` + password + `"}`, // disabled
		`{"login":"' OR 1=1--","password":"x"}`,
		`{"login":"admin","password":"admin"}`,
	} {
		a := h.do("", "POST", "/sessions", form)
		if a.status != 401 || a.header.Get("Set-Cookie") != "" {
			t.Errorf("%s: %d", form, a.status)
		}
		bodies[string(a.body)] = true
	}
	if len(bodies) != 1 {
		t.Errorf("the answers differ: %v", bodies)
	}
}

func TestTheEleventhWrongPasswordHasToWait(t *testing.T) {
	h := open(t)
	h.user(agent)
	h.user(head)
	wrong := `{"login":"agent","password":"wrong wrong wrong"}`
	for range 10 {
		refused(h, "", "POST", "/sessions", wrong, 401, "wrong_login")
	}
	r := h.request("", "POST", "/api/v1/sessions", wrong)
	r.Header.Set("X-Forwarded-For", "203.0.113.9") // no way around
	r.Header.Set("X-Real-IP", "203.0.113.9")
	if a := h.send(r); a.status != 429 || a.header.Get("Retry-After") == "" {
		t.Errorf("the eleventh: %d %s", a.status, a.body)
	}
	refused(h, "", "POST", "/sessions", `{"login":"AGENT ","password":"`+password+`"}`, 429, "too_many")
	h.logIn("head") // the colleague in the same office is not locked out
	h.clock.Advance(5*time.Minute + time.Second)
	h.logIn("agent")
}

func TestASessionEndsWhenItIsNotUsedAndAfterADay(t *testing.T) {
	h := open(t)
	h.user(agent)
	cookie := h.logIn("agent")
	h.clock.Advance(29 * time.Minute)
	if a := h.with(cookie, "GET", "/me"); a.status != 200 {
		t.Fatalf("after 29 min: %d", a.status)
	}
	h.clock.Advance(29 * time.Minute)
	if a := h.with(cookie, "GET", "/me"); a.status != 200 {
		t.Fatalf("used in between: %d", a.status)
	}
	h.clock.Advance(31 * time.Minute)
	if a := h.with(cookie, "GET", "/me"); a.status != 401 {
		t.Errorf("idle: %d", a.status)
	}
	cookie = h.logIn("agent")
	for range 25 {
		h.clock.Advance(29 * time.Minute)
		h.with(cookie, "GET", "/me")
	}
	if a := h.with(cookie, "GET", "/me"); a.status != 401 {
		t.Errorf("after 12 h: %d", a.status)
	}
}

func TestNothingButTheHeaderAndTheCookieSaysWhoCalls(t *testing.T) {
	h := open(t)
	token := h.token(admin)
	for _, query := range []string{"?token=", "?access_token=", "?api_key="} {
		refused(h, "", "GET", "/me"+query+token, "", 401, "unauthorized")
	}
	for _, header := range []string{"", "Bearer", "Bearer ", "Bearer x", "Basic " + token, token, "Bearer " + token + "x", "Bearer eyJhbGciOiJub25lIn0.e30."} {
		r := h.request("", "GET", "/api/v1/me", "")
		r.Header.Set("Authorization", header)
		if header == "" {
			r.Header.Del("Authorization")
		}
		if a := h.send(r); a.status != 401 || a.header.Get("WWW-Authenticate") == "" {
			t.Errorf("%q: %d", header, a.status)
		}
	}
}

func TestARequestFromAnotherSiteChangesNothing(t *testing.T) {
	h := open(t)
	h.user(admin)
	cookie := h.logIn("administrator")
	for name, header := range map[string][2]string{
		"another site":      {"Sec-Fetch-Site", "cross-site"},
		"a sibling":         {"Sec-Fetch-Site", "same-site"},
		"a foreign origin":  {"Origin", "https://evil.example"},
		"an origin of none": {"Origin", "null"},
	} {
		r := h.request("", "POST", "/api/v1/agents", `{"name":"Evil","extension":"666"}`)
		r.AddCookie(cookie)
		r.Header.Set(header[0], header[1])
		if a := h.send(r); a.status != 403 || !strings.Contains(string(a.body), "cross_site") {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	r := h.request("", "POST", "/api/v1/agents", `{"name":"Own","extension":"667"}`)
	r.AddCookie(cookie)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Origin", h.url)
	if a := h.send(r); a.status != 201 {
		t.Errorf("our own page: %d %s", a.status, a.body)
	}
}

func TestUsersAreMadeChangedAndShutOut(t *testing.T) {
	h := open(t)
	for form, field := range map[string]string{
		`{"login":"x","name":"X","role":"agent","password":"short"}`:                                                              "password",
		`{"login":"x","name":"X","role":"agent","password":"password1"}`:                                                          "password",
		`{"login":"x","name":"X","role":"boss","password":"` + password + `"}`:                                                    "role",
		`{"login":" ","name":"X","role":"agent","password":"` + password + `"}`:                                                   "login",
		`{"login":"x","name":"X","role":"agent","password":"` + password + `","agent_id":"019309a8-0000-7000-8000-000000000000"}`: "agent_id",
	} {
		p := refused(h, admin, "POST", "/users", form, 422, "invalid")
		if p.Errors == nil || (*p.Errors)[0].Field != field {
			t.Errorf("%s: %+v", form, p)
		}
	}
	h.user(head)
	refused(h, admin, "POST", "/users", `{"login":"HEAD","name":"X","role":"head","password":"`+password+`"}`, 409, "conflict")
	u := want[api.User](h, admin, "POST", "/users", `{"login":"boris","name":"Boris","role":"agent","agent_id":"`+string(h.boris.ID)+`","password":"`+strings.Repeat("é violet 9 ", 8)+`"}`, 201)
	token := want[api.Token](h, admin, "POST", "/users/"+u.ID+"/tokens", "", 201).Token
	h.tokens["boris"] = token
	if me := want[api.Me](h, "boris", "GET", "/me", "", 200); *me.AgentID != string(h.boris.ID) || me.Country != "HU" || len(me.Permissions) == 0 {
		t.Errorf("%+v", me)
	}
	u = want[api.User](h, admin, "PATCH", "/users/"+u.ID, `{"disabled":true}`, 200)
	if !u.Disabled {
		t.Errorf("%+v", u)
	}
	refused(h, "boris", "GET", "/me", "", 401, "unauthorized")
	refused(h, admin, "PATCH", "/users/"+string(h.user(admin).ID), `{"role":"head"}`, 409, "conflict")
	refused(h, admin, "PATCH", "/users/019309a8-0000-7000-8000-000000000000", `{"name":"X"}`, 404, "not_found")
	refused(h, admin, "POST", "/users/019309a8-0000-7000-8000-000000000000/tokens", "", 404, "not_found")
	if list := want[api.UserList](h, admin, "GET", "/users?limit=2", "", 200); len(list.Items) != 2 || list.NextCursor == nil {
		t.Errorf("%+v", list)
	}
}

func TestWhoWasShutOutElsewhereIsShutOutHereWithinMoments(t *testing.T) {
	h := open(t)
	token := h.token(head)
	want[api.Me](h, head, "GET", "/me", "", 200)
	off := true
	_, err := h.store.UpdateUser(t.Context(), h.user(head).ID, crm.UserChange{Disabled: &off}) // as another server would
	h.must(err)
	h.clock.Advance(time.Second) // for so long who was known is taken for who they were
	if a := h.do(head, "GET", "/me", ""); a.status != 401 || token == "" {
		t.Errorf("%d %s", a.status, a.body)
	}
}
