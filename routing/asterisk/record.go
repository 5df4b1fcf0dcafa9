package asterisk

import (
	"context"
	"errors"
	"time"

	"vonal/ari"
	"vonal/internal/fault"
	"vonal/routing"
)

// startTimeout is how long a listening channel may take to be ours.
const startTimeout = 3 * time.Second

// Record listens to the caller's channel, both ways, and records what it hears.
// The recording is Asterisk's own from then on: it survives this controller and
// ends with the caller's channel. It keeps the two parties out of a mixing
// bridge, and it can be paused.
func (a *Adapter) Record(ctx context.Context, c routing.Call) error {
	const op = "asterisk.Record"
	recorder := recorderChannel(c.ID)
	arrived := a.await(recorder)
	_, err := a.ari.Channels().SnoopChannelWithID(ctx, ari.ChannelID(c.Channel), recorder, ari.ChannelsSnoopChannelWithIDParams{
		Spy: "both", App: a.ari.Application(), AppArgs: "recorder",
	})
	switch {
	case errors.Is(err, ari.ErrConflict): // there already, so it is in our application
	case err != nil:
		a.forgetAwaited(recorder)
		return failed(op, err)
	default:
		if err := a.waitFor(ctx, arrived); err != nil {
			return err
		}
	}
	_, err = a.ari.Channels().Record(ctx, recorder, ari.ChannelsRecordParams{
		Name: RecordingName(c.ID), Format: "wav", IfExists: "append",
	})
	if errors.Is(err, ari.ErrConflict) {
		return nil // it is being recorded
	}
	return failed(op, err)
}

// PauseRecording stops the recording for a while, or goes on with it.
func (a *Adapter) PauseRecording(ctx context.Context, c routing.Call, paused bool) error {
	const op = "asterisk.PauseRecording"
	act := a.ari.Recordings().Unpause
	if paused {
		act = a.ari.Recordings().Pause
	}
	err := act(ctx, RecordingName(c.ID))
	if errors.Is(err, ari.ErrNotFound) || errors.Is(err, ari.ErrConflict) {
		return fault.New(fault.Conflict, op, "this call is not being recorded now")
	}
	return failed(op, err)
}

// await asks to be told when a channel has entered our application.
func (a *Adapter) await(channel ari.ChannelID) <-chan struct{} {
	a.mu.Lock()
	defer a.mu.Unlock()
	arrived := make(chan struct{})
	a.awaited[channel] = arrived
	return arrived
}

func (a *Adapter) forgetAwaited(channel ari.ChannelID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.awaited, channel)
}

func (a *Adapter) waitFor(ctx context.Context, arrived <-chan struct{}) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	select {
	case <-arrived:
		return nil
	case <-ctx.Done():
		return fault.New(fault.Unavailable, "asterisk.waitFor", "a new channel did not come into our application: %w", ctx.Err())
	}
}
