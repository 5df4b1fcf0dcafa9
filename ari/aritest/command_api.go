package aritest

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"vonal/ari"
)

var commandHandlers = map[string]handler{
	"channels.answer":             (*Asterisk).answer,
	"channels.continueInDialplan": (*Asterisk).continueInDialplan,
	"channels.move":               (*Asterisk).move,
	"channels.ring":               accepted,
	"channels.ringStop":           accepted,
	"channels.progress":           accepted,
	"channels.sendDTMF":           accepted,
	"channels.mute":               acceptedWhileDown,
	"channels.unmute":             acceptedWhileDown,
	"channels.hold":               accepted,
	"channels.unhold":             accepted,
	"channels.startMoh":           accepted,
	"channels.stopMoh":            accepted,
	"channels.startSilence":       accepted,
	"channels.stopSilence":        accepted,
	"channels.setChannelVar":      (*Asterisk).setChannelVar,
	"channels.getChannelVar":      (*Asterisk).getChannelVar,
	"channels.setChannelVars":     (*Asterisk).setChannelVars,
	"channels.getChannelVars":     (*Asterisk).getChannelVars,
	"channels.snoopChannel":       (*Asterisk).snoop,
	"channels.snoopChannelWithId": (*Asterisk).snoop,
}

func accepted(a *Asterisk, r Request) reply {
	if _, no := a.ready(r); no != nil {
		return *no
	}
	return done
}

func acceptedWhileDown(a *Asterisk, r Request) reply {
	if _, no := a.control(r); no != nil {
		return *no
	}
	return done
}

func (a *Asterisk) answer(r Request) reply {
	c, no := a.ready(r)
	if no != nil {
		return *no
	}
	a.setState(c, ari.ChannelStateUp)
	return done
}

func (a *Asterisk) continueInDialplan(r Request) reply {
	c, no := a.ready(r)
	if no != nil {
		return *no
	}
	if c.outgoing {
		// Without a dialplan of its own it needs a place to go to.
		if r.Params["context"] == "" && r.Params["extension"] == "" {
			a.end(c, 16, false)
			return done
		}
	}
	if name := r.Params["context"]; name != "" {
		c.data.Dialplan.Context = name
	}
	place := Continued
	if strings.Contains(c.data.Dialplan.Context, Fallback) || r.Params["extension"] == Fallback {
		place = Fallback
	}
	exten := c.data.Dialplan.Exten
	if name := r.Params["extension"]; name != "" {
		exten = name
	}
	a.leaveTo(c, place, exten)
	return done
}

func (a *Asterisk) move(r Request) reply {
	c, no := a.ready(r)
	if no != nil {
		return *no
	}
	name := r.Params["app"]
	args := splitArgs(r.Params["appArgs"])
	if a.apps[name] == nil {
		a.tell(&ari.ApplicationMoveFailed{Channel: c.shown(), Destination: name, Args: args})
		return done
	}
	from := a.apps[c.app]
	if from != nil {
		event := &ari.StasisEnd{Channel: c.shown()}
		from.drop("channel:" + string(c.data.ID))
		a.send(from, event)
	}
	a.enter(c, name, args, nil)
	return done
}

// dangerous functions are not carried out, as live_dangerously is off.
var dangerous = []string{"SHELL(", "DB(", "DB_DELETE(", "FILE(", "CURL(", "LOCK(", "REALTIME_DESTROY("}

func dangerousFunction(name string) bool {
	for _, f := range dangerous {
		if strings.HasPrefix(name, f) {
			return true
		}
	}
	return false
}

func (a *Asterisk) assign(c *channel, name, value string) {
	if name == "TIMEOUT(absolute)" {
		seconds, _ := strconv.ParseFloat(value, 64) // garbage is nought
		a.setLease(c, time.Duration(seconds*float64(time.Second)))
	}
	c.vars[name] = value
}

func (a *Asterisk) setChannelVar(r Request) reply {
	c, no := a.control(r)
	if no != nil {
		return *no
	}
	name := r.Params["variable"]
	if name == "" {
		return refuse(http.StatusBadRequest, "Variable name is required")
	}
	if dangerousFunction(name) {
		return done // accepted, and only the log says that nothing was done
	}
	a.assign(c, name, r.Params["value"])
	if r.Params["report_events"] == "true" {
		c.reported[name] = true
	}
	return done
}

func (a *Asterisk) setChannelVars(r Request) reply {
	c, no := a.control(r)
	if no != nil {
		return *no
	}
	values, reported := r.variables()
	if len(values) == 0 {
		return refuse(http.StatusBadRequest, "Missing variables parameter")
	}
	for name, value := range values {
		a.assign(c, name, value)
		if reported[name] {
			c.reported[name] = true
		}
	}
	return done
}

func (a *Asterisk) getChannelVar(r Request) reply {
	c := a.channels[ari.ChannelID(r.IDs["channelId"])]
	name := r.Params["variable"]
	switch {
	case c == nil:
		return refuse(http.StatusNotFound, "Channel not found")
	case name == "":
		return refuse(http.StatusBadRequest, "Variable name is required")
	}
	value, set := c.vars[name]
	switch {
	case set:
		return ok(ari.Variable{Value: value})
	case strings.HasSuffix(name, ")"):
		return refuse(http.StatusInternalServerError, "Unable to read provided function")
	}
	return refuse(http.StatusNotFound, "Provided variable was not found")
}

func (a *Asterisk) getChannelVars(r Request) reply {
	c := a.channels[ari.ChannelID(r.IDs["channelId"])]
	if c == nil {
		return refuse(http.StatusNotFound, "Channel not found")
	}
	out := ari.Vars{}
	for _, name := range r.List["variables"] {
		out[name] = c.vars[name]
	}
	return ok(ari.Variables{Variables: out})
}

func (a *Asterisk) snoop(r Request) reply {
	target := a.channels[ari.ChannelID(r.IDs["channelId"])]
	id := ari.ChannelID(r.IDs["snoopId"])
	if id == "" {
		id = ari.ChannelID(r.Params["snoopId"])
	}
	name := r.Params["app"]
	quiet := func(direction string) bool { return direction == "" || direction == "none" }
	switch {
	case target == nil:
		return refuse(http.StatusNotFound, "Channel not found")
	case name == "":
		return refuse(http.StatusBadRequest, "Application name is required")
	case quiet(r.Params["spy"]) && quiet(r.Params["whisper"]):
		return refuse(http.StatusBadRequest, "Direction must be specified for at least spy or whisper")
	case a.taken(id):
		return refuse(http.StatusConflict, "Channel with given unique ID already exists")
	}
	c := a.newChannel(id, "Snoop/"+string(target.data.ID), ari.ChannelStateUp)
	c.target = target
	c.data.Dialplan.AppName, c.data.Dialplan.AppData = "Stasis", stasisData(name, r.Params["appArgs"])
	answer := c.shown()
	a.enter(c, name, splitArgs(r.Params["appArgs"]), nil)
	return ok(answer)
}
