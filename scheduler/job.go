package scheduler

import (
	"context"
	"time"
)

// Job is some regular work.
type Job struct {
	Name string
	// Every is when to look, as cron writes it, in the company's zone: "@every
	// 10s", "0 3 * * *".
	Every string
	// Alone keeps it to one controller at a time, for so long at most: should that
	// one die, another may begin after it. 0 is for work that several may do at
	// once.
	Alone time.Duration
	// Due says whether a look has anything to do: one that has not is not noted, and
	// what came of the last one stays. nil is always. Whoever asks for a look (Soon)
	// has it whatever this says.
	Due func(ctx context.Context) (bool, error)
	// Work does what is due, and answers how much that was. It ends soon after ctx
	// does.
	Work func(ctx context.Context) (done int, err error)
}

// Ledger keeps what has come of the jobs, for all controllers; crm/store does it
// in PostgreSQL.
type Ledger interface {
	// BeginJob notes that a job begins. ok is false where it is paused or, if it
	// is to be done alone, somebody else is at it.
	BeginJob(ctx context.Context, name, runner string, alone time.Duration) (ok bool, err error)
	// EndJob notes what came of it; failure is "" for success.
	EndJob(ctx context.Context, name, runner string, done int, failure string) error
	// Paused are the names of the jobs that are paused.
	Paused(ctx context.Context) (map[string]bool, error)
}
