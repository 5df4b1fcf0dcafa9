package asterisk

import (
	"context"
	"errors"
	"math"
	"path"
	"strings"
	"time"

	"vonal/ari"
	"vonal/routing"
)

// Say plays recordings to the caller, one after the other; the desk is told by
// Said. Those that are not there are left out: Asterisk would never say that it
// has finished with one (asterisk.md §1.4).
func (a *Adapter) Say(ctx context.Context, c routing.Call, what []string) error {
	const op = "asterisk.Say"
	var media []string
	for _, name := range what {
		if a.Prompt == nil {
			continue
		}
		if file, ok := a.Prompt(c.Line.Language, name); ok {
			media = append(media, "recording:"+file)
		} else {
			a.Log.Warn("callers cannot be told something: the recording is missing", "recording", file)
		}
	}
	if len(media) == 0 {
		a.desk.Fact(c.ID, routing.Said{At: a.desk.Now()})
		return nil
	}
	a.mu.Lock()
	before, saying := a.saying[c.ID]
	now := sentence{what: what, number: before.number + 1}
	a.saying[c.ID] = now
	a.mu.Unlock()
	if saying {
		if err := a.ari.Playbacks().Stop(ctx, sayingOf(c.ID, before.number)); err != nil && !done(err) {
			return failed(op, err)
		}
	}
	_, err := a.ari.Channels().PlayWithID(ctx, ari.ChannelID(c.Channel), sayingOf(c.ID, now.number), ari.ChannelsPlayWithIDParams{Media: media})
	if errors.Is(err, ari.ErrConflict) {
		return nil // it is being said
	}
	return failed(op, err)
}

// hush ends what is being said to the caller: until that is over Asterisk does
// nothing else with their channel.
func (a *Adapter) hush(ctx context.Context, c routing.Call) error {
	a.mu.Lock()
	now, saying := a.saying[c.ID]
	delete(a.saying, c.ID)
	a.mu.Unlock()
	if !saying || now.over {
		return nil
	}
	return ended("asterisk.hush", a.ari.Playbacks().Stop(ctx, sayingOf(c.ID, now.number)))
}

// HoldMusic goes on with the music.
func (a *Adapter) HoldMusic(ctx context.Context, c routing.Call) error {
	return failed("asterisk.HoldMusic", a.ari.Channels().StartMOH(ctx, ari.ChannelID(c.Channel), ari.ChannelsStartMOHParams{}))
}

// TakeMessage records the caller until they press the hash key, say nothing for
// a while, or have spoken for long enough.
func (a *Adapter) TakeMessage(ctx context.Context, c routing.Call, longest time.Duration) error {
	const silence = 10 // seconds
	_, err := a.ari.Channels().Record(ctx, ari.ChannelID(c.Channel), ari.ChannelsRecordParams{
		Name: RecordingName(c.ID), Format: "wav", MaxDurationSeconds: int(math.Ceil(longest.Seconds())), MaxSilenceSeconds: silence,
		Beep: true, TerminateOn: "#", IfExists: "append",
	})
	if errors.Is(err, ari.ErrConflict) {
		return nil // it is being recorded
	}
	return failed("asterisk.TakeMessage", err)
}

// played tells that something has been said, or could not be.
func (a *Adapter) played(e *ari.PlaybackFinished) {
	call, what, ok := parseOwn(string(e.Playback.ID))
	if !ok || what[0] != 's' {
		return
	}
	a.mu.Lock()
	now, saying := a.saying[call]
	if ok = !saying || e.Playback.ID == sayingOf(call, now.number) && !now.over; saying && ok {
		now.over = true
		a.saying[call] = now
	}
	a.mu.Unlock()
	if !ok {
		return // it was stopped, and something else is being said
	}
	heard := strings.Join(now.what, " ")
	if e.Playback.State == "failed" {
		a.Log.Warn("callers could not be told something", "call", call, "recording", e.Playback.MediaURI)
		heard = ""
	}
	a.desk.Fact(call, routing.Said{At: a.desk.Now(), What: heard})
}

// sentence is what a caller is being told, or was told last.
type sentence struct {
	what   []string
	number int // of the sentences of the call
	over   bool
}

// recorded tells of a message that is over.
func (a *Adapter) recorded(r ari.LiveRecordingData) {
	id := routing.CallID(path.Base(r.Name))
	if RecordingName(id) != r.Name {
		return
	}
	length := time.Duration(max(r.Duration-r.SilenceDuration, 0)) * time.Second
	a.desk.Fact(id, routing.MessageLeft{At: a.desk.Now(), Length: length})
}

// pressed tells of a key, the caller's or that of whoever picked up a leg.
func (a *Adapter) pressed(e *ari.ChannelDtmfReceived) {
	if call, leg, ok := parseLeg(e.Channel.ID); ok {
		a.desk.Fact(call, routing.LegPressed{At: a.desk.Now(), Leg: leg, Key: clean(e.Digit)})
	} else if call, ok := a.callOf(e.Channel.ID); ok {
		a.desk.Fact(call, routing.Pressed{At: a.desk.Now(), Key: clean(e.Digit)})
	}
}
