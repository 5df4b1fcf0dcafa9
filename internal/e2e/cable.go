package e2e

import (
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
)

// Cable is a TCP connection's way between a controller and Asterisk, which can
// be cut so that both ends believe that it still stands.
type Cable struct {
	listener net.Listener
	to       string

	mu     sync.Mutex
	whole  *sync.Cond
	cut    bool
	closed bool
	conns  []net.Conn
}

// NewCable leads to the host of address.
func NewCable(t testing.TB, address string) *Cable {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	c := &Cable{to: u.Host}
	c.whole = sync.NewCond(&c.mu)
	if c.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	var running sync.WaitGroup
	running.Go(func() { c.accept(&running) })
	t.Cleanup(func() {
		c.close()
		running.Wait()
	})
	return c
}

// URL is address by way of the cable.
func (c *Cable) URL(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	u.Host = c.listener.Addr().String()
	return u.String()
}

// Cut stops all bytes, both ways; nobody is told.
func (c *Cable) Cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cut = true
}

// Mend lets new connections through again; those of before are reset.
func (c *Cable) Mend() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cut = false
	for _, conn := range c.conns {
		conn.Close()
	}
	c.conns = nil
	c.whole.Broadcast()
}

func (c *Cable) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	c.listener.Close()
	for _, conn := range c.conns {
		conn.Close()
	}
	c.whole.Broadcast()
}

func (c *Cable) accept(running *sync.WaitGroup) {
	for {
		near, err := c.listener.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", c.to)
		if err != nil {
			near.Close()
			continue
		}
		c.mu.Lock()
		c.conns = append(c.conns, near, far)
		if c.closed {
			near.Close()
			far.Close()
		}
		c.mu.Unlock()
		running.Go(func() { c.carry(near, far) })
		running.Go(func() { c.carry(far, near) })
	}
}

// carry moves bytes as long as the cable is whole.
func (c *Cable) carry(from, to net.Conn) {
	defer to.Close()
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		c.mu.Lock()
		for c.cut && !c.closed {
			c.whole.Wait()
		}
		c.mu.Unlock()
		if n > 0 {
			if _, err := to.Write(buf[:n]); err != nil {
				return
			}
		}
		if err == io.EOF || err != nil {
			return
		}
	}
}
