package api

// CheckSessions looks up the sessions of open pages now.
var CheckSessions = (*Realtime).checkSessions
