package agentstore

import (
	"context"
	"time"

	"vonal/internal/fault"
	"vonal/routing"
)

// Take takes, for the call, just this agent, if they are free at now, and holds
// them until lease; ok is false where they are not. The line has no say: the
// agent has chosen this call themself, or a colleague has for them. However many
// ask at once, one gets the agent: who has changed since being read is read
// again. An unknown agent is a fault of kind Unknown. One of kind Unavailable may
// have taken the agent all the same; the next Take of the call finds them.
func (s *Store) Take(ctx context.Context, call routing.CallID, id routing.AgentID, now, lease time.Time) (a routing.Agent, ok bool, err error) {
	const op = "agentstore.Take"
	ctx, cancel := context.WithTimeout(ctx, tellPatience)
	defer cancel()
	unheard, err := s.takenUnheard(ctx, call, now)
	if err != nil {
		return a, false, err
	}
	record, err := s.agent(ctx, op, id)
	if err != nil {
		return a, false, err
	}
	for {
		if a, err = decode(record); err != nil {
			return a, false, fault.Wrap(op, err)
		}
		if a.ID == unheard {
			return a, true, nil
		}
		if !a.Free(now) {
			return a, false, nil
		}
		taken := a.Taken(call, now, lease)
		text := encode(taken)
		reply, err := s.run(ctx, op, changeScript, escape(string(id)), record, text, freeFrom(taken), instant(now))
		if fault.Is(err, fault.Unavailable) && !Forgotten(err) {
			s.unsure.Store(call, now)
		}
		if err != nil {
			return a, false, err
		}
		present, known := reply.(string)
		switch {
		case !known:
			return a, false, unknown(op, id)
		case present == "":
			if kept, err := decode(text); err == nil { // in milliseconds, as others will read it
				s.mirror.hear(kept, text)
			}
			return a, true, nil
		}
		record = present
	}
}
