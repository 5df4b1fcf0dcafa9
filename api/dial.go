package api

import (
	"errors"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"vonal/crm"
	"vonal/crm/phone"
	"vonal/internal/fault"
	"vonal/routing"
)

// ErrNoTrunk is a desk's answer where no call can leave the company.
var ErrNoTrunk error = &refusal{status: http.StatusConflict, code: "no_trunk", detail: "No trunk is set up by which a call could leave the company."}

// MakeCall rings the agent's own phone, and then the customer's.
func (h handlers) MakeCall(c echo.Context) error {
	var form CallNew
	if err := c.Bind(&form); err != nil {
		return err
	}
	if !viewerOf(c).Sight(crm.MakeCalls).SeesAgent(crm.AgentID(form.AgentID)) {
		return notFound
	}
	who, err := h.employed(c, form.AgentID)
	if err != nil {
		return err
	}
	to, err := h.dialable(c, "to", form.To)
	if err != nil {
		return err
	}
	if err := h.mayCall(c, who); err != nil {
		return err
	}
	call, err := h.cfg.Desk.Dial(settled(c), routing.AgentID(who.ID), to)
	if fault.Is(err, fault.Conflict) && !errors.Is(err, ErrNoTrunk) { // somebody was faster
		if busy := h.mayCall(c, who); busy != nil {
			return busy
		}
		return notFree(who, routing.AgentClaimed)
	}
	if err != nil {
		return err
	}
	h.log.Info("a call is being made", "user", callerOf(c).user.ID, "agent", who.ID, "call", call.ID)
	return c.JSON(http.StatusCreated, liveCallView(call, h.cfg.Country))
}

// dialable is the number that the user means by this member, if it may be called.
func (h handlers) dialable(c echo.Context, field, raw string) (crm.E164, error) {
	roster, err := h.cfg.Store.Roster(c.Request().Context())
	if err != nil {
		return "", err
	}
	if slices.ContainsFunc(roster, func(a crm.Agent) bool { return phone.Extension(raw, a.Extension) }) {
		return "", invalid(field, "is an extension of the company; only customers are called")
	}
	to, err := phone.Dialable(raw, h.cfg.Country, h.cfg.Countries)
	if fault.Is(err, fault.Forbidden) { // somebody may be trying what can be called at the company's cost
		h.log.Warn("a call was forbidden", "user", callerOf(c).user.ID, "to", crm.CleanName(raw), "reason", err)
	}
	switch {
	case errors.Is(err, phone.ErrPremium):
		return "", &refusal{status: http.StatusForbidden, code: "premium_number", detail: "Numbers that charge the caller extra are not called."}
	case errors.Is(err, phone.ErrCountry):
		return "", &refusal{status: http.StatusForbidden, code: "country_not_allowed", detail: "Numbers of this country are not called by this company."}
	}
	return to, renamed(err, "to", field)
}

// mayCall refuses for an agent who is doing something else, and says what.
func (h handlers) mayCall(c echo.Context, who crm.Agent) error {
	states, err := h.cfg.Desk.Agents(c.Request().Context())
	if err != nil {
		return err
	}
	i := slices.IndexFunc(states, func(a routing.Agent) bool { return a.ID == routing.AgentID(who.ID) })
	if i < 0 {
		return notFree(who, routing.AgentOffline)
	}
	if !states[i].Free(h.cfg.Clock.Now()) {
		return notFree(who, states[i].State)
	}
	return nil
}

var doing = map[routing.AgentState]string{
	routing.AgentClaimed:     "is being given another call",
	routing.AgentRinging:     "is being rung for another call",
	routing.AgentTalking:     "is in a call",
	routing.AgentWrapUp:      "is finishing the card of the last call",
	routing.AgentPaused:      "is paused",
	routing.AgentUnreachable: "has no phone that can be reached",
}

func notFree(who crm.Agent, state routing.AgentState) *refusal {
	what := doing[state]
	if what == "" {
		what = "is not on shift"
	}
	return &refusal{status: http.StatusConflict, code: "agent_not_free", detail: who.Name + " " + what + "."}
}
