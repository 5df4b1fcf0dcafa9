package api

import (
	"context"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"vonal/crm"
)

// Jobs is the regular work of the controllers.
type Jobs interface {
	// ListJobs are all jobs, and what came of them last.
	ListJobs(ctx context.Context) ([]crm.Job, error)
	// RunJob has a job looked at now, by this controller; false where it does not
	// run.
	RunJob(name string) bool
	// PauseJob keeps a job from being done, or lets it be done again.
	PauseJob(ctx context.Context, name string, paused bool) error

	Queues
}

// ListJobs answers the regular work.
func (h handlers) ListJobs(c echo.Context) error {
	all, err := h.cfg.Jobs.ListJobs(c.Request().Context())
	if err != nil {
		return err
	}
	queues, err := h.cfg.Jobs.ListQueues(c.Request().Context())
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, JobList{Items: each(all, jobView), Queues: each(queues, queueView)})
}

func jobView(j crm.Job) Job {
	return Job{Name: j.Name, Every: j.Every, DueFrom: text(j.From), NextAt: moment(j.NextAt), PausedAt: moment(j.PausedAt), BegunAt: moment(j.BegunAt),
		EndedAt: moment(j.EndedAt), Running: j.Running, Runner: j.Runner, Done: j.Done, Failure: text(j.Failure), Failures: j.Failures,
		Runs: j.Runs, Waiting: j.Waiting}
}

// RunJob has a job looked at now.
func (h handlers) RunJob(c echo.Context, name string) error {
	if err := h.jobNamed(c, name); err != nil {
		return err
	}
	if !h.cfg.Jobs.RunJob(name) {
		return &refusal{status: http.StatusServiceUnavailable, code: "unavailable", detail: "This controller does no regular work just now."}
	}
	return c.NoContent(http.StatusAccepted)
}

// PauseJob keeps a job from being done.
func (h handlers) PauseJob(c echo.Context, name string) error { return h.pauseJob(c, name, true) }

// ResumeJob lets a job be done again.
func (h handlers) ResumeJob(c echo.Context, name string) error { return h.pauseJob(c, name, false) }

func (h handlers) pauseJob(c echo.Context, name string, paused bool) error {
	if err := h.jobNamed(c, name); err != nil {
		return err
	}
	if err := h.cfg.Jobs.PauseJob(settled(c), name, paused); err != nil {
		return err
	}
	noted(c, name, "")
	return c.NoContent(http.StatusNoContent)
}

func (h handlers) jobNamed(c echo.Context, name string) error {
	all, err := h.cfg.Jobs.ListJobs(c.Request().Context())
	if err == nil && !slices.ContainsFunc(all, func(j crm.Job) bool { return j.Name == name }) {
		return notFound
	}
	return err
}
