package api_test

import (
	"net/http"
	"strings"
	"testing"

	"vonal/api"
	"vonal/crm"
)

// subscribed is what a calendar program reads from an address.
func (h *house) subscribed(url, etag string) answer {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), "GET", url, nil)
	h.must(err)
	if etag != "" {
		r.Header.Set("If-None-Match", etag)
	}
	return h.send(r)
}

// unfolded are the lines of a calendar (RFC 5545, 3.1), none of which may be
// longer than 75 octets.
func unfolded(t *testing.T, text string) []string {
	t.Helper()
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\r\n"), "\r\n") {
		if len(line) > 75 || strings.ContainsAny(line, "\r\n") {
			t.Errorf("a line of %d octets: %q", len(line), line)
		}
	}
	return strings.Split(strings.ReplaceAll(text, "\r\n ", ""), "\r\n")
}

func TestDeadlinesAreReadFromASecretAddress(t *testing.T) {
	h := open(t)
	for _, body := range []string{
		`{"title":"Before the gap; call, \\ and\nwrite ` + strings.Repeat("árvíztűrő ", 12) + `","due_local":"2031-03-30T01:59","zone":"Europe/Budapest","note":"one\ntwo"}`,
		`{"title":"In the gap","due_local":"2031-03-30T02:30","zone":"Europe/Budapest"}`,
		`{"title":"In the overlap","due_local":"2031-10-26T02:30","zone":"Europe/Budapest"}`,
		`{"title":"All day","due_local":"2031-05-01","zone":"Europe/Budapest"}`,
		`{"title":"Undated"}`,
	} {
		h.task(agent, body)
	}
	h.task(head, `{"title":"Not Anna's","due_local":"2031-03-30","zone":"Europe/Budapest"}`)
	done := h.task(agent, `{"title":"Done","due_local":"2031-05-01","zone":"Europe/Budapest"}`)
	want[api.Task](h, agent, "PATCH", "/tasks/"+done.ID, `{"state":"done"}`, 200)

	if c := want[api.Calendar](h, agent, "GET", "/me/calendar", "", 200); c.MadeAt != nil || c.URL != nil {
		t.Errorf("there is one: %+v", c)
	}
	made := want[api.Calendar](h, agent, "POST", "/me/calendar", "", 201)
	a := h.subscribed(*made.URL, "")
	if a.status != 200 || !strings.HasPrefix(a.header.Get("Content-Type"), "text/calendar") || a.header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d %v %s", a.status, a.header, a.body)
	}
	lines := unfolded(t, string(a.body))
	for _, line := range []string{"DTSTART:20310330T005900Z", "DTSTART:20310330T013000Z", "DTSTART:20311026T003000Z", "DTSTART;VALUE=DATE:20310501",
		"DTEND;VALUE=DATE:20310502", `DESCRIPTION:one\ntwo`, "TRIGGER:-PT15M", "METHOD:PUBLISH"} {
		if !has(lines, line) {
			t.Errorf("no line %q in\n%s", line, a.body)
		}
	}
	for _, word := range []string{"Undated", "Not Anna", "SUMMARY:Done"} {
		if strings.Contains(string(a.body), word) {
			t.Errorf("%q is told", word)
		}
	}
	if !strings.Contains(strings.Join(lines, "\n"), `SUMMARY:Before the gap\; call\, \\ and write árvíztűrő`) {
		t.Errorf("the title is not escaped: %s", a.body)
	}
	if same := h.subscribed(*made.URL, a.header.Get("ETag")); same.status != 304 {
		t.Errorf("unchanged: %d", same.status)
	}
	if c := want[api.Calendar](h, agent, "GET", "/me/calendar", "", 200); c.LastReadAt == nil || c.URL != nil {
		t.Errorf("%+v", c)
	}
	if strings.Contains(h.log.String(), secretOf(*made.URL)) {
		t.Error("the secret is in the log")
	}
}

func has(lines []string, line string) bool {
	for _, l := range lines {
		if l == line {
			return true
		}
	}
	return false
}

func secretOf(url string) string {
	return strings.TrimSuffix(url[strings.LastIndex(url, "/")+1:], ".ics")
}

func TestACalendarsAddressDiesWithItsSecretAndItsUser(t *testing.T) {
	h := open(t)
	first := *want[api.Calendar](h, agent, "POST", "/me/calendar", "", 201).URL
	second := *want[api.Calendar](h, agent, "POST", "/me/calendar", "", 201).URL
	if a := h.subscribed(first, ""); a.status != 404 {
		t.Errorf("the old address: %d", a.status)
	}
	if a := h.subscribed(strings.TrimSuffix(second, ".ics"), ""); a.status != 200 {
		t.Errorf("without the ending: %d", a.status)
	}
	unknown := h.subscribed(h.url+"/api/v1/calendar/"+strings.Repeat("A", 43)+".ics", "")
	if old := h.subscribed(first, ""); string(old.body) != string(unknown.body) {
		t.Errorf("an old address is told from one that never was: %s, %s", old.body, unknown.body)
	}
	if r := h.request("", "GET", "/api/v1/tasks", ""); r != nil { // the secret opens nothing else
		r.Header.Set("Authorization", "Bearer "+secretOf(second))
		if a := h.send(r); a.status != 401 {
			t.Errorf("as a token: %d", a.status)
		}
	}
	off := true
	_, err := h.store.UpdateUser(t.Context(), h.user(agent).ID, crm.UserChange{Disabled: &off})
	h.must(err)
	if a := h.subscribed(second, ""); a.status != 404 {
		t.Errorf("of somebody shut out: %d", a.status)
	}
	third := *want[api.Calendar](h, head, "POST", "/me/calendar", "", 201).URL
	want[any](h, head, "DELETE", "/me/calendar", "", 204)
	refused(h, head, "DELETE", "/me/calendar", "", 404, "not_found")
	if a := h.subscribed(third, ""); a.status != 404 {
		t.Errorf("a removed one: %d", a.status)
	}
}
