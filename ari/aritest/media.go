package aritest

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"vonal/ari"
)

var mediaHandlers = map[string]handler{
	"channels.play":       (*Asterisk).playOnChannel,
	"channels.playWithId": (*Asterisk).playOnChannel,
	"bridges.play":        (*Asterisk).playOnBridge,
	"bridges.playWithId":  (*Asterisk).playOnBridge,
	"playbacks.get":       (*Asterisk).getPlayback,
	"playbacks.stop":      (*Asterisk).stopPlayback,
	"playbacks.control":   (*Asterisk).controlPlayback,
}

type playback struct {
	data    ari.PlaybackData
	channel *channel
	source  string
	stop    func() bool
}

// PlayFor sets how long sounds are, default 50 ms.
func (a *Asterisk) PlayFor(d time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.playLength = d
}

// MissingSound makes a media URI one that does not exist.
func (a *Asterisk) MissingSound(uri string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.missing[uri] = true
}

func (a *Asterisk) playOnChannel(r Request) reply {
	c, no := a.ready(r)
	if no != nil {
		return *no
	}
	return a.play(r, c, "channel:"+string(c.data.ID))
}

func (a *Asterisk) playOnBridge(r Request) reply {
	b, no := a.findBridge(r)
	if no != nil {
		return *no
	}
	return a.play(r, nil, "bridge:"+string(b.data.ID))
}

func (a *Asterisk) play(r Request, c *channel, target string) reply {
	id := ari.PlaybackID(r.IDs["playbackId"])
	if id == "" {
		id = ari.PlaybackID(r.Params["playbackId"])
	}
	if id == "" {
		a.serial++
		id = ari.PlaybackID(fmt.Sprintf("playback-%d", a.serial))
	}
	media := r.Params["media"]
	switch {
	case media == "":
		return refuse(http.StatusBadRequest, "Media is required")
	case a.playbacks[id] != nil:
		return refuse(http.StatusConflict, "Playback with given unique ID already exists")
	}
	p := &playback{channel: c, source: target, data: ari.PlaybackData{
		ID: id, MediaURI: media, TargetURI: target, Language: "en", State: ari.PlaybackStateQueued,
	}}
	a.playbacks[id] = p
	answer := p.data
	p.data.State = ari.PlaybackStatePlaying
	a.tell(&ari.PlaybackStarted{Playback: p.data}, target)
	name, isRecording := strings.CutPrefix(media, "recording:")
	_, stored := a.stored[name]
	switch {
	case isRecording && !stored:
		// Asterisk never tells the end of it.
		delete(a.playbacks, id)
	case a.missing[media]:
		a.finish(p, ari.PlaybackStateFailed)
	default:
		p.stop = a.after(a.playLength, func() { a.finish(p, ari.PlaybackStateDone) })
	}
	return reply{http.StatusCreated, answer}
}

func (a *Asterisk) finish(p *playback, state string) {
	if a.playbacks[p.data.ID] != p {
		return
	}
	if p.stop != nil {
		p.stop()
	}
	delete(a.playbacks, p.data.ID)
	p.data.State = state
	a.tell(&ari.PlaybackFinished{Playback: p.data}, p.source)
}

// stopMedia ends what plays on or is recorded from a channel that ends.
func (a *Asterisk) stopMedia(c *channel) {
	for _, p := range a.playbacks {
		if p.channel == c {
			a.finish(p, ari.PlaybackStateDone)
		}
	}
	if rec := a.recordingOf(c); rec != nil {
		a.store(rec)
	}
}

func (a *Asterisk) findPlayback(r Request) (*playback, *reply) {
	p := a.playbacks[ari.PlaybackID(r.IDs["playbackId"])]
	if p == nil {
		no := refuse(http.StatusNotFound, "Playback not found")
		return nil, &no
	}
	return p, nil
}

func (a *Asterisk) getPlayback(r Request) reply {
	p, no := a.findPlayback(r)
	if no != nil {
		return *no
	}
	return ok(p.data)
}

func (a *Asterisk) stopPlayback(r Request) reply {
	p, no := a.findPlayback(r)
	if no != nil {
		return *no
	}
	a.finish(p, ari.PlaybackStateDone)
	return done
}

func (a *Asterisk) controlPlayback(r Request) reply {
	p, no := a.findPlayback(r)
	if no != nil {
		return *no
	}
	switch r.Params["operation"] {
	case ari.PlaybacksControlOperationRestart, ari.PlaybacksControlOperationPause, ari.PlaybacksControlOperationUnpause,
		ari.PlaybacksControlOperationReverse, ari.PlaybacksControlOperationForward:
	default:
		return refuse(http.StatusBadRequest, "Invalid operation")
	}
	if p.data.State != ari.PlaybackStatePlaying {
		return refuse(http.StatusConflict, "Playback operation not valid")
	}
	return done
}
