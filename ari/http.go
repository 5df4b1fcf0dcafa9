package ari

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"syscall"
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
	return &http.Transport{
		DialContext:         patient(&net.Dialer{Timeout: o.RequestTimeout, KeepAlive: 5 * time.Second}),
		MaxConnsPerHost:     o.MaxConns,
		MaxIdleConnsPerHost: o.MaxConns,
		IdleConnTimeout:     idleTimeout,
		DisableCompression:  true,
	}
}

// patient dials, and where this process may open no further file it goes on
// trying within the dialer's timeout: a request that failed at once would be
// taken for a phone that cannot be reached, while a connection of the pool that
// becomes idle meanwhile carries it.
func patient(d *net.Dialer) func(ctx context.Context, network, address string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		ctx, cancel := context.WithTimeout(ctx, d.Timeout)
		defer cancel()
		again := time.NewTicker(20 * time.Millisecond)
		defer again.Stop()
		for {
			conn, err := d.DialContext(ctx, network, address)
			if !errors.Is(err, syscall.EMFILE) && !errors.Is(err, syscall.ENFILE) {
				return conn, err
			}
			select {
			case <-ctx.Done():
				return nil, err
			case <-again.C:
			}
		}
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
