// Package sipphone makes desk phones and callers out of Go: they speak SIP and
// G.711 audio over real UDP sockets, so that tests, the demonstration company
// and the benchmarks drive a real Asterisk as real phones do.
//
// A Phone registers with digest and is offered calls; what it does with an
// Offer is its Behaviour (ring, answer, refuse, stay silent …) or the test's
// own hand. Call makes a Caller at the trunk. Both are a Leg: it can be hung
// up, held and resumed, says a tone and tells which tones it hears. Every step
// is stamped (Moments) and every wait is for a fact: channels that close, and
// Wait functions that end with their context.
//
// Phones and callers live on a Socket. One Socket carries hundreds of phones
// and thousands of calls a minute: it is read by one goroutine, a call has no
// goroutine of its own, and the audio of the whole process is sent by one
// ticker. With NoMedia a leg signals only. A Fleet is many phones on few
// sockets.
//
// Messages are read by emiago/sipgo. Its transaction layer is not used: it
// answers an INVITE with 100 and a CANCEL with 487 by itself and handles each
// message in a goroutine of its own, so that a phone could neither stay
// silent nor let its answer cross a CANCEL, and messages could overtake each
// other before they are stamped.
package sipphone
