package aritest

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/coder/websocket"

	"vonal/ari"
)

// socket is one client's websocket.
type socket struct {
	a     *Asterisk
	conn  *websocket.Conn
	apps  map[string]bool // which it has not lost to a later client
	added chan struct{}

	mu  sync.Mutex
	out [][]byte
}

// serveSocket is GET /events.
func (a *Asterisk) serveSocket(w http.ResponseWriter, r *http.Request) {
	names := strings.Split(r.URL.Query().Get("app"), ",")
	if names[0] == "" {
		write(w, refuse(http.StatusBadRequest, "Missing param"))
		return
	}
	// As in Asterisk, the application is registered before the client hears
	// that it is connected.
	s := &socket{a: a, apps: map[string]bool{}, added: make(chan struct{}, 1)}
	a.mu.Lock()
	for _, name := range names {
		a.activate(name, s)
	}
	a.mu.Unlock()
	if conn, err := websocket.Accept(w, r, s.accept()); err == nil { // else Accept has answered
		s.talk(r.Context(), conn)
	}
	a.mu.Lock()
	delete(a.sockets, s)
	for _, name := range names {
		a.deactivate(name, s)
	}
	a.mu.Unlock()
}

func (s *socket) accept() *websocket.AcceptOptions {
	return &websocket.AcceptOptions{
		Subprotocols:   []string{"ari"},
		OnPingReceived: func(context.Context, []byte) bool { return !s.a.isFrozen() },
	}
}

// talk is the life of the connection.
func (s *socket) talk(ctx context.Context, conn *websocket.Conn) {
	conn.SetReadLimit(65535)
	s.conn = conn
	s.a.mu.Lock()
	s.a.sockets[s] = true
	s.a.mu.Unlock()
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var writing sync.WaitGroup
	writing.Go(func() { s.write(ctx) })
	s.read(ctx)
	cancel()
	writing.Wait()
}

// queue puts a frame behind the others.
func (s *socket) queue(frame []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.out = append(s.out, frame)
	select {
	case s.added <- struct{}{}:
	default:
	}
}

// write sends what is queued. A client that does not take a frame in time is
// cut off.
func (s *socket) write(ctx context.Context) {
	for {
		select {
		case <-s.added:
		case <-ctx.Done():
			return
		}
		s.mu.Lock()
		frames := s.out
		s.out = nil
		s.mu.Unlock()
		for _, frame := range frames {
			if s.a.gateFrozen(ctx) != nil {
				return
			}
			patience, cancel := context.WithTimeout(ctx, s.a.settings.WriteTimeout)
			err := s.conn.Write(patience, websocket.MessageText, frame)
			cancel()
			if err != nil {
				_ = s.conn.Close(websocket.StatusInternalError, "") // 1011, if it gets through
				s.cut()
				return
			}
		}
	}
}

// read takes requests over the websocket, one after the other, until the
// connection ends.
func (s *socket) read(ctx context.Context) {
	for {
		_, frame, err := s.conn.Read(ctx)
		if err != nil {
			s.cut()
			return
		}
		if s.a.gateFrozen(ctx) != nil {
			return
		}
		if response := s.request(frame); response != nil {
			s.queue(response)
		}
	}
}

// request carries out a RESTRequest; nil if it shall not be answered.
func (s *socket) request(frame []byte) []byte {
	var in ari.RESTRequest
	out := ari.RESTResponse{StatusCode: http.StatusBadRequest, ReasonPhrase: http.StatusText(http.StatusBadRequest)}
	if json.Unmarshal(frame, &in) == nil && in.Type == "RESTRequest" {
		query := url.Values{}
		for _, q := range in.QueryStrings {
			query.Set(q.Name, q.Value)
		}
		answer, silent := s.a.dispatch(in.Method, in.URI, query, []byte(in.MessageBody), true)
		if silent {
			return nil
		}
		out.RequestID, out.TransactionID, out.URI = in.RequestID, in.TransactionID, in.URI
		out.StatusCode, out.ReasonPhrase = answer.status, http.StatusText(answer.status)
		if answer.body != nil {
			text, err := json.Marshal(answer.body)
			if err != nil {
				panic(err) // our own types always encode
			}
			out.ContentType, out.MessageBody = "application/json", string(text)
		}
	}
	response, err := ari.EncodeEvent(&out)
	if err != nil {
		panic(err)
	}
	return response
}

// cut ends the connection without a word.
func (s *socket) cut() { _ = s.conn.CloseNow() }

func (a *Asterisk) isFrozen() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.frozen != nil
}

// gateFrozen waits while frozen.
func (a *Asterisk) gateFrozen(ctx context.Context) error {
	a.mu.Lock()
	frozen := a.frozen
	a.mu.Unlock()
	if frozen == nil {
		return nil
	}
	select {
	case <-frozen:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// CutConnections ends every websocket at once, as a broken network does.
func (a *Asterisk) CutConnections() {
	a.mu.Lock()
	sockets := make([]*socket, 0, len(a.sockets))
	for s := range a.sockets {
		sockets = append(sockets, s)
	}
	a.mu.Unlock()
	for _, s := range sockets {
		s.cut()
	}
}

// CutApplication ends the websocket of one application.
func (a *Asterisk) CutApplication(name string) {
	a.mu.Lock()
	p := a.apps[name]
	var s *socket
	if p != nil {
		s = p.socket
	}
	a.mu.Unlock()
	if s != nil {
		s.cut()
	}
}
