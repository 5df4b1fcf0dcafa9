package aritest_test

import (
	"errors"
	"testing"

	"vonal/ari"
)

func connectionContract(t *testing.T, w world) {
	t.Run("LaterClientOfTheSameNameReplacesTheElder", func(t *testing.T) {
		elder := connect(t, w, "vonal-a")
		younger := connect(t, w, "vonal-a")
		if err := <-elder.ended; !errors.Is(err, ari.ErrReplaced) {
			t.Errorf("the elder ended with %v", err)
		}
		elder.ended <- nil
		await(t, elder, func(*ari.ApplicationReplaced) bool { return true })
		await(t, elder, func(e *ari.Disconnected) bool { return errors.Is(e.Err, ari.ErrReplaced) })
		is(t, elder.Channel("x").Hangup(elder.ctx, ""), ari.ErrReplaced, "a request of the elder")
		id, hangup := w.call(t, "vonal-a", "")
		younger.started(t, id)
		hangup()
		younger.nothingLeft(t)
	})

	t.Run("WhoWasAwayIsToldNothingTwiceAndMustAsk", func(t *testing.T) {
		watcher := connect(t, w, "else-w")
		first := connect(t, w, "vonal-a")
		stays, hangup := w.call(t, "vonal-a", "")
		leaves, hangupAway := w.call(t, "vonal-a", "")
		first.started(t, stays)
		first.started(t, leaves)
		// Gone without a good-bye: no subscription is taken back.
		first.stop(t)
		eventually(t, func() bool {
			late, hangupLate := w.call(t, "vonal-a", "")
			defer hangupLate()
			eventually(t, func() bool { p := watcher.place(t, late); return p == "fallback" || p == "stasis" }, "a place for the caller")
			return watcher.place(t, late) == "fallback"
		}, "new callers going elsewhere")
		if watcher.place(t, stays) == "" {
			t.Fatal("a caller who was inside was sent away")
		}
		hangupAway()
		eventually(t, func() bool { return watcher.place(t, leaves) == "" }, "the other caller's end")

		back := connect(t, w, "vonal-a")
		await(t, back, func(*ari.Connected) bool { return true })
		s, err := back.Snapshot(back.ctx)
		is(t, err, nil, "snapshot")
		found := false
		for _, c := range s.Channels {
			found = found || c.ID == stays
			if c.ID == leaves {
				t.Error("who left is in the snapshot")
			}
		}
		if !found || !s.Application.Has(stays) {
			t.Errorf("who stayed is not in the snapshot as ours: %+v", s.Application)
		}
		is(t, back.Channel(stays).Answer(back.ctx), nil, "answer who stayed")
		hangup()
		await(t, back, func(e *ari.StasisEnd) bool { return e.Channel.ID == stays })
		want(t, back.about(stays), "ChannelStateChange Up", "ChannelHangupRequest normal", "StasisEnd")
		want(t, back.about(leaves))
		back.nothingLeft(t)
	})
}

func restartContract(t *testing.T, w world) {
	l := connect(t, w, "vonal-a")
	before := await(t, l, func(*ari.Connected) bool { return true })
	id, _ := w.call(t, "vonal-a", "")
	l.started(t, id)
	w.restart(t)
	await(t, l, func(*ari.Disconnected) bool { return true })
	after := await(t, l, func(e *ari.Connected) bool { return e != before })
	if !after.Restarted || !after.StartedAt.After(before.StartedAt) || before.Restarted {
		t.Errorf("before %v %v, after %v %v", before.Restarted, before.StartedAt, after.Restarted, after.StartedAt)
	}
	l.nothingLeft(t)
	for _, label := range l.about(id) {
		if label == "StasisEnd" {
			t.Error("a restart told the end of a channel")
		}
	}
	if err := ari.CheckVersion(after.Info); err != nil {
		t.Error(err)
	}
}
