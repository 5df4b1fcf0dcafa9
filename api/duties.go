package api

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"vonal/crm"
)

// Duties are the calls back that are owed, as crm/store keeps them.
type Duties interface {
	ListDuties(ctx context.Context, v crm.Viewer, f crm.DutyFilter, page crm.Page) (crm.List[crm.Duty], error)
	CountDuties(ctx context.Context, v crm.Viewer) (crm.DutyCount, error)
	CloseDuty(ctx context.Context, v crm.Viewer, id crm.DutyID, reason string) (crm.Duty, error)
	ReopenDuty(ctx context.Context, v crm.Viewer, id crm.DutyID) (crm.Duty, error)
}

// ListDuties answers the calls back that are owed.
func (h handlers) ListDuties(c echo.Context, p ListDutiesParams) error {
	filter := crm.DutyFilter{State: "open", Card: crm.CardID(given(p.CardID)), Owner: crm.AgentID(given(p.OwnerID))}
	if p.State != nil {
		filter.State = string(*p.State)
	}
	list, err := h.cfg.Store.ListDuties(c.Request().Context(), viewerOf(c), filter, pageOf(p.Limit, p.Cursor))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, DutyList{Items: each(list.Items, h.dutyView), NextCursor: text(list.Next)})
}

// CountDuties answers how many there are.
func (h handlers) CountDuties(c echo.Context) error {
	n, err := h.cfg.Store.CountDuties(c.Request().Context(), viewerOf(c))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, DutyCount{Open: n.Open, Late: n.Late})
}

// CloseDuty says why a customer is not called back.
func (h handlers) CloseDuty(c echo.Context, id string) error {
	var form DutyClose
	if err := c.Bind(&form); err != nil {
		return err
	}
	d, err := h.cfg.Store.CloseDuty(settled(c), viewerOf(c), crm.DutyID(id), form.Reason)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, h.dutyView(d))
}

// ReopenDuty takes that back.
func (h handlers) ReopenDuty(c echo.Context, id string) error {
	d, err := h.cfg.Store.ReopenDuty(settled(c), viewerOf(c), crm.DutyID(id))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, h.dutyView(d))
}

func (h handlers) dutyView(d crm.Duty) Duty {
	v := Duty{
		ID: string(d.ID), CardID: string(d.Card), CardName: d.CardName, Tier: Tier(d.Tier), Phone: string(d.Number), OwnerID: text(d.Owner),
		OpenedAt: d.OpenedAt, DueAt: d.DueAt, Late: d.ClosedAt.IsZero() && !h.cfg.Clock.Now().Before(d.DueAt), Calls: d.Calls,
		LastCallID: string(d.LastCall), LastAt: d.LastAt, EscalatedAt: moment(d.EscalatedAt), ClosedAt: moment(d.ClosedAt),
		ClosedCallID: text(d.ClosedCall), Reason: d.Reason,
	}
	if d.ClosedBy != "" {
		by := DutyClosedBy(d.ClosedBy)
		v.ClosedBy = &by
	}
	return v
}
