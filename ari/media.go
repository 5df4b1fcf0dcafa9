package ari

import (
	"context"
	"io"
)

// PlaybackHandle is a playback to be told what to do. Asterisk never says that
// the playing of a missing recording has ended: keep a deadline.
type PlaybackHandle struct {
	c  *Client
	id PlaybackID
}

// Playback returns the handle of a playback.
func (c *Client) Playback(id PlaybackID) PlaybackHandle { return PlaybackHandle{c, id} }

// ID is the playback's id.
func (h PlaybackHandle) ID() PlaybackID { return h.id }

// Data asks Asterisk about the playback.
func (h PlaybackHandle) Data(ctx context.Context) (PlaybackData, error) {
	return h.c.Playbacks().Get(ctx, h.id)
}

// Stop ends the playback; ErrNotFound means it had ended.
func (h PlaybackHandle) Stop(ctx context.Context) error { return h.c.Playbacks().Stop(ctx, h.id) }

// Control pauses, resumes or moves: one of PlaybacksControlOperation….
func (h PlaybackHandle) Control(ctx context.Context, operation string) error {
	return h.c.Playbacks().Control(ctx, h.id, PlaybacksControlParams{Operation: operation})
}

// LiveRecordingHandle is a running recording, by its name.
type LiveRecordingHandle struct {
	c    *Client
	name string
}

// LiveRecording returns the handle of a running recording. A slash in the name
// is a folder.
func (c *Client) LiveRecording(name string) LiveRecordingHandle { return LiveRecordingHandle{c, name} }

// Name is the recording's name.
func (h LiveRecordingHandle) Name() string { return h.name }

// Data asks Asterisk about the recording.
func (h LiveRecordingHandle) Data(ctx context.Context) (LiveRecordingData, error) {
	return h.c.Recordings().GetLive(ctx, h.name)
}

// Stop ends the recording and keeps it.
func (h LiveRecordingHandle) Stop(ctx context.Context) error {
	return h.c.Recordings().Stop(ctx, h.name)
}

// Cancel ends the recording and throws it away.
func (h LiveRecordingHandle) Cancel(ctx context.Context) error {
	return h.c.Recordings().Cancel(ctx, h.name)
}

// Pause leaves out what follows; the file has no gap.
func (h LiveRecordingHandle) Pause(ctx context.Context) error {
	return h.c.Recordings().Pause(ctx, h.name)
}

// Resume ends Pause.
func (h LiveRecordingHandle) Resume(ctx context.Context) error {
	return h.c.Recordings().Unpause(ctx, h.name)
}

// Mute records silence instead of what follows.
func (h LiveRecordingHandle) Mute(ctx context.Context) error {
	return h.c.Recordings().Mute(ctx, h.name)
}

// Unmute ends Mute.
func (h LiveRecordingHandle) Unmute(ctx context.Context) error {
	return h.c.Recordings().Unmute(ctx, h.name)
}

// StoredRecordingHandle is a finished recording, by its name.
type StoredRecordingHandle struct {
	c    *Client
	name string
}

// StoredRecording returns the handle of a finished recording.
func (c *Client) StoredRecording(name string) StoredRecordingHandle {
	return StoredRecordingHandle{c, name}
}

// Name is the recording's name.
func (h StoredRecordingHandle) Name() string { return h.name }

// Data asks Asterisk about the recording: ErrNotFound if there is no file,
// which happens even after RecordingFinished.
func (h StoredRecordingHandle) Data(ctx context.Context) (StoredRecordingData, error) {
	return h.c.Recordings().GetStored(ctx, h.name)
}

// File returns the sound file; the caller closes it.
func (h StoredRecordingHandle) File(ctx context.Context) (io.ReadCloser, error) {
	return h.c.Recordings().GetStoredFile(ctx, h.name)
}

// Copy makes a copy of another name.
func (h StoredRecordingHandle) Copy(ctx context.Context, name string) error {
	_, err := h.c.Recordings().CopyStored(ctx, h.name, RecordingsCopyStoredParams{DestinationRecordingName: name})
	return err
}

// Delete removes the file.
func (h StoredRecordingHandle) Delete(ctx context.Context) error {
	return h.c.Recordings().DeleteStored(ctx, h.name)
}
