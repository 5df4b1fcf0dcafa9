package ari

import (
	"context"
	"errors"
	"fmt"
)

// heartbeatName is the user event we send to ourselves.
const heartbeatName = "vonal-heartbeat"

// info asks who Asterisk is. While it boots the answer is ErrBooting.
func (c *Client) info(ctx context.Context) (AsteriskInfo, error) {
	return c.Asterisk().GetInfo(ctx, AsteriskGetInfoParams{})
}

// setUp makes the application ready for work: filter, subscriptions, and the
// proof by heartbeat that events really come. Asterisk may have forgotten all
// of it, so it is done after every connect; a subscription made twice only
// raises a counter. Who Asterisk is, is asked over the open connection: a
// restart after that cannot go unnoticed.
func (s *session) setUp(ctx context.Context) (AsteriskInfo, error) {
	info, err := s.c.info(ctx)
	if err != nil {
		return info, err
	}
	app := s.c.opts.Application
	_, err = s.c.Applications().Filter(ctx, app, ApplicationsFilterParams{Filter: *s.c.opts.Filter})
	if errors.Is(err, ErrNotFound) {
		return info, fmt.Errorf("%w: %w", ErrInactive, err)
	}
	if err != nil {
		return info, err
	}
	s.missing = s.c.opts.Subscriptions
	if err := s.subscribe(ctx); err != nil {
		return info, err
	}
	return info, s.beat(ctx)
}

// subscribe asks for what is still missing. A source that does not exist stays
// missing without being an error: "endpoint:PJSIP" exists only once there is a
// first PJSIP endpoint, and an agent's phone may be made long after we
// connected.
func (s *session) subscribe(ctx context.Context) error {
	var missing []string
	for _, source := range s.missing {
		err := s.c.Subscribe(ctx, source)
		switch {
		case errors.Is(err, ErrInvalid):
			missing = append(missing, source)
		case err != nil:
			return err
		}
	}
	s.missing = missing
	return nil
}

// heartbeat recognises our own user event and returns its nonce.
func (c *Client) heartbeat(e *ChannelUserevent) (string, bool) {
	if e.EventName != heartbeatName {
		return "", false
	}
	nonce, ok := e.UserEvent[heartbeatName].(string)
	return nonce, ok
}
