package api

import (
	"context"
	"time"

	"vonal/crm"
	"vonal/routing"
)

// Desk is the running desk, which carries out what is pressed and knows what is
// under way.
type Desk interface {
	// Agents are all agents as they are now.
	Agents(ctx context.Context) ([]routing.Agent, error)
	// Press carries out ready, pause or extend: Conflict where it cannot be,
	// Unknown for no such agent.
	Press(ctx context.Context, id routing.AgentID, ev routing.AgentEvent) (routing.Agent, error)
	// Calls are the calls under way, oldest first.
	Calls() []routing.Call
	// Dial calls the number, in E.164, for the agent, and answers when the
	// agent has been taken for it. Conflict where the agent is not free,
	// ErrNoTrunk where no call can leave the company.
	Dial(ctx context.Context, agent routing.AgentID, to crm.E164) (routing.Call, error)
	// Trace is of a call under way; Unknown for any other.
	Trace(ctx context.Context, id routing.CallID) (string, error)
	// Regroup takes the levels, teams and phones of agents from the record.
	Regroup(ctx context.Context) error
	// InstallPhone makes a phone that registers here, or gives it a new secret.
	InstallPhone(ctx context.Context, a crm.Agent, p crm.Phone)
	// PhoneUp reports whether Asterisk can reach a phone that registers here, and
	// since when where that is known.
	PhoneUp(endpoint string) (up bool, since time.Time)
	// Employ makes the phones and puts the agent on shift.
	Employ(ctx context.Context, a crm.Agent) error
	// Dismiss ends the shift; the phone goes after a call under way.
	Dismiss(ctx context.Context, id routing.AgentID) error
	// UsePolicy runs everything from now on by these numbers.
	UsePolicy(p routing.Policy)
	// HangUp ends a call under way; Unknown for any other.
	HangUp(ctx context.Context, id routing.CallID) error
	// Hold puts the customer of a conversation on hold, or takes them off it.
	Hold(id routing.CallID, on bool) error
	// HandOver gives the caller of a conversation to a free agent, or to whoever
	// is next; a Conflict where that cannot be.
	HandOver(id routing.CallID, to routing.AgentID) error
	// PauseRecording stops the recording of a call under way, or goes on.
	PauseRecording(ctx context.Context, id routing.CallID, paused bool) error
	// Parts says why Asterisk, and why Redis, cannot be used; nil where they can.
	Parts() (phones, store error)
	// Ready says why calls cannot be taken now, or nil.
	Ready() error
}

// Store is what is kept for good; crm/store keeps it in PostgreSQL. What is not
// there, or not for the viewer to see, is a fault of kind Unknown.
type Store interface {
	Accounts
	Employees
	AgentPhones
	Provisioning
	Absences
	Numbers
	Growth
	Calls
	Duties
	Notices
	Pushes
	SavedViews
	Webhooks
	Undelivered
	FollowUps
	Cards
	CardKeeping
	CardExchange
	Deals
	Tasks
	Calendars
	Files
	Policies
	Repeats
	Identities
	Access
	Auditor
	// Health says why the store cannot be used now, or nil.
	Health(ctx context.Context) error
}

// Accounts are who may log in.
type Accounts interface {
	// CheckPassword finds who logs in with this password. A wrong login and a
	// wrong password are the same fault of kind Anonymous after the same time.
	CheckPassword(ctx context.Context, login, password string) (crm.User, error)
	// CreateSession answers the secret by which the browser is known from then on.
	CreateSession(ctx context.Context, id crm.UserID, on crm.Device) (secret string, s crm.Session, err error)
	// SessionUser finds the session of a secret and keeps it from becoming
	// idle; Anonymous when there is none any more.
	SessionUser(ctx context.Context, secret string) (crm.Session, error)
	EndSession(ctx context.Context, secret string) error
	// TokenUser is the user for whom an API token acts, or Anonymous.
	TokenUser(ctx context.Context, token string) (crm.User, error)
	CreateUser(ctx context.Context, in crm.NewUser) (crm.User, error)
	UpdateUser(ctx context.Context, id crm.UserID, ch crm.UserChange) (crm.User, error)
	ListUsers(ctx context.Context, page crm.Page) (crm.List[crm.User], error)
}

// Employees are the agents as recorded.
type Employees interface {
	// Roster is every agent employed now.
	Roster(ctx context.Context) ([]crm.Agent, error)
	// AgentByID finds an agent, also one who has left.
	AgentByID(ctx context.Context, id crm.AgentID) (crm.Agent, error)
	CreateAgent(ctx context.Context, in crm.NewAgent) (crm.Agent, error)
	UpdateAgent(ctx context.Context, id crm.AgentID, ch crm.AgentChange) (crm.Agent, error)
	DeleteAgent(ctx context.Context, id crm.AgentID) (crm.Agent, error)
}

// Calls are the ended calls.
type Calls interface {
	ListCalls(ctx context.Context, v crm.Viewer, f crm.CallFilter, page crm.Page) (crm.List[crm.Call], error)
	GetCall(ctx context.Context, v crm.Viewer, id crm.CallID) (crm.Call, error)
	CallTrace(ctx context.Context, v crm.Viewer, id crm.CallID) (string, error)
	GetRecording(ctx context.Context, v crm.Viewer, id crm.RecordingID) (crm.Recording, error)
	SetOutcome(ctx context.Context, v crm.Viewer, id crm.CallID, o crm.Outcome, follow *crm.NextStep) (crm.Call, error)
	// SetOutcomeEarly is for a call that may not be written yet; the caller
	// must know that the viewer may.
	SetOutcomeEarly(ctx context.Context, v crm.Viewer, id crm.CallID, o crm.Outcome, follow *crm.NextStep) error
	// Tally counts the inbound calls since then; aim is the longest wait that
	// counts as in time.
	Tally(ctx context.Context, since time.Time, aim time.Duration) (crm.Tally, error)
	// Minutes are those since then in which somebody called, oldest first.
	Minutes(ctx context.Context, since time.Time, aim time.Duration, running []crm.Conversation) ([]crm.Minute, error)
}

// Cards are the customers.
type Cards interface {
	ListCards(ctx context.Context, v crm.Viewer, f crm.CardFilter, page crm.Page) (crm.List[crm.Card], error)
	GetCard(ctx context.Context, v crm.Viewer, id crm.CardID) (crm.Card, error)
	CreateCard(ctx context.Context, v crm.Viewer, in crm.NewCard) (crm.Card, error)
	PatchCard(ctx context.Context, v crm.Viewer, id crm.CardID, ch crm.CardChange) (crm.Card, error)
	// Timeline is the story of a card, of these kinds where any are given.
	Timeline(ctx context.Context, v crm.Viewer, card crm.CardID, kinds []crm.EntryKind, page crm.Page) (crm.List[crm.Entry], error)
}

// Policies are the versions of the live numbers.
type Policies interface {
	// CurrentPolicy is of version 0 when none was ever set.
	CurrentPolicy(ctx context.Context) (crm.Policy, error)
	// PutPolicy adds a version; Conflict when seen is not the newest.
	PutPolicy(ctx context.Context, by crm.UserID, numbers []byte, seen int64) (crm.Policy, error)
}
