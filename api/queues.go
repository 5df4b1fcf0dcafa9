package api

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"vonal/crm"
)

// Queues are what is to be sent out of the house, by channel.
type Queues interface {
	ListQueues(ctx context.Context) ([]crm.Queue, error)
	// PauseQueue keeps all controllers from sending by a channel, or lets them
	// again. Unknown for one by which nothing was ever sent.
	PauseQueue(ctx context.Context, name string, paused bool) error
}

// Undelivered is what could not be sent.
type Undelivered interface {
	ListGivenUp(ctx context.Context) ([]crm.GivenUp, error)
	SendAgain(ctx context.Context, id string) error
}

// PauseQueue keeps all controllers from sending by a channel.
func (h handlers) PauseQueue(c echo.Context, name string) error { return h.pauseQueue(c, name, true) }

// ResumeQueue lets them send again.
func (h handlers) ResumeQueue(c echo.Context, name string) error { return h.pauseQueue(c, name, false) }

func (h handlers) pauseQueue(c echo.Context, name string, paused bool) error {
	if err := h.cfg.Jobs.PauseQueue(settled(c), name, paused); err != nil {
		return err
	}
	noted(c, name, "")
	return c.NoContent(http.StatusNoContent)
}

// ListUndelivered answers what could not be sent.
func (h handlers) ListUndelivered(c echo.Context) error {
	all, err := h.cfg.Store.ListGivenUp(c.Request().Context())
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, UndeliveredList{Items: each(all, undeliveredView)})
}

// SendUndelivered has it sent once more.
func (h handlers) SendUndelivered(c echo.Context, id string) error {
	if err := h.cfg.Store.SendAgain(settled(c), id); err != nil {
		return err
	}
	return c.NoContent(http.StatusAccepted)
}

func queueView(q crm.Queue) Queue {
	return Queue{Name: string(q.Channel), Waiting: q.Waiting, Planned: q.Planned, Running: q.Running, Retrying: q.Retrying, GivenUp: q.GivenUp,
		Failure: text(q.Failure), OldestAt: moment(q.Oldest), PausedAt: moment(q.PausedAt)}
}

func undeliveredView(g crm.GivenUp) UndeliveredItem {
	return UndeliveredItem{ID: g.ID, Channel: string(g.Channel), To: g.To, Event: text(g.Event), Why: g.Why, Attempts: g.Attempts, At: g.At}
}
