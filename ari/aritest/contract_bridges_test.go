package aritest_test

import (
	"errors"
	"testing"
	"time"

	"vonal/ari"
)

func bridgeContract(t *testing.T, w world) {
	bridge := func(t *testing.T, l *listener) ari.BridgeHandle {
		t.Helper()
		b, err := l.CreateBridge(l.ctx, ari.NewBridgeID(), "mixing", "contract")
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	entered := func(t *testing.T, l *listener, b ari.BridgeHandle, id ari.ChannelID) {
		t.Helper()
		await(t, l, func(e *ari.ChannelEnteredBridge) bool { return e.Bridge.ID == b.ID() && e.Channel.ID == id })
	}

	t.Run("TalkOfTwoAndItsEnd", func(t *testing.T) {
		l := connect(t, w, "vonal-a")
		id, hangup := w.call(t, "vonal-a", "")
		l.started(t, id)
		h, err := l.Create(l.ctx, ari.CreateRequest{Endpoint: answers, AppArgs: "leg", Originator: id})
		is(t, err, nil, "create")
		l.started(t, h.ID())
		is(t, h.Dial(l.ctx, id, 5*time.Second), nil, "dial")
		await(t, l, func(e *ari.ChannelStateChange) bool { return e.Channel.ID == h.ID() && e.Channel.State == "Up" })
		is(t, l.Channel(id).Answer(l.ctx), nil, "answer")
		b := bridge(t, l)
		is(t, b.AddChannel(l.ctx, id, h.ID()), nil, "add both")
		entered(t, l, b, id)
		entered(t, l, b, h.ID())
		d, err := b.Data(l.ctx)
		if is(t, err, nil, "data"); len(d.Channels) != 2 || d.Technology != "simple_bridge" {
			t.Errorf("bridge %+v", d)
		}
		hangup()
		await(t, l, func(e *ari.ChannelLeftBridge) bool { return e.Channel.ID == id })
		await(t, l, func(e *ari.StasisEnd) bool { return e.Channel.ID == id })
		if d, err := b.Data(l.ctx); err != nil || len(d.Channels) != 1 || d.Channels[0] != h.ID() {
			t.Errorf("the other leg shall stay until it is told to go: %+v, %v", d, err)
		}
		is(t, h.Hangup(l.ctx, ""), nil, "hang up")
		is(t, b.Delete(l.ctx), nil, "delete")
		l.nothingLeft(t)
	})

	t.Run("ChannelSurvivesItsBridgeAndMovesBetweenTwo", func(t *testing.T) {
		l := connect(t, w, "vonal-a")
		id, hangup := w.call(t, "vonal-a", "")
		l.started(t, id)
		is(t, l.Channel(id).Answer(l.ctx), nil, "answer")
		first, second := bridge(t, l), bridge(t, l)
		is(t, first.AddChannel(l.ctx, id), nil, "add")
		entered(t, l, first, id)
		is(t, second.AddChannel(l.ctx, id), nil, "move")
		await(t, l, func(e *ari.ChannelLeftBridge) bool { return e.Bridge.ID == first.ID() && e.Channel.ID == id })
		entered(t, l, second, id)
		is(t, second.Delete(l.ctx), nil, "delete with the channel inside")
		await(t, l, func(e *ari.ChannelLeftBridge) bool { return e.Bridge.ID == second.ID() && e.Channel.ID == id })
		eventually(t, func() bool {
			_, err := second.Data(l.ctx)
			return errors.Is(err, ari.ErrNotFound)
		}, "the end of the deleted bridge")
		_, err := l.Channel(id).Data(l.ctx)
		is(t, err, nil, "its channel")
		for _, label := range l.about(id) {
			if label == "StasisEnd" {
				t.Error("the move ended the stay in the application")
			}
		}
		is(t, first.Delete(l.ctx), nil, "delete")
		hangup()
		l.nothingLeft(t)
	})

	t.Run("WrongRequestsAreRefused", func(t *testing.T) {
		l := connect(t, w, "vonal-a")
		id, hangup := w.call(t, "vonal-a", "")
		l.started(t, id)
		outside, hangupOutside := w.call(t, "vonal-absent", "")
		eventually(t, func() bool { return l.place(t, outside) == "fallback" }, "the fallback")
		b := bridge(t, l)
		_, err := l.CreateBridge(l.ctx, b.ID(), "mixing", "")
		is(t, err, ari.ErrConflict, "same id")
		is(t, b.AddChannel(l.ctx, "nobody"), ari.ErrNotFound, "unknown channel")
		is(t, b.AddChannel(l.ctx, outside), ari.ErrNotInStasis, "channel outside")
		is(t, b.RemoveChannel(l.ctx, id), ari.ErrInvalid, "remove a channel that is not inside")
		is(t, l.Bridge("nowhere").AddChannel(l.ctx, id), ari.ErrNotFound, "unknown bridge")
		is(t, b.Delete(l.ctx), nil, "delete")
		if err := b.Delete(l.ctx); !errors.Is(err, ari.ErrNotFound) && !errors.Is(err, ari.ErrConflict) {
			t.Errorf("delete again: %v", err)
		}
		hangup()
		hangupOutside()
		l.nothingLeft(t)
	})
}
