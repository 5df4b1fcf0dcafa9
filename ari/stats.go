package ari

import "sync/atomic"

type counters struct {
	events, unknownTypes, malformed, connects, disconnects, overflows atomic.Int64
	requests, unknownOutcomes                                         atomic.Int64
}

// Stats count what happened since the client was made.
type Stats struct {
	Events          int64 // received from Asterisk, heartbeats included
	UnknownTypes    int64 // of those, RawEvents of types we do not know
	Malformed       int64 // of those, RawEvents that could not be read
	Connects        int64
	Disconnects     int64
	Overflows       int64 // disconnects because the consumer was too slow
	Queued          int   // events waiting for the consumer now
	Requests        int64
	UnknownOutcomes int64 // requests whose answer never came
}

// Stats returns the present counts.
func (c *Client) Stats() Stats {
	n := &c.counts
	return Stats{
		Events: n.events.Load(), UnknownTypes: n.unknownTypes.Load(), Malformed: n.malformed.Load(),
		Connects: n.connects.Load(), Disconnects: n.disconnects.Load(), Overflows: n.overflows.Load(),
		Queued: c.queue.len(), Requests: n.requests.Load(), UnknownOutcomes: n.unknownOutcomes.Load(),
	}
}
