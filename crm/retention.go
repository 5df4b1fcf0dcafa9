package crm

import (
	"time"

	"vonal/internal/fault"
)

// Retention is how long is kept what need not be kept for ever.
type Retention struct {
	RecordingsDays int // 0: for ever
}

// Check refuses what cannot be; the fault names the member as the API spells it.
func (r Retention) Check() error {
	if r.RecordingsDays < 0 || r.RecordingsDays > 36500 {
		return fault.New(fault.Invalid, "crm.Retention", "must be between 0, for ever, and 36500 days").At("recordings_days")
	}
	return nil
}

// RecordingsBefore is when a recording must have been made for its time to be
// over; ok is false where none's ever is.
func (r Retention) RecordingsBefore(now time.Time) (before time.Time, ok bool) {
	return now.AddDate(0, 0, -r.RecordingsDays), r.RecordingsDays > 0
}
