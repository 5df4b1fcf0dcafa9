package crm

import "vonal/internal/fault"

// MaxPauseReasons is how many reasons for a pause a company can have.
const MaxPauseReasons = 50

// PauseReason is why agents pause, one of the company's own list.
type PauseReason struct {
	Key    string
	Labels Labels
	Place  int
	Forced bool // whoever leads the agent sets and ends it, not the agent
	Paid   bool
}

// Checked is the reason with its text cleaned, or a fault that names the member
// that cannot be.
func (r PauseReason) Checked() (PauseReason, error) {
	const op = "crm.PauseReason"
	if !validKey(r.Key) {
		return r, fault.New(fault.Invalid, op, "a reason is named by at most 40 of a-z, 0-9 and _").At("key")
	}
	if r.Key == PauseMissed {
		return r, fault.New(fault.Invalid, op, "this reason is Vonal's own: a row of missed calls").At("key")
	}
	labels, err := r.Labels.checked(op, "labels")
	r.Labels = labels
	return r, err
}

// PauseMissed is the reason that no list has: a row of misses brings it about.
const PauseMissed = "missed"
