package api

import (
	"sync"
	"time"
)

// How often somebody may be wrong about a password: for one login from one
// address, and from one address for all logins together, so that colleagues
// behind one address do not lock each other out soon.
const (
	wrongWindow   = 5 * time.Minute
	wrongPerLogin = 10
	wrongPerIP    = 100
	maxThrottled  = 100_000 // counters kept; the window is short
)

// throttle counts attempts to log in. It is safe for use by many goroutines.
type throttle struct {
	mu       sync.Mutex
	attempts map[string][]time.Time // by address, and by address and login
}

// attempt counts one and reports how long to wait when there were too many.
func (t *throttle) attempt(ip, login string, now time.Time) (wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.attempts == nil {
		t.attempts = map[string][]time.Time{}
	}
	if len(t.attempts) >= maxThrottled {
		t.sweep(now)
	}
	one, all := t.recent(ip+"\x00"+login, now), t.recent(ip, now)
	switch {
	case len(one) >= wrongPerLogin:
		return one[0].Add(wrongWindow).Sub(now)
	case len(all) >= wrongPerIP:
		return all[0].Add(wrongWindow).Sub(now)
	}
	t.attempts[ip+"\x00"+login] = append(one, now)
	t.attempts[ip] = append(all, now)
	return 0
}

// right takes back what attempt counted: the password was right.
func (t *throttle) right(ip, login string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.attempts, ip+"\x00"+login)
	if all := t.attempts[ip]; len(all) > 0 {
		t.attempts[ip] = all[:len(all)-1]
	}
}

func (t *throttle) recent(key string, now time.Time) []time.Time {
	times := t.attempts[key]
	for len(times) > 0 && !now.Before(times[0].Add(wrongWindow)) {
		times = times[1:]
	}
	return times
}

func (t *throttle) sweep(now time.Time) {
	for key := range t.attempts {
		if len(t.recent(key, now)) == 0 {
			delete(t.attempts, key)
		}
	}
}
