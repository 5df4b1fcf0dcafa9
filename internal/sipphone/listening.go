package sipphone

import (
	"context"
	"time"

	"vonal/internal/clock"
	"vonal/internal/fault"
)

// Hears reports whether a tone of freq Hz is in the audio of the last 200 ms.
// A tone mixed with one or two others as loud is heard too.
func (l *Leg) Hears(freq int) bool {
	return l.listening(func(h *hearing, at time.Time) bool { return h.tone(freq, at) })
}

// HearsAnything reports whether there was any sound in the last 200 ms.
func (l *Leg) HearsAnything() bool { return l.listening((*hearing).anything) }

// Silent reports that the last 200 ms held no sound, or no packets came.
func (l *Leg) Silent() bool { return l.listening((*hearing).silent) }

// Audio is what was heard and said so far; it stays readable when the leg has
// ended, and its LongestGap then ends with the leg.
func (l *Leg) Audio() (a Audio) {
	l.listening(func(h *hearing, at time.Time) bool { a = h.audio(at); return true })
	return a
}

// MeasureAnew forgets what was heard: Audio counts from here, and the time to
// the next packet is the first gap.
func (l *Leg) MeasureAnew() {
	l.listening(func(h *hearing, at time.Time) bool { h.forget(at); return true })
}

// Say changes the tone the leg speaks; 0 is silence.
func (l *Leg) Say(freq int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tone = freq
	if l.media != nil {
		l.media.play(freq)
	}
}

// WaitTone returns when a tone of freq Hz is heard.
func (l *Leg) WaitTone(ctx context.Context, freq int) error {
	return l.await(ctx, "sipphone.Leg.WaitTone", func(h *hearing, at time.Time) bool { return h.tone(freq, at) })
}

// WaitAudio returns when any sound is heard, such as music on hold.
func (l *Leg) WaitAudio(ctx context.Context) error {
	return l.await(ctx, "sipphone.Leg.WaitAudio", (*hearing).anything)
}

// WaitSilence returns when there was no sound for 200 ms.
func (l *Leg) WaitSilence(ctx context.Context) error {
	return l.await(ctx, "sipphone.Leg.WaitSilence", (*hearing).silent)
}

// WaitPackets returns when n packets have been heard, whatever is in them.
func (l *Leg) WaitPackets(ctx context.Context, n int) error {
	return l.await(ctx, "sipphone.Leg.WaitPackets", func(h *hearing, _ time.Time) bool { return h.received >= n })
}

func (l *Leg) audioPart() *media {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.media
}

// listening asks something of what the leg hears; false without audio.
func (l *Leg) listening(ask func(*hearing, time.Time) bool) bool {
	m := l.audioPart()
	if m == nil {
		return false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return ask(&m.heard, clock.Instant())
}

// await asks at every packet, and every 20 ms where none come.
func (l *Leg) await(ctx context.Context, op string, ask func(*hearing, time.Time) bool) error {
	m := l.audioPart()
	if m == nil {
		return fault.New(fault.Conflict, op, "the leg has no audio (yet)")
	}
	tick := time.NewTicker(packetTime)
	defer tick.Stop()
	for {
		m.mu.Lock()
		now := clock.Instant()
		if ask(&m.heard, now) {
			m.mu.Unlock()
			return nil
		}
		if m.heard.next == nil {
			m.heard.next = make(chan struct{})
		}
		next, so := m.heard.next, m.heard.audio(now)
		m.mu.Unlock()
		select {
		case <-next:
		case <-tick.C:
		case <-l.Ended():
			return fault.New(fault.Conflict, op, "the leg ended first; heard so far: %+v", so)
		case <-ctx.Done():
			return fault.New(fault.Unavailable, op, "%w; heard so far: %+v", ctx.Err(), so)
		}
	}
}
