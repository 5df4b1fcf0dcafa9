package aritest

import (
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"vonal/ari"
)

// app is a Stasis application. It outlives its connection while it has
// channels or subscriptions.
type app struct {
	name       string
	socket     *socket // nil: inactive
	subs       map[string]int
	allowed    []string
	disallowed []string
	missed     int
}

func (a *Asterisk) activate(name string, s *socket) {
	p, known := a.apps[name]
	if !known {
		p = &app{name: name, subs: map[string]int{}}
		a.apps[name] = p
	}
	if elder := p.socket; elder != nil {
		a.send(p, &ari.ApplicationReplaced{})
		delete(elder.apps, name)
	}
	p.socket = s
	s.apps[name] = true
}

// deactivate is what happens when a connection ends: the channels stay.
func (a *Asterisk) deactivate(name string, s *socket) {
	p := a.apps[name]
	if p == nil || p.socket != s {
		return
	}
	p.socket = nil
	if len(p.subs) == 0 {
		delete(a.apps, name)
	}
}

// Missed is how many events were lost because app was not connected.
func (a *Asterisk) Missed(name string) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	if p := a.apps[name]; p != nil {
		return p.missed
	}
	return 0
}

// Active reports whether app is connected.
func (a *Asterisk) Active(name string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	p := a.apps[name]
	return p != nil && p.socket != nil
}

// Emit sends any event to every application that is subscribed to what it is
// about: for events this package does not make by itself.
func (a *Asterisk) Emit(event ari.Event, sources ...string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.tell(event, sources...)
}

// EmitRaw sends a frame as it stands to a connected application.
func (a *Asterisk) EmitRaw(name, frame string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if p := a.apps[name]; p != nil && p.socket != nil {
		p.socket.queue([]byte(frame))
	}
}

// tell sends the event to every application that gets events of its channels,
// bridges or other sources. As in Asterisk, one that is subscribed to the
// channel and to its endpoint, or to all endpoints, gets it by each way: two or
// three times. What happens in a bridge comes by the bridge alone.
func (a *Asterisk) tell(event ari.Event, sources ...string) {
	inBridge := len(ari.BridgesOf(event)) > 0
	for _, id := range ari.ChannelsOf(event) {
		sources = append(sources, "channel:"+string(id))
	}
	for _, id := range ari.BridgesOf(event) {
		sources = append(sources, "bridge:"+string(id))
	}
	var endpoints []string
	for _, source := range sources {
		c := a.channels[ari.ChannelID(strings.TrimPrefix(source, "channel:"))]
		if c != nil && c.endpoint != "" && !inBridge {
			endpoints = append(endpoints, "endpoint:"+c.endpoint, "endpoint:"+technology(c.endpoint))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(a.apps)) {
		p := a.apps[name]
		subscribed := func(s string) bool { return p.subs[s] > 0 }
		if slices.ContainsFunc(sources, subscribed) {
			a.send(p, event)
		}
		for _, endpoint := range endpoints {
			if subscribed(endpoint) {
				a.send(p, event)
			}
		}
	}
}

// send gives one application an event, or loses it.
func (a *Asterisk) send(p *app, event ari.Event) {
	if slices.Contains(p.disallowed, event.EventType()) ||
		len(p.allowed) > 0 && !slices.Contains(p.allowed, event.EventType()) {
		return
	}
	if p.socket == nil {
		p.missed++
		return
	}
	// A copy, as the same event goes to several applications.
	stamped := reflect.New(reflect.TypeOf(event).Elem())
	stamped.Elem().Set(reflect.ValueOf(event).Elem())
	stamped.Elem().FieldByName("EventData").Set(reflect.ValueOf(ari.EventData{
		Application: p.name, AsteriskID: entityID, Timestamp: a.now(),
	}))
	frame, err := ari.EncodeEvent(stamped.Interface().(ari.Event))
	if err != nil {
		panic(err) // our own types always encode
	}
	a.deliver(p.socket, event, frame)
}

const entityID = "02:00:00:00:00:01"

func technology(endpoint string) string {
	tech, _, _ := strings.Cut(endpoint, "/")
	return tech
}

func (p *app) data(a *Asterisk) ari.ApplicationData {
	d := ari.ApplicationData{
		Name: p.name, ChannelIDs: []ari.ChannelID{}, BridgeIDs: []ari.BridgeID{}, EndpointIDs: []string{},
		DeviceNames: []string{}, EventsAllowed: filterObjects(p.allowed), EventsDisallowed: filterObjects(p.disallowed),
	}
	for source := range p.subs {
		kind, id, _ := strings.Cut(source, ":")
		switch kind {
		case "channel":
			d.ChannelIDs = append(d.ChannelIDs, ari.ChannelID(id))
		case "bridge":
			d.BridgeIDs = append(d.BridgeIDs, ari.BridgeID(id))
		case "endpoint":
			d.EndpointIDs = append(d.EndpointIDs, id)
		case "deviceState":
			d.DeviceNames = append(d.DeviceNames, id)
		}
	}
	slices.Sort(d.ChannelIDs)
	slices.Sort(d.BridgeIDs)
	slices.Sort(d.EndpointIDs)
	return d
}

func filterObjects(types []string) []map[string]any {
	out := []map[string]any{}
	for _, t := range types {
		out = append(out, map[string]any{"type": t})
	}
	return out
}

func (a *Asterisk) getApp(r Request) (*app, *reply) {
	p := a.apps[r.IDs["applicationName"]]
	if p == nil {
		no := refuse(http.StatusNotFound, "Application not found")
		return nil, &no
	}
	return p, nil
}

// exists reports whether an event source is there to be subscribed to.
func (a *Asterisk) exists(source string) (known, valid bool) {
	kind, id, _ := strings.Cut(source, ":")
	switch kind {
	case "channel":
		return a.channels[ari.ChannelID(id)] != nil, true
	case "bridge":
		return a.bridges[ari.BridgeID(id)] != nil, true
	case "endpoint":
		for endpoint, phone := range a.phones {
			if !phone.deleted && (endpoint == id || technology(endpoint) == id) {
				return true, true
			}
		}
		return false, true
	case "deviceState":
		return true, true
	}
	return false, false
}
