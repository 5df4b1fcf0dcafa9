package agentstore

import (
	"context"
	"time"

	"vonal/internal/fault"
	"vonal/routing"
)

// Claim takes, for the call, the first of the ranked who is free at now, and
// holds them until lease. Two calls never get the same agent: the choice is made
// inside Redis (lua/claim.lua), by the rule of routing.Agent.Free. A call leaves
// one agent whom that one looks for to each call that stands before it; among
// calls of one place the lesser id goes first. Where nobody is left, ok is false
// and the call stands in the line until lease, or longer by Stay.
//
// Ranked may name agents who are not free; naming them lets the call have one
// who became free since they were ranked.
//
// A Claim that was not answered may have taken an agent. The next Claim of the
// call finds them and answers with them.
func (s *Store) Claim(ctx context.Context, q routing.Search, now, lease time.Time) (a routing.AgentID, ok bool, err error) {
	const op = "agentstore.Claim"
	if a, err = s.takenUnheard(ctx, q.Call, now); a != "" || err != nil {
		return a, err == nil, err
	}
	args := make([]any, 0, len(q.Ranked)+5)
	args = append(args, escape(string(q.Call)), place(q.Place), instant(now), instant(lease), names(q.Reach))
	for _, id := range q.Ranked {
		args = append(args, escape(string(id)))
	}
	reply, err := s.run(ctx, op, claimScript, args...)
	if fault.Is(err, fault.Unavailable) && !Forgotten(err) {
		s.unsure.Store(q.Call, now)
	}
	id, ok := reply.(string)
	return routing.AgentID(unescape(id)), ok, err
}

// takenUnheard is the agent whom an unanswered Claim took for the call, if one
// did and the lease still holds.
func (s *Store) takenUnheard(ctx context.Context, call routing.CallID, now time.Time) (routing.AgentID, error) {
	asked, unsure := s.unsure.Load(call)
	if !unsure {
		return "", nil
	}
	agents, err := s.Agents(ctx)
	if err != nil {
		return "", fault.Wrap("agentstore.Claim", err)
	}
	s.unsure.Delete(call)
	for _, a := range agents {
		if a.State == routing.AgentClaimed && a.Call == call &&
			a.Since.UnixMilli() == asked.(time.Time).UnixMilli() && now.Before(a.Until) {
			return a.ID, nil
		}
	}
	return "", nil
}

// Before is how many calls stand before this one in the line that look for one
// of the same agents; 0 for a call that does not stand there.
func (s *Store) Before(ctx context.Context, call routing.CallID) (int, error) {
	reply, err := s.run(ctx, "agentstore.Before", beforeScript, escape(string(call)))
	n, _ := reply.(int64)
	return int(n), err
}

// Stay keeps the call's place in the line until then; a call whose controller
// has fallen silent loses it. It never shortens what was promised before.
func (s *Store) Stay(ctx context.Context, call routing.CallID, until time.Time) error {
	_, err := s.run(ctx, "agentstore.Stay", stayScript, escape(string(call)), instant(until))
	return err
}
