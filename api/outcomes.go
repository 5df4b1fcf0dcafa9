package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"vonal/crm"
)

// ListOutcomes answers the company's own list.
func (h handlers) ListOutcomes(c echo.Context) error {
	all, err := h.cfg.Store.Outcomes(c.Request().Context())
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, OutcomeKindList{Items: each(all, outcomeKindView)})
}

// PutOutcome adds an outcome to the list, or replaces it.
func (h handlers) PutOutcome(c echo.Context) error {
	var form OutcomeKind
	if err := c.Bind(&form); err != nil {
		return err
	}
	o := crm.OutcomeKind{Key: form.Key, Labels: labelsOf(form.Labels), Place: given(form.Place), Archived: given(form.Archived),
		Stage: given(form.Stage), Points: given(form.Points), AsksNote: given(form.AsksNote), AsksFollowUp: given(form.AsksFollowUp)}
	if t := form.Task; t != nil {
		o.Task = &crm.OutcomeTask{Title: t.Title, AfterDays: t.AfterDays, At: given(t.At), For: string(t.For)}
	}
	saved, err := h.cfg.Store.PutOutcome(c.Request().Context(), o)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, outcomeKindView(saved))
}

func outcomeKindView(o crm.OutcomeKind) OutcomeKind {
	v := OutcomeKind{Key: o.Key, Labels: labelsView(o.Labels), Place: &o.Place, Archived: &o.Archived, Stage: text(o.Stage), Points: text(o.Points),
		AsksNote: &o.AsksNote, AsksFollowUp: &o.AsksFollowUp}
	if t := o.Task; t != nil {
		v.Task = &OutcomeTask{Title: t.Title, AfterDays: t.AfterDays, At: text(t.At), For: OutcomeTaskFor(t.For)}
	}
	return v
}

// followUp reads the task that is asked for with an outcome.
func (h handlers) followUp(either *OutcomeNew_FollowUp) (*crm.NextStep, error) {
	if either == nil {
		return nil, nil
	}
	form, err := either.AsFollowUpNew()
	if err != nil { // the description has seen to it that it is the other
		at, err := either.AsOutcomeNewFollowUp0()
		if err != nil {
			return nil, invalid("follow_up", "is neither a moment nor an object")
		}
		form = FollowUpNew{DueAt: &at}
	}
	due, err := h.deadline(form.DueAt, form.DueLocal, form.Zone)
	if err != nil {
		return nil, err
	}
	return &crm.NextStep{Title: given(form.Title), Due: due}, nil
}
