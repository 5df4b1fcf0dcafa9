package agentstore

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"vonal/internal/fault"
)

// Options are the choices of a Store.
type Options struct {
	Prefix  string        // of all keys; stores with different prefixes know nothing of each other
	Timeout time.Duration // the longest wait for Redis; zero is DefaultTimeout
}

// DefaultTimeout is how long a method waits for Redis.
const DefaultTimeout = 200 * time.Millisecond

// Store is the agents and calls in Redis. Its methods are safe for use by many
// goroutines and by many controllers.
type Store struct {
	client  redis.UniversalClient
	keys    keys
	timeout time.Duration
	breaker breaker
	mirror  mirror
	unsure  sync.Map // routing.CallID → time.Time: claims that were not answered
}

// New returns the store behind client, which should come from Connect: the
// timeout holds only where the client heeds contexts. The caller closes it.
func New(client redis.UniversalClient, o Options) *Store {
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout
	}
	database := 0
	if single, ok := client.(*redis.Client); ok {
		database = single.Options().DB
	}
	return &Store{client: client, keys: keysOf(o.Prefix, database), timeout: o.Timeout}
}

// ask lets f ask Redis within the timeout, unless Redis has just been found
// silent, and tells its error in words of ours.
func (s *Store) ask(ctx context.Context, op string, f func(context.Context) error) error {
	if s.breaker.isOpen() {
		return fault.New(fault.Unavailable, op, "Redis has not answered for a while")
	}
	return s.askAnyway(ctx, op, f)
}

func (s *Store) askAnyway(ctx context.Context, op string, f func(context.Context) error) error {
	short, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	err := f(short)
	if errors.Is(err, redis.Nil) {
		err = nil
	}
	switch {
	case !unanswered(err):
		s.breaker.answered()
	case ctx.Err() == nil: // otherwise it was the caller who lost patience
		s.breaker.unanswered()
	}
	return failure(op, err)
}

// run runs a script on this store's keys. A nil reply is "" and false.
func (s *Store) run(ctx context.Context, op string, script *redis.Script, args ...any) (reply any, err error) {
	args = append([]any{s.keys.news}, args...)
	err = s.ask(ctx, op, func(ctx context.Context) (err error) {
		reply, err = script.Run(ctx, s.client, s.keys.all(), args...).Result()
		return err
	})
	return reply, err
}

// read has f ask for what it wants in one transaction and refuses the answers
// of a Redis that has lost everything.
func (s *Store) read(ctx context.Context, op string, f func(context.Context, redis.Pipeliner)) error {
	var epoch *redis.IntCmd
	err := s.ask(ctx, op, func(ctx context.Context) error {
		_, err := s.client.TxPipelined(ctx, func(p redis.Pipeliner) error {
			epoch = p.Exists(ctx, s.keys.epoch)
			f(ctx, p)
			return nil
		})
		return err
	})
	if err != nil {
		return err
	}
	if epoch.Val() == 0 {
		return forgotten(op)
	}
	return nil
}
