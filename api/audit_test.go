package api_test

import (
	"fmt"
	"testing"
	"time"

	"vonal/api"
	"vonal/crm"
)

// lines are those of the audit log that the query finds, newest first.
func (h *house) lines(query string) []api.AuditLine {
	h.t.Helper()
	return want[api.AuditList](h, admin, "GET", "/audit"+query, "", 200).Items
}

func TestWhoDidWhatIsWrittenWithWhenAndFromWhere(t *testing.T) {
	h := open(t)
	boris := string(h.user(agent).ID)
	cookie := h.logIn("agent")
	refused(h, "", "POST", "/sessions", `{"login":"agent","password":"wrong wrong wrong"}`, 401, "wrong_login")
	refused(h, agent, "GET", "/users", "", 403, "forbidden")
	refused(h, agent, "POST", "/calls", `{"agent_id":"`+string(h.anna.ID)+`","to":"06 90 123 456"}`, 403, "premium_number")
	want[any](h, admin, "PATCH", "/users/"+boris, `{"role":"head"}`, 200)
	made := want[api.Token](h, admin, "POST", "/users/"+boris+"/tokens", `{"name":"script"}`, 201)
	call := h.ended("c1", h.anna.ID, "+36301234567")
	h.do(admin, "GET", "/recordings/"+string(call.Recording.ID)+"/audio", "")
	want[any](h, admin, "DELETE", "/agents/"+string(h.boris.ID), "", 204)
	got[any](h, cookie, "DELETE", "/sessions", "", 204)

	for _, c := range []struct{ query, what, user, outcome, detail string }{
		{"?what=log_in&outcome=done", "log_in", boris, "done", "by password"},
		{"?what=log_in&outcome=refused", "log_in", "", "refused", "as agent"},
		{"?outcome=refused&user_id=" + boris, "refused", boris, "refused", "premium_number: POST /calls"},
		{"?what=user_changed", "user_changed", string(h.user(admin).ID), "done", "role head"},
		{"?thing_id=" + made.ID, "token_made", string(h.user(admin).ID), "done", "script for agent"},
		{"?what=agent_deleted", "agent_deleted", string(h.user(admin).ID), "done", "Boris"},
		{"?what=log_out", "log_out", boris, "done", ""},
	} {
		found := h.lines(c.query)
		if len(found) == 0 {
			t.Errorf("%s: nothing", c.query)
			continue
		}
		l := found[0]
		if l.What != c.what || string(l.Outcome) != c.outcome || l.Detail != c.detail || l.IP != "127.0.0.1" || l.At.IsZero() ||
			(l.UserID == nil) != (c.user == "") || l.UserID != nil && (*l.UserID != c.user || l.UserName == nil) {
			t.Errorf("%s: %+v", c.query, l)
		}
	}
	if n := len(h.lines("?what=refused&user_id=" + boris)); n != 2 {
		t.Errorf("%d refusals", n)
	}
}

func TestTheAuditLogIsPagedFilteredAndForItsReadersOnly(t *testing.T) {
	h := open(t)
	for i := range 5 {
		h.must(h.store.Audit(t.Context(), crm.AuditLine{What: "exported", Detail: fmt.Sprint(i)}))
	}
	first := want[api.AuditList](h, admin, "GET", "/audit?what=exported&limit=2", "", 200)
	if len(first.Items) != 2 || first.Items[0].Detail != "4" || first.NextCursor == nil || first.Head.Seq < 5 || len(first.Head.Hash) != 64 {
		t.Fatalf("%+v", first)
	}
	second := want[api.AuditList](h, admin, "GET", "/audit?what=exported&limit=2&cursor="+*first.NextCursor, "", 200)
	if len(second.Items) != 2 || second.Items[0].Detail != "2" {
		t.Errorf("%+v", second)
	}
	refused(h, head, "GET", "/audit", "", 403, "forbidden")
	for query, status := range map[string]int{
		"?sort=detail": 400, "?what=' OR 1=1--": 400, "?outcome=maybe": 400, "?cursor=xyz": 400, "?user_id=1=1": 400,
		"?from=yesterday": 400, "?limit=0": 400, "?what=": 400, "?thing_id=%27%20OR%201=1": 200, "?limit=1000000": 200, "?from=2026-01-01T00:00:00Z": 200,
	} {
		if a := h.do(admin, "GET", "/audit"+spaced(query), ""); a.status != status {
			t.Errorf("%s: %d %s", query, a.status, a.body)
		}
	}
}

func TestRefusalsDoNotFillTheDisk(t *testing.T) {
	h := open(t)
	for range 250 {
		h.do(agent, "GET", "/users", "")
	}
	list := h.lines("?what=refused&limit=200")
	if len(list) != 200 || list[0].Detail != "forbidden: GET /users (further ones of these minutes are not written)" {
		t.Errorf("%d lines, the last says %q", len(list), list[0].Detail)
	}
}

func TestEachHearingOfARecordingIsWrittenAndNoPieceOfItIsHeardUnwritten(t *testing.T) {
	h := open(t)
	call := h.ended("c1", h.anna.ID, "+36301234567")
	id := string(call.Recording.ID)
	piece := h.request(head, "GET", "/api/v1/recordings/"+id+"/audio", "")
	piece.Header.Set("Range", "bytes=1-")
	for range 3 {
		if a := h.send(piece); a.status != 206 {
			t.Fatalf("%d %s", a.status, a.body)
		}
	}
	if list := h.lines("?what=recording_played"); len(list) != 1 || *list[0].UserID != string(h.user(head).ID) || list[0].ThingID != id || list[0].Detail != "call c1" {
		t.Errorf("%+v", list)
	}
	h.do(agent, "GET", "/recordings/"+id+"/audio", "")
	h.clock.Advance(6 * time.Minute)
	h.do(head, "GET", "/recordings/"+id+"/audio", "")
	if list := h.lines("?what=recording_played"); len(list) != 3 {
		t.Errorf("%+v", list)
	}
}

func TestWantingToHearAForeignChannelIsWritten(t *testing.T) {
	h := open(t)
	l := h.subscribe(agent)
	if reply := l.ask(`{"id":3,"subscribe":{"channel":"private"}}`); reply["error"] == nil {
		t.Fatal("subscribed")
	}
	list := h.lines("?what=refused&outcome=refused")
	if len(list) != 1 || *list[0].UserID != string(h.user(agent).ID) || list[0].Detail != "channel private" || list[0].IP != "127.0.0.1" {
		t.Errorf("%+v", list)
	}
}
