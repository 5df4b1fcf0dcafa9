package ari

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// maxSocketMessage is the longest message Asterisk reads from a websocket.
const maxSocketMessage = 65535

// socketTransport sends requests over a few websockets of their own. Each is
// opened when first needed, and again when it was lost.
type socketTransport struct {
	opts  Options
	lines []*commandLine
}

func newSocketTransport(o Options) *socketTransport {
	t := &socketTransport{opts: o}
	for i := range o.CommandSockets {
		// Not named after the application at the front: a StasisBroadcast to
		// all names that begin like it shall not reach these.
		t.lines = append(t.lines, &commandLine{opts: o, app: fmt.Sprintf("cmd-%s-%d", o.Application, i)})
	}
	return t
}

func (t *socketTransport) roundTrip(ctx context.Context, w wire) (answer, error) {
	line := t.lines[0]
	for _, other := range t.lines[1:] {
		if other.load() < line.load() {
			line = other
		}
	}
	return line.roundTrip(ctx, w)
}

func (t *socketTransport) close() {
	for _, line := range t.lines {
		line.close()
	}
}

// commandLine is one websocket for requests. Asterisk answers on it in order,
// and starts a request only when it has answered the one before.
type commandLine struct {
	opts Options
	app  string

	dialing sync.Mutex // held while the socket is being opened
	mu      sync.Mutex
	now     *commandSocket
	closed  bool
	users   int
}

// load is how many requests are on their way, those included whose caller has
// given up: Asterisk still works on them before it begins with another.
func (l *commandLine) load() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.now == nil {
		return l.users
	}
	return l.users + l.now.givenUp()
}

func (l *commandLine) use(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.users += n
}

func (l *commandLine) roundTrip(ctx context.Context, w wire) (answer, error) {
	l.use(1)
	defer l.use(-1)
	for attempt := 1; ; attempt++ {
		s, err := l.socket(ctx)
		if err != nil {
			return answer{}, unsent(w.op, ErrNotSent, err)
		}
		a, err := s.roundTrip(ctx, w)
		// A socket may end between our finding it and using it.
		if attempt == 1 && errors.Is(err, ErrNotSent) {
			continue
		}
		return a, err
	}
}

// socket returns the open socket or opens one.
func (l *commandLine) socket(ctx context.Context) (*commandSocket, error) {
	l.dialing.Lock()
	defer l.dialing.Unlock()
	l.mu.Lock()
	s, closed := l.now, l.closed
	l.mu.Unlock()
	if closed {
		return nil, ErrClosed
	}
	if s != nil && s.reason.get() == nil {
		return s, nil
	}
	if s != nil {
		s.finish()
	}
	opened, err := openSocket(ctx, l.opts, eventWebsocketRequest(EventsEventWebsocketParams{App: []string{l.app}}))
	if err != nil {
		return nil, err
	}
	s = newCommandSocket(ctx, opened, l.opts)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.now = s
	return s, nil
}

func (l *commandLine) close() {
	l.dialing.Lock()
	defer l.dialing.Unlock()
	l.mu.Lock()
	s := l.now
	l.now, l.closed = nil, true
	l.mu.Unlock()
	if s != nil {
		s.finish()
	}
}

// commandSocket is the socket while it lasts.
type commandSocket struct {
	*socket
	stop     context.CancelFunc
	finished sync.WaitGroup
	timeout  time.Duration

	mu      sync.Mutex
	waiting map[string]chan answer
}

func newCommandSocket(ctx context.Context, opened *socket, o Options) *commandSocket {
	life, stop := context.WithCancel(context.WithoutCancel(ctx))
	s := &commandSocket{socket: opened, stop: stop, timeout: o.RequestTimeout, waiting: map[string]chan answer{}}
	s.finished.Go(func() { s.receive(life) })
	s.finished.Go(func() { s.ping(life, o.PingInterval) })
	return s
}

func (s *commandSocket) finish() {
	s.end(ErrClosed)
	s.stop()
	s.finished.Wait()
}

func (s *commandSocket) roundTrip(ctx context.Context, w wire) (answer, error) {
	id := newID()
	message, err := json.Marshal(restRequest(id, w))
	if err != nil {
		return answer{}, unsent(w.op, ErrInvalid, err)
	}
	if len(message) > maxSocketMessage {
		return answer{}, unsent(w.op, ErrTooLarge, nil)
	}
	answered := s.expect(id)
	if answered == nil {
		return answer{}, unsent(w.op, ErrNotSent, s.reason.get())
	}
	defer s.giveUp(id)
	// Written with a limit of its own: a caller who gives up must not tear the
	// connection away from the others.
	writing, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.timeout)
	err = s.conn.Write(writing, websocket.MessageText, message)
	cancel()
	if err != nil {
		s.end(closeReason(err))
		return answer{}, unsent(w.op, ErrUnknownOutcome, err)
	}
	select {
	case a, ok := <-answered:
		if !ok {
			return answer{}, unsent(w.op, ErrUnknownOutcome, s.reason.get())
		}
		return a, nil
	case <-ctx.Done():
		return answer{}, unsent(w.op, ErrUnknownOutcome, ctx.Err())
	}
}

func restRequest(id string, w wire) RESTRequest {
	r := RESTRequest{Type: "RESTRequest", RequestID: id, TransactionID: id, Method: w.method, URI: w.path}
	for _, p := range w.query {
		r.QueryStrings = append(r.QueryStrings, RESTQueryStringParameter{Name: p.name, Value: p.values[0]})
	}
	if w.body != nil {
		r.ContentType, r.MessageBody = "application/json", string(w.body)
	}
	return r
}

// expect registers a request; nil on a socket that has ended.
func (s *commandSocket) expect(id string) <-chan answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.waiting == nil || s.reason.get() != nil {
		return nil
	}
	ch := make(chan answer, 1)
	s.waiting[id] = ch
	return ch
}

// giveUp leaves an answer that may still come to nobody.
func (s *commandSocket) giveUp(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, unanswered := s.waiting[id]; unanswered {
		s.waiting[id] = nil
	}
}

func (s *commandSocket) givenUp() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, ch := range s.waiting {
		if ch == nil {
			n++
		}
	}
	return n
}

func (s *commandSocket) receive(ctx context.Context) {
	defer s.abandon()
	for {
		frame, err := s.read(ctx)
		if err != nil {
			return
		}
		if r, ok := DecodeEvent(frame).(*RESTResponse); ok {
			s.settle(r)
		}
	}
}

// settle hands the answer to whoever still waits for it.
func (s *commandSocket) settle(r *RESTResponse) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if ch := s.waiting[r.RequestID]; ch != nil {
		ch <- answer{status: r.StatusCode, reason: r.ReasonPhrase, body: []byte(r.MessageBody)}
	}
	delete(s.waiting, r.RequestID)
}

// abandon tells everybody who waits that no answer will come.
func (s *commandSocket) abandon() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, ch := range s.waiting {
		if ch != nil {
			close(ch)
		}
	}
	s.waiting = nil
}
