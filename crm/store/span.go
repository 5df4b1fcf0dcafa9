package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
)

// SpanLimit is how many calls, and lines of the journal of agents, one span can
// have.
const SpanLimit = 200_000

// SpanTraces are the traces of the calls that came in within a span of time, in
// their order; "" of those that no controller carried. It is for whoever runs
// the company's servers: nobody's sight narrows it.
func (s *Store) SpanTraces(ctx context.Context, since, until time.Time) ([]string, error) {
	var traces []string
	err := s.read(ctx, "store.SpanTraces", func(tx *gorm.DB) error {
		return tx.Raw(`SELECT coalesce(t.trace, '') FROM calls c LEFT JOIN call_traces t ON t.call_id = c.id
			WHERE c.direction = 'inbound' AND c.started_at >= ? AND c.started_at < ? ORDER BY c.started_at, c.id LIMIT ?`,
			crm.Moment(since), crm.Moment(until), SpanLimit).Scan(&traces).Error
	})
	return traces, err
}

// SpanStates are the lines of the journal of all agents within a span, in their
// order, and before them the last line of each from before.
func (s *Store) SpanStates(ctx context.Context, since, until time.Time) (before, within []crm.AgentState, err error) {
	var old, rows []stateRow
	since, until = crm.Moment(since), crm.Moment(until)
	err = s.read(ctx, "store.SpanStates", func(tx *gorm.DB) error {
		if err := tx.Raw(`SELECT DISTINCT ON (agent_id) * FROM agent_states WHERE at < ? ORDER BY agent_id, at DESC, version DESC`, since).Scan(&old).Error; err != nil {
			return err
		}
		return tx.Raw("SELECT * FROM agent_states WHERE at >= ? AND at < ? ORDER BY at, agent_id, version LIMIT ?", since, until, SpanLimit).Scan(&rows).Error
	})
	for _, r := range old {
		before = append(before, r.state())
	}
	for _, r := range rows {
		within = append(within, r.state())
	}
	return before, within, err
}
