package store_test

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"vonal/crm"
	"vonal/crm/phone"
	"vonal/crm/store"
	"vonal/internal/fault"
)

func contains(s, part string) bool { return strings.Contains(s, part) }

type opening struct {
	card   crm.Card
	opened bool
}

func TestThousandCallsOfOneNumberAtOnceGetOneCard(t *testing.T) {
	s, _ := fresh(t)
	from := crm.Number{Raw: "x", E164: "+36301234567"}
	cards := make(chan opening, 1000)
	var wg sync.WaitGroup
	var next atomic.Int64
	for range 64 { // as many as wait for a connection at once
		wg.Go(func() {
			for {
				n := next.Add(1)
				if n > 1000 {
					return
				}
				if n%10 == 0 { // an ended call opens it as well
					in := ended(fmt.Sprint("c", n), from.E164, "", "")
					in.Offers = nil
					done, err := s.CloseCall(t.Context(), in)
					if err != nil {
						t.Error(err)
					}
					cards <- opening{crm.Card{ID: done.Card}, done.Opened}
					continue
				}
				card, opened, err := s.OpenCard(t.Context(), crm.CallID(fmt.Sprint("c", n)), from, "Kovács")
				if err != nil {
					t.Error(err)
				}
				cards <- opening{card, opened}
			}
		})
	}
	wg.Wait()
	close(cards)
	ids, opened := map[crm.CardID]bool{}, 0
	for o := range cards {
		ids[o.card.ID] = true
		if o.opened {
			opened++
		}
	}
	if len(ids) != 1 || opened != 1 {
		t.Fatalf("%d cards, opened %d times", len(ids), opened)
	}
	if all := must[crm.List[crm.Card]](t)(s.ListCards(t.Context(), head, crm.CardFilter{}, crm.Page{Limit: 200})); len(all.Items) != 1 {
		t.Fatalf("%d cards are stored", len(all.Items))
	}
}

func TestEverySpellingOfANumberFindsTheSameCard(t *testing.T) {
	s, _ := fresh(t)
	ids := map[crm.CardID]bool{}
	for i, spelling := range []string{"+7 (912) 345-67-89", "89123456789", "007 912 345 67 89", "８９１２３４５６７８９", "tel:+79123456789;ext=5", "+79123456789x12"} {
		card, _, err := s.OpenCard(t.Context(), crm.CallID(fmt.Sprint("c", i)), phone.Caller(spelling, "RU"), "")
		ok(t, err)
		ids[card.ID] = true
	}
	if len(ids) != 1 {
		t.Errorf("%d cards", len(ids))
	}
}

func TestWithheldNumbersNeverMergeStrangers(t *testing.T) {
	s, _ := fresh(t)
	ids := map[crm.CardID]bool{}
	var last crm.Card
	for i, raw := range []string{"anonymous", "anonymous", "", "+", "201", "201", strings.Repeat("8", 64<<10)} {
		from := phone.Caller(raw, "HU")
		call := crm.CallID(fmt.Sprint("c", i))
		card, opened, err := s.OpenCard(t.Context(), call, from, "")
		ok(t, err)
		if !opened || card.Kind != crm.Stranger || len(card.Phones) != 0 {
			t.Errorf("%.20q: %+v", raw, card)
		}
		again, opened, err := s.OpenCard(t.Context(), call, from, "")
		ok(t, err)
		if opened || again.ID != card.ID {
			t.Error("the same call got another card")
		}
		in := ended(string(call), "", "", "")
		in.From, in.Offers = from, nil
		if done, err := s.CloseCall(t.Context(), in); err != nil || done.Card != card.ID || done.Opened {
			t.Errorf("closed on %+v, %v", done, err)
		}
		ids[card.ID] = true
		last = card
	}
	if len(ids) != 7 {
		t.Errorf("%d cards for 7 strangers", len(ids))
	}
	if all := must[crm.List[crm.Card]](t)(s.ListCards(t.Context(), head, crm.CardFilter{}, crm.Page{})); len(all.Items) != 0 {
		t.Error("strangers stand among the customers")
	}
	if all := must[crm.List[crm.Card]](t)(s.ListCards(t.Context(), head, crm.CardFilter{Kind: crm.Stranger}, crm.Page{})); len(all.Items) != 7 {
		t.Errorf("%d strangers found", len(all.Items))
	}
	if got := must[crm.Card](t)(s.GetCard(t.Context(), head, last.ID)); got.ID != last.ID {
		t.Error("a stranger's card cannot be opened")
	}
}

func TestWithheldCallOpenedManyTimesAtOnceGetsOneCard(t *testing.T) {
	s, _ := fresh(t)
	var mu sync.Mutex
	ids := map[crm.CardID]bool{}
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			card, _, err := s.OpenCard(t.Context(), "c1", crm.Number{}, "")
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			ids[card.ID] = true
		})
	}
	wg.Wait()
	if len(ids) != 1 {
		t.Errorf("%d cards", len(ids))
	}
}

func TestHostileNameIsStoredAsHarmlessText(t *testing.T) {
	s, _ := fresh(t)
	for i, name := range []string{
		"Robert'); DROP TABLE cards;--", "<script>alert(1)</script>", "\u202eevil\x00", "\"\r\nX-Evil: 1", "=cmd|'/c calc'!A1", "${EXTEN}", "%s%n",
		strings.Repeat("a", 64<<10), "\xcf\xf0\xe8\xe2\xe5\xf2", "👨‍👩‍👧‍👦", strings.Repeat("e\u0301", 4<<10),
	} {
		from := crm.Number{E164: crm.E164(fmt.Sprintf("+3630123%04d", i))}
		card, _, err := s.OpenCard(t.Context(), crm.CallID(fmt.Sprint("c", i)), from, name)
		ok(t, err)
		if card.Name != crm.CleanName(name) {
			t.Errorf("%.60q stored as %.300q", name, card.Name)
		}
		in := ended(fmt.Sprint("c", i), from.E164, "", "")
		in.FromName, in.To, in.Channel, in.From.Raw, in.Trace = name, name, name, name, name
		in.Offers = nil
		must[store.Closing](t)(s.CloseCall(t.Context(), in))
		if got := must[crm.Call](t)(s.GetCall(t.Context(), head, in.ID)); got.FromName != crm.CleanName(name) {
			t.Errorf("%.60q stored as %.300q", name, got.FromName)
		}
		found := must[crm.List[crm.Card]](t)(s.ListCards(t.Context(), head, crm.CardFilter{Text: name}, crm.Page{}))
		if len(found.Items) != 1 || found.Items[0].ID != card.ID {
			t.Errorf("%.40q finds %d cards", name, len(found.Items))
		}
	}
}

func TestSearchTakesSignsOfLikeAsTheyAre(t *testing.T) {
	s, _ := fresh(t)
	for i, name := range []string{"100% Kft.", "100 Kft.", "a_b", "acb", `back\slash`} {
		must[crm.Card](t)(s.CreateCard(t.Context(), head, crm.NewCard{Name: name, Phones: []crm.E164{crm.E164(fmt.Sprint("+3630999000", i))}}))
	}
	for text, want := range map[string]int{"100%": 1, "a_b": 1, `\`: 1, "kft": 2, "': --": 0, "30 999-0": 5, "99": 5, "98": 0} {
		got := must[crm.List[crm.Card]](t)(s.ListCards(t.Context(), head, crm.CardFilter{Text: text}, crm.Page{}))
		if len(got.Items) != want {
			t.Errorf("%q finds %d, not %d", text, len(got.Items), want)
		}
	}
}

func TestNumberStandsOnOneCardOnly(t *testing.T) {
	s, _ := fresh(t)
	first := must[crm.Card](t)(s.CreateCard(t.Context(), head, crm.NewCard{Name: "A", Phones: []crm.E164{"+3611111111", "+3622222222", "+3611111111"}}))
	if len(first.Phones) != 2 {
		t.Errorf("numbers %v", first.Phones)
	}
	_, err := s.CreateCard(t.Context(), head, crm.NewCard{Name: "B", Phones: []crm.E164{"+3622222222"}})
	refused(t, err, fault.Conflict, "phones")
	second := must[crm.Card](t)(s.CreateCard(t.Context(), head, crm.NewCard{Name: "B"}))
	taken := []crm.E164{"+3633333333", "+3611111111"}
	_, err = s.PatchCard(t.Context(), head, second.ID, crm.CardChange{Phones: &taken})
	refused(t, err, fault.Conflict, "phones")
	bad := []crm.E164{"06301234567"}
	_, err = s.PatchCard(t.Context(), head, second.ID, crm.CardChange{Phones: &bad})
	refused(t, err, fault.Invalid, "phones")
}

func TestChangeOfACardStandsOnItsTimeline(t *testing.T) {
	s, _ := fresh(t)
	anna := agent(t, s, "Anna")
	boss := must[crm.User](t)(s.CreateUser(t.Context(), crm.NewUser{Login: "boss", Name: "The Boss", Role: crm.RoleHead, Password: "correct horse battery"}))
	card := must[crm.Card](t)(s.CreateCard(t.Context(), boss.Viewer(), crm.NewCard{Name: "A", Phones: []crm.E164{"+3611111111"}}))
	name, tier := "Alpha", crm.Key
	got := must[crm.Card](t)(s.PatchCard(t.Context(), boss.Viewer(), card.ID, crm.CardChange{Name: &name, Owner: &anna.ID, Tier: &tier, Version: card.Version}))
	if got.Owner != anna.ID || got.Version != 2 || got.Name != name || len(got.Phones) != 1 {
		t.Errorf("changed to %+v", got)
	}
	_, err := s.PatchCard(t.Context(), boss.Viewer(), card.ID, crm.CardChange{Name: &name, Version: card.Version})
	refused(t, err, fault.Stale, "")
	nobody := crm.AgentID("01900000-0000-7000-8000-000000000000")
	_, err = s.PatchCard(t.Context(), boss.Viewer(), card.ID, crm.CardChange{Owner: &nobody})
	refused(t, err, fault.Invalid, "owner_id")
	_, err = s.PatchCard(t.Context(), crm.Viewer{Role: crm.RoleAgent, Agent: anna.ID}, card.ID, crm.CardChange{Owner: &anna.ID})
	refused(t, err, fault.Forbidden, "owner_id")
	same := must[crm.Card](t)(s.PatchCard(t.Context(), boss.Viewer(), card.ID, crm.CardChange{Name: &name}))
	if same.Version != 2 {
		t.Error("a change to the same made a version")
	}
	story := must[crm.List[crm.Entry]](t)(s.Timeline(t.Context(), boss.Viewer(), card.ID, nil, crm.Page{})).Items
	if len(story) != 2 || story[0].Kind != crm.EntryChanged || story[1].Kind != crm.EntryOpened {
		t.Fatalf("the story is %+v", story)
	}
	if story[0].ByName != "The Boss" || len(story[0].Changes) != 3 || story[0].Changes[0] != (crm.FieldChange{Field: "name", From: "A", To: "Alpha"}) {
		t.Errorf("the change is told as %+v", story[0])
	}
}

func TestPagesOfAListStayPutWhileItGrows(t *testing.T) {
	s, _ := fresh(t)
	for i := range 25 {
		must[crm.Card](t)(s.CreateCard(t.Context(), head, crm.NewCard{Name: fmt.Sprint("early ", i)}))
	}
	seen := map[crm.CardID]int{}
	page := crm.Page{Limit: 10}
	for n := 0; ; n++ {
		list := must[crm.List[crm.Card]](t)(s.ListCards(t.Context(), head, crm.CardFilter{}, page))
		for _, c := range list.Items {
			if n > 0 && !contains(c.Name, "early") {
				t.Errorf("%s came into a later page", c.Name)
			}
			seen[c.ID]++
		}
		if list.Next == "" {
			break
		}
		page.Cursor = list.Next
		for i := range 5 {
			must[crm.Card](t)(s.CreateCard(t.Context(), head, crm.NewCard{Name: fmt.Sprint("late ", n, i)}))
		}
	}
	if len(seen) != 25 {
		t.Errorf("%d cards seen of 25", len(seen))
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("%s was seen %d times", id, n)
		}
	}
	for _, cursor := range []string{"x", "!!!", "e30", "eyJ0IjowLCJpIjoiMT0xIn0", strings.Repeat("A", 5000)} {
		_, err := s.ListCards(t.Context(), head, crm.CardFilter{}, crm.Page{Cursor: cursor})
		refused(t, err, fault.Invalid, "cursor")
	}
	if list := must[crm.List[crm.Card]](t)(s.ListCards(t.Context(), head, crm.CardFilter{}, crm.Page{Limit: 1e9})); len(list.Items) > crm.MaxPage {
		t.Errorf("%d items", len(list.Items))
	}
	_, err := s.ListCards(t.Context(), head, crm.CardFilter{Owner: "1=1"}, crm.Page{})
	refused(t, err, fault.Invalid, "owner_id")
}

func TestAccountantSeesNoCards(t *testing.T) {
	s, _ := fresh(t)
	card := must[crm.Card](t)(s.CreateCard(t.Context(), head, crm.NewCard{Name: "A"}))
	accountant := crm.Viewer{Role: crm.RoleAccountant}
	_, err := s.GetCard(t.Context(), accountant, card.ID)
	refused(t, err, fault.Unknown, "")
	_, err = s.Timeline(t.Context(), accountant, card.ID, nil, crm.Page{})
	refused(t, err, fault.Unknown, "")
	if list := must[crm.List[crm.Card]](t)(s.ListCards(t.Context(), accountant, crm.CardFilter{}, crm.Page{})); len(list.Items) != 0 {
		t.Error("the list shows one")
	}
}
