package api

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// route is one line of the table.
type route struct {
	method, path string
	handler      echo.HandlerFunc
	needs        permission
}

// routes is every route below /api/v1 with the permission it needs. A test
// holds it against openapi.yaml, both ways.
func routes(w *ServerInterfaceWrapper) []route {
	return []route{
		{http.MethodPost, "/sessions", w.LogIn, open},
		{http.MethodDelete, "/sessions", w.LogOut, loggedIn},
		{http.MethodGet, "/me", w.GetMe, loggedIn},
		{http.MethodGet, "/users", w.ListUsers, editUsers},
		{http.MethodPost, "/users", w.CreateUser, editUsers},
		{http.MethodPatch, "/users/:id", w.ChangeUser, editUsers},
		{http.MethodPost, "/users/:id/tokens", w.CreateToken, editUsers},

		{http.MethodGet, "/agents", w.ListAgents, seeAgents},
		{http.MethodPost, "/agents", w.CreateAgent, editAgents},
		{http.MethodGet, "/agents/:id", w.GetAgent, seeAgents},
		{http.MethodPatch, "/agents/:id", w.ChangeAgent, editAgents},
		{http.MethodDelete, "/agents/:id", w.DeleteAgent, editAgents},
		{http.MethodPost, "/agents/:id/ready", w.ReadyAgent, pressAgents},
		{http.MethodPost, "/agents/:id/pause", w.PauseAgent, pressAgents},
		{http.MethodPost, "/agents/:id/extend", w.ExtendAgent, pressAgents},

		{http.MethodGet, "/calls", w.ListCalls, seeCalls},
		{http.MethodPost, "/calls", w.MakeCall, makeCalls},
		{http.MethodGet, "/calls/:id", w.GetCall, seeCalls},
		{http.MethodGet, "/calls/:id/trace", w.GetTrace, traceCalls},
		{http.MethodPost, "/calls/:id/outcome", w.RecordOutcome, workCalls},
		{http.MethodPost, "/calls/:id/hangup", w.HangUpCall, workCalls},
		{http.MethodPost, "/calls/:id/recording/pause", w.PauseRecording, workCalls},
		{http.MethodPost, "/calls/:id/recording/resume", w.ResumeRecording, workCalls},
		{http.MethodGet, "/recordings/:id/audio", w.GetAudio, hearCalls},

		{http.MethodGet, "/cards", w.ListCards, seeCards},
		{http.MethodPost, "/cards", w.CreateCard, editCards},
		{http.MethodGet, "/cards/:id", w.GetCard, seeCards},
		{http.MethodPatch, "/cards/:id", w.ChangeCard, editCards},
		{http.MethodGet, "/cards/:id/timeline", w.GetTimeline, seeCards},

		{http.MethodGet, "/desk", w.GetDesk, seeDesk},
		{http.MethodGet, "/policy", w.GetPolicy, seePolicy},
		{http.MethodPut, "/policy", w.PutPolicy, editPolicy},
		{http.MethodPost, "/realtime/ticket", w.CreateTicket, loggedIn},
	}
}
