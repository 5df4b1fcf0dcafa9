package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"vonal/crm"
)

// GetTaskHistory answers who changed what of a task, newest first.
func (h handlers) GetTaskHistory(c echo.Context, id string, p GetTaskHistoryParams) error {
	list, err := h.cfg.Store.TaskHistory(c.Request().Context(), viewerOf(c), crm.TaskID(id), pageOf(p.Limit, p.Cursor))
	if err != nil {
		return parameter(err)
	}
	return c.JSON(http.StatusOK, TaskHistory{NextCursor: text(list.Next), Items: each(list.Items, func(e crm.TaskEvent) TaskEvent {
		return TaskEvent{ID: string(e.ID), At: e.At, Kind: TaskEventKind(e.Kind), By: text(e.ByName),
			Changes: each(e.Changes, func(ch crm.FieldChange) Change { return Change(ch) })}
	})})
}
