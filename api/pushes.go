package api

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"vonal/crm"
	"vonal/internal/fault"
)

// Pushes are the browsers in which people are told of notices.
type Pushes interface {
	AddPush(ctx context.Context, in crm.Push) (crm.Push, error)
	ListPush(ctx context.Context, user crm.UserID) ([]crm.Push, error)
	RemovePush(ctx context.Context, user crm.UserID, id crm.PushID) error
}

// ListMyPush answers the caller's browsers.
func (h handlers) ListMyPush(c echo.Context) error {
	ctx := c.Request().Context()
	all, err := h.cfg.Store.ListPush(ctx, callerOf(c).user.ID)
	if err != nil {
		return err
	}
	list := PushList{Items: each(all, pushView)}
	if h.cfg.PushSender != nil {
		public, err := h.cfg.PushSender(ctx)
		if err != nil {
			return err
		}
		list.Sender = &public
	}
	return c.JSON(http.StatusOK, list)
}

// AddMyPush has the caller told in a browser.
func (h handlers) AddMyPush(c echo.Context) error {
	var form PushNew
	if err := c.Bind(&form); err != nil {
		return err
	}
	if h.cfg.PushSender == nil {
		return fault.New(fault.Conflict, "api.AddMyPush", "this house has no key by which it could push; an administrator can name one")
	}
	made, err := h.cfg.Store.AddPush(settled(c), crm.Push{User: callerOf(c).user.ID, Endpoint: form.Endpoint, P256dh: form.P256Dh, Auth: form.Auth,
		Language: form.Language, Device: c.Request().UserAgent()})
	if err != nil {
		return err
	}
	noted(c, string(made.ID), "")
	return c.JSON(http.StatusCreated, pushView(made))
}

// RemoveMyPush has them told there no longer.
func (h handlers) RemoveMyPush(c echo.Context, id string) error {
	if err := h.cfg.Store.RemovePush(settled(c), callerOf(c).user.ID, crm.PushID(id)); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

func pushView(p crm.Push) Push { return Push{ID: string(p.ID), Device: p.Device, MadeAt: p.MadeAt} }
