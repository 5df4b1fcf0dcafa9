package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"vonal/crm"
)

// ListWorkloads answers who has how much to do.
func (h handlers) ListWorkloads(c echo.Context) error {
	all, err := h.cfg.Store.Workloads(c.Request().Context(), viewerOf(c))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, WorkloadList{Items: each(all, func(w crm.Workload) Workload {
		return Workload{PersonID: text(w.Person.ID), Name: w.Person.Name, Open: w.Open, Overdue: w.Overdue, Duties: w.Duties, Late: w.Late, OldestDutyAt: moment(w.OldestDuty)}
	})})
}
