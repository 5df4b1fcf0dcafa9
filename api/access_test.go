package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"vonal/crm"
)

// access is who may call what, written down a second time by hand: a slip in
// the program's own table must not pass by being in the test's too.
// A agent · H head · S administrator · F accountant · 0 nobody logged in
var access = []struct{ route, roles string }{
	{"DELETE /sessions", "AHSF"},
	{"GET /me", "AHSF"},
	{"POST /me/password", ""}, // needs a session
	{"GET /me/sessions", "AHSF"},
	{"DELETE /me/sessions/nobody", "AHSF"},
	{"GET /me/tokens", "AHSF"},
	{"POST /me/tokens", "AHSF"},
	{"DELETE /me/tokens/nobody", "AHSF"},
	{"GET /me/views", "AHSF"},
	{"POST /me/views", "AHSF"},
	{"PATCH /me/views/nobody", "AHSF"},
	{"DELETE /me/views/nobody", "AHSF"},
	{"GET /me/calendar", "AHSF"},
	{"POST /me/calendar", "AHSF"},
	{"DELETE /me/calendar", "AHSF"},
	{"GET /me/notices", "AHSF"},
	{"GET /me/notices/count", "AHSF"},
	{"POST /me/notices/read", "AHSF"},
	{"POST /me/notices/nobody/read", "AHSF"},
	{"POST /me/notices/nobody/unread", "AHSF"},
	{"POST /me/notices/nobody/snooze", "AHSF"},
	{"GET /me/push", "AHSF"},
	{"POST /me/push", "AHSF"},
	{"DELETE /me/push/nobody", "AHSF"},
	{"GET /me/notice-choices", "AHSF"},
	{"PUT /me/notice-choices", "AHSF"},
	{"GET /me/second-factor", "AHSF"},
	{"POST /me/second-factor", ""},         // needs a session
	{"POST /me/second-factor/confirm", ""}, // needs a session
	{"POST /me/second-factor/remove", ""},  // needs a session
	{"GET /users", "S"},
	{"POST /users", "S"},
	{"PATCH /users/nobody", "S"},
	{"POST /users/nobody/password", "S"},
	{"GET /users/nobody/sessions", "S"},
	{"DELETE /users/nobody/sessions", "S"},
	{"DELETE /users/nobody/second-factor", "S"},
	{"GET /users/nobody/tokens", "S"},
	{"POST /users/nobody/tokens", "S"},
	{"DELETE /users/nobody/tokens/x", "S"},
	{"GET /roles", "AHSF"},
	{"POST /roles", "S"},
	{"PATCH /roles/nobody", "S"},
	{"DELETE /roles/nobody", "S"},
	{"GET /teams", "AHSF"},
	{"POST /teams", "S"},
	{"PATCH /teams/nobody", "S"},
	{"DELETE /teams/nobody", "S"},
	{"GET /audit", "S"},
	{"GET /agents", "AHSF"},
	{"POST /agents", "S"},
	{"GET /agents/nobody", "AHSF"},
	{"PATCH /agents/nobody", "S"},
	{"DELETE /agents/nobody", "S"},
	{"GET /holidays", "AHSF"},
	{"GET /follow-up-rules", "AHS"},
	{"PUT /follow-up-rules", "S"},
	{"DELETE /follow-up-rules/nobody", "S"},
	{"GET /cards/nobody/follow-ups", "AHS"},
	{"GET /follow-ups", "AHS"},
	{"DELETE /follow-ups/nobody", "AHS"},
	{"POST /follow-ups/nobody/restore", "AHS"},
	{"GET /webhooks", "S"},
	{"POST /webhooks", "S"},
	{"PATCH /webhooks/nobody", "S"},
	{"DELETE /webhooks/nobody", "S"},
	{"POST /webhooks/nobody/test", "S"},
	{"GET /webhooks/nobody/deliveries", "S"},
	{"POST /webhooks/nobody/deliveries/it/again", "S"},
	{"GET /undelivered", "S"},
	{"POST /undelivered/nobody/again", "S"},
	{"POST /queues/x/pause", "S"},
	{"POST /queues/x/resume", "S"},
	{"GET /jobs", "S"},
	{"POST /jobs/x/run", "S"},
	{"POST /jobs/x/pause", "S"},
	{"POST /jobs/x/resume", "S"},
	{"GET /workloads", "AHS"},
	{"GET /duties", "AHS"},
	{"GET /duties/count", "AHS"},
	{"POST /duties/nobody/close", "AHS"},
	{"POST /duties/nobody/reopen", "AHS"},
	{"GET /agents/nobody/phones", "HS"}, // an agent their own
	{"POST /agents/nobody/phones", "S"},
	{"PATCH /agents/nobody/phones/x", "S"},
	{"DELETE /agents/nobody/phones/x", "S"},
	{"POST /agents/nobody/phones/x/renew", "S"},
	{"POST /agents/nobody/ready", "HS"}, // an agent may for themselves
	{"POST /agents/nobody/pause", "HS"},
	{"POST /agents/nobody/extend", "HS"},
	{"POST /agents/nobody/login", "HS"},
	{"POST /agents/nobody/logout", "HS"},
	{"GET /numbers", "AHSF"},
	{"PUT /numbers", "S"},
	{"DELETE /numbers/none", "S"},
	{"GET /opening-hours", "AHSF"},
	{"PUT /opening-hours", "S"},
	{"DELETE /opening-hours/none", "S"},
	{"GET /prompts", "AHSF"},
	{"POST /prompts/none", "S"},
	{"DELETE /prompts/none", "S"},
	{"GET /prompts/none/audio", "AHSF"},
	{"GET /pause-reasons", "AHSF"},
	{"PUT /pause-reasons", "S"},
	{"DELETE /pause-reasons/nobody", "S"},
	{"GET /level-rules", "AHSF"},
	{"PUT /level-rules", "S"},
	{"GET /tier-rules", "AHS"},
	{"PUT /tier-rules", "S"},
	{"GET /absences", "AHSF"},
	{"POST /absences", "AHS"}, // an agent their own
	{"PATCH /absences/nobody", "AHS"},
	{"DELETE /absences/nobody", "AHS"},
	{"GET /calls", "AHSF"},
	{"POST /calls", "AHS"}, // an agent for themselves
	{"GET /calls/none", "AHSF"},
	{"GET /calls/none/trace", "AHSF"},
	{"GET /calls/none/searches", "AHSF"},
	{"POST /calls/none/outcome", "AHS"},
	{"POST /calls/none/hangup", "AHS"},
	{"GET /health", "S"},
	{"POST /calls/none/hold", "AHS"},
	{"POST /calls/none/resume", "AHS"},
	{"POST /calls/none/hand-over", "AHS"},
	{"POST /calls/none/recording/pause", "AHS"},
	{"POST /calls/none/recording/resume", "AHS"},
	{"GET /recordings/none/audio", "AHS"},
	{"GET /cards", "AHS"},
	{"POST /cards", "AHS"},
	{"GET /cards/count", "HS"},
	{"GET /cards/export", "HS"},
	{"GET /imports", "HS"},
	{"POST /imports", "HS"},
	{"GET /imports/none", "HS"},
	{"DELETE /imports/none", "HS"},
	{"POST /imports/none/check", "HS"},
	{"POST /imports/none/run", "HS"},
	{"POST /imports/none/cancel", "HS"},
	{"POST /imports/none/undo", "HS"},
	{"GET /imports/none/rows", "HS"},
	{"GET /imports/none/refused", "HS"},
	{"GET /cards/none", "AHS"},
	{"PATCH /cards/none", "AHS"},
	{"POST /cards/changes", "AHS"},
	{"GET /cards/none/timeline", "AHS"},
	{"POST /cards/none/merge", "HS"},
	{"GET /cards/none/merges", "AHS"},
	{"POST /cards/none/apart", "HS"},
	{"POST /merges/none/undo", "HS"},
	{"GET /duplicates", "AHS"},
	{"GET /fields", "AHS"},
	{"PUT /fields", "S"},
	{"DELETE /fields/none", "S"},
	{"GET /search", "AHSF"},
	{"POST /cards/none/notes", "AHS"},
	{"POST /notes/none/choose", "AHS"},
	{"GET /deals", "AHS"},
	{"POST /deals", "AHS"},
	{"GET /deals/none", "AHS"},
	{"PATCH /deals/none", "AHS"},
	{"POST /deals/changes", "AHS"},
	{"DELETE /deals/none", "AHS"},
	{"POST /deals/none/restore", "AHS"},
	{"GET /deals/none/moves", "AHS"},
	{"POST /deals/none/moves/step/undo", "AHS"},
	{"GET /board", "AHS"},
	{"GET /board/deadlines", "AHS"},
	{"GET /pipelines", "AHS"},
	{"PUT /pipelines/nobody", "S"},
	{"GET /hashtags", "AHS"},
	{"PUT /hashtags", "S"},
	{"DELETE /hashtags", "S"},
	{"GET /outcomes", "AHSF"},
	{"PUT /outcomes", "S"},
	{"GET /calls/none/effects", "AHS"},
	{"POST /calls/none/effects/what/undo", "AHS"},
	{"POST /calls/none/effects/what/choose", "AHS"},
	{"GET /tasks", "AHS"},
	{"POST /tasks", "AHS"},
	{"GET /task_counts", "AHS"},
	{"GET /tasks/none", "AHS"},
	{"PATCH /tasks/none", "AHS"},
	{"DELETE /tasks/none", "AHS"},
	{"POST /tasks/none/restore", "AHS"},
	{"GET /tasks/none/history", "AHS"},
	{"GET /tasks/none/comments", "AHS"},
	{"POST /tasks/none/comments", "AHS"},
	{"GET /projects", "AHS"},
	{"POST /projects", "AHS"},
	{"GET /projects/none", "AHS"},
	{"PATCH /projects/none", "AHS"},
	{"GET /projects/none/comments", "AHS"},
	{"POST /projects/none/comments", "AHS"},
	{"GET /cards/none/files", "AHS"},
	{"POST /cards/none/files", "AHS"},
	{"GET /tasks/none/files", "AHS"},
	{"POST /tasks/none/files", "AHS"},
	{"GET /deals/none/files", "AHS"},
	{"POST /deals/none/files", "AHS"},
	{"GET /files/none", "AHS"},
	{"PATCH /files/none", "AHS"},
	{"DELETE /files/none", "AHS"},
	{"POST /files/none/restore", "AHS"},
	{"POST /files/none/versions", "AHS"},
	{"GET /files/none/content", "AHS"},
	{"GET /files/none/thumbnail", "AHS"},
	{"GET /desk", "AHS"},
	{"GET /desk/last-hour", "AHS"},
	{"GET /policy", "AHSF"},
	{"PUT /policy", "S"},
	{"POST /realtime/ticket", "AHSF"},
}

var bodies = map[string]string{
	"POST /agents/nobody/pause": `{"reason":"lunch"}`,
	"PUT /follow-up-rules":      `{"name":"x","enabled":false,"when":"lost_call","count":1,"unit":"day","title":"x"}`,
	"POST /duties/nobody/close": `{"reason":"wrong number"}`,
	"POST /calls/none/outcome":  `{"outcome":"invoice"}`,
	"POST /calls":               `{"agent_id":"nobody","to":"+36301234567"}`,
	"POST /cards":               `{"name":"Somebody"}`,

	"POST /me/password":              `{"current":"x","new":"violet anchor 78"}`,
	"POST /me/second-factor":         `{"password":"x"}`,
	"POST /me/second-factor/confirm": `{"code":"123456"}`,
	"POST /me/second-factor/remove":  `{"password":"x"}`,
}

func TestEveryRouteAnswersEachRoleAsTheTableOfAccessSays(t *testing.T) {
	h := open(t)
	letters := map[string]crm.Role{"0": "", "A": agent, "H": head, "S": admin, "F": purse}
	for _, row := range access {
		method, path, _ := strings.Cut(row.route, " ")
		body := bodies[row.route]
		if body == "" && slices.Contains([]string{"POST", "PATCH", "PUT"}, method) {
			body = `{}`
		}
		for letter, role := range letters {
			a := h.do(role, method, path, body)
			switch {
			case letter == "0":
				if a.status != http.StatusUnauthorized {
					t.Errorf("%s for nobody: %d", row.route, a.status)
				}
			case strings.Contains(row.roles, letter):
				if a.status == http.StatusUnauthorized || a.status == http.StatusForbidden || a.status >= 500 {
					t.Errorf("%s for %s: %d %s", row.route, role, a.status, a.body)
				}
			case a.status != http.StatusForbidden:
				t.Errorf("%s for %s: %d, not forbidden", row.route, role, a.status)
			}
		}
	}
}

func TestTheTableOfAccessHasEveryRoute(t *testing.T) {
	covered := map[string]bool{"POST /sessions": true, "GET /sessions/ways": true, "GET /sessions/oidc/start": true,
		"GET /sessions/oidc/callback": true, "POST /setup": true, "GET /calendar/{secret}": true, "GET /provisioning/{token}": true} // open to everybody
	for _, row := range access {
		covered[strings.NewReplacer("/tokens/x", "/tokens/{token}", "/phones/x", "/phones/{phone}", "/jobs/x", "/jobs/{name}", "/queues/x", "/queues/{name}", "/nobody", "/{id}", "/none", "/{id}", "/step", "/{move}", "/what", "/{effect}", "/it", "/{delivery}").Replace(row.route)] = true
	}
	for _, route := range describedRoutes(t) {
		if !covered[route] {
			t.Errorf("nobody wrote down who may call %s", route)
		}
	}
}

func TestWhatIsNotForTheCallerAnswersTheSameBytesAsWhatIsNot(t *testing.T) {
	h := open(t)
	call := h.ended("boris-call", h.boris.ID, "+36301234567")
	rec := call.Recording.ID
	for _, pair := range [][2]string{
		{"/calls/boris-call", "/calls/no-such-call"},
		{"/calls/boris-call/trace", "/calls/no-such-call/trace"},
		{"/calls/boris-call/searches", "/calls/no-such-call/searches"},
		{"/recordings/" + string(rec) + "/audio", "/recordings/019309a8-0000-7000-8000-000000000000/audio"},
		{"/recordings/" + string(rec) + "/audio", "/recordings/%00/audio"},
		{"/recordings/" + string(rec) + "/audio", "/recordings/1=1/audio"},
	} {
		hidden, missing := h.do(agent, "GET", pair[0], ""), h.do(agent, "GET", pair[1], "")
		if hidden.status != 404 || missing.status != 404 || string(hidden.body) != string(missing.body) {
			t.Errorf("%s: %d %s\n%s: %d %s", pair[0], hidden.status, hidden.body, pair[1], missing.status, missing.body)
		}
		for name := range hidden.header {
			if name != "Date" && name != "Ratelimit" && !slices.Equal(hidden.header[name], missing.header[name]) {
				t.Errorf("%s tells them apart by %s", pair[0], name)
			}
		}
	}
	for _, path := range []string{"/calls/boris-call/outcome", "/calls/boris-call/hangup", "/calls/boris-call/recording/pause"} {
		refused(h, agent, "POST", path, `{"outcome":"invoice"}`, 404, "not_found")
	}
	want[any](h, head, "GET", "/calls/boris-call", "", 200)
}

func TestWhoGuessesIDsIsStopped(t *testing.T) {
	h := open(t)
	h.ended("call-0", h.boris.ID, "+36301234567")
	hits, stopped := 0, false
	for i := range 1100 {
		a := h.do(agent, "GET", fmt.Sprintf("/calls/call-%d", i%7), "")
		if a.status == 200 {
			hits++
		}
		stopped = a.status == 429 && a.header.Get("Retry-After") != ""
	}
	if hits > 0 || !stopped {
		t.Errorf("%d hits, stopped: %v", hits, stopped)
	}
	want[any](h, agent, "GET", "/calls", "", 200) // what needs no id goes on
	refused(h, head, "GET", "/calls/call-9", "", 404, "not_found")
	h.clock.Advance(5 * time.Minute)
	refused(h, agent, "GET", "/calls/call-0", "", 404, "not_found")
}

func TestNoAnswerCarriesASecret(t *testing.T) {
	h := open(t)
	h.ended("c1", h.anna.ID, "+36301234567")
	for _, path := range []string{"/me", "/users", "/agents", "/agents/" + string(h.anna.ID), "/calls", "/calls/c1", "/cards", "/desk", "/policy"} {
		body := string(h.do(admin, "GET", path, "").body)
		for _, secret := range []string{h.anna.Phones[0].Secret, "argon2", "password", h.token(admin), "secret"} {
			if strings.Contains(body, secret) {
				t.Errorf("%s carries %q", path, secret)
			}
		}
	}
	if log := h.log.String(); strings.Contains(log, h.token(admin)) || strings.Contains(log, h.anna.Phones[0].Secret) {
		t.Error("the log carries a secret")
	}
}
