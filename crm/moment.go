package crm

import "time"

// Moment is t as the database keeps it: UTC and whole microseconds. What was
// written and what is read back are then equal.
func Moment(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC().Truncate(time.Microsecond)
}
