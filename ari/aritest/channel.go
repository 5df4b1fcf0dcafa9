package aritest

import (
	"fmt"
	"maps"
	"strings"
	"time"

	"vonal/ari"
)

// Where a caller's channel is. A leg to a phone is InStasis from the start.
const (
	Broadcasting = "broadcasting" // waiting to be claimed
	InStasis     = "stasis"
	Fallback     = "fallback" // no controller took it
	LeaseOver    = "T"        // the absolute timeout ran out
	Continued    = "continued"
	Gone         = "gone"
)

// channel is one leg.
type channel struct {
	a        *Asterisk
	data     ari.ChannelData
	vars     map[string]string
	reported map[string]bool
	place    string
	app      string
	args     []string
	outgoing bool // created by a request; its application hears of it before and after its stay
	endpoint string
	phone    *Phone
	target   *channel // of a snoop
	bridge   *bridge
	dialled  bool
	lease    func() bool // stops the absolute timeout
	dialStop func() bool
	timers   []func() bool
	claim    func(app string) bool // of a call that has been announced
	changed  chan struct{}         // closed and replaced when place or state changes
	cause    int
}

func (a *Asterisk) newChannel(id ari.ChannelID, name, state string) *channel {
	a.serial++
	if id == "" {
		id = ari.ChannelID(fmt.Sprintf("%d.%d", a.startedAt.Unix(), a.serial))
	}
	c := &channel{
		a: a, vars: map[string]string{}, reported: map[string]bool{}, changed: make(chan struct{}),
		data: ari.ChannelData{
			ID: id, Name: fmt.Sprintf("%s-%08x", name, a.serial), State: state, CreationTime: a.now(), Language: "en",
		},
	}
	if strings.HasPrefix(name, "PJSIP/") {
		c.data.ProtocolID = fmt.Sprintf("sip-call-%d", a.serial)
	}
	a.channels[id] = c
	return c
}

// taken reports whether an id cannot be used: Asterisk compares only as many
// characters as the new id has, without regard to case.
func (a *Asterisk) taken(id ari.ChannelID) bool {
	if id == "" {
		return false
	}
	for live := range a.channels {
		if len(live) >= len(id) && strings.EqualFold(string(live[:len(id)]), string(id)) {
			return true
		}
	}
	return false
}

// shown is what requests and events tell of the channel.
func (c *channel) shown() ari.ChannelData {
	d := c.data
	if len(c.reported) > 0 {
		d.ChannelVars = ari.Vars{}
		for name := range c.reported {
			d.ChannelVars[name] = c.vars[name]
		}
	}
	return d
}

func (c *channel) touch() {
	close(c.changed)
	c.changed = make(chan struct{})
}

// setState tells of a change of state.
func (a *Asterisk) setState(c *channel, state string) {
	if c.data.State == state {
		return
	}
	c.data.State = state
	c.touch()
	a.tell(&ari.ChannelStateChange{Channel: c.shown()})
	if c.phone != nil && c.phone.leg == c {
		c.phone.tellDevice()
	}
}

// enter puts the channel into an application.
func (a *Asterisk) enter(c *channel, name string, args []string, replaced *channel) {
	p := a.apps[name]
	c.place, c.app, c.args = InStasis, name, args
	c.touch()
	if p == nil {
		return // only an application nobody ever registered; nothing is told
	}
	p.subs["channel:"+string(c.data.ID)]++
	if args == nil {
		args = []string{}
	}
	start := &ari.StasisStart{Args: args, Channel: c.shown()}
	if replaced != nil {
		old := replaced.shown()
		start.ReplaceChannel = &old
	}
	a.send(p, start)
}

// exit takes the channel out of its application. An application hears nothing
// of it after that, unless it subscribed by itself or made the channel.
func (a *Asterisk) exit(c *channel, to string) {
	a.unbridge(c)
	p := a.apps[c.app]
	c.place = to
	c.app, c.args = "", nil
	c.touch()
	if p == nil {
		return
	}
	event := &ari.StasisEnd{Channel: c.shown()}
	p.drop("channel:" + string(c.data.ID))
	a.send(p, event)
}

// end hangs up. soft: somebody here asked for it, and not the phone.
func (a *Asterisk) end(c *channel, cause int, soft bool) {
	if c.place == Gone {
		return
	}
	c.stopTimers()
	c.cause = cause
	shown := cause
	switch {
	case soft:
		shown = 32 // Asterisk's mark of a hang-up from inside
	case cause == 16 && technology(c.endpoint) == "PJSIP":
		shown = 0 // a BYE comes without a cause
	}
	if c.target == nil {
		a.tell(&ari.ChannelHangupRequest{Cause: shown, Soft: soft, Channel: c.shown()})
	}
	a.stopMedia(c)
	if c.place == InStasis {
		a.exit(c, Gone)
	}
	if c.target == nil { // for a caller, only who subscribed to its endpoint or to itself hears it
		a.tell(&ari.ChannelDestroyed{Cause: cause, CauseTxt: causeText(cause), Channel: c.shown()})
	}
	a.remove(c)
	if p := a.phones[c.endpoint]; p != nil {
		p.tellState()
	}
	for _, snoop := range a.snoopsOf(c) {
		a.end(snoop, cause, false)
	}
}

func (a *Asterisk) snoopsOf(c *channel) []*channel {
	var out []*channel
	for _, other := range a.channels {
		if other.target == c {
			out = append(out, other)
		}
	}
	return out
}

// remove forgets a channel that has ended.
func (a *Asterisk) remove(c *channel) {
	c.vanish()
	delete(a.channels, c.data.ID)
	for _, p := range a.apps {
		delete(p.subs, "channel:"+string(c.data.ID))
		if p.socket == nil && len(p.subs) == 0 {
			delete(a.apps, p.name)
		}
	}
}

// vanish ends the channel without telling anybody.
func (c *channel) vanish() {
	c.stopTimers()
	c.place = Gone
	if c.phone != nil && c.phone.leg == c {
		c.phone.leg = nil
		c.phone.tellDevice()
	}
	c.touch()
}

func (c *channel) stopTimers() {
	for _, stop := range append(c.timers, c.lease, c.dialStop) {
		if stop != nil {
			stop()
		}
	}
	c.timers, c.lease, c.dialStop = nil, nil, nil
}

// setLease arms, renews or lifts the absolute timeout.
func (a *Asterisk) setLease(c *channel, d time.Duration) {
	if c.lease != nil {
		c.lease()
		c.lease = nil
	}
	if d <= 0 {
		return
	}
	c.lease = a.after(d, func() {
		switch {
		case c.place == Gone:
		case c.outgoing:
			a.end(c, 16, false) // no dialplan to go on with
		default:
			a.leaveTo(c, LeaseOver, "T")
		}
	})
}

// leaveTo lets a caller's channel go on in the dialplan.
func (a *Asterisk) leaveTo(c *channel, place, exten string) {
	if c.place == InStasis {
		a.exit(c, place)
	}
	c.place = place
	c.data.Dialplan.AppName, c.data.Dialplan.AppData, c.data.Dialplan.Exten = "Wait", "60", exten
	c.data.State = ari.ChannelStateUp
	c.touch()
}

func causeText(cause int) string {
	texts := map[int]string{
		16: "Normal Clearing", 17: "User busy", 18: "No user responding", 19: "User alerting, no answer",
		20: "Subscriber absent", 21: "Call Rejected", 26: "Answered elsewhere", 34: "Circuit/channel congestion",
	}
	if text, known := texts[cause]; known {
		return text
	}
	return "Unknown"
}

// Channels are all channels that live.
func (a *Asterisk) Channels() []ari.ChannelData {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.allChannels()
}

// Variable is a channel's variable.
func (a *Asterisk) Variable(id ari.ChannelID, name string) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	if c := a.channels[id]; c != nil {
		return c.vars[name]
	}
	return ""
}

// Variables are all variables of a channel.
func (a *Asterisk) Variables(id ari.ChannelID) map[string]string {
	a.mu.Lock()
	defer a.mu.Unlock()
	if c := a.channels[id]; c != nil {
		return maps.Clone(c.vars)
	}
	return nil
}

// HangUp ends a channel as its phone would; nothing happens if it is gone.
func (a *Asterisk) HangUp(id ari.ChannelID, cause int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if c := a.channels[id]; c != nil {
		a.end(c, cause, false)
	}
}

// Vanish takes a channel away without a single event: what a lost StasisEnd
// looks like.
func (a *Asterisk) Vanish(id ari.ChannelID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if c := a.channels[id]; c != nil {
		if c.bridge != nil {
			c.bridge.take(c)
		}
		a.remove(c)
	}
}
