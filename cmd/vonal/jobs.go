package main

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"vonal/api"
	"vonal/crm"
	"vonal/scheduler"
)

// This file is the regular work of a controller: what, and how often.

// raisedAtOnce is how many things one transaction deals with.
const raisedAtOnce = 1000

// counted has what comes of a job counted: how much it has done, how often it
// has failed, and how long it took.
func (p *program) counted(all []scheduler.Job) []scheduler.Job {
	done := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "vonal_job_done_total", Help: "Things that regular jobs have dealt with."}, []string{"job"})
	failed := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "vonal_job_failures_total", Help: "Looks of regular jobs that have failed."}, []string{"job"})
	took := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "vonal_job_seconds", Help: "How long looks of regular jobs take.", Buckets: prometheus.ExponentialBuckets(0.001, 4, 8),
	}, []string{"job"})
	p.registry.MustRegister(done, failed, took)
	for i, j := range all {
		work := j.Work
		all[i].Work = func(ctx context.Context) (int, error) {
			begun := prometheus.NewTimer(took.WithLabelValues(j.Name))
			defer begun.ObserveDuration()
			n, err := work(ctx)
			done.WithLabelValues(j.Name).Add(float64(n))
			if err != nil && ctx.Err() == nil {
				failed.WithLabelValues(j.Name).Inc()
			}
			return n, err
		}
	}
	return all
}

// regular are the jobs. Each looks for what is due; that nothing was done while
// nobody looked is made up for by the next look.
func (p *program) regular() []scheduler.Job {
	return []scheduler.Job{
		{Name: "follow-ups", Every: "@every 5s", Work: p.raiseFollowUps},
		{Name: "silences", Every: "@every 10m", Alone: silencesAlone, Work: p.planSilences},
		{Name: "dates", Every: "@every 10m", Alone: silencesAlone, Work: p.planDates},
		{Name: "duties", Every: "@every 5s", Work: p.escalateDuties},
		{Name: "due-tasks", Every: "@every 5s", Work: p.raiseDueTasks},
		{Name: "deliveries", Every: "@every 1m", Work: p.watchDeliveries},
		{Name: "old-notices", Every: "@every 1h", Alone: sweepAlone, Work: p.sweepNotices},
		{Name: "absences", Every: "@every 1m", Alone: absencesAlone, Work: p.handOverTasks},
		{Name: "statistics", Every: "@every 10m", Alone: sweepAlone, Work: p.store.RollUp},
		{Name: "month-end", Every: "@every 10m", Alone: nightAlone, Due: p.nightly("month-end"), Work: p.store.CloseMonths},
		{Name: "verification", Every: "@every 1m", Alone: nightAlone, Due: p.verificationDue, Work: p.verify},
		{Name: "retention", Every: "@every 1h", Alone: nightAlone, Work: p.retain},
		{Name: "levels", Every: "@every 5m", Alone: levelsAlone, Work: p.growLevels},
	}
}

// untilNone does a piece of work of at most raisedAtOnce things again and again
// until there is none left, and tells the pages if there was any.
func untilNone(ctx context.Context, work func(context.Context, int) (int, error), tell func()) (done int, err error) {
	for ctx.Err() == nil {
		n, err := work(ctx, raisedAtOnce)
		if done += n; err != nil || n == 0 {
			if done > 0 {
				tell()
			}
			return done, err
		}
	}
	return done, ctx.Err()
}

// raiseFollowUps raises the tasks that are due.
func (p *program) raiseFollowUps(ctx context.Context) (int, error) {
	return untilNone(ctx, p.store.RaiseFollowUps, p.realtime.TasksChanged)
}

// planDates finds the dates on cards that rules speak of.
func (p *program) planDates(ctx context.Context) (int, error) {
	return untilNone(ctx, p.store.PlanDates, func() {})
}

// planSilences finds the customers to whom nobody has spoken for long.
func (p *program) planSilences(ctx context.Context) (int, error) {
	return untilNone(ctx, p.store.PlanSilences, func() {})
}

// handOverTasks gives the tasks of those who are absent to their deputies, and
// back.
func (p *program) handOverTasks(ctx context.Context) (int, error) {
	return untilNone(ctx, p.store.HandOverTasks, p.realtime.TasksChanged)
}

// escalateDuties notices the calls back that are late.
func (p *program) escalateDuties(ctx context.Context) (int, error) {
	return untilNone(ctx, p.store.EscalateDuties, p.realtime.DutiesChanged)
}

// jobs is the regular work as the API sees it.
type jobs struct{ *program }

var _ api.Jobs = jobs{}

// ListJobs are all jobs, and what came of them last.
func (j jobs) ListJobs(ctx context.Context) ([]crm.Job, error) {
	notes, err := j.store.JobNotes(ctx)
	if err != nil {
		return nil, err
	}
	backlog := map[string]func(context.Context) (int, error){"follow-ups": j.store.DueNow, "retention": j.store.RecordingsOver}
	var all []crm.Job
	for _, job := range j.scheduler.Jobs() {
		note := notes[job.Name]
		note.Name, note.Every, note.From, note.NextAt = job.Name, job.Every, dueFrom(job.Name), j.scheduler.Next(job.Name)
		if waiting := backlog[job.Name]; waiting != nil {
			if note.Waiting, err = waiting(ctx); err != nil {
				return nil, err
			}
		}
		all = append(all, note)
	}
	return all, nil
}

// RunJob has a job looked at now.
func (j jobs) RunJob(name string) bool { return j.scheduler.Soon(name) }

// PauseJob keeps a job from being done, or lets it be done again.
func (j jobs) PauseJob(ctx context.Context, name string, paused bool) error {
	return j.store.PauseJob(ctx, name, paused)
}

// advanced moves the clock of a test, and has what is due by it then done; nil
// unless it is a test's.
func (p *program) advanced() func(time.Duration) {
	if p.Advance == nil {
		return nil
	}
	return func(d time.Duration) {
		p.Advance(d)
		p.scheduler.All()
		if err := p.courier.Advanced(context.Background()); err != nil {
			p.Log.Warn("what is due by the moved clock is sent a little later", "error", err)
		}
	}
}
