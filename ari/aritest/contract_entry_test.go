package aritest_test

import (
	"testing"
	"time"

	"vonal/ari"
)

func entryContract(t *testing.T, w world) {
	t.Run("CallerForAnAbsentApplicationGoesOnAtOnce", func(t *testing.T) {
		l := connect(t, w, "vonal-a")
		id, hangup := w.call(t, "vonal-absent", "")
		eventually(t, func() bool { return l.place(t, id) == "fallback" }, "the fallback")
		hangup()
		l.nothingLeft(t)
	})

	t.Run("CallerEntersWithItsArguments", func(t *testing.T) {
		l := connect(t, w, "vonal-a")
		id, hangup := w.call(t, "vonal-a", "")
		if e := l.started(t, id); len(e.Args) != 2 || e.Args[0] != "in" || e.Args[1] != "one" {
			t.Errorf("arguments %q", e.Args)
		}
		d, err := l.Channel(id).Data(l.ctx)
		is(t, err, nil, "data")
		if app, args, in := d.InApplication(); !in || app != "vonal-a" || len(args) != 2 {
			t.Errorf("InApplication() = %q, %q, %v of %+v", app, args, in, d.Dialplan)
		}
		hangup()
		await(t, l, func(e *ari.StasisEnd) bool { return e.Channel.ID == id })
		l.nothingLeft(t)
	})

	t.Run("CallerWhoHangsUpEndsWithoutDestroyed", func(t *testing.T) {
		l := connect(t, w, "vonal-a")
		id, hangup := w.call(t, "vonal-a", "")
		l.started(t, id)
		hangup()
		await(t, l, func(e *ari.StasisEnd) bool { return e.Channel.ID == id })
		l.nothingLeft(t)
		want(t, l.about(id), "StasisStart in,one", "ChannelHangupRequest normal", "StasisEnd")
	})

	t.Run("FirstClaimWinsAndTheOthersAreTold409", func(t *testing.T) {
		a, b := connect(t, w, "vonal-a"), connect(t, w, "vonal-b")
		other := connect(t, w, "else-c")
		id, hangup := w.call(t, "", "^vonal-")
		for _, l := range []*listener{a, b} {
			await(t, l, func(e *ari.CallBroadcast) bool { return e.Channel.ID == id })
		}
		is(t, b.Claim(b.ctx, id), nil, "first claim")
		is(t, a.Claim(a.ctx, id), ari.ErrConflict, "second claim")
		if e := b.started(t, id); len(e.Args) != 2 || e.Args[0] != "inbound" || e.Args[1] != "one" {
			t.Errorf("arguments %q", e.Args)
		}
		d, err := b.Channel(id).Data(b.ctx)
		is(t, err, nil, "data")
		if _, args, in := d.InApplication(); !in || len(args) != 2 {
			t.Errorf("InApplication() of %+v = %q, %v", d.Dialplan, args, in)
		}
		s, err := b.Snapshot(b.ctx)
		is(t, err, nil, "snapshot")
		if !s.Application.Has(id) {
			t.Errorf("the snapshot does not say that the call is ours: %+v", s.Application)
		}
		hangup()
		await(t, b, func(e *ari.StasisEnd) bool { return e.Channel.ID == id })
		want(t, other.about(id))
		for _, label := range a.about(id) {
			if label != "CallBroadcast" && label != "CallClaimed" {
				t.Errorf("the loser heard %s", label)
			}
		}
		b.nothingLeft(t)
	})

	t.Run("UnclaimedCallGoesOnAfterHalfASecond", func(t *testing.T) {
		l := connect(t, w, "vonal-a")
		begin := time.Now()
		id, hangup := w.call(t, "", "^vonal-")
		await(t, l, func(e *ari.CallBroadcast) bool { return e.Channel.ID == id })
		eventually(t, func() bool { return l.place(t, id) == "fallback" }, "the fallback")
		if waited := time.Since(begin); waited < 400*time.Millisecond || waited > 2*time.Second {
			t.Errorf("went on after %v", waited)
		}
		is(t, l.Claim(l.ctx, id), ari.ErrNotFound, "claim too late")
		hangup()
		l.nothingLeft(t)
	})

	t.Run("CallNobodyCouldClaimGoesOnToo", func(t *testing.T) {
		l := connect(t, w, "else-c")
		id, hangup := w.call(t, "", "^vonal-")
		eventually(t, func() bool { return l.place(t, id) == "fallback" }, "the fallback")
		hangup()
		l.nothingLeft(t)
	})

	t.Run("LeaseThatIsNotRenewedSendsTheCallerOn", func(t *testing.T) {
		l := connect(t, w, "vonal-a")
		id, hangup := w.call(t, "vonal-a", "")
		l.started(t, id)
		is(t, l.Channel(id).SetAbsoluteTimeout(l.ctx, time.Second), nil, "lease")
		await(t, l, func(e *ari.StasisEnd) bool { return e.Channel.ID == id })
		eventually(t, func() bool { return l.place(t, id) == "T" }, "extension T")
		hangup()
		l.nothingLeft(t)
	})

	t.Run("CallerCanBeSentBackIntoTheDialplan", func(t *testing.T) {
		l := connect(t, w, "vonal-a")
		id, hangup := w.call(t, "vonal-a", "")
		l.started(t, id)
		is(t, l.Channel(id).Continue(l.ctx, "contract", "park", 1), nil, "continue")
		await(t, l, func(e *ari.StasisEnd) bool { return e.Channel.ID == id })
		eventually(t, func() bool { return l.place(t, id) == "park" }, "extension park")
		is(t, l.Channel(id).Answer(l.ctx), ari.ErrNotInStasis, "answer outside")
		hangup()
		l.nothingLeft(t)
	})

	t.Run("MoveStartsTheChannelAnew", func(t *testing.T) {
		l := connect(t, w, "vonal-a")
		id, hangup := w.call(t, "vonal-a", "")
		l.started(t, id)
		is(t, l.Channel(id).Move(l.ctx, "vonal-nobody", "x"), nil, "move to an unknown application")
		await(t, l, func(e *ari.ApplicationMoveFailed) bool { return e.Channel.ID == id })
		is(t, l.Channel(id).Move(l.ctx, "vonal-a", "two,three"), nil, "move")
		await(t, l, func(e *ari.StasisStart) bool { return len(e.Args) == 2 && e.Args[0] == "two" })
		hangup()
		l.nothingLeft(t)
	})
}

// want compares the whole list.
func want(t *testing.T, got []string, wanted ...string) {
	t.Helper()
	same := len(got) == len(wanted)
	for i := 0; same && i < len(got); i++ {
		same = got[i] == wanted[i]
	}
	if !same {
		t.Errorf("got  %q\nwant %q", got, wanted)
	}
}
