package ari

import (
	"encoding/json"
	"time"
)

// Event is one thing that happened, as told by Asterisk, or by this package
// about the connection itself (Connected, Disconnected). Every event is a
// pointer to one of the types of this package.
type Event interface {
	// EventType is Asterisk's name for it: "StasisStart".
	EventType() string
	// Common returns what all events have; empty for our own.
	Common() EventData
}

// EventData is what all events have.
type EventData struct {
	Application string   `json:"application,omitempty"`
	AsteriskID  string   `json:"asterisk_id,omitempty"`
	Timestamp   DateTime `json:"timestamp"`
}

// Common returns the data itself.
func (d EventData) Common() EventData { return d }

// Connected says that the application is active from here on: the filter is
// set, the subscriptions are made and a heartbeat has come through. Whatever
// happened since the Disconnected before it was not seen: take a Snapshot.
type Connected struct {
	EventData
	// Restarted: Asterisk is not the one we knew; all its channels, bridges
	// and running recordings are gone, and no event will tell of them.
	Restarted bool
	// StartedAt is when this Asterisk started, by its own clock. Kept by the
	// caller, it tells a restart of Asterisk even over our own restart.
	StartedAt time.Time
	// Missing are the Subscriptions whose source does not exist yet, such as
	// "endpoint:PJSIP" before the first phone. They are tried again with every
	// heartbeat; Client.Subscribe makes one at once.
	Missing []string
	// Info is what Asterisk says about itself.
	Info AsteriskInfo
}

// EventType returns "Connected".
func (*Connected) EventType() string { return "Connected" }

// Disconnected says that nothing is seen from here on until Connected. It
// comes once for each Connected.
type Disconnected struct {
	EventData
	Err error
}

// EventType returns "Disconnected".
func (*Disconnected) EventType() string { return "Disconnected" }

// RawEvent is a message this package has no type for, or cannot read. Nothing
// Asterisk sends is lost.
type RawEvent struct {
	EventData
	Type string // "" if even that could not be read
	JSON []byte // the frame as it came
	Err  error  // why a message of a known type is raw; nil for an unknown type
}

// EventType returns the type the message gives itself.
func (e *RawEvent) EventType() string { return e.Type }

// DecodeEvent reads one frame. It never fails: what it cannot read it returns
// as a RawEvent.
func DecodeEvent(frame []byte) Event {
	var head struct {
		Type        string `json:"type"`
		Application string `json:"application"`
		AsteriskID  string `json:"asterisk_id"`
	}
	if err := json.Unmarshal(frame, &head); err != nil {
		return &RawEvent{JSON: frame, Err: err}
	}
	raw := &RawEvent{
		Type: head.Type, JSON: frame,
		EventData: EventData{Application: head.Application, AsteriskID: head.AsteriskID},
	}
	create, known := newEvent[head.Type]
	if !known {
		return raw
	}
	event := create()
	if err := json.Unmarshal(frame, event); err != nil {
		raw.Err = err
		return raw
	}
	return event
}

// EncodeEvent writes an event as Asterisk would send it.
func EncodeEvent(event Event) ([]byte, error) {
	if raw, ok := event.(*RawEvent); ok {
		return raw.JSON, nil
	}
	body, err := json.Marshal(event)
	if err != nil {
		return nil, err
	}
	head, err := json.Marshal(event.EventType())
	if err != nil {
		return nil, err
	}
	out := append([]byte(`{"type":`), head...)
	if len(body) > len("{}") {
		out = append(out, ',')
	}
	return append(out, body[1:]...), nil
}

// ChannelsOf returns the channels an event is about, none for an event that
// has no channel.
func ChannelsOf(event Event) []ChannelID {
	if e, ok := event.(interface{ ChannelIDs() []ChannelID }); ok {
		return e.ChannelIDs()
	}
	return nil
}

// BridgesOf returns the bridges an event is about.
func BridgesOf(event Event) []BridgeID {
	if e, ok := event.(interface{ BridgeIDs() []BridgeID }); ok {
		return e.BridgeIDs()
	}
	return nil
}
