package api_test

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"vonal/api"
	"vonal/crm"
)

// exported is a table of cards as a role gets it.
func exported(h *house, role crm.Role, query string) [][]string {
	h.t.Helper()
	a := h.do(role, http.MethodGet, "/cards/export?"+query, "")
	if a.status != http.StatusOK {
		h.t.Fatalf("%s: %d %s", query, a.status, a.body)
	}
	text, marked := strings.CutPrefix(string(a.body), "\ufeff")
	if !marked {
		h.t.Errorf("%s: no mark in front", query)
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = ';'
	rows, err := r.ReadAll()
	h.must(err)
	return rows
}

func TestCardsAreExportedAsTheListShowsThem(t *testing.T) {
	h := open(t)
	want[any](h, admin, "PUT", "/fields", `{"key":"size","labels":{"en":"Name","hu":"Méret"},"kind":"text"}`, 200)
	want[api.Card](h, admin, "POST", "/cards", `{"name":"=cmd|'/c calc'!A1","form":"company","tier":"key","owner_id":"`+string(h.anna.ID)+`",
		"numbers":[{"phone":"+36301234567","extension":"12","label":"mobile; old"},{"phone":"+3612345678"}],"mails":[{"mail":"a@b.hu"}],
		"addresses":[{"label":"office","text":"Fő u. 1\nBudapest"}],"contacts":[{"name":"Kiss Anna","role":"director"}],
		"tags":["VAT, general","@home"],"language":"hu","time_zone":"Europe/Budapest","consents":{"recording":true,"news":false},"fields":{"size":"-5"}}`, 201)
	want[api.Card](h, admin, "POST", "/cards", `{"name":"Zoltán"}`, 201)
	a := h.do(head, http.MethodGet, "/cards/export", "")
	if got := a.header.Get("Content-Type"); got != "text/csv; charset=utf-8" {
		t.Error(got)
	}
	if got := a.header.Get("Content-Disposition"); !regexp.MustCompile(`^attachment; filename="cards-\d{4}-\d\d-\d\d\.csv"; `).MatchString(got) {
		t.Error(got)
	}
	rows := exported(h, head, "sort=name")
	if len(rows) != 3 {
		t.Fatalf("%q", rows)
	}
	head0 := "Name|Person or company|Numbers|E-mail|Address|Contacts|Tags|Tier|Owner|Language|Time zone|Consent: news|Consent: news (date)|Consent: recording|Consent: recording (date)|Name [size]|Card ID"
	if got := strings.Join(rows[0], "|"); got != head0 {
		t.Error(got)
	}
	day := h.clock.Now().UTC().Format("2006-01-02T")
	if !strings.HasPrefix(rows[1][12], day) || !strings.HasPrefix(rows[1][14], day) {
		t.Errorf("%q", rows[1])
	}
	rows[1][12], rows[1][14] = "then", "then"
	first := strings.Join(rows[1][:16], "|")
	if first != `'=cmd|'/c calc'!A1|company|[mobile\; old] +36301234567 ext. 12; +3612345678|a@b.hu|[office] Fő u. 1`+"\n"+`Budapest|[director] Kiss Anna|VAT\, general; @home|key|Anna|hu|Europe/Budapest|no|then|yes|then|'-5` {
		t.Error(first)
	}
	if rows := exported(h, head, "tier=key"); len(rows) != 2 {
		t.Errorf("%q", rows)
	}
	if rows := exported(h, head, "phone=nonsense"); len(rows) != 1 {
		t.Errorf("%q", rows)
	}
	refused(h, head, "GET", "/cards/export?format=pdf", "", 400, "bad_request")
	refused(h, head, "GET", "/cards/export?owner_id=x", "", 400, "bad_request")
	refused(h, agent, "GET", "/cards/export", "", 403, "forbidden")
	log := want[api.AuditList](h, admin, "GET", "/audit?what=exported", "", 200)
	if len(log.Items) != 4 || !strings.Contains(log.Items[1].Detail, "1 cards as csv, tier=key") || *log.Items[1].UserName != "The head" {
		t.Errorf("%+v", log.Items)
	}
}

// Security 41: no cell of an export begins like a formula.
func TestNothingInAnExportIsAFormula(t *testing.T) {
	h := open(t)
	for _, name := range []string{"=1+1", "+1", "-1", "@SUM(A1)", "'=1", "''-x", "'quoted'", "plain"} {
		want[api.Card](h, admin, "POST", "/cards", `{"name":`+quoted(name)+`}`, 201)
	}
	want[api.Card](h, admin, "POST", "/cards", `{"name":"Phone","phones":["+36301234567"]}`, 201)
	for _, row := range exported(h, admin, "") {
		for _, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r\x00", rune(cell[0])) {
				t.Errorf("%q", cell)
			}
		}
	}
	a := h.do(admin, "GET", "/cards/export?format=xlsx&language=hu", "")
	book, err := excelize.OpenReader(bytes.NewReader(a.body))
	h.must(err)
	defer book.Close()
	rows, err := book.GetRows("Vonal")
	h.must(err)
	if len(rows) != 10 || rows[0][0] != "Név" {
		t.Fatalf("%q", rows)
	}
	phones := 0
	for y, row := range rows {
		for x, cell := range row {
			at, _ := excelize.CoordinatesToCellName(x+1, y+1)
			formula, _ := book.GetCellFormula("Vonal", at)
			kind, _ := book.GetCellType("Vonal", at)
			if formula != "" || cell != "" && kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString {
				t.Errorf("%s: %q is of type %v, formula %q", at, cell, kind, formula)
			}
			if cell == "+36301234567" {
				phones++
			} else if cell != "" && strings.ContainsRune("=+-@", rune(cell[0])) {
				t.Errorf("%q", cell)
			}
		}
	}
	if phones != 1 {
		t.Errorf("%d telephone numbers", phones)
	}
}

func TestATeamExportsItsOwnCardsOnly(t *testing.T) {
	h := open(t)
	for _, who := range []string{string(h.anna.ID), string(h.boris.ID)} {
		want[api.Card](h, admin, "POST", "/cards", `{"name":"Of `+who+`","owner_id":"`+who+`"}`, 201)
	}
	h.own("lister", crm.Grants{crm.SeeCards: crm.ScopeAll, crm.ExportCards: crm.ScopeTeam})
	h.own("seller", crm.Grants{crm.SeeCards: crm.ScopeOwn})
	u := h.user("lister")
	want[any](h, admin, "POST", "/teams", `{"name":"Blue","members":["`+string(h.anna.ID)+`"],"leads":["`+string(u.ID)+`"]}`, 201)
	if rows := exported(h, "lister", ""); len(rows) != 2 || rows[1][0] != "Of "+string(h.anna.ID) {
		t.Errorf("%q", rows)
	}
	if n := want[api.CardCount](h, "lister", "GET", "/cards/count", "", 200); n.Count != 1 || n.More {
		t.Errorf("%+v", n)
	}
	refused(h, "seller", "GET", "/cards/export", "", 403, "forbidden")
}

func TestAnExportHasWhatItsFilterLetsThrough(t *testing.T) {
	h := open(t)
	h.customer("Other")
	for _, name := range []string{"Bea", "Adam"} {
		want[api.Card](h, admin, "POST", "/cards", `{"name":"`+name+`","tier":"key","tags":["vat"],"owner_id":"`+string(h.anna.ID)+`"}`, 201)
	}
	filter := "tier=key&tag=vat&owner_id=" + string(h.anna.ID)
	if rows := exported(h, admin, filter+"&sort=name"); len(rows) != 3 || rows[1][0] != "Adam" || rows[2][0] != "Bea" {
		t.Errorf("%q", rows)
	}
	for query, n := range map[string]int{filter: 2, "": 3, "q=Bea": 1, "tag=vat&tier=normal": 0} {
		if got := want[api.CardCount](h, admin, "GET", "/cards/count?"+query, "", 200); got.Count != n || got.More {
			t.Errorf("%s: %+v, want %d", query, got, n)
		}
	}
	refused(h, admin, "GET", "/cards/count?owner_id=x", "", 400, "bad_request")
}
