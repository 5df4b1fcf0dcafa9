package crm

import (
	"slices"
	"strings"

	"vonal/internal/fault"
)

// wide orders the scopes; "" is narrower than all of them.
func (s Scope) wide() int { return slices.Index([]Scope{"", ScopeOwn, ScopeTeam, ScopeAll}, s) }

// Covers reports whether the viewer may all that the grants allow, and at least
// as far. Nobody gives what they have not: not by a role, not to a token, and
// not by acting for somebody who may more.
func (v Viewer) Covers(g Grants) bool {
	for p, scope := range g {
		if v.Scope(p).wide() < scope.wide() {
			return false
		}
	}
	return true
}

// Only are those of the grants that are for these permissions.
func (g Grants) Only(permissions []Permission) Grants {
	some := Grants{}
	for _, p := range permissions {
		if scope, has := g[p]; has {
			some[p] = scope
		}
	}
	return some
}

// whole are the permissions that are about the company and not about anybody's
// things: they reach all, or are not given.
var whole = []Permission{
	EditAgents, SeePolicy, EditPolicy, EditSettings, EditUsers, EditRoles, EditTeams, SeeAudit,
}

// Whole reports whether the permission reaches all or is not given.
func (p Permission) Whole() bool { return slices.Contains(whole, p) }

// Check refuses permissions and scopes there are not, and those that do not go
// together.
func (g Grants) Check() error {
	const op = "crm.Grants"
	for p, scope := range g {
		if !slices.Contains(Permissions, p) {
			return fault.New(fault.Invalid, op, "there is no permission %q", clip(string(p))).At("grants")
		}
		if scope.wide() < 1 {
			return fault.New(fault.Invalid, op, "there is no scope %q", clip(string(scope))).At("grants")
		}
		if p.Whole() && scope != ScopeAll {
			return fault.New(fault.Invalid, op, "%s reaches all or is not given", p).At("grants")
		}
	}
	return nil
}

// Factor says whether users of a role need a second factor to log in.
type Factor string

// The rules of a role about the second factor.
const (
	FactorOff      Factor = "off"      // it cannot be set up
	FactorOptional Factor = "optional" // who has set it up is asked for it
	FactorRequired Factor = "required" // who has not can do nothing but set it up
)

// RoleSheet is a role as it is kept.
type RoleSheet struct {
	Key          Role
	Name         string
	Grants       Grants
	BuiltIn      bool // comes with the program: only its second factor can be changed
	SecondFactor Factor
	Users        int
	Version      int64
}

// RoleChange holds what to change; nil leaves a member as it is.
type RoleChange struct {
	Name         *string
	Grants       *Grants
	SecondFactor *Factor
}

// Checked is the role with what was left out filled in, or a fault that names
// the member that cannot be.
func (r RoleSheet) Checked() (RoleSheet, error) {
	const op = "crm.RoleSheet"
	if err := CheckRole(r.Key, ""); err != nil {
		return r, fault.Wrap(op, err).At("key")
	}
	if r.Name = CleanName(r.Name); r.Name == "" {
		return r, missing(op, "name")
	}
	if r.Grants == nil {
		r.Grants = Grants{}
	}
	if r.SecondFactor == "" {
		r.SecondFactor = FactorOptional
	}
	if !slices.Contains([]Factor{FactorOff, FactorOptional, FactorRequired}, r.SecondFactor) {
		return r, fault.New(fault.Invalid, op, "the second factor is off, optional or required").At("second_factor")
	}
	return r, r.Grants.Check()
}

// Apply is the role after the change by the viewer, or a fault that names the
// member. Grants that the viewer has not can neither be given nor taken away.
func (ch RoleChange) Apply(v Viewer, r RoleSheet) (RoleSheet, error) {
	const op = "crm.RoleChange"
	if r.BuiltIn && (ch.Name != nil || ch.Grants != nil) {
		return r, fault.New(fault.Conflict, op, "this role comes with the program; make one of your own").At("grants")
	}
	if !v.Covers(r.Grants) {
		return r, fault.New(fault.Forbidden, op, "this role may more than you").At("grants")
	}
	if ch.Name != nil {
		r.Name = *ch.Name
	}
	if ch.Grants != nil {
		r.Grants = *ch.Grants
	}
	if ch.SecondFactor != nil {
		r.SecondFactor = *ch.SecondFactor
	}
	r, err := r.Checked()
	if err == nil && !v.Covers(r.Grants) {
		return r, fault.New(fault.Forbidden, op, "you cannot give what you may not do yourself").At("grants")
	}
	return r, err
}

// Team is a group of agents and those who lead it: who leads it, or is in it,
// reaches its members' things by ScopeTeam.
type Team struct {
	ID      TeamID
	Name    string
	Members []AgentID
	Leads   []UserID
	Hours   HoursID // when its people work; "": as the company does
	Version int64
}

// TeamChange holds what to change; nil leaves a member as it is.
type TeamChange struct {
	Name    *string
	Members *[]AgentID
	Leads   *[]UserID
	Hours   *HoursID
}

// MaxTeam is how many members, and how many leads, a team has at most.
const MaxTeam = 500

// Apply is the team after the change, or a fault that names the member.
func (ch TeamChange) Apply(t Team) (Team, error) {
	const op = "crm.TeamChange"
	if ch.Name != nil {
		t.Name = CleanName(*ch.Name)
	}
	if t.Name == "" {
		return t, missing(op, "name")
	}
	if ch.Members != nil {
		t.Members = slices.Compact(slices.Sorted(slices.Values(*ch.Members)))
	}
	if ch.Leads != nil {
		t.Leads = slices.Compact(slices.Sorted(slices.Values(*ch.Leads)))
	}
	if ch.Hours != nil {
		t.Hours = *ch.Hours
	}
	if len(t.Members) > MaxTeam {
		return t, fault.New(fault.Invalid, op, "a team has at most %d members", MaxTeam).At("members")
	}
	if len(t.Leads) > MaxTeam {
		return t, fault.New(fault.Invalid, op, "a team has at most %d leads", MaxTeam).At("leads")
	}
	return t, nil
}

// CleanEmail is how an address is compared; "" if it is none.
func CleanEmail(email string) string {
	email = strings.ToLower(CleanName(email))
	name, host, ok := strings.Cut(email, "@")
	if !ok || name == "" || !strings.Contains(host, ".") || strings.ContainsAny(email, " <>,;\"") || strings.Contains(host, "@") {
		return ""
	}
	return email
}
