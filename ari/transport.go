package ari

import "context"

// transport carries one request to Asterisk and brings its answer. An error
// wraps ErrNotSent if Asterisk certainly did not get the request, and
// ErrUnknownOutcome otherwise. It is safe for use by many goroutines.
type transport interface {
	roundTrip(ctx context.Context, w wire) (answer, error)
	close()
}

// answer is what Asterisk said, whatever the status.
type answer struct {
	status int
	reason string
	body   []byte
}
