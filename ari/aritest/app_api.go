package aritest

import (
	"net/http"
	"sort"

	"vonal/ari"
)

var appHandlers = map[string]handler{
	"applications.list":        (*Asterisk).listApps,
	"applications.get":         (*Asterisk).getAppData,
	"applications.subscribe":   (*Asterisk).subscribe,
	"applications.unsubscribe": (*Asterisk).unsubscribe,
	"applications.filter":      (*Asterisk).filter,
	"events.userEvent":         (*Asterisk).userEvent,
	"events.claimChannel":      (*Asterisk).claim,
}

func (a *Asterisk) listApps(Request) reply {
	out := []ari.ApplicationData{}
	for _, p := range a.apps {
		out = append(out, p.data(a))
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return ok(out)
}

func (a *Asterisk) getAppData(r Request) reply {
	p, no := a.getApp(r)
	if no != nil {
		return *no
	}
	return ok(p.data(a))
}

func (a *Asterisk) subscribe(r Request) reply {
	p, no := a.getApp(r)
	if no != nil {
		return *no
	}
	for _, source := range r.List["eventSource"] {
		known, valid := a.exists(source)
		switch {
		case !valid:
			return refuse(http.StatusBadRequest, "Invalid event source URI scheme")
		case !known:
			return refuse(http.StatusUnprocessableEntity, "Event source does not exist")
		}
	}
	for _, source := range r.List["eventSource"] {
		p.subs[source]++
	}
	return ok(p.data(a))
}

func (a *Asterisk) unsubscribe(r Request) reply {
	p, no := a.getApp(r)
	if no != nil {
		return *no
	}
	for _, source := range r.List["eventSource"] {
		if p.subs[source] == 0 {
			return refuse(http.StatusConflict, "Application not subscribed to event source")
		}
	}
	for _, source := range r.List["eventSource"] {
		p.drop(source)
	}
	return ok(p.data(a))
}

func (p *app) drop(source string) {
	if p.subs[source]--; p.subs[source] <= 0 {
		delete(p.subs, source)
	}
}

func (a *Asterisk) filter(r Request) reply {
	p, no := a.getApp(r)
	if no != nil {
		return *no
	}
	types := func(name string) []string {
		var out []string
		entries, _ := r.Body[name].([]any)
		for _, e := range entries {
			if object, isObject := e.(map[string]any); isObject {
				if t, isText := object["type"].(string); isText {
					out = append(out, t)
				}
			}
		}
		return out
	}
	p.allowed, p.disallowed = types("allowed"), types("disallowed")
	return ok(p.data(a))
}

func (a *Asterisk) userEvent(r Request) reply {
	p := a.apps[r.Params["application"]]
	if p == nil {
		return refuse(http.StatusNotFound, "Application not found")
	}
	event := &ari.ChannelUserevent{EventName: r.IDs["eventName"], UserEvent: map[string]any{"eventname": r.IDs["eventName"]}}
	for _, source := range r.List["source"] {
		known, valid := a.exists(source)
		switch {
		case !valid:
			return refuse(http.StatusBadRequest, "Invalid event source URI scheme")
		case !known:
			return refuse(http.StatusUnprocessableEntity, "Event source was not found")
		}
	}
	values, _ := r.variables()
	for name, value := range values {
		event.UserEvent[name] = value
	}
	a.send(p, event)
	return done
}
