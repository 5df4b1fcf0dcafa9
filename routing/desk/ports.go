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
	// Candidates has look see all agents as last heard of, in no order: they may
	// be old by the time that news takes. Only a Claim knows who is still free.
	// They are look's until it returns, to read only; it must not wait.
	Candidates(ctx context.Context, look func([]routing.Agent)) error
	// Put makes or replaces an agent, whatever is known of them.
	Put(ctx context.Context, a routing.Agent) error
	// Remove forgets an agent.
	Remove(ctx context.Context, id routing.AgentID) error
	// Claim takes, for the call, the first of the ranked who is free at now, and
	// holds them until lease. Two calls never get the same agent, and a call
	// leaves to each call that stands before it one agent whom that one looks
	// for. Where nobody is left, ok is false and the call stands in the line
	// from then on, until a Claim succeeds or Save shows it in another phase
	// than waiting.
	Claim(ctx context.Context, q routing.Search, now, lease time.Time) (a routing.AgentID, ok bool, err error)
	// Take takes, for the call, just this agent, if they are free at now, and
	// holds them until lease; the agent is as they were before. It does not
	// heed the line. An unknown agent is a fault of kind Unknown. One of kind
	// Unavailable may have taken the agent all the same.
	Take(ctx context.Context, call routing.CallID, id routing.AgentID, now, lease time.Time) (a routing.Agent, ok bool, err error)
	// Before is how many calls stand before this one in the line that look for
	// one of the same agents.
	Before(ctx context.Context, call routing.CallID) (int, error)
	// Stay keeps the call's place in the line until then; a call whose
	// controller has fallen silent loses it.
	Stay(ctx context.Context, call routing.CallID, until time.Time) error
	// Tell applies a fact to an agent by routing.Agent.After, atomically. It
	// answers the agent before and after; the two are equal where the fact
	// changed nothing. An agent who becomes free wakes the first call in
	// the line that looks for them. An unknown agent is a fault of kind Unknown.
	Tell(ctx context.Context, id routing.AgentID, ev routing.AgentEvent, p routing.Policy) (before, after routing.Agent, err error)
	// Save stores the call and appends to its trace, in one step. A call that
	// waits again after an offer stands in the line from then on.
	Save(ctx context.Context, c routing.Call, trace string) error
	// Open are the calls saved and not forgotten, ended ones included.
	Open(ctx context.Context) ([]routing.Call, error)
	// Trace is what Save has appended.
	Trace(ctx context.Context, id routing.CallID) (string, error)
	// Forget removes a call that has been reported.
	Forget(ctx context.Context, id routing.CallID) error
	// CalledAgain tells every controller that the customer of a card has called.
	CalledAgain(ctx context.Context, card routing.CardID) error
	// Listen calls onAgent for every change of an agent by any controller, onWake
	// for the call that should look for an agent now, and onAgain for what
	// CalledAgain has told, until ctx ends. Calls come one at a time. It reconnects by itself; onGap is called when
	// something may have been missed.
	Listen(ctx context.Context, onAgent func(routing.Agent), onWake func(routing.CallID), onAgain func(routing.CardID), onGap func()) error
	// Health is nil while the store answers and remembers.
	Health(ctx context.Context) error
	// Rebuild replaces everything by these agents and open calls, and opens
	// the store again. Only one controller's Rebuild takes effect per loss.
	Rebuild(ctx context.Context, agents []routing.Agent, calls []routing.Call) error
}

// Phones carries commands out on the telephones; routing/asterisk does it over
// ARI. Each method may be repeated without harm.
type Phones interface {
	// Welcome answers the caller and plays music.
	Welcome(ctx context.Context, c routing.Call) error
	// Say plays recordings to the caller in the language of the line; Said tells
	// when that is over, also where they could not be played.
	Say(ctx context.Context, c routing.Call, what []string) error
	// HoldMusic goes on with the music.
	HoldMusic(ctx context.Context, c routing.Call) error
	// TakeMessage records the caller for so long at most; MessageLeft tells when
	// that is over.
	TakeMessage(ctx context.Context, c routing.Call, longest time.Duration) error
	// RenewLease lets Asterisk keep the caller for d without hearing from us.
	RenewLease(ctx context.Context, c routing.Call, d time.Duration) error
	// Ring has the phone at this address ring; Asterisk gives up after d. A phone
	// that is not there is a fault of kind Unknown.
	Ring(ctx context.Context, c routing.Call, leg routing.LegNo, address string, d time.Duration) error
	// Ask tells whoever picked up the leg to press 1 to take the call.
	Ask(ctx context.Context, c routing.Call, leg routing.LegNo) error
	// DialCustomer makes the customer's leg of a call we make, which is to end
	// with the agent's, and has it ring; Asterisk gives up after d. A number
	// that cannot be dialled is a fault of kind Unknown.
	DialCustomer(ctx context.Context, c routing.Call, d time.Duration) error
	// PlayRinging has the agent hear that the customer's phone rings.
	PlayRinging(ctx context.Context, c routing.Call, leg routing.LegNo) error
	// Drop ends a leg; the phone is told why.
	Drop(ctx context.Context, c routing.Call, leg routing.LegNo, why routing.Result) error
	// Connect joins customer and leg and stops what they heard until then.
	// Asterisk ends the conversation after longest, or when either party leaves.
	Connect(ctx context.Context, c routing.Call, leg routing.LegNo, longest time.Duration) error
	// Record records both voices until the customer's leg ends.
	Record(ctx context.Context, c routing.Call) error
	// Hold takes the caller out of the bridge and back to the music.
	Hold(ctx context.Context, c routing.Call) error
	// HangUp ends the customer's leg.
	HangUp(ctx context.Context, c routing.Call) error
	// Clear removes what a call leaves behind in Asterisk: its bridge.
	Clear(ctx context.Context, c routing.Call) error
	// PauseRecording stops the recording for a while, or goes on with it.
	PauseRecording(ctx context.Context, c routing.Call, paused bool) error
	// Snapshot is what is alive in Asterisk now; of the calls in gone it says
	// when they ended, where it can.
	Snapshot(ctx context.Context, gone []routing.Call) (Snapshot, error)
	// Install makes the phones exist; those of ours that are not among them
	// and not in a call are removed.
	Install(ctx context.Context, phones []Phone) error
	// Add makes one phone exist, so that it can register at once.
	Add(ctx context.Context, p Phone) error
	// Mirror makes these the members of the native fallback queue.
	Mirror(ctx context.Context, members []Member) error
	// Remove makes one phone disappear.
	Remove(ctx context.Context, endpoint string) error
}

// Phone is what Asterisk must know of an agent's phone.
type Phone struct {
	Agent    routing.AgentID
	Endpoint string // Asterisk's name of it, and the SIP user
	Secret   string
	Name     string // shown to whom the agent calls
	Number   string // the agent's extension
}

// Snapshot is what is alive in Asterisk.
type Snapshot struct {
	StartedAt time.Time // of Asterisk: a call that arrived before is lost
	Calls     map[routing.CallID]Found
	PhonesUp  map[string]bool // by endpoint, of every phone Asterisk knows
}

// Found is what of a call was found in Asterisk.
type Found struct {
	Arrived  routing.Arrived // as it would have been told; zero if the caller is gone
	Caller   bool
	EndedAt  time.Time // when the customer's leg ended, if Asterisk has written it down
	Legs     map[routing.LegNo]FoundLeg
	Bridged  bool
	Recorded bool

	// Of a call we make: the customer's leg, and, where that is ours, the
	// request as far as Asterisk knows it; zero if the leg is gone.
	Customer  routing.LegState
	Requested routing.Requested
}

// FoundLeg is an agent's leg found in Asterisk.
type FoundLeg struct {
	Endpoint string
	Since    time.Time
	State    routing.LegState
}

// Cards is the CRM as far as calls need it; cmd/vonal bridges to it.
type Cards interface {
	// Identify says who has this number at a moment; ok is false if nobody does.
	// A call from it that was cut off not longer than keeps ago lends this one
	// its place in the line.
	Identify(ctx context.Context, number string, at time.Time, keeps time.Duration) (caller routing.Caller, ok bool, err error)
	// Open makes a card for the number of the call, or finds it.
	Open(ctx context.Context, c routing.Call) (routing.Caller, error)
	// Close writes an ended call, once however often it is repeated.
	Close(ctx context.Context, c routing.Call, trace string) error
}

// Roster is who works here and what they were doing, from the record that
// survives Redis.
type Roster interface {
	Employees(ctx context.Context) ([]Employee, error)
}

// Employee is an agent as recorded. Last may lag behind by what was not yet
// written, but its Level, Teams and Phones are those of the record; Accounts are
// those of the phones that register here.
type Employee struct {
	Last     routing.Agent
	Accounts []Phone
}

// Watcher is told of what changes: the record and the screens. Its methods
// must not block.
type Watcher interface {
	// AgentChanged comes once for each change this desk brought about.
	AgentChanged(before, after routing.Agent, ev routing.AgentEvent)
	// AgentSeen comes for changes by any desk, in order.
	AgentSeen(a routing.Agent)
	// PhonesSeen comes when a phone of the agent, or any phone where none is named,
	// can be reached or cannot.
	PhonesSeen(id routing.AgentID)
	// PhoneCame comes when the phone at endpoint has registered, or may have.
	PhoneCame(endpoint string)
	// AgentGone comes when an agent has been dismissed and their phone removed.
	AgentGone(id routing.AgentID)
	// CallChanged comes after every fact that changed a call of this desk.
	CallChanged(c routing.Call)
	// CallGone comes when the call has been written and forgotten.
	CallGone(id routing.CallID)
}
