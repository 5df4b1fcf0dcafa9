// Package aritest is an Asterisk made for tests: a server that speaks ARI over
// HTTP and websocket, and behaves as badly as the real one.
//
//	a := aritest.Start(t)
//	phone := a.Phone("anna")
//	caller := a.Call(aritest.Inbound{From: "+36301234567", To: "1000"})
//	caller.Await(t, aritest.InStasis) // once the client under test has claimed it
//	phone.AwaitRinging(t)
//	phone.Answer()
//	caller.Hangup()
//
// What it does by itself, as the real one does:
//
//   - a call finds no active application, or nobody claims it within 500 ms:
//     it goes to the fallback; a caller whose lease runs out leaves Stasis for
//     extension T
//   - when a connection ends, its channels stay where they are and its events
//     are lost; nothing is told twice after a reconnect, and no StasisStart
//   - the later client of an application wins, the elder gets
//     ApplicationReplaced
//   - a client that does not read is cut off with 1011; more than 100
//     connections, and bodies over 40,960 bytes, are refused
//   - an id that a live channel's id begins with is a duplicate: 409
//   - success only means accepted: the channel may be gone a moment later
//   - a caller's channel ends with StasisEnd and no ChannelDestroyed
//
// What a test can make it do: lose, double and reorder events (Chaos), carry
// out a request and never answer (Silent), answer late or with an error, let a
// channel die on a command, cut or freeze connections, restart with nothing
// left, run by another clock, fail recordings, lose their files.
//
// It never waits by itself except for the delays given to it, and takes a
// clock for those. The contract test of this package runs the same assertions
// against it and against the real Asterisk.
package aritest
