package aritest_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"vonal/ari"
)

func legContract(t *testing.T, w world) {
	create := func(t *testing.T, l *listener, endpoint string) ari.ChannelHandle {
		t.Helper()
		h, err := l.Create(l.ctx, ari.CreateRequest{Endpoint: endpoint, AppArgs: "leg,1"})
		if err != nil {
			t.Fatal(err)
		}
		l.started(t, h.ID())
		return h
	}
	destroyed := func(t *testing.T, l *listener, id ari.ChannelID) *ari.ChannelDestroyed {
		t.Helper()
		return await(t, l, func(e *ari.ChannelDestroyed) bool { return e.Channel.ID == id })
	}

	t.Run("AnsweredLegTellsItsWholeLife", func(t *testing.T) {
		l := connect(t, w, "vonal-a")
		h := create(t, l, answers)
		is(t, h.Dial(l.ctx, "", 5*time.Second), nil, "dial")
		await(t, l, func(e *ari.DialEvent) bool { return e.Peer.ID == h.ID() && e.DialStatus == "ANSWER" })
		is(t, h.Hangup(l.ctx, ""), nil, "hang up")
		destroyed(t, l, h.ID())
		// The Dial that only says that dialling began stands in no fixed place.
		life := slices.DeleteFunc(l.about(h.ID()), func(label string) bool { return label == "Dial " })
		want(t, life, "StasisStart leg,1", "ChannelStateChange Ringing", "Dial RINGING",
			"ChannelStateChange Up", "Dial ANSWER", "ChannelHangupRequest 32 soft=true", "StasisEnd", "ChannelDestroyed 16")
		is(t, h.Hangup(l.ctx, ""), ari.ErrNotFound, "hang up again")
		l.nothingLeft(t)
	})

	t.Run("DialThatTimesOutEndsTheLegWithCause19", func(t *testing.T) {
		l := connect(t, w, "vonal-a")
		h := create(t, l, rings)
		is(t, h.Dial(l.ctx, "", time.Second), nil, "dial")
		await(t, l, func(e *ari.DialEvent) bool { return e.Peer.ID == h.ID() && e.DialStatus == "RINGING" })
		is(t, h.Dial(l.ctx, "", time.Second), ari.ErrConflict, "dial again")
		is(t, h.Continue(l.ctx, "contract", "park", 1), ari.ErrPrecondition, "continue while ringing")
		if e := destroyed(t, l, h.ID()); e.Cause != 19 {
			t.Errorf("cause %d, want 19", e.Cause)
		}
		l.nothingLeft(t)
	})

	t.Run("RefusedLegEndsWithTheCauseOfThePhone", func(t *testing.T) {
		l := connect(t, w, "vonal-a")
		h := create(t, l, busy)
		is(t, h.Dial(l.ctx, "", 5*time.Second), nil, "dial")
		if e := destroyed(t, l, h.ID()); e.Cause != 17 {
			t.Errorf("cause %d, want 17", e.Cause)
		}
		l.nothingLeft(t)
	})

	t.Run("CancelledLegEndsWithTheReasonGiven", func(t *testing.T) {
		l := connect(t, w, "vonal-a")
		h := create(t, l, rings)
		is(t, h.Dial(l.ctx, "", 5*time.Second), nil, "dial")
		await(t, l, func(e *ari.DialEvent) bool { return e.Peer.ID == h.ID() && e.DialStatus == "RINGING" })
		is(t, h.Hangup(l.ctx, "no such reason"), ari.ErrInvalid, "hang up for no reason")
		is(t, h.Hangup(l.ctx, ari.ChannelsHangupReasonAnsweredElsewhere), nil, "hang up")
		destroyed(t, l, h.ID())
		got := l.about(h.ID())
		want(t, got[len(got)-3:], "ChannelHangupRequest 32 soft=true", "StasisEnd", "ChannelDestroyed 26")
		l.nothingLeft(t)
	})

	t.Run("UndialledLegCanOnlyBeHungUp", func(t *testing.T) {
		l := connect(t, w, "vonal-a")
		h := create(t, l, answers)
		is(t, h.Answer(l.ctx), ari.ErrPrecondition, "answer")
		is(t, h.Continue(l.ctx, "contract", "park", 1), ari.ErrPrecondition, "continue")
		is(t, h.MOH(l.ctx, ""), ari.ErrPrecondition, "music")
		is(t, h.Ring(l.ctx), ari.ErrPrecondition, "ring")
		_, err := h.Play(l.ctx, ari.NewPlaybackID(), "sound:beep")
		is(t, err, ari.ErrPrecondition, "play")
		is(t, h.Hangup(l.ctx, ""), nil, "hang up")
		destroyed(t, l, h.ID())
		_, err = h.Data(l.ctx)
		is(t, err, ari.ErrNotFound, "data")
		l.nothingLeft(t)
	})

	t.Run("PhoneWithoutContactIsUnreachable", func(t *testing.T) {
		l := connect(t, w, "vonal-a")
		_, err := l.Create(l.ctx, ari.CreateRequest{Endpoint: nobody})
		is(t, err, ari.ErrUnreachable, "create")
		_, err = l.Originate(l.ctx, ari.OriginateRequest{Endpoint: nobody})
		is(t, err, ari.ErrUnreachable, "originate")
		l.nothingLeft(t)
	})

	t.Run("IDThatALiveOneBeginsWithIsADuplicate", func(t *testing.T) {
		l := connect(t, w, "vonal-a")
		id := ari.NewChannelID()
		_, err := l.Create(l.ctx, ari.CreateRequest{Endpoint: rings, ChannelID: id})
		is(t, err, nil, "create")
		for _, same := range []ari.ChannelID{id, id[:20], ari.ChannelID(strings.ToUpper(string(id)))} {
			_, err = l.Create(l.ctx, ari.CreateRequest{Endpoint: rings, ChannelID: same})
			is(t, err, ari.ErrConflict, "create "+string(same))
			_, err = l.Originate(l.ctx, ari.OriginateRequest{Endpoint: rings, ChannelID: same})
			is(t, err, ari.ErrConflict, "originate "+string(same))
			_, err = l.Channels().OriginateWithID(l.ctx, same, ari.ChannelsOriginateWithIDParams{Endpoint: rings, App: "vonal-a"})
			is(t, err, ari.ErrConflict, "originate in the path "+string(same))
		}
		_, err = l.Create(l.ctx, ari.CreateRequest{Endpoint: rings, OtherChannelID: id})
		is(t, err, ari.ErrConflict, "other id")
		is(t, l.Channel(id).Hangup(l.ctx, ""), nil, "hang up")
		l.nothingLeft(t)
	})

	t.Run("OriginatedLegEntersWhenAnswered", func(t *testing.T) {
		l := connect(t, w, "vonal-a")
		h, err := l.Originate(l.ctx, ari.OriginateRequest{
			Endpoint: answers, AppArgs: "out", CallerID: "Vonal <+3612345>", Variables: ari.Assignments{"CONTRACT": "kept"},
		})
		is(t, err, nil, "originate")
		if e := l.started(t, h.ID()); e.Channel.State != ari.ChannelStateUp || e.Args[0] != "out" {
			t.Errorf("started %s with %q", e.Channel.State, e.Args)
		}
		if got, err := h.GetVariable(l.ctx, "CONTRACT"); got != "kept" || err != nil {
			t.Errorf("variable %q, %v", got, err)
		}
		is(t, h.Hangup(l.ctx, ""), nil, "hang up")
		destroyed(t, l, h.ID())
		l.nothingLeft(t)
	})
}
