package asterisk

import (
	"context"
	"errors"

	"vonal/ari"
	"vonal/internal/fault"
	"vonal/routing"
)

// This file is the phones of agents that are not ours: mobile phones, reached
// by the trunk.

// TakePrompt is the recording that whoever picks up an outside phone hears.
const TakePrompt = "take"

// endpointFor is what Asterisk dials for the address of a phone.
func (a *Adapter) endpointFor(address string) (string, error) {
	const op = "asterisk.endpointFor"
	switch {
	case address == "":
		return "", fault.New(fault.Unknown, op, "the agent has no phone")
	case !(routing.Phone{Address: address}).Outside():
		return "PJSIP/" + address, nil
	case a.Trunk == "" || !dialable(address):
		return "", fault.New(fault.Unknown, op, "%q cannot be dialled on trunk %q", address, a.Trunk)
	}
	return "PJSIP/" + address + "@" + a.Trunk, nil
}

// fromUs are the variables by which an outside phone shows the number the
// customer has dialled, where that is one.
func fromUs(c routing.Call) ari.Assignments {
	ours := c.From
	if c.Direction == routing.Inbound {
		ours = c.To
	}
	if !dialable(ours) {
		return nil
	}
	return shown(ours, "")
}

// Ask plays to whoever picked up the leg that the call becomes theirs when they
// press 1. Where that recording is missing, they hear nothing and may press all
// the same.
func (a *Adapter) Ask(ctx context.Context, c routing.Call, leg routing.LegNo) error {
	const op = "asterisk.Ask"
	if a.Prompt == nil {
		return nil
	}
	file, ok := a.Prompt(c.Line.Language, TakePrompt)
	if !ok {
		a.Log.Warn("agents cannot be told to press a key: the recording is missing", "recording", file)
		return nil
	}
	channel := legChannel(c.ID, leg)
	a.mu.Lock()
	a.asking[channel] = true
	a.mu.Unlock()
	_, err := a.ari.Channels().PlayWithID(ctx, channel, askingOf(c.ID, leg), ari.ChannelsPlayWithIDParams{
		Media: []string{"recording:" + file, "recording:" + file},
	})
	if errors.Is(err, ari.ErrConflict) {
		return nil // they are being asked
	}
	return failed(op, err)
}

// hushAgent ends the question: until it is over Asterisk does nothing else with
// the leg.
func (a *Adapter) hushAgent(ctx context.Context, c routing.Call, leg routing.LegNo) error {
	channel := legChannel(c.ID, leg)
	a.mu.Lock()
	asking := a.asking[channel]
	delete(a.asking, channel)
	a.mu.Unlock()
	if !asking {
		return nil
	}
	return ended("asterisk.hushAgent", a.ari.Playbacks().Stop(ctx, askingOf(c.ID, leg)))
}
