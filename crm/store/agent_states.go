package store

import (
	"context"
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

type stateRow struct {
	AgentID   crm.AgentID `json:"agent_id"`
	At        time.Time   `json:"at"`
	Version   int64       `json:"version"`
	FromState string      `json:"from_state"`
	ToState   string      `json:"to_state"`
	Cause     string      `json:"cause"`
	Actor     string      `json:"actor"`
	Since     time.Time   `json:"since"`
	Until     *time.Time  `json:"until"`
	CallID    crm.CallID  `json:"call_id"`
	Reason    string      `json:"reason"`
	OnShift   bool        `json:"on_shift"`
	PhoneUp   bool        `json:"phone_up"`
	NextPause string      `json:"next_pause"`
	Misses    int         `json:"misses"`
	Extended  int         `json:"extended"`
}

func (r stateRow) state() crm.AgentState {
	return crm.AgentState{Agent: r.AgentID, Version: r.Version, At: r.At.UTC(), From: r.FromState, To: r.ToState,
		Cause: r.Cause, Actor: r.Actor, Since: r.Since.UTC(), Until: utc(r.Until), Call: r.CallID, Reason: r.Reason,
		OnShift: r.OnShift, PhoneUp: r.PhoneUp, NextPause: r.NextPause, Misses: r.Misses, Extended: r.Extended}
}

func stateRowOf(st crm.AgentState) stateRow {
	if st.Since.IsZero() {
		st.Since = st.At
	}
	return stateRow{AgentID: st.Agent, At: crm.Moment(st.At), Version: st.Version, FromState: st.From, ToState: st.To,
		Cause: st.Cause, Actor: crm.CleanName(st.Actor), Since: crm.Moment(st.Since), Until: at(st.Until),
		CallID: crm.CallID(crm.CleanName(string(st.Call))), Reason: crm.CleanName(st.Reason), OnShift: st.OnShift, PhoneUp: st.PhoneUp,
		NextPause: crm.CleanName(st.NextPause), Misses: st.Misses, Extended: st.Extended}
}

// appendStates takes the lines as one JSON text, so that one statement writes
// any number of them. Lines of agents we do not know are left out: one of them
// must not keep the others from being written.
const appendStates = `
INSERT INTO agent_states
SELECT line.* FROM jsonb_populate_recordset(NULL::agent_states, ?::jsonb) AS line
JOIN agents ON agents.id = line.agent_id
ON CONFLICT DO NOTHING
RETURNING agent_id, from_state, to_state, reason`

// AppendAgentStates adds lines to the journal. Who was paused for the calls that
// they missed is told. A line that stands there already
// (the same agent, moment and version) is left alone, so that it may be
// repeated.
func (s *Store) AppendAgentStates(ctx context.Context, states ...crm.AgentState) error {
	const op = "store.AppendAgentStates"
	rows := make([]stateRow, 0, len(states))
	for _, st := range states {
		if sound(st.Agent) {
			rows = append(rows, stateRowOf(st))
		}
	}
	if len(rows) == 0 {
		return nil
	}
	text, err := json.Marshal(rows)
	if err != nil {
		return fault.Wrap(op, err)
	}
	return s.write(ctx, op, func(tx *gorm.DB) error {
		var added []stateRow
		if err := tx.Raw(appendStates, string(text)).Scan(&added).Error; err != nil {
			return err
		}
		var news []crm.News
		for _, r := range added {
			if r.state().PausedByMisses() {
				news = append(news, crm.News{Kind: crm.NoticePhonePaused, Matter: crm.MatterOf("phone", r.AgentID), For: []crm.PersonID{crm.PersonID(r.AgentID)}})
			}
		}
		return s.raise(tx, news...)
	})
}

// lastStates reads one line for each agent from the end of the primary key,
// however long the journal is.
const lastStates = `
SELECT last.* FROM agents
CROSS JOIN LATERAL (
    SELECT * FROM agent_states WHERE agent_id = agents.id ORDER BY at DESC, version DESC LIMIT 1
) AS last
WHERE agents.deleted_at IS NULL`

// LastAgentStates is the newest line of every agent employed now; an agent of
// whom nothing is written is left out.
func (s *Store) LastAgentStates(ctx context.Context) (map[crm.AgentID]crm.AgentState, error) {
	var rows []stateRow
	err := s.read(ctx, "store.LastAgentStates", func(tx *gorm.DB) error { return tx.Raw(lastStates).Scan(&rows).Error })
	last := make(map[crm.AgentID]crm.AgentState, len(rows))
	for _, r := range rows {
		last[r.AgentID] = r.state()
	}
	return last, err
}

// AgentStates are the lines of one agent from since on, oldest first, at most
// limit of them.
func (s *Store) AgentStates(ctx context.Context, agent crm.AgentID, since time.Time, limit int) ([]crm.AgentState, error) {
	const op = "store.AgentStates"
	if !sound(agent) {
		return nil, unknown(op)
	}
	var rows []stateRow
	err := s.read(ctx, op, func(tx *gorm.DB) error {
		return tx.Table("agent_states").Where("agent_id = ? AND at >= ?", agent, crm.Moment(since)).
			Order("at, version").Limit(crm.Page{Limit: limit}.Size()).Find(&rows).Error
	})
	states := make([]crm.AgentState, len(rows))
	for i, r := range rows {
		states[i] = r.state()
	}
	return states, err
}
