package aritest_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"vonal/ari"
)

// phone is a desk phone in somebody's hand.
type phone interface {
	register(t *testing.T)
	unregister(t *testing.T)
	ring(t *testing.T) // of the call that has come, which must exist
	answer(t *testing.T)
	refuse(t *testing.T) // with 486
	hangup(t *testing.T)
	remove(t *testing.T) // takes it out of Asterisk
}

const deskPhone = "contract-desk"

func phoneContract(t *testing.T, w world) {
	// life is what was heard of a leg, each thing once: an application that is
	// subscribed to the endpoints hears everything twice. Between the change of
	// state and the Dial that goes with it there is no order.
	life := func(t *testing.T, l *listener, id ari.ChannelID, wanted ...string) {
		t.Helper()
		var got []string
		for _, label := range l.about(id) {
			if !slices.Contains(got, label) && label != "Dial " && label != "ChannelConnectedLine" {
				got = append(got, label)
			}
		}
		wanted = append(wanted, "ChannelCreated", "StasisStart leg", "StasisEnd")
		end := got[len(got)-1]
		slices.Sort(got)
		slices.Sort(wanted)
		want(t, got, wanted...)
		if !strings.HasPrefix(end, "ChannelDestroyed") {
			t.Errorf("the last of it was %s", end)
		}
	}
	begin := func(t *testing.T, l *listener, p phone, timeout time.Duration) ari.ChannelHandle {
		t.Helper()
		h, err := l.Create(l.ctx, ari.CreateRequest{Endpoint: "PJSIP/" + deskPhone, AppArgs: "leg"})
		if err != nil {
			t.Fatal(err)
		}
		l.started(t, h.ID())
		is(t, h.Dial(l.ctx, "", timeout), nil, "dial")
		return h
	}
	ringing := func(t *testing.T, l *listener, p phone) ari.ChannelHandle {
		t.Helper()
		h := begin(t, l, p, 20*time.Second)
		p.ring(t)
		await(t, l, func(e *ari.DialEvent) bool { return e.Peer.ID == h.ID() && e.DialStatus == "RINGING" })
		return h
	}
	destroyed := func(t *testing.T, l *listener, id ari.ChannelID) *ari.ChannelDestroyed {
		t.Helper()
		return await(t, l, func(e *ari.ChannelDestroyed) bool { return e.Channel.ID == id })
	}
	l := connect(t, w, "vonal-a")
	p := w.phone(t, deskPhone)
	is(t, l.Subscribe(l.ctx, "endpoint:PJSIP"), nil, "subscribe")

	t.Run("RegistrationShowsInTheEndpointAndAsEvents", func(t *testing.T) {
		_, err := l.Create(l.ctx, ari.CreateRequest{Endpoint: "PJSIP/" + deskPhone})
		is(t, err, ari.ErrUnreachable, "create before it registered")
		state := func(want string) func() bool {
			return func() bool {
				d, err := l.Endpoint("PJSIP", deskPhone).Data(l.ctx)
				return err == nil && d.State == want
			}
		}
		p.register(t)
		await(t, l, func(e *ari.ContactStatusChange) bool {
			return e.ContactInfo.AOR == deskPhone && e.ContactInfo.ContactStatus == ari.ContactInfoContactStatusReachable
		})
		await(t, l, func(e *ari.PeerStatusChange) bool {
			return e.Endpoint.Resource == deskPhone && e.Peer.PeerStatus == "Reachable"
		})
		eventually(t, state(ari.EndpointStateOnline), "online")
		p.unregister(t)
		await(t, l, func(e *ari.ContactStatusChange) bool {
			return e.ContactInfo.AOR == deskPhone && e.ContactInfo.ContactStatus == ari.ContactInfoContactStatusRemoved
		})
		await(t, l, func(e *ari.PeerStatusChange) bool {
			return e.Endpoint.Resource == deskPhone && e.Peer.PeerStatus == "Unreachable"
		})
		eventually(t, state(ari.EndpointStateOffline), "offline")
		p.register(t)
		eventually(t, state(ari.EndpointStateOnline), "online again")
		list, err := l.Endpoints().ListByTech(l.ctx, "PJSIP")
		if is(t, err, nil, "list"); !slices.ContainsFunc(list, func(d ari.EndpointData) bool { return d.Resource == deskPhone }) {
			t.Errorf("not in the list: %+v", list)
		}
	})

	t.Run("WhoFollowsTheDeviceHearsWhetherItCanBeReachedAndNothingTwice", func(t *testing.T) {
		follower := connect(t, w, "vonal-b")
		source := "deviceState:PJSIP/" + deskPhone
		is(t, follower.Subscribe(follower.ctx, source), nil, "subscribe")
		is(t, follower.Subscribe(follower.ctx, source), nil, "subscribe again")
		becomes := func(states ...string) {
			t.Helper()
			await(t, follower, func(e *ari.DeviceStateChanged) bool {
				return e.DeviceState.Name == "PJSIP/"+deskPhone && slices.Contains(states, e.DeviceState.State)
			})
		}
		p.unregister(t)
		becomes("UNAVAILABLE")
		p.register(t)
		becomes("NOT_INUSE")
		h := ringing(t, l, p)
		becomes("RINGING")
		p.answer(t)
		becomes("INUSE", "BUSY")
		p.hangup(t)
		destroyed(t, l, h.ID())
		becomes("NOT_INUSE")
		if got := follower.about(h.ID()); len(got) > 0 {
			t.Errorf("who follows the device hears of its channel: %v", got)
		}
		is(t, follower.Unsubscribe(follower.ctx, source), nil, "unsubscribe")
	})

	t.Run("AnsweredAndHungUpByThePhone", func(t *testing.T) {
		h := ringing(t, l, p)
		d, err := l.Endpoint("PJSIP", deskPhone).Data(l.ctx)
		if is(t, err, nil, "endpoint"); !slices.Contains(d.ChannelIDs, h.ID()) {
			t.Errorf("its channels: %v", d.ChannelIDs)
		}
		p.answer(t)
		await(t, l, func(e *ari.DialEvent) bool { return e.Peer.ID == h.ID() && e.DialStatus == "ANSWER" })
		p.hangup(t)
		destroyed(t, l, h.ID())
		life(t, l, h.ID(), "ChannelStateChange Ringing", "Dial RINGING",
			"ChannelStateChange Up", "Dial ANSWER", "ChannelHangupRequest normal", "ChannelDestroyed 16")
	})

	t.Run("SubscribedToTheEndpointsEverythingButBridgesIsHeardTwice", func(t *testing.T) {
		h := ringing(t, l, p)
		p.answer(t)
		await(t, l, func(e *ari.DialEvent) bool { return e.Peer.ID == h.ID() && e.DialStatus == "ANSWER" })
		b, err := l.CreateBridge(l.ctx, ari.NewBridgeID(), "mixing", "")
		is(t, err, nil, "bridge")
		is(t, b.AddChannel(l.ctx, h.ID()), nil, "add")
		await(t, l, func(e *ari.ChannelEnteredBridge) bool { return e.Channel.ID == h.ID() })
		is(t, b.RemoveChannel(l.ctx, h.ID()), nil, "remove")
		await(t, l, func(e *ari.ChannelLeftBridge) bool { return e.Channel.ID == h.ID() })
		id := ari.NewPlaybackID()
		_, err = h.Play(l.ctx, id, "sound:beep")
		is(t, err, nil, "play")
		await(t, l, func(e *ari.PlaybackFinished) bool { return e.Playback.ID == id })
		p.hangup(t)
		destroyed(t, l, h.ID())
		is(t, b.Delete(l.ctx), nil, "delete")
		got := l.about(h.ID())
		for label, times := range map[string]int{
			"ChannelCreated": 1, "StasisStart leg": 1, "StasisEnd": 1, "ChannelEnteredBridge": 1, "ChannelLeftBridge": 1,
			"Dial RINGING": 2, "ChannelStateChange Ringing": 2, "ChannelStateChange Up": 2, "Dial ANSWER": 2, "ChannelHangupRequest normal": 2,
		} {
			seen := 0
			for _, l := range got {
				if l == label {
					seen++
				}
			}
			if seen != times {
				t.Errorf("%s came %d times, want %d", label, seen, times)
			}
		}
	})

	t.Run("Refused", func(t *testing.T) {
		h := ringing(t, l, p)
		p.refuse(t)
		destroyed(t, l, h.ID())
		life(t, l, h.ID(), "ChannelStateChange Ringing", "Dial RINGING",
			"ChannelHangupRequest 17 soft=false", "ChannelDestroyed 17")
	})

	t.Run("CancelledWhileRinging", func(t *testing.T) {
		h := ringing(t, l, p)
		is(t, h.Hangup(l.ctx, ari.ChannelsHangupReasonAnsweredElsewhere), nil, "hang up")
		destroyed(t, l, h.ID())
		life(t, l, h.ID(), "ChannelStateChange Ringing", "Dial RINGING",
			"ChannelHangupRequest 32 soft=true", "ChannelDestroyed 26")
	})

	t.Run("NeverRings", func(t *testing.T) {
		h := begin(t, l, p, time.Second)
		if e := destroyed(t, l, h.ID()); e.Cause != 19 {
			t.Errorf("cause %d", e.Cause)
		}
		life(t, l, h.ID(), "ChannelHangupRequest 32 soft=true", "ChannelDestroyed 19")
	})

	t.Run("UnregisteredWhileInACallGoesOnTalking", func(t *testing.T) {
		h := ringing(t, l, p)
		p.answer(t)
		await(t, l, func(e *ari.DialEvent) bool { return e.Peer.ID == h.ID() && e.DialStatus == "ANSWER" })
		p.unregister(t)
		_, err := l.Create(l.ctx, ari.CreateRequest{Endpoint: "PJSIP/" + deskPhone})
		is(t, err, ari.ErrUnreachable, "create")
		d, err := h.Data(l.ctx)
		if is(t, err, nil, "data"); d.State != ari.ChannelStateUp {
			t.Errorf("state %s", d.State)
		}
		p.hangup(t)
		destroyed(t, l, h.ID())
	})

	is(t, l.Unsubscribe(l.ctx, "endpoint:PJSIP"), nil, "unsubscribe")
	p.remove(t)
	l.nothingLeft(t)
}
