package api_test

import (
	"testing"

	"vonal/api"
)

func TestAnImportSaysWhoseTheNumbersOfACardAre(t *testing.T) {
	h := open(t)
	known := h.caller("+3612345678")
	const table = "Name;Phone;E-mail;Contacts\nSzabó;+3612345678 @ Kiss Anna;a@b.hu @ kiss anna;[director] Kiss Anna\nKovács;+36201112222 @ Béla;;\n"
	in := h.imported(head, table, "fill")
	if in.Counts != (api.ImportCounts{New: 1, Changed: 1}) {
		t.Errorf("%+v", in.Counts)
	}
	card := want[api.Card](h, head, "GET", "/cards/"+string(known.ID), "", 200)
	contacts, numbers, mails := *card.Contacts, *card.Numbers, *card.Mails
	if len(contacts) != 1 || numbers[0].ContactID == nil || *numbers[0].ContactID != *contacts[0].ID || mails[0].ContactID == nil || *mails[0].ContactID != *contacts[0].ID {
		t.Errorf("%+v, %+v, %+v", contacts, numbers, mails)
	}
	made := want[api.CardList](h, head, "GET", "/cards?phone=%2B36201112222", "", 200).Items[0].ID
	if card := want[api.Card](h, head, "GET", "/cards/"+made, "", 200); len(*card.Contacts) != 1 || *(*card.Numbers)[0].ContactID != *(*card.Contacts)[0].ID {
		t.Errorf("%+v", card)
	}
	if again := h.imported(head, table, "overwrite"); again.Counts != (api.ImportCounts{Unchanged: 2}) {
		t.Errorf("%+v", again.Counts)
	}
	if back := h.undone(in.ID); back.Counts.Undone != 2 || back.Counts.Kept != 0 {
		t.Errorf("%+v", back.Counts)
	}
	if card := want[api.Card](h, head, "GET", "/cards/"+string(known.ID), "", 200); len(*card.Contacts) != 0 || (*card.Numbers)[0].ContactID != nil || card.Name != "" {
		t.Errorf("%+v", card)
	}
}
