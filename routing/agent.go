package routing

import "time"

// AgentState is what an agent is doing.
type AgentState string

// The states of an agent, as the API spells them.
const (
	AgentOffline     AgentState = "offline"     // not on shift
	AgentAvailable   AgentState = "available"   // may be offered a call
	AgentClaimed     AgentState = "claimed"     // taken for a call; the phone does not ring yet
	AgentRinging     AgentState = "ringing"     // the phone rings
	AgentTalking     AgentState = "talking"     // in a conversation
	AgentWrapUp      AgentState = "wrapup"      // finishing the card, until Until
	AgentPaused      AgentState = "paused"      // away, for a reason
	AgentUnreachable AgentState = "unreachable" // the phone is not registered, or did not ring
)

// Agent is an agent as far as calls are concerned. It is a value.
type Agent struct {
	ID        AgentID
	Phones    Phones // in their order
	State     AgentState
	Since     time.Time // when State began
	Until     time.Time // when State ends by itself; zero if it does not
	Call      CallID    // the call the agent is claimed for, rung for, or talking in
	Reason    string    // why paused
	OnShift   bool
	PhoneUp   bool   // Asterisk can reach one of the phones
	NextPause string // a pause asked for during a call, that begins after it
	Misses    int    // misses in a row
	Extended  int    // extensions of the present wrap-up
	Version   int64  // rises with every change

	Level Level
	Teams string // the ids of the agent's teams, with blanks between
	Easy  int    // easy calls taken in this shift
}

// Free reports whether the agent may be offered a call: available, or in a
// state that has run out. A dead controller thus keeps nobody from work.
func (a Agent) Free(at time.Time) bool { return a.free(at) }

func (a *Agent) free(at time.Time) bool {
	switch a.State {
	case AgentAvailable:
		return true
	case AgentWrapUp:
		return a.PhoneUp && a.NextPause == "" && a.OnShift && !at.Before(a.Until)
	case AgentUnreachable:
		return a.PhoneUp && !a.Until.IsZero() && !at.Before(a.Until)
	case AgentClaimed, AgentRinging:
		return a.PhoneUp && a.NextPause == "" && a.OnShift && !at.Before(a.Until)
	default:
		return false
	}
}

func (a *Agent) freeSince() time.Time {
	if a.State == AgentAvailable || a.Until.IsZero() {
		return a.Since
	}
	return a.Until
}

// enter changes the state; what belonged to the old one is forgotten.
func (a Agent) enter(s AgentState, at time.Time) Agent {
	a.State, a.Since, a.Until, a.Call, a.Reason, a.Extended = s, at, time.Time{}, "", "", 0
	return a
}

// rest is where an agent goes when nothing occupies them.
func (a Agent) rest(at time.Time) Agent {
	switch {
	case !a.OnShift:
		return a.enter(AgentOffline, at)
	case a.NextPause != "":
		reason := a.NextPause
		a = a.enter(AgentPaused, at)
		a.Reason, a.NextPause = reason, ""
		return a
	case !a.PhoneUp:
		return a.enter(AgentUnreachable, at)
	default:
		return a.enter(AgentAvailable, at)
	}
}

// inCall reports whether a call has a hold on the agent.
func (a Agent) inCall() bool {
	return a.State == AgentClaimed || a.State == AgentRinging || a.State == AgentTalking
}

// offered reports whether the call holds the agent and is not answered yet.
func (a Agent) offered(call CallID) bool {
	return a.Call == call && (a.State == AgentClaimed || a.State == AgentRinging)
}

// mayTalk reports whether the agent can have answered the call: one that holds
// them, or any while none does, because the claim has run out or their record
// was lost. After a talk the wrap-up still names its call, and stays.
func (a Agent) mayTalk(call CallID) bool {
	return a.offered(call) || a.Call != call && !a.inCall()
}

// Taken is the agent as a claim leaves them. The claim itself is made where the
// agents are kept, so that two calls cannot take the same one; this says what
// it must come to.
func (a Agent) Taken(call CallID, at, until time.Time) Agent {
	a = a.enter(AgentClaimed, at)
	a.Call, a.Until = call, until
	a.Version++
	return a
}
