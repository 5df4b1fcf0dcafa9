package crm

import (
	"regexp"
	"time"

	"vonal/internal/fault"
)

// MaxOutcomes is how many outcomes a company can have, archived ones included.
const MaxOutcomes = 100

// OutcomeKind is one outcome of the company's own list, and what it does.
type OutcomeKind struct {
	Key          string
	Labels       Labels
	Place        int
	Archived     bool         // no longer offered; what was recorded keeps its name
	Stage        string       // key of the stage to which the open deal moves
	Task         *OutcomeTask // that is opened
	Points       string       // key under which it counts
	AsksNote     bool
	AsksFollowUp bool
	Version      int64
}

// OutcomeTask is the task that an outcome opens.
type OutcomeTask struct {
	Title     string `json:"title"`
	AfterDays int    `json:"after_days"`
	At        string `json:"at"`  // "10:00" by the company's clock; "" for the whole day
	For       string `json:"for"` // ForOwner, ForAgent
}

// Of whom an outcome's task is asked.
const (
	ForOwner = "owner" // of the card; the agent if it has none
	ForAgent = "agent" // who recorded the outcome
)

// NextStep is a task that is asked for with an outcome.
type NextStep struct {
	Title string // "" for the outcome's own name
	Due   Deadline
}

// EffectKind is what an outcome can bring about.
type EffectKind string

// The kinds of effects.
const (
	EffectTask   EffectKind = "task"   // a task was opened
	EffectDeal   EffectKind = "deal"   // a deal moved
	EffectPoints EffectKind = "points" // it counts, in a ledger to come
)

// Effect is one thing that an outcome brought about.
type Effect struct {
	ID       EffectID
	Kind     EffectKind
	Outcome  string
	Task     TaskID // of EffectTask
	Title    string // of the task or the deal
	Deal     DealID // of EffectDeal
	Move     MoveID // of EffectDeal; what takes it back
	From, To string // of EffectDeal: keys of stages
	Needs    string // of EffectDeal: what the stage asked for, where the deal did not move
	Points   string // of EffectPoints
	Tag      string // the hashtag of the note that did it; "" for the outcome itself
	Result   TagResult
	Choices  []Deal    // of an ambiguous hashtag: what it may mean now
	Undoes   EffectID  // of points: the effect that this one takes back
	UndoneAt time.Time // zero while it stands
	At       time.Time
}

// EffectUndo is how long what an outcome did can be taken back by hand.
const EffectUndo = 30 * 24 * time.Hour

// MayBeUndone refuses an effect that stands no longer, is too old, or is none
// that can be taken back.
func (e Effect) MayBeUndone(now time.Time) error {
	const op = "crm.Effect"
	switch {
	case !e.UndoneAt.IsZero():
		return fault.New(fault.Conflict, op, "this was taken back already")
	case now.Sub(e.At) > EffectUndo:
		return fault.New(fault.Conflict, op, "what is older than 30 days stays")
	case e.Undoes != "", e.Kind == EffectDeal && e.Move == "":
		return fault.New(fault.Conflict, op, "there is nothing to take back")
	}
	return nil
}

var timeDay = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]$`)

// Checked is the outcome with its text cleaned, or a fault that names the
// member that cannot be.
func (o OutcomeKind) Checked() (OutcomeKind, error) {
	const op = "crm.OutcomeKind"
	bad := func(field, text string) (OutcomeKind, error) {
		return o, fault.New(fault.Invalid, op, "%s", text).At(field)
	}
	if !validKey(o.Key) {
		return bad("key", "an outcome is named by at most 40 of a-z, 0-9 and _")
	}
	labels, err := o.Labels.checked(op, "labels")
	if err != nil {
		return o, err
	}
	o.Labels = labels
	if o.Stage != "" && !validKey(o.Stage) {
		return bad("stage", "this is no stage's key")
	}
	if o.Points != "" && !validKey(o.Points) {
		return bad("points", "a key has at most 40 of a-z, 0-9 and _")
	}
	if o.Task == nil {
		return o, nil
	}
	t := *o.Task
	o.Task = &t
	switch t.Title = CleanName(t.Title); {
	case t.Title == "":
		return bad("task.title", "must say something")
	case t.AfterDays < 0 || t.AfterDays > 3650:
		return bad("task.after_days", "must be between 0 and 3650")
	case t.At != "" && !timeDay.MatchString(t.At):
		return bad("task.at", "is a time of day such as 10:00")
	case t.For != ForOwner && t.For != ForAgent:
		return bad("task.for", "must be owner or agent")
	}
	return o, nil
}

// Accept refuses what is recorded with this outcome if something that the
// company asks for is missing.
func (o OutcomeKind) Accept(recorded Outcome) error {
	const op = "crm.OutcomeKind"
	if o.Archived {
		return fault.New(fault.Invalid, op, "this outcome is not in use any more").At("outcome")
	}
	if o.AsksNote && recorded.Note == "" {
		return fault.New(fault.Invalid, op, "this outcome needs a note").At("note")
	}
	return nil
}
