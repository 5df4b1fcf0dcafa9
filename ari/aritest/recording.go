package aritest

import (
	"net/http"
	"slices"
	"sort"
	"strings"

	"vonal/ari"
)

var recordingHandlers = map[string]handler{
	"channels.record":          (*Asterisk).recordChannel,
	"recordings.getLive":       func(a *Asterisk, r Request) reply { return a.onLive(r, a.show) },
	"recordings.stop":          func(a *Asterisk, r Request) reply { return a.onLive(r, a.stopRecording) },
	"recordings.cancel":        func(a *Asterisk, r Request) reply { return a.onLive(r, a.cancelRecording) },
	"recordings.pause":         func(a *Asterisk, r Request) reply { return a.onLive(r, a.pause) },
	"recordings.unpause":       func(a *Asterisk, r Request) reply { return a.onLive(r, a.unpause) },
	"recordings.mute":          func(a *Asterisk, r Request) reply { return a.onLive(r, a.nothing) },
	"recordings.unmute":        func(a *Asterisk, r Request) reply { return a.onLive(r, a.nothing) },
	"recordings.listStored":    (*Asterisk).listStored,
	"recordings.getStored":     func(a *Asterisk, r Request) reply { return a.onStored(r, a.showStored) },
	"recordings.getStoredFile": func(a *Asterisk, r Request) reply { return a.onStored(r, a.storedFile) },
	"recordings.deleteStored":  func(a *Asterisk, r Request) reply { return a.onStored(r, a.deleteStored) },
	"recordings.copyStored":    (*Asterisk).copyStored,
}

type recording struct {
	data    ari.LiveRecordingData
	channel *channel
}

type recordingFaults struct {
	fail string
	lose bool
}

// FailRecordings makes every recording from now on end at once with
// RecordingFailed for this cause, such as a full disk; "" ends it.
func (a *Asterisk) FailRecordings(cause string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.recordings.fail = cause
}

// LoseRecordings makes recordings finish as if all were well, with no file
// behind them.
func (a *Asterisk) LoseRecordings(yes bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.recordings.lose = yes
}

// Recording returns what runs under a name.
func (a *Asterisk) Recording(name string) (ari.LiveRecordingData, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if rec := a.live[name]; rec != nil {
		return rec.data, true
	}
	return ari.LiveRecordingData{}, false
}

var formats = []string{"wav", "wav16", "ulaw", "alaw", "gsm", "g722", "sln", "sln16", "ogg", "WAV", "wav49"}

func (a *Asterisk) recordChannel(r Request) reply {
	c, no := a.control(r)
	if no != nil {
		return *no
	}
	name, format := r.Params["name"], r.Params["format"]
	_, exists := a.stored[name]
	switch {
	case name == "":
		return refuse(http.StatusBadRequest, "Recording name is required")
	case !slices.Contains(formats, format):
		return refuse(http.StatusUnprocessableEntity, "specified format is unknown on this system")
	case a.live[name] != nil, exists && (r.Params["ifExists"] == "" || r.Params["ifExists"] == "fail"):
		return refuse(http.StatusConflict, "Recording '"+name+"' already exists and can not be overwritten")
	}
	source := "channel:" + string(c.data.ID)
	rec := &recording{channel: c, data: ari.LiveRecordingData{
		Name: name, Format: format, TargetURI: source, State: ari.LiveRecordingStateQueued,
	}}
	answer := rec.data
	cause := a.recordings.fail
	if c.bridge != nil {
		cause = "Cannot record channel while in bridge"
	}
	if cause != "" {
		rec.data.State, rec.data.Cause = ari.LiveRecordingStateFailed, cause
		a.tell(&ari.RecordingFailed{Recording: rec.data}, source)
		return reply{http.StatusCreated, answer}
	}
	rec.data.State = ari.LiveRecordingStateRecording
	a.live[name] = rec
	a.tell(&ari.RecordingStarted{Recording: rec.data}, source)
	return reply{http.StatusCreated, answer}
}

func (a *Asterisk) recordingOf(c *channel) *recording {
	for _, rec := range a.live {
		if rec.channel == c {
			return rec
		}
	}
	return nil
}

// store ends a recording and keeps it.
func (a *Asterisk) store(rec *recording) {
	delete(a.live, rec.data.Name)
	rec.data.State = ari.LiveRecordingStateDone
	if !a.recordings.lose {
		a.stored[rec.data.Name] = ari.StoredRecordingData{Name: rec.data.Name, Format: rec.data.Format}
	}
	a.tell(&ari.RecordingFinished{Recording: rec.data}, "channel:"+string(rec.channel.data.ID))
}

func (a *Asterisk) onLive(r Request, f func(*recording) reply) reply {
	rec := a.live[r.IDs["recordingName"]]
	if rec == nil {
		return refuse(http.StatusNotFound, "Recording not found")
	}
	return f(rec)
}

func (a *Asterisk) show(rec *recording) reply { return ok(rec.data) }
func (a *Asterisk) nothing(*recording) reply  { return done }

func (a *Asterisk) stopRecording(rec *recording) reply {
	a.store(rec)
	return done
}

func (a *Asterisk) cancelRecording(rec *recording) reply {
	delete(a.live, rec.data.Name)
	rec.data.State = ari.LiveRecordingStateCanceled
	a.tell(&ari.RecordingFinished{Recording: rec.data}, "channel:"+string(rec.channel.data.ID))
	return done
}

func (a *Asterisk) pause(rec *recording) reply {
	rec.data.State = ari.LiveRecordingStatePaused
	return done
}

func (a *Asterisk) unpause(rec *recording) reply {
	rec.data.State = ari.LiveRecordingStateRecording
	return done
}

func (a *Asterisk) listStored(Request) reply {
	out := []ari.StoredRecordingData{}
	for _, s := range a.stored {
		out = append(out, s)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return ok(out)
}

func (a *Asterisk) onStored(r Request, f func(ari.StoredRecordingData) reply) reply {
	s, known := a.stored[r.IDs["recordingName"]]
	if !known {
		return refuse(http.StatusNotFound, "Recording not found")
	}
	return f(s)
}

func (a *Asterisk) showStored(s ari.StoredRecordingData) reply { return ok(s) }

// storedFile is a WAV file of a tenth of a second of silence.
func (a *Asterisk) storedFile(ari.StoredRecordingData) reply {
	const samples = 800
	head := "RIFF" + little(36+2*samples) + "WAVEfmt " + little(16) + "\x01\x00\x01\x00" +
		little(8000) + little(16000) + "\x02\x00\x10\x00data" + little(2*samples)
	return ok([]byte(head + strings.Repeat("\x00", 2*samples)))
}

func little(n uint32) string {
	return string([]byte{byte(n), byte(n >> 8), byte(n >> 16), byte(n >> 24)})
}

func (a *Asterisk) deleteStored(s ari.StoredRecordingData) reply {
	delete(a.stored, s.Name)
	return done
}

func (a *Asterisk) copyStored(r Request) reply {
	s, known := a.stored[r.IDs["recordingName"]]
	to := r.Params["destinationRecordingName"]
	_, exists := a.stored[to]
	switch {
	case !known:
		return refuse(http.StatusNotFound, "Recording not found")
	case exists:
		return refuse(http.StatusConflict, "A recording with the same name already exists on the system")
	}
	s.Name = to
	a.stored[to] = s
	return reply{http.StatusCreated, s}
}
