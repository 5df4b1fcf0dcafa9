package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"vonal/crm"
)

// route is one line of the table.
type route struct {
	method, path string
	handler      echo.HandlerFunc
	needs        crm.Permission
}

// routes is every route below /api/v1 with the permission it needs. A test
// holds it against openapi.yaml, both ways.
func routes(w *ServerInterfaceWrapper) []route {
	return []route{
		{http.MethodPost, "/sessions", w.LogIn, open},
		{http.MethodDelete, "/sessions", w.LogOut, account},
		{http.MethodGet, "/sessions/ways", w.GetWays, open},
		{http.MethodGet, "/sessions/oidc/start", w.StartOidc, open},
		{http.MethodGet, "/sessions/oidc/callback", w.FinishOidc, open},
		{http.MethodPost, "/setup", w.SetUp, open},

		{http.MethodGet, "/me", w.GetMe, account},
		{http.MethodPost, "/me/password", w.ChangeMyPassword, account},
		{http.MethodGet, "/me/sessions", w.ListMySessions, loggedIn},
		{http.MethodDelete, "/me/sessions/:id", w.EndMySession, loggedIn},
		{http.MethodGet, "/me/tokens", w.ListMyTokens, loggedIn},
		{http.MethodPost, "/me/tokens", w.CreateMyToken, loggedIn},
		{http.MethodDelete, "/me/tokens/:id", w.RevokeMyToken, loggedIn},
		{http.MethodGet, "/me/calendar", w.GetMyCalendar, loggedIn},
		{http.MethodPost, "/me/calendar", w.MakeMyCalendar, loggedIn},
		{http.MethodDelete, "/me/calendar", w.RemoveMyCalendar, loggedIn},
		{http.MethodGet, "/calendar/:secret", w.ReadCalendar, open},
		{http.MethodGet, "/me/second-factor", w.GetSecondFactor, account},
		{http.MethodPost, "/me/second-factor", w.StartSecondFactor, account},
		{http.MethodPost, "/me/second-factor/confirm", w.ConfirmSecondFactor, account},
		{http.MethodPost, "/me/second-factor/remove", w.RemoveMySecondFactor, account},

		{http.MethodGet, "/users", w.ListUsers, crm.EditUsers},
		{http.MethodPost, "/users", w.CreateUser, crm.EditUsers},
		{http.MethodPatch, "/users/:id", w.ChangeUser, crm.EditUsers},
		{http.MethodPost, "/users/:id/password", w.SetPassword, crm.EditUsers},
		{http.MethodGet, "/users/:id/sessions", w.ListSessions, crm.EditUsers},
		{http.MethodDelete, "/users/:id/sessions", w.EndSessions, crm.EditUsers},
		{http.MethodDelete, "/users/:id/second-factor", w.RemoveSecondFactor, crm.EditUsers},
		{http.MethodGet, "/users/:id/tokens", w.ListTokens, crm.EditUsers},
		{http.MethodPost, "/users/:id/tokens", w.CreateToken, crm.EditUsers},
		{http.MethodDelete, "/users/:id/tokens/:token", w.RevokeToken, crm.EditUsers},

		{http.MethodGet, "/roles", w.ListRoles, loggedIn},
		{http.MethodPost, "/roles", w.CreateRole, crm.EditRoles},
		{http.MethodPatch, "/roles/:id", w.ChangeRole, crm.EditRoles},
		{http.MethodDelete, "/roles/:id", w.DeleteRole, crm.EditRoles},
		{http.MethodGet, "/teams", w.ListTeams, loggedIn},
		{http.MethodPost, "/teams", w.CreateTeam, crm.EditTeams},
		{http.MethodPatch, "/teams/:id", w.ChangeTeam, crm.EditTeams},
		{http.MethodDelete, "/teams/:id", w.DeleteTeam, crm.EditTeams},
		{http.MethodGet, "/audit", w.ListAudit, crm.SeeAudit},

		{http.MethodGet, "/agents", w.ListAgents, crm.SeeAgents},
		{http.MethodPost, "/agents", w.CreateAgent, crm.EditAgents},
		{http.MethodGet, "/agents/:id", w.GetAgent, crm.SeeAgents},
		{http.MethodPatch, "/agents/:id", w.ChangeAgent, crm.EditAgents},
		{http.MethodDelete, "/agents/:id", w.DeleteAgent, crm.EditAgents},
		{http.MethodPost, "/agents/:id/ready", w.ReadyAgent, crm.PressAgents},
		{http.MethodPost, "/agents/:id/pause", w.PauseAgent, crm.PressAgents},
		{http.MethodPost, "/agents/:id/extend", w.ExtendAgent, crm.PressAgents},

		{http.MethodPost, "/agents/:id/login", w.LogInAgent, crm.PressAgents},
		{http.MethodPost, "/agents/:id/logout", w.LogOutAgent, crm.PressAgents},
		{http.MethodGet, "/pause-reasons", w.ListPauseReasons, loggedIn},
		{http.MethodPut, "/pause-reasons", w.PutPauseReason, crm.EditSettings},
		{http.MethodDelete, "/pause-reasons/:id", w.RemovePauseReason, crm.EditSettings},
		{http.MethodGet, "/level-rules", w.ListLevelRules, crm.SeeAgents},
		{http.MethodPut, "/level-rules", w.PutLevelRules, crm.EditSettings},
		{http.MethodGet, "/tier-rules", w.ListTierRules, crm.SeeCards},
		{http.MethodPut, "/tier-rules", w.PutTierRules, crm.EditSettings},

		{http.MethodGet, "/absences", w.ListAbsences, crm.SeeAgents},
		{http.MethodPost, "/absences", w.CreateAbsence, crm.PressAgents},
		{http.MethodPatch, "/absences/:id", w.ChangeAbsence, crm.PressAgents},
		{http.MethodDelete, "/absences/:id", w.RemoveAbsence, crm.PressAgents},

		{http.MethodGet, "/calls", w.ListCalls, crm.SeeCalls},
		{http.MethodPost, "/calls", w.MakeCall, crm.MakeCalls},
		{http.MethodGet, "/calls/:id", w.GetCall, crm.SeeCalls},
		{http.MethodGet, "/calls/:id/trace", w.GetTrace, crm.TraceCalls},
		{http.MethodGet, "/calls/:id/searches", w.ListSearches, crm.SeeCalls},
		{http.MethodPost, "/calls/:id/outcome", w.RecordOutcome, crm.WorkCalls},
		{http.MethodPost, "/calls/:id/hangup", w.HangUpCall, crm.WorkCalls},
		{http.MethodPost, "/calls/:id/recording/pause", w.PauseRecording, crm.WorkCalls},
		{http.MethodPost, "/calls/:id/recording/resume", w.ResumeRecording, crm.WorkCalls},
		{http.MethodGet, "/recordings/:id/audio", w.GetAudio, crm.HearCalls},

		{http.MethodGet, "/cards", w.ListCards, crm.SeeCards},
		{http.MethodPost, "/cards", w.CreateCard, crm.EditCards},
		{http.MethodGet, "/cards/export", w.ExportCards, crm.ExportCards},
		{http.MethodGet, "/cards/:id", w.GetCard, crm.SeeCards},
		{http.MethodPatch, "/cards/:id", w.ChangeCard, crm.EditCards},
		{http.MethodGet, "/cards/:id/timeline", w.GetTimeline, crm.SeeCards},

		{http.MethodPost, "/cards/:id/merge", w.MergeCards, crm.MergeCards},
		{http.MethodGet, "/cards/:id/merges", w.ListMerges, crm.SeeCards},
		{http.MethodPost, "/cards/:id/apart", w.KeepApart, crm.MergeCards},
		{http.MethodPost, "/merges/:id/undo", w.UnmergeCards, crm.MergeCards},
		{http.MethodGet, "/duplicates", w.ListDuplicates, crm.SeeCards},
		{http.MethodGet, "/fields", w.ListFields, crm.SeeCards},
		{http.MethodPut, "/fields", w.PutField, crm.EditSettings},
		{http.MethodDelete, "/fields/:id", w.ArchiveField, crm.EditSettings},
		{http.MethodGet, "/imports", w.ListImports, crm.ImportCards},
		{http.MethodPost, "/imports", w.UploadImport, crm.ImportCards},
		{http.MethodGet, "/imports/:id", w.GetImport, crm.ImportCards},
		{http.MethodDelete, "/imports/:id", w.RemoveImport, crm.ImportCards},
		{http.MethodPost, "/imports/:id/check", w.CheckImport, crm.ImportCards},
		{http.MethodPost, "/imports/:id/run", w.RunImport, crm.ImportCards},
		{http.MethodPost, "/imports/:id/undo", w.UndoImport, crm.ImportCards},
		{http.MethodGet, "/imports/:id/rows", w.ListImportRows, crm.ImportCards},
		{http.MethodGet, "/imports/:id/refused", w.DownloadRefusedRows, crm.ImportCards},
		{http.MethodGet, "/search", w.Search, loggedIn},

		{http.MethodPost, "/cards/:id/notes", w.AddNote, crm.EditCards},
		{http.MethodPost, "/notes/:id/choose", w.ChooseDeal, crm.EditDeals},

		{http.MethodGet, "/deals", w.ListDeals, crm.SeeDeals},
		{http.MethodPost, "/deals", w.CreateDeal, crm.EditDeals},
		{http.MethodGet, "/deals/:id", w.GetDeal, crm.SeeDeals},
		{http.MethodPatch, "/deals/:id", w.ChangeDeal, crm.EditDeals},
		{http.MethodDelete, "/deals/:id", w.RemoveDeal, crm.EditDeals},
		{http.MethodPost, "/deals/:id/restore", w.RestoreDeal, crm.EditDeals},
		{http.MethodGet, "/deals/:id/moves", w.ListDealMoves, crm.SeeDeals},
		{http.MethodPost, "/deals/:id/moves/:move/undo", w.UndoDealMove, crm.EditDeals},
		{http.MethodGet, "/board", w.GetBoard, crm.SeeDeals},
		{http.MethodGet, "/pipelines", w.ListPipelines, crm.SeeDeals},
		{http.MethodPut, "/pipelines/:id", w.PutPipeline, crm.EditSettings},
		{http.MethodGet, "/hashtags", w.ListHashtags, crm.SeeDeals},
		{http.MethodPut, "/hashtags", w.PutHashtag, crm.EditSettings},
		{http.MethodDelete, "/hashtags", w.RemoveHashtag, crm.EditSettings},

		{http.MethodGet, "/outcomes", w.ListOutcomes, loggedIn},
		{http.MethodPut, "/outcomes", w.PutOutcome, crm.EditSettings},
		{http.MethodGet, "/calls/:id/effects", w.ListEffects, crm.WorkCalls},
		{http.MethodPost, "/calls/:id/effects/:effect/undo", w.UndoEffect, crm.WorkCalls},
		{http.MethodPost, "/calls/:id/effects/:effect/choose", w.ChooseEffect, crm.WorkCalls},
		{http.MethodGet, "/tasks", w.ListTasks, crm.SeeTasks},
		{http.MethodPost, "/tasks", w.CreateTask, crm.EditTasks},
		{http.MethodGet, "/task_counts", w.CountTasks, crm.SeeTasks},
		{http.MethodGet, "/tasks/:id", w.GetTask, crm.SeeTasks},
		{http.MethodPatch, "/tasks/:id", w.ChangeTask, crm.EditTasks},
		{http.MethodDelete, "/tasks/:id", w.RemoveTask, crm.EditTasks},
		{http.MethodPost, "/tasks/:id/restore", w.RestoreTask, crm.EditTasks},
		{http.MethodGet, "/tasks/:id/comments", w.ListComments, crm.SeeTasks},
		{http.MethodPost, "/tasks/:id/comments", w.AddComment, crm.SeeTasks},
		{http.MethodGet, "/projects", w.ListProjects, crm.SeeTasks},
		{http.MethodPost, "/projects", w.CreateProject, crm.EditTasks},
		{http.MethodGet, "/projects/:id", w.GetProject, crm.SeeTasks},
		{http.MethodPatch, "/projects/:id", w.ChangeProject, crm.EditTasks},
		{http.MethodGet, "/projects/:id/comments", w.ListProjectComments, crm.SeeTasks},
		{http.MethodPost, "/projects/:id/comments", w.AddProjectComment, crm.SeeTasks},

		{http.MethodGet, "/cards/:id/files", w.ListFiles, crm.SeeFiles},
		{http.MethodPost, "/cards/:id/files", w.AddFile, crm.AddFiles},
		{http.MethodGet, "/tasks/:id/files", w.ListTaskFiles, crm.SeeFiles},
		{http.MethodPost, "/tasks/:id/files", w.AddTaskFile, crm.AddFiles},
		{http.MethodGet, "/deals/:id/files", w.ListDealFiles, crm.SeeFiles},
		{http.MethodPost, "/deals/:id/files", w.AddDealFile, crm.AddFiles},
		{http.MethodGet, "/files/:id", w.GetFile, crm.SeeFiles},
		{http.MethodPatch, "/files/:id", w.ChangeFile, crm.AddFiles},
		{http.MethodDelete, "/files/:id", w.DeleteFile, crm.DeleteFiles},
		{http.MethodPost, "/files/:id/restore", w.RestoreFile, crm.DeleteFiles},
		{http.MethodPost, "/files/:id/versions", w.AddFileVersion, crm.AddFiles},
		{http.MethodGet, "/files/:id/content", w.GetFileContent, crm.SeeFiles},
		{http.MethodGet, "/files/:id/thumbnail", w.GetFileThumbnail, crm.SeeFiles},

		{http.MethodGet, "/desk", w.GetDesk, crm.SeeDesk},
		{http.MethodGet, "/policy", w.GetPolicy, crm.SeePolicy},
		{http.MethodPut, "/policy", w.PutPolicy, crm.EditPolicy},
		{http.MethodPost, "/realtime/ticket", w.CreateTicket, loggedIn},
	}
}
