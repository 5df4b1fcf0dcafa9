package agentstore

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"

	"vonal/internal/fault"
	"vonal/routing"
)

// Agents are all agents, in no order.
func (s *Store) Agents(ctx context.Context) ([]routing.Agent, error) {
	const op = "agentstore.Agents"
	records, err := s.records(ctx, op)
	if err != nil {
		return nil, err
	}
	all := make([]routing.Agent, len(records))
	for i, record := range records {
		a, err := decode(record)
		if err != nil {
			return nil, fault.Wrap(op, err)
		}
		all[i] = a
	}
	return all, nil
}

// records are all agents as they are kept.
func (s *Store) records(ctx context.Context, op string) ([]string, error) {
	var records *redis.StringSliceCmd
	if err := s.read(ctx, op, func(ctx context.Context, p redis.Pipeliner) {
		records = p.HVals(ctx, s.keys.agents)
	}); err != nil {
		return nil, err
	}
	return records.Val(), nil
}

// Put makes an agent, or replaces one, whose version then rises. An agent who
// is free wakes the first call in the line that looks for them.
func (s *Store) Put(ctx context.Context, a routing.Agent) error {
	_, err := s.run(ctx, "agentstore.Put", putScript, escape(string(a.ID)), encode(a), freeFrom(a), instant(a.Since))
	return err
}

// Remove forgets an agent.
func (s *Store) Remove(ctx context.Context, id routing.AgentID) error {
	_, err := s.run(ctx, "agentstore.Remove", removeScript, escape(string(id)))
	return err
}

// tellPatience bounds Tell where others change the agent again and again.
const tellPatience = 5 * time.Second

// Tell applies a fact to an agent by routing.Agent.After and writes what it
// comes to, unless the agent was changed in between: then it applies the fact
// to the agent as they are now. It answers the agent before and after; the two
// are equal where the fact changed nothing. An agent who becomes free wakes
// the first call in the line that looks for them. An unknown agent is a fault of kind
// Unknown; a button that cannot be pressed is the Conflict of After.
func (s *Store) Tell(ctx context.Context, id routing.AgentID, ev routing.AgentEvent, p routing.Policy) (before, after routing.Agent, err error) {
	const op = "agentstore.Tell"
	ctx, cancel := context.WithTimeout(ctx, tellPatience)
	defer cancel()
	record := s.mirror.record(id)
	fresh := record == "" // what is not known must be read; what is known may be old
	for {
		if fresh {
			if record, err = s.agent(ctx, op, id); err != nil {
				return before, after, err
			}
		}
		if before, err = decode(record); err != nil {
			return before, before, fault.Wrap(op, err)
		}
		if after, err = before.After(ev, p); err != nil || after == before {
			if !fresh {
				fresh = true
				continue
			}
			if err != nil {
				err = fault.Wrap(op, err)
			}
			return before, before, err
		}
		text := encode(after)
		reply, err := s.run(ctx, op, changeScript,
			escape(string(id)), record, text, freeFrom(after), instant(ev.When()))
		if err != nil {
			return before, before, err
		}
		present, known := reply.(string)
		switch {
		case !known:
			return before, before, unknown(op, id)
		case present == "":
			if kept, err := decode(text); err == nil { // in milliseconds, as others will read it
				s.mirror.hear(kept, text)
			}
			return before, after, nil
		}
		record, fresh = present, false
	}
}

// agent is one agent's record.
func (s *Store) agent(ctx context.Context, op string, id routing.AgentID) (string, error) {
	var record *redis.StringCmd
	if err := s.read(ctx, op, func(ctx context.Context, p redis.Pipeliner) {
		record = p.HGet(ctx, s.keys.agents, escape(string(id)))
	}); err != nil {
		return "", err
	}
	if record.Err() != nil {
		return "", unknown(op, id)
	}
	return record.Val(), nil
}

func unknown(op string, id routing.AgentID) error {
	return fault.New(fault.Unknown, op, "there is no agent %s", id)
}
