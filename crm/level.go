package crm

import (
	"slices"
	"time"

	"vonal/internal/fault"
)

// LevelRule is what an agent must have done to rise to a level.
type LevelRule struct {
	Level    Level
	Days     int // since they were hired
	Calls    int // answered
	Outcomes int // recorded
}

// LevelRules are the rules of a company; a level without one is given by hand
// only.
type LevelRules []LevelRule

// Checked refuses rules that cannot be.
func (rules LevelRules) Checked() (LevelRules, error) {
	const op = "crm.LevelRules"
	for i, r := range rules {
		bad := func(field, text string) (LevelRules, error) {
			return nil, within("items", i, fault.New(fault.Invalid, op, "%s", text).At(field))
		}
		switch {
		case r.Level != Regular && r.Level != Senior:
			return bad("level", "one rises to regular or senior")
		case slices.ContainsFunc(rules[:i], func(o LevelRule) bool { return o.Level == r.Level }):
			return bad("level", "there is a rule for this level already")
		case r.Days < 0 || r.Days > 3650:
			return bad("days", "the days are from 0 to 3650")
		case r.Calls < 0 || r.Calls > 1_000_000:
			return bad("calls", "the calls are from 0 to 1000000")
		case r.Outcomes < 0 || r.Outcomes > 1_000_000:
			return bad("outcomes", "the outcomes are from 0 to 1000000")
		case r.Days+r.Calls+r.Outcomes == 0:
			return bad("days", "a rule asks for something")
		}
	}
	return rules, nil
}

// LevelFacts are what an agent has done.
type LevelFacts struct {
	HiredAt  time.Time
	Calls    int
	Outcomes int
}

// days are the whole days since the agent was hired.
func (f LevelFacts) days(now time.Time) int {
	return int(max(0, now.Sub(f.HiredAt)) / (24 * time.Hour))
}

// LevelStep is the way to the next level: what the rule asks for, and what
// there is of it.
type LevelStep struct {
	Rule LevelRule
	Have LevelRule // at most what is asked for
}

// Done reports whether nothing is missing.
func (s LevelStep) Done() bool { return s.Have == s.Rule }

// NextLevel is the way to the level above, if a rule leads there.
func NextLevel(level Level, f LevelFacts, rules LevelRules, now time.Time) (LevelStep, bool) {
	next := Regular
	if level == Regular {
		next = Senior
	}
	i := slices.IndexFunc(rules, func(r LevelRule) bool { return r.Level == next })
	if level == Senior || i < 0 {
		return LevelStep{}, false
	}
	r := rules[i]
	return LevelStep{Rule: r, Have: LevelRule{Level: next, Days: min(f.days(now), r.Days),
		Calls: min(f.Calls, r.Calls), Outcomes: min(f.Outcomes, r.Outcomes)}}, true
}

// LevelBy is the level to which an agent has risen; it never falls.
func LevelBy(level Level, f LevelFacts, rules LevelRules, now time.Time) Level {
	for {
		step, there := NextLevel(level, f, rules, now)
		if !there || !step.Done() {
			return level
		}
		level = step.Rule.Level
	}
}

// LevelProgress is the way of one agent whose level goes by rule.
type LevelProgress struct {
	Agent AgentID
	Step  LevelStep
}
