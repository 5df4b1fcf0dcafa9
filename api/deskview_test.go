package api_test

import (
	"strings"
	"testing"
	"time"

	"vonal/api"
	"vonal/crm"
	"vonal/internal/fault"
	"vonal/routing"
)

func TestTheDeskOfAnEmptyCompanyIsWhole(t *testing.T) {
	h := open(t)
	d := want[api.DeskNow](h, head, "GET", "/desk", "", 200)
	if len(d.Agents) != 2 || d.Agents[0].Name != "Anna" || len(d.Calls) != 0 || d.Today.Offered != 0 || d.Today.ServiceLevel != nil || d.Problem != nil || d.Policy.WrapupMs != 180_000 {
		t.Errorf("%+v", d)
	}
}

func TestTheDeskCountsSinceTheCompanysMidnight(t *testing.T) {
	kiritimati, err := time.LoadLocation("Pacific/Kiritimati")
	if err != nil {
		t.Fatal(err)
	}
	h := open(t, func(c *api.Config) { c.Zone = kiritimati })
	h.ended("c1", h.anna.ID, "+36301234567")
	at := h.clock.Now()
	_, err = h.store.CloseCall(t.Context(), crm.Interaction{ID: "c2", Direction: crm.Inbound, From: crm.Number{Raw: "anonymous"},
		Disposition: crm.Abandoned, StartedAt: at.Add(-time.Second), EndedAt: at})
	h.must(err)
	d := want[api.DeskNow](h, head, "GET", "/desk", "", 200)
	local := d.Today.Since.In(kiritimati)
	if local.Hour() != 0 || local.Minute() != 0 || d.At.Sub(d.Today.Since) >= 24*time.Hour {
		t.Errorf("since %s", local)
	}
	if local.Add(5 * time.Minute).After(at) {
		t.Skip("it is just midnight there")
	}
	if d.Today.Offered != 2 || d.Today.Answered != 1 || d.Today.Missed != 1 || *d.Today.ServiceLevel != 1 || *d.Today.AverageWaitMs != 5000 {
		t.Errorf("%+v", d.Today)
	}
}

func TestAnAgentSeesThatColleaguesHaveCallsNotWhose(t *testing.T) {
	h := open(t)
	gone := live("l3", h.boris.ID)
	gone.Phase = routing.Ended
	h.desk.set(func(d *scriptedDesk) { d.calls = []routing.Call{live("l1", h.anna.ID), live("l2", h.boris.ID), gone} })
	for role, wholes := range map[crm.Role]int{agent: 1, head: 2, admin: 2} {
		d := want[api.DeskNow](h, role, "GET", "/desk", "", 200)
		if len(d.Calls) != 2 {
			t.Fatalf("%s sees %d calls", role, len(d.Calls))
		}
		n := 0
		for _, c := range d.Calls {
			if c.From != nil && c.CardName != nil && c.CardID != nil && c.FromName != nil {
				n++
			} else if c.From != nil || c.CardName != nil || c.CardID != nil || c.FromName != nil || c.Tier != nil {
				t.Errorf("half hidden: %+v", c)
			}
		}
		if n != wholes {
			t.Errorf("%s sees %d callers, not %d", role, n, wholes)
		}
	}
}

func TestTheDeskSaysWhyCallsCannotBeTaken(t *testing.T) {
	h := open(t)
	h.desk.set(func(d *scriptedDesk) { d.notReady = fault.New(fault.Unavailable, "desk", "Asterisk does not answer") })
	d := want[api.DeskNow](h, head, "GET", "/desk", "", 200)
	if d.Problem == nil || *d.Problem != "Asterisk does not answer" {
		t.Errorf("%+v", d.Problem)
	}
	a := h.send(h.request("", "GET", "/readyz", ""))
	if a.status != 503 || !strings.Contains(string(a.body), "Asterisk does not answer") || a.header.Get("Retry-After") == "" {
		t.Errorf("%d %s", a.status, a.body)
	}
	h.desk.set(func(d *scriptedDesk) { d.notReady = nil })
	if a := h.send(h.request("", "GET", "/readyz", "")); a.status != 200 {
		t.Errorf("%d %s", a.status, a.body)
	}
}

func TestWithoutTheDatabaseItLivesAndSaysWhyItIsNotReady(t *testing.T) {
	h := open(t)
	h.token(head)
	h.must(h.store.Close())
	if a := h.send(h.request("", "GET", "/healthz", "")); a.status != 200 {
		t.Errorf("healthz: %d", a.status)
	}
	if a := h.send(h.request("", "GET", "/readyz", "")); a.status != 503 {
		t.Errorf("readyz: %d %s", a.status, a.body)
	}
	a := h.do(head, "GET", "/calls", "")
	if a.status != 503 && a.status != 500 || strings.Contains(string(a.body), "sql") || !strings.Contains(string(a.body), `"reference"`) {
		t.Errorf("%d %s", a.status, a.body)
	}
}
