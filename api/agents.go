package api

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"vonal/crm"
	"vonal/internal/fault"
	"vonal/routing"
)

// ListAgents answers all agents as they are now, by name.
func (h handlers) ListAgents(c echo.Context) error {
	agents, err := h.agentsNow(c.Request().Context())
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, AgentList{Items: agents})
}

// agentsNow joins who is employed with what they are doing.
func (h handlers) agentsNow(ctx context.Context) ([]Agent, error) {
	roster, err := h.cfg.Store.Roster(ctx)
	if err != nil {
		return nil, err
	}
	states, err := h.cfg.Desk.Agents(ctx)
	if err != nil {
		return nil, err
	}
	now := make(map[routing.AgentID]routing.Agent, len(states))
	for _, a := range states {
		now[a.ID] = a
	}
	views := make([]Agent, len(roster))
	for i, a := range roster {
		views[i] = agentView(a, now[routing.AgentID(a.ID)])
	}
	slices.SortFunc(views, func(a, b Agent) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return views, nil
}

// GetAgent answers one agent as they are now.
func (h handlers) GetAgent(c echo.Context, id string) error {
	who, err := h.employed(c, id)
	if err != nil {
		return err
	}
	return h.answerAgent(c, who)
}

func (h handlers) answerAgent(c echo.Context, who crm.Agent) error {
	states, err := h.cfg.Desk.Agents(c.Request().Context())
	if err != nil {
		return err
	}
	var now routing.Agent
	if i := slices.IndexFunc(states, func(a routing.Agent) bool { return a.ID == routing.AgentID(who.ID) }); i >= 0 {
		now = states[i]
	}
	return c.JSON(http.StatusOK, agentView(who, now))
}

// employed finds an agent who has not left.
func (h handlers) employed(c echo.Context, id string) (crm.Agent, error) {
	who, err := h.cfg.Store.AgentByID(c.Request().Context(), crm.AgentID(id))
	if err == nil && !who.DeletedAt.IsZero() {
		return who, notFound
	}
	return who, err
}

// CreateAgent makes the agent and the phone, or neither.
func (h handlers) CreateAgent(c echo.Context) error {
	var form AgentNew
	if err := c.Bind(&form); err != nil {
		return err
	}
	ctx := settled(c)
	who, err := h.cfg.Store.CreateAgent(ctx, crm.NewAgent{Name: form.Name, Extension: form.Extension, Level: crm.Level(given(form.Level)), LevelByRule: given(form.LevelByRule)})
	if err != nil {
		return err
	}
	if err := h.cfg.Desk.Employ(ctx, who); err != nil {
		if _, undo := h.cfg.Store.DeleteAgent(ctx, who.ID); undo != nil {
			h.log.Error("an agent without a phone is left", "agent", who.ID, "err", undo)
		}
		return err
	}
	h.realtime.AgentNamed(who)
	noted(c, string(who.ID), who.Name)
	view := agentView(who, h.agentNow(ctx, who.ID))
	view.SIP = h.account(who.Phones[0])
	return c.JSON(http.StatusCreated, view)
}

// agentNow is what an agent just made is doing; nothing where the desk cannot
// say, since the agent has been made.
func (h handlers) agentNow(ctx context.Context, id crm.AgentID) routing.Agent {
	states, err := h.cfg.Desk.Agents(ctx)
	if err != nil {
		h.log.Warn("a new agent's state cannot be read", "agent", id, "err", err)
	}
	for _, a := range states {
		if a.ID == routing.AgentID(id) {
			return a
		}
	}
	return routing.Agent{}
}

// ChangeAgent changes the name, the level, whether it grows by rule, or when they
// work.
func (h handlers) ChangeAgent(c echo.Context, id string) error {
	var form AgentChange
	if err := c.Bind(&form); err != nil {
		return err
	}
	who, err := h.cfg.Store.UpdateAgent(c.Request().Context(), crm.AgentID(id),
		crm.AgentChange{Name: form.Name, Level: (*crm.Level)(form.Level), LevelByRule: form.LevelByRule, Hours: (*crm.HoursID)(form.HoursID)})
	if err != nil {
		return err
	}
	h.realtime.AgentNamed(who)
	if form.Level != nil {
		h.regroup(c)
	}
	return h.answerAgent(c, who)
}

// regroup has the desk route by the levels and teams as they are now. Where it
// cannot just now, it does when Redis is back.
func (h handlers) regroup(c echo.Context) {
	if err := h.cfg.Desk.Regroup(settled(c)); err != nil {
		h.log.Warn("levels and teams reach the desk later", "error", err)
	}
}

// DeleteAgent ends the shift, then the employment. Repeated after a failure it
// goes on where it stopped.
func (h handlers) DeleteAgent(c echo.Context, id string) error {
	who, err := h.employed(c, id)
	if err != nil {
		return err
	}
	ctx := settled(c)
	if err := h.cfg.Desk.Dismiss(ctx, routing.AgentID(who.ID)); err != nil && !fault.Is(err, fault.Unknown) {
		return err
	}
	if _, err := h.cfg.Store.DeleteAgent(ctx, who.ID); err != nil {
		return err
	}
	h.realtime.AgentGone(routing.AgentID(who.ID))
	noted(c, "", who.Name)
	return c.NoContent(http.StatusNoContent)
}

// ReadyAgent ends a pause or wrap-up.
func (h handlers) ReadyAgent(c echo.Context, id string) error {
	if err := h.notHeld(c, crm.AgentID(id)); err != nil {
		return err
	}
	if err := h.outcomeOwed(c, crm.AgentID(id)); err != nil {
		return err
	}
	return h.press(c, id, routing.ReadyPressed{At: h.cfg.Clock.Now()})
}

// ExtendAgent makes the wrap-up longer.
func (h handlers) ExtendAgent(c echo.Context, id string) error {
	return h.press(c, id, routing.ExtendPressed{At: h.cfg.Clock.Now()})
}

// mayPress refuses whoever has not this agent's buttons.
func mayPress(c echo.Context, id string) error {
	if !viewerOf(c).Sight(crm.PressAgents).SeesAgent(crm.AgentID(id)) {
		return forbidden
	}
	return nil
}

// press carries out a button, for whom the caller may.
func (h handlers) press(c echo.Context, id string, ev routing.AgentEvent) error {
	if err := mayPress(c, id); err != nil {
		return err
	}
	who, err := h.employed(c, id)
	if err != nil {
		return err
	}
	now, err := h.cfg.Desk.Press(c.Request().Context(), routing.AgentID(id), ev)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, agentView(who, now))
}
