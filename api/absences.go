package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"vonal/crm"
	"vonal/crm/recur"
	"vonal/internal/fault"
)

// ListAbsences answers who is away, was or will be.
func (h handlers) ListAbsences(c echo.Context, p ListAbsencesParams) error {
	list, err := h.cfg.Store.ListAbsences(c.Request().Context(), viewerOf(c),
		crm.AbsenceFilter{Agent: crm.AgentID(given(p.AgentID)), Since: given(p.From), Until: given(p.To)})
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, AbsenceList{Items: each(list, h.absenceView)})
}

// absenceView shows whole days as those of the company's zone.
func (h handlers) absenceView(a crm.Absence) Absence {
	v := Absence{ID: string(a.ID), AgentID: string(a.Agent), DeputyID: text(a.Deputy), From: a.From, To: a.To,
		Reason: a.Reason, Version: a.Version}
	if a.AllDay {
		first, last := a.From.In(h.cfg.Zone).Format(time.DateOnly), a.To.Add(-time.Second).In(h.cfg.Zone).Format(time.DateOnly)
		v.FirstDay, v.LastDay = &first, &last
	}
	return v
}

// CreateAbsence writes down that an agent will be away.
func (h handlers) CreateAbsence(c echo.Context) error {
	var form AbsenceNew
	if err := c.Bind(&form); err != nil {
		return err
	}
	from, firstIsDay, err := h.edge("from", form.From, 0)
	if err != nil {
		return err
	}
	to, lastIsDay, err := h.edge("to", form.To, 1)
	if err != nil {
		return err
	}
	a, err := h.cfg.Store.CreateAbsence(c.Request().Context(), viewerOf(c), crm.Absence{Agent: crm.AgentID(form.AgentID),
		Deputy: crm.AgentID(given(form.DeputyID)), From: from, To: to, AllDay: firstIsDay && lastIsDay, Reason: given(form.Reason)})
	if err != nil {
		return awayAlready(err)
	}
	h.noteAbsence(c, a)
	tag(c, a.Version)
	return c.JSON(http.StatusCreated, h.absenceView(a))
}

// awayAlready says by a code of its own that two absences of an agent would
// overlap.
func awayAlready(err error) error {
	var f *fault.Error
	if !fault.Is(err, fault.Conflict) || !asFault(err, &f) || f.Field != "from" {
		return err
	}
	return &refusal{status: http.StatusConflict, code: "away_already", detail: "This agent is away already at that time.",
		errors: []FieldError{{Field: "from", Detail: "lies in another absence of the agent"}}}
}

// noteAbsence says what the audit log tells of an absence: who and when, and not
// why, which may be an illness.
func (h handlers) noteAbsence(c echo.Context, a crm.Absence) {
	who := string(a.Agent)
	if agent, err := h.cfg.Store.AgentByID(settled(c), a.Agent); err == nil {
		who = agent.Name
	}
	noted(c, string(a.ID), who+", "+a.From.Format(time.RFC3339)+" – "+a.To.Format(time.RFC3339))
}

// edge reads where an absence begins or ends: an instant, or a day, of which it
// is the beginning, or that of the day after.
func (h handlers) edge(field, s string, after int) (at time.Time, day bool, err error) {
	if at, err = time.Parse(time.RFC3339, s); err == nil {
		return at.UTC(), false, nil
	}
	date, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return at, false, invalid(field, "must be a day or a moment")
	}
	d, err := recur.Meant(date.AddDate(0, 0, after).Format("2006-01-02T15:04"), h.cfg.Zone.String())
	return d.At, true, renamed(err, "due_local", field)
}

// ChangeAbsence moves an absence, or ends it early.
func (h handlers) ChangeAbsence(c echo.Context, id string, _ ChangeAbsenceParams) error {
	var form AbsenceChange
	if err := c.Bind(&form); err != nil {
		return err
	}
	version, err := seen(c)
	if err != nil {
		return err
	}
	ch := crm.AbsenceChange{Deputy: (*crm.AgentID)(form.DeputyID), Reason: form.Reason, Version: version}
	days := map[bool]int{} // how many ends are given as days, and how many as moments
	if form.From != nil {
		at, day, err := h.edge("from", *form.From, 0)
		if err != nil {
			return err
		}
		ch.From = &at
		days[day]++
	}
	if form.To != nil {
		at, day, err := h.edge("to", *form.To, 1)
		if err != nil {
			return err
		}
		ch.To = &at
		days[day]++
	}
	if days[false] > 0 || days[true] == 2 { // one day alone leaves what was meant before
		whole := days[false] == 0
		ch.AllDay = &whole
	}
	a, err := h.cfg.Store.ChangeAbsence(c.Request().Context(), viewerOf(c), crm.AbsenceID(id), ch)
	if err != nil {
		return changedSince(awayAlready(err), version, h.absenceNow(c, id))
	}
	h.noteAbsence(c, a)
	tag(c, a.Version)
	return c.JSON(http.StatusOK, h.absenceView(a))
}

func (h handlers) absenceNow(c echo.Context, id string) func() (Absence, int64, error) {
	return func() (Absence, int64, error) {
		now, err := h.cfg.Store.GetAbsence(c.Request().Context(), viewerOf(c), crm.AbsenceID(id))
		return h.absenceView(now), now.Version, err
	}
}

// RemoveAbsence takes back an absence that has not begun.
func (h handlers) RemoveAbsence(c echo.Context, id string, _ RemoveAbsenceParams) error {
	version, err := seen(c)
	if err != nil {
		return err
	}
	a, err := h.cfg.Store.RemoveAbsence(c.Request().Context(), viewerOf(c), crm.AbsenceID(id), version)
	if err != nil {
		return changedSince(err, version, h.absenceNow(c, id))
	}
	h.noteAbsence(c, a)
	return c.NoContent(http.StatusNoContent)
}
