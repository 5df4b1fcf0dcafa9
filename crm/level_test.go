package crm_test

import (
	"testing"
	"time"

	"vonal/crm"
	"vonal/internal/fault"
)

var levels = crm.LevelRules{{Level: crm.Senior, Days: 365, Calls: 1000}, {Level: crm.Regular, Days: 30, Calls: 50, Outcomes: 40}}

func TestAgentRisesWhenNothingIsMissing(t *testing.T) {
	hired := noon.AddDate(0, 0, -30)
	for name, tt := range map[string]struct {
		level crm.Level
		facts crm.LevelFacts
		want  crm.Level
	}{
		"all is there":            {crm.Newcomer, crm.LevelFacts{HiredAt: hired, Calls: 50, Outcomes: 40}, crm.Regular},
		"a call is missing":       {crm.Newcomer, crm.LevelFacts{HiredAt: hired, Calls: 49, Outcomes: 40}, crm.Newcomer},
		"an outcome is missing":   {crm.Newcomer, crm.LevelFacts{HiredAt: hired, Calls: 50, Outcomes: 39}, crm.Newcomer},
		"a day is missing":        {crm.Newcomer, crm.LevelFacts{HiredAt: hired.Add(time.Second), Calls: 50, Outcomes: 40}, crm.Newcomer},
		"two steps at once":       {crm.Newcomer, crm.LevelFacts{HiredAt: noon.AddDate(-2, 0, 0), Calls: 1000, Outcomes: 40}, crm.Senior},
		"never lower":             {crm.Senior, crm.LevelFacts{HiredAt: noon}, crm.Senior},
		"hired in the future":     {crm.Newcomer, crm.LevelFacts{HiredAt: noon.AddDate(1, 0, 0), Calls: 9999, Outcomes: 9999}, crm.Newcomer},
		"the second step by rule": {crm.Regular, crm.LevelFacts{HiredAt: noon.AddDate(-2, 0, 0), Calls: 1000}, crm.Senior},
	} {
		if got := crm.LevelBy(tt.level, tt.facts, levels, noon); got != tt.want {
			t.Errorf("%s: %s", name, got)
		}
	}
	if got := crm.LevelBy(crm.Newcomer, crm.LevelFacts{Calls: 9999}, nil, noon); got != crm.Newcomer {
		t.Error("rose without a rule")
	}
}

func TestWhatIsMissingIsSaid(t *testing.T) {
	step, there := crm.NextLevel(crm.Newcomer, crm.LevelFacts{HiredAt: noon.AddDate(0, 0, -400), Calls: 12, Outcomes: 3}, levels, noon)
	if want := (crm.LevelRule{Level: crm.Regular, Days: 30, Calls: 12, Outcomes: 3}); !there || step.Have != want {
		t.Errorf("%+v", step)
	}
	if _, there := crm.NextLevel(crm.Senior, crm.LevelFacts{}, levels, noon); there {
		t.Error("there is something above senior")
	}
}

func TestLevelRulesThatCannotBeAreRefused(t *testing.T) {
	for _, bad := range []crm.LevelRules{
		{{Level: crm.Newcomer, Days: 1}}, {{Level: crm.Regular}}, {{Level: crm.Regular, Days: -1}}, {{Level: crm.Regular, Calls: 1 << 30}},
		{{Level: crm.Regular, Days: 1}, {Level: crm.Regular, Days: 2}},
	} {
		if _, err := bad.Checked(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}
