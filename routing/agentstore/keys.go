package agentstore

import "strconv"

// keys are all the names this package uses in Redis. They share one hash tag,
// so that a cluster keeps them on one node and a script may use them together.
type keys struct {
	epoch  string // string: the run of the server that has been told everything; missing = told nothing
	agents string // hash: agent id → record (record.go)
	free   string // sorted set: agent id by the moment from which the agent is free
	line   string // sorted set: waiting call by its place (place.go)
	asking string // sorted set: those of the line to whom free agents are owed (lua/claim.lua)
	leases string // sorted set: waiting call by the moment until which its place is kept
	calls  string // hash: call id → JSON (codec.go)
	traces string // hash: call id → trace
	reach  string // hash: waiting call → whom it looks for, apart by tabs
	fresh  string // set: agents who have become free and are owed to a call that is asking
	news   string // channel: what Listen hears
}

// keysOf names the keys of the store with this prefix in this database. Redis
// has one set of channels for all its databases, so the channel tells them
// apart by name.
func keysOf(prefix string, database int) keys {
	tag := "{vonal}:"
	if prefix != "" {
		tag = "{vonal:" + prefix + "}:"
	}
	channel := tag + "news"
	if database != 0 {
		channel += ":" + strconv.Itoa(database)
	}
	return keys{
		epoch: tag + "epoch", agents: tag + "agents", free: tag + "free",
		line: tag + "line", asking: tag + "asking", leases: tag + "leases",
		calls: tag + "calls", traces: tag + "traces",
		reach: tag + "reach", fresh: tag + "fresh", news: channel,
	}
}

// all are the keys in the order in which lua/guard.lua names them.
func (k keys) all() []string {
	return []string{k.epoch, k.agents, k.free, k.line, k.asking, k.leases, k.calls, k.traces, k.reach, k.fresh}
}

// What Listen hears begins with one of these.
const (
	newsAgent = 'a' // an agent's record follows
	newsWake  = 'w' // the id of the call that should look for an agent follows
	newsAgain = 'c' // the card of a customer who has called again follows
	newsGap   = 'g' // more has changed than can be said: read everything
)
