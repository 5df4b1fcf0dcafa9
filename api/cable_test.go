package api_test

import (
	"bytes"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
)

// cable is the line to a database, which can be cut and joined again.
type cable struct {
	t        testing.TB
	listener net.Listener
	far      string

	mu      sync.Mutex
	cut     bool
	swallow string // once this was sent, nothing comes back any more
	ends    map[net.Conn]bool
	running sync.WaitGroup
}

// lay puts a cable before the database of dsn, and answers its address.
func lay(t testing.TB, dsn string) (*cable, string) {
	t.Helper()
	_, rest, _ := strings.Cut(dsn, "@")
	far, _, _ := strings.Cut(rest, "/")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &cable{t: t, listener: l, far: far, ends: map[net.Conn]bool{}}
	c.running.Go(c.serve)
	t.Cleanup(func() {
		l.Close()
		c.set(true, "")
		c.running.Wait()
	})
	return c, strings.Replace(dsn, far, l.Addr().String(), 1)
}

// set cuts the cable, with all that goes through it, or joins it; after swallow
// was sent once, answers are lost.
func (c *cable) set(cut bool, swallow string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cut, c.swallow = cut, swallow
	if cut {
		for end := range c.ends {
			end.Close()
		}
	}
}

func (c *cable) serve() {
	for {
		near, err := c.listener.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", c.far)
		if err != nil {
			near.Close()
			continue
		}
		if !c.hold(near, far) {
			continue
		}
		lost := make(chan struct{})
		c.running.Go(func() { c.carry(far, near, lost, true) })
		c.running.Go(func() { c.carry(near, far, lost, false) })
	}
}

// hold keeps both ends for the day they are cut, which may be today.
func (c *cable) hold(ends ...net.Conn) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, end := range ends {
		if c.cut {
			end.Close()
		}
		c.ends[end] = true
	}
	return !c.cut
}

// carry brings what from says to to. What is sent is looked at before it is on
// its way, so that its answer cannot come too early to be lost.
func (c *cable) carry(to, from net.Conn, lost chan struct{}, sent bool) {
	defer to.Close()
	defer from.Close()
	piece := make([]byte, 64<<10)
	for {
		n, err := from.Read(piece)
		if sent && c.loses(piece[:n]) {
			close(lost)
		}
		select {
		case <-lost:
			if !sent {
				_, _ = io.Copy(io.Discard, from) // the database has done it, and nobody hears
				return
			}
		default:
		}
		if _, failed := to.Write(piece[:n]); failed != nil || err != nil {
			return
		}
	}
}

func (c *cable) loses(piece []byte) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.swallow == "" || !bytes.Contains(bytes.ToLower(piece), []byte(c.swallow)) {
		return false
	}
	c.swallow = ""
	return true
}
