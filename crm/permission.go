package crm

// Permission is one thing that somebody may do. Every route of the API needs
// one; how far it reaches is said by the Scope with which a role has it.
type Permission string

// The permissions, by the names under which GET /me lists them.
const (
	SeeDesk     Permission = "desk.see"     // the live picture
	SeeAgents   Permission = "agents.see"   //
	PressAgents Permission = "agents.press" // ready, pause, extend
	EditAgents  Permission = "agents.edit"  // make, change and remove agents and their phones

	SeeCalls   Permission = "calls.see"   //
	MakeCalls  Permission = "calls.make"  //
	WorkCalls  Permission = "calls.work"  // outcome, recording pause, hang up
	HearCalls  Permission = "calls.hear"  // recordings
	TraceCalls Permission = "calls.trace" // facts and decisions

	SeeCards    Permission = "cards.see"    //
	EditCards   Permission = "cards.edit"   // make and change them, write notes
	AssignCards Permission = "cards.assign" // who owns a card, how important it is
	MergeCards  Permission = "cards.merge"  //
	ExportCards Permission = "cards.export" //
	ImportCards Permission = "cards.import" //

	SeeDeals    Permission = "deals.see"    //
	EditDeals   Permission = "deals.edit"   //
	SeeTasks    Permission = "tasks.see"    //
	EditTasks   Permission = "tasks.edit"   //
	SeeFiles    Permission = "files.see"    //
	AddFiles    Permission = "files.add"    //
	DeleteFiles Permission = "files.delete" //

	SeePolicy    Permission = "policy.see"    //
	EditPolicy   Permission = "policy.edit"   //
	EditSettings Permission = "settings.edit" // fields, tags, pipelines, outcomes, hashtags
	EditUsers    Permission = "users.edit"    //
	EditRoles    Permission = "roles.edit"    //
	EditTeams    Permission = "teams.edit"    //
	SeeAudit     Permission = "audit.see"     //
)

// Permissions are all there are, in the order in which they are shown.
var Permissions = []Permission{
	SeeDesk, SeeAgents, PressAgents, EditAgents,
	SeeCalls, MakeCalls, WorkCalls, HearCalls, TraceCalls,
	SeeCards, EditCards, AssignCards, MergeCards, ExportCards, ImportCards,
	SeeDeals, EditDeals, SeeTasks, EditTasks, SeeFiles, AddFiles, DeleteFiles,
	SeePolicy, EditPolicy, EditSettings, EditUsers, EditRoles, EditTeams, SeeAudit,
}
