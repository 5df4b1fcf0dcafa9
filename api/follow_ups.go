package api

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"vonal/crm"
)

// FollowUps are the rules by which tasks are raised and the tasks to come, as
// crm/store keeps them.
type FollowUps interface {
	FollowRules(ctx context.Context) ([]crm.FollowRule, error)
	PutFollowRule(ctx context.Context, v crm.Viewer, r crm.FollowRule) (crm.FollowRule, error)
	RemoveFollowRule(ctx context.Context, id crm.FollowRuleID) (name string, err error)
	FollowUps(ctx context.Context, v crm.Viewer, card crm.CardID) ([]crm.FollowUp, error)
	ComingFollowUps(ctx context.Context, v crm.Viewer, f crm.FollowUpFilter, page crm.Page) (crm.List[crm.FollowUp], error)
	SkipFollowUp(ctx context.Context, v crm.Viewer, id crm.FollowUpID) (crm.FollowUp, error)
	RestoreFollowUp(ctx context.Context, v crm.Viewer, id crm.FollowUpID) (crm.FollowUp, error)
}

// ListFollowUpRules answers the rules in their order.
func (h handlers) ListFollowUpRules(c echo.Context) error {
	all, err := h.cfg.Store.FollowRules(c.Request().Context())
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, FollowUpRuleList{Items: each(all, followRuleView)})
}

// PutFollowUpRule makes a rule, or changes one; what waits is reckoned anew.
func (h handlers) PutFollowUpRule(c echo.Context) error {
	var form FollowUpRulePut
	if err := c.Bind(&form); err != nil {
		return err
	}
	r, err := h.cfg.Store.PutFollowRule(settled(c), viewerOf(c), crm.FollowRule{
		ID: crm.FollowRuleID(given(form.ID)), Version: given(form.Version), Name: form.Name, Enabled: form.Enabled, When: crm.FollowWhen(form.When),
		Pipeline: given(form.Pipeline), Stage: given(form.Stage), Outcome: given(form.Outcome), Field: given(form.Field), Days: given(form.Days),
		Count: form.Count, Unit: string(form.Unit), At: given(form.At), Zone: given(form.Zone), Unless: crm.Unless(given(form.Unless)),
		Series: given(form.Series), Title: form.Title, Note: given(form.Note), Priority: crm.Priority(given(form.Priority)), For: crm.FollowWho(given(form.For)),
	})
	if err != nil {
		return err
	}
	noted(c, string(r.ID), r.Name)
	return c.JSON(http.StatusOK, followRuleView(r))
}

// RemoveFollowUpRule takes a rule away with all that waits for it.
func (h handlers) RemoveFollowUpRule(c echo.Context, id string) error {
	name, err := h.cfg.Store.RemoveFollowRule(settled(c), crm.FollowRuleID(id))
	if err != nil {
		return err
	}
	noted(c, id, name)
	return c.NoContent(http.StatusNoContent)
}

// ListCardFollowUps answers what rules will raise about a customer, and have.
func (h handlers) ListCardFollowUps(c echo.Context, id string) error {
	all, err := h.cfg.Store.FollowUps(c.Request().Context(), viewerOf(c), crm.CardID(id))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, FollowUpList{Items: each(all, followUpView)})
}

// ListFollowUps answers what rules will raise about all customers.
func (h handlers) ListFollowUps(c echo.Context, p ListFollowUpsParams) error {
	filter := crm.FollowUpFilter{Of: crm.AgentID(given(p.OwnerID)), Until: given(p.Until)}
	list, err := h.cfg.Store.ComingFollowUps(c.Request().Context(), viewerOf(c), filter, pageOf(p.Limit, p.Cursor))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, ComingFollowUpList{Items: each(list.Items, followUpView), NextCursor: text(list.Next)})
}

// SkipFollowUp takes a follow-up back that waits.
func (h handlers) SkipFollowUp(c echo.Context, id string) error {
	return h.onFollowUp(c, id, h.cfg.Store.SkipFollowUp)
}

// RestoreFollowUp has one wait again that somebody has taken back.
func (h handlers) RestoreFollowUp(c echo.Context, id string) error {
	return h.onFollowUp(c, id, h.cfg.Store.RestoreFollowUp)
}

func (h handlers) onFollowUp(c echo.Context, id string, act func(context.Context, crm.Viewer, crm.FollowUpID) (crm.FollowUp, error)) error {
	f, err := act(settled(c), viewerOf(c), crm.FollowUpID(id))
	if err != nil {
		return err
	}
	noted(c, id, f.Title)
	return c.NoContent(http.StatusNoContent)
}

func followRuleView(r crm.FollowRule) FollowUpRule {
	return FollowUpRule{ID: string(r.ID), Version: r.Version, Name: r.Name, Enabled: r.Enabled, When: FollowUpRuleWhen(r.When),
		Pipeline: r.Pipeline, Stage: r.Stage, Outcome: r.Outcome, Field: r.Field, Days: r.Days, Count: r.Count, Unit: FollowUpRuleUnit(r.Unit), At: r.At,
		Zone: r.Zone, Unless: FollowUpRuleUnless(r.Unless), Series: r.Series, Title: r.Title, Note: r.Note,
		Priority: FollowUpRulePriority(r.Priority), For: FollowUpRuleFor(r.For), Waiting: r.Waiting}
}

func followUpView(f crm.FollowUp) FollowUp {
	return FollowUp{ID: string(f.ID), RuleID: string(f.Rule), RuleName: f.RuleName, When: FollowUpWhen(f.When), Unless: FollowUpUnless(f.Unless),
		Title: f.Title, CardID: string(f.Card), CardName: f.CardName, DealID: text(f.Deal), FromAt: f.FromAt, DueAt: f.Due.At, DueLocal: f.Due.Local, DueZone: f.Due.Zone,
		State: FollowUpState(f.State), Why: f.Why, TaskID: text(f.Task), EndedAt: moment(f.EndedAt)}
}
