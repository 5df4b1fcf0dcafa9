package api_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"vonal/api"
	"vonal/crm"
	"vonal/routing"
)

// page opens the live channel in a session.
func (h *house) page(cookie string) *listener {
	h.t.Helper()
	r := h.request("", "POST", "/api/v1/realtime/ticket", "")
	r.Header.Set("Cookie", "vonal_session="+cookie)
	var ticket api.Ticket
	h.must(json.Unmarshal(h.send(r).body, &ticket))
	l, reply := h.connect(ticket.Ticket)
	if reply["connect"] == nil {
		h.t.Fatalf("%s", reply["error"])
	}
	return l
}

func TestOpenPagesCloseWhenTheirRoleTeamTokenOrSessionChanges(t *testing.T) {
	h := open(t)
	h.own("chief", ofTheTeam)
	chief := string(h.user("chief").ID)
	closes := func(why string, change func()) {
		t.Helper()
		l := h.page(h.logIn("chief").Value)
		change()
		l.wantClosed(why)
	}
	closes("its role changed", func() {
		want[any](h, admin, "PATCH", "/roles/chief", `{"grants":{"desk.see":"all","calls.see":"team"}}`, 200)
	})
	closes("its user came into a team", func() {
		want[any](h, admin, "POST", "/teams", `{"name":"North","leads":["`+chief+`"]}`, 201)
	})
	closes("its user has another role", func() { want[any](h, admin, "PATCH", "/users/"+chief, `{"role":"head"}`, 200) })
	closes("its user has a new password", func() { want[any](h, admin, "POST", "/users/"+chief+"/password", `{"new":"`+password+`"}`, 204) })
	closes("an administrator ended its sessions", func() { want[any](h, admin, "DELETE", "/users/"+chief+"/sessions", "", 204) })
	closes("its session was ended in another browser", func() {
		other := h.logIn("chief")
		for _, s := range got[api.SessionList](h, other, "GET", "/me/sessions", "", 200).Items {
			if !s.Current {
				got[any](h, other, "DELETE", "/me/sessions/"+s.ID, "", 204)
			}
		}
	})
	made := want[api.Token](h, "chief", "POST", "/me/tokens", `{"name":"board"}`, 201)
	h.tokens["board"] = made.Token
	l := h.subscribe("board")
	want[any](h, "chief", "DELETE", "/me/tokens/"+made.ID, "", 204)
	l.wantClosed("its token was revoked")
}

func TestOpenPagesCloseWhenAnotherServerChangesWhatTheyMay(t *testing.T) {
	h := open(t)
	h.own("chief", ofTheTeam)
	h.user("chief")
	db, err := pgx.Connect(t.Context(), h.dsn)
	h.must(err)
	defer db.Close(t.Context())
	l, stays := h.page(h.logIn("chief").Value), h.subscribe(head)
	for range 3 {
		api.CheckAccess(h.realtime, t.Context())
	}
	h.realtime.CallGone("x")
	stays.next()
	_, err = db.Exec(t.Context(), `UPDATE roles SET grants = '{"desk.see":"all"}' WHERE key = 'chief'`)
	h.must(err)
	l.wantClosed("its role was changed elsewhere") // by itself, within five seconds
	h.realtime.CallGone("x")
	stays.next()
}

func TestNoRoutesAnswerCanCarryASecret(t *testing.T) {
	doc, err := description()
	if err != nil {
		t.Fatal(err)
	}
	// The members that do carry one, once, and why.
	once := map[string]bool{
		"Token.token": true, "SipAccount.password": true, "Enrolment.key": true, "RecoveryCodes.recovery_codes": true, "Ticket.ticket": true,
		"Problem.challenge": true, "WebhookMade.secret": true, "Policy.key_level": true, // of key customers
	}
	asked := map[string]bool{} // what comes in does not go out
	for _, item := range doc.Paths.Map() {
		for _, op := range item.Operations() {
			if op.RequestBody != nil {
				for _, media := range op.RequestBody.Value.Content {
					asked[strings.TrimPrefix(media.Schema.Ref, "#/components/schemas/")] = true
				}
			}
		}
	}
	for name, schema := range doc.Components.Schemas {
		if asked[name] {
			continue
		}
		for member := range schema.Value.Properties {
			for _, word := range []string{"password", "secret", "digest", "token", "recovery_codes", "challenge", "key"} {
				if strings.Contains(member, word) && !once[name+"."+member] && member != "key" && !strings.HasPrefix(member, "recovery_left") {
					t.Errorf("%s.%s: say here why an answer carries it", name, member)
				}
			}
		}
	}
}

func TestNoAnswerAboutPeopleCarriesASecret(t *testing.T) {
	h := open(t)
	h.user(agent)
	cookie := h.logIn("agent")
	secret, codes := h.enrol(cookie)
	token := want[api.Token](h, agent, "POST", "/me/tokens", `{"name":"x"}`, 201).Token
	id := string(h.user(agent).ID)
	for _, path := range []string{
		"/me", "/me/sessions", "/me/tokens", "/me/second-factor", "/users", "/users/" + id + "/sessions", "/users/" + id + "/tokens",
		"/roles", "/teams", "/audit", "/audit?user_id=" + id,
	} {
		role := admin
		if strings.HasPrefix(path, "/me") {
			role = agent
		}
		body := string(h.do(role, "GET", path, "").body)
		for _, s := range append(codes, secret, token, cookie.Value, h.token(admin), "argon2", "password_hash", "sip_secret", "digest", h.anna.Phones[0].Secret) {
			if strings.Contains(body, s) || strings.Contains(body, strings.ReplaceAll(s, "-", "")) {
				t.Errorf("%s carries %q", path, s)
			}
		}
	}
	for _, s := range append(codes, secret, token, cookie.Value, password) {
		if strings.Contains(h.log.String(), s) {
			t.Errorf("the log carries %q", s)
		}
	}
	db, err := pgx.Connect(t.Context(), h.dsn)
	h.must(err)
	defer db.Close(t.Context())
	var plain int
	h.must(db.QueryRow(t.Context(), `SELECT count(*) FROM second_factors WHERE position(convert_to($1, 'UTF8') IN secret) > 0`, secret).Scan(&plain))
	if plain != 0 {
		t.Error("the database carries the secret of a second factor")
	}
}

func TestAnAddressThatTriesAllLoginsHasToWait(t *testing.T) {
	h := open(t)
	h.user(agent)
	for i := range 100 {
		if a := h.do("", "POST", "/sessions", fmt.Sprintf(`{"login":"guess-%d","password":"x"}`, i)); a.status != 401 {
			t.Fatalf("%d: %d %s", i, a.status, a.body)
		}
	}
	if a := h.do("", "POST", "/sessions", `{"login":"agent","password":"`+password+`"}`); a.status != 429 || a.header.Get("Retry-After") == "" {
		t.Errorf("%d %s", a.status, a.body)
	}
	h.clock.Advance(5*time.Minute + time.Second)
	h.logIn("agent")
}

func TestALastAdministratorCannotBeRacedAway(t *testing.T) {
	h := open(t)
	second := want[api.User](h, admin, "POST", "/users", `{"login":"second","name":"S","role":"administrator","password":"`+password+`"}`, 201)
	ids := []string{string(h.user(admin).ID), second.ID}
	tokens := []string{h.token(admin), want[api.Token](h, admin, "POST", "/users/"+second.ID+"/tokens", "", 201).Token}
	var all sync.WaitGroup
	for i, id := range ids {
		all.Go(func() {
			r := h.request("", "PATCH", "/api/v1/users/"+id, `{"role":"head"}`)
			r.Header.Set("Authorization", "Bearer "+tokens[i])
			h.send(r)
		})
	}
	all.Wait()
	var left int
	for _, id := range ids {
		u, err := h.store.UserByID(t.Context(), crm.UserID(id))
		h.must(err)
		if u.Role == crm.RoleAdministrator {
			left++
		}
	}
	if left != 1 {
		t.Errorf("%d administrators are left", left)
	}
}

func TestWhoIsShutOutLosesThePhoneAndGetsItBack(t *testing.T) {
	h := open(t)
	anna := string(h.user(agent).ID)
	has := func() bool {
		t.Helper()
		agents, err := h.desk.Agents(t.Context())
		h.must(err)
		return slices.ContainsFunc(agents, func(a routing.Agent) bool { return a.ID == routing.AgentID(h.anna.ID) })
	}
	cookie := h.logIn("agent")
	h.token(agent)
	want[any](h, admin, "PATCH", "/users/"+anna, `{"disabled":true}`, 200)
	if has() {
		t.Error("the phone is still there")
	}
	got[any](h, cookie, "GET", "/me", "", 401)
	refused(h, agent, "GET", "/me", "", 401, "unauthorized")
	refused(h, "", "POST", "/sessions", `{"login":"agent","password":"`+password+`"}`, 401, "wrong_login")
	if out, err := h.store.ShutOut(t.Context()); err != nil || !slices.Equal(out, []crm.AgentID{h.anna.ID}) {
		t.Errorf("%v %v", out, err)
	}
	want[any](h, admin, "PATCH", "/users/"+anna, `{"disabled":true}`, 200) // twice is once
	want[any](h, admin, "PATCH", "/users/"+anna, `{"disabled":false}`, 200)
	if !has() {
		t.Error("the phone did not come back")
	}
}
