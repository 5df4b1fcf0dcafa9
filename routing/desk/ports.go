package desk

import (
	"context"
	"time"

	"vonal/routing"
)

// Store is the state that controllers share: agents, waiting calls and open
// calls. routing/agentstore keeps it in Redis.
//
// Every method may fail with a fault of kind Unavailable (Redis does not
// answer) or with one for which Forgotten is true (Redis answers but has lost
// everything: Rebuild must come first).
type Store interface {
	// Agents are all agents, in no order.
	Agents(ctx context.Context) ([]routing.Agent, error)
	// Put makes or replaces an agent, whatever is known of them.
	Put(ctx context.Context, a routing.Agent) error
	// Remove forgets an agent.
	Remove(ctx context.Context, id routing.AgentID) error
	// Claim takes, for the call, the first of ranked who is free at now, and
	// holds them until lease. Two calls never get the same agent, and a call
	// leaves one free agent to each call that has waited longer. Where nobody
	// is left, ok is false and the call stands in the line from then on, until
	// a Claim succeeds or Save shows it in another phase than waiting.
	Claim(ctx context.Context, call routing.CallID, since time.Time, ranked []routing.AgentID, now, lease time.Time) (a routing.AgentID, ok bool, err error)
	// Stay keeps the call's place in the line until then; a call whose
	// controller has fallen silent loses it.
	Stay(ctx context.Context, call routing.CallID, until time.Time) error
	// Tell applies a fact to an agent by routing.Agent.After, atomically. It
	// answers the agent before and after; the two are equal where the fact
	// changed nothing. An agent who becomes free wakes the call that has
	// waited longest. An unknown agent is a fault of kind Unknown.
	Tell(ctx context.Context, id routing.AgentID, ev routing.AgentEvent, p routing.Policy) (before, after routing.Agent, err error)
	// Save stores the call and appends to its trace, in one step.
	Save(ctx context.Context, c routing.Call, trace string) error
	// Open are the calls saved and not forgotten, ended ones included.
	Open(ctx context.Context) ([]routing.Call, error)
	// Trace is what Save has appended.
	Trace(ctx context.Context, id routing.CallID) (string, error)
	// Forget removes a call that has been reported.
	Forget(ctx context.Context, id routing.CallID) error
	// Listen calls onAgent for every change of an agent by any controller and
	// onWake for the call that should look for an agent now, until ctx ends.
	// Calls come one at a time. It reconnects by itself; onGap is called when
	// something may have been missed.
	Listen(ctx context.Context, onAgent func(routing.Agent), onWake func(routing.CallID), onGap func()) error
	// Rebuild replaces everything by these agents and open calls, and opens
	// the store again. Only one controller's Rebuild takes effect per loss.
	Rebuild(ctx context.Context, agents []routing.Agent, calls []routing.Call) error
}
