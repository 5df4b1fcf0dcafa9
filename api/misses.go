package api

import (
	"sync"
	"time"

	"vonal/crm"
)

// How many ids that lead to nothing a caller may ask for: far more than a page
// or a script that waits for something asks by mistake, far fewer than guessing
// takes.
const (
	missWindow = 5 * time.Minute
	maxMisses  = 1000
)

// misses counts, by user, the ids that were not there or not theirs to see. It
// is safe for use by many goroutines.
type misses struct {
	mu    sync.Mutex
	users map[crm.UserID]*missCount
}

type missCount struct {
	until time.Time // when counting begins anew
	n     int
}

func (m *misses) add(id crm.UserID, now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.users == nil {
		m.users = map[crm.UserID]*missCount{}
	}
	c := m.users[id]
	if c == nil || !now.Before(c.until) {
		c = &missCount{until: now.Add(missWindow)}
		m.users[id] = c
	}
	c.n++
}

// wait is how long a user who has guessed too much is refused.
func (m *misses) wait(id crm.UserID, now time.Time) time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	if c := m.users[id]; c != nil && c.n >= maxMisses && now.Before(c.until) {
		return c.until.Sub(now)
	}
	return 0
}
