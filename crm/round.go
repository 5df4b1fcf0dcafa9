package crm

import (
	"fmt"
	"time"
)

// Round is a walk through all of something, in steps, that looks for what is
// wrong.
type Round struct {
	What     string
	Position string // where the next step begins; "" is the beginning
	Checked  int
	Flaws    int
	Flaw     string    // the first of them
	BeganAt  time.Time // zero if there never was one
	EndedAt  time.Time // zero while it is under way
}

// Begun is a round that begins now.
func (r Round) Begun(now time.Time) Round { return Round{What: r.What, BeganAt: Moment(now)} }

// Over reports whether there is nothing left of the round: it has ended, or never
// began.
func (r Round) Over() bool { return r.BeganAt.IsZero() || !r.EndedAt.IsZero() }

// Found adds a flaw.
func (r *Round) Found(flaw string) {
	if r.Flaws++; r.Flaws == 1 {
		r.Flaw = flaw
	}
}

// Failure is what was found, in a line; "" for nothing.
func (r Round) Failure() string {
	switch r.Flaws {
	case 0:
		return ""
	case 1:
		return r.Flaw
	}
	return fmt.Sprintf("%s, and %d more", r.Flaw, r.Flaws-1)
}
