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

func field(h *house, body string) api.Field {
	h.t.Helper()
	return want[api.Field](h, admin, "PUT", "/fields", body, 200)
}

func TestACardHoldsWhatACompanyKnowsOfACustomer(t *testing.T) {
	h := open(t)
	field(h, `{"key":"vat_regime","labels":{"en":"VAT regime","ru":"НДС"},"kind":"choice","choices":["general","simplified"]}`)
	field(h, `{"key":"limit","labels":{"en":"Limit"},"kind":"money"}`)
	c := want[api.Card](h, agent, "POST", "/cards", `{
		"name":"Szabó Bútor Kft","form":"company","language":"hu","time_zone":"Europe/Budapest",
		"tags":["furniture","VAT payer","Furniture"," "],
		"addresses":[{"label":"office","text":"1011 Budapest\nFő utca 1."}],
		"numbers":[{"phone":"06 30 123 4567","label":"mobile"},{"phone":"+36 1 234 5678","extension":"12","label":"switchboard"}],
		"mails":[{"mail":"Info@Szabo.HU","label":"office"}],
		"contacts":[{"name":"Szabó Éva","role":"buyer","extension":"34"}],
		"fields":{"vat_regime":"general","limit":"125000 HUF"},
		"consents":{"recording":true,"marketing":false}}`, 201)
	if *c.Form != "company" || *c.Language != "hu" || *c.TimeZone != "Europe/Budapest" || len(c.Tags) != 2 || c.Fields["vat_regime"] != "general" ||
		!c.Consents["recording"].Given || c.Consents["marketing"].Given || len(*c.Numbers) != 2 || *(*c.Numbers)[1].Extension != "12" ||
		(*c.Mails)[0].Mail != "info@szabo.hu" || (*c.Contacts)[0].Name != "Szabó Éva" || len(c.Phones) != 2 || c.Phones[0] != "+36301234567" {
		t.Fatalf("%+v", c)
	}
	eva := *(*c.Contacts)[0].ID
	c = want[api.Card](h, agent, "PATCH", "/cards/"+c.ID, fmt.Sprintf(`{
		"contacts":[{"id":%q,"name":"Szabó Éva","role":"head of buying"},{"name":"Kis Pál"}],
		"mails":[{"mail":"info@szabo.hu"},{"mail":"eva@szabo.hu","contact_id":%q}],
		"fields":{"limit":null},"consents":{"marketing":true,"recording":null}}`, eva, eva), 200)
	again := want[api.Card](h, agent, "GET", "/cards/"+c.ID, "", 200)
	if len(*again.Contacts) != 2 || *(*again.Contacts)[0].ID != eva || *(*again.Mails)[1].ContactID != eva || again.Fields["limit"] != "" ||
		!again.Consents["marketing"].Given || len(again.Consents) != 1 || len(again.Tags) != 2 {
		t.Errorf("%+v", again)
	}
	line := want[api.Timeline](h, agent, "GET", "/cards/"+c.ID+"/timeline?kind=changed", "", 200)
	said := map[string]string{}
	for _, ch := range line.Items[0].Changes {
		said[ch.Field] = ch.From + " → " + ch.To
	}
	if len(line.Items) != 1 || said["field.limit"] != "125000 HUF → " || said["consent.marketing"] != "refused → given" || !strings.Contains(said["contacts"], "Kis Pál") {
		t.Errorf("%v", said)
	}
	if list := want[api.CardList](h, agent, "GET", "/cards?phone=06301234567", "", 200); len(list.Items) != 1 || list.Items[0].Numbers != nil {
		t.Errorf("%+v", list.Items)
	}
}

func TestCardsAreFoundByEverythingTheyHold(t *testing.T) {
	h := open(t)
	field(h, `{"key":"vat_regime","labels":{"en":"VAT"},"kind":"choice","choices":["general","simplified"]}`)
	c := want[api.Card](h, agent, "POST", "/cards", `{"name":"Szabó Bútor","tags":["furniture"],"mails":[{"mail":"info@szabo.hu"}],
		"contacts":[{"name":"Kis Pál"}],"numbers":[{"phone":"+36301234567"}],"fields":{"vat_regime":"general"}}`, 201)
	h.customer("Other")
	for _, query := range []string{"q=szab%C3%B3", "q=4567", "q=szabo.hu", "q=kis%20p", "q=furniture", "q=general", "tag=furniture", "group=furniture",
		"field=vat_regime:general", "tier=normal&q=But", "sort=name&q=Szab", "sort=-last_contact&q=Szab"} {
		if strings.Contains(query, "q=But") {
			query = "tier=normal&q=B%C3%BAt"
		}
		list := want[api.CardList](h, agent, "GET", "/cards?"+query, "", 200)
		if len(list.Items) != 1 || list.Items[0].ID != c.ID {
			t.Errorf("%s: %+v", query, list.Items)
		}
	}
	for _, query := range []string{"tag=none", "field=vat_regime:simplified", "tier=key"} {
		if list := want[api.CardList](h, agent, "GET", "/cards?"+query, "", 200); len(list.Items) != 0 {
			t.Errorf("%s: %+v", query, list.Items)
		}
	}
	for _, bad := range []string{"field=vat", "field=;drop:x", "sort=password", "tier=god", "field=a:"} {
		if a := h.do(agent, "GET", "/cards?"+bad, ""); a.status != 400 && a.status != 200 {
			t.Errorf("%s: %d %s", bad, a.status, a.body)
		}
	}
}

func TestAFieldKeepsOnlyWhatItsKindAllows(t *testing.T) {
	h := open(t)
	for _, kind := range []string{"text", "number", "money", "date", "boolean", "url"} {
		field(h, `{"key":"f_`+kind+`","labels":{"en":"`+kind+`"},"kind":"`+kind+`"}`)
	}
	c := h.customer("X")
	for kind, cases := range map[string]map[string]string{ // sent → kept; "" is refused
		"text":    {"a\u202eb": "ab", "<b>": "<b>", strings.Repeat("x", 501): ""},
		"number":  {"1250.50": "1250.5", "007": "7", "-0": "0", "1e3": "", "١٢": "", "NaN": "", "1,5": "", "0.1": "0.1", "9223372036854775808": "9223372036854775808", "1.": ""},
		"money":   {"125000 HUF": "125000 HUF", "1.5 EUR": "", "-1 EUR": "", "1 XXX": "", "9223372036854775808 EUR": "", "1": ""},
		"date":    {"2028-02-29": "2028-02-29", "2027-02-29": "", "31.01.2027": "", "2027-1-1": ""},
		"boolean": {"true": "true", "yes": "", "TRUE": ""},
		"url":     {"https://example.com/a?b=c": "https://example.com/a?b=c", "javascript:alert(1)": "", "//x": "", "https://u:p@x/": "", "ftp://x": ""},
	} {
		for sent, kept := range cases {
			body, _ := json.Marshal(map[string]any{"fields": map[string]string{"f_" + kind: sent}})
			a := h.do(agent, "PATCH", "/cards/"+c.ID, string(body))
			if kept == "" {
				if a.status != 422 {
					t.Errorf("%s %q: %d %s", kind, sent, a.status, a.body)
				}
				continue
			}
			var now api.Card
			if a.status != 200 || json.Unmarshal(a.body, &now) != nil || now.Fields["f_"+kind] != kept {
				t.Errorf("%s %q: %d %s", kind, sent, a.status, a.body)
			}
		}
	}
	refused(h, agent, "PATCH", "/cards/"+c.ID, `{"fields":{"unknown":"x"}}`, 422, "invalid")
	refused(h, admin, "PUT", "/fields", `{"key":"f_text","labels":{"en":"T"},"kind":"number"}`, 409, "conflict")
	for _, bad := range []string{`{"key":"A b","labels":{"en":"x"},"kind":"text"}`, `{"key":"a","labels":{},"kind":"text"}`, `{"key":"a","labels":{"en":"x"},"kind":"god"}`, `{"key":"a","labels":{"en":"x"},"kind":"choice"}`} {
		refused(h, admin, "PUT", "/fields", bad, 422, "invalid")
	}
	want[any](h, admin, "DELETE", "/fields/f_text", "", 204)
	refused(h, admin, "DELETE", "/fields/f_text", "", 404, "not_found")
	field(h, `{"key":"need","labels":{"en":"Need"},"kind":"text","required":true}`)
	p := refused(h, agent, "POST", "/cards", `{"name":"Y"}`, 422, "invalid")
	if (*p.Errors)[0].Field != "fields.need" || (*p.Errors)[0].Pointer != "#/fields/need" {
		t.Errorf("%+v", p.Errors)
	}
}

func TestDetailsThatCannotBeAreRefused(t *testing.T) {
	h := open(t)
	c := h.customer("X")
	many := strings.TrimSuffix(strings.Repeat(`"t%d",`, 60), ",")
	args := make([]any, 60)
	for i := range args {
		args[i] = i
	}
	for body, at := range map[string]string{
		`{"language":"klingon language"}`:                                  "language",
		`{"time_zone":"Mars/Olympus"}`:                                     "time_zone",
		`{"time_zone":"Local"}`:                                            "time_zone",
		`{"time_zone":"../../etc/passwd"}`:                                 "time_zone",
		`{"form":"robot"}`:                                                 "form",
		`{"mails":[{"mail":"no mail"}]}`:                                   "mails",
		`{"mails":[{"mail":"a@b.hu","contact_id":"` + c.ID + `"}]}`:        "mails",
		`{"contacts":[{"id":"` + c.ID + `","name":"X"}]}`:                  "contacts",
		`{"contacts":[{"name":" "}]}`:                                      "contacts",
		`{"numbers":[{"phone":"112"}]}`:                                    "numbers",
		`{"numbers":[{"phone":"+36301234567","extension":"12;DROP"}]}`:     "numbers",
		`{"numbers":[{"phone":"+36301234567"}],"phones":["+36301234567"]}`: "numbers",
		`{"consents":{"A b":true}}`:                                        "consents",
		`{"tags":[` + fmt.Sprintf(many, args...) + `]}`:                    "tags",
		`{"contacts":[{"name":"X","admin":true}]}`:                         "contacts.0.admin",
	} {
		p := refused(h, agent, "PATCH", "/cards/"+c.ID, body, 422, "invalid")
		if p.Errors == nil || !strings.HasPrefix((*p.Errors)[0].Field, strings.Split(at, ".")[0]) {
			t.Errorf("%s: %+v", body, p)
		}
	}
	for _, zone := range []string{"Europe/Kyiv", "Europe/Kiev", "UTC", ""} {
		want[api.Card](h, agent, "PATCH", "/cards/"+c.ID, `{"time_zone":"`+zone+`"}`, 200)
	}
}

func TestADuplicateIsNamedAndANumberIsNeverDoubled(t *testing.T) {
	h := open(t)
	first := want[api.Card](h, agent, "POST", "/cards", `{"name":"Szabó Bútor","phones":["+36301234567"],"mails":[{"mail":"info@szabo.hu"}]}`, 201)
	type told struct {
		Code       string
		Candidates []api.Candidate
	}
	for body, why := range map[string]string{
		`{"name":"szabó bútor"}`:                                                       "name",
		`{"name":"Other","mails":[{"mail":"INFO@szabo.hu"}]}`:                          "mail",
		`{"name":"Other","phones":["06 30 123 4567"]}`:                                 "phone",
		`{"name":"Other","numbers":[{"phone":"+36301234567"}],"allow_duplicate":true}`: "phone",
	} {
		a := h.do(agent, "POST", "/cards", body)
		var p told
		h.must(json.Unmarshal(a.body, &p))
		if a.status != 409 || len(p.Candidates) != 1 || p.Candidates[0].ID != first.ID || string(p.Candidates[0].Why) != why || (p.Code == "conflict") != (why == "phone") {
			t.Errorf("%s: %d %s", body, a.status, a.body)
		}
	}
	second := want[api.Card](h, agent, "POST", "/cards", `{"name":"Szabó Bútor","allow_duplicate":true}`, 201)
	pairs := want[api.DuplicateList](h, head, "GET", "/duplicates", "", 200).Items
	if len(pairs) != 1 || pairs[0].Why != "name" || pairs[0].One.ID != first.ID || pairs[0].Other.ID != second.ID {
		t.Errorf("%+v", pairs)
	}
	want[any](h, head, "POST", "/cards/"+second.ID+"/apart", `{"other_id":"`+first.ID+`"}`, 204)
	if pairs := want[api.DuplicateList](h, head, "GET", "/duplicates", "", 200).Items; len(pairs) != 0 {
		t.Errorf("%+v", pairs)
	}
	h.own("narrow", crm.Grants{crm.SeeCards: crm.ScopeOwn, crm.EditCards: crm.ScopeOwn})
	a := h.do("narrow", "POST", "/cards", `{"name":"Szabó Bútor","phones":["+36301234567"]}`)
	if a.status != 409 || strings.Contains(string(a.body), first.ID) {
		t.Errorf("names what is not to be seen: %d %s", a.status, a.body)
	}
}

func TestOfAThousandCardsOfOneNumberAtOnceThereIsOne(t *testing.T) {
	h := open(t)
	h.token(agent)
	h.token(head)
	const all = 1000
	got := map[int]int{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	queue := make(chan int)
	for range 40 {
		wg.Go(func() {
			for i := range queue {
				role := crm.Role(agent)
				if i%2 == 0 {
					role = head
				}
				a := h.do(role, "POST", "/cards", fmt.Sprintf(`{"name":"Crowd %d","phones":["+36309999999"]}`, i))
				mu.Lock()
				got[a.status]++
				mu.Unlock()
			}
		})
	}
	for i := range all {
		queue <- i
	}
	close(queue)
	wg.Wait()
	if got[201] != 1 || got[201]+got[409] != all {
		t.Errorf("answered %v", got)
	}
	if list := want[api.CardList](h, agent, "GET", "/cards?q=Crowd", "", 200); len(list.Items) != 1 {
		t.Errorf("there are %d", len(list.Items))
	}
}

func TestNumbersAndMailsOfAContactWhoIsRemovedAreTheCustomersOwn(t *testing.T) {
	h := open(t)
	c := want[api.Card](h, head, "POST", "/cards", `{"name":"X","phones":["+36301234567"],"contacts":[{"name":"Kati"},{"name":"Pál"}]}`, 201)
	kati, pal := *(*c.Contacts)[0].ID, *(*c.Contacts)[1].ID
	want[api.Card](h, head, "PATCH", "/cards/"+c.ID, `{"numbers":[{"phone":"+36301234567","contact_id":"`+kati+`"},{"phone":"+36301234568","contact_id":"`+pal+`"}],
		"mails":[{"mail":"kati@x.hu","contact_id":"`+kati+`"}]}`, 200)
	now := want[api.Card](h, head, "PATCH", "/cards/"+c.ID, `{"contacts":[{"id":"`+pal+`","name":"Pál"}]}`, 200)
	if n := *now.Numbers; len(n) != 2 || n[0].ContactID != nil || n[1].ContactID == nil || *n[1].ContactID != pal || (*now.Mails)[0].ContactID != nil {
		t.Errorf("%+v %+v", n, *now.Mails)
	}
	refused(h, head, "PATCH", "/cards/"+c.ID, `{"contacts":[],"mails":[{"mail":"pal@x.hu","contact_id":"`+pal+`"}]}`, 422, "invalid")
}
