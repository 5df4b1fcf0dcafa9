package aritest

import "time"

// Freeze stops answering: connections stay open, requests and pings wait for
// Thaw. What happens meanwhile is told afterwards.
func (a *Asterisk) Freeze() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.frozen == nil {
		a.frozen = make(chan struct{})
	}
}

// Thaw ends Freeze.
func (a *Asterisk) Thaw() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.frozen != nil {
		close(a.frozen)
		a.frozen = nil
	}
}

// Kill ends it like kill -9: every connection breaks, and nobody listens.
func (a *Asterisk) Kill() {
	a.Thaw()
	a.shut()
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, c := range a.channels {
		c.vanish()
	}
	a.empty()
	a.endLife() // nothing happens until Boot
}

// Boot starts it again after Kill, at the same address, with a later start
// time and nothing left but what is on disk: recordings, configuration
// objects, phones and their registrations. It panics if the address is taken.
func (a *Asterisk) Boot() {
	a.mu.Lock()
	before := a.startedAt
	a.empty()
	if !a.startedAt.After(before) {
		a.startedAt = before.Add(time.Millisecond)
	}
	a.mu.Unlock()
	if err := a.listen(a.address); err != nil {
		panic(err)
	}
}

// Restart is Kill and Boot.
func (a *Asterisk) Restart() {
	a.Kill()
	a.Boot()
}

// Booting makes every request fail with 503, as while modules load.
func (a *Asterisk) Booting(yes bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.booting = yes
}

// SkewClock makes the times it tells differ from ours by d.
func (a *Asterisk) SkewClock(d time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.skew = d
}

// LimitSessions sets how many connections it takes; further ones are closed as
// they come.
func (a *Asterisk) LimitSessions(n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.settings.Sessions = n
}

// Swallow cuts an application off from its connection without closing it: the
// client thinks it is connected, but its events are lost. A new connection
// makes good.
func (a *Asterisk) Swallow(name string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if p := a.apps[name]; p != nil {
		p.socket = nil
	}
}
