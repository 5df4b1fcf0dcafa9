// Package ari is a client of Asterisk's REST interface: requests out, events
// in. It knows nothing of agents or calls. Its models, events and operations
// are generated from Asterisk's own description (go generate ./ari).
//
//	c, err := ari.Dial(ctx, ari.Options{Application: "vonal-a", Username: "vonal", Password: secret})
//	go c.Run(ctx)
//	for e := range c.Events() {
//		switch e := e.(type) {
//		case *ari.Connected: // take a Snapshot
//		case *ari.StasisStart:
//			c.Channel(e.Channel.ID).Answer(ctx)
//		}
//	}
//
// # Events
//
// There is one stream, Client.Events, in the order in which Asterisk sent the
// events over one connection. What concerns one channel is in the order in
// which it happened; between two channels or a channel and a bridge Asterisk
// promises nothing.
//
// An application that is subscribed to a channel and to its endpoint, or to all
// of "endpoint:PJSIP", hears what happens to the channel by each way: the same
// event twice. Events of bridges, StasisStart and StasisEnd come once. The
// change of a channel's state and the Dial event that goes with it stand in no
// fixed order.
//
// Between the answer to a request and the events it causes there is no order
// at all: the StasisStart of a channel, and even its ChannelDestroyed, may
// come before the request that created it returns. Choose ids beforehand.
//
// Events are told only between Connected and Disconnected. Asterisk keeps
// nothing for a client that is away and tells nothing twice; channels stay
// inside the application meanwhile and do not start again. Every Connected
// therefore calls for a Snapshot. Connected.Restarted says that Asterisk itself
// is a new one and everything in it is gone.
//
// Nothing that arrives is dropped. A message of an unknown type, or one that
// cannot be read, comes as a RawEvent. Stats counts both.
//
// # Back-pressure
//
// Between socket and consumer stands a queue of Options.EventLimit events, as
// Asterisk closes the connection of a client that does not read. A consumer
// that lets it fill loses the connection, not single events: the stream goes on
// with what was queued, then Disconnected with ErrOverflow, and after the
// consumer has caught up to half the limit, Connected. While a client is
// disconnected new callers are not given to it, which is right for one that
// cannot keep up.
//
// # Requests
//
// Every request takes a context and has Options.RequestTimeout at most. Errors
// are of type *Error; errors.Is tells ErrNotFound, ErrConflict, ErrNotInStasis,
// ErrUnreachable, ErrBooting and others apart. ErrNotSent means that Asterisk
// certainly did nothing. ErrUnknownOutcome means that it may have: with ids of
// our own, repeating the request is safe, and ErrConflict then means success.
// For most commands success itself only means that Asterisk has accepted them.
//
// # Connection
//
// Dial connects once and returns the error. Run reconnects for as long as its
// context lives. A connection counts as lost when nothing, not even the answer
// to a ping, has come for Options.ReadDeadline, or when a heartbeat, an event we
// send to ourselves, does not come back. When another client connects with the
// same application name, Asterisk gives it the events: the elder one's Run
// returns ErrReplaced, and it sends no request any more.
package ari
