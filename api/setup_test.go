package api_test

import (
	"strings"
	"testing"
	"time"

	"vonal/api"
)

func spaced(query string) string { return strings.ReplaceAll(query, " ", "%20") }

func TestTheFirstAdministratorIsMadeOnceByThePrintedAddress(t *testing.T) {
	h := open(t, func(c *api.Config) { c.SetUp = "printed" })
	for _, pair := range []string{`"admin","password":"admin"`, `"admin","password":"password"`, `"6666","password":"1234"`, `"administrator","password":"administrator"`} {
		refused(h, "", "POST", "/sessions", `{"login":`+pair+`}`, 401, "wrong_login") // no default pair
	}
	form := func(token, password string) string {
		return `{"token":"` + token + `","login":"Boss","name":"The Boss","password":"` + password + `"}`
	}
	refused(h, "", "POST", "/setup", form("guessed", password), 401, "wrong_login")
	refused(h, "", "POST", "/setup", form("printed", "password1"), 422, "invalid")
	a := h.do("", "POST", "/setup", form("printed", password))
	if a.status != 201 || !strings.Contains(string(a.body), `"role":"administrator"`) || a.header.Get("Set-Cookie") == "" {
		t.Fatalf("%d %s", a.status, a.body)
	}
	refused(h, "", "POST", "/setup", form("printed", password), 404, "not_found")
	want[any](h, "", "POST", "/sessions", `{"login":"boss","password":"`+password+`"}`, 201)
}

func TestThePrintedAddressHoldsHalfAnHour(t *testing.T) {
	h := open(t, func(c *api.Config) { c.SetUp = "printed" })
	h.clock.Advance(30 * time.Minute)
	refused(h, "", "POST", "/setup", `{"token":"printed","login":"b","name":"B","password":"`+password+`"}`, 404, "not_found")
}

func TestASetUpThatSomebodyElseHasMadeIsOver(t *testing.T) {
	h := open(t, func(c *api.Config) { c.SetUp = "printed" })
	h.user(admin)
	refused(h, "", "POST", "/setup", `{"token":"printed","login":"b","name":"B","password":"`+password+`"}`, 404, "not_found")
	shut := open(t)
	refused(shut, "", "POST", "/setup", `{"token":"x","login":"b","name":"B","password":"`+password+`"}`, 404, "not_found")
}
