package scheduler

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/robfig/cron/v3"

	"vonal/internal/fault"
)

// Scheduler does jobs. Its methods are safe for use by many goroutines.
type Scheduler struct {
	jobs   []Job
	ledger Ledger
	runner string
	zone   *time.Location
	log    *slog.Logger

	mu      sync.Mutex
	cron    *cron.Cron
	entries map[string]cron.EntryID
	begin   func(f func(context.Context)) bool // nil while it does not run
	busy    map[string]bool                    // jobs under way here
	again   map[string]bool                    // of them those to be looked at once more
	asked   map[string]bool                    // jobs that somebody has asked for
	idle    map[string]bool                    // jobs that were noted last without anything done
}

// New prepares a scheduler of these jobs; runner is what this controller is
// called in the ledger. A job whose time cannot be read is a fault of kind
// Invalid.
func New(ledger Ledger, runner string, zone *time.Location, log *slog.Logger, jobs ...Job) (*Scheduler, error) {
	s := &Scheduler{jobs: jobs, ledger: ledger, runner: runner, zone: zone, log: log,
		entries: map[string]cron.EntryID{}, busy: map[string]bool{}, again: map[string]bool{}, asked: map[string]bool{}, idle: map[string]bool{}}
	// cron.New has no recovering chain of its own, whatever its text says: a job
	// that panics would end the process. Ours is in do, where it is told.
	s.cron = cron.New(cron.WithLocation(zone), cron.WithLogger(quiet{log}))
	for _, j := range jobs {
		id, err := s.cron.AddJob(j.Every, cron.FuncJob(func() { s.look(j, false) }))
		if err != nil {
			return nil, fault.New(fault.Invalid, "scheduler.New", "job %s: %q: %w", j.Name, j.Every, err)
		}
		s.entries[j.Name] = id
	}
	return s, nil
}

// Run looks until ctx ends, then waits for what is under way.
func (s *Scheduler) Run(ctx context.Context) {
	var work sync.WaitGroup
	s.mu.Lock()
	s.begin = func(f func(context.Context)) bool {
		if ctx.Err() != nil {
			return false
		}
		work.Go(func() { f(ctx) })
		return true
	}
	s.mu.Unlock()
	s.cron.Start()
	s.All() // what came due while nobody looked
	<-ctx.Done()
	<-s.cron.Stop().Done()
	s.mu.Lock()
	s.begin = nil
	s.mu.Unlock()
	work.Wait()
}

// Next is when a job is looked at next; zero for no such job, or before Run.
func (s *Scheduler) Next(name string) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	id, known := s.entries[name]
	if !known {
		return time.Time{}
	}
	return s.cron.Entry(id).Next.UTC()
}

// Jobs are all jobs, in their order.
func (s *Scheduler) Jobs() []Job { return slices.Clone(s.jobs) }

// All has every job looked at now: the clock was moved.
func (s *Scheduler) All() {
	for _, j := range s.jobs {
		s.look(j, false)
	}
}

// Soon has a job looked at now. ok is false for no such job, and while nothing
// runs.
func (s *Scheduler) Soon(name string) (ok bool) {
	i := slices.IndexFunc(s.jobs, func(j Job) bool { return j.Name == name })
	return i >= 0 && s.look(s.jobs[i], true)
}

// look does a job, or, if it is under way here, does it once more after that: it
// may have looked past what is due since.
func (s *Scheduler) look(j Job, asked bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.begin == nil {
		return false
	}
	if asked {
		s.asked[j.Name] = true
	}
	if s.busy[j.Name] {
		s.again[j.Name] = true
		return true
	}
	s.busy[j.Name] = true
	return s.begin(func(ctx context.Context) {
		for more := true; more; more = s.ended(ctx, j) {
			s.do(ctx, j)
		}
	})
}

// ended reports whether a job that has been done is to be done once more.
func (s *Scheduler) ended(ctx context.Context, j Job) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	more := s.again[j.Name] && ctx.Err() == nil
	delete(s.again, j.Name)
	if !more {
		delete(s.busy, j.Name)
	}
	return more
}

// do does a job and notes what came of it.
func (s *Scheduler) do(ctx context.Context, j Job) {
	if due, err := s.due(ctx, j); err != nil || !due {
		s.failed(ctx, j, err)
		return
	}
	if j.Alone == 0 && s.quietly(ctx, j) {
		return
	}
	ok, err := s.ledger.BeginJob(ctx, j.Name, s.runner, j.Alone)
	if err != nil || !ok {
		s.failed(ctx, j, err)
		return
	}
	done, err := guarded(ctx, j)
	s.note(ctx, j, done, err)
}

// due reports whether there is anything to do, or somebody has asked for it.
func (s *Scheduler) due(ctx context.Context, j Job) (bool, error) {
	s.mu.Lock()
	asked := s.asked[j.Name]
	delete(s.asked, j.Name)
	s.mu.Unlock()
	if asked || j.Due == nil {
		return true, nil
	}
	return j.Due(ctx)
}

// quietly does a job that several may do at once without telling that it begins,
// and without telling of a success with nothing to do more than once: most looks
// find nothing. It reports whether it did; a paused job it leaves alone.
func (s *Scheduler) quietly(ctx context.Context, j Job) bool {
	paused, err := s.ledger.Paused(ctx)
	if err != nil || paused[j.Name] {
		s.failed(ctx, j, err)
		return true
	}
	done, err := guarded(ctx, j)
	s.mu.Lock()
	told := s.idle[j.Name]
	s.idle[j.Name] = done == 0 && err == nil
	s.mu.Unlock()
	if told && done == 0 && err == nil {
		return true
	}
	s.note(ctx, j, done, err)
	return true
}

func (s *Scheduler) note(ctx context.Context, j Job, done int, err error) {
	failure := ""
	if err != nil && ctx.Err() == nil {
		failure = err.Error()
		s.log.Warn("a job has failed; it is tried again at its next time", "job", j.Name, "error", err)
	}
	if err := s.ledger.EndJob(context.WithoutCancel(ctx), j.Name, s.runner, done, failure); err != nil {
		s.failed(ctx, j, err)
	}
}

func (s *Scheduler) failed(ctx context.Context, j Job, err error) {
	if err != nil && ctx.Err() == nil {
		s.log.Warn("a job could not be noted", "job", j.Name, "error", err)
	}
}

// guarded does a job; a panic is an error like any other.
func guarded(ctx context.Context, j Job) (done int, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fault.New(fault.Internal, "scheduler."+j.Name, "the job panicked: %v", p)
		}
	}()
	return j.Work(ctx)
}

// quiet keeps cron's own log, which tells of each look, out of ours.
type quiet struct{ log *slog.Logger }

func (quiet) Info(string, ...any) {}

func (q quiet) Error(err error, text string, about ...any) {
	q.log.Error("scheduler: "+text, append([]any{"error", err}, about...)...)
}

var _ cron.Logger = quiet{}
