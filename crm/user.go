package crm

import "time"

// User is somebody who can log in.
type User struct {
	ID         UserID
	Login      string
	Name       string
	Role       Role
	Agent      AgentID // the agent they are; "" if they take no calls
	CreatedAt  time.Time
	DisabledAt time.Time // zero while they may log in
	Version    int64

	// What they may do and for whom; filled in for who has logged in only.
	Grants Grants
	Team   []AgentID
}

// NewUser is what is needed to make one.
type NewUser struct {
	Login    string
	Name     string
	Role     Role
	Agent    AgentID
	Password string
}

// UserChange holds what to change; nil leaves a member as it is.
type UserChange struct {
	Name     *string
	Role     *Role
	Agent    *AgentID // "" unlinks
	Disabled *bool    // true also ends their sessions
}

// Session is a browser that has logged in.
type Session struct {
	User      User
	CreatedAt time.Time
	ExpiresAt time.Time // whatever happens; idle ones end sooner
}

// Token lets a program act as a user.
type Token struct {
	ID         TokenID
	User       UserID
	Name       string
	CreatedAt  time.Time
	LastUsedAt time.Time // to the minute; zero if never
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
