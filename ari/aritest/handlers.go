package aritest

import "maps"

// handler carries out one operation with the state locked.
type handler func(*Asterisk, Request) reply

// handlers are the operations it knows; the others answer 404, as Asterisk's
// do whose module is not loaded.
var handlers = merged(appHandlers, systemHandlers, channelHandlers, commandHandlers,
	bridgeHandlers, mediaHandlers, recordingHandlers)

func merged(tables ...map[string]handler) map[string]handler {
	out := map[string]handler{}
	for _, t := range tables {
		maps.Copy(out, t)
	}
	return out
}
