package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"vonal/crm"
	"vonal/routing"
)

// GetLastHour answers how those were served who called in the last hour, minute
// by minute. It names nobody: whoever sees the desk sees it whole.
func (h handlers) GetLastHour(c echo.Context) error {
	now := h.cfg.Clock.Now().UTC()
	from := now.Truncate(time.Minute).Add(-59 * time.Minute)
	minutes, err := h.cfg.Store.Minutes(c.Request().Context(), from, serviceAim, conversations(h.cfg.Desk.Calls()))
	if err != nil {
		return err
	}
	var whole crm.Service
	view := LastHour{At: now, From: from, AimMs: serviceAim.Milliseconds(), Minutes: make([]LastHourMinute, len(minutes))}
	for i, m := range minutes {
		whole = whole.And(m.Service)
		view.Minutes[i] = LastHourMinute{At: m.At, Answered: m.Answered, InTime: m.InTime, Missed: m.Lost, GaveUpSoon: m.GaveUpSoon}
		if m.Answered > 0 {
			view.Minutes[i].WaitMedianMs, view.Minutes[i].WaitLongestMs = millis(m.MedianWait), millis(m.LongestWait)
		}
	}
	view.Answered, view.InTime, view.Missed, view.GaveUpSoon = whole.Answered, whole.InTime, whole.Lost, whole.GaveUpSoon
	view.ServiceLevel = levelView(whole)
	return c.JSON(http.StatusOK, view)
}

// conversations are those of the calls that came in and were answered.
func conversations(calls []routing.Call) (talks []crm.Conversation) {
	for _, c := range calls {
		if c.Direction != routing.Outbound && !c.AnsweredAt.IsZero() {
			talks = append(talks, crm.Conversation{ID: crm.CallID(c.ID), StartedAt: c.ArrivedAt, AnsweredAt: c.AnsweredAt})
		}
	}
	return talks
}

// levelView is a service level, or null where there is none.
func levelView(s crm.Service) *float64 {
	level, known := s.Level()
	if !known {
		return nil
	}
	return &level
}
