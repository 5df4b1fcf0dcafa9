package agentstore

import (
	"sync"
	"time"
)

// breaker spares callers the wait for a Redis that has just been found silent:
// after a few timeouts in a row nobody asks for a moment, then all may again,
// and one more timeout is enough for the next pause.
type breaker struct {
	mu      sync.Mutex
	silence int // unanswered requests in a row
	open    bool
}

const (
	silenceToOpen = 3
	openFor       = 300 * time.Millisecond
)

func (b *breaker) isOpen() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.open
}

func (b *breaker) answered() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.silence, b.open = 0, false
}

func (b *breaker) unanswered() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.silence++
	if b.silence < silenceToOpen || b.open {
		return
	}
	b.open = true
	time.AfterFunc(openFor, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.open = false
	})
}
