package api

import (
	"context"

	"vonal/crm"
)

// Identities are who may log in, how, and what they may do.
type Identities interface {
	// Identity is a user with what they may do.
	Identity(ctx context.Context, id crm.UserID) (crm.User, error)
	// Bearers are who acts by each of these secrets now; what holds no longer is
	// not in the answer.
	Bearers(ctx context.Context, secrets []string) (map[string]crm.User, error)
	// UserBySubject finds whom an OpenID provider names; Unknown for nobody.
	UserBySubject(ctx context.Context, issuer, subject, email string) (crm.User, error)
	// FirstAdministrator makes one if there is none, and says whether it did.
	FirstAdministrator(ctx context.Context, login, name, password string) (user crm.User, made bool, err error)

	// SetPassword ends the user's sessions but that of the secret that is kept.
	SetPassword(ctx context.Context, id crm.UserID, password, kept string) error
	ListSessions(ctx context.Context, id crm.UserID) ([]crm.Session, error)
	EndSessionByID(ctx context.Context, user crm.UserID, id crm.SessionID) error
	EndSessions(ctx context.Context, id crm.UserID, kept string) error

	MakeToken(ctx context.Context, in crm.NewToken) (token string, t crm.Token, err error)
	ListTokens(ctx context.Context, id crm.UserID) ([]crm.Token, error)
	RevokeToken(ctx context.Context, user crm.UserID, id crm.TokenID) error

	SecondFactors
}

// SecondFactors are the codes that are asked for beside a password.
type SecondFactors interface {
	SecondFactor(ctx context.Context, user crm.UserID) (crm.SecondFactor, error)
	// StartSecondFactor is Conflict where one is set up already.
	StartSecondFactor(ctx context.Context, user crm.User) (crm.Enrolment, error)
	ConfirmSecondFactor(ctx context.Context, user crm.UserID, code, kept string) (recovery []string, err error)
	// CheckSecondFactor takes each code once; others are Anonymous.
	CheckSecondFactor(ctx context.Context, user crm.UserID, code string) error
	RemoveSecondFactor(ctx context.Context, user crm.UserID) error
	// Challenge is what a log-in shows with its code; Challenged, whose it is;
	// SpendChallenge ends it, once.
	Challenge(ctx context.Context, user crm.UserID) (string, error)
	Challenged(ctx context.Context, challenge string) (crm.UserID, error)
	SpendChallenge(ctx context.Context, challenge string) error
}

// Access is who may do what: roles and teams.
type Access interface {
	ListRoles(ctx context.Context) ([]crm.RoleSheet, error)
	RoleByKey(ctx context.Context, key crm.Role) (crm.RoleSheet, error)
	CreateRole(ctx context.Context, v crm.Viewer, in crm.RoleSheet) (crm.RoleSheet, error)
	ChangeRole(ctx context.Context, v crm.Viewer, key crm.Role, ch crm.RoleChange) (crm.RoleSheet, error)
	DeleteRole(ctx context.Context, v crm.Viewer, key crm.Role) error
	ListTeams(ctx context.Context) ([]crm.Team, error)
	// PutTeam makes a team where id is "".
	PutTeam(ctx context.Context, id crm.TeamID, ch crm.TeamChange) (before, after crm.Team, err error)
	DeleteTeam(ctx context.Context, id crm.TeamID) (crm.Team, error)
}

// Auditor keeps who did what.
type Auditor interface {
	Audit(ctx context.Context, l crm.AuditLine) error
	// Together commits all that work does under its context, or nothing of it.
	Together(ctx context.Context, work func(ctx context.Context) error) error
	ListAudit(ctx context.Context, f crm.AuditFilter, page crm.Page) (crm.List[crm.AuditLine], map[crm.UserID]string, error)
	AuditHead(ctx context.Context) (crm.AuditHead, error)
}
