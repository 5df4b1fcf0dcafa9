package crm_test

import (
	"strconv"
	"testing"
	"time"

	"vonal/crm"
	"vonal/internal/fault"
)

var noon = time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)

// away is an absence around noon.
func away(agent, deputy crm.AgentID) crm.Absence {
	return crm.Absence{Agent: agent, Deputy: deputy, From: noon.Add(-time.Hour), To: noon.Add(time.Hour)}
}

func TestDeputyOfADeputyWhoIsAwayStandsIn(t *testing.T) {
	later := away("anna", "cili")
	later.From, later.To = noon.Add(time.Hour), noon.Add(2*time.Hour)
	tests := map[string]struct {
		absences []crm.Absence
		deputy   crm.AgentID
		away     bool
	}{
		"nobody is away":          {nil, "", false},
		"somebody else is":        {[]crm.Absence{away("boris", "cili")}, "", false},
		"not yet":                 {[]crm.Absence{later}, "", false},
		"one step":                {[]crm.Absence{away("anna", "boris")}, "boris", true},
		"two steps":               {[]crm.Absence{away("anna", "boris"), away("boris", "cili")}, "cili", true},
		"no deputy":               {[]crm.Absence{away("anna", "")}, "", true},
		"the deputy has none":     {[]crm.Absence{away("anna", "boris"), away("boris", "")}, "", true},
		"each other's deputies":   {[]crm.Absence{away("anna", "boris"), away("boris", "anna")}, "", true},
		"a ring behind the first": {[]crm.Absence{away("anna", "boris"), away("boris", "cili"), away("cili", "boris")}, "", true},
	}
	for name, tt := range tests {
		if deputy, gone := crm.Deputy("anna", tt.absences, noon); deputy != tt.deputy || gone != tt.away {
			t.Errorf("%s: %q, away %v", name, deputy, gone)
		}
	}
	if deputy, gone := crm.Deputy("", []crm.Absence{away("anna", "boris")}, noon); deputy != "" || gone {
		t.Error("nobody's deputy is somebody")
	}
}

func TestLongChainOfDeputiesIsFollowedToItsEnd(t *testing.T) {
	var chain []crm.Absence
	for i := range 500 {
		chain = append(chain, away(crm.AgentID(strconv.Itoa(i)), crm.AgentID(strconv.Itoa(i+1))))
	}
	if deputy, gone := crm.Deputy("0", chain, noon); deputy != "500" || !gone {
		t.Errorf("%q, away %v", deputy, gone)
	}
}

func TestAbsenceEndsAtItsLastMoment(t *testing.T) {
	a := away("anna", "boris")
	if !a.At(a.From) || a.At(a.To) || a.At(a.From.Add(-1)) {
		t.Error("the edges are not as said")
	}
}

func TestAbsenceThatCannotBeIsRefused(t *testing.T) {
	for field, spoil := range map[string]func(a *crm.Absence){
		"agent_id":  func(a *crm.Absence) { a.Agent = "" },
		"deputy_id": func(a *crm.Absence) { a.Deputy = a.Agent },
		"to":        func(a *crm.Absence) { a.To = a.From },
		"to ":       func(a *crm.Absence) { a.To = a.From.Add(401 * 24 * time.Hour) },
	} {
		a := away("anna", "boris")
		spoil(&a)
		if _, err := a.Checked(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", field, err)
		}
	}
	if a, err := (crm.Absence{Agent: "anna", From: noon, To: noon.Add(400 * 24 * time.Hour), Reason: " ill\x00 "}).Checked(); err != nil || a.Reason != "ill" {
		t.Errorf("%+v, %v", a, err)
	}
}

func TestAbsenceUnderWayKeepsItsBeginningAndAPastOneStays(t *testing.T) {
	a := away("anna", "boris")
	earlier := a.From.Add(-time.Hour)
	if _, err := (crm.AbsenceChange{From: &earlier}).Apply(a, noon); !fault.Is(err, fault.Conflict) {
		t.Errorf("begins otherwise: %v", err)
	}
	now := noon
	if ended, err := (crm.AbsenceChange{To: &now}).Apply(a, noon); err != nil || ended.At(noon) {
		t.Errorf("not ended early: %+v, %v", ended, err)
	}
	if ended, err := (crm.AbsenceChange{To: &earlier}).Apply(a, noon); err == nil && !ended.To.Equal(noon) {
		t.Errorf("it ended before now: %+v", ended)
	}
	if _, err := (crm.AbsenceChange{To: &now}).Apply(a, a.To); !fault.Is(err, fault.Conflict) {
		t.Errorf("a past one changes: %v", err)
	}
}
