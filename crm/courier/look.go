package courier

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"vonal/crm"
	"vonal/internal/fault"
)

// Look is how it stands with the errands of a channel.
type Look struct {
	Channel  crm.Channel
	Waiting  int // those whose time has come
	Planned  int // those for later
	Running  int
	Retrying int       // those that have failed and are tried again
	Failure  string    // why the one of them that was tried most often failed last
	Tries    int       // of that one
	Oldest   time.Time // since when the longest of Waiting has waited; zero if none does
	PausedAt time.Time // zero if they are done
}

// Looks is how it stands with each channel that was ever used.
func (c *Courier) Looks(ctx context.Context) ([]Look, error) {
	const op = "courier.Looks"
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
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (l Look, err error) {
		var oldest, paused *time.Time
		if err = row.Scan(&l.Channel, &l.Waiting, &l.Planned, &l.Running, &l.Retrying, &oldest, &paused, &l.Tries, &l.Failure); err != nil {
			return l, err
		}
		if oldest != nil {
			l.Oldest = oldest.UTC()
		}
		if paused != nil {
			l.PausedAt = paused.UTC()
		}
		return l, nil
	})
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	return all, nil
}
