package courier

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"vonal/crm"
	"vonal/internal/clock"
	"vonal/internal/fault"
)

// Connections is how many a courier needs: one that listens, and two that work.
const Connections = 3

// How long an errand may take, and how long after its beginning another may take
// it: a controller that does not say that it ended it is dead.
const (
	patience = time.Minute
	lease    = 2 * time.Minute
)

// sideBySide is how many errands of one channel a controller does at once.
const sideBySide = 4

// Try is one attempt at an errand.
type Try struct {
	ID     string // of what is to be sent
	Job    int64  // the same at each attempt
	Number int    // from 1
}

// Last reports whether there will be no other.
func (t Try) Last() bool { return t.Number >= crm.MostAttempts }

// Carry does an errand. Its error has the errand tried again, later each time;
// Later at a certain moment, and ErrOver never.
type Carry func(ctx context.Context, t Try) error

// ErrOver ends an errand that has not succeeded and is not tried again.
var ErrOver = errors.New("given up")

// later is Later.
type later struct{ at time.Time }

func (l later) Error() string { return "not before " + l.at.Format(time.RFC3339) }

// Later puts an errand off; it does not count as an attempt.
func Later(at time.Time) error { return later{at} }

// ResultOf is what came of an attempt, in a word: sent, later, failed, given_up.
func ResultOf(err error) string {
	switch {
	case err == nil:
		return "sent"
	case errors.As(err, new(later)):
		return "later"
	case errors.Is(err, ErrOver):
		return "given_up"
	}
	return "failed"
}

// Config is what New needs to know.
type Config struct {
	Pool  *pgxpool.Pool         // of at least Connections
	Carry map[crm.Channel]Carry // errands of other channels are left alone
	Clock clock.Clock
	Log   *slog.Logger
}

// Courier does errands for one controller; other controllers have theirs. Its
// methods are safe for use by many goroutines.
type Courier struct {
	cfg    Config
	client *river.Client[pgx.Tx]
}

// New prepares a courier; nothing is reached yet.
func New(cfg Config) (*Courier, error) {
	c := &Courier{cfg: cfg}
	workers := river.NewWorkers()
	if err := river.AddWorkerSafely(workers, &worker{carry: cfg.Carry, clock: cfg.Clock}); err != nil {
		return nil, fault.Wrap("courier.New", err)
	}
	queues := map[string]river.QueueConfig{}
	for channel := range cfg.Carry {
		queues[string(channel)] = river.QueueConfig{MaxWorkers: sideBySide}
	}
	var err error
	c.client, err = river.NewClient(riverpgxv5.New(cfg.Pool), &river.Config{
		Queues: queues, Workers: workers,
		JobTimeout: patience, RescueStuckJobsAfter: lease,
		SoftStopTimeout:     3 * time.Second,
		ReindexerIndexNames: []string{}, // we do not own the tables
		Logger:              slog.New(warnings{cfg.Log.Handler()}),
		Test:                river.TestConfig{Time: timeOf(cfg.Clock)},
	})
	if err != nil {
		return nil, fault.Wrap("courier.New", err)
	}
	return c, nil
}

// Run does errands until ctx ends, then waits for those under way. The database
// may not be there yet.
func (c *Courier) Run(ctx context.Context) {
	for pause := 200 * time.Millisecond; ; pause = min(2*pause, 5*time.Second) {
		err := c.client.Start(ctx)
		if err == nil {
			<-c.client.Stopped()
			return
		}
		if ctx.Err() != nil {
			return
		}
		c.cfg.Log.Warn("nothing can be sent out yet", "error", err)
		clock.Wait(ctx, clock.System, pause)
	}
}

// Advanced has errands done whose time has come because the clock was moved:
// River would look at them within some seconds.
func (c *Courier) Advanced(ctx context.Context) error {
	due, err := c.client.JobList(ctx, river.NewJobListParams().First(1000).
		Where("state IN ('scheduled', 'retryable') AND scheduled_at <= @now", river.NamedArgs{"now": c.cfg.Clock.Now()}))
	for i := 0; err == nil && i < len(due.Jobs); i++ {
		_, err = c.client.JobRetry(ctx, due.Jobs[i].ID)
	}
	if err != nil {
		return fault.Wrap("courier.Advanced", err)
	}
	return nil
}

// worker does errands for River.
type worker struct {
	river.WorkerDefaults[named]

	carry map[crm.Channel]Carry
	clock clock.Clock
}

// Work does one.
func (w *worker) Work(ctx context.Context, job *river.Job[named]) error {
	err := w.carry[crm.Channel(job.Queue)](ctx, Try{ID: job.Args.ID, Job: job.ID, Number: job.Attempt})
	var put later
	switch {
	case errors.As(err, &put):
		return river.JobSnooze(max(put.at.Sub(w.clock.Now()), 0))
	case errors.Is(err, ErrOver):
		return river.JobCancel(err)
	}
	return err
}

// NextRetry is when an errand that has failed is tried again.
func (w *worker) NextRetry(job *river.Job[named]) time.Time {
	return w.clock.Now().Add(crm.RetryAfter(job.Attempt))
}

// warnings keeps what River says of each job out of our log: whoever does an
// errand says what came of it.
type warnings struct{ slog.Handler }

// Enabled reports whether it is worth a line.
func (w warnings) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && w.Handler.Enabled(ctx, level)
}

// WithAttrs is the same with more said.
func (w warnings) WithAttrs(attrs []slog.Attr) slog.Handler {
	return warnings{w.Handler.WithAttrs(attrs)}
}

// WithGroup is the same within a group.
func (w warnings) WithGroup(name string) slog.Handler { return warnings{w.Handler.WithGroup(name)} }
