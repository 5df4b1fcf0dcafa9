package store

import (
	"context"
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

// served counts, of the calls asked about, what a service level is made of; its
// argument, twice, is the aim in milliseconds. Outside the hours nobody is lost.
const served = `count(answered_at) AS answered, count(answered_at) FILTER (WHERE wait_ms <= ?) AS in_time,
	count(*) FILTER (WHERE answered_at IS NULL AND disposition <> 'closed') AS lost,
	count(*) FILTER (WHERE answered_at IS NULL AND disposition = 'abandoned' AND wait_ms <= ?) AS gave_up_soon`

// Tally counts the inbound calls that started since then and have ended; aim is
// the longest wait that counts as in time.
func (s *Store) Tally(ctx context.Context, since time.Time, aim time.Duration) (crm.Tally, error) {
	var row struct {
		crm.Service
		Offered     int
		AverageWait float64
	}
	err := s.read(ctx, "store.Tally", func(tx *gorm.DB) error {
		return tx.Raw(`SELECT count(*) AS offered, `+served+`,
			coalesce(avg(wait_ms) FILTER (WHERE answered_at IS NOT NULL), 0) AS average_wait
			FROM calls WHERE direction = 'inbound' AND started_at >= ?`, aim.Milliseconds(), aim.Milliseconds(), since.UTC()).Scan(&row).Error
	})
	return crm.Tally{Service: row.Service, Offered: row.Offered, AverageWait: milliseconds(int64(row.AverageWait))}, err
}

// Minutes are the minutes since then in which somebody called, oldest first.
// Calls that are written count, and those answered that run still.
func (s *Store) Minutes(ctx context.Context, since time.Time, aim time.Duration, running []crm.Conversation) ([]crm.Minute, error) {
	const op = "store.Minutes"
	type talk struct {
		ID         crm.CallID `json:"id"`
		StartedAt  time.Time  `json:"started_at"`
		AnsweredAt time.Time  `json:"answered_at"`
		WaitMS     int64      `json:"wait_ms"`
	}
	talks := make([]talk, len(running))
	for i, c := range running {
		talks[i] = talk{c.ID, c.StartedAt.UTC(), c.AnsweredAt.UTC(), max(0, c.AnsweredAt.Sub(c.StartedAt)).Milliseconds()}
	}
	text, err := json.Marshal(talks)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	var rows []struct {
		crm.Service
		At              time.Time
		Median, Longest int64
	}
	err = s.read(ctx, op, func(tx *gorm.DB) error {
		return tx.Raw(`WITH heard AS (
				SELECT started_at, answered_at, wait_ms, disposition FROM calls WHERE direction = 'inbound' AND started_at >= ?
				UNION ALL
				SELECT started_at, answered_at, wait_ms, 'answered' FROM jsonb_to_recordset(?::jsonb)
					AS now(id text, started_at timestamptz, answered_at timestamptz, wait_ms bigint)
				WHERE started_at >= ? AND NOT EXISTS (SELECT FROM calls WHERE calls.id = now.id))
			SELECT date_trunc('minute', started_at) AS at, `+served+`,
				coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY wait_ms) FILTER (WHERE answered_at IS NOT NULL), 0) AS median,
				coalesce(max(wait_ms) FILTER (WHERE answered_at IS NOT NULL), 0) AS longest
			FROM heard GROUP BY 1 ORDER BY 1`,
			since.UTC(), string(text), since.UTC(), aim.Milliseconds(), aim.Milliseconds()).Scan(&rows).Error
	})
	minutes := make([]crm.Minute, len(rows))
	for i, r := range rows {
		minutes[i] = crm.Minute{At: r.At.UTC(), Service: r.Service, MedianWait: milliseconds(r.Median), LongestWait: milliseconds(r.Longest)}
	}
	return minutes, err
}
