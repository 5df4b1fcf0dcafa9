package api_test

import (
	"encoding/json"
	"testing"

	"vonal/api"
)

func TestARefusalIsSaidInTheReadersLanguage(t *testing.T) {
	h := open(t)
	card := h.customer("Szabó")
	for _, c := range []struct {
		language, method, path, body string
		detail, field                string
	}{
		{"hu-HU,en;q=0.5", "GET", "/cards/" + card.ID + "0", "", "Nincs ilyen, vagy Ön nem láthatja.", ""},
		{"ru", "GET", "/cards/" + card.ID + "0", "", "Такого нет, или оно вам не видно.", ""},
		{"de", "GET", "/cards/" + card.ID + "0", "", "There is no such thing, or you may not see it.", ""},
		{"hu", "PUT", "/policy", `{"ring_timeout_ms":1}`, "1 mp és 2 perc között kell lennie, nem 1 ms", "1 mp és 2 perc között kell lennie, nem 1 ms"},
		{"ru", "PUT", "/policy", `{"ring_timeout_ms":1}`, "должно быть от 1 с до 2 мин, а не 1 мс", "должно быть от 1 с до 2 мин, а не 1 мс"},
		{"", "PUT", "/policy", `{"ring_timeout_ms":1}`, "must be between 1 s and 2 min, not 1 ms", "must be between 1 s and 2 min, not 1 ms"},
		{"ru", "POST", "/tasks", `{"title":" "}`, "не указано: title", "не указано: title"},
		{"hu", "DELETE", "/roles/agent", "", "ez a szerepkör a programmal jön", ""},
		{"not a language;;", "DELETE", "/roles/agent", "", "this role comes with the program", ""},
		{"hu", "PATCH", "/cards/" + card.ID, `{"language":"?"}`, `"?" nem nyelv; például: hu vagy pt-BR`, `"?" nem nyelv; például: hu vagy pt-BR`},
	} {
		r := h.request(admin, c.method, "/api/v1"+c.path, c.body)
		r.Header.Set("Accept-Language", c.language)
		a := h.send(r)
		var p api.Problem
		h.must(json.Unmarshal(a.body, &p))
		if p.Detail == nil || *p.Detail != c.detail {
			t.Errorf("%s %s in %q: %s", c.method, c.path, c.language, a.body)
		}
		if c.field != "" && (p.Errors == nil || (*p.Errors)[0].Detail != c.field || (*p.Errors)[0].Pointer == "") {
			t.Errorf("%s %s in %q: %s", c.method, c.path, c.language, a.body)
		}
	}
}
