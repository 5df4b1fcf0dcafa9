package api

import (
	"crypto/rand"
	"sync"
	"time"

	"vonal/crm"
)

const (
	ticketLife = 30 * time.Second
	maxTickets = 10_000 // waiting at once; each lives half a minute
)

// grant is what a ticket stands for.
type grant struct {
	viewer crm.Viewer
	secret string    // of the session it was bought in; "" for an API token
	bearer string    // that, or the API token
	ip     string    // from where the ticket was bought
	ends   time.Time // when the session ends whatever happens; zero never
	until  time.Time // when the ticket itself is too old
}

// tickets are waiting to be spent, each once. It is safe for use by many
// goroutines.
type tickets struct {
	mu      sync.Mutex
	waiting map[string]grant
}

// sell makes a ticket; "" when too many are waiting.
func (t *tickets) sell(g grant, now time.Time) (ticket string, until time.Time) {
	g.until = now.Add(ticketLife)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.waiting == nil {
		t.waiting = map[string]grant{}
	}
	for k, old := range t.waiting {
		if !now.Before(old.until) {
			delete(t.waiting, k)
		}
	}
	if len(t.waiting) >= maxTickets {
		return "", time.Time{}
	}
	ticket = rand.Text()
	t.waiting[ticket] = g
	return ticket, g.until
}

// spend answers what the ticket stands for, once and in time.
func (t *tickets) spend(ticket string, now time.Time) (grant, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	g, ok := t.waiting[ticket]
	delete(t.waiting, ticket)
	return g, ok && now.Before(g.until)
}

// void forgets the tickets of a session or a user.
func (t *tickets) void(match func(grant) bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for k, g := range t.waiting {
		if match(g) {
			delete(t.waiting, k)
		}
	}
}
