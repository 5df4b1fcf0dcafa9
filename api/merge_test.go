package api_test

import (
	"encoding/json"
	"strings"
	"testing"

	"vonal/api"
	"vonal/crm"
)

func TestMergedCardsAreOneWithAllTheirHistory(t *testing.T) {
	h := open(t)
	call := h.ended("c1", h.anna.ID, "+36301234567")
	kept := want[api.Card](h, head, "POST", "/cards", `{"name":"Szabó Kft","phones":["+3612345678"],"tags":["a"],"mails":[{"mail":"x@szabo.hu"}],"language":"hu"}`, 201)
	other := want[api.Card](h, head, "PATCH", "/cards/"+string(call.Card), `{"tags":["b"],"mails":[{"mail":"x@szabo.hu"},{"mail":"y@szabo.hu"}],"language":"ru","contacts":[{"name":"Éva"}]}`, 200)
	d := h.deal(other.ID, "Licence", 100)
	h.note(other.ID, "a note")

	preview := want[api.CardMerged](h, head, "POST", "/cards/"+kept.ID+"/merge", `{"other_id":"`+other.ID+`","take":["language"],"preview":true}`, 200)
	if preview.MergeID != nil || *preview.Card.Language != "ru" || len(preview.Card.Tags) != 2 || len(preview.Card.Phones) != 2 || preview.Card.Name != "Szabó Kft" {
		t.Errorf("%+v", preview.Card)
	}
	want[api.Card](h, head, "GET", "/cards/"+other.ID, "", 200) // nothing has happened

	m := want[api.CardMerged](h, head, "POST", "/cards/"+kept.ID+"/merge", `{"other_id":"`+other.ID+`","take":["language"]}`, 200)
	if *m.Card.Language != "ru" || len(*m.Card.Mails) != 2 || len(*m.Card.Numbers) != 2 || len(*m.Card.Contacts) != 1 || m.Card.LastContactAt == nil {
		t.Errorf("%+v", m.Card)
	}
	a := h.do(head, "GET", "/cards/"+other.ID, "")
	var p struct {
		Code   string
		Merged string `json:"merged_into"`
	}
	h.must(json.Unmarshal(a.body, &p))
	if a.status != 404 || p.Code != "merged" || p.Merged != kept.ID {
		t.Errorf("%d %s", a.status, a.body)
	}
	for _, path := range []string{"/cards?phone=%2B36301234567", "/cards?phone=%2B3612345678", "/cards?q=y@szabo.hu"} {
		if list := want[api.CardList](h, agent, "GET", path, "", 200); len(list.Items) != 1 || list.Items[0].ID != kept.ID {
			t.Errorf("%s: %+v", path, list.Items)
		}
	}
	if got := want[api.Deal](h, agent, "GET", "/deals/"+d.ID, "", 200); got.CardID != kept.ID {
		t.Errorf("%+v", got)
	}
	if got := want[api.Call](h, agent, "GET", "/calls/c1", "", 200); *got.CardID != kept.ID {
		t.Errorf("%+v", got)
	}
	line := want[api.Timeline](h, agent, "GET", "/cards/"+kept.ID+"/timeline", "", 200)
	kinds := ""
	for _, i := range line.Items {
		kinds += string(i.Kind) + " "
	}
	for _, kind := range []string{"merged", "note", "deal_made", "call", "changed"} {
		if !strings.Contains(kinds, kind+" ") {
			t.Errorf("%s is missing in %s", kind, kinds)
		}
	}
	refused(h, agent, "GET", "/cards/"+other.ID+"/timeline", "", 404, "not_found")
	refused(h, agent, "POST", "/cards/"+other.ID+"/notes", `{"text":"x"}`, 404, "not_found")

	// what came after the merge stays; what moved goes back
	later := h.deal(kept.ID, "Later", 5)
	back := want[api.Card](h, head, "POST", "/merges/"+*m.MergeID+"/undo", "", 200)
	if back.ID != other.ID || len(back.Phones) != 1 || back.Phones[0] != "+36301234567" || len(*back.Mails) != 2 || len(*back.Contacts) != 1 || *back.Language != "ru" {
		t.Errorf("%+v", back)
	}
	now := want[api.Card](h, head, "GET", "/cards/"+kept.ID, "", 200)
	if *now.Language != "hu" || len(now.Tags) != 1 || len(*now.Mails) != 1 || len(now.Phones) != 1 || len(*now.Contacts) != 0 {
		t.Errorf("%+v", now)
	}
	if got := want[api.Deal](h, agent, "GET", "/deals/"+d.ID, "", 200); got.CardID != other.ID {
		t.Errorf("%+v", got)
	}
	if got := want[api.Deal](h, agent, "GET", "/deals/"+later.ID, "", 200); got.CardID != kept.ID {
		t.Errorf("%+v", got)
	}
	refused(h, head, "POST", "/merges/"+*m.MergeID+"/undo", "", 409, "conflict")
}

func TestAMergeIsTakenApartWithinThirtyDays(t *testing.T) {
	h := open(t)
	a, b, c := h.customer("A"), h.customer("B"), h.customer("C")
	m := want[api.CardMerged](h, head, "POST", "/cards/"+a.ID+"/merge", `{"other_id":"`+b.ID+`"}`, 200)
	want[api.CardMerged](h, head, "POST", "/cards/"+c.ID+"/merge", `{"other_id":"`+a.ID+`"}`, 200)
	refused(h, head, "POST", "/merges/"+*m.MergeID+"/undo", "", 404, "not_found") // a is itself part of c
	second := want[api.CardMergeList](h, head, "GET", "/cards/"+c.ID+"/merges", "", 200).Items
	if len(second) != 1 || second[0].Name != "A" || !second[0].UndoUntil.Equal(second[0].At.Add(crm.UnmergeWithin)) {
		t.Fatalf("%+v", second)
	}
	want[api.Card](h, head, "POST", "/merges/"+second[0].ID+"/undo", "", 200)
	h.clock.Advance(31 * 24 * 3_600_000_000_000)
	refused(h, head, "POST", "/merges/"+*m.MergeID+"/undo", "", 409, "conflict")
	for _, body := range []string{`{"other_id":"` + a.ID + `"}`, `{"other_id":"1=1"}`, `{"other_id":"019309a8-0000-7000-8000-000000000000"}`} {
		refused(h, head, "POST", "/cards/"+a.ID+"/merge", body, map[bool]int{true: 422, false: 404}[strings.Contains(body, a.ID)], map[bool]string{true: "invalid", false: "not_found"}[strings.Contains(body, a.ID)])
	}
	refused(h, head, "POST", "/cards/"+a.ID+"/merge", `{"other_id":"`+c.ID+`","take":["version"]}`, 422, "invalid")
}

func TestSearchFindsWhatTheCallerMaySee(t *testing.T) {
	h := open(t)
	c := want[api.Card](h, head, "POST", "/cards", `{"name":"Szabó Bútor","phones":["+36301234567"],"owner_id":"`+string(h.boris.ID)+`"}`, 201)
	h.deal(c.ID, "Licence 2027", 1)
	h.note(c.ID, "Az ügyfelek székeket kérnek; клиенты просят стулья; customers want chairs")
	find := func(q string) (kinds string) {
		for _, hit := range want[api.HitList](h, head, "GET", "/search?q="+q, "", 200).Items {
			if hit.CardID != c.ID {
				t.Errorf("%s finds %+v", q, hit)
			}
			kinds += string(hit.Kind) + " "
		}
		return kinds
	}
	for q, kinds := range map[string]string{
		"szab%C3%B3":               "card ",
		"06%2030%20123%204567":     "card ",
		"4567":                     "card ",
		"licence":                  "deal ",
		"chair":                    "note ",
		"%D1%81%D1%82%D1%83%D0%BB": "note ", // стул
		"sz%C3%A9k":                "note ", // szék
		"nothing":                  "",
		"%27%20OR%201%3D1--":       "",
		"%25":                      "",
	} {
		if got := find(q); got != kinds {
			t.Errorf("%s: %q, want %q", q, got, kinds)
		}
	}
	if hits := want[api.HitList](h, purse, "GET", "/search?q=szab%C3%B3", "", 200).Items; len(hits) != 0 {
		t.Errorf("the accountant finds %+v", hits)
	}
	h.own("chief", ofTheTeam)
	h.lead("chief", h.anna.ID)
	if hits := want[api.HitList](h, "chief", "GET", "/search?q=szab%C3%B3", "", 200).Items; len(hits) != 0 {
		t.Errorf("another team's head finds %+v", hits)
	}
}
