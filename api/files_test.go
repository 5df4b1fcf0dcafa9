package api_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"vonal/api"
	"vonal/crm"
)

func TestAFileIsKeptInVersionsAndReadBack(t *testing.T) {
	h := open(t)
	card := h.card("Szabó")
	f := h.added(agent, "/cards/"+card.ID+"/files", "Ajánlat – végső.pdf", pdf("one"), part{"kind", "", "offer"}, part{"title", "", "Offer 2027"})
	sum := sha256.Sum256([]byte(pdf("one")))
	v := f.Current
	if f.Title != "Offer 2027" || f.Kind != "offer" || *f.CardID != card.ID || f.Version != 1 || !f.CanDelete || v.Number != 1 ||
		v.Name != "Ajánlat – végső.pdf" || v.Type != "application/pdf" || v.Sha256 != hex.EncodeToString(sum[:]) || v.Size != int64(len(pdf("one"))) ||
		v.State != "unchecked" || v.Thumbnail != "none" || v.By == nil || *v.By != "The agent" {
		t.Errorf("%+v", f)
	}
	second := h.added(head, "/files/"+f.ID+"/versions", "offer.pdf", pdf("two"))
	if second.Current.Number != 2 || second.Version != 2 || len(*second.Versions) != 2 || second.Title != "Offer 2027" {
		t.Errorf("%+v", second)
	}
	for query, content := range map[string]string{"": pdf("two"), "?version=1": pdf("one"), "?version=2": pdf("two")} {
		if a := h.do(agent, "GET", "/files/"+f.ID+"/content"+query, ""); a.status != 200 || string(a.body) != content {
			t.Errorf("%s: %d %q", query, a.status, a.body)
		}
	}
	refused(h, agent, "GET", "/files/"+f.ID+"/content?version=3", "", 404, "not_found")
	refused(h, agent, "GET", "/files/"+f.ID+"/content?version=0", "", 400, "bad_request")
	refused(h, agent, "GET", "/files/"+f.ID+"/content?version=99999999999", "", 400, "bad_request")
	h.turnedAway(409, "unchanged", "/files/"+f.ID+"/versions", part{"file", "again.pdf", pdf("two")})
	if third := h.added(head, "/files/"+f.ID+"/versions", "offer.pdf", pdf("one")); third.Current.Number != 3 {
		t.Errorf("what was once is no new version: %+v", third.Current)
	}
	list := want[api.FileList](h, agent, "GET", "/cards/"+card.ID+"/files", "", 200)
	if len(list.Items) != 1 || list.Items[0].Current.Number != 3 || list.Items[0].Versions != nil || list.MaxBytes != crm.MaxFile {
		t.Errorf("%+v", list)
	}
	if n := len(h.kept()); n != 3 {
		t.Errorf("%d contents are kept", n)
	}
	story := want[api.Timeline](h, agent, "GET", "/cards/"+card.ID+"/timeline", "", 200)
	if e := story.Items[1]; e.Kind != "file_added" || e.File == nil || e.File.ID != f.ID || e.File.Number != 2 || e.File.Title != "Offer 2027" || *e.By != "The head" {
		t.Errorf("%+v", e)
	}
}

func TestAFileIsChangedAsSeen(t *testing.T) {
	h := open(t)
	card := h.card("Szabó")
	f := h.added(agent, "/cards/"+card.ID+"/files", "a.pdf", pdf("one"))
	if f.Title != "a.pdf" || f.Kind != "other" {
		t.Errorf("%+v", f)
	}
	path := "/files/" + f.ID
	if a := h.asSeen("", agent, "PATCH", path, `{"title":"B"}`); a.status != 428 {
		t.Errorf("%d %s", a.status, a.body)
	}
	if a := h.asSeen(`"1"`, agent, "PATCH", path, `{"title":"B","kind":"contract","archived":true}`); a.status != 200 || a.header.Get("ETag") != `"2"` {
		t.Errorf("%d %s", a.status, a.body)
	}
	a := h.asSeen(`"1"`, agent, "PATCH", path, `{"title":"C"}`)
	if a.status != 412 || !strings.Contains(string(a.body), `"current_version":2`) || !strings.Contains(string(a.body), `"title":"B"`) {
		t.Errorf("%d %s", a.status, a.body)
	}
	refused(h, agent, "PATCH", path, `{"title":" \t "}`, 422, "invalid")
	refused(h, agent, "PATCH", path, `{"kind":"letter"}`, 422, "invalid")
	refused(h, agent, "PATCH", path, `{"card_id":"x"}`, 400, "bad_request")
	for state, n := range map[string]int{"current": 0, "archived": 1, "deleted": 0} {
		if list := want[api.FileList](h, agent, "GET", "/cards/"+card.ID+"/files?state="+state, "", 200); len(list.Items) != n {
			t.Errorf("%s: %+v", state, list)
		}
	}
	refused(h, agent, "GET", "/cards/"+card.ID+"/files?state=lost", "", 400, "bad_request")
	story := want[api.Timeline](h, agent, "GET", "/cards/"+card.ID+"/timeline", "", 200)
	if e := story.Items[0]; e.Kind != "file_changed" || len(e.Changes) != 3 || e.Changes[0] != (api.Change{Field: "title", From: "a.pdf", To: "B"}) {
		t.Errorf("%+v", e)
	}
}

func TestADeletedFileIsHiddenAndRestoredWithinThirtyDays(t *testing.T) {
	h := open(t)
	card := h.card("Szabó")
	list := "/cards/" + card.ID + "/files"
	f := h.added(agent, list, "a.png", pngOf(40, 20))
	kept := h.added(agent, list, "b.pdf", pdf("b"))
	h.settle()
	want[any](h, agent, "DELETE", "/files/"+f.ID, "", 204)
	refused(h, agent, "DELETE", "/files/"+f.ID, "", 404, "not_found")
	refused(h, agent, "PATCH", "/files/"+f.ID, `{"title":"B"}`, 404, "not_found")
	h.turnedAway(404, "not_found", "/files/"+f.ID+"/versions", part{"file", "a.pdf", pdf("two")})
	if l := want[api.FileList](h, agent, "GET", list, "", 200); len(l.Items) != 1 || l.Items[0].ID != kept.ID {
		t.Errorf("%+v", l)
	}
	if l := want[api.FileList](h, agent, "GET", list+"?state=deleted", "", 200); len(l.Items) != 1 || l.Items[0].DeletedAt == nil {
		t.Errorf("%+v", l)
	}
	h.clock.Advance(29 * 24 * time.Hour)
	h.cabinet.Tidy(t.Context())
	if back := want[api.File](h, agent, "POST", "/files/"+f.ID+"/restore", "", 200); back.DeletedAt != nil {
		t.Errorf("%+v", back)
	}
	want[any](h, agent, "POST", "/files/"+f.ID+"/restore", "", 200) // twice is once
	story := want[api.Timeline](h, agent, "GET", "/cards/"+card.ID+"/timeline", "", 200)
	var told []string
	for _, e := range story.Items {
		told = append(told, string(e.Kind))
	}
	if !slices.Equal(told, []string{"file_restored", "file_removed", "file_added", "file_added", "opened"}) {
		t.Errorf("%v", told)
	}
	want[any](h, agent, "DELETE", "/files/"+f.ID, "", 204)
	h.clock.Advance(31 * 24 * time.Hour)
	h.cabinet.Tidy(t.Context())
	refused(h, agent, "GET", "/files/"+f.ID, "", 404, "not_found")
	refused(h, agent, "POST", "/files/"+f.ID+"/restore", "", 404, "not_found")
	if left := h.kept(); len(left) != 1 {
		t.Errorf("the picture or its thumbnail is still there: %v", left)
	}
	if a := h.do(agent, "GET", "/files/"+kept.ID+"/content", ""); a.status != 200 {
		t.Errorf("the other is gone too: %d", a.status)
	}
}

func TestWhoSeesNoCardSeesNoneOfItsFiles(t *testing.T) {
	h := open(t)
	h.own("narrow", crm.Grants{crm.SeeCards: crm.ScopeOwn, crm.EditCards: crm.ScopeOwn, crm.SeeFiles: crm.ScopeAll, crm.AddFiles: crm.ScopeAll, crm.DeleteFiles: crm.ScopeAll})
	h.own("blind", crm.Grants{crm.SeeCards: crm.ScopeAll})
	card := h.card("Szabó")
	f := h.added(head, "/cards/"+card.ID+"/files", "secret name.pdf", pdf("one"))
	nobody := "019309a8-0000-7000-8000-000000000000"
	for _, c := range [][2]string{{"GET", ""}, {"DELETE", ""}, {"PATCH", ""}, {"GET", "/content"}, {"GET", "/thumbnail"}, {"POST", "/restore"}} {
		body := ""
		if c[0] == "PATCH" {
			body = `{"title":"x"}`
		}
		hidden, missing := h.do("narrow", c[0], "/files/"+f.ID+c[1], body), h.do("narrow", c[0], "/files/"+nobody+c[1], body)
		if hidden.status != 404 || string(hidden.body) != string(missing.body) {
			t.Errorf("%v: %d %s", c, hidden.status, hidden.body)
		}
	}
	refused(h, "narrow", "GET", "/cards/"+card.ID+"/files", "", 404, "not_found")
	for _, path := range []string{"/cards/" + card.ID + "/files", "/files/" + f.ID + "/versions", "/cards/1=1/files"} {
		if a := h.upload("narrow", path, part{"file", "a.pdf", pdf("x")}); a.status != 404 {
			t.Errorf("%s: %d %s", path, a.status, a.body)
		}
	}
	refused(h, "blind", "GET", "/files/"+f.ID, "", 403, "forbidden")
	if a := h.do("blind", "GET", "/cards/"+card.ID+"/timeline", ""); strings.Contains(string(a.body), "secret name") {
		t.Errorf("the timeline tells of a file: %s", a.body)
	}
	if a := h.upload("blind", "/cards/"+card.ID+"/files", part{"file", "a.pdf", pdf("x")}); a.status != 403 {
		t.Errorf("%d", a.status)
	}
	if n := len(h.kept()); n != 1 {
		t.Errorf("%d files are kept", n)
	}
}

func TestAnAgentDeletesFilesOfTheirOwnOnly(t *testing.T) {
	h := open(t)
	others, own := h.card("Szabó"), want[api.Card](h, admin, "POST", "/cards", `{"name":"Kovács","owner_id":"`+string(h.anna.ID)+`"}`, 201)
	f := h.added(head, "/cards/"+others.ID+"/files", "a.pdf", pdf("one"))
	refused(h, agent, "DELETE", "/files/"+f.ID, "", 403, "forbidden")
	if seen := want[api.File](h, agent, "GET", "/files/"+f.ID, "", 200); seen.CanDelete {
		t.Error("said to be deletable")
	}
	mine := h.added(agent, "/cards/"+others.ID+"/files", "b.pdf", pdf("one"))
	want[any](h, agent, "DELETE", "/files/"+mine.ID, "", 204)
	onOwn := h.added(head, "/cards/"+own.ID+"/files", "c.pdf", pdf("one"))
	want[any](h, agent, "DELETE", "/files/"+onOwn.ID, "", 204)
}

func TestVersionsUploadedAtOnceAreNumberedWithoutGaps(t *testing.T) {
	h := open(t)
	card := h.card("Szabó")
	f := h.added(head, "/cards/"+card.ID+"/files", "a.pdf", pdf("0"))
	h.token(agent) // made once, before all ask for it
	const many = 20
	var wg sync.WaitGroup
	var mu sync.Mutex
	status := map[int]int{}
	for i := range many {
		wg.Go(func() {
			content := pdf(fmt.Sprint(i + 1))
			if i%5 == 4 {
				content = "" // refused between the others
			}
			kind, body := form(part{"file", "a.pdf", content})
			r := h.request(agent, http.MethodPost, "/api/v1/files/"+f.ID+"/versions", body.String())
			r.Header.Set("Content-Type", kind)
			res, err := h.client.Do(r)
			if err != nil {
				t.Error(err)
				return
			}
			res.Body.Close()
			mu.Lock()
			status[res.StatusCode]++
			mu.Unlock()
		})
	}
	wg.Wait()
	if status[201] != 16 || status[422] != 4 {
		t.Errorf("%v", status)
	}
	whole := want[api.File](h, head, "GET", "/files/"+f.ID, "", 200)
	for i, v := range *whole.Versions {
		if v.Number != 17-i {
			t.Errorf("version %d stands at %d", v.Number, i)
		}
	}
	if n := len(h.kept()); n != 17 || len(*whole.Versions) != 17 {
		t.Errorf("%d contents, %d versions", n, len(*whole.Versions))
	}
}

func TestAnUploadSentAgainUnderOneKeyIsKeptOnce(t *testing.T) {
	h := open(t)
	card := h.card("Szabó")
	send := func(content string) answer {
		kind, body := form(part{"file", "a.pdf", content}) // each time another boundary
		r := h.request(agent, http.MethodPost, "/api/v1/cards/"+card.ID+"/files", body.String())
		r.Header.Set("Content-Type", kind)
		r.Header.Set("Idempotency-Key", "upload-1")
		return h.send(r)
	}
	first, again, other := send(pdf("one")), send(pdf("one")), send(pdf("two"))
	if first.status != 201 || again.status != 201 || string(first.body) != string(again.body) || again.header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("%d %d %s", first.status, again.status, again.body)
	}
	if other.status != 422 || !strings.Contains(string(other.body), "idempotency_key_reused") {
		t.Errorf("%d %s", other.status, other.body)
	}
	if n := len(h.kept()); n != 1 {
		t.Errorf("%d contents", n)
	}
}
