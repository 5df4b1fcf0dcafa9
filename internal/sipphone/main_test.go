package sipphone_test

import (
	"context"
	"testing"
	"time"

	"vonal/internal/sipphone"
)

// soon is a context for what must happen within a few seconds.
func soon(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func listen(t *testing.T) *sipphone.Socket {
	t.Helper()
	s, err := sipphone.Listen("")
	ok(t, err)
	t.Cleanup(s.Close)
	return s
}

// desk is a phone with a socket of its own, reachable without a registrar.
func desk(t *testing.T, cfg sipphone.PhoneConfig) *sipphone.Phone {
	t.Helper()
	if cfg.User == "" {
		cfg.User = "anna"
	}
	if cfg.Socket == nil {
		cfg.Socket = listen(t)
	}
	p, err := sipphone.NewPhone(cfg)
	ok(t, err)
	t.Cleanup(p.Close)
	return p
}

// dial calls the phone directly, from a socket of its own.
func dial(t *testing.T, to *sipphone.Phone, cfg sipphone.CallConfig) *sipphone.Caller {
	t.Helper()
	cfg.To = to.User()
	cfg.Server = to.Socket().Addr()
	if cfg.Socket == nil {
		cfg.Socket = listen(t)
	}
	c, err := sipphone.Call(t.Context(), cfg)
	ok(t, err)
	return c
}

func offer(t *testing.T, p *sipphone.Phone) *sipphone.Offer {
	t.Helper()
	o, err := p.NextOffer(soon(t))
	ok(t, err)
	return o
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// happens waits for a fact.
func happens(t *testing.T, what string, fact <-chan struct{}) {
	t.Helper()
	select {
	case <-fact:
	case <-soon(t).Done():
		t.Fatalf("%s did not happen", what)
	}
}

// eventually waits until a condition holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	ctx := soon(t)
	for tick := time.NewTicker(5 * time.Millisecond); ; {
		if holds() {
			tick.Stop()
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("%s: never", what)
		}
	}
}
