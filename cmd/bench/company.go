package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"vonal/ari"
	"vonal/internal/sipphone"
)

// company is a running Vonal with agents at registered phones, beside whom the
// same Asterisk's own queue and Dial() ring the same phones.
type company struct {
	*vonal
	sip       string           // where Asterisk takes calls
	trunk     *sipphone.Socket // the provider: calls from here are taken
	fleet     *sipphone.Fleet
	transport ari.Transport // of the Vonal that runs now
	board     *board
}

// The numbers short calls need: the least rest, ring and pause there can be,
// and nobody paused for having missed a call.
var policy = map[string]int{"wrapup_ms": 1000, "ring_timeout_ms": 1000, "retry_ms": 1000, "misses_to_pause": 0}

// open starts everything below folder.
func open(ctx context.Context, p plan, binary, folder string) (_ *company, err error) {
	c := &company{board: newBoard()}
	defer func() {
		if err != nil {
			err = errors.Join(err, c.close(context.WithoutCancel(ctx)))
		}
	}()
	if c.trunk, err = sipphone.Listen("127.0.0.1:0"); err != nil {
		return nil, err
	}
	if c.sip, err = freeUDP(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	c.vonal = &vonal{binary: binary, dir: folder, args: []string{
		"run", "--data", folder, "--http", "127.0.0.1:0", "--sip", c.sip, "--trunk", c.trunk.Addr(), "--log", "warn",
	}}
	fmt.Println("starting PostgreSQL, Redis, Asterisk and Vonal in", folder)
	c.transport = p.shipped
	if err := c.start(ctx, c.transport); err != nil {
		return nil, err
	}
	if err := c.call(ctx, "PUT", "/policy", policy, nil); err != nil {
		return nil, err
	}
	fmt.Println("making and registering", p.agents, "agents")
	if err := c.hire(ctx, p.agents); err != nil {
		return nil, err
	}
	if err := c.native(ctx); err != nil {
		return nil, err
	}
	return c, c.settle(ctx, p.settling)
}

// hire makes agents and registers their phones.
func (c *company) hire(ctx context.Context, n int) error {
	accounts := make([]sipphone.Account, n)
	for i := range accounts {
		var agent struct {
			SIP struct{ Username, Password string } `json:"sip"`
		}
		in := map[string]string{"name": fmt.Sprint("Agent ", i), "extension": fmt.Sprint(10000 + i)}
		if err := c.call(ctx, "POST", "/agents", in, &agent); err != nil {
			return err
		}
		accounts[i] = sipphone.Account{User: agent.SIP.Username, Password: agent.SIP.Password}
	}
	var err error
	c.fleet, err = sipphone.NewFleet(sipphone.FleetConfig{
		Accounts: accounts, Sockets: 4,
		Phone: sipphone.PhoneConfig{Server: c.sip, Expires: time.Hour, NoMedia: true},
	})
	if err != nil {
		return err
	}
	if err := c.fleet.Register(ctx); err != nil {
		return err
	}
	return c.allFree(ctx, time.Minute)
}

// allFree waits until every agent may be offered a call.
func (c *company) allFree(ctx context.Context, within time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	for {
		var list struct{ Items []struct{ State string } }
		err := c.call(ctx, "GET", "/agents", nil, &list)
		states := map[string]int{}
		for _, a := range list.Items {
			states[a.State]++
		}
		if err == nil && states["available"] == len(list.Items) {
			return nil
		}
		select {
		case <-time.After(200 * time.Millisecond):
		case <-ctx.Done():
			return errors.Join(fmt.Errorf("not all agents became available within %v: %v", within, states), err)
		}
	}
}

// use has Vonal talk to Asterisk by the transport. The servers, the phones and
// their registrations stay as they are.
func (c *company) use(ctx context.Context, transport ari.Transport) error {
	if c.transport == transport {
		return nil
	}
	if err := c.kill(); err != nil {
		return err
	}
	if err := c.start(ctx, transport); err != nil {
		return err
	}
	c.transport = transport
	return c.settle(ctx, 0)
}

// asteriskVersion is for the report.
func (c *company) asteriskVersion(ctx context.Context) string {
	text, err := c.cli(ctx, "core show version")
	if err != nil {
		return "an Asterisk that does not say its version"
	}
	words, _, _ := strings.Cut(text, " built")
	return strings.TrimSpace(words)
}

// close stops everything; what it leaves is the log of Vonal.
func (c *company) close(ctx context.Context) error {
	if c.fleet != nil {
		c.fleet.Close()
	}
	if c.trunk != nil {
		c.trunk.Close()
	}
	if c.vonal == nil {
		return nil
	}
	return c.stop()
}

// clear stops the servers of a run that was killed, and removes its folder.
func clear(ctx context.Context, binary, folder string) error {
	if _, err := os.Stat(filepath.Join(folder, "run.json")); err == nil {
		address, err := freeUDP()
		if err != nil {
			return err
		}
		left := &vonal{binary: binary, dir: folder, args: []string{
			"run", "--data", folder, "--http", "127.0.0.1:0", "--sip", address, "--log", "warn",
		}}
		if err := left.start(ctx, ari.HTTPPool); err != nil {
			return err
		}
		if err := left.stop(); err != nil {
			return err
		}
	}
	return os.RemoveAll(folder)
}

// freeUDP is an address of this machine on which nobody receives.
func freeUDP() (string, error) {
	l, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.LocalAddr().String(), l.Close()
}
