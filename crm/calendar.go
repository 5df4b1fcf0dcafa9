package crm

import "time"

// Calendar is a secret address by which a calendar program reads a user's
// deadlines.
type Calendar struct {
	MadeAt   time.Time
	LastRead time.Time // zero if it never was
}
