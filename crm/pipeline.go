package crm

import (
	"strings"
	"time"

	"vonal/internal/fault"
)

// Pipeline is the way a deal goes, stage by stage.
type Pipeline struct {
	ID      string
	Key     string
	Name    string
	Stages  []Stage // in order; those archived are not among them
	Version int64
}

// StageKind says what it means for a deal to stand in a stage.
type StageKind string

// The kinds of stages.
const (
	StageOpen StageKind = "open" // under way
	StageWon  StageKind = "won"
	StageLost StageKind = "lost"
)

// Labels are the words for a thing by language: "en", "hu", "ru".
type Labels map[string]string

// Stage is one step of a pipeline.
type Stage struct {
	ID       string
	Pipeline string // its id
	Key      string
	Labels   Labels
	Kind     StageKind
	Needs    []Need
	RotsDays int // a deal that stays longer is shown as left lying; 0 never
}

// Need is what a deal must have to enter a stage.
type Need string

// The needs that can be asked for.
const (
	NeedAmount Need = "amount"         // more than 0
	NeedReason Need = "reason"         // why; asked for at each entry
	NeedClose  Need = "expected_close" // when it is expected to be done
	NeedOwner  Need = "owner_id"
)

// Admits refuses a deal that lacks what the stage needs. The fault names the
// member that is missing.
func (s Stage) Admits(d Deal) error {
	const op = "crm.Stage.Admits"
	for _, need := range s.Needs {
		var has bool
		switch need {
		case NeedAmount:
			has = d.Amount > 0
		case NeedReason:
			has = d.Reason != ""
		case NeedClose:
			has = d.ExpectedClose != ""
		case NeedOwner:
			has = d.Owner != ""
		}
		if !has {
			return fault.New(fault.Invalid, op, "the stage %s needs %s", s.Key, need).At(string(need))
		}
	}
	return nil
}

// Stage finds a stage by its key.
func (p Pipeline) Stage(key string) (Stage, bool) {
	for _, s := range p.Stages {
		if s.Key == key {
			return s, true
		}
	}
	return Stage{}, false
}

// First is where a new deal begins: the first stage that is under way.
func (p Pipeline) First() (Stage, bool) {
	for _, s := range p.Stages {
		if s.Kind == StageOpen {
			return s, true
		}
	}
	return Stage{}, false
}

// PipelineChange replaces a pipeline's name and stages. A stage without an ID is
// new; one that is left out is archived, if no deal stands in it or MoveTo says
// where those go.
type PipelineChange struct {
	Name    string
	Stages  []Stage
	MoveTo  map[string]string // key of a stage left out → key of the stage for its deals
	Version int64
}

// MaxStages is how many stages a pipeline can have.
const MaxStages = 20

// Checked is the change with its text cleaned, or a fault that names the member
// that cannot be.
func (ch PipelineChange) Checked() (PipelineChange, error) {
	const op = "crm.PipelineChange"
	if ch.Name = CleanName(ch.Name); ch.Name == "" {
		return ch, missing(op, "name")
	}
	if len(ch.Stages) == 0 || len(ch.Stages) > MaxStages {
		return ch, fault.New(fault.Invalid, op, "a pipeline has 1 to %d stages", MaxStages).At("stages")
	}
	seen := map[string]bool{}
	for i, s := range ch.Stages {
		if !validKey(s.Key) || seen[s.Key] {
			return ch, fault.New(fault.Invalid, op, "each stage has a key of its own, at most 40 of a-z, 0-9 and _").At("stages")
		}
		seen[s.Key] = true
		if s.Kind != StageOpen && s.Kind != StageWon && s.Kind != StageLost {
			return ch, fault.New(fault.Invalid, op, "a stage is open, won or lost").At("stages")
		}
		labels, err := s.Labels.checked(op, "stages")
		if err != nil {
			return ch, err
		}
		for _, n := range s.Needs {
			if n != NeedAmount && n != NeedReason && n != NeedClose && n != NeedOwner {
				return ch, fault.New(fault.Invalid, op, "a stage cannot need %q", clip(string(n))).At("stages")
			}
		}
		if s.RotsDays < 0 || s.RotsDays > 3650 {
			return ch, fault.New(fault.Invalid, op, "a deal is left lying after 0 to 3650 days").At("stages")
		}
		ch.Stages[i].Labels = labels
	}
	if _, some := (Pipeline{Stages: ch.Stages}).First(); !some {
		return ch, fault.New(fault.Invalid, op, "a pipeline needs an open stage in which deals begin").At("stages")
	}
	return ch, nil
}

// languages are those that labels can have.
var languages = []string{"en", "hu", "ru"}

// checked cleans labels; one language is enough.
func (l Labels) checked(op, field string) (Labels, error) {
	clean := Labels{}
	for _, lang := range languages {
		if word := CleanName(l[lang]); word != "" {
			clean[lang] = word
		}
	}
	if len(clean) == 0 {
		return nil, fault.New(fault.Invalid, op, "a name in en, hu or ru is missing").At(field)
	}
	return clean, nil
}

// validKey reports whether s can be the key of a thing of the company's lists.
func validKey(s string) bool {
	return s != "" && len(s) <= 40 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

// Day is a date without a time, as ISO 8601 writes it; "" is none.
type Day string

// Valid reports whether there is such a day.
func (d Day) Valid() bool {
	t, err := time.Parse(time.DateOnly, string(d))
	return err == nil && t.Year() >= 1900
}
