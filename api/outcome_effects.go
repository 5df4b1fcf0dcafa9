package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"vonal/crm"
	"vonal/routing"
)

// outcomeOwed refuses an agent who would end their own wrap-up without saying
// what came of the call, where the policy asks for it. A head who makes somebody
// ready is not held up: the call stays on the list of those without an outcome.
func (h handlers) outcomeOwed(c echo.Context, agent crm.AgentID) error {
	if viewerOf(c).Agent != agent {
		return nil
	}
	ctx := c.Request().Context()
	policy, err := h.policyNow(ctx)
	if err != nil || !policy.OutcomeRequired {
		return err
	}
	states, err := h.cfg.Desk.Agents(ctx)
	if err != nil {
		return err
	}
	for _, a := range states {
		if a.ID != routing.AgentID(agent) || a.State != routing.AgentWrapUp || a.Call == "" {
			continue
		}
		recorded, err := h.cfg.Store.HasOutcome(ctx, crm.CallID(a.Call))
		if err != nil || recorded {
			return err
		}
		return &refusal{status: http.StatusConflict, code: "outcome_missing", detail: "Say first what came of the call.",
			more: map[string]any{"call_id": string(a.Call)}}
	}
	return nil
}

// ListEffects answers what the outcomes of a call brought about.
func (h handlers) ListEffects(c echo.Context, id string) error {
	if _, live := h.liveCall(c, id); !live {
		if _, err := h.cfg.Store.GetCall(c.Request().Context(), viewerOf(c), crm.CallID(id)); err != nil {
			return err
		}
	}
	return h.answerEffects(c, id)
}

// UndoEffect takes back one thing that an outcome did.
func (h handlers) UndoEffect(c echo.Context, id, effect string) error {
	if err := h.cfg.Store.UndoEffect(c.Request().Context(), viewerOf(c), crm.CallID(id), crm.EffectID(effect)); err != nil {
		return err
	}
	h.dealsAndTasksChanged()
	return h.answerEffects(c, id)
}

// ChooseEffect says which deal a hashtag meant.
func (h handlers) ChooseEffect(c echo.Context, id, effect string) error {
	var form ChooseEffectJSONBody
	if err := c.Bind(&form); err != nil {
		return err
	}
	if err := h.cfg.Store.ChooseEffect(c.Request().Context(), viewerOf(c), crm.CallID(id), crm.EffectID(effect), crm.DealID(form.DealID)); err != nil {
		return err
	}
	h.dealsAndTasksChanged()
	return h.answerEffects(c, id)
}

// dealsAndTasksChanged is for what an outcome did: its route names neither.
func (h handlers) dealsAndTasksChanged() {
	h.realtime.changed("deals", "", crm.SeeDeals)
	h.realtime.changed("tasks", "", crm.SeeTasks)
}

func (h handlers) answerEffects(c echo.Context, id string) error {
	all, err := h.cfg.Store.OutcomeEffects(c.Request().Context(), viewerOf(c), crm.CallID(id))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, EffectList{Items: each(all, outcomeEffectView)})
}

func outcomeEffectView(e crm.Effect) Effect {
	v := Effect{ID: string(e.ID), Kind: EffectKind(e.Kind), Outcome: e.Outcome, TaskID: text(e.Task), DealID: text(e.Deal), MoveID: text(e.Move),
		Title: text(e.Title), From: text(e.From), To: text(e.To), Needs: text(e.Needs), Points: text(e.Points), Tag: text(e.Tag),
		Result: text(e.Result), Undoes: text(e.Undoes), UndoneAt: moment(e.UndoneAt), At: e.At}
	v.Choices = make([]struct {
		DealID string `json:"deal_id"`
		Title  string `json:"title"`
	}, len(e.Choices))
	for i, d := range e.Choices {
		v.Choices[i].DealID, v.Choices[i].Title = string(d.ID), d.Title
	}
	return v
}
