package api_test

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"vonal/api"
	"vonal/internal/testenv"
)

// requests are some of each kind: reading, searching, writing.
func (h *house) requests() []*http.Request {
	card := h.customer("Szabó").ID
	deal := want[api.Deal](h, head, "POST", "/deals", `{"card_id":"`+card+`","title":"Licence","amount":1,"currency":"HUF"}`, 201).ID
	task := h.task(head, `{"title":"Call"}`).ID
	var all []*http.Request
	for _, r := range [][]string{
		{"GET", "/me"}, {"GET", "/cards"}, {"GET", "/cards/" + card}, {"GET", "/cards/" + card + "/timeline"}, {"GET", "/search?q=sz"},
		{"GET", "/deals"}, {"GET", "/board"}, {"GET", "/tasks"}, {"GET", "/calls"}, {"GET", "/outcomes"}, {"GET", "/users"}, {"GET", "/audit"},
		{"POST", "/cards", `{"name":"Written in the dark"}`}, {"PATCH", "/cards/" + card, `{"name":"Changed in the dark"}`},
		{"POST", "/cards/" + card + "/notes", `{"text":"Written in the dark"}`}, {"PATCH", "/deals/" + deal, `{"title":"Changed in the dark"}`},
		{"POST", "/tasks", `{"title":"Written in the dark"}`}, {"DELETE", "/tasks/" + task}, {"PUT", "/policy", `{"ring_timeout_ms":6000}`},
	} {
		all = append(all, h.request(admin, r[0], "/api/v1"+r[1], strings.Join(r[2:], "")))
	}
	return all
}

func again(h *house, r *http.Request) *http.Request {
	copied := r.Clone(r.Context())
	if r.GetBody != nil {
		body, err := r.GetBody()
		h.must(err)
		copied.Body = body
	}
	return copied
}

func TestWithoutItsDatabaseTheAPISaysWhenToTryAgain(t *testing.T) { // F33
	h, line := openBehind(t)
	requests := h.requests()
	line.set(true, "")
	for _, r := range requests {
		begun := time.Now()
		a := h.send(again(h, r))
		if wait, err := strconv.Atoi(a.header.Get("Retry-After")); a.status != 503 || err != nil || wait < 1 {
			t.Errorf("%s %s: %d, Retry-After %q: %s", r.Method, r.URL.Path, a.status, a.header.Get("Retry-After"), a.body)
		}
		if took := time.Since(begun); took > 7*time.Second {
			t.Errorf("%s %s: said after %s", r.Method, r.URL.Path, took)
		}
	}
	line.set(false, "")
	for _, r := range requests {
		if a := h.send(again(h, r)); a.status >= 300 {
			t.Errorf("afterwards %s %s: %d: %s", r.Method, r.URL.Path, a.status, a.body)
		}
	}
	for what, list := range map[string]int{
		"cards": len(want[api.CardList](h, admin, "GET", "/cards?q=dark", "", 200).Items),
		"tasks": len(want[api.TaskList](h, admin, "GET", "/tasks?q=dark", "", 200).Items),
	} {
		if wanted := map[string]int{"cards": 2, "tasks": 1}[what]; list != wanted {
			t.Errorf("%d %s, not %d", list, what, wanted)
		}
	}
}

func TestALockedTableHoldsUpWhoNeedsItAndNobodyForLong(t *testing.T) { // F34
	h := open(t)
	h.token(head)
	c, err := pgx.Connect(t.Context(), h.dsn)
	h.must(err)
	defer c.Close(t.Context())
	tx, err := c.Begin(t.Context())
	h.must(err)
	_, err = tx.Exec(t.Context(), "LOCK TABLE cards IN ACCESS EXCLUSIVE MODE")
	h.must(err)
	var all sync.WaitGroup
	for range 60 { // more than there are connections
		all.Go(func() {
			begun := time.Now()
			a := h.do(head, "GET", "/cards", "")
			if took := time.Since(begun); a.status != 503 || a.header.Get("Retry-After") == "" || took > 10*time.Second {
				t.Errorf("%d after %s", a.status, took)
			}
		})
	}
	all.Wait()
	var busy int
	h.must(c.QueryRow(t.Context(), "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()").Scan(&busy))
	if busy > 20 {
		t.Errorf("%d connections", busy)
	}
	h.must(tx.Rollback(t.Context()))
	want[api.CardList](h, head, "GET", "/cards", "", 200)
}

func TestACommitOfWhichNothingIsHeardIsDoneOnce(t *testing.T) { // F36
	for name, lost := range map[string]string{"its commit": "commit", "the card itself": `insert into "cards"`} {
		t.Run(name, func(t *testing.T) {
			h, line := openBehind(t)
			h.token(head)
			line.set(false, lost)
			first := h.repeated("once", "/cards", `{"name":"Only one","phones":["+36301234567"]}`)
			if first.status != 503 || first.header.Get("Retry-After") == "" {
				t.Fatalf("%d %s", first.status, first.body)
			}
			line.set(true, "")
			line.set(false, "")
			second := h.repeated("once", "/cards", `{"name":"Only one","phones":["+36301234567"]}`)
			third := h.repeated("once", "/cards", `{"name":"Only one","phones":["+36301234567"]}`)
			if second.status != 201 || string(second.body) != string(third.body) || third.header.Get("Idempotency-Replayed") != "true" {
				t.Errorf("%d %s, then %d %s", second.status, second.body, third.status, third.body)
			}
			if done := lost == "commit"; (second.header.Get("Idempotency-Replayed") == "true") != done {
				t.Errorf("replayed: %q", second.header.Get("Idempotency-Replayed"))
			}
			list := want[api.CardList](h, head, "GET", "/cards?q=only", "", 200)
			story := want[api.Timeline](h, head, "GET", "/cards/"+list.Items[0].ID+"/timeline", "", 200)
			if len(list.Items) != 1 || len(story.Items) != 1 {
				t.Errorf("%d cards, %d lines", len(list.Items), len(story.Items))
			}
		})
	}
}

// openBehind opens a house whose database stands behind a cable.
func openBehind(t *testing.T) (*house, *cable) {
	t.Helper()
	line, dsn := lay(t, testenv.Migrated(t, "api_"+migrationsDigest(t), migrate))
	h := openAt(t, dsn)
	return h, line
}
