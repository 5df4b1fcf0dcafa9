package crm

import "time"

// Job is some regular work, and what came of it last.
type Job struct {
	Name     string
	Every    string    // when it is looked at, as cron writes it
	NextAt   time.Time // by this controller; zero if it does not look
	PausedAt time.Time // zero if it is not paused
	BegunAt  time.Time // zero if it never was
	EndedAt  time.Time // zero while it never ended
	Running  bool      // somebody is at it
	Runner   string    // the controller that did it last, or does
	Done     int       // how much the last run has done
	Failure  string    // why the last run failed; "" for success
	Failures int       // in a row
	Runs     int       // those that did something or failed, and the first of those that found nothing
	Waiting  int       // how much is due now and not done
}
