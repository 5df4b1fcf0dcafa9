package crm

import (
	"slices"

	"vonal/internal/fault"
)

// Viewer is who asks, and what they may do.
type Viewer struct {
	User   UserID
	Role   Role
	Agent  AgentID   // "" if they take no calls
	Grants Grants    // nil: those of the built-in role
	Team   []AgentID // agents of the teams that the viewer is in or leads
	Cards  []CardID  // customers the viewer is in a call with just now
}

// Viewer is the user as one who asks.
func (u User) Viewer() Viewer {
	return Viewer{User: u.ID, Role: u.Role, Agent: u.Agent, Grants: u.Grants, Team: u.Team}
}

// Scope is how far the permission reaches for the viewer; "" if they have it
// not.
func (v Viewer) Scope(p Permission) Scope {
	if v.Grants != nil {
		return v.Grants[p]
	}
	return BuiltIn[v.Role][p]
}

// May reports whether the viewer has the permission, however far it reaches.
func (v Viewer) May(p Permission) bool { return v.Scope(p) != "" }

// Sight is whose things a viewer sees: everybody's, or those of these people.
// The zero Sight sees nothing. crm/store compiles it into each query, so that a
// list cannot show what a single page would refuse.
type Sight struct {
	All    bool
	People []PersonID // when not All
	Cards  []CardID   // and whatever hangs on these cards
}

// Sight is what the viewer sees under a permission.
func (v Viewer) Sight(p Permission) Sight {
	scope := v.Scope(p)
	if scope == ScopeAll {
		return Sight{All: true}
	}
	var s Sight
	if scope == ScopeOwn || scope == ScopeTeam {
		s.Cards = v.Cards
		for _, who := range []PersonID{PersonID(v.Agent), PersonID(v.User)} {
			if who != "" {
				s.People = append(s.People, who)
			}
		}
	}
	if scope == ScopeTeam {
		for _, a := range v.Team {
			if !slices.Contains(s.People, PersonID(a)) {
				s.People = append(s.People, PersonID(a))
			}
		}
	}
	return s
}

// Nothing reports whether the sight shows nothing at all.
func (s Sight) Nothing() bool { return !s.All && len(s.People) == 0 && len(s.Cards) == 0 }

// Sees reports whether a thing of one of these people is within the sight;
// nobody's thing is seen only by who sees all.
func (s Sight) Sees(people ...PersonID) bool {
	return s.All || slices.ContainsFunc(people, func(p PersonID) bool { return p != "" && slices.Contains(s.People, p) })
}

// SeesAgent is Sees for agents.
func (s Sight) SeesAgent(id AgentID) bool { return s.Sees(PersonID(id)) }

// Covers reports whether a call with these offers, on a card of this owner, is
// within the sight: one sees the calls one answered, was offered, or whose
// customer is one's own.
func (s Sight) Covers(c Call, cardOwner AgentID) bool {
	return s.Sees(PersonID(c.Agent), PersonID(cardOwner)) ||
		slices.ContainsFunc(c.Offers, func(o Offer) bool { return s.SeesAgent(o.Agent) })
}

// CheckCardChange refuses what the viewer may not change on a card: who owns it
// and how important it is need a permission of their own. The fault is
// Forbidden and names the member.
func (v Viewer) CheckCardChange(ch CardChange) error {
	const op = "crm.CheckCardChange"
	switch {
	case !v.May(EditCards):
		return fault.New(fault.Forbidden, op, "your role does not change cards")
	case v.May(AssignCards):
		return nil
	case ch.Owner != nil:
		return fault.New(fault.Forbidden, op, "only the head gives a card to another owner").At("owner_id")
	case ch.Tier != nil:
		return fault.New(fault.Forbidden, op, "only the head says how important a customer is").At("tier")
	}
	return nil
}
