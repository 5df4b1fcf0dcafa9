package api

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// CreateTicket sells a ticket for the websocket.
func (h handlers) CreateTicket(c echo.Context) error {
	who := callerOf(c)
	ticket, until := h.realtime.tickets.sell(grant{
		viewer: who.user.Viewer(),
		secret: who.secret,
		bearer: who.bearer,
		ip:     c.RealIP(),
		ends:   who.ends,
	}, h.cfg.Clock.Now())
	if ticket == "" {
		return &refusal{status: http.StatusServiceUnavailable, code: "unavailable", detail: "Too many pages are connecting. Try again soon.", after: retryUnavailable}
	}
	return c.JSON(http.StatusCreated, Ticket{Ticket: ticket, ExpiresAt: until, Channels: channelsOf(who.user.Viewer())})
}
