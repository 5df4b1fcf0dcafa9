package crm

import "time"

// StandIns are who does the tasks of those who are absent: their deputies, and
// where these lead to nobody, the heads of their teams.
type StandIns struct {
	Absences []Absence
	Heads    map[AgentID][]PersonID // of the teams that one is in, the first to be asked first
}

// For is who does the tasks of somebody who is away at a moment, and whether they
// are away at all. A deputy who is away is followed to theirs, however far; where
// that leads to nobody, or back, it is the first head who is here; else nobody: ""
// and true.
func (s StandIns) For(who AgentID, at time.Time) (standIn PersonID, away bool) {
	deputy, away := Deputy(who, s.Absences, at)
	if !away || deputy != "" {
		return PersonID(deputy), away
	}
	for _, head := range s.Heads[who] {
		if _, gone := Deputy(AgentID(head), s.Absences, at); !gone {
			return head, true
		}
	}
	return "", true
}
