package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"vonal/api"
	"vonal/crm"
)

// as sends a request in a session.
func (h *house) as(cookie *http.Cookie, method, path, body string) answer {
	h.t.Helper()
	r := h.request("", method, "/api/v1"+path, body)
	r.AddCookie(cookie)
	return h.send(r)
}

// got is as, for an answer that must have the status.
func got[T any](h *house, cookie *http.Cookie, method, path, body string, status int) (v T) {
	h.t.Helper()
	a := h.as(cookie, method, path, body)
	if a.status != status {
		h.t.Fatalf("%s %s: %d, not %d: %s", method, path, a.status, status, a.body)
	}
	if len(a.body) > 0 {
		h.must(json.Unmarshal(a.body, &v))
	}
	return v
}

const another = "quiet lantern 31 fern"

func TestAPasswordIsChangedByWhoKnowsThePresentOne(t *testing.T) {
	h := open(t)
	h.user(agent)
	here, elsewhere := h.logIn("agent"), h.logIn("agent")
	p := got[api.Problem](h, here, "POST", "/me/password", `{"current":"wrong wrong wrong","new":"`+another+`"}`, 403)
	if p.Code != "wrong_password" {
		t.Errorf("%+v", p)
	}
	for _, bad := range []string{"short", "password", "letmein2024", "Sunshine1!", strings.Repeat("x", 20), password} {
		if p := got[api.Problem](h, here, "POST", "/me/password", `{"current":"`+password+`","new":"`+bad+`"}`, 422); (*p.Errors)[0].Field != "new" {
			t.Errorf("%s: %+v", bad, p)
		}
	}
	got[any](h, here, "POST", "/me/password", `{"current":"`+password+`","new":"`+another+`"}`, 204)
	got[any](h, here, "GET", "/me", "", 200)
	got[any](h, elsewhere, "GET", "/me", "", 401)
	refused(h, "", "POST", "/sessions", `{"login":"agent","password":"`+password+`"}`, 401, "wrong_login")
	want[any](h, "", "POST", "/sessions", `{"login":"agent","password":"`+another+`"}`, 201)
	refused(h, agent, "POST", "/me/password", `{"current":"`+another+`","new":"`+password+`"}`, 403, "session_needed")
}

func TestAPersonSeesAndEndsTheirOwnSessionsOnly(t *testing.T) {
	h := open(t)
	h.user(agent)
	h.user(head)
	one, two, boss := h.logIn("agent"), h.logIn("agent"), h.logIn("head")
	list := got[api.SessionList](h, one, "GET", "/me/sessions", "", 200)
	if len(list.Items) != 2 || list.Items[0].Current || !list.Items[1].Current || list.Items[0].IP == "" || list.Items[0].Browser == "" {
		t.Fatalf("%+v", list.Items)
	}
	foreign := got[api.SessionList](h, boss, "GET", "/me/sessions", "", 200).Items[0].ID
	got[any](h, one, "DELETE", "/me/sessions/"+foreign, "", 404)
	got[any](h, one, "DELETE", "/me/sessions/"+list.Items[0].ID, "", 204)
	got[any](h, two, "GET", "/me", "", 401)
	got[any](h, boss, "GET", "/me", "", 200)
	id := string(h.user(agent).ID)
	if l := want[api.SessionList](h, admin, "GET", "/users/"+id+"/sessions", "", 200); len(l.Items) != 1 || l.Items[0].Current {
		t.Errorf("%+v", l)
	}
	want[any](h, admin, "DELETE", "/users/"+id+"/sessions", "", 204)
	got[any](h, one, "GET", "/me", "", 401)
}

// enrol sets up a second factor in a session and answers its secret and codes.
func (h *house) enrol(cookie *http.Cookie) (secret string, codes []string) {
	h.t.Helper()
	made := got[api.Enrolment](h, cookie, "POST", "/me/second-factor", `{"password":"`+password+`"}`, 201)
	if !strings.HasPrefix(made.Address, "otpauth://totp/Vonal:") || !strings.HasPrefix(made.Picture, "data:image/png;base64,iVBOR") {
		h.t.Errorf("%+v", made)
	}
	got[any](h, cookie, "POST", "/me/second-factor/confirm", `{"code":"000000"}`, 422)
	codes = got[api.RecoveryCodes](h, cookie, "POST", "/me/second-factor/confirm", `{"code":"`+h.code(made.Key)+`"}`, 201).RecoveryCodes
	return made.Key, codes
}

// code is what an authenticator shows now.
func (h *house) code(secret string) string {
	h.t.Helper()
	code, err := totp.GenerateCode(secret, h.clock.Now())
	h.must(err)
	return code
}

func TestASecondFactorIsAskedForInTwoStepsOrOne(t *testing.T) {
	h := open(t)
	h.user(agent)
	here, elsewhere := h.logIn("agent"), h.logIn("agent")
	got[any](h, here, "POST", "/me/second-factor", `{"password":"wrong wrong wrong"}`, 403)
	secret, codes := h.enrol(here)
	if len(codes) != 10 {
		t.Fatalf("%v", codes)
	}
	got[any](h, elsewhere, "GET", "/me", "", 401) // it was opened without the code
	if f := got[api.SecondFactor](h, here, "GET", "/me/second-factor", "", 200); !f.On || f.RecoveryLeft != 10 || f.Since == nil {
		t.Errorf("%+v", f)
	}
	got[any](h, here, "POST", "/me/second-factor", `{"password":"`+password+`"}`, 409)

	challenge := func() string {
		t.Helper()
		p := refused(h, "", "POST", "/sessions", `{"login":"agent","password":"`+password+`"}`, 401, "second_factor_needed")
		c, _ := p.AdditionalProperties["challenge"].(string)
		return c
	}
	first := challenge()
	// The code that confirmed it was used.
	refused(h, "", "POST", "/sessions", `{"challenge":"`+first+`","code":"`+h.code(secret)+`"}`, 401, "wrong_login")
	h.clock.Advance(30 * time.Second)
	code := h.code(secret)
	want[api.Me](h, "", "POST", "/sessions", `{"challenge":"`+first+`","code":"`+code+`"}`, 201)
	h.clock.Advance(30 * time.Second)
	refused(h, "", "POST", "/sessions", `{"challenge":"`+first+`","code":"`+h.code(secret)+`"}`, 401, "unauthorized") // single use
	refused(h, "", "POST", "/sessions", `{"challenge":"`+challenge()+`","code":"`+code+`"}`, 401, "wrong_login")      // the same code twice
	want[api.Me](h, "", "POST", "/sessions", `{"login":"agent","password":"`+password+`","code":"`+h.code(secret)+`"}`, 201)

	late := challenge()
	h.clock.Advance(5*time.Minute + time.Second)
	refused(h, "", "POST", "/sessions", `{"challenge":"`+late+`","code":"`+h.code(secret)+`"}`, 401, "unauthorized")

	// A code of recovery counts once, however it is written.
	want[api.Me](h, "", "POST", "/sessions", `{"challenge":"`+challenge()+`","code":"`+strings.ToLower(codes[0])+`"}`, 201)
	refused(h, "", "POST", "/sessions", `{"challenge":"`+challenge()+`","code":"`+codes[0]+`"}`, 401, "wrong_login")

	again := h.clock.Now().Add(30 * time.Second) // ±1 step
	code, err := totp.GenerateCode(secret, again)
	h.must(err)
	a := h.do("", "POST", "/sessions", `{"challenge":"`+challenge()+`","code":"`+code+`"}`)
	cookie, err := http.ParseSetCookie(a.header.Get("Set-Cookie"))
	h.must(err)
	got[any](h, cookie, "POST", "/me/second-factor/remove", `{"password":"wrong wrong wrong"}`, 403)
	got[any](h, cookie, "POST", "/me/second-factor/remove", `{"password":"`+password+`"}`, 204)
	h.logIn("agent")
}

func TestCodesCannotBeGuessed(t *testing.T) {
	h := open(t)
	h.user(agent)
	secret, _ := h.enrol(h.logIn("agent"))
	h.clock.Advance(time.Minute)
	tries := 0
	for ; tries < 30; tries++ {
		a := h.do("", "POST", "/sessions", `{"login":"agent","password":"`+password+`","code":"000000"}`)
		if a.status == 429 {
			break
		}
		if a.status != 401 {
			t.Fatalf("%d %s", a.status, a.body)
		}
	}
	if tries != 10 {
		t.Errorf("%d wrong codes", tries)
	}
	refused(h, "", "POST", "/sessions", `{"login":"agent","password":"`+password+`","code":"`+h.code(secret)+`"}`, 429, "too_many")
}

func TestWithoutASecondFactorThatTheRoleNeedsNothingElseIsPossible(t *testing.T) {
	h := open(t)
	h.user(head)
	cookie := h.logIn("head")
	want[any](h, admin, "PATCH", "/roles/head", `{"second_factor":"required"}`, 200)
	if me := got[api.Me](h, cookie, "GET", "/me", "", 200); !me.SecondFactorNeeded || me.SecondFactor {
		t.Errorf("%+v", me)
	}
	for _, path := range []string{"/cards", "/calls", "/desk", "/me/tokens", "/agents"} {
		if p := got[api.Problem](h, cookie, "GET", path, "", 403); p.Code != "second_factor_needed" {
			t.Errorf("%s: %+v", path, p)
		}
		refused(h, head, "GET", path, "", 403, "second_factor_needed")
	}
	got[api.Problem](h, cookie, "POST", "/realtime/ticket", "", 403)
	h.enrol(cookie)
	got[any](h, cookie, "GET", "/cards", "", 200)
	want[any](h, head, "GET", "/cards", "", 200)
	// An administrator helps who has lost it; then it is needed again.
	want[any](h, admin, "DELETE", "/users/"+string(h.user(head).ID)+"/second-factor", "", 204)
	refused(h, head, "GET", "/cards", "", 403, "second_factor_needed")
	want[any](h, admin, "PATCH", "/roles/agent", `{"second_factor":"off"}`, 200)
	h.user(agent)
	got[any](h, h.logIn("agent"), "POST", "/me/second-factor", `{"password":"`+password+`"}`, 409)
}

func TestATokenMayNoMoreThanItWasGiven(t *testing.T) {
	h := open(t)
	id := string(h.user(head).ID)
	made := want[api.Token](h, head, "POST", "/me/tokens", `{"name":"wallboard","permissions":["desk.see","agents.see"],"expires_at":"`+h.clock.Now().Add(time.Hour).UTC().Format(time.RFC3339)+`"}`, 201)
	h.tokens["board"] = made.Token
	want[any](h, "board", "GET", "/desk", "", 200)
	refused(h, "board", "GET", "/cards", "", 403, "forbidden")
	refused(h, "board", "POST", "/cards", `{"name":"X"}`, 403, "forbidden")
	if me := want[api.Me](h, "board", "GET", "/me", "", 200); len(me.Permissions) != 2 {
		t.Errorf("%+v", me.Permissions)
	}
	// It makes no wider one, neither without a body nor with more.
	refused(h, "board", "POST", "/me/tokens", "", 403, "forbidden")
	refused(h, "board", "POST", "/me/tokens", `{"permissions":["desk.see","cards.see"]}`, 403, "forbidden")
	want[any](h, "board", "POST", "/me/tokens", `{"permissions":["desk.see"]}`, 201)
	// What the user loses, it loses.
	h.own("narrow", crm.Grants{crm.SeeAgents: crm.ScopeAll})
	want[any](h, admin, "PATCH", "/users/"+id, `{"role":"narrow"}`, 200)
	refused(h, "board", "GET", "/desk", "", 403, "forbidden")
	want[any](h, "board", "GET", "/agents", "", 200)

	list := want[api.TokenList](h, admin, "GET", "/users/"+id+"/tokens", "", 200)
	i := 0
	for list.Items[i].ID != made.ID {
		i++
	}
	if l := list.Items[i]; l.Name != "wallboard" || len(*l.Permissions) != 2 || l.LastUsedAt == nil || l.ExpiresAt == nil {
		t.Errorf("%+v", l)
	}
	h.clock.Advance(time.Hour)
	refused(h, "board", "GET", "/agents", "", 401, "unauthorized")
	for body, status := range map[string]int{
		`{"permissions":["money.print"]}`:             422,
		`{"expires_at":"2001-01-01T00:00:00Z"}`:       422,
		`{"expires_at":"tomorrow"}`:                   422,
		`{"permissions":"all"}`:                       422,
		`{"name":"` + strings.Repeat("x", 129) + `"}`: 422,
		`{"user_id":"x"}`:                             400,
	} {
		if a := h.do(head, "POST", "/me/tokens", body); a.status != status {
			t.Errorf("%s: %d %s", body, a.status, a.body)
		}
	}
}

func TestATokenIsRevokedByItsOwnerAndByAnAdministrator(t *testing.T) {
	h := open(t)
	id := string(h.user(head).ID)
	for _, by := range []func(token string){
		func(token string) { want[any](h, head, "DELETE", "/me/tokens/"+token, "", 204) },
		func(token string) { want[any](h, admin, "DELETE", "/users/"+id+"/tokens/"+token, "", 204) },
	} {
		made := want[api.Token](h, admin, "POST", "/users/"+id+"/tokens", "", 201)
		h.tokens["it"] = made.Token
		want[any](h, "it", "GET", "/cards", "", 200)
		refused(h, agent, "DELETE", "/me/tokens/"+made.ID, "", 404, "not_found") // not theirs
		by(made.ID)
		refused(h, "it", "GET", "/cards", "", 401, "unauthorized")
	}
}
