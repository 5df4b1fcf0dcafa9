package api_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"vonal/api"
)

func TestRolesAndTokensDoNotChangeWithoutTheirLineOfTheAuditLog(t *testing.T) {
	h := open(t)
	const role = `{"id":"clerk","name":"Clerk","grants":{"cards.see":"own"}}`
	h.token(admin)
	h.exec("ALTER TABLE audit_inbox RENAME TO audit_away")
	for _, r := range [][3]string{{"POST", "/roles", role}, {"POST", "/me/tokens", `{"name":"robot"}`}} {
		if a := h.do(admin, r[0], r[1], r[2]); a.status < 500 {
			t.Errorf("%s %s without a line: %d %s", r[0], r[1], a.status, a.body)
		}
	}
	h.exec("ALTER TABLE audit_away RENAME TO audit_inbox")
	for _, r := range want[api.RoleList](h, admin, "GET", "/roles", "", 200).Items {
		if r.ID == "clerk" {
			t.Error("the role is there without its line")
		}
	}
	if list := want[api.TokenList](h, admin, "GET", "/me/tokens", "", 200).Items; len(list) != 1 { // the one that asks
		t.Errorf("the token is there without its line: %+v", list)
	}

	want[api.RoleSheet](h, admin, "POST", "/roles", role, 201)
	h.exec("ALTER TABLE audit_inbox RENAME TO audit_away")
	for _, r := range [][3]string{{"PATCH", "/roles/clerk", `{"name":"Chief"}`}, {"DELETE", "/roles/clerk", ""}} {
		if a := h.do(admin, r[0], r[1], r[2]); a.status < 500 {
			t.Errorf("%s %s without a line: %d %s", r[0], r[1], a.status, a.body)
		}
	}
	h.exec("ALTER TABLE audit_away RENAME TO audit_inbox")
	if got := want[api.RoleSheet](h, admin, "PATCH", "/roles/clerk", `{}`, 200); got.Name != "Clerk" {
		t.Errorf("%+v", got)
	}
	lines := map[string]int{}
	for _, l := range want[api.AuditList](h, admin, "GET", "/audit", "", 200).Items {
		lines[l.What]++
	}
	if lines["role_made"] != 1 || lines["role_changed"] != 1 || lines["role_deleted"] != 0 || lines["token_made"] != 0 {
		t.Errorf("%v", lines)
	}
}

// state is everything that the routes below change, as one text.
func (h *house) state() (all string) {
	h.t.Helper()
	db, err := pgx.Connect(h.t.Context(), h.dsn)
	h.must(err)
	defer db.Close(context.Background())
	for _, table := range []string{"users", "second_factors", "recovery_codes", "roles", "teams", "team_members", "team_leads", "policies", "calendars", "tier_rules", "pause_reasons",
		"follow_up_rules", "follow_ups", "cards", "card_merges", "deals", "tasks", "timeline", "hashtags", "card_fields", "files"} {
		var rows string
		h.must(db.QueryRow(h.t.Context(), "SELECT coalesce(string_agg(t::text, ';' ORDER BY t::text), '') FROM "+table+" t").Scan(&rows))
		all += table + ": " + rows + "\n"
	}
	var ids string
	h.must(db.QueryRow(h.t.Context(), "SELECT coalesce(string_agg(digest::text, ';' ORDER BY digest), '') FROM sessions").Scan(&ids))
	return all + "sessions: " + ids
}

func TestNothingOfPeopleAndRulesChangesWithoutItsLineOfTheAuditLog(t *testing.T) {
	h := open(t)
	boris := string(h.user(agent).ID)
	h.lead(head, h.anna.ID)
	team := want[api.TeamList](h, admin, "GET", "/teams", "", 200).Items[0].ID
	h.token(admin)
	h.user(purse)
	page, other := h.logIn("agent"), h.logIn(string(purse))
	h.logIn(string(purse))
	key := got[api.Enrolment](h, page, "POST", "/me/second-factor", `{"password":"`+password+`"}`, 201).Key
	elsewhere := ""
	for _, s := range got[api.SessionList](h, other, "GET", "/me/sessions", "", 200).Items {
		if !s.Current {
			elsewhere = s.ID
		}
	}
	employed := len(h.desk.phones)
	card, twin := h.customer("Szabó"), h.customer("Szabo")
	deal, task := h.deal(card.ID, "Licence", 100), h.task(head, `{"title":"Call"}`)
	file := h.added(head, "/cards/"+card.ID+"/files", "a.pdf", "%PDF-1.7\na\n%%EOF\n").ID
	want[any](h, admin, "PUT", "/fields", `{"key":"size","labels":{"en":"Size"},"kind":"text"}`, 200)
	want[any](h, admin, "PUT", "/hashtags", `{"tag":"soon","stage":"payment"}`, 200)

	want[api.Deal](h, admin, "PATCH", "/deals/"+deal.ID, `{"stage":"fulfilled"}`, 200)
	coming := want[api.FollowUpList](h, admin, "GET", "/cards/"+card.ID+"/follow-ups", "", 200).Items[0]

	requests := []struct {
		by                 *http.Cookie // nil is the administrator's token
		method, path, body string
		status             int
		line               string
	}{
		{nil, "DELETE", "/follow-ups/" + coming.ID, "", 204, "follow_up_skipped"},
		{nil, "POST", "/follow-ups/" + coming.ID + "/restore", "", 204, "follow_up_restored"},
		{nil, "PUT", "/follow-up-rules", `{"name":"Again","enabled":true,"when":"stage","stage":"fulfilled","count":2,"unit":"month","title":"Ask again"}`, 200, "follow_rule_changed"},
		{nil, "DELETE", "/follow-up-rules/" + coming.RuleID, "", 204, "follow_rule_removed"},
		{nil, "DELETE", "/deals/" + deal.ID, "", 204, "deleted"},
		{nil, "DELETE", "/tasks/" + task.ID, "", 204, "deleted"},
		{nil, "DELETE", "/files/" + file, "", 204, "deleted"},
		{nil, "DELETE", "/fields/size", "", 204, "deleted"},
		{nil, "DELETE", "/hashtags?tag=soon", "", 204, "deleted"},
		{nil, "POST", "/cards/" + card.ID + "/merge", `{"other_id":"` + twin.ID + `"}`, 200, "merged"},
		{nil, "POST", "/users", `{"login":"new","name":"New","role":"agent","password":"` + another + `"}`, 201, "user_made"},
		{nil, "PATCH", "/users/" + boris, `{"name":"Renamed"}`, 200, "user_changed"},
		{nil, "POST", "/teams", `{"name":"North"}`, 201, "team_made"},
		{nil, "PATCH", "/teams/" + team, `{"name":"South"}`, 200, "team_changed"},
		{nil, "DELETE", "/teams/" + team, "", 204, "team_deleted"},
		{nil, "PUT", "/policy", `{"ring_timeout_ms":7000}`, 200, "policy_changed"},
		{nil, "PUT", "/tier-rules", `{"items":[{"tier":"key","tag":"vip"}]}`, 200, "tier_rules_changed"},
		{nil, "PUT", "/pause-reasons", `{"key":"walk","labels":{"en":"Walk"}}`, 200, "pause_reason_changed"},
		{nil, "DELETE", "/pause-reasons/walk", "", 204, "pause_reason_removed"},
		{page, "POST", "/me/calendar", "", 201, "calendar_made"},
		{page, "DELETE", "/me/calendar", "", 204, "calendar_removed"},
		{page, "POST", "/me/second-factor/confirm", `{"code":"` + h.code(key) + `"}`, 201, "second_factor_set_up"},
		{page, "POST", "/me/second-factor/remove", `{"password":"` + password + `"}`, 204, "second_factor_removed"},
		{page, "POST", "/me/password", `{"current":"` + password + `","new":"` + another + `"}`, 204, "password_changed"},
		{nil, "POST", "/users/" + boris + "/password", `{"new":"` + password + `"}`, 204, "password_set"},
		{nil, "DELETE", "/users/" + boris + "/second-factor", "", 204, "second_factor_removed"},
		{other, "DELETE", "/me/sessions/" + elsewhere, "", 204, "session_ended"},
		{other, "DELETE", "/sessions", "", 204, "log_out"},
		{nil, "DELETE", "/users/" + boris + "/sessions", "", 204, "sessions_ended"},
		{nil, "PATCH", "/users/" + boris, `{"disabled":true}`, 200, "user_changed"},
	}
	for _, r := range requests {
		send := func() answer {
			if r.by != nil {
				return h.as(r.by, r.method, r.path, r.body)
			}
			return h.do(admin, r.method, r.path, r.body)
		}
		before := h.state()
		h.exec("ALTER TABLE audit_inbox RENAME TO audit_away")
		a := send()
		h.exec("ALTER TABLE audit_away RENAME TO audit_inbox")
		if a.status < 500 {
			t.Errorf("%s %s without a line: %d %s", r.method, r.path, a.status, a.body)
		}
		if after := h.state(); after != before {
			t.Errorf("%s %s changed without a line:\n%s\n%s", r.method, r.path, before, after)
		}
		lines := len(h.lines("?what=" + r.line))
		if a := send(); a.status != r.status {
			t.Errorf("%s %s: %d %s", r.method, r.path, a.status, a.body)
		}
		if n := len(h.lines("?what=" + r.line)); n != lines+1 {
			t.Errorf("%s %s: %d lines more", r.method, r.path, n-lines)
		}
	}
	if h.desk.policy.RingTimeout != 7*time.Second || len(h.desk.phones) != employed-1 {
		t.Errorf("the desk: %v, %d phones", h.desk.policy.RingTimeout, len(h.desk.phones))
	}
}

func TestWhatIsOnlyShownIsNoLineOfTheAuditLog(t *testing.T) {
	h := open(t)
	card, twin := h.customer("Szabó"), h.customer("Szabo")
	want[any](h, admin, "POST", "/cards/"+card.ID+"/merge", `{"other_id":"`+twin.ID+`","preview":true}`, 200)
	if l := h.lines("?what=merged"); len(l) != 0 {
		t.Errorf("%+v", l)
	}
}

func TestARefusalIsWrittenWhereTheRequestIsUndone(t *testing.T) {
	h := open(t)
	h.user(agent)
	page := h.logIn("agent")
	got[any](h, page, "POST", "/me/password", `{"current":"wrong wrong wrong","new":"`+another+`"}`, 403)
	if l := h.lines("?what=log_in&outcome=refused"); len(l) != 1 || l[0].Detail != "as agent" {
		t.Errorf("%+v", l)
	}
}
