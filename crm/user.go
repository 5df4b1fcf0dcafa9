package crm

import (
	"slices"
	"time"

	"vonal/internal/fault"
)

// User is somebody who can log in.
type User struct {
	ID         UserID
	Login      string
	Name       string
	Role       Role
	Agent      AgentID // the agent they are; "" if they take no calls
	Email      string  // by which an OpenID provider names them; "" if none does
	CreatedAt  time.Time
	DisabledAt time.Time // zero while they may log in
	Version    int64

	// What they may do and for whom, and how they log in; filled in for who has
	// logged in, or was asked for by id, only.
	Grants       Grants
	Team         []AgentID
	SecondFactor bool   // it is set up
	Factor       Factor // what their role says about it
}

// Unproven reports whether the user must set up a second factor before
// anything else.
func (u User) Unproven() bool { return u.Factor == FactorRequired && !u.SecondFactor }

// NewUser is what is needed to make one.
type NewUser struct {
	Login    string
	Name     string
	Role     Role
	Agent    AgentID
	Email    string
	Password string
}

// UserChange holds what to change; nil leaves a member as it is.
type UserChange struct {
	Name     *string
	Role     *Role
	Agent    *AgentID // "" unlinks
	Email    *string  // "" takes it away
	Disabled *bool    // true also ends their sessions
}

// Session is a browser that has logged in.
type Session struct {
	ID        SessionID
	User      User
	Device    Device
	CreatedAt time.Time
	SeenAt    time.Time // to the minute
	ExpiresAt time.Time // whatever happens; idle ones end sooner
}

// Device is by what a person recognises a browser of theirs.
type Device struct {
	IP      string
	Browser string // as it calls itself
}

// Token lets a program act as a user.
type Token struct {
	ID         TokenID
	User       UserID
	Name       string
	CreatedAt  time.Time
	LastUsedAt time.Time // to the minute; zero if never
	ExpiresAt  time.Time // zero if it does not end by itself

	// Permissions are those of the user's that the token has; nil has all, also
	// what the user may do one day.
	Permissions []Permission
}

// NewToken is what is needed to make one.
type NewToken struct {
	User        UserID
	Name        string
	Permissions []Permission // nil: all that the user may do
	ExpiresAt   time.Time    // zero: never
}

// Checked is the token cleaned, or a fault that names the member.
func (t NewToken) Checked(now time.Time) (NewToken, error) {
	const op = "crm.NewToken"
	if t.Name = CleanName(t.Name); t.Name == "" {
		t.Name = "API"
	}
	for _, p := range t.Permissions {
		if !slices.Contains(Permissions, p) {
			return t, fault.New(fault.Invalid, op, "there is no permission %q", clip(string(p))).At("permissions")
		}
	}
	if !t.ExpiresAt.IsZero() && !t.ExpiresAt.After(now) {
		return t, fault.New(fault.Invalid, op, "a token ends in the future").At("expires_at")
	}
	return t, nil
}

// SecondFactor is how far a user's second factor is.
type SecondFactor struct {
	On       bool
	Since    time.Time // zero while it is not on
	Recovery int       // codes left
}

// Enrolment is what an authenticator is told, once.
type Enrolment struct {
	Secret  string // as a person can type it
	Address string // otpauth://…
	Picture []byte // the address as a QR code, PNG
}

// Policy is one version of the live numbers, with who set them and when.
type Policy struct {
	Version int64  // 0 when none was ever set
	Numbers []byte // a JSON object; the durations in milliseconds
	By      UserID // "" when the program itself did
	ByName  string
	At      time.Time
}

// Apply is the user after the change, or a fault that names the member.
func (ch UserChange) Apply(u User, at time.Time) (User, error) {
	if ch.Name != nil {
		if u.Name = CleanName(*ch.Name); u.Name == "" {
			return u, missing("crm.UserChange", "name")
		}
	}
	if ch.Role != nil {
		u.Role = *ch.Role
	}
	if ch.Agent != nil {
		u.Agent = *ch.Agent
	}
	if ch.Email != nil {
		if u.Email = CleanEmail(*ch.Email); u.Email == "" && *ch.Email != "" {
			return u, notAnEmail("crm.UserChange")
		}
	}
	if ch.Disabled != nil {
		switch {
		case !*ch.Disabled:
			u.DisabledAt = time.Time{}
		case u.DisabledAt.IsZero():
			u.DisabledAt = at
		}
	}
	return u, CheckRole(u.Role, u.Agent)
}

func notAnEmail(op string) error {
	return fault.New(fault.Invalid, op, "this is no mail address").At("email")
}
