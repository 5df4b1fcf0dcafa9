package api

import (
	"cmp"
	"net/http"

	"github.com/labstack/echo/v4"

	"vonal/internal/clock"
)

// GetHealth asks each part how it is.
func (h handlers) GetHealth(c echo.Context) error {
	ctx := c.Request().Context()
	now := Health{Instance: h.cfg.Instance, At: h.cfg.Clock.Now().UTC()}
	phones, memory := h.cfg.Desk.Parts()
	agents, err := h.cfg.Desk.Agents(ctx)
	begun := clock.Instant()
	postgres := healthOf("postgres", h.cfg.Store.Health(ctx))
	postgres.TookMs = millis(clock.Instant().Sub(begun))
	mail := healthOf("mail", nil)
	if !h.cfg.Mail {
		mail.State = HealthPartStateNone
	}
	now.Parts = []HealthPart{healthOf("asterisk", phones), healthOf("redis", cmp.Or(memory, err)), postgres, mail}
	if h.cfg.Room != nil {
		free, all, err := h.cfg.Room()
		if err != nil {
			return err
		}
		now.Disk = &HealthDisk{FreeBytes: int64(free), AllBytes: int64(all), Low: free < all/10}
	}
	for _, a := range agents {
		now.Phones.All++
		if a.PhoneUp {
			now.Phones.Reached++
		}
	}
	return c.JSON(http.StatusOK, now)
}

// healthOf is a part by what is wrong with it, if anything is.
func healthOf(name HealthPartName, err error) HealthPart {
	if err == nil {
		return HealthPart{Name: name, State: HealthPartStateOk}
	}
	return HealthPart{Name: name, State: HealthPartStateWrong, Detail: reasonOfFault(err)}
}
