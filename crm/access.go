package crm

import (
	"slices"

	"vonal/internal/fault"
)

// Viewer is who asks.
type Viewer struct {
	User  UserID
	Role  Role
	Agent AgentID // "" if they take no calls
}

// Viewer is the user as one who asks.
func (u User) Viewer() Viewer { return Viewer{User: u.ID, Role: u.Role, Agent: u.Agent} }

// Scope is how far a viewer sees: all calls, or those that one agent answered,
// was offered, or whose card the agent owns, or none. crm/store compiles it into the query, so
// that a list cannot show what a single page would refuse.
type Scope struct {
	All   bool
	Agent AgentID // when not All; "" sees nothing
}

// Calls is the scope of the viewer on calls: the head and the administrator see
// all, the accountant too, since pay is reckoned from them.
func (v Viewer) Calls() Scope {
	switch v.Role {
	case RoleHead, RoleAdministrator, RoleAccountant:
		return Scope{All: true}
	case RoleAgent:
		return Scope{Agent: v.Agent}
	}
	return Scope{}
}

// Recordings is the scope of the viewer on recordings: as on calls, but none
// for the accountant.
func (v Viewer) Recordings() Scope {
	if v.Role == RoleAccountant {
		return Scope{}
	}
	return v.Calls()
}

// Covers reports whether a call with these offers, on a card of this owner, is
// within the scope.
func (s Scope) Covers(c Call, cardOwner AgentID) bool {
	if s.All || s.Agent == "" {
		return s.All
	}
	return c.Agent == s.Agent || cardOwner == s.Agent ||
		slices.ContainsFunc(c.Offers, func(o Offer) bool { return o.Agent == s.Agent })
}

// CanSeeCards reports whether the viewer may see customers: all but the
// accountant, since any agent may be given any customer's call.
func (v Viewer) CanSeeCards() bool {
	return v.Role == RoleAgent || v.Role == RoleHead || v.Role == RoleAdministrator
}

// CheckCardChange refuses what the viewer may not change on a card: who owns it
// and how important it is are decided by the head. The fault is Forbidden and
// names the member.
func (v Viewer) CheckCardChange(ch CardChange) error {
	const op = "crm.CheckCardChange"
	switch {
	case v.Role == RoleHead || v.Role == RoleAdministrator:
		return nil
	case v.Role != RoleAgent:
		return fault.New(fault.Forbidden, op, "your role does not change cards")
	case ch.Owner != nil:
		return fault.New(fault.Forbidden, op, "only the head gives a card to another owner").At("owner_id")
	case ch.Tier != nil:
		return fault.New(fault.Forbidden, op, "only the head says how important a customer is").At("tier")
	}
	return nil
}
