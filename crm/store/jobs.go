package store

import (
	"context"
	"database/sql"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
)

type jobRow struct {
	Name      string
	PausedAt  *time.Time
	BegunAt   *time.Time
	EndedAt   *time.Time
	Runner    string
	HeldUntil *time.Time
	Done      int
	Failure   string
	Failures  int
	Runs      int
}

func (jobRow) TableName() string { return "jobs" }

// BeginJob notes that a job begins; see scheduler.Ledger.
func (s *Store) BeginJob(ctx context.Context, name, runner string, alone time.Duration) (ok bool, err error) {
	now := crm.Moment(s.clock.Now())
	until := now.Add(alone)
	err = s.write(ctx, "store.BeginJob", func(tx *gorm.DB) error {
		ok = false
		return tx.Raw(`INSERT INTO jobs (name, begun_at, runner, held_until) VALUES (@name, @now, @runner, @until)
			ON CONFLICT (name) DO UPDATE SET begun_at = excluded.begun_at, runner = excluded.runner, held_until = excluded.held_until
			WHERE jobs.paused_at IS NULL AND (jobs.held_until IS NULL OR jobs.held_until <= @now OR jobs.runner = @runner)
			RETURNING true`, sql.Named("name", name), sql.Named("now", now), sql.Named("runner", runner), sql.Named("until", until)).Scan(&ok).Error
	})
	return ok, err
}

// EndJob notes what came of a job; see scheduler.Ledger.
func (s *Store) EndJob(ctx context.Context, name, runner string, done int, failure string) error {
	now := crm.Moment(s.clock.Now())
	return s.write(ctx, "store.EndJob", func(tx *gorm.DB) error {
		var failures int
		err := tx.Raw(`INSERT INTO jobs (name, begun_at, ended_at, runner, done, failure, failures, runs)
			VALUES (@name, @now, @now, @runner, @done, @failure, CASE WHEN @failure = '' THEN 0 ELSE 1 END, 1)
			ON CONFLICT (name) DO UPDATE SET ended_at = excluded.ended_at, begun_at = coalesce(jobs.begun_at, excluded.begun_at), runner = excluded.runner,
				held_until = NULL, done = excluded.done, failure = excluded.failure, runs = jobs.runs + 1,
				failures = CASE WHEN excluded.failure = '' THEN 0 ELSE jobs.failures + 1 END
			RETURNING failures`,
			sql.Named("name", name), sql.Named("now", now), sql.Named("runner", runner), sql.Named("done", done), sql.Named("failure", failure)).Scan(&failures).Error
		if err != nil || failures != 1 {
			return err
		}
		return s.tellFailed(tx, name)
	})
}

// tellFailed tells who sees the jobs that one has begun to fail.
func (s *Store) tellFailed(tx *gorm.DB, name string) error {
	all, err := colleagues(tx)
	if err != nil {
		return err
	}
	return s.raise(tx, crm.News{Kind: crm.NoticeJobFailed, Matter: crm.MatterOf("job", name), For: crm.Permitted(crm.SeeAudit, all)})
}

// Paused are the names of the jobs that are paused.
func (s *Store) Paused(ctx context.Context) (map[string]bool, error) {
	var names []string
	err := s.read(ctx, "store.Paused", func(tx *gorm.DB) error {
		return tx.Raw("SELECT name FROM jobs WHERE paused_at IS NOT NULL").Scan(&names).Error
	})
	paused := make(map[string]bool, len(names))
	for _, n := range names {
		paused[n] = true
	}
	return paused, err
}

// PauseJob keeps a job from being done, or lets it be done again.
func (s *Store) PauseJob(ctx context.Context, name string, paused bool) error {
	var at *time.Time
	if paused {
		now := crm.Moment(s.clock.Now())
		at = &now
	}
	return s.write(ctx, "store.PauseJob", func(tx *gorm.DB) error {
		return tx.Exec(`INSERT INTO jobs (name, paused_at) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET paused_at = excluded.paused_at`, name, at).Error
	})
}

// JobNotes are what is noted of the jobs that were ever done.
func (s *Store) JobNotes(ctx context.Context) (map[string]crm.Job, error) {
	var rows []jobRow
	err := s.read(ctx, "store.JobNotes", func(tx *gorm.DB) error { return tx.Limit(1000).Find(&rows).Error })
	now := s.clock.Now()
	notes := make(map[string]crm.Job, len(rows))
	for _, r := range rows {
		notes[r.Name] = crm.Job{Name: r.Name, PausedAt: utc(r.PausedAt), BegunAt: utc(r.BegunAt), EndedAt: utc(r.EndedAt),
			Running: r.HeldUntil != nil && r.HeldUntil.After(now), Runner: r.Runner, Done: r.Done, Failure: r.Failure, Failures: r.Failures, Runs: r.Runs}
	}
	return notes, err
}

// DueNow is how many follow-ups are due and not raised.
func (s *Store) DueNow(ctx context.Context) (n int, err error) {
	err = s.read(ctx, "store.DueNow", func(tx *gorm.DB) error {
		return tx.Raw("SELECT count(*) FROM follow_ups WHERE state = 'waiting' AND due_at <= ?", s.clock.Now()).Scan(&n).Error
	})
	return n, err
}
