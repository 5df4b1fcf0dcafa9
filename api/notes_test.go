package api_test

import (
	"strings"
	"testing"

	"vonal/api"
)

func TestAHashtagInANoteMovesTheDealAndSaysSo(t *testing.T) {
	h := open(t)
	card := h.customer("Szabó Bútor")
	d := h.deal(card.ID, "Licence", 100)
	n := h.note(card.ID, "invoice sent, #Оплата tomorrow")
	if len(n.Effects) != 1 {
		t.Fatalf("%+v", n)
	}
	e := n.Effects[0]
	if e.Tag != "Оплата" || e.Result != "moved" || *e.DealID != d.ID || *e.From != "lead" || *e.To != "payment" || e.MoveID == nil {
		t.Errorf("%+v", e)
	}
	if again := h.note(card.ID, "#fizetés").Effects[0]; again.Result != "there" || again.MoveID != nil {
		t.Errorf("%+v", again)
	}
	back := want[api.Deal](h, agent, "POST", "/deals/"+d.ID+"/moves/"+*e.MoveID+"/undo", "", 200)
	if back.Stage != "lead" {
		t.Errorf("%+v", back)
	}
	line := want[api.Timeline](h, agent, "GET", "/cards/"+card.ID+"/timeline", "", 200)
	if i := line.Items[3]; i.Kind != "note" || i.Note.Text != "invoice sent, #Оплата tomorrow" || len(i.Note.Effects) != 1 {
		t.Errorf("%+v", i)
	}
}

func TestARefusalTakesItsReasonFromBehindTheTag(t *testing.T) {
	h := open(t)
	card := h.customer("X")
	d := h.deal(card.ID, "T", 100)
	if e := h.note(card.ID, "#отказ").Effects[0]; e.Result != "refused" || *e.Needs != "reason" {
		t.Errorf("%+v", e)
	}
	if d := want[api.Deal](h, agent, "GET", "/deals/"+d.ID, "", 200); d.Stage != "lead" {
		t.Errorf("moved all the same: %+v", d)
	}
	if e := h.note(card.ID, "#refused: too expensive\nbye").Effects[0]; e.Result != "moved" {
		t.Errorf("%+v", e)
	}
	if d := want[api.Deal](h, agent, "GET", "/deals/"+d.ID, "", 200); d.Stage != "refused" || *d.Reason != "too expensive" {
		t.Errorf("%+v", d)
	}
	if e := h.note(card.ID, "#done").Effects[0]; e.Result != "no_deal" {
		t.Errorf("%+v", e)
	}
}

func TestATagWithoutADealBeginsOne(t *testing.T) {
	h := open(t)
	card := h.customer("Szabó Bútor")
	e := h.note(card.ID, "wants a quote #érdeklődő").Effects[0]
	if e.Result != "made" || *e.Title != "Szabó Bútor" || *e.To != "lead" {
		t.Fatalf("%+v", e)
	}
	list := want[api.DealList](h, agent, "GET", "/deals?card_id="+card.ID, "", 200)
	if len(list.Items) != 1 || list.Items[0].ID != *e.DealID || list.Items[0].Amount != 0 {
		t.Errorf("%+v", list.Items)
	}
}

func TestAnAmbiguousTagAsksAndTheChoiceActs(t *testing.T) {
	h := open(t)
	card := h.customer("X")
	a, b := h.deal(card.ID, "A", 1), h.deal(card.ID, "B", 2)
	n := h.note(card.ID, "#payment")
	e := n.Effects[0]
	if e.Result != "ambiguous" || len(e.Candidates) != 2 || e.DealID != nil {
		t.Fatalf("%+v", e)
	}
	for _, id := range []string{a.ID, b.ID} {
		if d := want[api.Deal](h, agent, "GET", "/deals/"+id, "", 200); d.Stage != "lead" {
			t.Errorf("%+v", d)
		}
	}
	chosen := want[api.TagEffect](h, agent, "POST", "/notes/"+n.ID+"/choose", `{"tag":"#payment","deal_id":"`+b.ID+`"}`, 200)
	if chosen.Result != "moved" || *chosen.DealID != b.ID {
		t.Errorf("%+v", chosen)
	}
	refused(h, agent, "POST", "/notes/"+n.ID+"/choose", `{"tag":"done","deal_id":"`+b.ID+`"}`, 422, "invalid")
	refused(h, agent, "POST", "/notes/"+n.ID+"/choose", `{"tag":"payment","deal_id":"1=1"}`, 422, "invalid")
	refused(h, agent, "POST", "/notes/"+a.ID+"/choose", `{"tag":"payment","deal_id":"`+b.ID+`"}`, 404, "not_found")
}

func TestANoteIsKeptAsTextWhateverItHolds(t *testing.T) {
	h := open(t)
	card := h.customer("X")
	for sent, kept := range map[string]string{
		"<img src=x onerror=alert(1)>":                 "<img src=x onerror=alert(1)>",
		"a\u202eb\u0007c":                              "abc",
		"one\r\ntwo":                                   "one\ntwo",
		"Robert'); DROP TABLE notes;--":                "Robert'); DROP TABLE notes;--",
		"see https://x.example/#done and a#done &#39;": "see https://x.example/#done and a#done &#39;",
	} {
		if n := h.note(card.ID, sent); n.Text != kept || len(n.Effects) != 0 {
			t.Errorf("%q: %+v", sent, n)
		}
	}
	refused(h, agent, "POST", "/cards/"+card.ID+"/notes", `{"text":"  "}`, 422, "invalid")
	refused(h, agent, "POST", "/cards/"+card.ID+"/notes", `{"text":"a\u0000b"}`, 422, "invalid")
	refused(h, agent, "POST", "/cards/"+card.ID+"/notes", `{"text":"`+strings.Repeat("x", 10_001)+`"}`, 422, "invalid")
	refused(h, agent, "POST", "/cards/019309a8-0000-7000-8000-000000000000/notes", `{"text":"x"}`, 404, "not_found")
	many := h.note(card.ID, strings.Repeat("#lead #payment #vrabote #done ", 50))
	if len(many.Effects) != 4 {
		t.Errorf("%d effects", len(many.Effects))
	}
}

func TestAnAdministratorChangesWhatTagsMean(t *testing.T) {
	h := open(t)
	tag := want[api.Hashtag](h, admin, "PUT", "/hashtags", `{"tag":"Ёлка","stage":"payment"}`, 200)
	if tag.Folded != "елка" || *tag.Stage != "payment" || *tag.Pipeline != "sales" {
		t.Errorf("%+v", tag)
	}
	card := h.customer("X")
	h.deal(card.ID, "T", 1)
	if e := h.note(card.ID, "#елка").Effects[0]; e.Result != "moved" || *e.To != "payment" {
		t.Errorf("%+v", e)
	}
	want[any](h, admin, "DELETE", "/hashtags?tag=%D0%81%D0%9B%D0%9A%D0%90", "", 204)
	if n := h.note(card.ID, "#ёлка"); len(n.Effects) != 0 {
		t.Errorf("%+v", n)
	}
	refused(h, admin, "DELETE", "/hashtags?tag=nothing", "", 404, "not_found")
	for _, bad := range []string{`{"tag":"a b"}`, `{"tag":"#a"}`, `{"tag":"2026"}`, `{"tag":"x","stage":"nowhere"}`, `{"tag":""}`} {
		refused(h, admin, "PUT", "/hashtags", bad, 422, "invalid")
	}
}

func TestAStageThatIsGivenUpSaysWhereItsDealsGo(t *testing.T) {
	h := open(t)
	d := h.deal(h.customer("X").ID, "T", 1)
	stages := `"stages":[{"key":"in_work","labels":{"en":"Work"},"kind":"open"},{"key":"fulfilled","labels":{"en":"Done"},"kind":"won"},{"key":"trial","labels":{"hu":"Próba"},"kind":"open","needs":["amount"],"rots_days":3}]`
	refused(h, admin, "PUT", "/pipelines/sales", `{"name":"Sales",`+stages+`}`, 409, "conflict")
	a := h.asSeen("*", admin, "PUT", "/pipelines/sales", `{"name":"Sales",`+stages+`,"move_to":{"lead":"in_work"}}`)
	if a.status != 200 || a.header.Get("ETag") != `"2"` {
		t.Fatalf("%d %s", a.status, a.body)
	}
	if d := want[api.Deal](h, agent, "GET", "/deals/"+d.ID, "", 200); d.Stage != "in_work" {
		t.Errorf("%+v", d)
	}
	want[api.Pipeline](h, admin, "PUT", "/pipelines/renewals", `{"name":"Renewals","stages":[{"key":"due","labels":{"en":"Due"},"kind":"open"}]}`, 200)
	if all := want[api.PipelineList](h, agent, "GET", "/pipelines", "", 200).Items; len(all) != 2 || all[1].Key != "renewals" || len(all[0].Stages) != 3 {
		t.Errorf("%+v", all)
	}
	for _, bad := range []string{
		`{"name":"X","stages":[]}`,
		`{"name":"X","stages":[{"key":"a","labels":{},"kind":"open"}]}`,
		`{"name":"X","stages":[{"key":"a","labels":{"en":"A"},"kind":"won"}]}`,
		`{"name":"X","stages":[{"key":"a","labels":{"en":"A"},"kind":"open"},{"key":"a","labels":{"en":"A"},"kind":"open"}]}`,
		`{"name":"X","stages":[{"key":"A b","labels":{"en":"A"},"kind":"open"}]}`,
	} {
		refused(h, admin, "PUT", "/pipelines/other", bad, 422, "invalid")
	}
}
