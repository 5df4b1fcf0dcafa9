package routing

import "time"

// AgentEvent is a fact about an agent.
type AgentEvent interface{ When() time.Time }

type (
	// ShiftBegan: the agent is at work.
	ShiftBegan struct{ At time.Time }
	// ShiftEnded: the agent has gone; a call under way is finished first.
	ShiftEnded struct{ At time.Time }
	// PhoneCame: Asterisk can reach one of the phones.
	PhoneCame struct{ At time.Time }
	// PhoneWent: Asterisk cannot reach any of the phones any more.
	PhoneWent struct{ At time.Time }
	// Kept: the phones that are tried for the call take until then.
	Kept struct {
		At    time.Time
		Call  CallID
		Until time.Time
	}
	// Equipped: these are the agent's phones from now on.
	Equipped struct {
		At     time.Time
		Phones Phones
	}
	// Rang: the phone rings for the call.
	Rang struct {
		At   time.Time
		Call CallID
	}
	// Spoke: the agent has answered the call.
	Spoke struct {
		At   time.Time
		Call CallID
		Easy bool // a call by which a newcomer may learn
	}
	// LetGo: the offer came to nothing.
	LetGo struct {
		At   time.Time
		Call CallID
		Why  Result
	}
	// TalkOver: the conversation has ended; the wrap-up begins.
	TalkOver struct {
		At   time.Time
		Call CallID
	}
	// Placed: an administrator, or a rule, has changed what the agent is good
	// for.
	Placed struct {
		At    time.Time
		Level Level
		Teams string
	}
	// Rested: the moment in Agent.Until has come.
	Rested struct{ At time.Time }
	// ReadyPressed: the agent wants calls now.
	ReadyPressed struct{ At time.Time }
	// ExtendPressed: the agent wants more wrap-up.
	ExtendPressed struct{ At time.Time }
	// PausePressed: the agent wants no calls, for a reason.
	PausePressed struct {
		At     time.Time
		Reason string
	}
)

func (e ShiftBegan) When() time.Time    { return e.At }
func (e ShiftEnded) When() time.Time    { return e.At }
func (e PhoneCame) When() time.Time     { return e.At }
func (e PhoneWent) When() time.Time     { return e.At }
func (e Kept) When() time.Time          { return e.At }
func (e Equipped) When() time.Time      { return e.At }
func (e Rang) When() time.Time          { return e.At }
func (e Spoke) When() time.Time         { return e.At }
func (e LetGo) When() time.Time         { return e.At }
func (e TalkOver) When() time.Time      { return e.At }
func (e Placed) When() time.Time        { return e.At }
func (e Rested) When() time.Time        { return e.At }
func (e ReadyPressed) When() time.Time  { return e.At }
func (e ExtendPressed) When() time.Time { return e.At }
func (e PausePressed) When() time.Time  { return e.At }
