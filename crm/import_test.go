package crm

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
)

var company = Layout{
	Fields: []Field{
		{Key: "size", Labels: Labels{"en": "Size", "hu": "Méret"}, Kind: FieldNumber},
		{Key: "since", Labels: Labels{"en": "Since"}, Kind: FieldDate},
		{Key: "vat", Labels: Labels{"en": "VAT"}, Kind: FieldBoolean},
		{Key: "name", Labels: Labels{"en": "Name"}, Kind: FieldText},
	},
	Consents: []string{"recording"},
	Agents: []Agent{
		{ID: "a1", Name: "Anna", Extension: "101"}, {ID: "a2", Name: "Béla", Extension: "102"}, {ID: "a3", Name: "Béla", Extension: "103"},
		{ID: "a4", Name: "Gone", Extension: "104", DeletedAt: time.Unix(1, 0)},
	},
}

// plainly reads a number that is written as one of the world already.
func plainly(raw string) (E164, error) {
	e := E164(strings.NewReplacer(" ", "", "-", "", "06", "+36").Replace(raw))
	if !e.Valid() || len(e) < 8 {
		return "", errors.New("no number")
	}
	return e, nil
}

func TestTheColumnsOfATableAreGuessedByTheirHeads(t *testing.T) {
	for head, columns := range map[string]string{
		"Név;Telefonszám;E-mail;Cím;Méret": "name;numbers;mails;addresses;fields.size",
		"Клиент;Мобильный телефон;Рабочий телефон;Ответственный":   "name;numbers;numbers;owner_id",
		"Company;Phone 1;Phone 2;Contact person;;Nonsense;Company": "name;numbers;numbers;contacts;;;",
		"Consent: recording;Согласие: news;Name [name];VAT;id":     "consents.recording;consents.news;fields.name;fields.vat;id",
		"Consent: recording (date);Hozzájárulás: news (dátum)":     "consents.recording.at;consents.news.at",
	} {
		var got []string
		for _, c := range company.Guess(strings.Split(head, ";")) {
			got = append(got, string(c))
		}
		if strings.Join(got, ";") != columns {
			t.Errorf("%s: %q", head, got)
		}
	}
	for _, tongue := range []string{"en", "hu", "ru"} {
		columns := company.Columns()
		if got := company.Guess(company.Heads(columns, tongue)); !reflect.DeepEqual(got, columns) {
			t.Errorf("%s: %q", tongue, got)
		}
	}
}

func TestACardIsTheSameAfterItsRow(t *testing.T) {
	c := Card{ID: "c1", Name: "=Szabó; Co. \\", Form: FormCompany, Tier: Key, Owner: "a1", Language: "hu", Zone: "Europe/Budapest",
		Numbers:   []CardNumber{{Phone: "+36301234567", Extension: "12", Label: "mobile; [old]"}, {Phone: "+3612345678"}},
		Mails:     []CardMail{{Mail: "a@b.hu", Label: "work"}, {Mail: "c@d.hu"}},
		Addresses: []Address{{Label: "office", Text: "Fő u. 1; 2. em.\nBudapest"}, {Text: "[no label"}},
		Contacts:  []Contact{{Name: "Kiss, Anna", Role: "director", Extension: "5"}},
		Tags:      []string{"VAT, general", "a;b"}, Fields: map[string]string{"size": "-1.5", "since": "2027-01-31", "vat": "true"},
		Consents: map[string]Consent{"recording": {Given: true, At: time.Unix(1, 0).UTC()}}}
	columns := company.Columns()
	d, problem := company.Draft(columns, ImportRow{Cells: company.Row(columns, c)}, plainly)
	if problem != nil {
		t.Fatal(problem)
	}
	made, _, err := d.New().Details.Apply(Card{Name: d.New().Name, Owner: d.New().Owner, Tier: d.New().Tier}, company.Fields, "", time.Unix(1, 0))
	if err != nil {
		t.Fatal(err)
	}
	made.ID, made.Phones = d.ID, nil
	if !reflect.DeepEqual(made, c) {
		t.Errorf("\n%+v\n%+v", made, c)
	}
	if _, f := d.Onto(c, ImportOverwrite); !reflect.DeepEqual(f, Footprint{}) {
		t.Errorf("its own row changes it: %+v", f)
	}
}

func TestARowThatCannotBeIsRefusedByItsCell(t *testing.T) {
	columns := []Column{ColumnName, ColumnNumbers, ColumnOwner, ColumnTier, "fields.since", "consents.recording", "consents.recording.at"}
	for cells, want := range map[string]string{
		"A|3.63012E+11":               "1 scientific",
		"A|3,63E11":                   "1 scientific",
		"A|12":                        "1 number",
		"A|+36301234567;x":            "1 number",
		"A||Nobody":                   "2 owner",
		"A||Béla":                     "2 owners",
		"A||Gone":                     "2 owner",
		"A|||big":                     "3 tier",
		"A||||yesterday":              "4 fields",
		"A||||31.02.2027":             "4 fields",
		"A|||||perhaps":               "5 consent",
		"A|||||yes|lately":            "6 consent_date",
		"A||||||2026-05-01":           "6 consent_date",
		"A|||||yes|2026-05-01 10:30":  "",
		"A|+36301234567 @ Kiss, Anna": "",
		"||Anna":                      "-1 nameless",
		"A|+36301234567|Anna|KEY":     "",
		"A||103|kulcs|31.1.2027|да":   "",
		"A||||2027. 01. 31.":          "",
		"|06 30 123 4567, 0612345678": "",
		"A||||46418":                  "",
	} {
		_, p := company.Draft(columns, ImportRow{Cells: strings.Split(cells, "|")}, plainly)
		got := ""
		if p != nil {
			got = strings.TrimSpace(string(rune('0'+p.Column))) + " " + p.Reason
			if p.Column < 0 {
				got = "-1 " + p.Reason
			}
		}
		if got != want {
			t.Errorf("%s: %q, not %q", cells, got, want)
		}
	}
	d, _ := company.Draft(columns, ImportRow{Cells: []string{"A", "", "", "", "46418"}}, plainly)
	if d.Values["fields.since"] != "2027-01-31" {
		t.Errorf("%+v", d.Values)
	}
}

func TestWhatARowChangedIsTakenBackUnlessSomebodyChangedItSince(t *testing.T) {
	c := Card{Name: "Szabó", Tier: Normal, Numbers: []CardNumber{{Phone: "+3611111111"}}, Tags: []string{"a"}, Fields: map[string]string{"size": "1"}}
	d := Draft{Values: map[Column]string{ColumnName: "Szabo", ColumnTier: "key", ColumnLanguage: "hu", "fields.size": "2", "consents.recording": "yes"},
		Numbers: []CardNumber{{Phone: "+3622222222"}}, Tags: []string{"A", "b"}}
	for rule, want := range map[ImportRule]string{
		ImportFill:      "Szabó key hu 1 yes 2 [a b]",
		ImportOverwrite: "Szabo key hu 2 yes 2 [a b]",
		ImportSkip:      "Szabó normal  1  1 [a]",
	} {
		ch, f := d.Onto(c, rule)
		after := applied(t, c, ch)
		if got := summary(after); got != want {
			t.Errorf("%s: %s", rule, got)
		}
		if _, f := d.Onto(after, rule); rule != ImportSkip && !reflect.DeepEqual(f, Footprint{}) {
			t.Errorf("%s: a second time it changes %+v", rule, f)
		}
		back, kept := f.Undo(after)
		if got := summary(applied(t, after, back)); got != summary(c) || kept {
			t.Errorf("%s: taken back it is %s, %v", rule, got, kept)
		}
		after.Language = "ru"
		back, kept = f.Undo(after)
		if got := applied(t, after, back); rule != ImportSkip && (!kept || got.Language != "ru" || got.Name != "Szabó") {
			t.Errorf("%s: %s, %v", rule, summary(got), kept)
		}
	}
}

func applied(t *testing.T, c Card, ch CardChange) Card {
	t.Helper()
	c, _, err := ch.Apply(c)
	if err == nil {
		c, _, err = ch.Details.Apply(c, company.Fields, "", time.Unix(1, 0))
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func summary(c Card) string {
	return strings.Join([]string{c.Name, string(c.Tier), c.Language, c.Fields["size"], c.value("consents.recording"),
		string(rune('0' + len(c.Numbers))), "[" + strings.Join(c.Tags, " ") + "]"}, " ")
}

// FuzzItems holds that what is written into a cell is read back from it.
func FuzzItems(f *testing.F) {
	f.Add("mobile; [x]", `a\;b`, "c,d")
	f.Fuzz(func(t *testing.T, label, one, other string) {
		label, one, other = CleanName(label), CleanName(one), CleanName(other)
		if one == "" || other == "" {
			return
		}
		in := []item{{label, one}, {"", other}}
		if got := itemsOf(several(in, func(i item) item { return i }), ",\n"); !reflect.DeepEqual(got, in) {
			t.Errorf("%q became %q by way of %q", in, got, several(in, func(i item) item { return i }))
		}
	})
}
