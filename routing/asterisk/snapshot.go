package asterisk

import (
	"context"
	"errors"
	"strings"

	"vonal/ari"
	"vonal/internal/fault"
	"vonal/routing"
	"vonal/routing/desk"
)

// Snapshot is what is alive in Asterisk now.
func (a *Adapter) Snapshot(ctx context.Context, saved []routing.Call) (desk.Snapshot, error) {
	const op = "asterisk.Snapshot"
	now, err := a.ari.Snapshot(ctx)
	if err != nil {
		return desk.Snapshot{}, failed(op, err)
	}
	s := desk.Snapshot{
		Calls:    map[routing.CallID]desk.Found{},
		PhonesUp: map[string]bool{},
	}
	if now.Info.Status != nil {
		s.StartedAt = now.Info.Status.StartupTime.Time
	}
	for _, e := range now.Endpoints {
		s.PhonesUp[e.Resource] = e.State == ari.EndpointStateOnline
	}
	ours := map[ari.ChannelID]bool{}
	for _, id := range now.Application.ChannelIDs {
		ours[id] = true
	}
	for _, ch := range now.Channels {
		a.findChannel(s, ch, ours[ch.ID])
	}
	for _, b := range now.Bridges {
		a.findBridge(s, b)
	}
	for _, c := range saved {
		if f := s.Calls[c.ID]; !f.Caller && f.Customer == "" && a.Ended != nil {
			f.EndedAt = a.Ended(c.Channel)
			s.Calls[c.ID] = f
		}
	}
	for id, f := range s.Calls {
		if f.Recorded {
			_, err := a.ari.Recordings().GetLive(ctx, RecordingName(id))
			if err != nil && !errors.Is(err, ari.ErrNotFound) {
				return desk.Snapshot{}, fault.Wrap(op, err)
			}
			f.Recorded = err == nil
			s.Calls[id] = f
		}
	}
	return s, nil
}

// findChannel notes a channel that belongs to one of our calls.
// A caller's channel does not say to which application it belongs: that it is
// ours is what the application says.
func (a *Adapter) findChannel(s desk.Snapshot, ch ari.ChannelData, ours bool) {
	a.mu.Lock()
	a.names[ch.ID] = ch.Name
	a.mu.Unlock()
	if call, what, ok := parseOwn(string(ch.ID)); ok {
		f := s.Calls[call]
		if what == "rec" {
			f.Recorded = true
		} else if _, customer := parseCustomer(ch.ID); customer {
			if f.Customer = a.legState(ch); ours {
				f.Requested = a.requested(call, ch)
			}
		} else if _, n, ok := parseLeg(ch.ID); ok {
			if f.Legs == nil {
				f.Legs = map[routing.LegNo]desk.FoundLeg{}
			}
			f.Legs[n] = desk.FoundLeg{Endpoint: endpointOf(ch.Name), Since: ch.CreationTime.Time, State: a.legState(ch)}
		}
		s.Calls[call] = f
		return
	}
	args := entryArgs(ch)
	if !ours || len(args) == 0 || args[0] != inbound {
		return
	}
	id := a.know(ch.ID)
	f := s.Calls[id]
	f.Caller = true
	f.Arrived = a.arrival(id, ch, args)
	f.Arrived.At = ch.CreationTime.UTC()
	s.Calls[id] = f
}

func (a *Adapter) legState(ch ari.ChannelData) routing.LegState {
	switch ch.State {
	case ari.ChannelStateUp:
		a.mu.Lock()
		a.answered[ch.ID] = true
		a.mu.Unlock()
		return routing.LegUp
	case ari.ChannelStateRinging:
		return routing.LegRings
	default:
		return routing.LegDialled
	}
}

// findBridge notes whether a call's parties are together.
func (a *Adapter) findBridge(s desk.Snapshot, b ari.BridgeData) {
	call, what, ok := parseOwn(string(b.ID))
	if !ok || what != "brg" {
		return
	}
	f := s.Calls[call]
	f.Bridged = len(b.Channels) >= 2
	s.Calls[call] = f
}

// entryArgs are the arguments with which a caller's channel is being offered to
// applications ("500,^vonal-,inbound:100"), or was taken by one; none for a
// channel that is elsewhere in the dialplan by now.
func entryArgs(ch ari.ChannelData) []string {
	if ch.Dialplan.AppName != "StasisBroadcast" {
		return nil
	}
	parts := strings.SplitN(ch.Dialplan.AppData, ",", 4)
	if len(parts) < 3 {
		return nil
	}
	return strings.Split(parts[2], ":")
}

// endpointOf reads the endpoint from a channel's name: PJSIP/agent-1a2b-0000001f.
func endpointOf(name string) string {
	_, rest, _ := strings.Cut(name, "/")
	if i := strings.LastIndexByte(rest, '-'); i > 0 {
		return rest[:i]
	}
	return rest
}
