package ari

import "context"

// BridgeHandle is a bridge to be told what to do: a plain value, made without
// asking Asterisk.
type BridgeHandle struct {
	c  *Client
	id BridgeID
}

// Bridge returns the handle of a bridge.
func (c *Client) Bridge(id BridgeID) BridgeHandle { return BridgeHandle{c, id} }

// CreateBridge makes a bridge of a type, such as "mixing" or "holding". A
// bridge lives until it is deleted, also without us. ErrConflict means that
// there is one of this id. (BridgesAPI.Create is no substitute: Asterisk 22.10
// makes the bridge and then refuses a request with variables.)
func (c *Client) CreateBridge(ctx context.Context, id BridgeID, kind, name string) (BridgeHandle, error) {
	_, err := c.Bridges().CreateWithID(ctx, id, BridgesCreateWithIDParams{Type: kind, Name: name})
	return c.Bridge(id), err
}

// ID is the bridge's id.
func (h BridgeHandle) ID() BridgeID { return h.id }

// Data asks Asterisk about the bridge.
func (h BridgeHandle) Data(ctx context.Context) (BridgeData, error) {
	return h.c.Bridges().Get(ctx, h.id)
}

// Delete ends the bridge; channels in it stay in their application.
// ErrNotFound means that it had ended, ErrConflict that it is just ending.
func (h BridgeHandle) Delete(ctx context.Context) error { return h.c.Bridges().Destroy(ctx, h.id) }

// AddChannel puts channels into the bridge, out of another one if need be.
// Asterisk accepts it even for a channel that is just ending: the truth is
// ChannelEnteredBridge.
func (h BridgeHandle) AddChannel(ctx context.Context, ids ...ChannelID) error {
	return h.c.Bridges().AddChannel(ctx, h.id, BridgesAddChannelParams{Channel: ids})
}

// RemoveChannel takes channels out; they stay in their application.
func (h BridgeHandle) RemoveChannel(ctx context.Context, ids ...ChannelID) error {
	return h.c.Bridges().RemoveChannel(ctx, h.id, BridgesRemoveChannelParams{Channel: ids})
}

// MOH plays music on hold to all in the bridge.
func (h BridgeHandle) MOH(ctx context.Context, class string) error {
	return h.c.Bridges().StartMOH(ctx, h.id, BridgesStartMOHParams{MOHClass: class})
}

// StopMOH ends MOH.
func (h BridgeHandle) StopMOH(ctx context.Context) error { return h.c.Bridges().StopMOH(ctx, h.id) }

// Play plays sounds one after the other to all in the bridge.
func (h BridgeHandle) Play(ctx context.Context, id PlaybackID, media ...string) (PlaybackHandle, error) {
	_, err := h.c.Bridges().PlayWithID(ctx, h.id, id, BridgesPlayWithIDParams{Media: media})
	return h.c.Playback(id), err
}

// Record records the bridge, which makes it a softmix bridge for good.
func (h BridgeHandle) Record(ctx context.Context, o BridgesRecordParams) (LiveRecordingHandle, error) {
	_, err := h.c.Bridges().Record(ctx, h.id, o)
	return h.c.LiveRecording(o.Name), err
}

// Subscribe makes sure that every event of the bridge comes.
func (h BridgeHandle) Subscribe(ctx context.Context) error {
	return h.c.Subscribe(ctx, "bridge:"+string(h.id))
}
