package asterisk

import (
	"strings"

	"vonal/ari"
	"vonal/routing"
)

// inbound is the first argument with which the dialplan hands us a call.
const inbound = "inbound"

// Unheard are the events that this package has no use for: Asterisk need not
// send them.
var Unheard = []string{
	"ChannelVarset", "ChannelDialplan", "ChannelCallerId", "ChannelConnectedLine", "ChannelCreated",
	"ChannelLeftBridge", "BridgeCreated", "BridgeDestroyed", "RecordingStarted", "PlaybackStarted", "PlaybackContinuing",
}

// translate turns one event into the facts it means, if any.
func (a *Adapter) translate(ev ari.Event) {
	switch e := ev.(type) {
	case *ari.StasisStart:
		a.started(e)
	case *ari.DialEvent:
		a.dialled(e)
	case *ari.ChannelStateChange:
		a.stateChanged(e.Channel)
	case *ari.ChannelEnteredBridge:
		a.entered(e)
	case *ari.ChannelHangupRequest:
		a.hangupAsked(e)
	case *ari.StasisEnd:
		a.gone(e.Channel.ID, routing.HungUp)
	case *ari.ChannelDestroyed:
		a.destroyed(e)
	case *ari.PlaybackFinished:
		a.played(e)
	case *ari.ChannelDtmfReceived:
		a.pressed(e)
	case *ari.RecordingFinished:
		a.recorded(e.Recording)
	case *ari.RecordingFailed:
		a.recorded(e.Recording)
		a.Log.Warn("a recording failed", "recording", e.Recording.Name, "cause", e.Recording.Cause)
	case *ari.RawEvent:
		if e.Err != nil {
			a.Log.Warn("an event of Asterisk could not be read", "type", e.Type, "error", e.Err)
		}
	}
}

func (a *Adapter) started(e *ari.StasisStart) {
	a.mu.Lock()
	if arrived := a.awaited[e.Channel.ID]; arrived != nil {
		close(arrived)
		delete(a.awaited, e.Channel.ID)
	}
	a.names[e.Channel.ID] = e.Channel.Name
	a.mu.Unlock()
	if len(e.Args) > 0 && e.Args[0] == inbound {
		id := a.know(e.Channel.ID)
		a.desk.Fact(id, a.arrival(id, e.Channel, e.Args))
	}
}

// nameOf is Asterisk's own name of a channel; "" if it has not been seen.
func (a *Adapter) nameOf(channel ari.ChannelID) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.names[channel]
}

// know remembers a caller's channel as a call's.
func (a *Adapter) know(channel ari.ChannelID) routing.CallID {
	id := CallID(a.Node, channel)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.callers[channel] = id
	return id
}

func (a *Adapter) callOf(channel ari.ChannelID) (routing.CallID, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	id, ok := a.callers[channel]
	return id, ok
}

func (a *Adapter) arrival(id routing.CallID, ch ari.ChannelData, args []string) routing.Arrived {
	to := ""
	if len(args) > 1 {
		to = args[1]
	}
	return routing.Arrived{
		At: a.desk.Now(), ID: id, Channel: routing.ChannelID(ch.ID),
		From: clean(ch.Caller.Number), Name: clean(unquoted(ch.Caller.Name)), To: clean(to),
	}
}

// dialled follows an attempt to reach a phone. A phone that sends early media
// is as good as ringing.
func (a *Adapter) dialled(e *ari.DialEvent) {
	if call, ok := parseCustomer(e.Peer.ID); ok {
		switch e.DialStatus {
		case "RINGING", "PROGRESS":
			a.customerRings(e.Peer.ID, call)
		case "ANSWER":
			a.customerAnswers(e.Peer.ID, call)
		}
		return
	}
	call, leg, ok := parseLeg(e.Peer.ID)
	if !ok {
		return
	}
	switch e.DialStatus {
	case "RINGING", "PROGRESS":
		a.rings(e.Peer.ID, call, leg)
	case "ANSWER":
		a.answer(e.Peer.ID, call, leg)
	}
}

func (a *Adapter) stateChanged(ch ari.ChannelData) {
	if call, ok := parseCustomer(ch.ID); ok {
		switch ch.State {
		case ari.ChannelStateRinging:
			a.customerRings(ch.ID, call)
		case ari.ChannelStateUp:
			a.customerAnswers(ch.ID, call)
		}
		return
	}
	call, leg, ok := parseLeg(ch.ID)
	if !ok {
		return
	}
	switch ch.State {
	case ari.ChannelStateRinging:
		a.rings(ch.ID, call, leg)
	case ari.ChannelStateUp:
		a.answer(ch.ID, call, leg)
	}
}

// rings tells once that a leg rings. Asterisk says it several times: as a dial
// and as a state, to us as the channel's application and as one that follows
// the phone.
func (a *Adapter) rings(channel ari.ChannelID, call routing.CallID, leg routing.LegNo) {
	if a.first(a.rung, channel) {
		a.desk.Fact(call, routing.LegRinging{At: a.desk.Now(), Leg: leg})
	}
}

// answer tells once that a leg is up.
func (a *Adapter) answer(channel ari.ChannelID, call routing.CallID, leg routing.LegNo) {
	if a.first(a.answered, channel) {
		a.desk.Fact(call, routing.LegAnswered{At: a.desk.Now(), Leg: leg})
	}
}

// first reports whether a channel was not yet in the set, and puts it there.
func (a *Adapter) first(set map[ari.ChannelID]bool, channel ari.ChannelID) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	told := set[channel]
	set[channel] = true
	return !told
}

// entered tells that two parties hear each other, when the second is in.
func (a *Adapter) entered(e *ari.ChannelEnteredBridge) {
	call, what, ok := parseOwn(string(e.Bridge.ID))
	if !ok || what != "brg" || len(e.Bridge.Channels) < 2 {
		return
	}
	for _, ch := range e.Bridge.Channels {
		if _, leg, ok := parseLeg(ch); ok {
			a.desk.Fact(call, routing.Joined{At: a.desk.Now(), Leg: leg})
		}
	}
}

// hangupAsked is the earliest word of a hang-up. For a leg that was never up
// the cause comes only with its end.
func (a *Adapter) hangupAsked(e *ari.ChannelHangupRequest) {
	a.mu.Lock()
	up := a.answered[e.Channel.ID]
	a.mu.Unlock()
	if _, _, leg := parseLeg(e.Channel.ID); leg && !up {
		return
	}
	if _, customer := parseCustomer(e.Channel.ID); customer && !up {
		return
	}
	a.gone(e.Channel.ID, routing.HungUp)
}

func (a *Adapter) destroyed(e *ari.ChannelDestroyed) {
	a.mu.Lock()
	up := a.answered[e.Channel.ID]
	delete(a.answered, e.Channel.ID)
	delete(a.rung, e.Channel.ID)
	delete(a.names, e.Channel.ID)
	delete(a.awaited, e.Channel.ID)
	delete(a.asking, e.Channel.ID)
	a.mu.Unlock()
	cause := routing.HungUp
	if _, customer := parseCustomer(e.Channel.ID); customer && !up {
		cause = customerCause(e.Cause, e.TechCause)
	} else if !up {
		cause = causeOf(e.Cause, e.TechCause)
	}
	a.gone(e.Channel.ID, cause)
}

// gone tells that a channel is over, whatever it was; told twice it changes
// nothing.
func (a *Adapter) gone(channel ari.ChannelID, cause routing.Cause) {
	if call, leg, ok := parseLeg(channel); ok {
		if cause == routing.HungUp && !a.wasUp(channel) {
			return // left our application before it was up: ChannelDestroyed says why
		}
		a.desk.Fact(call, routing.LegGone{At: a.desk.Now(), Leg: leg, Cause: cause})
		return
	}
	if call, ok := parseCustomer(channel); ok {
		a.customerGone(channel, call, cause)
		return
	}
	if call, ok := a.callOf(channel); ok {
		a.mu.Lock()
		delete(a.callers, channel)
		delete(a.names, channel)
		delete(a.saying, call)
		a.mu.Unlock()
		a.desk.Fact(call, routing.CallerGone{At: a.desk.Now()})
	}
}

func (a *Adapter) wasUp(channel ari.ChannelID) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.answered[channel]
}

// causeOf says why a leg that was never up is over, by Q.850 and SIP. A phone
// set to "do not disturb" answers 480, which Asterisk gives the cause of a
// dial that ran out; only the SIP code tells them apart. Who is busy on one of
// their phones, or declines, does so with all of them.
func causeOf(q850, sip int) routing.Cause {
	switch sip {
	case 480:
		return routing.NotDisturbed
	case 486, 600, 603:
		return routing.Refused
	}
	switch q850 {
	case 17, 21: // busy, rejected
		return routing.Refused
	case 19: // no answer: the dial's own timeout
		return routing.NoAnswer
	default:
		return routing.NotReached
	}
}

// clean makes a text from outside harmless to keep: valid UTF-8 without control
// and direction characters, of bounded length.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r < 0x20, r >= 0x7f && r < 0xa0, // control
			r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0x200e, r == 0x200f, // direction
			r == 0xfeff:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	const most = 128
	if runes := []rune(s); len(runes) > most {
		s = string(runes[:most])
	}
	return strings.TrimSpace(s)
}

// unquoted takes away what SIP puts before a quote in a name (RFC 3261 §25.1,
// quoted-pair): Asterisk hands on a name as it stood between its quotes.
func unquoted(name string) string {
	return strings.NewReplacer(`\\`, `\`, `\"`, `"`).Replace(name)
}
