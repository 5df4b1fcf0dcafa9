package crm

import "time"

// Deadline is when something is due: the instant, and what somebody meant. It
// is reckoned by crm/recur.
type Deadline struct {
	At    time.Time // UTC; of a whole day its last second
	Local string    // "2026-03-29T02:30", or "2026-03-29" for a whole day
	Zone  string    // "Europe/Budapest"
}

// Zero reports whether there is no deadline.
func (d Deadline) Zero() bool { return d.At.IsZero() }

// AllDay reports whether a whole day was meant.
func (d Deadline) AllDay() bool { return len(d.Local) == len(time.DateOnly) }

func (d Deadline) String() string {
	if d.Zero() {
		return ""
	}
	return d.At.UTC().Format(time.RFC3339)
}
