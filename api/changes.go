package api

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"vonal/crm"
	"vonal/routing"
)

// kinds are the things of which pages hear that one was changed, by the first
// part of their routes, and the permission under which they are seen.
var kinds = map[string]crm.Permission{
	"absences":      crm.SeeAgents,
	"level-rules":   crm.SeeAgents,
	"pause-reasons": crm.SeeAgents,
	"numbers":       crm.SeePolicy,
	"prompts":       crm.SeePolicy,
	"opening-hours": crm.SeePolicy,
	"tier-rules":    crm.SeeCards,
	"duties":        crm.SeeCards,

	"follow-up-rules": crm.SeeTasks,
	"follow-ups":      crm.SeeTasks,
	"cards":           crm.SeeCards,
	"duplicates":      crm.SeeCards,
	"merges":          crm.SeeCards,
	"imports":         crm.ImportCards,
	"notes":           crm.SeeCards,
	"deals":           crm.SeeDeals,
	"pipelines":       crm.SeeDeals,
	"hashtags":        crm.SeeDeals,
	"tasks":           crm.SeeTasks,
	"projects":        crm.SeeTasks,
	"outcomes":        crm.SeeTasks,
	"fields":          crm.SeeCards,
	"files":           crm.SeeFiles,
}

// tell publishes, after a request that changed something of the CRM, what it
// was. Only the kind and the id travel: a page that shows it reads it again, by
// which it sees what it may.
func (s *Server) tell(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := next(c); err != nil {
			return err
		}
		if c.Request().Method == http.MethodGet || c.Response().Status >= http.StatusMultipleChoices {
			return nil
		}
		kind, _, _ := strings.Cut(strings.TrimPrefix(c.Path(), base+"/"), "/")
		if needs, known := kinds[kind]; known {
			s.realtime.changed(kind, c.Param("id"), needs)
		}
		return nil
	}
}

// thing is one of a kind that was changed.
type thing struct {
	kind, id string
	needs    crm.Permission
}

// DutiesChanged tells the pages that a call has opened or closed a duty, or that
// one has become late.
func (r *Realtime) DutiesChanged() { r.changed("duties", "", crm.SeeCards) }

// PhonesChanged tells the pages that a phone of an agent, or any phone where none
// is named, can be reached or cannot.
func (r *Realtime) PhonesChanged(agent routing.AgentID) {
	r.changed("phones", string(agent), crm.PressAgents)
}

// TasksChanged tells the pages that follow-ups were raised.
func (r *Realtime) TasksChanged() {
	r.changed("tasks", "", crm.SeeTasks)
	r.changed("follow-ups", "", crm.SeeTasks)
}

// NoticesChanged tells the pages of a user that there is something they are to
// know of; those of all users where none is named.
func (r *Realtime) NoticesChanged(user crm.UserID) {
	r.pending.put("notices "+string(user), change{heard: &user})
}

// changed publishes that a thing was changed.
func (r *Realtime) changed(kind, id string, needs crm.Permission) {
	r.pending.put("changed "+kind+" "+id, change{thing: &thing{kind, id, needs}})
}

// sendNotices has the pages of a user, or of all, look at their notices.
func (r *Realtime) sendNotices(user crm.UserID) {
	kind, to := "notices", forUser
	if user == "" {
		to = forAll
	}
	r.send(DeskEvent{Type: DeskEventTypeChanged, Kind: &kind}, to, string(user))
}

// sendThing tells those who see all of the kind which one it was, and those
// who see a part of it that it was one: an id would say that it exists.
func (r *Realtime) sendThing(t thing) {
	e := DeskEvent{Type: DeskEventTypeChanged, Kind: &t.kind}
	r.send(e, forPart, string(t.needs))
	if t.id != "" {
		e.ID = &t.id
	}
	r.send(e, forWhole, string(t.needs))
}
