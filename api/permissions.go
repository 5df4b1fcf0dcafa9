package api

import (
	"slices"

	"vonal/crm"
)

// permission is what a route needs. What of it a caller then sees is decided
// by their crm.Scope.
type permission string

// The permissions, as GET /me lists them.
const (
	open        permission = ""             // no log-in needed
	loggedIn    permission = "me"           // everybody who is somebody
	seeDesk     permission = "desk.see"     // the live picture
	seeAgents   permission = "agents.see"   //
	pressAgents permission = "agents.press" // ready, pause, extend: agents their own
	editAgents  permission = "agents.edit"  //
	seeCalls    permission = "calls.see"    //
	makeCalls   permission = "calls.make"   // agents for themselves
	workCalls   permission = "calls.work"   // outcome, recording pause, hang up
	hearCalls   permission = "calls.hear"   // recordings
	traceCalls  permission = "calls.trace"  //
	seeCards    permission = "cards.see"    //
	editCards   permission = "cards.edit"   //
	seePolicy   permission = "policy.see"   //
	editPolicy  permission = "policy.edit"  //
	editUsers   permission = "users.edit"   //
)

// granted is what each role may do.
var granted = map[crm.Role][]permission{
	crm.RoleAgent: {
		loggedIn, seeDesk, seeAgents, pressAgents, seeCalls, makeCalls, workCalls, hearCalls, traceCalls,
		seeCards, editCards, seePolicy,
	},
	crm.RoleHead: {
		loggedIn, seeDesk, seeAgents, pressAgents, seeCalls, makeCalls, workCalls, hearCalls, traceCalls,
		seeCards, editCards, seePolicy,
	},
	crm.RoleAdministrator: {
		loggedIn, seeDesk, seeAgents, pressAgents, editAgents, seeCalls, makeCalls, workCalls, hearCalls, traceCalls,
		seeCards, editCards, seePolicy, editPolicy, editUsers,
	},
	crm.RoleAccountant: {loggedIn, seeAgents, seeCalls, traceCalls, seePolicy},
}

// may reports whether the role has the permission.
func may(role crm.Role, p permission) bool { return p == open || slices.Contains(granted[role], p) }
