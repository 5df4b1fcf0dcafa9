package ari

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// session is one connection of the application, from its set-up to its loss.
type session struct {
	*socket
	c        *Client
	stop     context.CancelFunc
	finished sync.WaitGroup // reader, pinger, heartbeat
	gone     chan struct{}  // closed when the reader has ended
	beats    chan string
	missing  []string // subscriptions whose source does not exist yet; set-up first, then beatOn

	mu       sync.Mutex
	admitted bool
	held     []Event // came before the set-up was complete
}

// connect opens the websocket, makes the application active and tells the
// stream so. The session outlives ctx.
func (c *Client) connect(ctx context.Context) (*session, error) {
	opening, cancel := context.WithTimeout(ctx, c.opts.RequestTimeout)
	defer cancel()
	params := EventsEventWebsocketParams{App: []string{c.opts.Application}, SubscribeAll: c.opts.SubscribeAll}
	socket, err := openSocket(opening, c.opts, eventWebsocketRequest(params))
	if err != nil {
		return nil, err
	}
	life, stop := context.WithCancel(context.WithoutCancel(ctx))
	s := &session{socket: socket, c: c, stop: stop, gone: make(chan struct{}), beats: make(chan string, 16)}
	s.finished.Go(func() { s.receive(life) })
	s.finished.Go(func() { s.ping(life, c.opts.PingInterval) })
	info, err := s.setUp(ctx)
	if err != nil {
		s.finish(err)
		return nil, err
	}
	c.counts.connects.Add(1)
	connected := c.connected(info)
	connected.Missing = s.missing
	s.admit(connected)
	c.mu.Lock()
	c.session = s
	c.mu.Unlock()
	s.finished.Go(func() { s.beatOn(life) })
	return s, nil
}

// connected makes the event and remembers which Asterisk this is.
func (c *Client) connected(info AsteriskInfo) *Connected {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := &Connected{Info: info}
	if info.Status != nil {
		e.StartedAt = info.Status.StartupTime.Time
	}
	entity := ""
	if info.System != nil {
		entity = info.System.EntityID
	}
	e.Restarted = !c.startedAt.IsZero() && (!e.StartedAt.Equal(c.startedAt) || entity != c.entity)
	c.startedAt, c.entity = e.StartedAt, entity
	return e
}

// receive reads until the connection ends. It only decodes and queues: if it
// waited, Asterisk would close the connection.
func (s *session) receive(ctx context.Context) {
	defer close(s.gone)
	for {
		frame, err := s.read(ctx)
		if err != nil {
			return
		}
		s.take(DecodeEvent(frame))
	}
}

func (s *session) take(event Event) {
	s.c.counts.events.Add(1)
	switch e := event.(type) {
	case *RawEvent:
		s.noteRaw(e)
	case *ChannelUserevent:
		if nonce, ok := s.c.heartbeat(e); ok {
			select {
			case s.beats <- nonce:
			default: // sixteen unread ones: nobody is waiting any more
			}
			return
		}
	}
	s.deliver(event)
	if _, replaced := event.(*ApplicationReplaced); replaced {
		s.end(ErrReplaced)
	}
}

func (s *session) noteRaw(e *RawEvent) {
	if e.Err == nil {
		s.c.counts.unknownTypes.Add(1)
		s.c.opts.Logger.Debug("ari: event of unknown type", "type", e.Type)
		return
	}
	s.c.counts.malformed.Add(1)
	s.c.opts.Logger.Warn("ari: event not understood", "type", e.Type, "bytes", len(e.JSON), "err", e.Err)
}

// deliver queues the event, or ends the connection if there is no room.
func (s *session) deliver(event Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fits := true
	switch {
	case s.admitted:
		fits = s.c.queue.push(event)
	case len(s.held) < s.c.opts.EventLimit:
		s.held = append(s.held, event)
	default:
		fits = false
	}
	if !fits {
		s.c.counts.overflows.Add(1)
		s.end(ErrOverflow)
	}
}

// admit puts Connected into the stream, and behind it what came meanwhile.
func (s *session) admit(connected *Connected) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.admitted = true
	s.c.queue.tell(connected)
	if !s.c.queue.push(s.held...) {
		s.c.counts.overflows.Add(1)
		s.end(ErrOverflow)
	}
	s.held = nil
}

// finish ends the session and waits for everything it started.
func (s *session) finish(why error) {
	s.end(why)
	s.stop()
	s.finished.Wait()
}

// wait returns why the connection ended, or ends it when ctx does.
func (s *session) wait(ctx context.Context) error {
	why := ErrClosed
	select {
	case <-s.gone: // for a reason of its own, which stands
	case <-ctx.Done():
		why = ctx.Err()
	}
	s.finish(why)
	s.c.counts.disconnects.Add(1)
	return s.reason.get()
}

// beatOn proves every now and then that the application still gets events. A
// request that fails is forgiven once: Asterisk may just be busy.
func (s *session) beatOn(ctx context.Context) {
	failed := 0
	for sleep(ctx, s.c.opts.HeartbeatInterval) == nil {
		err := s.beat(ctx)
		switch {
		case err == nil:
			failed = 0
			s.retrySubscriptions(ctx)
		case ctx.Err() != nil:
			return
		case errors.Is(err, ErrInactive):
			s.end(err)
			return
		default:
			if failed++; failed > 1 {
				s.end(fmt.Errorf("%w: heartbeat cannot be sent: %w", ErrSilent, err))
				return
			}
		}
	}
}

// retrySubscriptions asks again for sources that did not exist before.
func (s *session) retrySubscriptions(ctx context.Context) {
	if err := s.subscribe(ctx); err != nil && ctx.Err() == nil {
		s.c.opts.Logger.Warn("ari: cannot subscribe, will try again", "sources", s.missing, "err", err)
	}
}

// beat sends one heartbeat and waits until it comes back as an event.
func (s *session) beat(ctx context.Context) error {
	nonce := newID()
	err := s.c.UserEvents().UserEvent(ctx, heartbeatName, EventsUserEventParams{
		Application: s.c.opts.Application, Variables: Assignments{heartbeatName: nonce},
	})
	if err != nil {
		if errors.Is(err, ErrNotFound) {
			return fmt.Errorf("%w: %w", ErrInactive, err)
		}
		return err
	}
	limit := time.NewTimer(s.c.opts.RequestTimeout)
	defer limit.Stop()
	for {
		select {
		case seen := <-s.beats:
			if seen == nonce {
				return nil
			}
		case <-s.gone:
			return s.reason.get()
		case <-limit.C:
			return fmt.Errorf("%w: heartbeat did not come back", ErrInactive)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
