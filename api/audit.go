package api

import (
	"encoding/hex"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"vonal/crm"
)

// audited are the routes whose success is a line of the audit log, and what the
// line says was done. Every DELETE is one. Log-ins, refusals and what is heard
// or taken out of the house are written where they happen.
var audited = map[string]string{
	"POST /setup":                    "set_up",
	"POST /me/password":              "password_changed",
	"POST /me/tokens":                "token_made",
	"DELETE /me/tokens/:id":          "token_revoked",
	"POST /me/push":                  "push_added",
	"POST /me/calendar":              "calendar_made",
	"DELETE /me/calendar":            "calendar_removed",
	"DELETE /me/sessions/:id":        "session_ended",
	"POST /me/second-factor/confirm": "second_factor_set_up",
	"POST /me/second-factor/remove":  "second_factor_removed",

	"POST /users":                     "user_made",
	"PATCH /users/:id":                "user_changed",
	"POST /users/:id/password":        "password_set",
	"DELETE /users/:id/sessions":      "sessions_ended",
	"DELETE /users/:id/second-factor": "second_factor_removed",
	"POST /users/:id/tokens":          "token_made",
	"DELETE /users/:id/tokens/:token": "token_revoked",

	"POST /roles":       "role_made",
	"PATCH /roles/:id":  "role_changed",
	"DELETE /roles/:id": "role_deleted",
	"POST /teams":       "team_made",
	"PATCH /teams/:id":  "team_changed",
	"DELETE /teams/:id": "team_deleted",

	"POST /imports":            "import_uploaded",
	"POST /imports/:id/run":    "import_begun",
	"POST /imports/:id/cancel": "import_cancelled",
	"POST /imports/:id/undo":   "import_undone",

	"POST /cards/:id/merge": "merged",
	"POST /merges/:id/undo": "unmerged",

	"POST /agents":       "agent_made",
	"PATCH /agents/:id":  "agent_changed",
	"DELETE /agents/:id": "agent_deleted",

	"POST /agents/:id/phones":              "phone_added",
	"PATCH /agents/:id/phones/:phone":      "phone_changed",
	"POST /agents/:id/phones/:phone/renew": "phone_renewed",
	"DELETE /agents/:id/phones/:phone":     "phone_removed",

	"POST /absences":            "absence_made",
	"PATCH /absences/:id":       "absence_changed",
	"DELETE /absences/:id":      "absence_removed",
	"PUT /tier-rules":           "tier_rules_changed",
	"PUT /level-rules":          "level_rules_changed",
	"PUT /pause-reasons":        "pause_reason_changed",
	"PUT /numbers":              "number_changed",
	"POST /prompts/:id":         "prompt_changed",
	"DELETE /prompts/:id":       "prompt_removed",
	"DELETE /numbers/:id":       "number_removed",
	"PUT /opening-hours":        "hours_changed",
	"DELETE /opening-hours/:id": "hours_removed",
	"DELETE /pause-reasons/:id": "pause_reason_removed",
	"PUT /policy":               "policy_changed",

	"PUT /follow-up-rules":         "follow_rule_changed",
	"DELETE /follow-up-rules/:id":  "follow_rule_removed",
	"DELETE /follow-ups/:id":       "follow_up_skipped",
	"POST /follow-ups/:id/restore": "follow_up_restored",
	"POST /webhooks":               "webhook_made",
	"PATCH /webhooks/:id":          "webhook_changed",
	"DELETE /webhooks/:id":         "webhook_removed",
	"POST /webhooks/:id/test":      "webhook_tried",
	"POST /undelivered/:id/again":  "sent_again",
	"POST /queues/:name/pause":     "queue_paused",
	"POST /queues/:name/resume":    "queue_resumed",
	"POST /jobs/:name/pause":       "job_paused",
	"POST /jobs/:name/resume":      "job_resumed",

	"DELETE /sessions": "log_out",
}

const (
	noteThing   = "api.note.thing"
	noteDetail  = "api.note.detail"
	noteNothing = "api.note.nothing"
)

// noted says what the route's line of the audit log is about: the id of what
// was made, and a few words. "" leaves either.
func noted(c echo.Context, id, detail string) {
	c.Set(noteThing, id)
	c.Set(noteDetail, detail)
}

// notNoted says that the route has only shown what it would do.
func notNoted(c echo.Context) { c.Set(noteNothing, true) }

// note writes the line of a route after it has succeeded.
func (s *Server) note(method, path string) echo.MiddlewareFunc {
	what := audited[method+" "+path]
	if what == "" && method == http.MethodDelete {
		what = "deleted"
	}
	kind, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		if what == "" {
			return next
		}
		line := func(c echo.Context) crm.AuditLine {
			id, _ := c.Get(noteThing).(string)
			if id == "" {
				id = c.Param("id")
			}
			detail, _ := c.Get(noteDetail).(string)
			return crm.AuditLine{What: what, Thing: kind, ThingID: id, Detail: detail}
		}
		return func(c echo.Context) error {
			if together[method+" "+path] {
				return s.noteTogether(c, next, func() crm.AuditLine { return line(c) })
			}
			if err := next(c); err != nil || c.Get(noteNothing) != nil {
				return err
			}
			_ = s.audit(c, line(c)) // the thing is done and answered; what is left is to say so
			return nil
		}
	}
}

// audit writes a line about the request: who sent it and from where is filled
// in. What must not happen unwritten asks for the error. That something was
// refused is written even where the request is undone.
func (s *Server) audit(c echo.Context, l crm.AuditLine) error {
	if l.User == "" {
		l.User = callerOf(c).user.ID
	}
	l.IP = c.RealIP()
	if t := transactionOf(c); t != nil && l.Outcome == crm.AuditRefused {
		t.refused = append(t.refused, l)
		return nil
	}
	err := s.cfg.Store.Audit(settled(c), l)
	if err != nil {
		s.log.Error("a line of the audit log was not written", "what", l.What, "user", l.User, "thing", l.ThingID, "err", err)
	}
	return err
}

// refusedLine writes that something was refused to somebody.
func (s *Server) refusedLine(c echo.Context, r *refusal) {
	who := callerOf(c).user.ID
	n := s.refused.add(string(who)+" "+c.RealIP(), s.cfg.Clock.Now())
	if n > maxRefused {
		return
	}
	detail := r.code + ": " + c.Request().Method + " " + strings.TrimPrefix(c.Path(), base)
	if n == maxRefused {
		detail += lastRefused
	}
	s.log.Info("refused", "user", who, "code", r.code, "method", c.Request().Method, "route", c.Path())
	_ = s.audit(c, crm.AuditLine{What: "refused", ThingID: c.Param("id"), Outcome: crm.AuditRefused, Detail: detail})
}

// How many refusals of one caller are written in how long: nobody fills the
// disk by being refused. Within the same time who hears one recording again, or
// the next piece of it, is written once.
const (
	tallyWindow = 5 * time.Minute
	maxRefused  = 200
)

const lastRefused = " (further ones of these minutes are not written)"

// tally counts what happened in the present window. It is safe for use by many
// goroutines.
type tally struct {
	mu    sync.Mutex
	since time.Time
	count map[string]int
}

// add counts one more and answers how many there are.
func (l *tally) add(what string, now time.Time) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.count == nil || now.Sub(l.since) >= tallyWindow {
		l.since, l.count = now, map[string]int{}
	}
	l.count[what]++
	return l.count[what]
}

// ListAudit answers who did what, newest first.
func (h handlers) ListAudit(c echo.Context, p ListAuditParams) error {
	ctx := c.Request().Context()
	f := crm.AuditFilter{
		User: crm.UserID(given(p.UserID)), What: given(p.What), ThingID: given(p.ThingID),
		Outcome: crm.AuditOutcome(given(p.Outcome)), From: given(p.From), To: given(p.To),
	}
	list, names, err := h.cfg.Store.ListAudit(ctx, f, pageOf(p.Limit, p.Cursor))
	if err != nil {
		return parameter(err)
	}
	head, err := h.cfg.Store.AuditHead(ctx)
	if err != nil {
		return err
	}
	answer := AuditList{NextCursor: text(list.Next), Items: each(list.Items, func(l crm.AuditLine) AuditLine {
		return AuditLine{Seq: l.Seq, At: l.At, UserID: text(l.User), UserName: text(names[l.User]), What: l.What, Thing: l.Thing,
			ThingID: l.ThingID, IP: l.IP, Outcome: AuditLineOutcome(l.Outcome), Detail: l.Detail}
	})}
	answer.Head.Seq, answer.Head.Hash = head.Seq, hex.EncodeToString(head.Hash)
	return c.JSON(http.StatusOK, answer)
}
