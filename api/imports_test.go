package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"vonal/api"
	"vonal/crm"
)

// table uploads one, which must be taken.
func (h *house) table(role crm.Role, content string, more ...part) (in api.Import) {
	h.t.Helper()
	a := h.upload(role, "/imports", append(more, part{"file", "customers.csv", content})...)
	if a.status != http.StatusCreated {
		h.t.Fatalf("%.40q: %d %s", content, a.status, a.body)
	}
	h.must(json.Unmarshal(a.body, &in))
	return in
}

// work does what the program does in the background, until there is no more.
func (h *house) work() {
	h.t.Helper()
	for busy := true; busy; {
		var err error
		busy, err = h.store.WorkOnImport(h.t.Context())
		h.must(err)
	}
}

// checked has the proposed mapping tried.
func (h *house) checked(role crm.Role, in api.Import, rule string) api.Import {
	h.t.Helper()
	mapping, err := json.Marshal(map[string]any{"columns": in.Columns, "rule": rule})
	h.must(err)
	want[api.Import](h, role, "POST", "/imports/"+in.ID+"/check", string(mapping), 200)
	h.work()
	return want[api.Import](h, role, "GET", "/imports/"+in.ID, "", 200)
}

// imported has a table become cards, as its columns are proposed.
func (h *house) imported(role crm.Role, content, rule string) api.Import {
	h.t.Helper()
	in := h.checked(role, h.table(role, content), rule)
	would := in.Counts
	want[api.Import](h, role, "POST", "/imports/"+in.ID+"/run", "", 200)
	h.work()
	in = want[api.Import](h, role, "GET", "/imports/"+in.ID, "", 200)
	if in.State != "done" || in.Counts != would || in.Done != in.Rows {
		h.t.Errorf("%s: it was to be %+v, and is %+v", in.State, would, in.Counts)
	}
	return in
}

func (h *house) undone(id string) api.Import {
	h.t.Helper()
	want[api.Import](h, head, "POST", "/imports/"+id+"/undo", "", 200)
	h.work()
	return want[api.Import](h, head, "GET", "/imports/"+id, "", 200)
}

// problems are the refused rows, as "row column reason".
func (h *house) problems(id string) (all []string) {
	h.t.Helper()
	for _, r := range want[api.ImportRowList](h, head, "GET", "/imports/"+id+"/rows?result=refused", "", 200).Items {
		column := "-"
		if r.Problem.Column != nil {
			column = fmt.Sprint(*r.Problem.Column)
		}
		all = append(all, fmt.Sprintf("%d %s %s", r.Number, column, r.Problem.Reason))
	}
	return all
}

func TestATableBecomesCards(t *testing.T) {
	h := open(t)
	existing := h.caller("+3612345678")
	want[api.Card](h, admin, "POST", "/cards", `{"name":"By mail","mails":[{"mail":"kovacs@example.com"}]}`, 201)
	content := "Név;Telefonszám;Mobil;E-mail;Felelős;Besorolás\r\n" +
		"Szabó Bútorház;06 1 234 5678;;info@szabo.hu;Anna;kulcs\r\n" + // its card has no name yet
		"Kovács;;+36 30 123 4567;KOVACS@example.com;;\r\n" + // by mail, which has no number
		"Új Kft;+36 20 111 2222; 06 70 333 4444;;101;\r\n" +
		"Új Kft megint;06 20 111 2222;;;;\r\n" + // said already
		"Rossz szám;3,63012E+11;;;;\r\n" +
		";;;x@y.hu;;\r\n" +
		"Rossz cím;;;nobody;;\r\n" +
		"Rossz felelős;;;;Zsolt;\r\n" +
		"Több;;;;;;még\r\n"
	in := h.table(head, content)
	if in.State != "draft" || in.Rows != 9 || in.Encoding != "utf-8" || in.Separator != "semicolon" || len(in.Sample) != 5 ||
		strings.Join(in.Columns, " ") != "name numbers numbers mails owner_id tier" {
		t.Fatalf("%+v", in)
	}
	in = h.checked(head, in, "fill")
	if in.State != "checked" || in.Counts != (api.ImportCounts{New: 1, Changed: 2, Refused: 6}) {
		t.Errorf("%+v", in)
	}
	if list := want[api.CardList](h, head, "GET", "/cards", "", 200); len(list.Items) != 2 {
		t.Errorf("a check has made cards: %d", len(list.Items))
	}
	if got := strings.Join(h.problems(in.ID), ", "); got != "5 - repeated, 6 1 scientific, 7 - nameless, 8 3 mails, 9 4 owner, 10 - ragged" {
		t.Error(got)
	}
	refusedRows := string(h.do(head, "GET", "/imports/"+in.ID+"/refused", "").body)
	if lines := strings.Split(refusedRows, "\r\n"); len(lines) != 8 || lines[0] != "\ufeff#;#column;#reason;Név;Telefonszám;Mobil;E-mail;Felelős;Besorolás" ||
		lines[2] != "6;Telefonszám;the number has lost its last digits; format the column as text and type it anew;Rossz szám;3,63012E+11;;;;" &&
			!strings.HasPrefix(lines[2], `6;Telefonszám;"the number has lost`) {
		t.Errorf("%q", lines)
	}
	want[api.Import](h, head, "POST", "/imports/"+in.ID+"/run", "", 200)
	refused(h, head, "POST", "/imports/"+in.ID+"/run", "", 409, "conflict")
	h.work()
	card := want[api.Card](h, head, "GET", "/cards/"+string(existing.ID), "", 200)
	if card.Name != "Szabó Bútorház" || card.Tier != "key" || card.OwnerID == nil || *card.OwnerID != string(h.anna.ID) || len(*card.Mails) != 1 || card.Version != 2 {
		t.Errorf("%+v", card)
	}
	list := want[api.CardList](h, head, "GET", "/cards?phone=%2B36703334444", "", 200)
	if len(list.Items) != 1 || list.Items[0].Name != "Új Kft" || strings.Join(list.Items[0].Phones, " ") != "+36201112222 +36703334444" {
		t.Errorf("%+v", list.Items)
	}
	log := want[api.AuditList](h, admin, "GET", "/audit?thing_id="+in.ID, "", 200)
	if len(log.Items) != 2 || log.Items[0].What != "import_begun" || log.Items[1].What != "import_uploaded" || log.Items[1].Detail != "customers.csv, 9 rows" {
		t.Errorf("%+v", log.Items)
	}
	// The same again changes nothing.
	again := h.imported(head, content, "overwrite")
	if again.Counts != (api.ImportCounts{Changed: 1, Unchanged: 2, Refused: 6}) { // Kovács' card was called otherwise
		t.Errorf("%+v", again.Counts)
	}
	if third := h.imported(head, content, "overwrite"); third.Counts != (api.ImportCounts{Unchanged: 3, Refused: 6}) {
		t.Errorf("%+v", third.Counts)
	}
}

// fullHouse has cards with everything that a card may hold.
func fullHouse(h *house) {
	h.t.Helper()
	want[any](h, admin, "PUT", "/fields", `{"key":"size","labels":{"en":"Size"},"kind":"number"}`, 200)
	for _, body := range []string{
		`{"name":"=cmd|'/c calc'!A1","form":"company","tier":"key","owner_id":"` + string(h.anna.ID) + `",
			"numbers":[{"phone":"+36301234567","extension":"12","label":"mobile; [old]"},{"phone":"+3612345678"}],"mails":[{"mail":"a@b.hu","label":"work"}],
			"addresses":[{"label":"office","text":"Fő u. 1; 2. em.\nBudapest"},{"text":"[x"}],"contacts":[{"name":"Kiss, Anna","role":"director","extension":"5"}],
			"tags":["VAT, general","@home"],"language":"hu","time_zone":"Europe/Budapest","consents":{"recording":true,"news":false},"fields":{"size":"-5"}}`,
		`{"name":"'quoted","mails":[{"mail":"a@b.hu"}],"phones":["+36301112233"],"allow_duplicate":true}`, // one mail, two customers
		`{"name":"Mail only","mails":[{"mail":"c@d.hu"}]}`,
		`{"name":"Name only"}`, `{"name":"-1","tags":["\\;","a\\"]}`,
	} {
		want[api.Card](h, admin, "POST", "/cards", body, 201)
	}
	h.caller("+79123456789")
	card := want[api.CardList](h, admin, "GET", "/cards?phone=%2B3612345678", "", 200).Items[0].ID
	kiss := (*want[api.Card](h, admin, "GET", "/cards/"+card, "", 200).Contacts)[0].ID
	want[any](h, admin, "PATCH", "/cards/"+card, `{"numbers":[{"phone":"+36301234567","extension":"12","label":"mobile; [old]","contact_id":"`+*kiss+`"},{"phone":"+3612345678"}],
		"mails":[{"mail":"a@b.hu","label":"work","contact_id":"`+*kiss+`"}]}`, 200)
	h.exec(`UPDATE cards SET consents = jsonb_set(consents, '{recording,at}', '"2025-05-01T08:30:00Z"') WHERE consents <> '{}'`)
}

// caller is the card of somebody who has called and of whom nothing is known.
func (h *house) caller(number crm.E164) crm.Card {
	h.t.Helper()
	card, _, err := h.store.OpenCard(h.t.Context(), crm.CallID("call "+number), crm.Number{E164: number}, "")
	h.must(err)
	return card
}

func TestWhatIsExportedComesBackInAnEmptyCompany(t *testing.T) {
	h := open(t)
	fullHouse(h)
	other := open(t)
	want[any](other, admin, "PUT", "/fields", `{"key":"size","labels":{"en":"Size"},"kind":"number"}`, 200)
	withoutID := func(rows [][]string) [][]string {
		for i := range rows {
			rows[i] = rows[i][:len(rows[i])-1]
		}
		return rows
	}
	first := withoutID(exported(h, head, "sort=name"))
	for query, counts := range map[string]api.ImportCounts{
		"language=hu":               {New: 6},
		"separator=comma":           {Unchanged: 6},
		"separator=tab&language=ru": {Unchanged: 6},
		"format=xlsx":               {Unchanged: 6},
	} {
		table := string(h.do(head, "GET", "/cards/export?"+query, "").body)
		if counts.New == 0 {
			continue // after the first
		}
		if in := other.imported(head, table, "overwrite"); in.Counts != counts {
			t.Errorf("%s: %+v %q", query, in.Counts, other.problems(in.ID))
		}
	}
	for _, query := range []string{"separator=comma", "separator=tab&language=ru", "format=xlsx"} {
		table := string(h.do(head, "GET", "/cards/export?"+query, "").body)
		if in := other.imported(head, table, "overwrite"); in.Counts != (api.ImportCounts{Unchanged: 6}) {
			t.Errorf("%s: %+v %q", query, in.Counts, other.problems(in.ID))
		}
		// At home each row finds its card by its id.
		if in := h.imported(head, table, "overwrite"); in.Counts != (api.ImportCounts{Unchanged: 6}) {
			t.Errorf("%s: %+v %q", query, in.Counts, h.problems(in.ID))
		}
	}
	if second := withoutID(exported(other, head, "sort=name")); !slices.EqualFunc(first, second, slices.Equal) {
		t.Errorf("\n%q\n%q", first, second)
	}
	told := func(row []string) bool {
		line := strings.Join(row, "|")
		return strings.Contains(line, `+36301234567 ext. 12 @ Kiss\, Anna;`) && strings.Contains(line, "|yes|2025-05-01T08:30:00Z|")
	}
	if !slices.ContainsFunc(first, told) {
		t.Errorf("%q", first)
	}
}

// many is a table of n customers.
func many(n int) string {
	var b strings.Builder
	b.WriteString("Name;Phone;E-mail\n")
	for i := range n {
		fmt.Fprintf(&b, "Customer %d;+3620%07d;c%d@example.com\n", i, i, i)
	}
	return b.String()
}

func TestAnImportThatIsStoppedGoesOnWhereItStood(t *testing.T) {
	h := open(t)
	const n = 1700
	in := h.checked(head, h.table(head, many(n)), "fill")
	want[api.Import](h, head, "POST", "/imports/"+in.ID+"/run", "", 200)
	_, err := h.store.WorkOnImport(t.Context())
	h.must(err)
	// Killed in the middle of a step: what it had written is gone with it.
	dying, stop := context.WithCancel(t.Context())
	db, err := pgx.Connect(t.Context(), h.dsn)
	h.must(err)
	defer db.Close(context.Background())
	tx, err := db.Begin(t.Context())
	h.must(err)
	_, err = tx.Exec(t.Context(), "LOCK TABLE card_phones IN ACCESS EXCLUSIVE MODE")
	h.must(err)
	died := make(chan error)
	go func() { _, err := h.store.WorkOnImport(dying); died <- err }()
	for waiting := 0; waiting == 0; {
		h.must(tx.QueryRow(t.Context(), "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'card_phones'::regclass").Scan(&waiting))
	}
	stop()
	if <-died == nil {
		t.Error("the step went on")
	}
	h.must(tx.Rollback(t.Context()))
	half := want[api.Import](h, head, "GET", "/imports/"+in.ID, "", 200)
	if half.State != "running" || half.Done != 250 || half.Counts.New != 250 {
		t.Fatalf("%+v", half)
	}
	// Two programs at once share the rest.
	errs := make(chan error, 2)
	for range 2 {
		go func() {
			var err error
			for busy := true; busy && err == nil; {
				busy, err = h.store.WorkOnImport(t.Context())
			}
			errs <- err
		}()
	}
	h.must(<-errs)
	h.must(<-errs)
	h.work()
	whole := want[api.Import](h, head, "GET", "/imports/"+in.ID, "", 200)
	var cards, phones, lines int
	h.must(db.QueryRow(t.Context(), "SELECT (SELECT count(*) FROM cards), (SELECT count(*) FROM card_phones), (SELECT count(*) FROM timeline WHERE kind = 'opened')").
		Scan(&cards, &phones, &lines))
	if whole.State != "done" || whole.Counts.New != n || cards != n || phones != n || lines != n {
		t.Errorf("%s %+v: %d cards, %d numbers, %d lines", whole.State, whole.Counts, cards, phones, lines)
	}
	if again := h.imported(head, many(n), "fill"); again.Counts != (api.ImportCounts{Unchanged: n}) {
		t.Errorf("%+v", again.Counts)
	}
}

func TestAnImportIsTakenBackButForWhatWasTouchedSince(t *testing.T) {
	h := open(t)
	old := want[api.Card](h, admin, "POST", "/cards", `{"name":"Old","phones":["+36201111111"],"tags":["a"]}`, 201)
	other := want[api.Card](h, admin, "POST", "/cards", `{"name":"Other","phones":["+36201111112"]}`, 201)
	in := h.imported(head, "Name;Phone;Language;Tags\nOld;+36201111111;hu;b\nOther;+36201111112;hu;\nNew 1;+36201111113;;\nNew 2;+36201111114;;\nNew 3;+36201111115;;\n", "fill")
	if in.UndoUntil == nil || in.Counts != (api.ImportCounts{New: 3, Changed: 2}) {
		t.Fatalf("%+v", in)
	}
	made := func(phone string) []api.Card {
		return want[api.CardList](h, head, "GET", "/cards?phone=%2B"+phone, "", 200).Items
	}
	want[any](h, head, "PATCH", "/cards/"+other.ID, `{"language":"ru"}`, 200)
	want[any](h, head, "POST", "/cards/"+made("36201111114")[0].ID+"/notes", `{"text":"called"}`, 201)
	want[any](h, head, "PATCH", "/cards/"+made("36201111115")[0].ID, `{"name":"Better"}`, 200)
	back := h.undone(in.ID)
	if back.State != "undone" || back.Counts.Undone != 2 || back.Counts.Kept != 3 || back.UndoUntil != nil {
		t.Errorf("%+v", back)
	}
	if card := want[api.Card](h, head, "GET", "/cards/"+old.ID, "", 200); card.Language != nil || strings.Join(card.Tags, " ") != "a" {
		t.Errorf("%+v", card)
	}
	if card := want[api.Card](h, head, "GET", "/cards/"+other.ID, "", 200); card.Language == nil || *card.Language != "ru" {
		t.Errorf("%+v", card)
	}
	if len(made("36201111113")) != 0 || len(made("36201111114")) != 1 || len(made("36201111115")) != 1 {
		t.Error("other cards went than should")
	}
	refused(h, head, "POST", "/imports/"+in.ID+"/undo", "", 409, "conflict")
	late := h.imported(head, "Name\nLate\n", "fill")
	h.clock.Advance(31 * 24 * time.Hour)
	refused(h, head, "POST", "/imports/"+late.ID+"/undo", "", 409, "conflict")
	h.must(h.store.SweepImports(t.Context()))
	refused(h, head, "GET", "/imports/"+late.ID, "", 404, "not_found")
}

func TestAnImportIsForThoseWhoMayAndChangesWhatTheyMay(t *testing.T) {
	h := open(t)
	in := h.table(head, "Name;Phone;Owner\nA;+36201111111;Anna\n")
	h.own("loader", crm.Grants{crm.SeeCards: crm.ScopeAll, crm.EditCards: crm.ScopeOwn, crm.ImportCards: crm.ScopeOwn})
	for _, path := range []string{"", "/rows", "/refused"} {
		refused(h, "loader", "GET", "/imports/"+in.ID+path, "", 404, "not_found")
	}
	refused(h, "loader", "POST", "/imports/"+in.ID+"/run", "", 404, "not_found")
	refused(h, "loader", "DELETE", "/imports/"+in.ID, "", 404, "not_found")
	if a := h.upload(agent, "/imports", part{"file", "a.csv", "Name\nA\n"}); a.status != 403 {
		t.Errorf("%d %s", a.status, a.body)
	}
	own := h.table("loader", "Name;Phone;Owner\nA;+36201111111;Anna\n")
	refused(h, "loader", "POST", "/imports/"+own.ID+"/check", `{"columns":["name","numbers","owner_id"],"rule":"fill"}`, 422, "invalid")
	want[api.Card](h, admin, "POST", "/cards", `{"name":"Somebody's","phones":["+36201111111"]}`, 201)
	own.Columns[2] = ""
	own = h.checked("loader", own, "fill")
	if own.Counts.Refused != 1 {
		t.Errorf("%+v", own.Counts)
	}
	if rows := want[api.ImportRowList](h, "loader", "GET", "/imports/"+own.ID+"/rows", "", 200).Items; rows[0].Problem.Reason != "hidden" {
		t.Errorf("%+v", rows)
	}
	for body, code := range map[string]int{
		`{"columns":["name"],"rule":"fill"}`:                                422,
		`{"columns":["name","name",""],"rule":"fill"}`:                      422,
		`{"columns":["name","fields.none",""],"rule":"fill"}`:               422,
		`{"columns":["tags","",""],"rule":"fill"}`:                          422,
		`{"columns":["name","",""],"rule":"erase"}`:                         422,
		`{"columns":["name","numbers","consents.recording"],"rule":"skip"}`: 200,
	} {
		if a := h.do(head, "POST", "/imports/"+in.ID+"/check", body); a.status != code {
			t.Errorf("%s: %d %s", body, a.status, a.body)
		}
		h.work()
	}
	if a := h.do(head, "DELETE", "/imports/"+in.ID, ""); a.status != 204 {
		t.Errorf("%d %s", a.status, a.body)
	}
	// Whoever loses the permission meanwhile imports no further.
	own = h.table("loader", "Name\nB\n")
	want[api.Import](h, "loader", "POST", "/imports/"+own.ID+"/check", `{"columns":["name"],"rule":"fill"}`, 200)
	h.exec("UPDATE roles SET grants = '{\"cards.see\":\"all\"}' WHERE key = 'loader'")
	h.work()
	if left := want[api.Import](h, admin, "GET", "/imports/"+own.ID, "", 200); left.State != "failed" || left.Failure == nil {
		t.Errorf("%+v", left)
	}
}

func (h *house) exec(sql string) {
	h.t.Helper()
	db, err := pgx.Connect(h.t.Context(), h.dsn)
	h.must(err)
	defer db.Close(context.Background())
	_, err = db.Exec(h.t.Context(), sql)
	h.must(err)
}

func TestWhatIsNoTableOrTooMuchOfOneIsRefused(t *testing.T) {
	h := open(t)
	for name, content := range map[string]string{
		"blank": " ;\n", "head alone": "Name;Phone\n", "open quote": "Name\n\"A", "old workbook": "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "archive": "PK\x03\x04junk",
	} {
		h.turnedAwayBy(head, 422, "invalid", "/imports", part{"file", name + ".csv", content})
	}
	h.turnedAwayBy(head, 422, "invalid", "/imports", part{"file", "a.csv", "Name\nA\n"}, part{"encoding", "", "koi8-r"})
	if list := want[api.ImportList](h, head, "GET", "/imports", "", 200); len(list.Items) != 0 {
		t.Errorf("%+v", list)
	}
}
