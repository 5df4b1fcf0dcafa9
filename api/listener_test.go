package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/coder/websocket"

	"vonal/api"
	"vonal/crm"
)

// patience is how long a test waits for what must come.
const patience = 10 * time.Second

// listener is a page's connection, in centrifuge's own JSON.
type listener struct {
	h       *house
	socket  *websocket.Conn
	events  chan api.DeskEvent
	offset  chan uint64
	closed  chan error
	replies chan map[string]json.RawMessage
}

func (h *house) ticket(role crm.Role) string {
	h.t.Helper()
	return want[api.Ticket](h, role, "POST", "/realtime/ticket", "", 201).Ticket
}

// dial opens a websocket with these headers.
func (h *house) dial(header http.Header) (*websocket.Conn, *http.Response, error) {
	ctx, cancel := context.WithTimeout(h.t.Context(), patience)
	defer cancel()
	return websocket.Dial(ctx, "ws"+strings.TrimPrefix(h.url, "http")+"/connection/websocket", &websocket.DialOptions{HTTPHeader: header, HTTPClient: h.client})
}

// connect shows a ticket and answers the reply to it.
func (h *house) connect(ticket string) (*listener, map[string]json.RawMessage) {
	h.t.Helper()
	socket, _, err := h.dial(nil)
	h.must(err)
	socket.SetReadLimit(16 << 20)
	l := &listener{h: h, socket: socket, events: make(chan api.DeskEvent, 1000), closed: make(chan error, 1), replies: make(chan map[string]json.RawMessage, 10)}
	h.t.Cleanup(func() { socket.CloseNow() })
	go l.read(context.WithoutCancel(h.t.Context()))
	return l, l.ask(`{"id":1,"connect":{"token":"` + ticket + `"}}`)
}

// subscribe connects as role and subscribes to the desk.
func (h *house) subscribe(role crm.Role) *listener {
	h.t.Helper()
	l, reply := h.connect(h.ticket(role))
	if reply["connect"] == nil {
		h.t.Fatalf("not connected: %s", reply["error"])
	}
	if reply = l.ask(`{"id":2,"subscribe":{"channel":"desk"}}`); reply["subscribe"] == nil {
		h.t.Fatalf("not subscribed: %s", reply["error"])
	}
	return l
}

// send fails silently on a closed connection: who waits for a reply finds out.
func (l *listener) send(text string) {
	_ = l.socket.Write(l.h.t.Context(), websocket.MessageText, []byte(text))
}

func (l *listener) ask(text string) map[string]json.RawMessage {
	l.h.t.Helper()
	l.send(text)
	select {
	case r := <-l.replies:
		return r
	case err := <-l.closed:
		l.closed <- err
		return map[string]json.RawMessage{"closed": json.RawMessage(fmt.Sprintf("%q", err))}
	case <-time.After(patience):
		l.h.t.Fatalf("no reply to %s", text)
		return nil
	}
}

func (l *listener) read(ctx context.Context) {
	for {
		_, frame, err := l.socket.Read(ctx)
		if err != nil {
			l.closed <- err
			return
		}
		for line := range strings.Lines(string(frame)) {
			l.take(ctx, line)
		}
	}
}

func (l *listener) take(ctx context.Context, line string) {
	var m struct {
		ID   int `json:"id"`
		Push struct {
			Pub struct {
				Data api.DeskEvent `json:"data"`
			} `json:"pub"`
		} `json:"push"`
	}
	if json.Unmarshal([]byte(line), &m) != nil {
		return
	}
	switch {
	case strings.TrimSpace(line) == "{}":
		_ = l.socket.Write(ctx, websocket.MessageText, []byte("{}")) // pong
	case m.ID != 0:
		reply := map[string]json.RawMessage{}
		_ = json.Unmarshal([]byte(line), &reply)
		l.replies <- reply
	case m.Push.Pub.Data.Type != "":
		l.events <- m.Push.Pub.Data
	}
}

// next is the next publication.
func (l *listener) next() api.DeskEvent {
	l.h.t.Helper()
	select {
	case e := <-l.events:
		return e
	case err := <-l.closed:
		l.h.t.Fatalf("disconnected: %v", err)
	case <-time.After(patience):
		l.h.t.Fatal("nothing was published")
	}
	return api.DeskEvent{}
}

func (l *listener) wantClosed(why string) {
	l.h.t.Helper()
	select {
	case <-l.closed:
	case <-time.After(5 * time.Second):
		l.h.t.Errorf("still open although %s", why)
	}
}
