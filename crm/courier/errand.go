package courier

import (
	"context"
	"database/sql"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"

	"vonal/crm"
	"vonal/internal/clock"
	"vonal/internal/fault"
)

// Errand is something to be sent by a channel, from a moment on.
type Errand struct {
	Channel crm.Channel
	ID      string    // of what is to be sent
	At      time.Time // as soon as possible where it has passed
}

// named is an errand as River keeps it.
type named struct {
	ID string `json:"id"`
}

// Kind is what River calls our jobs.
func (named) Kind() string { return "errand" }

// Book takes errands. It is safe for use by many goroutines.
type Book struct {
	client *river.Client[*sql.Tx]
	clock  clock.Clock
}

// NewBook prepares a book for a database that has River's tables.
func NewBook(clk clock.Clock) (*Book, error) {
	client, err := river.NewClient(riverdatabasesql.New(nil), &river.Config{Logger: quiet, Test: river.TestConfig{Time: timeOf(clk)}})
	if err != nil {
		return nil, fault.Wrap("courier.NewBook", err)
	}
	return &Book{client: client, clock: clk}, nil
}

// Put has errands done if the transaction is committed. It answers by which jobs,
// in their order.
func (b *Book) Put(ctx context.Context, tx *sql.Tx, all ...Errand) (jobs []int64, err error) {
	if len(all) == 0 {
		return nil, nil
	}
	now := b.clock.Now()
	params := make([]river.InsertManyParams, len(all))
	for i, e := range all {
		// One more than is tried: a controller may die at the last.
		how := &river.InsertOpts{Queue: string(e.Channel), MaxAttempts: crm.MostAttempts + 1}
		if e.At.After(now) {
			how.ScheduledAt = e.At
		}
		params[i] = river.InsertManyParams{Args: named{e.ID}, InsertOpts: how}
	}
	put, err := b.client.InsertManyTx(ctx, tx, params)
	if err != nil {
		return nil, err
	}
	for _, p := range put {
		jobs = append(jobs, p.Job.ID)
	}
	return jobs, nil
}

// quiet keeps to itself what River would say of each job.
var quiet = slog.New(slog.DiscardHandler)
