package api

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"vonal/crm"
	"vonal/crm/hours"
	"vonal/internal/fault"
)

// ListNumbers answers the company's numbers.
func (h handlers) ListNumbers(c echo.Context) error {
	ctx := c.Request().Context()
	lines, err := h.cfg.Store.ListLines(ctx)
	if err != nil {
		return err
	}
	all, err := h.cfg.Store.ListHours(ctx)
	if err != nil {
		return err
	}
	views := make([]Number, len(lines))
	for i, l := range lines {
		if views[i], err = h.numberView(l, all); err != nil {
			return err
		}
	}
	return c.JSON(http.StatusOK, NumberList{Items: views})
}

func (h handlers) numberView(l crm.Line, all []crm.OpeningHours) (Number, error) {
	v := Number{
		Number: l.Number, Label: l.Label, TeamID: text(l.Team), Language: NumberLanguage(l.Language), HoursID: text(l.Hours),
		Closed: Ending(l.Closed), Empty: Ending(l.Empty), Overdue: Ending(l.Overdue),
		LongestWaitMs: l.LongestWait.Milliseconds(), NewsMs: l.News.Milliseconds(), Consent: l.Consent, Version: l.Version, Open: true,
	}
	for _, o := range all {
		if o.ID != l.Hours {
			continue
		}
		of, err := hoursOf(o)
		if err != nil {
			return v, err
		}
		var until time.Time
		v.Open, until = of.At(h.cfg.Clock.Now())
		v.Until = moment(until)
	}
	return v, nil
}

func hoursOf(o crm.OpeningHours) (of hours.Hours, err error) {
	if err := json.Unmarshal(o.Hours, &of); err != nil {
		return of, fault.Wrap("api.hoursOf", err)
	}
	return of, nil
}

// PutNumber makes a number known, or changes it.
func (h handlers) PutNumber(c echo.Context) error {
	var form NumberPut
	if err := c.Bind(&form); err != nil {
		return err
	}
	l, err := h.cfg.Store.PutLine(c.Request().Context(), crm.Line{
		Number: form.Number, Label: given(form.Label), Team: crm.TeamID(given(form.TeamID)), Language: string(form.Language), Hours: crm.HoursID(given(form.HoursID)),
		Closed: crm.Ending(form.Closed), Empty: crm.Ending(form.Empty), Overdue: crm.Ending(form.Overdue),
		LongestWait: length(form.LongestWaitMs), News: length(form.NewsMs), Consent: form.Consent, Version: given(form.Version),
	})
	if err != nil {
		return err
	}
	all, err := h.cfg.Store.ListHours(c.Request().Context())
	if err != nil {
		return err
	}
	noted(c, l.Number, l.Label)
	h.renumber(c)
	v, err := h.numberView(l, all)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, v)
}

// renumber has calls taken by the numbers as they are now. Other controllers
// look for themselves.
func (h handlers) renumber(c echo.Context) {
	if h.cfg.Renumber == nil {
		return
	}
	if err := h.cfg.Renumber(settled(c)); err != nil {
		h.log.Warn("the numbers as they are now count a moment later", "error", err)
	}
}

// RemoveNumber forgets a number.
func (h handlers) RemoveNumber(c echo.Context, id string) error {
	if err := h.cfg.Store.RemoveLine(c.Request().Context(), id); err != nil {
		return err
	}
	h.renumber(c)
	return c.NoContent(http.StatusNoContent)
}

// ListHours answers opening hours.
func (h handlers) ListHours(c echo.Context) error {
	all, err := h.cfg.Store.ListHours(c.Request().Context())
	if err != nil {
		return err
	}
	views := make([]Hours, len(all))
	for i, o := range all {
		if views[i], err = h.hoursView(o); err != nil {
			return err
		}
	}
	return c.JSON(http.StatusOK, HoursList{Items: views})
}

func (h handlers) hoursView(o crm.OpeningHours) (Hours, error) {
	of, err := hoursOf(o)
	if err != nil {
		return Hours{}, err
	}
	v := Hours{ID: string(o.ID), Name: o.Name, Version: o.Version}
	if err := json.Unmarshal(o.Hours, &v); err != nil {
		return v, fault.Wrap("api.hoursView", err)
	}
	var until time.Time
	v.Open, until = of.At(h.cfg.Clock.Now())
	v.Until = moment(until)
	return v, nil
}

// PutHours makes opening hours, or changes them.
func (h handlers) PutHours(c echo.Context) error {
	var form HoursPut
	if err := c.Bind(&form); err != nil {
		return err
	}
	var of hours.Hours
	if err := sameMembers(struct {
		Zone  string               `json:"zone"`
		Week  map[string][]DaySpan `json:"week"`
		Dates map[string][]DaySpan `json:"dates"`
	}{form.Zone, form.Week, form.Dates}, &of); err != nil {
		return err
	}
	o, err := h.cfg.Store.PutHours(c.Request().Context(), crm.OpeningHours{ID: crm.HoursID(given(form.ID)), Name: form.Name, Version: given(form.Version)}, of)
	if err != nil {
		return err
	}
	noted(c, string(o.ID), o.Name)
	h.renumber(c)
	v, err := h.hoursView(o)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, v)
}

// RemoveHours forgets opening hours.
func (h handlers) RemoveHours(c echo.Context, id string) error {
	if err := h.cfg.Store.RemoveHours(c.Request().Context(), crm.HoursID(id)); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
