package api_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"vonal/api"
	"vonal/crm"
	"vonal/routing"
)

func dial(a crm.Agent, to string) string { return fmt.Sprintf(`{"agent_id":%q,"to":%q}`, a.ID, to) }

// free is a house whose two agents may call.
func free(t *testing.T, change ...func(*api.Config)) *house {
	h := open(t, change...)
	for _, a := range []crm.Agent{h.anna, h.boris} {
		h.desk.fact(a.ID, routing.PhoneCame{At: time.Now()})
	}
	return h
}

func TestACallIsAnsweredAsItIsOnceTheAgentHasBeenTaken(t *testing.T) {
	h := free(t)
	c := want[api.Call](h, agent, "POST", "/calls", dial(h.anna, "06 30 123-4567"), 201)
	if c.Direction != "outbound" || *c.To != "+36301234567" || c.From != nil || c.State != "ringing" || *c.AgentID != string(h.anna.ID) || len(c.Offers) != 1 {
		t.Errorf("%+v", c)
	}
	p := refused(h, agent, "POST", "/calls", dial(h.anna, "06 30 123-4567"), 409, "agent_not_free")
	if *p.Detail != "Anna is being given another call." {
		t.Errorf("%s", *p.Detail)
	}
	now := want[api.DeskNow](h, head, "GET", "/desk", "", 200)
	if len(now.Calls) != 1 || *now.Calls[0].To != "+36301234567" || now.Calls[0].Direction != "outbound" {
		t.Errorf("%+v", now.Calls)
	}
}

func TestAColleagueDoesNotSeeWhoIsCalled(t *testing.T) {
	h := free(t)
	want[api.Call](h, head, "POST", "/calls", dial(h.boris, "+36301234567"), 201)
	now := want[api.DeskNow](h, agent, "GET", "/desk", "", 200)
	if len(now.Calls) != 1 || now.Calls[0].To != nil || now.Calls[0].CardID != nil {
		t.Errorf("%+v", now.Calls)
	}
}

func TestAgentsCallForThemselvesAlone(t *testing.T) {
	h := free(t)
	for _, body := range []string{dial(h.boris, "+36301234567"), `{"agent_id":"nobody","to":"+36301234567"}`, dial(h.boris, "x")} {
		refused(h, agent, "POST", "/calls", body, 404, "not_found")
	}
	want[api.Call](h, admin, "POST", "/calls", dial(h.boris, "+36301234567"), 201)
}

func TestWhatIsNoNumberIsRefusedByItsField(t *testing.T) {
	h := free(t)
	for _, to := range []string{"", "500&PJSIP/trunk/1900", "1,30,S(0)", "${SHELL(id)}", "x@evil", ";transport=tcp", strings.Repeat("1", 30), "101", "102", "1 0 1", strings.Repeat("9", 300)} {
		p := refused(h, admin, "POST", "/calls", dial(h.anna, to), 422, "invalid")
		if p.Errors == nil || len(*p.Errors) != 1 || (*p.Errors)[0].Field != "to" {
			t.Errorf("%q: %+v", to, p)
		}
	}
	for body, status := range map[string]int{
		`{}`: 422, `{"agent_id":"a"}`: 422, `{"agent_id":1,"to":"+36301234567"}`: 422,
		`{"agent_id":"a","to":"+36301234567","from":"+3612345678"}`: 400,
	} {
		if a := h.do(admin, "POST", "/calls", body); a.status != status {
			t.Errorf("%s: %d %s", body, a.status, a.body)
		}
	}
	if calls := h.desk.Calls(); len(calls) != 0 {
		t.Errorf("%+v", calls)
	}
}

func TestDearAndForeignNumbersAreForbiddenByName(t *testing.T) {
	h := free(t)
	refused(h, admin, "POST", "/calls", dial(h.anna, "06 90 123 456"), 403, "premium_number")
	refused(h, admin, "POST", "/calls", dial(h.anna, "+43 1 234 5678"), 403, "country_not_allowed")
	h = free(t, func(c *api.Config) { c.Countries = []string{"HU", "AT"} })
	want[api.Call](h, admin, "POST", "/calls", dial(h.anna, "+43 1 234 5678"), 201)
}

func TestAnAgentWhoIsNotFreeIsSaidToBeSo(t *testing.T) {
	h := free(t)
	for _, step := range []struct {
		ev   routing.AgentEvent
		says string
	}{
		{routing.PausePressed{At: time.Now(), Reason: "lunch"}, "Anna is paused."},
		{routing.ShiftEnded{At: time.Now()}, "Anna is not on shift."},
		{routing.ShiftBegan{At: time.Now()}, ""},
		{routing.Spoke{At: time.Now(), Call: "c"}, "Anna is in a call."},
		{routing.TalkOver{At: time.Now(), Call: "c"}, "Anna is finishing the card of the last call."},
		{routing.ReadyPressed{At: time.Now()}, ""},
		{routing.PhoneWent{At: time.Now()}, "Anna has no phone that can be reached."},
	} {
		h.desk.fact(h.anna.ID, step.ev)
		if step.says == "" {
			continue
		}
		if p := refused(h, admin, "POST", "/calls", dial(h.anna, "+36301234567"), 409, "agent_not_free"); *p.Detail != step.says {
			t.Errorf("%s, want %s", *p.Detail, step.says)
		}
	}
}

func TestWithoutATrunkACallIsRefusedByName(t *testing.T) {
	h := free(t)
	h.desk.set(func(d *scriptedDesk) { d.failing = api.ErrNoTrunk })
	refused(h, admin, "POST", "/calls", dial(h.anna, "+36301234567"), 409, "no_trunk")
}
