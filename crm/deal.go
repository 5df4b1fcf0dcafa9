package crm

import (
	"time"

	"vonal/internal/fault"
)

// Deal is something a customer may buy, on its way through a pipeline.
type Deal struct {
	ID       DealID
	Card     CardID
	CardName string
	Pipeline string // key
	Stage    string // key
	Kind     StageKind
	Title    string
	Money
	Owner         AgentID // who leads it
	ExpectedClose Day
	Reason        string // why it was lost
	CreatedBy     UserID
	CreatedAt     time.Time
	UpdatedAt     time.Time
	StageSince    time.Time
	NextTask      time.Time // when the next open task about it is due, in lists and on boards; zero if there is none
	DeletedAt     time.Time // zero while it is there
	Version       int64
}

// NewDeal is what is needed to make one.
type NewDeal struct {
	Card     CardID
	Pipeline string // key; the first if empty
	Stage    string // key; the first open one if empty
	Title    string
	Money
	Owner         AgentID
	ExpectedClose Day
	Reason        string
}

// DealChange holds what to change; nil leaves a member as it is.
type DealChange struct {
	Stage         *string
	Title         *string
	Amount        *int64
	Currency      *string
	Owner         *AgentID // "" takes it away
	ExpectedClose *Day     // "" takes it away
	Reason        *string
	Version       int64 // the version that was seen; 0 to overwrite whatever stands there
}

// Checked is the deal with its text cleaned, or a fault that names the member
// that cannot be.
func (d NewDeal) Checked() (NewDeal, error) {
	const op = "crm.NewDeal"
	if d.Title = CleanName(d.Title); d.Title == "" {
		return d, missing(op, "title")
	}
	d.Reason = CleanName(d.Reason)
	if err := d.Money.checked(op); err != nil {
		return d, err
	}
	return d, checkClose(op, d.ExpectedClose)
}

// Apply is the deal after the change of everything but the stage, and what of it
// is different, or a fault that names the member.
func (ch DealChange) Apply(d Deal) (Deal, []FieldChange, error) {
	const op = "crm.DealChange"
	was := d
	if ch.Title != nil {
		if d.Title = CleanName(*ch.Title); d.Title == "" {
			return d, nil, missing(op, "title")
		}
	}
	if ch.Amount != nil {
		d.Amount = *ch.Amount
	}
	if ch.Currency != nil {
		d.Currency = *ch.Currency
	}
	if err := d.Money.checked(op); err != nil {
		return d, nil, err
	}
	if ch.Owner != nil {
		d.Owner = *ch.Owner
	}
	if ch.ExpectedClose != nil {
		if err := checkClose(op, *ch.ExpectedClose); err != nil {
			return d, nil, err
		}
		d.ExpectedClose = *ch.ExpectedClose
	}
	if ch.Reason != nil {
		d.Reason = CleanName(*ch.Reason)
	}
	var diff []FieldChange
	for _, f := range []FieldChange{
		{"title", was.Title, d.Title},
		{"amount", written(was.Money), written(d.Money)},
		{"owner_id", string(was.Owner), string(d.Owner)},
		{"expected_close", string(was.ExpectedClose), string(d.ExpectedClose)},
		{"reason", was.Reason, d.Reason},
	} {
		if f.From != f.To {
			diff = append(diff, f)
		}
	}
	return d, diff, nil
}

// Enter is the deal in another stage, from this moment on, and how long it
// stood in the one it leaves; or a fault that names what the stage needs.
func (d Deal) Enter(s Stage, at time.Time) (Deal, time.Duration, error) {
	if s.Kind != StageLost {
		d.Reason = ""
	}
	if err := s.Admits(d); err != nil {
		return d, 0, err
	}
	stayed := max(0, at.Sub(d.StageSince))
	d.Stage, d.Kind, d.StageSince = s.Key, s.Kind, at
	return d, stayed, nil
}

func checkClose(op string, day Day) error {
	if day != "" && !day.Valid() {
		return fault.New(fault.Invalid, op, "%q is no date; write 2027-01-31", clip(string(day))).At("expected_close")
	}
	return nil
}

func written(m Money) string { return itoa(m.Amount) + " " + m.Currency }

// How a deal came to be moved.
type How string

// The ways.
const (
	ByHand    How = "hand"
	ByHashtag How = "hashtag"
	ByOutcome How = "outcome"
	ByRule    How = "rule"
	ByUndo    How = "undo"
)

// Move is one step of a deal; From is "" where it was made.
type Move struct {
	ID     MoveID
	Deal   DealID
	At     time.Time
	From   string
	To     string
	By     UserID
	ByName string
	How    How
	Reason string
	Stayed time.Duration // in From
	Undoes MoveID        // the step that this one takes back
	Undone bool          // a later one takes this back
}

// UndoWithin is how long a move can be taken back by who made it.
const UndoWithin = time.Hour

// CheckUndo refuses to take back what is not the deal's last step, was taken
// back already, made the deal, or is another's or too old.
func CheckUndo(v Viewer, m Move, last MoveID, now time.Time) error {
	const op = "crm.CheckUndo"
	switch {
	case m.From == "":
		return fault.New(fault.Conflict, op, "this step made the deal; remove the deal instead")
	case m.ID != last || m.Undone || m.How == ByUndo:
		return fault.New(fault.Conflict, op, "only the last step of a deal can be taken back")
	case v.May(AssignCards):
		return nil
	case m.By != v.User:
		return fault.New(fault.Forbidden, op, "only who moved the deal, or a head, can take it back")
	case now.Sub(m.At) > UndoWithin:
		return fault.New(fault.Conflict, op, "a step can be taken back within an hour; move the deal instead")
	}
	return nil
}

// CheckRemoval lets remove a deal whoever may give customers away, and who made
// it within UndoWithin.
func (v Viewer) CheckRemoval(d Deal, now time.Time) error {
	if v.May(AssignCards) || d.CreatedBy == v.User && now.Sub(d.CreatedAt) <= UndoWithin {
		return nil
	}
	return fault.New(fault.Forbidden, "crm.CheckRemoval", "a deal is removed by who made it within an hour, or by a head; refuse it instead")
}

// CheckDealOwner lets a viewer make themselves the owner of a deal that nobody
// leads; every other change of the owner is the head's.
func (v Viewer) CheckDealOwner(was, now AgentID) error {
	if was == now || v.May(AssignCards) || was == "" && now == v.Agent {
		return nil
	}
	return fault.New(fault.Invalid, "crm.CheckDealOwner", "only the head gives a deal to another owner").At("owner_id")
}

// DealFilter says which deals, and in what order; what is empty does not narrow.
type DealFilter struct {
	Card     CardID
	Owner    AgentID
	Team     TeamID // of whoever leads it
	Pipeline string // key
	Stage    string // key
	Kind     StageKind
	Due      Span // of open ones, when the next task is due; what it is, says Ends
	Ends     SpanEnds
	Text     string // part of the title or of the customer's name
	Sort     string // created_at, updated_at, stage_since, amount, expected_close; with a minus the other way round
}
