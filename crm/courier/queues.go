package courier

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"vonal/crm"
	"vonal/internal/fault"
)

// Queues is how it stands with each channel that was ever used; of what was given
// up it knows nothing.
func (c *Courier) Queues(ctx context.Context) ([]crm.Queue, error) {
	const op = "courier.Queues"
	rows, err := c.cfg.Pool.Query(ctx, `
		WITH jobs AS (
			SELECT queue, state, attempt, errors, CASE WHEN state IN ('available', 'scheduled') AND scheduled_at <= $1 THEN scheduled_at END AS since
			FROM river_job WHERE finalized_at IS NULL AND kind = 'errand'
		)
		SELECT coalesce(q.name, jobs.queue), count(since), count(*) FILTER (WHERE state IN ('available', 'scheduled') AND since IS NULL),
			count(*) FILTER (WHERE state = 'running'), count(*) FILTER (WHERE state = 'retryable'), min(since), q.paused_at,
			coalesce(max(attempt) FILTER (WHERE state = 'retryable'), 0),
			coalesce((array_agg(errors[array_upper(errors, 1)] ->> 'error' ORDER BY attempt DESC) FILTER (WHERE state = 'retryable'))[1], '')
		FROM river_queue AS q FULL JOIN jobs ON jobs.queue = q.name GROUP BY 1, q.paused_at ORDER BY 1`, c.cfg.Clock.Now())
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (q crm.Queue, err error) {
		var oldest, paused *time.Time
		if err = row.Scan(&q.Channel, &q.Waiting, &q.Planned, &q.Running, &q.Retrying, &oldest, &paused, &q.Tries, &q.Failure); err != nil {
			return q, err
		}
		if oldest != nil {
			q.Oldest = oldest.UTC()
		}
		if paused != nil {
			q.PausedAt = paused.UTC()
		}
		return q, nil
	})
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	return all, nil
}

// Pause keeps all controllers from sending by a channel, or lets them send again.
// One by which none has ever sent is a fault of kind Unknown.
func (c *Courier) Pause(ctx context.Context, channel crm.Channel, paused bool) error {
	const op = "courier.Pause"
	act := c.client.QueueResume
	if paused {
		act = c.client.QueuePause
	}
	err := act(ctx, string(channel), nil)
	switch {
	case errors.Is(err, river.ErrNotFound):
		return fault.New(fault.Unknown, op, "nothing was ever sent by %s", string(channel))
	case err != nil:
		return fault.Wrap(op, err)
	}
	return nil
}
