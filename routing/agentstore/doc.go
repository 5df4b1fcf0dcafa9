// Package agentstore keeps in Redis what controllers share: the agents, the
// line of waiting calls, and the open calls with their traces. It satisfies
// the Store port of routing/desk.
//
// Each change is one Lua script in lua/, each script one method: what it
// touches changes as a whole, whoever else is at work. Scripts know no rules.
// When an agent is free is asked of routing.Agent.Free here and written down
// as a moment; what a fact does to an agent is asked of routing.Agent.After
// and written by compare-and-set. Time comes from the caller, never from Redis.
//
// Redis is a cache of the desk, not its record. An epoch key says that the
// rest can be believed; every script and every read looks at it. Where it is
// missing (FLUSHALL, an empty Redis) and where the server has been started
// anew or a replica has taken its place since it was set, every method fails
// with an error for which [Forgotten] is true, until [Store.Rebuild].
//
// No method hangs: each waits for Redis at most as long as Options.Timeout,
// and not at all while Redis has just been found silent. Such an error is of
// kind fault.Unavailable.
package agentstore
