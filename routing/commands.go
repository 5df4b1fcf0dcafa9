package routing

import "time"

// Command is something the desk must have carried out. Every command may be
// carried out twice without harm.
type Command interface{ command() }

type (
	// Welcome answers the caller and plays music.
	Welcome struct{}
	// Identify asks the CRM who calls; CallerKnown answers.
	Identify struct{}
	// Say tells the caller something in the language of the line; Said answers.
	Say struct{ What string }
	// HoldMusic goes on with the music after something was said.
	HoldMusic struct{}
	// TakeMessage records what the caller says, for so long at most;
	// MessageLeft answers.
	TakeMessage struct{ For time.Duration }
	// CallBack has the caller called back by the next agent who is free for
	// them: a call of its own, which stands in the line where this one stood.
	CallBack struct{}
	// FindAgent ranks and claims; Claimed, NobodyFree or SearchFailed answers.
	FindAgent struct{}
	// ClaimAgent takes just this agent; Claimed, NobodyFree or SearchFailed
	// answers.
	ClaimAgent struct{ Agent AgentID }
	// RenewLease keeps the caller with us for so long, should we fall silent.
	RenewLease struct{ For time.Duration }
	// Ring tries an agent's phone; Asterisk itself gives up after For.
	Ring struct {
		Leg   LegNo
		Agent AgentID
		Phone string // its address; "" is the only one the agent has
		For   time.Duration
	}
	// Ask has whoever picked up this leg press 1 to take the call; LegPressed
	// answers.
	Ask struct{ Leg LegNo }
	// KeepAgent holds the agent for so long from now: their phones take longer
	// than a claim lasts.
	KeepAgent struct {
		Agent AgentID
		For   time.Duration
	}
	// MarkRinging shows the agent as ringing.
	MarkRinging struct{ Agent AgentID }
	// Drop ends an agent's leg.
	Drop struct {
		Leg LegNo
		Why Result // Missed, Withdrawn …: what the phone is told
	}
	// Release gives the agent back after an offer that came to nothing.
	Release struct {
		Agent AgentID
		Why   Result
	}
	// Connect joins the caller and the leg and stops the music; it renews the
	// caller's lease for the longest that the conversation can last.
	Connect struct {
		Leg LegNo
		For time.Duration
	}
	// Record records both voices to the end of the call.
	Record struct{}
	// MarkTalking shows the agent as talking.
	MarkTalking struct{ Agent AgentID }
	// Hold takes the caller out of the bridge and back to the music.
	Hold struct{}
	// StartWrapUp gives the agent time to finish the card.
	StartWrapUp struct{ Agent AgentID }
	// DialCustomer makes the customer's leg and has it ring; Asterisk itself
	// gives up after For.
	DialCustomer struct{ For time.Duration }
	// PlayRinging has the agent hear that the customer's phone rings, until
	// Connect.
	PlayRinging struct{ Leg LegNo }
	// HangUp ends the customer's leg.
	HangUp struct{}
	// Report hands the ended call to the CRM.
	Report struct{}
)

func (Welcome) command()      {}
func (Identify) command()     {}
func (Say) command()          {}
func (HoldMusic) command()    {}
func (TakeMessage) command()  {}
func (CallBack) command()     {}
func (FindAgent) command()    {}
func (ClaimAgent) command()   {}
func (RenewLease) command()   {}
func (Ring) command()         {}
func (Ask) command()          {}
func (KeepAgent) command()    {}
func (MarkRinging) command()  {}
func (Drop) command()         {}
func (Release) command()      {}
func (Connect) command()      {}
func (Record) command()       {}
func (MarkTalking) command()  {}
func (Hold) command()         {}
func (StartWrapUp) command()  {}
func (DialCustomer) command() {}
func (PlayRinging) command()  {}
func (HangUp) command()       {}
func (Report) command()       {}
