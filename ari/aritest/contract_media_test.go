package aritest_test

import (
	"bytes"
	"io"
	"testing"

	"vonal/ari"
)

func mediaContract(t *testing.T, w world) {
	answered := func(t *testing.T, l *listener) (ari.ChannelHandle, func()) {
		t.Helper()
		id, hangup := w.call(t, "vonal-a", "")
		l.started(t, id)
		h := l.Channel(id)
		is(t, h.Answer(l.ctx), nil, "answer")
		return h, hangup
	}

	t.Run("RecordingIsMadePausedStoppedAndKept", func(t *testing.T) {
		l := connect(t, w, "vonal-a")
		h, hangup := answered(t, l)
		name := "contract/" + string(ari.NewPlaybackID())
		_, err := h.Record(l.ctx, ari.RecordOptions{Name: name, Format: "nonsense"})
		is(t, err, ari.ErrInvalid, "unknown format")
		rec, err := h.Record(l.ctx, ari.RecordOptions{Name: name, Format: "wav"})
		is(t, err, nil, "record")
		await(t, l, func(e *ari.RecordingStarted) bool { return e.Recording.Name == name })
		_, err = h.Record(l.ctx, ari.RecordOptions{Name: name, Format: "wav"})
		is(t, err, ari.ErrConflict, "the same name")
		is(t, rec.Pause(l.ctx), nil, "pause")
		if d, err := rec.Data(l.ctx); err != nil || d.State != ari.LiveRecordingStatePaused {
			t.Errorf("paused: %+v, %v", d, err)
		}
		is(t, rec.Resume(l.ctx), nil, "resume")
		b, err := l.CreateBridge(l.ctx, ari.NewBridgeID(), "mixing", "")
		is(t, err, nil, "bridge")
		is(t, b.AddChannel(l.ctx, h.ID()), ari.ErrConflict, "bridge a channel that is recording")
		is(t, rec.Stop(l.ctx), nil, "stop")
		await(t, l, func(e *ari.RecordingFinished) bool { return e.Recording.Name == name })
		kept := l.StoredRecording(name)
		_, err = kept.Data(l.ctx)
		is(t, err, nil, "stored")
		file, err := kept.File(l.ctx)
		if is(t, err, nil, "file"); err == nil {
			head := make([]byte, 4)
			if _, err := io.ReadFull(file, head); err != nil || !bytes.Equal(head, []byte("RIFF")) {
				t.Errorf("file begins with %q, %v", head, err)
			}
			file.Close()
		}
		is(t, kept.Copy(l.ctx, name+"-copy"), nil, "copy")
		is(t, kept.Copy(l.ctx, name+"-copy"), ari.ErrConflict, "copy again")
		_, err = h.Record(l.ctx, ari.RecordOptions{Name: name, Format: "wav"})
		is(t, err, ari.ErrConflict, "a name that is stored")
		is(t, kept.Delete(l.ctx), nil, "delete")
		is(t, kept.Delete(l.ctx), ari.ErrNotFound, "delete again")
		is(t, l.StoredRecording(name+"-copy").Delete(l.ctx), nil, "delete copy")
		is(t, b.Delete(l.ctx), nil, "delete bridge")
		hangup()
		l.nothingLeft(t)
	})

	t.Run("ChannelInABridgeCannotBeRecordedItself", func(t *testing.T) {
		l := connect(t, w, "vonal-a")
		h, hangup := answered(t, l)
		b, err := l.CreateBridge(l.ctx, ari.NewBridgeID(), "mixing", "")
		is(t, err, nil, "bridge")
		is(t, b.AddChannel(l.ctx, h.ID()), nil, "add")
		await(t, l, func(e *ari.ChannelEnteredBridge) bool { return e.Channel.ID == h.ID() })
		name := "contract-" + string(ari.NewPlaybackID())
		_, err = h.Record(l.ctx, ari.RecordOptions{Name: name, Format: "wav"})
		is(t, err, nil, "record is accepted")
		await(t, l, func(e *ari.RecordingFailed) bool { return e.Recording.Name == name && e.Recording.Cause != "" })
		is(t, b.Delete(l.ctx), nil, "delete bridge")
		hangup()
		l.nothingLeft(t)
	})

	t.Run("SnoopIsAChannelThatIsRecordedAndEndsWithItsTarget", func(t *testing.T) {
		l := connect(t, w, "vonal-a")
		h, hangup := answered(t, l)
		id := ari.NewChannelID()
		_, err := h.Snoop(l.ctx, id, ari.SnoopOptions{})
		is(t, err, ari.ErrInvalid, "snoop in no direction")
		s, err := h.Snoop(l.ctx, id, ari.SnoopOptions{Spy: ari.ChannelsSnoopChannelWithIDSpyBoth, AppArgs: "snoop"})
		is(t, err, nil, "snoop")
		if e := l.started(t, id); e.Channel.State != ari.ChannelStateUp {
			t.Errorf("snoop is %s", e.Channel.State)
		}
		name := "contract-" + string(ari.NewPlaybackID())
		_, err = s.Record(l.ctx, ari.RecordOptions{Name: name, Format: "wav"})
		is(t, err, nil, "record")
		await(t, l, func(e *ari.RecordingStarted) bool { return e.Recording.Name == name })
		hangup()
		await(t, l, func(e *ari.RecordingFinished) bool { return e.Recording.Name == name })
		await(t, l, func(e *ari.StasisEnd) bool { return e.Channel.ID == id })
		is(t, l.StoredRecording(name).Delete(l.ctx), nil, "delete")
		l.nothingLeft(t)
	})

	t.Run("PlaybackTellsItsEnd", func(t *testing.T) {
		l := connect(t, w, "vonal-a")
		h, hangup := answered(t, l)
		good, bad := ari.NewPlaybackID(), ari.NewPlaybackID()
		_, err := h.Play(l.ctx, good, "sound:beep")
		is(t, err, nil, "play")
		await(t, l, func(e *ari.PlaybackFinished) bool { return e.Playback.ID == good && e.Playback.State == "done" })
		_, err = h.Play(l.ctx, bad, "sound:contract-missing")
		is(t, err, nil, "play a missing sound")
		await(t, l, func(e *ari.PlaybackFinished) bool { return e.Playback.ID == bad && e.Playback.State == "failed" })
		is(t, l.Playback(good).Stop(l.ctx), ari.ErrNotFound, "stop what has ended")
		hangup()
		l.nothingLeft(t)
	})
}
