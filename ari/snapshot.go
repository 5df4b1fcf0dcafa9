package ari

import (
	"context"
	"errors"
)

// Snapshot is what Asterisk holds at one time, or nearly: the parts are asked
// for one after the other, and events go on meanwhile. A consumer that takes
// it after Connected sees some things twice, in the snapshot and as events,
// but misses none.
type Snapshot struct {
	Info      AsteriskInfo
	Channels  []ChannelData
	Bridges   []BridgeData
	Endpoints []EndpointData
	// Application is our application: which of the channels and bridges it
	// gets events of.
	Application ApplicationData
}

// Snapshot asks Asterisk for all of it, always by HTTP.
func (c *Client) Snapshot(ctx context.Context) (Snapshot, error) {
	var s Snapshot
	var err error
	if s.Info, err = c.info(ctx); err != nil {
		return Snapshot{}, err
	}
	if s.Channels, err = c.Channels().List(ctx); err != nil {
		return Snapshot{}, err
	}
	if s.Bridges, err = c.Bridges().List(ctx); err != nil {
		return Snapshot{}, err
	}
	if s.Endpoints, err = c.Endpoints().List(ctx); err != nil {
		return Snapshot{}, err
	}
	s.Application, err = c.Applications().Get(ctx, c.opts.Application)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return Snapshot{}, err
	}
	return s, nil
}
