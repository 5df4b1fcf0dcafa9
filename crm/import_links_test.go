package crm

import (
	"strings"
	"testing"
	"time"
)

// row is a card's own row, read in another company.
func row(t *testing.T, c Card) Draft {
	t.Helper()
	columns := company.Columns()
	d, problem := company.Draft(columns, ImportRow{Cells: company.Row(columns, c)}, plainly)
	if problem != nil {
		t.Fatal(problem)
	}
	return d
}

func TestSinceWhenAConsentHoldsSurvivesATable(t *testing.T) {
	given := time.Date(2025, 5, 1, 8, 30, 0, 0, time.UTC)
	c := Card{Name: "Szabó", Consents: map[string]Consent{"recording": {Given: true, At: given, By: "u1"}}}
	d := row(t, c)
	for name, had := range map[string]Card{
		"none":    {Name: "Szabó"},
		"refused": {Name: "Szabó", Consents: map[string]Consent{"recording": {At: given.AddDate(-1, 0, 0)}}},
		"later":   {Name: "Szabó", Consents: map[string]Consent{"recording": {Given: true, At: given.AddDate(0, 1, 0)}}},
	} {
		ch, f := d.Onto(had, ImportOverwrite)
		next, diff, err := ch.Details.Apply(had, company.Fields, "u2", given.AddDate(1, 0, 0))
		if k := next.Consents["recording"]; err != nil || !k.Given || !k.At.Equal(given) || len(diff) != 1 {
			t.Errorf("%s: %+v, %+v, %v", name, k, diff, err)
		}
		ch, kept := f.Undo(next)
		back, _, err := ch.Details.Apply(next, company.Fields, "u2", given.AddDate(1, 0, 0))
		was, is := had.Consents["recording"], back.Consents["recording"]
		if err != nil || kept || is.Given != was.Given || !is.At.Equal(was.At) {
			t.Errorf("%s: taken back it is %+v, %v, %v", name, is, kept, err)
		}
	}
	if _, f := d.Onto(Card{Name: "Szabó", Consents: map[string]Consent{"recording": {At: given.AddDate(-1, 0, 0)}}}, ImportFill); f.Values != nil {
		t.Errorf("filling in has changed what was said: %+v", f)
	}
	tomorrow := map[string]time.Time{"recording": given.AddDate(3, 0, 0)}
	if _, _, err := (Details{ConsentDates: tomorrow}).Apply(c, nil, "", given.AddDate(1, 0, 0)); err == nil {
		t.Error("a consent of the future is taken")
	}
	if err := company.CheckMapping(Viewer{}, Import{Head: []string{"a", "b"}}, []Column{ColumnName, "consents.news.at"}, ImportFill); err == nil || !strings.Contains(err.Error(), "yes or no") {
		t.Errorf("a date without its consent: %v", err)
	}
}

func TestWhoseANumberIsSurvivesATable(t *testing.T) {
	c := Card{Name: "Szabó", Contacts: []Contact{{ID: "k1", Name: "Kiss, Anna", Role: "director"}, {ID: "k2", Name: "Nagy @ Co"}},
		Numbers: []CardNumber{{Phone: "+36301234567", Extension: "12", Contact: "k1"}, {Phone: "+36301112222"}},
		Mails:   []CardMail{{Mail: "a@b.hu", Contact: "k2"}}}
	d := row(t, c)
	ch, f := d.Onto(Card{Name: "Szabó"}, ImportFill)
	next, _, err := ch.Details.Apply(Card{Name: "Szabó"}, company.Fields, "", time.Unix(1, 0))
	if err != nil {
		t.Fatal(err)
	}
	next.Contacts[0].ID, next.Contacts[1].ID = "n1", "n2"
	next = next.Linked()
	if next.Numbers[0].Contact != "n1" || next.Numbers[1].Contact != "" || next.Mails[0].Contact != "n2" || len(next.Contacts) != 2 {
		t.Errorf("%+v", next)
	}
	if back, kept := f.Undo(next); kept || len(*back.Details.Numbers)+len(*back.Details.Mails)+len(*back.Details.Contacts) != 0 {
		t.Errorf("%+v, %v", back, kept)
	}
	next.Numbers[0].Label = "mobile" // somebody's since: its contact stays, too
	if back, kept := f.Undo(next); !kept || len(*back.Details.Numbers) != 1 || len(*back.Details.Contacts) != 1 {
		t.Errorf("%+v, %v", back, kept)
	}

	// A number that the card has already is given to whose it is, if it is nobody's.
	for name, whose := range map[string]ContactID{"": "n1", "Nagy @ Co": "k2"} {
		had := Card{Name: "Szabó", Contacts: []Contact{{ID: "k2", Name: "Nagy @ Co"}}, Numbers: []CardNumber{{Phone: "+36301234567", Extension: "12"}}}
		if name != "" {
			had.Numbers[0].Contact = "k2"
		}
		ch, f := d.Onto(had, ImportFill)
		next, diff, err := ch.Details.Apply(had, company.Fields, "", time.Unix(1, 0))
		if err != nil {
			t.Fatal(err)
		}
		next.Contacts[1].ID = "n1"
		next = next.Linked()
		if next.Numbers[0].Contact != whose || len(next.Numbers) != 2 || len(diff) == 0 {
			t.Errorf("%q: %+v", name, next.Numbers)
		}
		ch, kept := f.Undo(next)
		if back, _, err := ch.Details.Apply(next, company.Fields, "", time.Unix(1, 0)); err != nil || kept || back.Numbers[0] != had.Numbers[0] || len(back.Contacts) != 1 {
			t.Errorf("%q: taken back it is %+v, %v, %v", name, back, kept, err)
		}
	}

	d, problem := company.Draft([]Column{ColumnName, ColumnNumbers}, ImportRow{Cells: []string{"Szabó", "+36301234567 @ Anna; +36301112222 @ anna"}}, plainly)
	if problem != nil || len(d.Contacts) != 1 || d.Contacts[0].Name != "Anna" || d.Numbers[1].Contact != ContactNamed("anna") {
		t.Errorf("%+v, %v", d, problem)
	}
}
