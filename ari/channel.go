package ari

import (
	"context"
	"strconv"
	"strings"
	"time"
)

// ChannelHandle is a channel to be told what to do: a plain value, made
// without asking Asterisk. Most commands are only accepted (204) when they
// return; the event says when they are done.
type ChannelHandle struct {
	c  *Client
	id ChannelID
}

// Channel returns the handle of a channel.
func (c *Client) Channel(id ChannelID) ChannelHandle { return ChannelHandle{c, id} }

// OriginateRequest asks for a new channel that enters an application, or the
// dialplan, when it is answered.
type OriginateRequest = ChannelsOriginateParams

// CreateRequest asks for a new channel that is in an application at once and
// waits there for Dial.
type CreateRequest = ChannelsCreateParams

// Originate calls an endpoint. Without an application or extension the channel
// enters our application; without a ChannelID it gets a new one.
func (c *Client) Originate(ctx context.Context, r OriginateRequest) (ChannelHandle, error) {
	if r.App == "" && r.Extension == "" {
		r.App = c.opts.Application
	}
	if r.ChannelID == "" {
		r.ChannelID = NewChannelID()
	}
	_, err := c.Channels().Originate(ctx, r)
	return c.Channel(r.ChannelID), err
}

// Create makes a channel of our application, to be dialled. Without a
// ChannelID it gets a new one. ErrUnreachable means that the phone has no
// contact. The handle is good even with ErrUnknownOutcome.
func (c *Client) Create(ctx context.Context, r CreateRequest) (ChannelHandle, error) {
	if r.App == "" {
		r.App = c.opts.Application
	}
	if r.ChannelID == "" {
		r.ChannelID = NewChannelID()
	}
	_, err := c.Channels().Create(ctx, r)
	return c.Channel(r.ChannelID), err
}

// Claim takes a call that was announced by CallBroadcast for our application.
// ErrConflict: another application was faster. ErrNotFound: nobody may claim
// it any more.
func (c *Client) Claim(ctx context.Context, id ChannelID) error {
	return c.UserEvents().ClaimChannel(ctx, EventsClaimChannelParams{ChannelID: id, Application: c.opts.Application})
}

// ID is the channel's id.
func (h ChannelHandle) ID() ChannelID { return h.id }

// Data asks Asterisk about the channel.
func (h ChannelHandle) Data(ctx context.Context) (ChannelData, error) {
	return h.c.Channels().Get(ctx, h.id)
}

// Dial calls the phone of a created channel. caller may be empty; timeout is
// in whole seconds, rounded up, counted from now; 0 is for ever.
func (h ChannelHandle) Dial(ctx context.Context, caller ChannelID, timeout time.Duration) error {
	return h.c.Channels().Dial(ctx, h.id, ChannelsDialParams{Caller: caller, Timeout: wholeSeconds(timeout)})
}

// Answer answers an incoming channel.
func (h ChannelHandle) Answer(ctx context.Context) error { return h.c.Channels().Answer(ctx, h.id) }

// Ring lets the caller hear ringing.
func (h ChannelHandle) Ring(ctx context.Context) error { return h.c.Channels().Ring(ctx, h.id) }

// StopRing ends Ring.
func (h ChannelHandle) StopRing(ctx context.Context) error {
	return h.c.Channels().RingStop(ctx, h.id)
}

// Hangup ends the channel, wherever it is; reason is one of
// ChannelsHangupReason…, "" for normal. ErrNotFound means it had ended.
func (h ChannelHandle) Hangup(ctx context.Context, reason string) error {
	return h.c.Channels().Hangup(ctx, h.id, ChannelsHangupParams{Reason: reason})
}

// MOH plays music on hold; class "" is the channel's own.
func (h ChannelHandle) MOH(ctx context.Context, class string) error {
	return h.c.Channels().StartMOH(ctx, h.id, ChannelsStartMOHParams{MOHClass: class})
}

// StopMOH ends MOH.
func (h ChannelHandle) StopMOH(ctx context.Context) error { return h.c.Channels().StopMOH(ctx, h.id) }

// Hold tells the phone that it is on hold.
func (h ChannelHandle) Hold(ctx context.Context) error { return h.c.Channels().Hold(ctx, h.id) }

// Unhold ends Hold.
func (h ChannelHandle) Unhold(ctx context.Context) error { return h.c.Channels().Unhold(ctx, h.id) }

// Mute silences a direction: one of ChannelsMuteDirection….
func (h ChannelHandle) Mute(ctx context.Context, direction string) error {
	return h.c.Channels().Mute(ctx, h.id, ChannelsMuteParams{Direction: direction})
}

// Unmute ends Mute.
func (h ChannelHandle) Unmute(ctx context.Context, direction string) error {
	return h.c.Channels().Unmute(ctx, h.id, ChannelsUnmuteParams{Direction: direction})
}

// SendDTMF sends digits to the phone.
func (h ChannelHandle) SendDTMF(ctx context.Context, digits string) error {
	return h.c.Channels().SendDTMF(ctx, h.id, ChannelsSendDTMFParams{DTMF: digits})
}

// Play plays sounds one after the other. On a channel outside a bridge, later
// commands wait until the sounds have ended: stop the playback first.
func (h ChannelHandle) Play(ctx context.Context, id PlaybackID, media ...string) (PlaybackHandle, error) {
	_, err := h.c.Channels().PlayWithID(ctx, h.id, id, ChannelsPlayWithIDParams{Media: media})
	return h.c.Playback(id), err
}

// RecordOptions say how to record a channel.
type RecordOptions = ChannelsRecordParams

// Record records what comes from the channel; for both voices record a Snoop
// of it.
func (h ChannelHandle) Record(ctx context.Context, o RecordOptions) (LiveRecordingHandle, error) {
	_, err := h.c.Channels().Record(ctx, h.id, o)
	return h.c.LiveRecording(o.Name), err
}

// SnoopOptions say what to hear and what to say on a snooped channel.
type SnoopOptions = ChannelsSnoopChannelWithIDParams

// Snoop makes a channel that listens to, or whispers into, this one. Use it
// only after its StasisStart.
func (h ChannelHandle) Snoop(ctx context.Context, id ChannelID, o SnoopOptions) (ChannelHandle, error) {
	if o.App == "" {
		o.App = h.c.opts.Application
	}
	_, err := h.c.Channels().SnoopChannelWithID(ctx, h.id, id, o)
	return h.c.Channel(id), err
}

// SetVariable sets a variable or function of the channel.
func (h ChannelHandle) SetVariable(ctx context.Context, name, value string) error {
	return h.c.Channels().SetChannelVar(ctx, h.id, ChannelsSetChannelVarParams{Variable: name, Value: value})
}

// SetVariables sets several in one request.
func (h ChannelHandle) SetVariables(ctx context.Context, values Assignments) error {
	return h.c.Channels().SetChannelVars(ctx, h.id, ChannelsSetChannelVarsParams{Variables: values})
}

// GetVariable reads a variable or function; ErrNotFound if it is not set.
func (h ChannelHandle) GetVariable(ctx context.Context, name string) (string, error) {
	v, err := h.c.Channels().GetChannelVar(ctx, h.id, ChannelsGetChannelVarParams{Variable: name})
	return v.Value, err
}

// SetAbsoluteTimeout ends the channel's stay in Stasis after d, whatever
// happens to us: the channel goes on at extension T of its context, and one
// without a dialplan is hung up. Each call replaces the one before; 0 lifts it.
func (h ChannelHandle) SetAbsoluteTimeout(ctx context.Context, d time.Duration) error {
	seconds := strconv.FormatFloat(d.Seconds(), 'f', 3, 64)
	return h.SetVariable(ctx, "TIMEOUT(absolute)", strings.TrimSuffix(seconds, ".000"))
}

// Continue sends the channel back into the dialplan. An empty place means
// where it came from, at the next priority.
func (h ChannelHandle) Continue(ctx context.Context, context, extension string, priority int) error {
	return h.c.Channels().ContinueInDialplan(ctx, h.id, ChannelsContinueInDialplanParams{Context: context, Extension: extension, Priority: priority})
}

// Move hands the channel to another application, or to our own anew.
func (h ChannelHandle) Move(ctx context.Context, app, args string) error {
	return h.c.Channels().Move(ctx, h.id, ChannelsMoveParams{App: app, AppArgs: args})
}

// Subscribe makes sure that every event of the channel comes, up to and
// including ChannelDestroyed, which callers who came by dialplan otherwise
// leave without.
func (h ChannelHandle) Subscribe(ctx context.Context) error {
	return h.c.Subscribe(ctx, "channel:"+string(h.id))
}

func wholeSeconds(d time.Duration) int {
	return int((d + time.Second - 1) / time.Second)
}
