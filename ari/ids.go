package ari

import "github.com/google/uuid"

// ChannelID names a channel: one phone's or trunk's part of a call. An id we
// choose ourselves makes a request safe to repeat: the second one is answered
// with ErrConflict instead of a second channel.
type ChannelID string

// BridgeID names a bridge.
type BridgeID string

// PlaybackID names one playing of one or more sounds.
type PlaybackID string

// NewChannelID returns an id that no live or past channel has. All such ids
// are equally long: Asterisk takes an id for a duplicate when a live one
// merely begins with it.
func NewChannelID() ChannelID { return ChannelID(newID()) }

// NewBridgeID returns an id that no live or past bridge has.
func NewBridgeID() BridgeID { return BridgeID(newID()) }

// NewPlaybackID returns an id that no live or past playback has.
func NewPlaybackID() PlaybackID { return PlaybackID(newID()) }

func newID() string { return uuid.NewString() }
