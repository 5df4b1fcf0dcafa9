package agentstore

import (
	"context"
	"errors"
	"net"
	"time"

	"github.com/redis/go-redis/v9"

	"vonal/internal/fault"
	"vonal/routing"
)

const (
	// silenceToPing is how long nothing need be heard before the connection is
	// tried; a second silence as long ends it.
	silenceToPing = time.Second
	// listenAgain is the pause between attempts to reach Redis.
	listenAgain = 100 * time.Millisecond
)

// Listen calls onAgent for every change of an agent by any controller, onWake
// for the call that should look for an agent now, and onAgain for customers who
// have called again, until ctx ends; then it returns nil. Calls come one at a time. It reconnects by itself. onGap
// comes each time it has begun to hear, the first time included, and when more
// has changed than can be told one by one: what happened before may have been
// missed and should be read. Listen fails only when the client was closed.
func (s *Store) Listen(ctx context.Context, onAgent func(routing.Agent), onWake func(routing.CallID), onAgain func(routing.CardID), onGap func()) error {
	const op = "agentstore.Listen"
	for {
		err := s.hear(ctx, func(news string) {
			switch {
			case news == "":
			case news[0] == newsAgent:
				// A record we cannot read was written by another version of us.
				if a, err := decode(news[1:]); err == nil {
					s.mirror.hear(a, news[1:])
					onAgent(a)
				} else {
					onGap()
				}
			case news[0] == newsWake:
				onWake(routing.CallID(unescape(news[1:])))
			case news[0] == newsAgain:
				onAgain(routing.CardID(unescape(news[1:])))
			case news[0] == newsGap:
				s.reflect(ctx)
				onGap()
			}
		}, onGap)
		if ctx.Err() != nil {
			return nil
		}
		if errors.Is(err, redis.ErrClosed) {
			return fault.New(fault.Unavailable, op, "%w", err)
		}
		again := time.NewTimer(listenAgain)
		select {
		case <-ctx.Done():
			again.Stop()
			return nil
		case <-again.C:
		}
	}
}

// hear listens on one subscription until it breaks.
func (s *Store) hear(ctx context.Context, onNews func(string), onBegin func()) error {
	sub := s.client.Subscribe(ctx)
	defer sub.Close()
	defer s.mirror.cool()
	defer context.AfterFunc(ctx, func() { sub.Close() })()
	dial, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	if err := sub.Subscribe(dial, s.keys.news); err != nil {
		return err
	}
	begun := false
	for pinged := false; ; {
		if begun && !s.mirror.isWarm() {
			s.reflect(ctx)
		}
		heard, err := sub.ReceiveTimeout(ctx, silenceToPing)
		var slow net.Error
		switch {
		case err == nil:
			pinged = false
		case errors.As(err, &slow) && slow.Timeout() && !pinged:
			if err := sub.Ping(ctx); err != nil {
				return err
			}
			pinged = true
			continue
		default:
			return err
		}
		switch heard := heard.(type) {
		case *redis.Subscription:
			// The server may be another one than before; Health sees to that, and
			// whoever reads next is told.
			_ = s.Health(ctx)
			begun = true
			s.reflect(ctx)
			onBegin()
		case *redis.Message:
			onNews(heard.Payload)
		}
	}
}

// CalledAgain tells every controller that a customer has called.
func (s *Store) CalledAgain(ctx context.Context, card routing.CardID) error {
	err := s.client.Publish(ctx, s.keys.news, string(newsAgain)+escape(string(card))).Err()
	return failure("agentstore.CalledAgain", err)
}
