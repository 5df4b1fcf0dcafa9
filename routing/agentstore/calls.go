package agentstore

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"

	"vonal/internal/fault"
	"vonal/routing"
)

// Save stores the call and appends to its trace, in one step. A call that does
// not wait leaves the line; one that waits again after an offer stands in it.
func (s *Store) Save(ctx context.Context, c routing.Call, trace string) error {
	const op = "agentstore.Save"
	text, err := encodeCall(c)
	if err != nil {
		return fault.Wrap(op, err)
	}
	_, err = s.run(ctx, op, saveScript,
		escape(string(c.ID)), text, trace, waits(c), instant(lastMoment(c)), place(c.Place()), instant(c.Leased))
	return err
}

// waits says whether the call stands in the line, and whether it has just come
// back to it from an offer.
func waits(c routing.Call) string {
	switch {
	case c.Phase != routing.Waiting:
		return "0"
	case c.Searching && len(c.Offers) > 0:
		return "2"
	}
	return "1"
}

// lastMoment is the latest moment the call tells of: the present, as far as it
// knows. The scripts have no other clock.
func lastMoment(c routing.Call) time.Time {
	last := c.ArrivedAt
	for _, o := range c.Offers {
		last = later(later(last, o.OfferedAt), o.EndedAt)
	}
	return later(later(last, c.AnsweredAt), c.EndedAt)
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// Open are the calls saved and not forgotten, ended ones included, in no
// order.
func (s *Store) Open(ctx context.Context) ([]routing.Call, error) {
	const op = "agentstore.Open"
	var texts *redis.StringSliceCmd
	if err := s.read(ctx, op, func(ctx context.Context, p redis.Pipeliner) {
		texts = p.HVals(ctx, s.keys.calls)
	}); err != nil {
		return nil, err
	}
	all := make([]routing.Call, len(texts.Val()))
	for i, text := range texts.Val() {
		c, err := decodeCall(text)
		if err != nil {
			return nil, fault.Wrap(op, err)
		}
		all[i] = c
	}
	return all, nil
}

// Trace is what Save has appended; nothing for a call that is not known.
func (s *Store) Trace(ctx context.Context, id routing.CallID) (string, error) {
	var trace *redis.StringCmd
	if err := s.read(ctx, "agentstore.Trace", func(ctx context.Context, p redis.Pipeliner) {
		trace = p.HGet(ctx, s.keys.traces, escape(string(id)))
	}); err != nil {
		return "", err
	}
	return trace.Val(), nil
}

// Forget removes a call that has been reported, and its trace.
func (s *Store) Forget(ctx context.Context, id routing.CallID) error {
	s.unsure.Delete(id)
	_, err := s.run(ctx, "agentstore.Forget", forgetScript, escape(string(id)))
	return err
}
