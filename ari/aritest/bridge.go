package aritest

import (
	"fmt"
	"net/http"
	"slices"
	"sort"

	"vonal/ari"
)

var bridgeHandlers = map[string]handler{
	"bridges.list":          func(a *Asterisk, _ Request) reply { return ok(a.allBridges()) },
	"bridges.create":        (*Asterisk).createBridge,
	"bridges.createWithId":  (*Asterisk).createBridge,
	"bridges.get":           (*Asterisk).getBridge,
	"bridges.destroy":       (*Asterisk).destroyBridge,
	"bridges.addChannel":    (*Asterisk).addChannel,
	"bridges.removeChannel": (*Asterisk).removeChannel,
	"bridges.startMoh":      bridgeAccepts,
	"bridges.stopMoh":       bridgeAccepts,
}

type bridge struct {
	data    ari.BridgeData
	members []*channel
}

func (b *bridge) shown() ari.BridgeData {
	d := b.data
	d.Channels = []ari.ChannelID{}
	for _, c := range b.members {
		d.Channels = append(d.Channels, c.data.ID)
	}
	return d
}

func (b *bridge) take(c *channel) {
	b.members = slices.DeleteFunc(b.members, func(m *channel) bool { return m == c })
	c.bridge = nil
}

// Bridges are all bridges there are.
func (a *Asterisk) Bridges() []ari.BridgeData {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.allBridges()
}

func (a *Asterisk) allBridges() []ari.BridgeData {
	out := []ari.BridgeData{}
	for _, b := range a.bridges {
		out = append(out, b.shown())
	}
	sort.Slice(out, func(i, j int) bool { return out[i].ID < out[j].ID })
	return out
}

func (a *Asterisk) createBridge(r Request) reply {
	id := ari.BridgeID(r.IDs["bridgeId"])
	if id == "" {
		id = ari.BridgeID(r.Params["bridgeId"])
	}
	if id == "" {
		a.serial++
		id = ari.BridgeID(fmt.Sprintf("bridge-%d", a.serial))
	}
	if a.bridges[id] != nil {
		return refuse(http.StatusConflict, fmt.Sprintf("Bridge with id '%s' already exists", id))
	}
	kind, technology := "mixing", "simple_bridge"
	for _, t := range r.List["type"] {
		switch t {
		case "holding":
			kind, technology = "holding", "holding_bridge"
		case "", "mixing", "dtmf_events", "proxy_media", "video_sfu", "video_single", "sdp_label":
		default:
			return reply{http.StatusInternalServerError, map[string]string{"message": "Unable to create bridge"}}
		}
	}
	b := &bridge{data: ari.BridgeData{
		ID: id, Name: r.Params["name"], BridgeType: kind, Technology: technology, BridgeClass: "stasis",
		Creator: "Stasis", CreationTime: a.now(),
	}}
	a.bridges[id] = b
	return ok(b.shown())
}

func (a *Asterisk) findBridge(r Request) (*bridge, *reply) {
	b := a.bridges[ari.BridgeID(r.IDs["bridgeId"])]
	if b == nil {
		no := refuse(http.StatusNotFound, "Bridge not found")
		return nil, &no
	}
	return b, nil
}

func (a *Asterisk) getBridge(r Request) reply {
	b, no := a.findBridge(r)
	if no != nil {
		return *no
	}
	return ok(b.shown())
}

func bridgeAccepts(a *Asterisk, r Request) reply {
	if _, no := a.findBridge(r); no != nil {
		return *no
	}
	return done
}

func (a *Asterisk) destroyBridge(r Request) reply {
	b, no := a.findBridge(r)
	if no != nil {
		return *no
	}
	for _, c := range slices.Clone(b.members) {
		a.unbridge(c)
	}
	a.tell(&ari.BridgeDestroyed{Bridge: b.shown()})
	delete(a.bridges, b.data.ID)
	for _, p := range a.apps {
		delete(p.subs, "bridge:"+string(b.data.ID))
	}
	return done
}

func (a *Asterisk) addChannel(r Request) reply {
	b, no := a.findBridge(r)
	if no != nil {
		return *no
	}
	var members []*channel
	for _, id := range r.List["channel"] {
		c := a.channels[ari.ChannelID(id)]
		switch {
		case c == nil:
			return refuse(http.StatusBadRequest, "Channel not found")
		case c.place != InStasis:
			return refuse(http.StatusUnprocessableEntity, "Channel not in Stasis application")
		case a.recordingOf(c) != nil:
			return refuse(http.StatusConflict, "Channel "+id+" currently recording")
		}
		members = append(members, c)
	}
	for _, c := range members {
		if c.bridge == b {
			continue
		}
		a.unbridge(c)
		b.members = append(b.members, c)
		c.bridge = b
		if p := a.apps[c.app]; p != nil {
			p.subs["bridge:"+string(b.data.ID)]++
		}
		shown := c.shown()
		a.tell(&ari.ChannelEnteredBridge{Bridge: b.shown(), Channel: &shown})
	}
	return done
}

// unbridge takes the channel out of its bridge, if it is in one.
func (a *Asterisk) unbridge(c *channel) {
	b := c.bridge
	if b == nil {
		return
	}
	b.take(c)
	a.tell(&ari.ChannelLeftBridge{Bridge: b.shown(), Channel: c.shown()})
	if p := a.apps[c.app]; p != nil {
		p.drop("bridge:" + string(b.data.ID))
	}
}

func (a *Asterisk) removeChannel(r Request) reply {
	b, no := a.findBridge(r)
	if no != nil {
		return *no
	}
	for _, id := range r.List["channel"] {
		c := a.channels[ari.ChannelID(id)]
		switch {
		case c == nil:
			return refuse(http.StatusBadRequest, "Channel not found")
		case c.place != InStasis:
			return refuse(http.StatusUnprocessableEntity, "Channel not in Stasis application")
		case c.bridge != b:
			return refuse(http.StatusUnprocessableEntity, "Channel not in this bridge")
		}
	}
	for _, id := range r.List["channel"] {
		a.unbridge(a.channels[ari.ChannelID(id)])
	}
	return done
}
