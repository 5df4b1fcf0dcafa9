package crm

import "time"

// Level is how experienced an agent is.
type Level string

// The levels.
const (
	Newcomer Level = "newcomer"
	Regular  Level = "regular"
	Senior   Level = "senior"
)

// Agent is somebody who takes calls, and their phones.
type Agent struct {
	ID          AgentID
	Name        string
	Extension   string
	Level       Level
	LevelByRule bool    // the level grows by the company's rules
	Hours       HoursID // when they work; "": as their team does
	Phones      []Phone // in their order; the first came with the agent
	CreatedAt   time.Time
	DeletedAt   time.Time // zero while employed
	Version     int64
}

// NewAgent is what is needed to make one.
type NewAgent struct {
	Name        string
	Extension   string
	Level       Level // Regular if empty
	LevelByRule bool
}

// AgentChange holds what to change; nil leaves a member as it is.
type AgentChange struct {
	Name        *string
	Extension   *string
	Level       *Level
	LevelByRule *bool
	Hours       *HoursID
	Version     int64 // the version that was seen; 0 to overwrite whatever stands there
}

// AgentState is one line of the journal of what an agent was doing: the change,
// and everything that is needed to take the state up again.
type AgentState struct {
	Agent   AgentID
	Version int64 // rises with every change
	At      time.Time
	From    string
	To      string
	Cause   string // the fact that brought it about
	Actor   string // whose doing it was: a user, a controller, the phone

	Since     time.Time // when To began; At unless the state went on
	Until     time.Time // when To ends by itself; zero if it does not
	Call      CallID
	Reason    string // why paused
	OnShift   bool
	PhoneUp   bool
	NextPause string
	Misses    int
	Extended  int
}

// PausedByMisses reports whether the agent has just been paused for a row of
// calls that they missed.
func (s AgentState) PausedByMisses() bool {
	return s.To == "paused" && s.From != "paused" && s.Reason == PauseMissed
}
