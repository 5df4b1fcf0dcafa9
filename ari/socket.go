package ari

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/coder/websocket"
)

// maxFrame bounds one message from Asterisk. An event can carry long caller
// names and many variables.
const maxFrame = 16 << 20

// openSocket opens a websocket for app. The returned connection closes itself
// when silence lasts longer than the read deadline.
func openSocket(ctx context.Context, o Options, r request) (*socket, error) {
	w, err := r.encode()
	if err != nil {
		return nil, err
	}
	address := "ws" + strings.TrimPrefix(o.URL, "http") + "/" + w.path + "?" + w.queryString()
	s := &socket{deadline: o.ReadDeadline}
	header := http.Header{}
	header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(o.Username+":"+o.Password)))
	options := &websocket.DialOptions{
		HTTPHeader: header, Subprotocols: []string{"ari"}, HTTPClient: socketClient(o),
		OnPongReceived: func(context.Context, []byte) { s.alive() },
	}
	conn, resp, err := websocket.Dial(ctx, address, options)
	if err != nil {
		if resp != nil && resp.StatusCode >= 300 {
			return nil, &Error{Op: r.op, Status: resp.StatusCode, Message: http.StatusText(resp.StatusCode), cause: err}
		}
		return nil, unsent(r.op, ErrNotSent, err)
	}
	conn.SetReadLimit(maxFrame)
	s.conn = conn
	s.silence = time.AfterFunc(time.Hour, func() { s.end(ErrSilent) })
	s.alive()
	return s, nil
}

// socketClient is a client of its own for the websocket handshake, so that a
// full request pool cannot keep us from connecting.
func socketClient(o Options) *http.Client {
	if o.HTTPClient != nil {
		return o.HTTPClient
	}
	pool := newPool(o)
	pool.DisableKeepAlives = true // it serves one handshake
	return &http.Client{Transport: pool}
}

// socket is a websocket that knows why it ended.
type socket struct {
	conn     *websocket.Conn
	deadline time.Duration
	silence  *time.Timer
	reason   onceError
}

// alive puts off the end by silence.
func (s *socket) alive() {
	s.silence.Reset(s.deadline)
}

// end closes the connection; the first reason given stands.
func (s *socket) end(why error) {
	if s.reason.set(why) {
		s.silence.Stop()
		_ = s.conn.CloseNow() // the reason is what counts
	}
}

// read returns the next frame.
func (s *socket) read(ctx context.Context) ([]byte, error) {
	_, frame, err := s.conn.Read(ctx)
	if err != nil {
		s.end(closeReason(err))
		return nil, s.reason.get()
	}
	s.alive()
	return frame, nil
}

// ping sends pings until ctx ends. What matters is not this pong but that
// something comes: a busy socket is alive too.
func (s *socket) ping(ctx context.Context, every time.Duration) {
	for sleep(ctx, every) == nil {
		answered, cancel := context.WithTimeout(ctx, s.deadline)
		err := s.conn.Ping(answered)
		cancel()
		if err != nil && !errors.Is(err, context.DeadlineExceeded) {
			return // the reader knows why
		}
	}
}

func closeReason(err error) error {
	if code := websocket.CloseStatus(err); code != -1 {
		return fmt.Errorf("ari: Asterisk closed the connection with %d: %w", int(code), err)
	}
	return fmt.Errorf("ari: connection broken: %w", err)
}
