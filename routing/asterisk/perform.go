package asterisk

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"strconv"
	"time"

	"vonal/ari"
	"vonal/internal/fault"
	"vonal/routing"
)

// Welcome answers the caller and plays music.
func (a *Adapter) Welcome(ctx context.Context, c routing.Call) error {
	const op = "asterisk.Welcome"
	caller := ari.ChannelID(c.Channel)
	if err := a.ari.Channels().Answer(ctx, caller); err != nil {
		return failed(op, err)
	}
	return failed(op, a.ari.Channels().StartMOH(ctx, caller, ari.ChannelsStartMOHParams{}))
}

// RenewLease sets how long Asterisk keeps the caller without hearing from us.
func (a *Adapter) RenewLease(ctx context.Context, c routing.Call, d time.Duration) error {
	return failed("asterisk.RenewLease", a.ari.Channels().SetChannelVar(ctx, ari.ChannelID(c.Channel), ari.ChannelsSetChannelVarParams{
		Variable: absoluteTimeout, Value: seconds(d),
	}))
}

// Ring makes the leg and dials it. A leg that is there already was made by an
// earlier attempt.
func (a *Adapter) Ring(ctx context.Context, c routing.Call, leg routing.LegNo, address string, d time.Duration) error {
	const op = "asterisk.Ring"
	endpoint, err := a.endpointFor(address)
	if err != nil {
		return fault.Wrap(op, err)
	}
	channel := legChannel(c.ID, leg)
	ours := a.await(channel)
	defer a.forgetAwaited(channel)
	create := ari.ChannelsCreateParams{
		Endpoint: endpoint, App: a.ari.Application(), AppArgs: "leg",
		ChannelID: channel, Originator: ari.ChannelID(c.Channel), Variables: a.whenLegEnds(c),
	}
	caller := create.Originator
	if c.Direction == routing.Outbound { // there is no customer's leg yet
		create.Originator, caller = "", ""
		create.Variables = shown(c.To, c.Caller.Name)
	}
	if (routing.Phone{Address: address}).Outside() {
		caller = "" // the provider would be shown a number that is not ours
		maps.Copy(create.Variables, fromUs(c))
	}
	_, err = a.ari.Channels().Create(ctx, create)
	if err != nil && !errors.Is(err, ari.ErrConflict) {
		if errors.Is(err, ari.ErrUnknownOutcome) {
			a.abandon(ctx, channel)
		}
		return failed(op, err)
	}
	made := err == nil
	dial := func() error {
		return a.ari.Channels().Dial(ctx, channel, ari.ChannelsDialParams{
			Caller: caller, Timeout: int(math.Ceil(d.Seconds())),
		})
	}
	err = dial()
	if made && errors.Is(err, ari.ErrConflict) { // Asterisk has answered before the leg was ours
		if err := a.waitFor(ctx, ours); err != nil {
			return err
		}
		err = dial()
	}
	if errors.Is(err, ari.ErrConflict) {
		return nil // it has been dialled
	}
	return failed(op, err)
}

// whenLegEnds gives an agent's leg a hang-up handler that ends the caller, if
// the two have been joined by then. The caller has one since the dialplan.
func (a *Adapter) whenLegEnds(c routing.Call) ari.Assignments {
	return ari.Assignments{"VONAL_FOR": a.nameOf(ari.ChannelID(c.Channel)), "CHANNEL(hangup_handler_push)": "vonal-leg-gone,s,1"}
}

// abandon ends a leg that may or may not have come to be.
func (a *Adapter) abandon(ctx context.Context, channel ari.ChannelID) {
	if err := a.ari.Channels().Hangup(ctx, channel, ari.ChannelsHangupParams{}); err != nil && !done(err) {
		a.Log.Warn("a leg of unknown fate could not be ended; the next resync does", "channel", channel, "error", err)
	}
}

// Drop ends a leg. "Answered elsewhere" keeps it off the phone's list of missed
// calls; a miss belongs there.
func (a *Adapter) Drop(ctx context.Context, c routing.Call, leg routing.LegNo, why routing.Result) error {
	const op = "asterisk.Drop"
	if why == routing.PassedOn {
		if err := a.part(ctx, legChannel(c.ID, leg)); err != nil {
			return ended(op, err)
		}
	}
	reason := "normal"
	if why == routing.Elsewhere || why == routing.Withdrawn && c.Phase != routing.Ended && c.Agent != "" && c.Leg != leg {
		reason = "answered_elsewhere"
	}
	return ended(op, a.ari.Channels().Hangup(ctx, legChannel(c.ID, leg), ari.ChannelsHangupParams{Reason: reason}))
}

// part has the end of the agent's leg no longer end the caller: they have been
// handed over.
func (a *Adapter) part(ctx context.Context, leg ari.ChannelID) error {
	return a.ari.Channels().SetChannelVar(ctx, leg, ari.ChannelsSetChannelVarParams{Variable: "VONAL_FOR", Value: ""})
}

// Connect puts caller and leg into the call's bridge, and has Asterisk end
// either when the other ends: a conversation must not need us to be over.
func (a *Adapter) Connect(ctx context.Context, c routing.Call, leg routing.LegNo, longest time.Duration) error {
	const op = "asterisk.Connect"
	caller, agent := ari.ChannelID(c.Channel), legChannel(c.ID, leg)
	if err := a.silence(ctx, c, agent); err != nil && !done(err) {
		return failed(op, err)
	}
	if err := a.hushAgent(ctx, c, leg); err != nil {
		return failed(op, err)
	}
	bridge := bridgeOf(c.ID)
	if _, err := a.ari.Bridges().CreateWithID(ctx, bridge, ari.BridgesCreateWithIDParams{Type: "mixing"}); err != nil && !errors.Is(err, ari.ErrConflict) {
		return failed(op, err)
	}
	if err := a.ari.Bridges().AddChannel(ctx, bridge, ari.BridgesAddChannelParams{Channel: []ari.ChannelID{caller, agent}}); err != nil {
		return failed(op, err)
	}
	// What ends the leg when the caller's ends, and both when we are gone.
	return failed(op, a.ari.Channels().SetChannelVars(ctx, caller, ari.ChannelsSetChannelVarsParams{Variables: ari.Assignments{
		"VONAL_OTHER": a.nameOf(agent), absoluteTimeout: seconds(longest),
	}}))
}

// absoluteTimeout is the function behind the lease: how long a channel may live
// from now on.
const absoluteTimeout = "TIMEOUT(absolute)"

func seconds(d time.Duration) string { return strconv.FormatFloat(math.Ceil(d.Seconds()), 'f', 0, 64) }

// Hold takes the caller out of the bridge and back to the music.
func (a *Adapter) Hold(ctx context.Context, c routing.Call) error {
	const op = "asterisk.Hold"
	caller := ari.ChannelID(c.Channel)
	err := a.ari.Bridges().RemoveChannel(ctx, bridgeOf(c.ID), ari.BridgesRemoveChannelParams{Channel: []ari.ChannelID{caller}})
	if err != nil && !done(err) && !errors.Is(err, ari.ErrInvalid) {
		return failed(op, err)
	}
	return failed(op, a.ari.Channels().StartMOH(ctx, caller, ari.ChannelsStartMOHParams{}))
}

// HangUp ends the customer's leg.
func (a *Adapter) HangUp(ctx context.Context, c routing.Call) error {
	return ended("asterisk.HangUp", a.ari.Channels().Hangup(ctx, ari.ChannelID(c.Channel), ari.ChannelsHangupParams{Reason: "normal"}))
}

// Clear removes the call's bridge.
func (a *Adapter) Clear(ctx context.Context, c routing.Call) error {
	for _, o := range c.Offers {
		if o.Result == routing.Accepted || o.Result == routing.Rejected {
			return ended("asterisk.Clear", a.ari.Bridges().Destroy(ctx, bridgeOf(c.ID)))
		}
	}
	return nil
}

// ended takes "there is no such thing" as success.
func ended(op string, err error) error {
	if done(err) {
		return nil
	}
	return failed(op, err)
}

func done(err error) bool {
	return errors.Is(err, ari.ErrNotFound) || errors.Is(err, ari.ErrConflict)
}

// failed gives an error of ARI its kind: Unknown where the thing is not there
// or not to be reached, Unavailable where Asterisk does not answer.
func failed(op string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ari.ErrNotFound), errors.Is(err, ari.ErrUnreachable), errors.Is(err, ari.ErrConflict):
		return fault.New(fault.Unknown, op, "%w", err)
	case errors.Is(err, ari.ErrBooting), errors.Is(err, ari.ErrNotSent), errors.Is(err, ari.ErrUnknownOutcome), errors.Is(err, context.DeadlineExceeded):
		return fault.New(fault.Unavailable, op, "%w", err)
	}
	return fault.New(fault.Internal, op, "%w", err)
}

func unreachable(err error) error {
	if err == nil {
		err = errors.New("the connection was closed")
	}
	return fault.New(fault.Unavailable, "asterisk", "Asterisk cannot be reached: %w", fmt.Errorf("%w", err))
}
