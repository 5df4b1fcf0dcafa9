package api_test

import (
	"strings"
	"testing"
	"time"

	"vonal/api"
	"vonal/crm"
)

func TestAgentIsAwayForWholeDaysOfTheCompanysZone(t *testing.T) {
	budapest, err := time.LoadLocation("Europe/Budapest")
	if err != nil {
		t.Fatal(err)
	}
	h := open(t, func(c *api.Config) { c.Zone = budapest })
	form := `{"agent_id":"` + string(h.anna.ID) + `","deputy_id":"` + string(h.boris.ID) + `","from":"2027-03-27","to":"2027-03-28","reason":"ill"}`
	a := want[api.Absence](h, crm.RoleAgent, "POST", "/absences", form, 201)
	if a.From.Format(time.RFC3339) != "2027-03-26T23:00:00Z" || a.To.Format(time.RFC3339) != "2027-03-28T22:00:00Z" || *a.FirstDay != "2027-03-27" || *a.LastDay != "2027-03-28" {
		t.Errorf("away %+v", a) // the clocks change on the second day
	}
	refused(h, crm.RoleAgent, "POST", "/absences", form, 409, "away_already")
	for field, bad := range map[string]string{
		"from":      strings.Replace(form, "2027-03-27", "2027-02-30", 1),
		"to":        strings.Replace(form, "2027-03-28", "2027-03-26", 1),
		"deputy_id": strings.Replace(form, string(h.boris.ID), string(h.anna.ID), 1),
	} {
		if p := refused(h, crm.RoleAgent, "POST", "/absences", bad, 422, "invalid"); p.Errors == nil || (*p.Errors)[0].Field != field {
			t.Errorf("%s: %+v", field, p)
		}
	}
	moved := want[api.Absence](h, head, "PATCH", "/absences/"+a.ID, `{"to":"2027-03-29T10:00:00Z","deputy_id":""}`, 200)
	if moved.FirstDay != nil || moved.DeputyID != nil || moved.Version != 2 || moved.Reason != "ill" {
		t.Errorf("moved to %+v", moved)
	}
	if stale := h.asSeen(`"1"`, head, "PATCH", "/absences/"+a.ID, `{"reason":"x"}`); stale.status != 412 {
		t.Errorf("a change of an old version: %d %s", stale.status, stale.body)
	}
	if list := want[api.AbsenceList](h, crm.RoleAccountant, "GET", "/absences?from=2027-03-29T09:00:00Z", "", 200); len(list.Items) != 1 || list.Items[0].Reason != "" {
		t.Errorf("told to the accountant: %+v", list)
	}
	want[struct{}](h, head, "DELETE", "/absences/"+a.ID, "", 204)
	if list := want[api.AbsenceList](h, head, "GET", "/absences", "", 200); len(list.Items) != 0 {
		t.Errorf("left: %+v", list)
	}
}

func TestAbsenceUnderWayIsEndedEarlyAndNotTakenBack(t *testing.T) {
	h := open(t)
	now := h.clock.Now()
	form := `{"agent_id":"` + string(h.anna.ID) + `","from":"` + now.Add(-time.Hour).Format(time.RFC3339) + `","to":"` + now.Add(time.Hour).Format(time.RFC3339) + `"}`
	a := want[api.Absence](h, crm.RoleAgent, "POST", "/absences", form, 201)
	refused(h, crm.RoleAgent, "DELETE", "/absences/"+a.ID, "", 409, "conflict")
	ended := want[api.Absence](h, crm.RoleAgent, "PATCH", "/absences/"+a.ID, `{"to":"`+now.Format(time.RFC3339)+`"}`, 200)
	if ended.To.After(h.clock.Now()) {
		t.Errorf("ends %s", ended.To)
	}
	refused(h, crm.RoleAgent, "PATCH", "/absences/"+a.ID, `{"reason":"late"}`, 409, "conflict")
}

func TestATeamsHeadWritesItsAbsencesAndNoOthers(t *testing.T) {
	h := open(t)
	h.own("chief", crm.Grants{crm.SeeAgents: crm.ScopeTeam, crm.PressAgents: crm.ScopeTeam})
	h.lead("chief", h.boris.ID)
	of := func(id crm.AgentID) string {
		return `{"agent_id":"` + string(id) + `","from":"2027-01-01","to":"2027-01-02"}`
	}
	want[api.Absence](h, "chief", "POST", "/absences", of(h.boris.ID), 201)
	refused(h, "chief", "POST", "/absences", of(h.anna.ID), 403, "forbidden")
	foreign := want[api.Absence](h, crm.RoleAgent, "POST", "/absences", of(h.anna.ID), 201)
	refused(h, crm.RoleAgent, "POST", "/absences", of(h.boris.ID), 403, "forbidden")
	if list := want[api.AbsenceList](h, "chief", "GET", "/absences", "", 200); len(list.Items) != 1 {
		t.Errorf("the chief sees %+v", list.Items)
	}
	refused(h, "chief", "PATCH", "/absences/"+foreign.ID, `{"reason":"x"}`, 404, "not_found")
	refused(h, "chief", "DELETE", "/absences/"+foreign.ID, "", 404, "not_found")
}
