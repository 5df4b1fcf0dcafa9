package api

// CheckSessions looks up the sessions of open pages now.
var CheckSessions = (*Realtime).checkSessions

// CheckAccess looks up what those who have a page open may do now.
var CheckAccess = (*Realtime).checkAccess

// OpenSessions is how many sessions have a page open.
func OpenSessions(r *Realtime) int { return len(r.conns.sessions()) }
