package api_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"vonal/api"
)

func (h *house) repeated(key, path, body string) answer {
	h.t.Helper()
	r := h.request(head, "POST", "/api/v1"+path, body)
	r.Header.Set("Idempotency-Key", key)
	return h.send(r)
}

func TestARepeatedPostIsAnsweredAsTheFirstTimeAndDoneOnce(t *testing.T) {
	h := open(t)
	first := h.repeated("k1", "/cards", `{"name":"Once"}`)
	again := h.repeated("k1", "/cards", `{"name":"Once"}`)
	if first.status != 201 || again.status != 201 || string(first.body) != string(again.body) ||
		again.header.Get("Idempotency-Replayed") != "true" || first.header.Get("Idempotency-Replayed") != "" ||
		again.header.Get("ETag") != first.header.Get("ETag") {
		t.Fatalf("%s%d %s\n%d %s", h.log, first.status, first.body, again.status, again.body)
	}
	if list := want[api.CardList](h, head, "GET", "/cards?q=Once", "", 200); len(list.Items) != 1 {
		t.Errorf("made %d", len(list.Items))
	}
	if other := h.repeated("k1", "/cards", `{"name":"Twice"}`); other.status != 422 || !strings.Contains(string(other.body), "idempotency_key_reused") {
		t.Errorf("another body: %d %s", other.status, other.body)
	}
	if other := h.repeated("k1", "/users", `{"login":"a","name":"A","role":"head","password":"violet anchor 78 moss"}`); other.status == 201 {
		t.Errorf("another route: %d %s", other.status, other.body)
	}
}

func TestAPostThatFailedMayBeSentAgainUnderItsKey(t *testing.T) {
	h := open(t)
	if a := h.repeated("k2", "/cards", `{"name":"New","phones":["112"]}`); a.status != 422 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	if a := h.repeated("k2", "/cards", `{"name":"New","phones":["+36301234567"]}`); a.status != 201 {
		t.Errorf("%d %s", a.status, a.body)
	}
}

func TestOfManyEqualPostsAtOnceOneIsDone(t *testing.T) {
	h := open(t)
	h.token(head)
	var wg sync.WaitGroup
	var mu sync.Mutex
	got := map[int]int{}
	for range 20 {
		wg.Go(func() {
			a := h.repeated("k3", "/cards", `{"name":"Crowd"}`)
			mu.Lock()
			defer mu.Unlock()
			got[a.status]++
		})
	}
	wg.Wait()
	if got[201]+got[409] != 20 || got[201] == 0 {
		t.Errorf("answered %v", got)
	}
	if list := want[api.CardList](h, head, "GET", "/cards?q=Crowd", "", 200); len(list.Items) != 1 {
		t.Errorf("made %d", len(list.Items))
	}
}

func TestAKeyIsItsUsersOwnAndBounded(t *testing.T) {
	h := open(t)
	h.repeated("k4", "/cards", `{"name":"Mine"}`)
	r := h.request(agent, "POST", "/api/v1/cards", `{"name":"Hers"}`)
	r.Header.Set("Idempotency-Key", "k4")
	if a := h.send(r); a.status != 201 || !strings.Contains(string(a.body), "Hers") {
		t.Errorf("%d %s", a.status, a.body)
	}
	if a := h.repeated(strings.Repeat("k", 256), "/cards", `{"name":"Long"}`); a.status != 400 {
		t.Errorf("%d %s", a.status, a.body)
	}
}

func TestEveryAnswerTellsWhatIsLeftOfTheBudget(t *testing.T) {
	h := open(t, func(c *api.Config) { c.Requests = 5 })
	for i := range 5 {
		a := h.do(head, "GET", "/me", "")
		if a.status != 200 || a.header.Get("RateLimit-Policy") != `"user";q=5;w=10` || a.header.Get("RateLimit") == "" {
			t.Fatalf("request %d: %d %v", i, a.status, a.header)
		}
	}
	a := h.do(head, "GET", "/me", "")
	if a.status != http.StatusTooManyRequests || a.header.Get("Retry-After") != "2" || !strings.HasPrefix(a.header.Get("RateLimit"), `"user";r=0`) {
		t.Errorf("%d %v", a.status, a.header)
	}
	if a := h.do(agent, "GET", "/me", ""); a.status != 200 {
		t.Errorf("another user: %d", a.status)
	}
	h.clock.Advance(2e9)
	if a := h.do(head, "GET", "/me", ""); a.status != 200 {
		t.Errorf("two seconds later: %d", a.status)
	}
}

func TestFieldsAnswersOnlyWhatIsAskedFor(t *testing.T) {
	h := open(t)
	c := want[api.Card](h, head, "POST", "/cards", `{"name":"Thin"}`, 201)
	if one := want[map[string]any](h, head, "GET", "/me", "", 200); len(one) < 5 {
		t.Errorf("%v", one)
	}
	for path, n := range map[string]int{"/cards/" + c.ID + "?fields=name,tier": 3, "/cards/" + c.ID + "?fields=id": 1} {
		r := h.request(head, "GET", "/api/v1"+path, "")
		if one := plain(h, r); len(one) != n || one["id"] != c.ID {
			t.Errorf("%s: %v", path, one)
		}
	}
	r := h.request(head, "GET", "/api/v1/cards?fields=name", "")
	list := plain(h, r)
	if item := list["items"].([]any)[0].(map[string]any); len(item) != 2 || item["name"] != "Thin" {
		t.Errorf("%v", list)
	}
	for _, bad := range []string{"password_hash", "name,", "NAME", "name%3Bdrop", ""} {
		if bad != "" {
			refused(h, head, "GET", "/cards?fields="+bad, "", 400, "bad_request")
		}
	}
}
