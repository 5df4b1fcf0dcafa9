// Package asterisk joins the rules of calls to a real Asterisk: it translates
// events of ARI into facts, carries commands out as requests of ARI, and keeps
// the agents' phones installed. It decides nothing.
//
// Every id we give in Asterisk is derived from the call's id, so that a repeat
// of a request meets the same object and a controller that comes back knows
// its own legs by their names.
package asterisk
