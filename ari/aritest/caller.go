package aritest

import (
	"net/http"
	"regexp"
	"sort"
	"strings"
	"testing"
	"time"

	"vonal/ari"
)

// Inbound is a call from outside.
type Inbound struct {
	From     string // caller's number; "" if withheld
	FromName string
	To       string // dialled extension
	Trunk    string // endpoint it comes by, default "PJSIP/trunk"
	ID       ari.ChannelID

	// Entry: by default the call is announced to all applications that match
	// Pattern ("^vonal-") and enters the one that claims it. With App set it
	// enters that application without being asked for.
	Pattern string
	App     string
	Args    []string // default "inbound" and To

	// Lease is the absolute timeout set before Stasis, default 20 s; below
	// nought: none.
	Lease time.Duration
	// Vars are set before Stasis.
	Vars map[string]string
}

// Caller is an inbound call as seen from outside.
type Caller struct {
	a   *Asterisk
	c   *channel
	in  Inbound
	won bool // claimed
}

// Call lets a call come in. It returns at once; see Await.
func (a *Asterisk) Call(in Inbound) *Caller {
	a.mu.Lock()
	defer a.mu.Unlock()
	if in.Trunk == "" {
		in.Trunk = "PJSIP/trunk"
	}
	if in.Pattern == "" {
		in.Pattern = "^vonal-"
	}
	if in.Args == nil {
		in.Args = []string{"inbound", in.To}
	}
	if in.Lease == 0 {
		in.Lease = 20 * time.Second
	}
	c := a.newChannel(in.ID, in.Trunk, ari.ChannelStateRing)
	c.endpoint = in.Trunk
	c.data.Caller = ari.CallerID{Name: in.FromName, Number: in.From}
	c.data.Dialplan = ari.DialplanCEP{Context: "from-trunk", Exten: in.To, Priority: 2}
	for name, value := range in.Vars {
		c.vars[name] = value
	}
	a.tell(&ari.ChannelCreated{Channel: c.shown()})
	a.setLease(c, in.Lease)
	caller := &Caller{a: a, c: c, in: in}
	if in.App != "" {
		c.data.Dialplan.AppName, c.data.Dialplan.AppData = "Stasis", stasisData(in.App, strings.Join(in.Args, ","))
		a.admitOr(c, in.App, in.Args)
		return caller
	}
	c.data.Dialplan.AppName = "StasisBroadcast"
	c.data.Dialplan.AppData = "500," + in.Pattern + "," + strings.Join(in.Args, ":")
	c.place = Broadcasting
	a.broadcast(caller)
	return caller
}

// admitOr lets the channel into an active application; else the dialplan goes
// on with the fallback.
func (a *Asterisk) admitOr(c *channel, name string, args []string) {
	if p := a.apps[name]; p == nil || p.socket == nil {
		c.vars["STASISSTATUS"] = "FAILED"
		a.fallback(c)
		return
	}
	a.enter(c, name, args, nil)
}

func (a *Asterisk) fallback(c *channel) {
	a.setLease(c, 0)
	c.data.Dialplan.Context = Fallback
	a.leaveTo(c, Fallback, Fallback)
}

func (a *Asterisk) broadcast(caller *Caller) {
	pattern := regexp.MustCompile(caller.in.Pattern)
	names := make([]string, 0, len(a.apps))
	for name := range a.apps {
		names = append(names, name)
	}
	sort.Strings(names)
	c := caller.c
	for _, name := range names {
		if p := a.apps[name]; p.socket != nil && pattern.MatchString(name) {
			a.send(p, &ari.CallBroadcast{Called: caller.in.To, Caller: caller.in.From, Channel: c.shown()})
		}
	}
	stop := a.after(a.settings.ClaimWithin, func() {
		if c.place == Broadcasting && !caller.won {
			c.vars["STASISSTATUS"] = "TIMEOUT"
			a.fallback(c)
		}
	})
	c.timers = append(c.timers, stop)
	c.claim = func(name string) bool {
		if caller.won {
			return false
		}
		caller.won = true
		a.admitOr(c, name, caller.in.Args)
		return true
	}
}

// claim is POST /events/claim.
func (a *Asterisk) claim(r Request) reply {
	c := a.channels[ari.ChannelID(r.Params["channelId"])]
	switch {
	case c == nil || c.claim == nil || c.place != Broadcasting && c.place != InStasis:
		return refuse(http.StatusNotFound, "Channel not found or not in broadcast state")
	case !c.claim(r.Params["application"]):
		return refuse(http.StatusConflict, "Channel has already been claimed by another application")
	}
	return done
}

// ID is the caller's channel.
func (c *Caller) ID() ari.ChannelID { return c.c.data.ID }

// Place is where the caller is now.
func (c *Caller) Place() string {
	c.a.mu.Lock()
	defer c.a.mu.Unlock()
	return c.c.place
}

// App is the application the caller is in, "" if in none.
func (c *Caller) App() string {
	c.a.mu.Lock()
	defer c.a.mu.Unlock()
	return c.c.app
}

// Bridge is the bridge the caller is in, "" if in none.
func (c *Caller) Bridge() ari.BridgeID {
	c.a.mu.Lock()
	defer c.a.mu.Unlock()
	if c.c.bridge == nil {
		return ""
	}
	return c.c.bridge.data.ID
}

// Answered reports whether the caller's call has been answered.
func (c *Caller) Answered() bool {
	c.a.mu.Lock()
	defer c.a.mu.Unlock()
	return c.c.data.State == ari.ChannelStateUp
}

// Cause is why the call has ended, 0 while it lasts.
func (c *Caller) Cause() int {
	c.a.mu.Lock()
	defer c.a.mu.Unlock()
	return c.c.cause
}

// Hangup is the caller putting down the phone.
func (c *Caller) Hangup() { c.a.HangUp(c.ID(), 16) }

// Await waits until the caller is at one of the places, and fails the test
// if that takes too long.
func (c *Caller) Await(t testing.TB, places ...string) {
	t.Helper()
	limit := time.NewTimer(patience)
	defer limit.Stop()
	for {
		c.a.mu.Lock()
		place, changed := c.c.place, c.c.changed
		c.a.mu.Unlock()
		for _, wanted := range places {
			if place == wanted {
				return
			}
		}
		select {
		case <-changed:
		case <-limit.C:
			t.Fatalf("caller %s is at %q, not at %q", c.in.From, place, places)
		}
	}
}

// patience is how long a test waits for what must happen.
const patience = 5 * time.Second
