package routing_test

import (
	"errors"
	"testing"
	"time"

	"vonal/internal/fault"
	"vonal/routing"
)

func TestAPolicyNobodyCanRunByIsRefusedByItsField(t *testing.T) {
	if err := routing.DefaultPolicy.Check(); err != nil {
		t.Fatal(err)
	}
	for field, spoil := range map[string]func(*routing.Policy){
		"ring_timeout_ms":    func(p *routing.Policy) { p.RingTimeout = 0 },
		"no_ring_timeout_ms": func(p *routing.Policy) { p.NoRingTimeout = -1 },
		"retry_ms":           func(p *routing.Policy) { p.Retry = 0 },
		"wrapup_ms":          func(p *routing.Policy) { p.WrapUp = 24 * time.Hour },
		"extension_ms":       func(p *routing.Policy) { p.Extension = 0 },
		"max_extensions":     func(p *routing.Policy) { p.MaxExtensions = -1 },
		"misses_to_pause":    func(p *routing.Policy) { p.MissesToPause = 1 << 30 },
		"lease_ms":           func(p *routing.Policy) { p.Lease = time.Second },
		"max_talk_ms":        func(p *routing.Policy) { p.MaxTalk = 0 },
	} {
		p := routing.DefaultPolicy
		spoil(&p)
		if field != fieldOf(p.Check()) {
			t.Errorf("%s: %v", field, p.Check())
		}
	}
}

func fieldOf(err error) string {
	var f *fault.Error
	if errors.As(err, &f) {
		return f.Field
	}
	return ""
}
