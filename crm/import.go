package crm

import (
	"slices"
	"time"

	"vonal/internal/fault"
)

// ImportState is how far an import of cards has come.
type ImportState string

// The states. Those that end in -ing are worked on in the background, batch by
// batch; whatever stops that, it goes on where it stood.
const (
	ImportReading  ImportState = "reading" // its rows are being put away
	ImportDraft    ImportState = "draft"
	ImportChecking ImportState = "checking" // a run that changes nothing
	ImportChecked  ImportState = "checked"
	ImportRunning  ImportState = "running"
	ImportDone     ImportState = "done"
	ImportUndoing  ImportState = "undoing"

	ImportCancelling ImportState = "cancelling" // its run is given up between two batches
	ImportCancelled  ImportState = "cancelled"  // what had been imported by then may be undone
	ImportUndone     ImportState = "undone"
	ImportFailed     ImportState = "failed" // it may be undone all the same
)

// ImportRule says what becomes of a card that a row speaks of and that is there
// already. Nothing is ever taken off a card; numbers, mails and whatever else
// there are several of are added by either rule that changes.
type ImportRule string

// The rules.
const (
	ImportFill      ImportRule = "fill"      // what the card lacks
	ImportOverwrite ImportRule = "overwrite" // the row is right, where it says something
	ImportSkip      ImportRule = "skip"      // the card stays as it is
)

// ImportUndoDays is how long an import can be taken back.
const ImportUndoDays = 30

// ImportCounts is what became of the rows, or would.
type ImportCounts struct {
	New       int `json:"new"`
	Changed   int `json:"changed"`
	Unchanged int `json:"unchanged"`
	Refused   int `json:"refused"`
	Undone    int `json:"undone"` // by taking it back
	Kept      int `json:"kept"`   // in spite of that, because somebody has worked on the card
}

// Import is a table that was uploaded to make cards of.
type Import struct {
	ID        ImportID
	Name      string // of the file
	Country   string // of numbers written without one
	Encoding  string // as the text was read; "" of a workbook
	Separator string
	Head      []string
	Columns   []Column // what each column of the table holds; "" is left out
	Rule      ImportRule
	State     ImportState
	Rows      int
	Done      int // rows that the present work has gone through
	Counts    ImportCounts
	Failure   string // why it failed
	By        UserID
	ByName    string
	CreatedAt time.Time
	EndedAt   time.Time // when the run was over
	Version   int64
	Sample    []ImportRow // the first, of a single import
}

// HeadOf is what stands above the cell that is wrong; "" where it is the row.
func (in Import) HeadOf(p *RowProblem) string {
	if p == nil || p.Column < 0 || p.Column >= len(in.Head) {
		return ""
	}
	return in.Head[p.Column]
}

// UndoUntil is until when the import can be taken back, if at all.
func (in Import) UndoUntil() (until time.Time, possible bool) {
	if !slices.Contains([]ImportState{ImportDone, ImportFailed, ImportCancelled}, in.State) || in.EndedAt.IsZero() {
		return time.Time{}, false
	}
	return in.EndedAt.AddDate(0, 0, ImportUndoDays), true
}

// ImportRow is one row below the head, and what became of it.
type ImportRow struct {
	Number  int
	Cells   []string
	More    bool // it has more cells than the head
	Result  ImportResult
	Card    CardID
	Problem *RowProblem
}

// ImportResult is what became of a row.
type ImportResult string

// The results.
const (
	RowNew       ImportResult = "new"
	RowChanged   ImportResult = "changed"
	RowUnchanged ImportResult = "unchanged"
	RowRefused   ImportResult = "refused"
)

// RowProblem is why a row is refused. Reason is a code; Text says it in English.
type RowProblem struct {
	Column int    `json:"column"` // of the table, from 0; -1 where it is the row as such
	Reason string `json:"reason"`
	Text   string `json:"text"`
}

func (p *RowProblem) Error() string { return p.Text }

// CheckMapping refuses a mapping that cannot be, and one that would set what is
// not the viewer's to set.
func (l Layout) CheckMapping(v Viewer, in Import, columns []Column, rule ImportRule) error {
	const op = "crm.CheckMapping"
	wrong := func(text string, args ...any) error { return fault.New(fault.Invalid, op, text, args...).At("columns") }
	if rule != ImportFill && rule != ImportOverwrite && rule != ImportSkip {
		return fault.New(fault.Invalid, op, "there is no rule %q", clip(string(rule))).At("rule")
	}
	if len(columns) != len(in.Head) {
		return wrong("the table has %d columns", len(in.Head))
	}
	known := l.Columns()
	names := false
	for i, c := range columns {
		key, date, consent := consentOf(c)
		switch {
		case c == "":
			continue
		case consent && !validKey(key), !consent && !slices.Contains(known, c):
			return wrong("there is no column %q", clip(string(c)))
		case date && !slices.Contains(columns, consentColumn+Column(key)):
			return wrong("the column %q needs one that says yes or no: %q", c, consentColumn+key)
		case !c.several() && slices.Index(columns, c) != i:
			return wrong("two columns cannot both be %q", c)
		case (c == ColumnOwner || c == ColumnTier) && !v.May(AssignCards):
			return wrong("only the head gives a card to an owner or says how important it is")
		}
		names = names || c == ColumnName || c == ColumnNumbers || c == ColumnID
	}
	if !names {
		return wrong("no column says which card a row is: a name, or a number")
	}
	return nil
}

// several reports whether the column holds a list, and may be there twice.
func (c Column) several() bool {
	return slices.Contains([]Column{ColumnNumbers, ColumnMails, ColumnAddresses, ColumnContacts, ColumnTags}, c)
}
