package api

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"vonal/crm"
	"vonal/internal/fault"
	"vonal/routing"
)

// ListCalls answers the ended calls the caller may see, newest first.
func (h handlers) ListCalls(c echo.Context, p ListCallsParams) error {
	f := crm.CallFilter{
		Since:       given(p.Since),
		Until:       given(p.Until),
		Agent:       crm.AgentID(given(p.AgentID)),
		MissedBy:    crm.AgentID(given(p.MissedBy)),
		Card:        crm.CardID(given(p.CardID)),
		Disposition: crm.Disposition(given(p.Disposition)),
		MinTalk:     length(given(p.MinTalkMs)),
	}
	if f.Outcome = given(p.Outcome); f.Outcome == "missing" {
		f.Outcome, f.NoOutcome = "", true
	}
	list, err := h.cfg.Store.ListCalls(c.Request().Context(), viewerOf(c), f, pageOf(p.Limit, p.Cursor))
	if err != nil {
		return parameter(err)
	}
	return c.JSON(http.StatusOK, CallList{Items: each(list.Items, callView), NextCursor: text(list.Next)})
}

// GetCall answers a call, under way or ended.
func (h handlers) GetCall(c echo.Context, id string) error {
	if live, ok := h.liveCall(c, id); ok {
		return c.JSON(http.StatusOK, liveCallView(live, h.cfg.Country))
	}
	call, err := h.cfg.Store.GetCall(c.Request().Context(), viewerOf(c), crm.CallID(id))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, callView(call))
}

// liveCall finds a call under way that the caller may see.
func (h handlers) liveCall(c echo.Context, id string) (routing.Call, bool) {
	calls := h.cfg.Desk.Calls()
	i := slices.IndexFunc(calls, func(l routing.Call) bool { return l.ID == routing.CallID(id) })
	if i < 0 || !covers(viewerOf(c).Sight(crm.SeeCalls), calls[i]) {
		return routing.Call{}, false
	}
	return calls[i], true
}

// covers is crm.Sight.Covers for a call under way.
func covers(s crm.Sight, c routing.Call) bool {
	offers := make([]crm.Offer, len(c.Offers))
	for i, o := range c.Offers {
		offers[i].Agent = crm.AgentID(o.Agent)
	}
	call := crm.Call{Interaction: crm.Interaction{Agent: crm.AgentID(c.Agent), Offers: offers}}
	return s.Covers(call, crm.AgentID(c.Caller.Owner))
}

// GetTrace answers facts and decisions of a call as text.
func (h handlers) GetTrace(c echo.Context, id string) error {
	trace, err := h.trace(c, id)
	if err != nil {
		return err
	}
	return c.String(http.StatusOK, trace)
}

func (h handlers) trace(c echo.Context, id string) (string, error) {
	ctx := c.Request().Context()
	if live, ok := h.liveCall(c, id); ok {
		if trace, err := h.cfg.Desk.Trace(ctx, live.ID); !fault.Is(err, fault.Unknown) {
			return trace, err
		}
	}
	return h.cfg.Store.CallTrace(ctx, viewerOf(c), crm.CallID(id))
}

// ListSearches answers whom a call considered.
func (h handlers) ListSearches(c echo.Context, id string) error {
	trace, err := h.trace(c, id)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, SearchList{Items: each(routing.Searches(trace), searchView)})
}

// RecordOutcome writes what came of a call, and ends its wrap-up if asked to.
func (h handlers) RecordOutcome(c echo.Context, id string) error {
	var form OutcomeNew
	if err := c.Bind(&form); err != nil {
		return err
	}
	outcome := crm.Outcome{Key: form.Outcome, Note: given(form.Note)}
	follow, err := h.followUp(form.FollowUp)
	if err != nil {
		return err
	}
	answer, agent, err := h.setOutcome(c, id, outcome, follow)
	if err != nil {
		return err
	}
	h.dealsAndTasksChanged()
	if given(form.Ready) {
		if err := h.endWrapUp(c, agent, routing.CallID(id)); err != nil {
			return err
		}
	}
	return c.JSON(http.StatusOK, answer)
}

// setOutcome records it on the call, which may be under way still or not be
// written yet, and answers who talked.
func (h handlers) setOutcome(c echo.Context, id string, o crm.Outcome, follow *crm.NextStep) (Call, crm.AgentID, error) {
	ctx, v := settled(c), viewerOf(c)
	call, err := h.cfg.Store.SetOutcome(ctx, v, crm.CallID(id), o, follow)
	if err == nil {
		return callView(call), call.Agent, nil
	}
	live, ok := h.liveCall(c, id)
	if !ok || !fault.Is(err, fault.Unknown) {
		return Call{}, "", err
	}
	if !v.Sight(crm.WorkCalls).SeesAgent(crm.AgentID(live.Agent)) {
		return Call{}, "", forbidden
	}
	if err := h.cfg.Store.SetOutcomeEarly(ctx, v, crm.CallID(id), o, follow); err != nil {
		return Call{}, "", err
	}
	view := liveCallView(live, h.cfg.Country)
	view.Outcome, view.Note = text(o.Key), text(o.Note)
	return view, crm.AgentID(live.Agent), nil
}

// endWrapUp makes the agent ready, if it is this call they are wrapping up;
// otherwise there is nothing to end.
func (h handlers) endWrapUp(c echo.Context, agent crm.AgentID, call routing.CallID) error {
	if !viewerOf(c).Sight(crm.PressAgents).SeesAgent(agent) {
		return nil
	}
	ctx := settled(c)
	states, err := h.cfg.Desk.Agents(ctx)
	if err != nil {
		return err
	}
	wrapping := slices.ContainsFunc(states, func(a routing.Agent) bool {
		return a.ID == routing.AgentID(agent) && a.State == routing.AgentWrapUp && a.Call == call
	})
	if !wrapping {
		return nil
	}
	_, err = h.cfg.Desk.Press(ctx, routing.AgentID(agent), routing.ReadyPressed{At: h.cfg.Clock.Now()})
	return err
}

// HangUpCall ends a call under way.
func (h handlers) HangUpCall(c echo.Context, id string) error {
	live, err := h.ownLiveCall(c, id)
	if err != nil {
		return err
	}
	if err := h.cfg.Desk.HangUp(c.Request().Context(), live.ID); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// HoldCall has the customer hear music until they are taken off hold.
func (h handlers) HoldCall(c echo.Context, id string) error { return h.hold(c, id, true) }

// ResumeCall goes on with the conversation.
func (h handlers) ResumeCall(c echo.Context, id string) error { return h.hold(c, id, false) }

func (h handlers) hold(c echo.Context, id string, on bool) error {
	live, err := h.ownLiveCall(c, id)
	if err != nil {
		return err
	}
	if live.Phase != routing.Talking {
		return fault.New(fault.Conflict, "api.hold", "only the customer of a conversation can be put on hold")
	}
	if err := h.cfg.Desk.Hold(live.ID, on); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// HandOverCall gives the caller to a colleague, or to whoever is next.
func (h handlers) HandOverCall(c echo.Context, id string) error {
	var form HandOver
	if err := c.Bind(&form); err != nil {
		return err
	}
	live, err := h.ownLiveCall(c, id)
	if err != nil {
		return err
	}
	to := given(form.AgentID)
	if live.Phase != routing.Talking || live.Direction != routing.Inbound || to != "" && to == string(live.Agent) {
		return fault.New(fault.Conflict, "api.HandOverCall", "only the caller of a conversation can be handed over, and to somebody else")
	}
	if err := h.cfg.Desk.HandOver(live.ID, routing.AgentID(to)); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// PauseRecording stops the recording for a while.
func (h handlers) PauseRecording(c echo.Context, id string) error { return h.recording(c, id, true) }

// ResumeRecording goes on with it.
func (h handlers) ResumeRecording(c echo.Context, id string) error { return h.recording(c, id, false) }

func (h handlers) recording(c echo.Context, id string, paused bool) error {
	live, err := h.ownLiveCall(c, id)
	if err != nil {
		return err
	}
	if live.Phase != routing.Talking {
		return fault.New(fault.Conflict, "api.recording", "only a conversation is recorded")
	}
	if err := h.cfg.Desk.PauseRecording(c.Request().Context(), live.ID, paused); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// ownLiveCall finds a call under way that the caller may act on: an agent's own
// one, of the others any. A call that has ended is a Conflict.
func (h handlers) ownLiveCall(c echo.Context, id string) (routing.Call, error) {
	v := viewerOf(c)
	live, ok := h.liveCall(c, id)
	if !ok {
		if _, err := h.cfg.Store.GetCall(c.Request().Context(), v, crm.CallID(id)); err != nil {
			return live, err
		}
	}
	switch {
	case !ok || live.Phase == routing.Ended:
		return live, fault.New(fault.Conflict, "api.ownLiveCall", "the call has ended")
	case !v.Sight(crm.WorkCalls).SeesAgent(crm.AgentID(live.Agent)):
		return live, forbidden
	}
	return live, nil
}
