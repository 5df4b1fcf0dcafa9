package ari

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"
)

// maxAnswer bounds what is read of one answer: a list of thousands of channels.
const maxAnswer = 64 << 20

// httpTransport sends each request over a connection of its pool.
type httpTransport struct {
	base     string
	user     string
	password string
	client   *http.Client
	ours     *http.Transport // nil if the client came from outside
}

// idleTimeout stays below the 15 s after which Asterisk closes an idle
// connection, so that no request meets a connection that is just closing.
const idleTimeout = 12 * time.Second

func newPool(o Options) *http.Transport {
	dialer := &net.Dialer{Timeout: o.RequestTimeout, KeepAlive: 5 * time.Second}
	return &http.Transport{
		DialContext:         dialer.DialContext,
		MaxConnsPerHost:     o.MaxConns,
		MaxIdleConnsPerHost: o.MaxConns,
		IdleConnTimeout:     idleTimeout,
		DisableCompression:  true,
	}
}

func newHTTPTransport(o Options) *httpTransport {
	t := &httpTransport{base: o.URL, user: o.Username, password: o.Password, client: o.HTTPClient}
	if t.client == nil {
		t.ours = newPool(o)
		t.client = &http.Client{Transport: t.ours}
	}
	return t
}

func (t *httpTransport) roundTrip(ctx context.Context, w wire) (answer, error) {
	resp, err := t.send(ctx, w)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil && resp.StatusCode < 300 {
		return answer{}, unsent(w.op, ErrUnknownOutcome, err)
	}
	return answer{status: resp.StatusCode, reason: http.StatusText(resp.StatusCode), body: body}, nil
}

// send returns the answer with its body unread.
func (t *httpTransport) send(ctx context.Context, w wire) (*http.Response, error) {
	var body io.Reader
	if w.body != nil {
		body = bytes.NewReader(w.body)
	}
	address := t.base + "/" + w.path
	if q := w.queryString(); q != "" {
		address += "?" + q
	}
	// Written may be set by the transport's own goroutine after we gave up.
	var written atomic.Bool
	trace := &httptrace.ClientTrace{WroteHeaders: func() { written.Store(true) }}
	req, err := http.NewRequestWithContext(httptrace.WithClientTrace(ctx, trace), w.method, address, body)
	if err != nil {
		return nil, unsent(w.op, ErrInvalid, err)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	req.SetBasicAuth(t.user, t.password)
	resp, err := t.client.Do(req)
	if err != nil {
		kind := ErrNotSent
		if written.Load() {
			kind = ErrUnknownOutcome
		}
		return nil, unsent(w.op, kind, err)
	}
	return resp, nil
}

func (t *httpTransport) close() {
	if t.ours != nil {
		t.ours.CloseIdleConnections()
	}
}
