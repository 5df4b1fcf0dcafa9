package api

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"vonal/crm/holidays"
)

// ListHolidays answers the days on which companies of a country are closed by
// law: the company's own country where none is named.
func (h handlers) ListHolidays(c echo.Context, p ListHolidaysParams) error {
	country := strings.ToUpper(given(p.Country))
	if country == "" {
		country = h.cfg.Country
	}
	year := given(p.Year)
	if year == 0 {
		year = h.cfg.Clock.Now().In(h.cfg.Zone).Year()
	}
	days, err := holidays.Of(country, year)
	if err != nil && p.Country == nil && p.Year == nil { // nobody asked for what is not known
		country, err = "", nil
	}
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, HolidayList{Country: country, Countries: holidays.Countries(),
		Items: each(days, func(d holidays.Day) Holiday { return Holiday{Date: d.Date.String(), Name: d.Name} })})
}
