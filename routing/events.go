package routing

import "time"

// Event is a fact about a call. At is when it happened, to the millisecond:
// a stored fact replays to the same decision.
type Event interface{ When() time.Time }

type (
	// Arrived: the caller's leg is ours.
	Arrived struct {
		At      time.Time
		ID      CallID
		Channel ChannelID
		From    string
		Name    string
		To      string
		Line    Line // what holds for the dialled number now
	}
	// Requested: an agent is to call somebody.
	Requested struct {
		At      time.Time
		ID      CallID
		Channel ChannelID // what the customer's leg will be called
		Agent   AgentID
		From    string // the number shown to the customer; "" leaves it to the trunk
		To      string // in E.164

		// Of a call back, for which an agent is looked for: Agent is "".
		BackFor CallID
		Since   time.Time // when whoever is called back began to wait
		Line    Line      // what held for the number they had dialled
	}
	// CallerKnown: the CRM has said who calls, or that it does not know. It
	// comes again when a card has been opened for an unknown number.
	CallerKnown struct {
		At     time.Time
		Caller Caller
	}
	// Said: the caller has been told what they were to be told.
	Said struct {
		At   time.Time
		What string // the recordings they heard; "" if that could not be
	}
	// Pressed: the caller has pressed a key.
	Pressed struct {
		At  time.Time
		Key string
	}
	// MessageLeft: the caller's message is over, or could not be recorded.
	MessageLeft struct {
		At     time.Time
		Length time.Duration // 0: there is none
	}
	// Claimed: this agent has been taken for the call.
	Claimed struct {
		At      time.Time
		Agent   AgentID
		Phones  Phones // which of theirs are tried; "" the only one
		Because []Reason
	}
	// Considered: this is what a search made of the agents. It decides nothing:
	// it is there to be read.
	Considered struct {
		At      time.Time
		Circle  Circle
		Choices []Choice
		More    int // agents left out of Choices: too many to tell
	}
	// NobodyFree: the search found nobody as far as it looked.
	NobodyFree struct {
		At     time.Time
		Circle Circle
		Next   time.Time // when to look again though nobody becomes free; zero never
		Nobody bool      // nobody is at work who could have the call, however long it waits
	}
	// SearchFailed: the search could not be made (Redis is away).
	SearchFailed struct{ At time.Time }
	// AgentFreed: somebody became free, and this call is next.
	AgentFreed struct{ At time.Time }
	// LegRinging: the agent's phone rings.
	LegRinging struct {
		At  time.Time
		Leg LegNo
	}
	// LegAnswered: the agent has picked up.
	LegAnswered struct {
		At  time.Time
		Leg LegNo
	}
	// LegPressed: whoever picked up this leg has pressed a key.
	LegPressed struct {
		At  time.Time
		Leg LegNo
		Key string
	}
	// Joined: caller and agent are both in the bridge and hear each other.
	Joined struct {
		At  time.Time
		Leg LegNo
	}
	// LegGone: the agent's leg is over.
	LegGone struct {
		At    time.Time
		Leg   LegNo
		Cause Cause
	}
	// PutOnHold: the agent wants the customer to hear music for a while.
	PutOnHold struct{ At time.Time }
	// TakenOffHold: the agent is back for the customer.
	TakenOffHold struct{ At time.Time }
	// HandedOver: the agent who talks by this leg gives the caller to another, or
	// to whoever is next.
	HandedOver struct {
		At  time.Time
		Leg LegNo
		To  AgentID // "" whoever is next
	}
	// CustomerRinging: the phone of the customer we call rings.
	CustomerRinging struct{ At time.Time }
	// CustomerAnswered: the customer we call has picked up.
	CustomerAnswered struct{ At time.Time }
	// CustomerGone: the leg of the customer we call is over, or was never made.
	CustomerGone struct {
		At    time.Time
		Cause Cause
		Lost  bool // not hung up: Asterisk went down
	}
	// OfferWithdrawn: the agent was paused, logged out or deleted while
	// their phone was being tried.
	OfferWithdrawn struct {
		At    time.Time
		Agent AgentID
	}
	// Due: the moment in Call.Due has come.
	Due struct{ At time.Time }
	// CallerGone: the caller's leg is over.
	CallerGone struct {
		At   time.Time
		Lost bool // not hung up: Asterisk went down
	}
	// Resynced: facts may have been missed; this is what is alive now.
	Resynced struct {
		At       time.Time
		Caller   bool      // the caller's leg is up
		Customer LegState  // the leg of the customer we call; "" if there is none
		Ended    time.Time // when the leg of either ended, where that is known
		Legs     map[LegNo]LegState
		Bridged  bool // caller and present leg are in the call's bridge
		Recorded bool // the recording is running
		Lost     bool // Asterisk has restarted since
	}
)

// Cause is why a leg is over, an agent's or that of a customer we call.
type Cause string

// The causes of LegGone and CustomerGone.
const (
	NotReached   Cause = "not_reached"    // no phone there, or it failed to ring
	Refused      Cause = "refused"        // busy or declined
	NotDisturbed Cause = "do_not_disturb" // this phone takes no calls, whatever its owner does
	NoAnswer     Cause = "no_answer"      // the dial's own timeout came first
	HungUp       Cause = "hung_up"        // a normal end
	Vanished     Cause = "vanished"       // gone while nobody was looking
)

// LegState is how a leg was found by a resync.
type LegState string

// The states of a leg found alive.
const (
	LegDialled LegState = "dialled"
	LegRings   LegState = "ringing"
	LegUp      LegState = "up"
)

func (e Arrived) When() time.Time          { return e.At }
func (e Requested) When() time.Time        { return e.At }
func (e CallerKnown) When() time.Time      { return e.At }
func (e Said) When() time.Time             { return e.At }
func (e Pressed) When() time.Time          { return e.At }
func (e MessageLeft) When() time.Time      { return e.At }
func (e Claimed) When() time.Time          { return e.At }
func (e Considered) When() time.Time       { return e.At }
func (e NobodyFree) When() time.Time       { return e.At }
func (e SearchFailed) When() time.Time     { return e.At }
func (e AgentFreed) When() time.Time       { return e.At }
func (e LegRinging) When() time.Time       { return e.At }
func (e LegAnswered) When() time.Time      { return e.At }
func (e LegPressed) When() time.Time       { return e.At }
func (e Joined) When() time.Time           { return e.At }
func (e LegGone) When() time.Time          { return e.At }
func (e PutOnHold) When() time.Time        { return e.At }
func (e TakenOffHold) When() time.Time     { return e.At }
func (e HandedOver) When() time.Time       { return e.At }
func (e CustomerRinging) When() time.Time  { return e.At }
func (e CustomerAnswered) When() time.Time { return e.At }
func (e CustomerGone) When() time.Time     { return e.At }
func (e OfferWithdrawn) When() time.Time   { return e.At }
func (e Due) When() time.Time              { return e.At }
func (e CallerGone) When() time.Time       { return e.At }
func (e Resynced) When() time.Time         { return e.At }
