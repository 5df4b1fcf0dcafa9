package api_test

import (
	"encoding/json"
	"testing"

	"vonal/api"
)

func quoted(s string) string {
	text, _ := json.Marshal(s)
	return string(text)
}

func TestACardIsFoundByItsNumberInAnySpelling(t *testing.T) {
	h := open(t)
	made := want[api.Card](h, agent, "POST", "/cards", `{"name":"Szabó Bútor","phones":["06 30 123 4567"]}`, 201)
	if made.Phones[0] != "+36301234567" || made.Tier != "normal" || made.Kind != "customer" || made.OwnerID != nil {
		t.Errorf("%+v", made)
	}
	for _, spelled := range []string{"%2B36301234567", "06301234567", "0036-30/123-4567", "tel:%2B36-30-123-4567", "%2B36%20(30)%20123%204567"} {
		list := want[api.CardList](h, agent, "GET", "/cards?phone="+spelled, "", 200)
		if len(list.Items) != 1 || list.Items[0].ID != made.ID {
			t.Errorf("%s finds %d", spelled, len(list.Items))
		}
	}
	for _, none := range []string{"anonymous", "", "%2B", "1", "%2B36309999999"} {
		if list := want[api.CardList](h, agent, "GET", "/cards?phone="+none, "", 200); len(list.Items) != 0 {
			t.Errorf("%q finds %+v", none, list.Items)
		}
	}
	if list := want[api.CardList](h, agent, "GET", "/cards?q=b%C3%BAtor", "", 200); len(list.Items) != 1 {
		t.Errorf("by name: %d", len(list.Items))
	}
	refused(h, agent, "POST", "/cards", `{"name":"Other","phones":["+36 30 1234567"]}`, 409, "conflict")
	for _, phones := range []string{`["anonymous"]`, `["112"]`, `[""]`, `[7]`, `[null]`} {
		refused(h, agent, "POST", "/cards", `{"name":"Other","phones":`+phones+`}`, 422, "invalid")
	}
}

func TestACardKeepsWhatTheCallerMayNotChange(t *testing.T) {
	h := open(t)
	c := want[api.Card](h, head, "POST", "/cards", `{"name":"Szabó","tier":"key","owner_id":"`+string(h.boris.ID)+`"}`, 201)
	path := "/cards/" + c.ID
	for body, field := range map[string]string{
		`{"name":"Taken","owner_id":"` + string(h.anna.ID) + `"}`: "owner_id",
		`{"name":"Taken","tier":"normal"}`:                        "tier",
	} {
		p := refused(h, agent, "PATCH", path, body, 422, "invalid")
		if p.Errors == nil || (*p.Errors)[0].Field != field {
			t.Errorf("%s: %+v", body, p)
		}
	}
	for _, body := range []string{`{"points":5}`, `{"role":"head"}`, `{"tenant_id":1}`, `{"id":"x"}`, `{"created_at":"2020-01-01T00:00:00Z"}`} {
		refused(h, agent, "PATCH", path, body, 400, "bad_request")
	}
	refused(h, agent, "POST", "/cards", `{"name":"Mine","owner_id":"`+string(h.anna.ID)+`"}`, 422, "invalid")
	if now := want[api.Card](h, agent, "GET", path, "", 200); now.Name != "Szabó" || now.Tier != "key" || *now.OwnerID != string(h.boris.ID) || now.Version != c.Version {
		t.Errorf("something was changed: %+v", now)
	}
	refused(h, head, "PATCH", path, `{"owner_id":"1=1"}`, 422, "invalid")
	refused(h, head, "PATCH", path, `{"owner_id":"019309a8-0000-7000-8000-000000000000"}`, 422, "invalid")
	if now := want[api.Card](h, head, "PATCH", path, `{"owner_id":""}`, 200); now.OwnerID != nil {
		t.Errorf("still owned: %+v", now)
	}
}

func TestACardThatSomebodyHasChangedIsNotOverwritten(t *testing.T) {
	h := open(t)
	c := want[api.Card](h, agent, "POST", "/cards", `{"name":"Szabó"}`, 201)
	path := "/cards/" + c.ID
	if a := h.asSeen(`"1"`, head, "PATCH", path, `{"name":"Szabó Bútor"}`); a.status != 200 || a.header.Get("ETag") != `"2"` {
		t.Fatalf("%d %s %s", a.status, a.header, a.body)
	}
	a := h.asSeen(`"1"`, agent, "PATCH", path, `{"name":"Szabo"}`)
	var p struct {
		Code           string
		SentVersion    int64 `json:"sent_version"`
		CurrentVersion int64 `json:"current_version"`
		Current        api.Card
	}
	h.must(json.Unmarshal(a.body, &p))
	if a.status != 412 || p.Code != "changed_since" || p.SentVersion != 1 || p.CurrentVersion != 2 || p.Current.Name != "Szabó Bútor" {
		t.Errorf("%d %s", a.status, a.body)
	}
	for version, status := range map[string]int{"": 428, "7": 400, `W/"2"`: 400, `"-1"`: 400, `"99999999999999999999"`: 400, `"x"`: 400, `"2", "3"`: 400} {
		if a := h.asSeen(version, agent, "PATCH", path, `{"name":"Szabo"}`); a.status != status {
			t.Errorf("If-Match %q: %d %s", version, a.status, a.body)
		}
	}
	refused(h, agent, "PATCH", "/cards/019309a8-0000-7000-8000-000000000000", `{"name":"X"}`, 404, "not_found")
	refused(h, agent, "PATCH", path, `{"name":" "}`, 422, "invalid")
}

func TestTheTimelineTellsTheWholeStoryNewestFirst(t *testing.T) {
	h := open(t)
	call := h.ended("c1", h.anna.ID, "+36301234567")
	path := "/cards/" + string(call.Card)
	want[any](h, agent, "POST", "/calls/c1/outcome", `{"outcome":"invoice","note":"ten chairs"}`, 200)
	want[any](h, head, "PATCH", path, `{"name":"Szabó Kft"}`, 200)
	line := want[api.Timeline](h, agent, "GET", path+"/timeline", "", 200)
	kinds := ""
	for _, item := range line.Items {
		kinds += string(item.Kind) + " "
	}
	if kinds != "changed task_made outcome call opened " {
		t.Fatalf("kinds: %s", kinds)
	}
	changed, outcome, talked := line.Items[0], line.Items[2], line.Items[3]
	if *changed.By != "The head" || changed.Changes[0] != (api.Change{Field: "name", From: "Szabó Bútor", To: "Szabó Kft"}) {
		t.Errorf("%+v", changed)
	}
	if *outcome.CallID != "c1" || outcome.Outcome.Outcome != "invoice" || outcome.Outcome.Note != "ten chairs" {
		t.Errorf("%+v", outcome)
	}
	if talked.Call == nil || talked.Call.Recording == nil || *talked.Call.TalkMs != 60000 {
		t.Errorf("%+v", talked.Call)
	}
	first := want[api.Timeline](h, agent, "GET", path+"/timeline?limit=1", "", 200)
	next := want[api.Timeline](h, agent, "GET", path+"/timeline?limit=1&cursor="+*first.NextCursor, "", 200)
	if next.Items[0].Kind != "task_made" {
		t.Errorf("the second page begins with %s", next.Items[0].Kind)
	}
	refused(h, agent, "GET", "/cards/019309a8-0000-7000-8000-000000000000/timeline", "", 404, "not_found")
}

func TestAColleaguesCallIsOnTheCardWithoutItsRecording(t *testing.T) {
	h := open(t)
	call := h.ended("c1", h.boris.ID, "+36301234567")
	line := want[api.Timeline](h, agent, "GET", "/cards/"+string(call.Card)+"/timeline", "", 200)
	if line.Items[0].Call == nil || line.Items[0].Call.RecordingID != nil {
		t.Errorf("%+v", line.Items[0].Call)
	}
}
