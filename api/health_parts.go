package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"vonal/internal/clock"
)

// GetHealth asks each part how it is.
func (h handlers) GetHealth(c echo.Context) error {
	ctx := c.Request().Context()
	phones, memory := h.cfg.Desk.Parts()
	begun := clock.Instant()
	database := h.cfg.Store.Health(ctx)
	took := clock.Instant().Sub(begun)
	parts := []HealthPart{healthOf("asterisk", phones), healthOf("redis", memory), healthOf("postgres", database), healthOf("mail", nil)}
	parts[2].TookMs = millis(took)
	if !h.cfg.Mail {
		parts[3].State = HealthPartStateNone
	}
	now := Health{Instance: h.cfg.Instance, At: h.cfg.Clock.Now().UTC(), Parts: parts}
	if h.cfg.Room != nil {
		free, all, err := h.cfg.Room()
		if err != nil {
			return err
		}
		now.Disk = &HealthDisk{FreeBytes: int64(free), AllBytes: int64(all), Low: free < all/10}
	}
	agents, err := h.cfg.Desk.Agents(ctx)
	for _, a := range agents {
		now.Phones.All++
		if a.PhoneUp {
			now.Phones.Reached++
		}
	}
	if err != nil && memory == nil {
		parts[1] = healthOf("redis", err)
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
