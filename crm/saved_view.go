package crm

import (
	"slices"
	"strings"

	"vonal/internal/fault"
)

// SavedView is a filter of a list that somebody has given a name.
type SavedView struct {
	ID    ViewID
	Page  string // of which list: cards, deals
	Name  string
	Query string // the filter, as the address of the page says it
}

// MaxViews is how many one may keep for each list.
const MaxViews = 50

// maxQuery is how long a filter may be.
const maxQuery = 2000

// ViewPages are the lists that have views.
var ViewPages = []string{"cards", "deals"}

// Checked is the view with its name cleaned, or a fault that names the member
// that cannot be.
func (v SavedView) Checked() (SavedView, error) {
	const op = "crm.SavedView"
	if v.Name = CleanName(v.Name); v.Name == "" {
		return v, missing(op, "name")
	}
	if !slices.Contains(ViewPages, v.Page) {
		return v, fault.New(fault.Invalid, op, "no such list").At("page")
	}
	if len(v.Query) > maxQuery || strings.ContainsFunc(v.Query, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return v, fault.New(fault.Invalid, op, "not a filter").At("query")
	}
	return v, nil
}
