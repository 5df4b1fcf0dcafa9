// Package desk runs the rules of calls: one mailbox per call takes facts in
// the order of their arrival, asks routing.Step, saves the call, and has the
// commands carried out. What a command brings about comes back only as another
// fact. Desk knows neither Asterisk nor Redis nor the CRM; it meets them
// through the ports in ports.go.
//
// A command that waits for an answer never delays a fact: each call's commands
// run in lanes of their own, in order within the lane. Deadlines are instants
// kept in the call and the agent, so that they hold over a restart.
package desk
