package api

import (
	"context"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"vonal/crm"
	"vonal/routing"
)

// ListPauseReasons answers the company's own list.
func (h handlers) ListPauseReasons(c echo.Context) error {
	all, err := h.cfg.Store.PauseReasons(c.Request().Context())
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, PauseReasonList{Items: each(all, pauseReasonView)})
}

func pauseReasonView(r crm.PauseReason) PauseReason {
	return PauseReason{Key: r.Key, Labels: labelsView(r.Labels), Place: &r.Place, Forced: &r.Forced, Paid: &r.Paid}
}

// PutPauseReason adds a reason to the list, or replaces it.
func (h handlers) PutPauseReason(c echo.Context) error {
	var form PauseReason
	if err := c.Bind(&form); err != nil {
		return err
	}
	r, err := h.cfg.Store.PutPauseReason(c.Request().Context(), crm.PauseReason{Key: form.Key, Labels: labelsOf(form.Labels),
		Place: given(form.Place), Forced: given(form.Forced), Paid: given(form.Paid)})
	if err != nil {
		return err
	}
	noted(c, r.Key, "")
	return c.JSON(http.StatusOK, pauseReasonView(r))
}

// RemovePauseReason takes a reason off the list.
func (h handlers) RemovePauseReason(c echo.Context, key string) error {
	if err := h.cfg.Store.RemovePauseReason(c.Request().Context(), key); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// PauseAgent gives the agent no calls from now on, for a reason of the list
// where the company has one.
func (h handlers) PauseAgent(c echo.Context, id string) error {
	var form Pause
	if err := c.Bind(&form); err != nil {
		return err
	}
	reason := crm.CleanName(form.Reason)
	if reason == "" {
		return invalid("reason", "must say something")
	}
	if err := mayPress(c, id); err != nil {
		return err
	}
	list, err := h.cfg.Store.PauseReasons(c.Request().Context())
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(r crm.PauseReason) bool { return r.Key == reason })
	switch {
	case i < 0 && len(list) > 0, reason == crm.PauseMissed:
		return invalid("reason", "is not on the list; GET /pause-reasons answers it")
	case i >= 0 && list[i].Forced && !leads(c, crm.AgentID(id)):
		return pauseForced
	}
	if err := h.notHeld(c, crm.AgentID(id)); err != nil {
		return err
	}
	return h.press(c, id, routing.PausePressed{At: h.cfg.Clock.Now(), Reason: reason})
}

var pauseForced = &refusal{status: http.StatusForbidden, code: "pause_forced", detail: "Whoever leads this agent sets and ends a pause of this reason."}

// leads reports whether the caller presses the agent's buttons as one who leads
// them, and not as the agent.
func leads(c echo.Context, agent crm.AgentID) bool {
	v := viewerOf(c)
	return v.Agent != agent || v.Scope(crm.PressAgents) != crm.ScopeOwn
}

// notHeld refuses an agent who would end, or get round, a pause that whoever
// leads them has set.
func (h handlers) notHeld(c echo.Context, agent crm.AgentID) error {
	if leads(c, agent) {
		return nil
	}
	ctx := c.Request().Context()
	reason, err := h.pausedFor(ctx, agent)
	if err != nil || reason == "" {
		return err
	}
	list, err := h.cfg.Store.PauseReasons(ctx)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(list, func(r crm.PauseReason) bool { return r.Forced && r.Key == reason }) {
		return pauseForced
	}
	return nil
}

// pausedFor is why the agent is paused, or will be after the call; "" for
// neither.
func (h handlers) pausedFor(ctx context.Context, agent crm.AgentID) (string, error) {
	states, err := h.cfg.Desk.Agents(ctx)
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(states, func(a routing.Agent) bool { return a.ID == routing.AgentID(agent) })
	switch {
	case i < 0:
		return "", nil
	case states[i].State == routing.AgentPaused:
		return states[i].Reason, nil
	}
	return states[i].NextPause, nil
}

// LogInAgent begins the agent's shift.
func (h handlers) LogInAgent(c echo.Context, id string) error {
	return h.press(c, id, routing.ShiftBegan{At: h.cfg.Clock.Now()})
}

// LogOutAgent ends the agent's shift; a call under way is finished first.
func (h handlers) LogOutAgent(c echo.Context, id string) error {
	if err := h.notHeld(c, crm.AgentID(id)); err != nil {
		return err
	}
	return h.press(c, id, routing.ShiftEnded{At: h.cfg.Clock.Now()})
}
