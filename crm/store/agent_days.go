package store

import (
	"context"
	"database/sql"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/crm/recur"
)

// agentDays is what each agent did between two moments, from the calls
// themselves: @from, @to; @day is what the span is called.
const agentDays = `
SELECT coalesce(o.agent_id, c.agent_id) AS agent_id, CAST(@day AS date) AS day,
	coalesce(offered, 0)::int AS offered, coalesce(answered, 0)::int AS answered, coalesce(missed, 0)::int AS missed, coalesce(rejected, 0)::int AS rejected,
	coalesce(unreachable, 0)::int AS unreachable, coalesce(withdrawn, 0)::int AS withdrawn,
	coalesce(inbound, 0)::int AS inbound, coalesce(outbound, 0)::int AS outbound, coalesce(talk_ms, 0)::bigint AS talk_ms, coalesce(wrapup_ms, 0)::bigint AS wrapup_ms
FROM (
	SELECT agent_id, count(*) AS offered, count(*) FILTER (WHERE result = 'answered') AS answered, count(*) FILTER (WHERE result = 'missed') AS missed,
		count(*) FILTER (WHERE result = 'rejected') AS rejected, count(*) FILTER (WHERE result = 'unreachable') AS unreachable,
		count(*) FILTER (WHERE result = 'withdrawn') AS withdrawn
	FROM offers WHERE offered_at >= @from AND offered_at < @to GROUP BY agent_id) AS o
FULL JOIN (
	SELECT agent_id, count(DISTINCT id) FILTER (WHERE direction = 'inbound') AS inbound, count(DISTINCT id) FILTER (WHERE direction = 'outbound') AS outbound,
		sum(talk_ms) AS talk_ms, sum(wrapup_ms) AS wrapup_ms
	FROM (
		SELECT calls.id, direction, calls.agent_id, a.wrapup_ms,
			talk_ms - coalesce((SELECT sum(` + handedMS + `) FROM offers WHERE call_id = calls.id), 0) AS talk_ms
		FROM calls LEFT JOIN after_calls AS a ON a.call_id = calls.id
		WHERE calls.agent_id IS NOT NULL AND answered_at IS NOT NULL AND started_at >= @from AND started_at < @to
		UNION ALL
		SELECT calls.id, direction, offers.agent_id, NULL, ` + handedMS + `
		FROM calls JOIN offers ON call_id = calls.id AND handed_over_at IS NOT NULL
		WHERE started_at >= @from AND started_at < @to) AS conversations
	GROUP BY agent_id) AS c
ON c.agent_id = o.agent_id`

// handedMS is how long an agent spoke to a caller whom they handed over; what is
// left of the call's talk is of who spoke last.
const handedMS = "(extract(epoch FROM handed_over_at - offers.ended_at) * 1000)::bigint"

// writeDay brings the lines of a day in line with its calls, and touches only
// those that are not.
const writeDay = `
WITH actual AS (` + agentDays + `),
gone AS (DELETE FROM agent_days WHERE day = CAST(@day AS date) AND agent_id NOT IN (SELECT agent_id FROM actual) RETURNING 1),
kept AS (
	INSERT INTO agent_days SELECT * FROM actual
	ON CONFLICT (day, agent_id) DO UPDATE SET offered = excluded.offered, answered = excluded.answered, missed = excluded.missed,
		rejected = excluded.rejected, unreachable = excluded.unreachable, withdrawn = excluded.withdrawn, inbound = excluded.inbound,
		outbound = excluded.outbound, talk_ms = excluded.talk_ms, wrapup_ms = excluded.wrapup_ms
	WHERE (agent_days.*) IS DISTINCT FROM (excluded.*) RETURNING 1)
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM kept)`

const (
	statistics = "statistics" // in progress: since when changes are not looked at yet
	// fresh days are reckoned at each look: their wrap-ups are still coming in.
	freshDays = 3
	// overlap is how long a transaction that writes a call may take at most.
	overlap = time.Hour
)

// RollUp brings the lines of agents' days in line with the calls that were
// written since the last look, and answers how many lines have changed. Days of
// closed months stay as they are.
func (s *Store) RollUp(ctx context.Context) (changed int, err error) {
	const op = "store.RollUp"
	began := crm.Moment(s.clock.Now())
	var days []time.Time
	err = s.read(ctx, op, func(tx *gorm.DB) error {
		was, err := progressOf(tx, statistics)
		if err != nil {
			return err
		}
		since := time.Unix(0, 0).UTC()
		if was.BeganAt != nil {
			since = was.BeganAt.Add(-overlap)
		}
		return tx.Raw(`SELECT DISTINCT (at AT TIME ZONE @zone)::date AS day FROM (
				SELECT started_at AS at FROM calls WHERE written_at >= @since
				UNION ALL SELECT offered_at FROM offers JOIN calls ON calls.id = call_id WHERE written_at >= @since
				UNION ALL SELECT generate_series(CAST(@now AS timestamptz) - @fresh * interval '1 day', @now, interval '1 day')) AS moments
			ORDER BY day`,
			sql.Named("zone", s.zone), sql.Named("since", since), sql.Named("now", began), sql.Named("fresh", freshDays-1)).Scan(&days).Error
	})
	if err != nil {
		return 0, err
	}
	for _, day := range days {
		err := s.write(ctx, op, func(tx *gorm.DB) error {
			if err := holdStatistics(tx); err != nil {
				return err
			}
			open, err := openSince(tx)
			if err != nil || day.Before(open) {
				return err
			}
			n, err := s.writeDay(tx, day)
			changed += n
			return err
		})
		if err != nil {
			return changed, err
		}
	}
	return changed, s.write(ctx, op, func(tx *gorm.DB) error {
		return putProgress(tx, progressRow{What: statistics, BeganAt: &began, EndedAt: &began})
	})
}

// holdStatistics keeps others from writing days, and from closing their months,
// until the transaction ends.
func holdStatistics(tx *gorm.DB) error {
	return tx.Exec("SELECT pg_advisory_xact_lock(hashtextextended('agent_days', 33))").Error
}

func (s *Store) writeDay(tx *gorm.DB, day time.Time) (changed int, err error) {
	span, err := s.spanOf(day)
	if err != nil {
		return 0, err
	}
	err = tx.Raw(writeDay, span...).Scan(&changed).Error
	return changed, err
}

// spanOf is a day of the company's, as agentDays wants it.
func (s *Store) spanOf(day time.Time) ([]any, error) {
	var ends [2]time.Time
	for i := range ends {
		begins, err := recur.Meant(day.AddDate(0, 0, i).Format(time.DateOnly)+"T00:00", s.zone)
		if err != nil {
			return nil, err
		}
		ends[i] = begins.At
	}
	return []any{sql.Named("day", day.Format(time.DateOnly)), sql.Named("from", ends[0]), sql.Named("to", ends[1])}, nil
}
