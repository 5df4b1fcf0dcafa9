package ari

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Client talks to one Asterisk as one application. All methods may be used by
// many goroutines at once.
type Client struct {
	opts   Options
	http   *httpTransport
	cmd    transport // carries ordinary requests; http or a set of websockets
	queue  *queue
	out    chan Event
	counts counters

	mu        sync.Mutex
	session   *session // the present or latest one
	running   bool
	closed    bool
	startedAt time.Time // of the Asterisk we last saw
	entity    string

	replaced atomic.Bool
}

// New makes a client without talking to Asterisk: Run will connect. Use it
// where Asterisk may come later than we do.
func New(o Options) (*Client, error) {
	o, err := o.complete()
	if err != nil {
		return nil, err
	}
	c := &Client{opts: o, http: newHTTPTransport(o), queue: newQueue(o.EventLimit), out: make(chan Event)}
	c.cmd = c.http
	if o.Transport == Websocket {
		c.cmd = newSocketTransport(o)
	}
	return c, nil
}

// Dial connects once and returns when the application is active, or says why
// it is not. Run must follow, or Close.
func Dial(ctx context.Context, o Options) (*Client, error) {
	c, err := New(o)
	if err != nil {
		return nil, err
	}
	_, err = c.connect(ctx)
	for attempt := 1; errors.Is(err, ErrInactive) && attempt < 3; attempt++ {
		// Asterisk was just putting away an earlier connection of the same
		// name, and took the application of the new one away with it.
		_, err = c.connect(ctx)
	}
	if err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// Run keeps the application connected until ctx ends, and reconnects with
// growing pauses whenever the connection is lost. It returns ctx's error, or
// ErrReplaced when another client has taken the application: then this client
// is finished, and every later request fails with ErrReplaced. When Run
// returns, the stream of events is closed. It may be called once.
func (c *Client) Run(ctx context.Context) error {
	c.mu.Lock()
	if c.running || c.closed {
		c.mu.Unlock()
		return ErrClosed
	}
	c.running = true
	s := c.session
	c.mu.Unlock()

	pumping, stopPump := context.WithCancel(ctx)
	var pump sync.WaitGroup
	pump.Go(func() { c.queue.pump(pumping, c.out) })
	err := c.keepConnected(ctx, s)
	if errors.Is(err, ErrReplaced) {
		c.drain(ctx)
	}
	stopPump()
	pump.Wait()
	close(c.out)
	c.Close()
	return err
}

// drain gives the consumer a moment to take what is queued.
func (c *Client) drain(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, c.opts.RequestTimeout)
	defer cancel()
	_ = c.queue.waitBelow(ctx, 1) // giving up is all right: the stream ends anyway
}

func (c *Client) keepConnected(ctx context.Context, s *session) error {
	pause := c.opts.BackoffMin
	failures := 0
	for {
		if s == nil {
			var err error
			if s, err = c.connect(ctx); err != nil {
				if final := c.final(ctx, err); final != nil {
					return final
				}
				// Said when it begins and then now and then.
				if failures%30 == 0 {
					c.opts.Logger.Warn("ari: cannot connect, will keep trying", "err", err, "failures", failures+1)
				}
				failures++
				if err := sleep(ctx, jitter(pause)); err != nil {
					return err
				}
				pause = min(2*pause, c.opts.BackoffMax)
				continue
			}
			c.opts.Logger.Info("ari: connected", "application", c.opts.Application)
			failures = 0
		}
		err := s.wait(ctx)
		s = nil
		c.queue.tell(&Disconnected{Err: err})
		if final := c.final(ctx, err); final != nil {
			return final
		}
		c.opts.Logger.Warn("ari: connection lost", "err", err)
		// A consumer that is behind gets no new events on top: while it
		// catches up we stay away, and Asterisk sends callers elsewhere.
		if err := c.queue.waitBelow(ctx, c.opts.EventLimit/2+1); err != nil {
			return err
		}
		pause = c.opts.BackoffMin
		if err := sleep(ctx, jitter(pause)); err != nil {
			return err
		}
	}
}

// final is what Run returns if a connection that ended or failed like this
// shall be the last one.
func (c *Client) final(ctx context.Context, err error) error {
	switch {
	case errors.Is(err, ErrReplaced):
		c.replaced.Store(true)
		return ErrReplaced
	case errors.Is(err, ErrClosed):
		return ErrClosed
	}
	return ctx.Err()
}

// Events is the one ordered stream of everything that happens. It is closed
// when Run has returned.
func (c *Client) Events() <-chan Event { return c.out }

// Application is the name of our application.
func (c *Client) Application() string { return c.opts.Application }

// Close ends a client that was dialled but is not run; Run does it by itself
// when it returns. Of a client that runs it ends the run, with ErrClosed. Later
// requests fail with ErrClosed.
func (c *Client) Close() {
	c.mu.Lock()
	s, running := c.session, c.running
	c.closed = true
	c.mu.Unlock()
	switch {
	case s == nil:
	case running:
		s.end(ErrClosed) // Run waits for it
	default:
		s.finish(ErrClosed)
	}
	c.cmd.close()
	c.http.close()
}

// do sends r and decodes the answer into out, if there is one to decode.
func (c *Client) do(ctx context.Context, r request, out any) error {
	w, err := r.encode()
	if err != nil {
		return err
	}
	if err := c.usable(r.op); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, c.opts.RequestTimeout)
	defer cancel()
	a, err := c.carrier(r).roundTrip(ctx, w)
	c.counts.requests.Add(1)
	if err != nil {
		if errors.Is(err, ErrUnknownOutcome) {
			c.counts.unknownOutcomes.Add(1)
		}
		return err
	}
	if a.status >= 300 {
		return refused(r.op, a)
	}
	if out == nil || len(a.body) == 0 {
		return nil
	}
	if err := json.Unmarshal(a.body, out); err != nil {
		return &Error{Op: r.op, Status: a.status, Message: "answer not understood", cause: err}
	}
	return nil
}

// usable keeps a client that has stepped down or was closed from sending.
func (c *Client) usable(op string) error {
	if c.replaced.Load() {
		return unsent(op, ErrNotSent, ErrReplaced)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return unsent(op, ErrNotSent, ErrClosed)
	}
	return nil
}

// carrier is the transport for r. Lists go by HTTP whatever is chosen: Asterisk
// builds a websocket frame on the thread's stack, which a big answer overruns.
func (c *Client) carrier(r request) transport {
	if r.method == http.MethodGet {
		return c.http
	}
	return c.cmd
}

// stream sends r by HTTP and returns the unread answer. The time limit covers
// the wait for its beginning only.
func (c *Client) stream(ctx context.Context, r request) (io.ReadCloser, error) {
	w, err := r.encode()
	if err != nil {
		return nil, err
	}
	if err := c.usable(r.op); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	limit := time.AfterFunc(c.opts.RequestTimeout, cancel)
	resp, err := c.http.send(ctx, w)
	if !limit.Stop() && err == nil {
		resp.Body.Close()
		err = unsent(r.op, ErrUnknownOutcome, context.DeadlineExceeded)
	}
	if err != nil {
		cancel()
		return nil, err
	}
	if resp.StatusCode >= 300 {
		defer cancel()
		defer resp.Body.Close()
		body, _ := io.ReadAll(io.LimitReader(resp.Body, maxBody)) // the status says enough
		return nil, refused(r.op, answer{status: resp.StatusCode, reason: http.StatusText(resp.StatusCode), body: body})
	}
	return &cancelBody{resp.Body, cancel}, nil
}

// cancelBody frees the request's context when the answer is closed.
type cancelBody struct {
	io.ReadCloser
	cancel context.CancelFunc
}

func (b *cancelBody) Close() error {
	defer b.cancel()
	return b.ReadCloser.Close()
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// jitter spreads reconnects of many clients: d to 1.5 d.
func jitter(d time.Duration) time.Duration {
	return d + time.Duration(rand.Int64N(int64(d)/2+1))
}

func (c *Client) String() string { return fmt.Sprintf("ari client of %s", c.opts.Application) }
