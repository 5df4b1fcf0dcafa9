package api

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
)

// readyPatience is how long the database may take to say it is there.
const readyPatience = 2 * time.Second

// health says that the program runs.
func (s *Server) health(c echo.Context) error {
	return c.JSON(http.StatusOK, map[string]string{"status": "alive"})
}

// ready says that calls can be taken, or 503 and why not.
func (s *Server) ready(c echo.Context) error {
	ctx, cancel := context.WithTimeout(c.Request().Context(), readyPatience)
	defer cancel()
	reason := cmp.Or(reasonOfFault(s.cfg.Store.Health(ctx)), reasonOfFault(s.cfg.Desk.Ready()))
	if reason != nil {
		return &refusal{status: http.StatusServiceUnavailable, code: "unavailable", detail: *reason, after: retryUnavailable}
	}
	return c.JSON(http.StatusOK, map[string]string{"status": "ready"})
}

// advanceClock moves Vonal's clock, for tests.
func (s *Server) advanceClock(c echo.Context) error {
	body, _, err := readBody(c.Request())
	if err != nil {
		return err
	}
	c.Set(bodyKey, body)
	var form struct {
		AdvanceMs int64 `json:"advance_ms"`
	}
	if err := c.Bind(&form); err != nil {
		return err
	}
	if form.AdvanceMs <= 0 {
		return invalid("advance_ms", "must be more than 0: the clock only goes forward")
	}
	s.cfg.Advance(length(form.AdvanceMs))
	return c.JSON(http.StatusOK, map[string]time.Time{"now": s.cfg.Clock.Now()})
}
