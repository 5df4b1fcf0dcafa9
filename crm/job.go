package crm

import "time"

// Job is some regular work, and what came of it last.
type Job struct {
	Name     string
	Every    string    // when it is looked at, as cron writes it
	From     string    // the time of the company's day from which it is due, "02:00"; "" at any time
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

// Queue is how it stands with what is to be sent by a channel.
type Queue struct {
	Channel  Channel
	Waiting  int // whose time has come
	Planned  int // for later
	Running  int
	Retrying int       // what has failed and is tried again
	GivenUp  int       // within the last month
	Failure  string    // why that of Retrying which was tried most often failed last
	Tries    int       // of that one
	Oldest   time.Time // since when the longest of Waiting has waited; zero if none does
	PausedAt time.Time // zero if it is sent
}

// GivenUp is something that could not be sent.
type GivenUp struct {
	ID       string // of the delivery
	Channel  Channel
	To       string    // the user's name, or the webhook's
	Event    EventKind // of which a webhook was to be told
	Why      string
	Attempts int
	At       time.Time
}
