package crm

// Role names what somebody may do: one of those built in, or one of the
// company's own.
type Role string

// The roles that are built in.
const (
	RoleAgent         Role = "agent"
	RoleHead          Role = "head"
	RoleAdministrator Role = "administrator"
	RoleAccountant    Role = "accountant"
)

// Scope is how far a permission reaches.
type Scope string

// The scopes, each wider than the one before.
const (
	ScopeOwn  Scope = "own"  // what the viewer owns, was given or made
	ScopeTeam Scope = "team" // that of the viewer's teams, too
	ScopeAll  Scope = "all"
)

// Grants are what a role may do, and how far each permission reaches. What is
// not there is not allowed.
type Grants map[Permission]Scope

// BuiltIn are the grants of the built-in roles. A company that wants others
// makes a role of its own.
var BuiltIn = map[Role]Grants{
	RoleAgent: {
		SeeDesk: ScopeAll, SeeAgents: ScopeAll, PressAgents: ScopeOwn,
		SeeCalls: ScopeOwn, MakeCalls: ScopeOwn, WorkCalls: ScopeOwn, HearCalls: ScopeOwn, TraceCalls: ScopeOwn,
		// Any agent may be given any customer's call, and must then see who it is.
		SeeCards: ScopeAll, EditCards: ScopeAll,
		SeeDeals: ScopeAll, EditDeals: ScopeAll, SeeTasks: ScopeAll, EditTasks: ScopeOwn,
		SeeFiles: ScopeAll, AddFiles: ScopeAll, DeleteFiles: ScopeOwn,
		SeePolicy: ScopeAll,
	},
	RoleHead: all(
		SeeDesk, SeeAgents, PressAgents, SeeCalls, MakeCalls, WorkCalls, HearCalls, TraceCalls,
		SeeCards, EditCards, AssignCards, MergeCards, ExportCards, ImportCards,
		SeeDeals, EditDeals, SeeTasks, EditTasks, SeeFiles, AddFiles, DeleteFiles, SeePolicy,
	),
	RoleAdministrator: all(Permissions...),
	// Pay is reckoned from calls; neither recordings nor customers are needed for it.
	RoleAccountant: all(SeeAgents, SeeCalls, TraceCalls, SeePolicy),
}

func all(permissions ...Permission) Grants {
	g := Grants{}
	for _, p := range permissions {
		g[p] = ScopeAll
	}
	return g
}
