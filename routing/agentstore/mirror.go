package agentstore

import (
	"context"
	"sync"

	"vonal/routing"
)

// mirror is the agents as last heard of, kept by Listen. It spares a decision
// the reading of all agents, and a change the reading of the one: both are made
// by scripts that compare with the truth, so that an old mirror costs a second
// question and decides nothing.
type mirror struct {
	mu      sync.RWMutex
	warm    bool // Listen hears, and has read all since it began to
	records map[routing.AgentID]string
	place   map[routing.AgentID]int // in agents
	agents  []routing.Agent         // one piece of memory: quick to go through
}

// fill begins anew with these records.
func (m *mirror) fill(records []string) error {
	all := make([]routing.Agent, 0, len(records))
	place := make(map[routing.AgentID]int, len(records))
	text := make(map[routing.AgentID]string, len(records))
	for _, record := range records {
		a, err := decode(record)
		if err != nil {
			return err
		}
		if _, twice := place[a.ID]; !twice {
			place[a.ID], text[a.ID] = len(all), record
			all = append(all, a)
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.warm, m.agents, m.place, m.records = true, all, place, text
	return nil
}

// cool says that news may be missed from now on.
func (m *mirror) cool() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.warm = false
}

func (m *mirror) isWarm() bool {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.warm
}

// hear takes news of an agent, unless newer news was there before.
func (m *mirror) hear(a routing.Agent, record string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.warm {
		return
	}
	i, known := m.place[a.ID]
	switch {
	case !known:
		m.place[a.ID], m.records[a.ID] = len(m.agents), record
		m.agents = append(m.agents, a)
	case m.agents[i].Version <= a.Version:
		m.agents[i], m.records[a.ID] = a, record
	}
}

// show has look see the agents, and nothing of them changes meanwhile; false
// where they are not known.
func (m *mirror) show(look func([]routing.Agent)) bool {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if m.warm {
		look(m.agents)
	}
	return m.warm
}

// record is one agent's, "" where it is not known.
func (m *mirror) record(id routing.AgentID) string {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if !m.warm {
		return ""
	}
	return m.records[id]
}

// Candidates has look see all agents as last heard of, in no order: what a choice
// may be made from, since a Claim is decided by the truth. They are look's until
// it returns, to read only, and no news is taken meanwhile: a copy for each
// decision would cost more than the choice. While Listen does not hear, they are
// read.
func (s *Store) Candidates(ctx context.Context, look func([]routing.Agent)) error {
	if s.mirror.show(look) {
		return nil
	}
	all, err := s.Agents(ctx)
	if err == nil {
		look(all)
	}
	return err
}

// reflect fills the mirror. Only Listen does so: what is read and what is heard
// must be in order.
func (s *Store) reflect(ctx context.Context) {
	records, err := s.records(ctx, "agentstore.Listen")
	if err == nil {
		err = s.mirror.fill(records)
	}
	if err != nil { // it is tried again, and until then Redis is asked
		s.mirror.cool()
	}
}
