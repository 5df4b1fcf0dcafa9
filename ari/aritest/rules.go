package aritest

import (
	"slices"
	"time"

	"vonal/ari"
)

// rule changes what becomes of some requests.
type rule struct {
	op   string
	left int // how often it still applies; below nought: always
	act  func(a *Asterisk, r Request, run func() reply, silent *bool) reply
}

func (r *rule) apply(a *Asterisk, req Request, run func() reply, silent *bool) reply {
	return r.act(a, req, run, silent)
}

// rulesFor returns the rules that apply now, and counts them.
func (a *Asterisk) rulesFor(r Request) []*rule {
	var out []*rule
	for _, rule := range a.rules {
		if rule.left != 0 && (rule.op == r.Op || rule.op == "") {
			out = append(out, rule)
			rule.left--
		}
	}
	return out
}

func (a *Asterisk) rule(op string, times int, act func(*Asterisk, Request, func() reply, *bool) reply) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.rules = append(a.rules, &rule{op, times, act})
}

// Obey ends all rules made by Refuse, Slow, Silent, Die and Before.
func (a *Asterisk) Obey() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.rules = nil
}

// Refuse answers the next requests of an operation ("channels.create", "" for
// any) with an error instead of carrying them out. times below nought: always.
func (a *Asterisk) Refuse(op string, times, status int, message string) {
	a.rule(op, times, func(*Asterisk, Request, func() reply, *bool) reply { return refuse(status, message) })
}

// Slow carries out the next requests only after d.
func (a *Asterisk) Slow(op string, times int, d time.Duration) {
	a.rule(op, times, func(a *Asterisk, r Request, run func() reply, _ *bool) reply {
		a.wait(d)
		return run()
	})
}

// Late carries out the next requests at once and answers after d: the events
// come first, and the client may have given up.
func (a *Asterisk) Late(op string, times int, d time.Duration) {
	a.rule(op, times, func(a *Asterisk, r Request, run func() reply, _ *bool) reply {
		answer := run()
		a.wait(d)
		return answer
	})
}

// Silent carries out the next requests and never answers: the client cannot
// know what happened.
func (a *Asterisk) Silent(op string, times int) {
	a.rule(op, times, func(_ *Asterisk, _ Request, run func() reply, silent *bool) reply {
		*silent = true
		return run()
	})
}

// Die accepts the next requests on a channel, or the next creations of one;
// but the channel ends before the answer is on its way.
func (a *Asterisk) Die(op string, times, cause int) {
	a.rule(op, times, func(a *Asterisk, r Request, run func() reply, _ *bool) reply {
		answer := run()
		a.mu.Lock()
		defer a.mu.Unlock()
		id := ari.ChannelID(r.ID())
		if id == "" {
			id = ari.ChannelID(r.Params["channelId"])
		}
		if r.Op == "bridges.addChannel" {
			id = ari.ChannelID(r.Params["channel"])
		}
		if c := a.channels[id]; c != nil {
			a.end(c, cause, false)
		}
		return answer
	})
}

// Before runs f before the next requests are carried out, outside all locks:
// a place for a test to let something happen in between.
func (a *Asterisk) Before(op string, times int, f func(Request)) {
	a.rule(op, times, func(_ *Asterisk, r Request, run func() reply, _ *bool) reply {
		f(r)
		return run()
	})
}

// wait lets d pass by the clock, or this life of it end.
func (a *Asterisk) wait(d time.Duration) {
	a.mu.Lock()
	life := a.life
	a.mu.Unlock()
	over := make(chan struct{})
	stop := a.clock.At(a.clock.Now().Add(d), func() { close(over) })
	defer stop()
	select {
	case <-over:
	case <-life:
	}
}

// Requests are those that came so far, in order; only those of the operations
// given, or all. Asking who Asterisk is and heartbeats are left out of all.
func (a *Asterisk) Requests(ops ...string) []Request {
	a.mu.Lock()
	defer a.mu.Unlock()
	var out []Request
	for _, r := range a.requests {
		if len(ops) == 0 && r.Op != "asterisk.getInfo" && r.Op != "events.userEvent" || slices.Contains(ops, r.Op) {
			out = append(out, r)
		}
	}
	return out
}
