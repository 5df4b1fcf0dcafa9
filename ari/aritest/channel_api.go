package aritest

import (
	"net/http"
	"slices"
	"sort"
	"strings"
	"time"

	"vonal/ari"
)

var channelHandlers = map[string]handler{
	"channels.list":            func(a *Asterisk, _ Request) reply { return ok(a.allChannels()) },
	"channels.get":             (*Asterisk).getChannel,
	"channels.create":          (*Asterisk).create,
	"channels.originate":       (*Asterisk).originate,
	"channels.originateWithId": (*Asterisk).originate,
	"channels.dial":            (*Asterisk).dial,
	"channels.hangup":          (*Asterisk).hangup,
}

func (a *Asterisk) allChannels() []ari.ChannelData {
	out := []ari.ChannelData{}
	for _, c := range a.channels {
		out = append(out, c.shown())
	}
	sort.Slice(out, func(i, j int) bool { return out[i].ID < out[j].ID })
	return out
}

func (a *Asterisk) getChannel(r Request) reply {
	c := a.channels[ari.ChannelID(r.IDs["channelId"])]
	if c == nil {
		return refuse(http.StatusNotFound, "Channel not found")
	}
	return ok(c.shown())
}

// leg makes the channel of a create or originate, or says why not.
func (a *Asterisk) leg(r Request) (*channel, *reply) {
	endpoint := r.Params["endpoint"]
	id := ari.ChannelID(r.IDs["channelId"])
	if id == "" {
		id = ari.ChannelID(r.Params["channelId"])
	}
	no := reply{}
	switch {
	case endpoint == "":
		no = refuse(http.StatusBadRequest, "Endpoint must be specified")
	case !strings.Contains(endpoint, "/"):
		no = refuse(http.StatusBadRequest, "Invalid endpoint specified")
	case r.Params["originator"] != "" && r.Params["formats"] != "":
		no = refuse(http.StatusBadRequest, "Originator and formats can't both be specified")
	case a.taken(id) || a.taken(ari.ChannelID(r.Params["otherChannelId"])):
		no = refuse(http.StatusConflict, "Channel with given unique ID already exists")
	}
	if no.status != 0 {
		return nil, &no
	}
	phone := a.phones[phoneOf(endpoint)]
	if phone == nil || !phone.registered || phone.deleted {
		no = reply{http.StatusInternalServerError, map[string]string{"error": "Allocation failed"}}
		return nil, &no
	}
	c := a.newChannel(id, phone.endpoint, ari.ChannelStateDown)
	c.outgoing, c.phone, c.endpoint = true, phone, phone.endpoint
	c.data.Dialplan.Priority = 1
	values, reported := r.variables()
	for name, value := range values {
		a.assign(c, name, value)
		if reported[name] {
			c.reported[name] = true
		}
	}
	a.tell(&ari.ChannelCreated{Channel: c.shown()})
	return c, nil
}

func (a *Asterisk) create(r Request) reply {
	name := r.Params["app"]
	c, no := a.leg(r)
	if no != nil {
		return *no
	}
	c.data.Dialplan.AppName, c.data.Dialplan.AppData = "Stasis", stasisData(name, r.Params["appArgs"])
	if p := a.apps[name]; p != nil {
		p.subs["channel:"+string(c.data.ID)]++ // besides that of the stay
	}
	answer := c.shown()
	if a.apps[name] == nil {
		// Nobody ever registered it: the channel is made, and ends at once.
		a.end(c, 16, false)
		return ok(answer)
	}
	a.enter(c, name, splitArgs(r.Params["appArgs"]), nil)
	return ok(answer)
}

func stasisData(app, args string) string {
	if args == "" {
		return app
	}
	return app + "," + args
}

func splitArgs(args string) []string {
	if args == "" {
		return []string{}
	}
	return strings.Split(args, ",")
}

func (a *Asterisk) originate(r Request) reply {
	name, exten := r.Params["app"], r.Params["extension"]
	if name == "" && exten == "" {
		return refuse(http.StatusBadRequest, "Application or extension must be specified")
	}
	c, no := a.leg(r)
	if no != nil {
		return *no
	}
	caller := r.Params["callerId"]
	c.data.Caller, c.data.Connected = callerID(caller), callerID(caller)
	answer := c.shown()
	if p := a.apps[name]; p != nil {
		p.subs["channel:"+string(c.data.ID)]++
		a.send(p, &ari.ChannelCreated{Channel: answer})
	}
	seconds := r.number("timeout", 30)
	if seconds == 0 {
		seconds = 30
	}
	c.phone.answered = func() {
		if name != "" {
			c.data.Dialplan.AppName, c.data.Dialplan.AppData = "Stasis", stasisData(name, r.Params["appArgs"])
			a.enter(c, name, splitArgs(r.Params["appArgs"]), nil)
			return
		}
		c.data.Dialplan = ari.DialplanCEP{Context: r.Params["context"], Exten: exten, Priority: 1, AppName: "Wait"}
		c.place = Continued
		c.touch()
	}
	a.ringPhone(c, time.Duration(max(seconds, 0))*time.Second)
	return ok(answer)
}

// callerID understands "Name <number>" and a number.
func callerID(text string) ari.CallerID {
	name, number, both := strings.Cut(text, "<")
	if !both {
		return ari.CallerID{Number: text}
	}
	return ari.CallerID{Name: strings.Trim(name, ` "`), Number: strings.Trim(number, "<> ")}
}

func (a *Asterisk) dial(r Request) reply {
	c, no := a.control(r)
	if no != nil {
		return *no
	}
	if c.data.State != ari.ChannelStateDown || c.dialled || c.phone == nil {
		return refuse(http.StatusConflict, "Channel is not in the 'Down' state")
	}
	c.phone.answered = nil
	a.ringPhone(c, time.Duration(r.number("timeout", 0))*time.Second)
	return done
}

// reasons are the words for causes that a hang-up takes.
var reasons = map[string]int{
	"": 16, "normal": 16, "busy": 17, "congestion": 34, "no_answer": 19, "timeout": 18, "rejected": 21,
	"unallocated": 1, "normal_unspecified": 31, "number_incomplete": 28, "codec_mismatch": 58,
	"interworking": 127, "failure": 38, "answered_elsewhere": 26,
}

func (a *Asterisk) hangup(r Request) reply {
	c := a.channels[ari.ChannelID(r.IDs["channelId"])]
	if c == nil {
		return refuse(http.StatusNotFound, "Channel not found")
	}
	cause, known := reasons[r.Params["reason"]]
	if !known {
		return refuse(http.StatusBadRequest, "Invalid reason for hangup reason provided")
	}
	if _, given := r.Params["reason_code"]; given {
		cause = r.number("reason_code", 16)
	}
	if c.phone != nil {
		c.phone.note(Cancelled, c, cause)
	}
	a.end(c, cause, true)
	return done
}

// control returns the channel if it is in an application, or the refusal.
func (a *Asterisk) control(r Request) (*channel, *reply) {
	c := a.channels[ari.ChannelID(r.IDs["channelId"])]
	no := reply{}
	switch {
	case c == nil:
		no = refuse(http.StatusNotFound, "Channel not found")
	case c.place != InStasis:
		no = refuse(http.StatusConflict, "Channel not in Stasis application")
	default:
		return c, nil
	}
	return nil, &no
}

// ready is control for what a channel that is down or ringing cannot do.
func (a *Asterisk) ready(r Request) (*channel, *reply) {
	c, no := a.control(r)
	if no != nil {
		return nil, no
	}
	if slices.Contains([]string{ari.ChannelStateDown, ari.ChannelStateRsrved, ari.ChannelStateRinging}, c.data.State) {
		no := refuse(http.StatusPreconditionFailed, "Channel in invalid state")
		return nil, &no
	}
	return c, nil
}
