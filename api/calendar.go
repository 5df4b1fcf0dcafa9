package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/labstack/echo/v4"

	"vonal/crm"
	"vonal/internal/fault"
)

// Calendars are the secret addresses of people's deadlines.
type Calendars interface {
	// MakeCalendar makes the one of a user anew and answers its secret once.
	MakeCalendar(ctx context.Context, id crm.UserID) (secret string, made crm.Calendar, err error)
	GetCalendar(ctx context.Context, id crm.UserID) (crm.Calendar, error)
	RemoveCalendar(ctx context.Context, id crm.UserID) error
	// CalendarUser is whose calendar has this secret.
	CalendarUser(ctx context.Context, secret string) (crm.User, error)
}

// mostDeadlines is how many tasks a calendar holds, those due first first.
const mostDeadlines = 500

// GetMyCalendar says whether the caller has a calendar.
func (h handlers) GetMyCalendar(c echo.Context) error {
	have, err := h.cfg.Store.GetCalendar(c.Request().Context(), callerOf(c).user.ID)
	if fault.Is(err, fault.Unknown) {
		return c.JSON(http.StatusOK, Calendar{})
	}
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, Calendar{MadeAt: moment(have.MadeAt), LastReadAt: moment(have.LastRead)})
}

// MakeMyCalendar makes a new secret address; an older one is dead at once.
func (h handlers) MakeMyCalendar(c echo.Context) error {
	secret, made, err := h.cfg.Store.MakeCalendar(settled(c), callerOf(c).user.ID)
	if err != nil {
		return err
	}
	url := h.site(c) + base + "/calendar/" + secret + ".ics"
	return c.JSON(http.StatusCreated, Calendar{URL: &url, MadeAt: moment(made.MadeAt)})
}

// RemoveMyCalendar makes the address dead.
func (h handlers) RemoveMyCalendar(c echo.Context) error {
	if err := h.cfg.Store.RemoveCalendar(settled(c), callerOf(c).user.ID); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// ReadCalendar answers the deadlines of whose secret it is. The secret reads
// titles and moments and can do nothing else; it is not logged, and whoever
// guesses has to wait like any caller who asks too much.
func (h handlers) ReadCalendar(c echo.Context, secret string) error {
	if err := h.ration(c, crm.UserID("calendar "+c.RealIP())); err != nil {
		return err
	}
	ctx := c.Request().Context()
	user, err := h.cfg.Store.CalendarUser(ctx, strings.TrimSuffix(secret, ".ics"))
	if err != nil {
		return err
	}
	v := user.Viewer()
	mine := []crm.PersonID{crm.PersonID(user.ID)}
	if v.Agent != "" {
		mine = append(mine, crm.PersonID(v.Agent))
	}
	var tasks []crm.Task
	for page := (crm.Page{Limit: crm.MaxPage}); v.May(crm.SeeTasks) && len(tasks) < mostDeadlines; {
		list, err := h.cfg.Store.ListTasks(ctx, v, crm.TaskFilter{People: mine, State: crm.TaskOpen}, page)
		if err != nil {
			return err
		}
		tasks = append(tasks, list.Items...)
		if page.Cursor = list.Next; page.Cursor == "" {
			break
		}
	}
	text := deadlines(user, tasks, h.site(c))
	sum := sha256.Sum256([]byte(text))
	etag := `"` + hex.EncodeToString(sum[:8]) + `"`
	c.Response().Header().Set("ETag", etag)
	if c.Request().Header.Get("If-None-Match") == etag {
		return c.NoContent(http.StatusNotModified)
	}
	return c.Blob(http.StatusOK, "text/calendar; charset=utf-8", []byte(text))
}

// site is where the page of this request stands.
func (h handlers) site(c echo.Context) string {
	scheme := "http://"
	if h.cfg.Secure || c.Request().TLS != nil {
		scheme = "https://"
	}
	return scheme + c.Request().Host
}

// deadlines is a calendar of the tasks that are due, as events: hardly any
// program shows the tasks of a calendar that it subscribes to. It says the same
// as long as the tasks do.
func deadlines(user crm.User, tasks []crm.Task, site string) string {
	cal := ics.NewCalendarFor("Vonal")
	cal.SetMethod(ics.MethodPublish)
	cal.SetName("Vonal: " + user.Name)
	cal.SetXWRCalName("Vonal: " + user.Name)
	cal.SetRefreshInterval("PT15M")
	cal.SetXPublishedTTL("PT15M")
	for _, t := range tasks {
		if t.Due.At.IsZero() {
			continue
		}
		e := cal.AddEvent("task-" + string(t.ID) + "@vonal")
		e.SetDtStampTime(t.UpdatedAt.UTC())
		e.SetCreatedTime(t.CreatedAt.UTC())
		e.SetModifiedAt(t.UpdatedAt.UTC())
		e.SetSequence(int(t.Version))
		e.SetSummary(strings.Join(strings.Fields(t.Title+" "+about(t.CardName)), " "))
		if t.Note != "" {
			e.SetDescription(t.Note)
		}
		e.SetURL(site + "/tasks?task=" + string(t.ID))
		e.SetTimeTransparency(ics.TransparencyTransparent) // a deadline does not make one busy
		if day, err := time.Parse(time.DateOnly, t.Due.Local); err == nil {
			e.SetAllDayStartAt(day)
			e.SetAllDayEndAt(day.AddDate(0, 0, 1))
			continue
		}
		e.SetStartAt(t.Due.At.UTC())
		e.SetEndAt(t.Due.At.UTC().Add(15 * time.Minute))
		alarm := e.AddAlarm()
		alarm.SetAction(ics.ActionDisplay)
		alarm.SetTrigger("-PT15M")
		alarm.SetDescription(t.Title)
	}
	return cal.Serialize(ics.WithNewLine("\r\n"))
}

func about(card string) string {
	if card == "" {
		return ""
	}
	return "· " + card
}
