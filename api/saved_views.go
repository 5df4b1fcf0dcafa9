package api

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"vonal/crm"
)

// SavedViews are the filters that people have given a name, each for themselves.
type SavedViews interface {
	SavedViews(ctx context.Context, user crm.UserID) ([]crm.SavedView, error)
	AddView(ctx context.Context, user crm.UserID, v crm.SavedView) (crm.SavedView, error)
	ChangeView(ctx context.Context, user crm.UserID, id crm.ViewID, name, query *string) (crm.SavedView, error)
	RemoveView(ctx context.Context, user crm.UserID, id crm.ViewID) error
}

// ListMyViews answers the caller's own views of every list.
func (h handlers) ListMyViews(c echo.Context) error {
	views, err := h.cfg.Store.SavedViews(c.Request().Context(), callerOf(c).user.ID)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, SavedViewList{Items: each(views, savedView)})
}

// AddMyView keeps a filter under a name.
func (h handlers) AddMyView(c echo.Context) error {
	var form SavedViewNew
	if err := c.Bind(&form); err != nil {
		return err
	}
	in := crm.SavedView{Page: form.Page, Name: form.Name, Query: form.Query}
	view, err := h.cfg.Store.AddView(settled(c), callerOf(c).user.ID, in)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusCreated, savedView(view))
}

// ChangeMyView gives a view another name or filter.
func (h handlers) ChangeMyView(c echo.Context, id string) error {
	var form SavedViewChange
	if err := c.Bind(&form); err != nil {
		return err
	}
	view, err := h.cfg.Store.ChangeView(settled(c), callerOf(c).user.ID, crm.ViewID(id), form.Name, form.Query)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, savedView(view))
}

// RemoveMyView forgets a view.
func (h handlers) RemoveMyView(c echo.Context, id string) error {
	if err := h.cfg.Store.RemoveView(settled(c), callerOf(c).user.ID, crm.ViewID(id)); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

func savedView(v crm.SavedView) SavedView {
	return SavedView{ID: string(v.ID), Page: v.Page, Name: v.Name, Query: v.Query}
}
