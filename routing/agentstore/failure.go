package agentstore

import (
	"context"
	"errors"
	"strings"

	"github.com/redis/go-redis/v9"

	"vonal/internal/fault"
)

var errForgotten = errors.New("Redis has lost the agents and calls")

// Forgotten reports whether err says that Redis answers but has lost
// everything, so that Rebuild must come first. Such an error is also of kind
// Unavailable.
func Forgotten(err error) bool { return errors.Is(err, errForgotten) }

func forgotten(op string) error { return fault.New(fault.Unavailable, op, "%w", errForgotten) }

// passing are the replies of a Redis that answers but cannot work just now.
var passing = []string{
	"LOADING", "MISCONF", "OOM", "READONLY", "CLUSTERDOWN", "MASTERDOWN",
	"NOREPLICAS", "TRYAGAIN", "BUSY", "NOAUTH", "WRONGPASS", "MAXCLIENTS", "ERR max number of clients",
}

// failure is what a caller is told of an error of the client; nil stays nil.
func failure(op string, err error) error {
	switch {
	case err == nil:
		return nil
	case unanswered(err):
		return fault.New(fault.Unavailable, op, "Redis does not answer: %w", err)
	case strings.HasPrefix(err.Error(), "FORGOTTEN"):
		return forgotten(op)
	}
	for _, prefix := range passing {
		if strings.HasPrefix(err.Error(), prefix) {
			return fault.New(fault.Unavailable, op, "Redis cannot work now: %w", err)
		}
	}
	return fault.Wrap(op, err)
}

// unanswered reports whether err is anything but a reply of Redis: what was
// asked for may have been done or not.
func unanswered(err error) bool {
	var reply redis.Error
	return err != nil && (!errors.As(err, &reply) || errors.Is(err, context.DeadlineExceeded))
}
