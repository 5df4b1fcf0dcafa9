package aritest

import "vonal/ari"

// deviceState is what Asterisk reckons of a phone as a device: that it cannot
// be reached shows only while it is in no call.
func (p *Phone) deviceState() string {
	switch {
	case p.leg != nil && p.leg.data.State == ari.ChannelStateRinging:
		return "RINGING"
	case p.leg != nil && p.leg.data.State == ari.ChannelStateUp:
		return "INUSE"
	case !p.registered:
		return "UNAVAILABLE"
	}
	return "NOT_INUSE"
}

// tellDevice tells who follows the phone as a device, if its state is another
// than before.
func (p *Phone) tellDevice() {
	now := p.deviceState()
	if p.device == now {
		return
	}
	p.device = now
	p.a.tell(&ari.DeviceStateChanged{DeviceState: ari.DeviceStateData{Name: p.endpoint, State: now}}, "deviceState:"+p.endpoint)
}
