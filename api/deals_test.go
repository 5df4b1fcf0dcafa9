package api_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"

	"vonal/api"
	"vonal/crm"
)

// customer is a card to hang things on.
func (h *house) customer(name string) api.Card {
	h.t.Helper()
	return want[api.Card](h, head, "POST", "/cards", `{"name":"`+name+`"}`, 201)
}

func (h *house) deal(card, title string, amount int64) api.Deal {
	h.t.Helper()
	return want[api.Deal](h, agent, "POST", "/deals", fmt.Sprintf(`{"card_id":%q,"title":%q,"amount":%d,"currency":"HUF"}`, card, title, amount), 201)
}

func (h *house) note(card, text string) api.Note {
	h.t.Helper()
	body, err := json.Marshal(map[string]string{"text": text})
	h.must(err)
	return want[api.Note](h, agent, "POST", "/cards/"+card+"/notes", string(body), 201)
}

func TestADealGoesThroughItsStagesAndTheTimeInEachIsKept(t *testing.T) {
	h := open(t)
	card := h.customer("Szabó Bútor")
	d := h.deal(card.ID, "Licence 2027", 125_000_000)
	if d.Stage != "lead" || d.Kind != "open" || d.CardName != "Szabó Bútor" || d.OwnerID == nil || *d.OwnerID != string(h.anna.ID) {
		t.Fatalf("%+v", d)
	}
	h.clock.Advance(3_600_000_000_000)
	d = want[api.Deal](h, agent, "PATCH", "/deals/"+d.ID, `{"stage":"in_work"}`, 200)
	h.clock.Advance(60_000_000_000)
	p := refused(h, agent, "PATCH", "/deals/"+d.ID, `{"stage":"refused"}`, 422, "invalid")
	if (*p.Errors)[0].Field != "reason" || (*p.Errors)[0].Pointer != "#/reason" {
		t.Errorf("%+v", p.Errors)
	}
	d = want[api.Deal](h, agent, "PATCH", "/deals/"+d.ID, `{"stage":"refused","reason":"too expensive"}`, 200)
	if d.Stage != "refused" || d.Kind != "lost" || *d.Reason != "too expensive" {
		t.Errorf("%+v", d)
	}
	moves := want[api.DealMoveList](h, agent, "GET", "/deals/"+d.ID+"/moves", "", 200).Items
	if len(moves) != 3 || moves[2].From != nil || moves[2].To != "lead" || moves[1].StayedMs/1000 != 3600 || moves[0].StayedMs/1000 != 60 ||
		*moves[0].Reason != "too expensive" || *moves[0].By != "The agent" || moves[0].How != "hand" {
		t.Errorf("%+v", moves)
	}
	line := want[api.Timeline](h, agent, "GET", "/cards/"+card.ID+"/timeline", "", 200)
	kinds := ""
	for _, i := range line.Items {
		kinds += string(i.Kind) + " "
	}
	if kinds != "deal_moved deal_moved deal_made opened " || line.Items[0].Deal.Title != "Licence 2027" || *line.Items[0].Deal.To != "refused" {
		t.Errorf("%s %+v", kinds, line.Items[0].Deal)
	}
	again := want[api.Deal](h, agent, "PATCH", "/deals/"+d.ID, `{"stage":"lead"}`, 200)
	if again.Reason != nil {
		t.Errorf("the reason stays: %+v", again)
	}
}

func TestAmountsAreWholeAndBounded(t *testing.T) {
	h := open(t)
	card := h.customer("X")
	body := func(amount, currency string) string {
		return fmt.Sprintf(`{"card_id":%q,"title":"T","amount":%s,"currency":%q}`, card.ID, amount, currency)
	}
	for _, bad := range []string{"-1", "9223372036854775808", "9223372036854775807", "1.5", `"1000"`, "null", "1000000000000001"} {
		if a := h.do(agent, "POST", "/deals", body(bad, "HUF")); a.status != 422 {
			t.Errorf("amount %s: %d %s", bad, a.status, a.body)
		}
	}
	if a := h.do(agent, "POST", "/deals", body("1e999", "HUF")); a.status != 400 {
		t.Errorf("%d %s", a.status, a.body)
	}
	for _, bad := range []string{"", "huf", "XX", "XXX", "HUFF", "₽"} {
		if a := h.do(agent, "POST", "/deals", body("1", bad)); a.status != 422 {
			t.Errorf("currency %s: %d %s", bad, a.status, a.body)
		}
	}
	if d := want[api.Deal](h, agent, "POST", "/deals", body("1000000000000000", "EUR"), 201); d.Amount != 1_000_000_000_000_000 {
		t.Errorf("%+v", d)
	}
	for body, field := range map[string]string{
		`{"card_id":"1=1","title":"T","amount":1,"currency":"HUF"}`:                                                     "card_id",
		`{"card_id":"019309a8-0000-7000-8000-000000000000","title":"T","amount":1,"currency":"HUF"}`:                    "card_id",
		`{"card_id":"` + card.ID + `","title":"T","amount":1,"currency":"HUF","stage":"nowhere"}`:                       "stage",
		`{"card_id":"` + card.ID + `","title":"T","amount":1,"currency":"HUF","pipeline":"nowhere"}`:                    "pipeline",
		`{"card_id":"` + card.ID + `","title":"T","amount":1,"currency":"HUF","expected_close":"2027-02-30"}`:           "expected_close",
		`{"card_id":"` + card.ID + `","title":" ","amount":1,"currency":"HUF"}`:                                         "title",
		`{"card_id":"` + card.ID + `","title":"T","amount":1,"currency":"HUF","owner_id":"` + string(h.boris.ID) + `"}`: "owner_id",
	} {
		p := refused(h, agent, "POST", "/deals", body, 422, "invalid")
		if p.Errors == nil || (*p.Errors)[0].Field != field {
			t.Errorf("%s: %+v", body, p)
		}
	}
}

func TestADealThatSomebodyHasChangedIsNotOverwritten(t *testing.T) {
	h := open(t)
	d := h.deal(h.customer("X").ID, "T", 1)
	want[api.Deal](h, head, "PATCH", "/deals/"+d.ID, `{"amount":2}`, 200)
	for version, status := range map[string]int{`"1"`: 412, "": 428, `"2"`: 200} {
		if version == `"2"` {
			continue
		}
		if a := h.asSeen(version, agent, "PATCH", "/deals/"+d.ID, `{"amount":3}`); a.status != status {
			t.Errorf("%q: %d %s", version, a.status, a.body)
		}
		if a := h.asSeen(version, head, "DELETE", "/deals/"+d.ID, ""); a.status != status {
			t.Errorf("DELETE %q: %d %s", version, a.status, a.body)
		}
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	got := map[int]int{}
	for i := range 10 {
		wg.Go(func() {
			a := h.asSeen(`"2"`, agent, "PATCH", "/deals/"+d.ID, fmt.Sprintf(`{"stage":"in_work","amount":%d}`, i+10))
			mu.Lock()
			defer mu.Unlock()
			got[a.status]++
		})
	}
	wg.Wait()
	if got[200] != 1 || got[412] != 9 {
		t.Errorf("of ten at once: %v", got)
	}
	if moves := want[api.DealMoveList](h, agent, "GET", "/deals/"+d.ID+"/moves", "", 200).Items; len(moves) != 2 {
		t.Errorf("%+v", moves)
	}
}

func TestTheLastMoveCanBeTakenBack(t *testing.T) {
	h := open(t)
	d := h.deal(h.customer("X").ID, "T", 1)
	want[api.Deal](h, agent, "PATCH", "/deals/"+d.ID, `{"stage":"refused","reason":"price"}`, 200)
	want[api.Deal](h, agent, "PATCH", "/deals/"+d.ID, `{"stage":"payment"}`, 200)
	moves := want[api.DealMoveList](h, agent, "GET", "/deals/"+d.ID+"/moves", "", 200).Items
	undo := func(i int) string { return "/deals/" + d.ID + "/moves/" + moves[i].ID + "/undo" }
	refused(h, agent, "POST", undo(1), "", 409, "conflict") // not the last
	back := want[api.Deal](h, agent, "POST", undo(0), "", 200)
	if back.Stage != "refused" || back.Reason == nil || *back.Reason != "price" {
		t.Errorf("%+v", back)
	}
	refused(h, agent, "POST", undo(0), "", 409, "conflict")
	moves = want[api.DealMoveList](h, agent, "GET", "/deals/"+d.ID+"/moves", "", 200).Items
	if len(moves) != 4 || moves[0].How != "undo" || *moves[0].Undoes != moves[1].ID || !moves[1].Undone {
		t.Errorf("%+v", moves)
	}
	other := h.deal(h.customer("Y").ID, "T", 1)
	want[api.Deal](h, head, "PATCH", "/deals/"+other.ID, `{"stage":"payment"}`, 200)
	step := want[api.DealMoveList](h, agent, "GET", "/deals/"+other.ID+"/moves", "", 200).Items[0].ID
	refused(h, agent, "POST", "/deals/"+other.ID+"/moves/"+step+"/undo", "", 403, "forbidden")
	refused(h, agent, "POST", "/deals/"+d.ID+"/moves/"+step+"/undo", "", 404, "not_found")
	refused(h, agent, "POST", "/deals/"+d.ID+"/moves/1=1/undo", "", 404, "not_found")
}

func TestARemovedDealIsGoneUntilItIsPutBack(t *testing.T) {
	h := open(t)
	card := h.customer("X")
	d := h.deal(card.ID, "T", 1)
	want[any](h, agent, "DELETE", "/deals/"+d.ID, "", 204)
	refused(h, agent, "GET", "/deals/"+d.ID, "", 404, "not_found")
	refused(h, agent, "PATCH", "/deals/"+d.ID, `{"amount":5}`, 404, "not_found")
	if list := want[api.DealList](h, agent, "GET", "/deals?card_id="+card.ID, "", 200); len(list.Items) != 0 {
		t.Errorf("%+v", list.Items)
	}
	if d := want[api.Deal](h, agent, "POST", "/deals/"+d.ID+"/restore", "", 200); d.Title != "T" {
		t.Errorf("%+v", d)
	}
	h.clock.Advance(2 * 3_600_000_000_000)
	refused(h, agent, "DELETE", "/deals/"+d.ID, "", 403, "forbidden")
	want[any](h, head, "DELETE", "/deals/"+d.ID, "", 204)
}

func TestDealsAreSortedPagedAndCut(t *testing.T) {
	h := open(t)
	card := h.customer("X")
	for i, amount := range []int64{30, 10, 20, 10, 50} {
		d := h.deal(card.ID, fmt.Sprint("deal ", i), amount)
		if i%2 == 0 {
			want[api.Deal](h, agent, "PATCH", "/deals/"+d.ID, fmt.Sprintf(`{"expected_close":"2027-01-0%d"}`, 9-i), 200)
		}
	}
	walk := func(query string) (titles string) {
		cursor := ""
		for {
			path := "/deals?limit=2&" + query
			if cursor != "" {
				path += "&cursor=" + cursor
			}
			list := want[api.DealList](h, agent, "GET", path, "", 200)
			for _, d := range list.Items {
				titles += strings.TrimPrefix(d.Title, "deal ") + " "
			}
			if list.NextCursor == nil {
				return titles
			}
			cursor = *list.NextCursor
		}
	}
	for query, wanted := range map[string]string{
		"":                     "4 3 2 1 0 ",
		"sort=created_at":      "0 1 2 3 4 ",
		"sort=amount":          "1 3 2 0 4 ",
		"sort=-amount":         "4 0 2 3 1 ",
		"sort=expected_close":  "4 2 0 1 3 ",
		"sort=-expected_close": "0 2 4 3 1 ",
		"q=deal%203":           "3 ",
		"stage=in_work":        "",
	} {
		if got := walk(query); got != wanted {
			t.Errorf("%s: %s, want %s", query, got, wanted)
		}
	}
	next := want[api.DealList](h, agent, "GET", "/deals?limit=2&sort=amount", "", 200).NextCursor
	refused(h, agent, "GET", "/deals?sort=-amount&cursor="+*next, "", 400, "bad_request") // of another order
	for _, bad := range []string{"sort=title", "sort=amount;drop", "sort=pg_sleep(5)", "cursor=x", "cursor=e30", "owner_id=1=1", "limit=0", "kind=maybe"} {
		if a := h.do(agent, "GET", "/deals?"+bad, ""); a.status != 400 && a.status != 200 || a.status == 200 && !strings.Contains(bad, ";") {
			t.Errorf("%s: %d %s", bad, a.status, a.body)
		}
	}
}

func TestTheBoardCountsAndAddsUp(t *testing.T) {
	h := open(t)
	card := h.customer("X")
	h.deal(card.ID, "A", 100)
	h.deal(card.ID, "B", 250)
	want[api.Deal](h, agent, "POST", "/deals", `{"card_id":"`+card.ID+`","title":"C","amount":7,"currency":"EUR","stage":"payment"}`, 201)
	b := want[api.Board](h, agent, "GET", "/board", "", 200)
	if len(b.Columns) != 5 || b.Columns[0].Count != 2 || b.Columns[0].Sums[0] != (api.Money{Amount: 350, Currency: "HUF"}) || len(b.Columns[0].Deals) != 2 ||
		b.Columns[2].Count != 1 || b.Columns[2].Sums[0].Currency != "EUR" || b.Columns[1].Count != 0 {
		t.Errorf("%+v", b)
	}
	if b := want[api.Board](h, agent, "GET", "/board?limit=1", "", 200); len(b.Columns[0].Deals) != 1 || b.Columns[0].Count != 2 {
		t.Errorf("%+v", b.Columns[0])
	}
	refused(h, agent, "GET", "/board?pipeline=nowhere", "", 400, "bad_request")
}

func TestAScopeNarrowsDealsEverywhere(t *testing.T) {
	h := open(t)
	h.own("seller", crm.Grants{crm.SeeCards: crm.ScopeAll, crm.SeeDeals: crm.ScopeOwn, crm.EditDeals: crm.ScopeOwn, crm.EditCards: crm.ScopeAll})
	card := h.customer("X")
	d := h.deal(card.ID, "Anna's", 100)
	refused(h, "seller", "GET", "/deals/"+d.ID, "", 404, "not_found")
	refused(h, "seller", "PATCH", "/deals/"+d.ID, `{"amount":1}`, 404, "not_found")
	refused(h, "seller", "GET", "/deals/"+d.ID+"/moves", "", 404, "not_found")
	if list := want[api.DealList](h, "seller", "GET", "/deals", "", 200); len(list.Items) != 0 {
		t.Errorf("%+v", list.Items)
	}
	if b := want[api.Board](h, "seller", "GET", "/board", "", 200); b.Columns[0].Count != 0 || len(b.Columns[0].Sums) != 0 {
		t.Errorf("%+v", b.Columns[0])
	}
	note := want[api.Note](h, "seller", "POST", "/cards/"+card.ID+"/notes", `{"text":"#payment"}`, 201)
	if note.Effects[0].Result != "forbidden" {
		t.Errorf("%+v", note.Effects)
	}
	if d := want[api.Deal](h, agent, "GET", "/deals/"+d.ID, "", 200); d.Stage != "lead" {
		t.Errorf("%+v", d)
	}
}

func TestTheTimelineTellsOnlyOfDealsAndTasksThatMayBeSeen(t *testing.T) {
	h := open(t)
	h.own("narrow", crm.Grants{crm.SeeCards: crm.ScopeAll, crm.SeeTasks: crm.ScopeOwn})
	card := h.customer("X")
	h.deal(card.ID, "Secret", 100)
	h.task(head, `{"title":"secret","card_id":"`+card.ID+`"}`)
	line := want[api.Timeline](h, "narrow", "GET", "/cards/"+card.ID+"/timeline", "", 200)
	if len(line.Items) != 1 || line.Items[0].Kind != "opened" {
		t.Errorf("%+v", line.Items)
	}
	if all := want[api.Timeline](h, head, "GET", "/cards/"+card.ID+"/timeline", "", 200); len(all.Items) != 3 {
		t.Errorf("%+v", all.Items)
	}
}
