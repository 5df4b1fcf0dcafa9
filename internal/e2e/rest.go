package e2e

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// Client speaks the REST API as one user. Its methods fail the test where the
// answer is not a success; Do leaves that to the test.
type Client struct {
	mu          sync.Mutex
	base, token string
}

// plain keeps no connections: those that are left over would be counted among
// the goroutines of both sides.
var plain = &http.Client{
	Transport: &http.Transport{DisableKeepAlives: true},
	Timeout:   patience,
}

// prefix of every path that does not begin with http.
const prefix = "/api/v1"

func (c *Client) use(base, token string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.base, c.token = base, token
}

func (c *Client) url() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.base
}

// As is the same API for the user of another token; "" is nobody.
func (c *Client) As(token string) *Client { return &Client{base: c.url(), token: token} }

// Answer is what the server answered.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Problem is an error as RFC 9457 has it.
type Problem struct {
	Status int    `json:"status"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
	Errors []struct {
		Field  string `json:"field"`
		Detail string `json:"detail"`
	} `json:"errors"`
}

// Problem reads the answer as a problem; the test fails where it is none.
func (a Answer) Problem(t testing.TB) Problem {
	t.Helper()
	var p Problem
	if kind := a.Header.Get("Content-Type"); !strings.HasPrefix(kind, "application/problem+json") {
		t.Fatalf("%d with %s is no problem: %s", a.Status, kind, a.Body)
	}
	if err := json.Unmarshal(a.Body, &p); err != nil {
		t.Fatalf("%v: %s", err, a.Body)
	}
	return p
}

// Do sends in as JSON, unless it is nil, and answers whatever came back.
func (c *Client) Do(t testing.TB, method, path string, in any, header ...string) Answer {
	t.Helper()
	a, err := c.try(t.Context(), method, path, in, header...)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// try is Do for moments when the server may be away.
func (c *Client) try(ctx context.Context, method, path string, in any, header ...string) (Answer, error) {
	c.mu.Lock()
	base, token := c.base, c.token
	c.mu.Unlock()
	if !strings.HasPrefix(path, "http") {
		path = base + prefix + path
	}
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return Answer{}, err
		}
		body = bytes.NewReader(b)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, path, body)
	if err != nil {
		return Answer{}, err
	}
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := plain.Do(req)
	if err != nil {
		return Answer{}, err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	return Answer{res.StatusCode, res.Header, b}, err
}

func (c *Client) succeed(t testing.TB, method, path string, in, out any) {
	t.Helper()
	a := c.Do(t, method, path, in)
	if a.Status < 200 || a.Status > 299 {
		t.Fatalf("%s %s: %d: %s", method, path, a.Status, a.Body)
	}
	if out == nil {
		return
	}
	if err := json.Unmarshal(a.Body, out); err != nil {
		t.Fatalf("%s %s: %v: %s", method, path, err, a.Body)
	}
}

// Get reads path into out.
func (c *Client) Get(t testing.TB, path string, out any) {
	t.Helper()
	c.succeed(t, "GET", path, nil, out)
}

// Post sends in and reads the answer into out; either may be nil.
func (c *Client) Post(t testing.TB, path string, in, out any) {
	t.Helper()
	c.succeed(t, "POST", path, in, out)
}

// Put sends in and reads the answer into out, which may be nil.
func (c *Client) Put(t testing.TB, path string, in, out any) {
	t.Helper()
	c.succeed(t, "PUT", path, in, out)
}

// Delete removes what is at path.
func (c *Client) Delete(t testing.TB, path string) {
	t.Helper()
	c.succeed(t, "DELETE", path, nil, nil)
}

// Status waits until path answers with the status.
func (c *Client) Status(t testing.TB, path string, status int, within time.Duration) {
	t.Helper()
	eventually(t, within, func() bool {
		a, err := c.try(t.Context(), "GET", path, nil)
		return err == nil && a.Status == status
	}, "%s answers %d", path, status)
}

func basic(user, password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
}
