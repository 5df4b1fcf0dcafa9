package routing

import (
	"strings"
	"time"
)

// Circle is how far a call looks for an agent. It begins with whoever leads the
// customer and widens while the caller waits; it never narrows again.
type Circle int

// The circles, the narrowest first.
const (
	OwnerCircle  Circle = iota + 1 // the owner of the card
	DeputyCircle                   // who stands in for an owner who is absent
	TeamCircle                     // the team of the dialled number
	PoolCircle                     // everybody
)

var circleNames = map[Circle]string{OwnerCircle: "owner", DeputyCircle: "deputy", TeamCircle: "team", PoolCircle: "pool"}

// String is the circle as traces and the API spell it.
func (c Circle) String() string { return circleNames[c] }

func circleNamed(name string) (Circle, bool) {
	for c, n := range circleNames {
		if n == name {
			return c, true
		}
	}
	return 0, false
}

// circleOf is the narrowest circle of the call that the agent is in.
func (c *Call) circleOf(a *Agent) Circle {
	switch {
	case a.ID == c.Caller.Owner && !c.Caller.OwnerAway:
		return OwnerCircle
	case a.ID == c.Caller.Deputy:
		return DeputyCircle
	case c.Line.Team != "" && a.in(c.Line.Team):
		return TeamCircle
	}
	return PoolCircle
}

// circleWait is how long a circle is looked in before the next one opens.
func (p Policy) circleWait(c Circle) time.Duration {
	switch c {
	case OwnerCircle:
		return p.OwnerWait
	case DeputyCircle:
		return p.DeputyWait
	case TeamCircle:
		return p.TeamWait
	}
	return 0
}

// openings says for each circle how long the caller must have waited for it to
// open, and how far the call looks now. A circle in which nobody can be waited
// for, because none of its agents is at work, experienced enough and yet
// untried, is passed at once.
func openings(agents []Agent, c Call, p Policy, at time.Time) (opens [PoolCircle + 1]time.Duration, now Circle) {
	if c.Circle >= PoolCircle || c.Caller.Owner == "" && c.Caller.Deputy == "" && c.Line.Team == "" {
		return opens, PoolCircle
	}
	waited := at.Sub(c.SearchedFrom())
	least := p.leastLevel(c.Caller.Tier, waited)
	var worth [PoolCircle + 1]bool
	for i := range agents {
		a := &agents[i]
		if circle := c.circleOf(a); circle < PoolCircle && !worth[circle] {
			worth[circle] = a.attends() && a.Level >= least && c.Tried(a.ID) == 0
		}
	}
	now = PoolCircle
	var sum time.Duration
	for circle := OwnerCircle; circle < PoolCircle; circle++ {
		opens[circle] = sum
		if !worth[circle] {
			continue
		}
		sum += p.circleWait(circle)
		if now == PoolCircle && waited < sum {
			now = circle
		}
	}
	opens[PoolCircle] = sum
	return opens, max(now, c.Circle) // it never narrows again
}

// attends reports whether the agent is at work and can be waited for.
func (a *Agent) attends() bool {
	switch a.State {
	case AgentAvailable, AgentClaimed, AgentRinging, AgentTalking, AgentWrapUp:
		return a.OnShift && a.NextPause == ""
	}
	return false
}

// Missing reports whether the call waits in the circle of an agent who is not to
// be had any more: then the circle may have to widen at once.
func (c Call) Missing(a Agent) bool {
	if c.Phase != Waiting || !c.sought() || a.attends() {
		return false
	}
	circle := c.circleOf(&a)
	return circle < PoolCircle && (circle <= c.Circle || c.Searching) // a search under way may not know it
}

// Reach names whom a call may be offered to that looks as far as the circle: an
// agent who becomes free is of interest to the calls that name one of the
// agent's Groups.
func (c Call) Reach(circle Circle) []string {
	var names []string
	if c.Caller.Owner != "" && !c.Caller.OwnerAway {
		names = append(names, agentGroup(c.Caller.Owner))
	}
	if c.Caller.Deputy != "" && circle >= DeputyCircle {
		names = append(names, agentGroup(c.Caller.Deputy))
	}
	if c.Line.Team != "" && circle == TeamCircle {
		names = append(names, teamGroup(c.Line.Team))
	}
	if circle >= PoolCircle {
		return []string{everybody}
	}
	return names
}

// Groups are the names under which a call may look for the agent; see Reach.
func (a Agent) Groups() []string {
	names := []string{everybody, agentGroup(a.ID)}
	for team := range strings.FieldsSeq(a.Teams) {
		names = append(names, teamGroup(TeamID(team)))
	}
	return names
}

const everybody = "*"

func agentGroup(id AgentID) string { return "agent/" + string(id) }
func teamGroup(id TeamID) string   { return "team/" + string(id) }

// in reports whether the agent belongs to the team.
func (a *Agent) in(team TeamID) bool {
	rest, name := a.Teams, string(team)
	for rest != "" {
		var one string
		one, rest, _ = strings.Cut(rest, " ")
		if one == name {
			return true
		}
	}
	return false
}
