package api

import (
	"context"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"vonal/crm"
	"vonal/internal/fault"
	"vonal/routing"
)

// serviceAim is the wait within which a call counts as answered in time.
const serviceAim = 20 * time.Second

// GetDesk answers the live picture. An agent sees the calls of colleagues
// without what tells who calls.
func (h handlers) GetDesk(c echo.Context) error {
	ctx, v := c.Request().Context(), viewerOf(c)
	agents, err := h.agentsNow(ctx)
	if err != nil {
		return err
	}
	policy, err := h.policyNow(ctx)
	if err != nil {
		return err
	}
	today, err := h.today(ctx)
	if err != nil {
		return err
	}
	now := DeskNow{At: h.cfg.Clock.Now(), Agents: agents, Today: today, Policy: policy, Calls: []Call{}, Problem: reasonOfFault(h.cfg.Desk.Ready())}
	for _, call := range h.cfg.Desk.Calls() {
		if call.Phase == routing.Ended {
			continue // being written
		}
		view := liveCallView(call, h.cfg.Country)
		if !whole(v, call) {
			view = masked(view)
		}
		now.Calls = append(now.Calls, view)
	}
	return c.JSON(http.StatusOK, now)
}

// whole reports whether the viewer's desk shows who calls: to those who see all
// calls, and to whoever sees what the agent has who is rung or talks. It is what audience lets pass.
func whole(v crm.Viewer, call routing.Call) bool {
	return v.Sight(crm.SeeCalls).All || v.Sight(crm.SeeCalls).SeesAgent(crm.AgentID(call.Agent))
}

// today counts since the company's midnight.
func (h handlers) today(ctx context.Context) (Today, error) {
	now := h.cfg.Clock.Now().In(h.cfg.Zone)
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, h.cfg.Zone)
	tally, err := h.cfg.Store.Tally(ctx, midnight, serviceAim)
	if err != nil {
		return Today{}, err
	}
	t := Today{Since: midnight.UTC(), Offered: tally.Offered, Answered: tally.Answered, Missed: tally.Offered - tally.Answered}
	t.ServiceLevel = levelView(tally.Service)
	if tally.Answered > 0 {
		t.AverageWaitMs = millis(tally.AverageWait)
	}
	return t, nil
}

// reasonOfFault is what to tell people of why calls cannot be taken.
func reasonOfFault(err error) *string {
	if err == nil {
		return nil
	}
	reason := err.Error()
	if f := (*fault.Error)(nil); asFault(err, &f) && f.Text != "" {
		reason = f.Text
	}
	return &reason
}
