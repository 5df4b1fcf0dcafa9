// Package holidays is on which days companies of a country are closed by law.
package holidays

import (
	"slices"
	"strings"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/aa"
	"github.com/rickar/cal/v2/at"
	"github.com/rickar/cal/v2/cz"
	"github.com/rickar/cal/v2/de"
	"github.com/rickar/cal/v2/pl"
	"github.com/rickar/cal/v2/ro"
	"github.com/rickar/cal/v2/sk"

	"vonal/crm/hours"
	"vonal/internal/fault"
)

// Day is a holiday.
type Day struct {
	Date hours.Date
	Name string // in the language of the country
}

// The years that are known.
const firstYear, lastYear = 2020, 2100

// countries are the holidays of each country, ISO 3166; of a federal one those
// of the whole country. Days that a government moves from year to year by decree
// are not among them.
var countries = map[string][]*cal.Holiday{
	"AT": at.Holidays, "CZ": cz.Holidays, "DE": de.Holidays, "PL": pl.Holidays, "RO": ro.Holidays, "SK": sk.Holidays,
	"HU": hungary, "RU": russia,
}

// hungary is 2012. évi I. törvény (the Labour Code) 102. § (1): Good Friday since
// 2017, Christmas Eve since 2024.
var hungary = []*cal.Holiday{
	fixed("Újév", time.January, 1), fixed("1848-as forradalom ünnepe", time.March, 15),
	aa.GoodFriday.Clone(&cal.Holiday{Name: "Nagypéntek", Type: cal.ObservancePublic}), aa.EasterMonday.Clone(&cal.Holiday{Name: "Húsvéthétfő", Type: cal.ObservancePublic}),
	fixed("A munka ünnepe", time.May, 1), aa.PentecostMonday.Clone(&cal.Holiday{Name: "Pünkösdhétfő", Type: cal.ObservancePublic}),
	fixed("Szent István ünnepe", time.August, 20), fixed("1956-os forradalom ünnepe", time.October, 23),
	fixed("Mindenszentek", time.November, 1), since(2024, fixed("Szenteste", time.December, 24)),
	fixed("Karácsony", time.December, 25), fixed("Karácsony másnapja", time.December, 26),
}

// russia is article 112 of the Labour Code (Трудовой кодекс).
var russia = func() []*cal.Holiday {
	all := []*cal.Holiday{
		fixed("Рождество Христово", time.January, 7), fixed("День защитника Отечества", time.February, 23),
		fixed("Международный женский день", time.March, 8), fixed("Праздник Весны и Труда", time.May, 1),
		fixed("День Победы", time.May, 9), fixed("День России", time.June, 12), fixed("День народного единства", time.November, 4),
	}
	for _, day := range []int{1, 2, 3, 4, 5, 6, 8} {
		all = append(all, fixed("Новогодние каникулы", time.January, day))
	}
	return all
}()

func fixed(name string, month time.Month, day int) *cal.Holiday {
	return &cal.Holiday{Name: name, Type: cal.ObservancePublic, Month: month, Day: day, Func: cal.CalcDayOfMonth}
}

func since(year int, h *cal.Holiday) *cal.Holiday {
	h.StartYear = year
	return h
}

// Countries are those whose holidays are known.
func Countries() []string {
	all := make([]string, 0, len(countries))
	for c := range countries {
		all = append(all, c)
	}
	slices.Sort(all)
	return all
}

// Of are the holidays of a country in a year, in their order. An unknown country
// is a fault of kind Invalid.
func Of(country string, year int) ([]Day, error) {
	const op = "holidays.Of"
	rules, known := countries[strings.ToUpper(country)]
	if !known {
		return nil, fault.New(fault.Invalid, op, "the holidays of this country are not known").At("country")
	}
	if year < firstYear || year > lastYear {
		return nil, fault.New(fault.Invalid, op, "must be between %d and %d", firstYear, lastYear).At("year")
	}
	var days []Day
	for _, h := range rules {
		actual, observed := h.Calc(year)
		if actual.IsZero() || h.Type != cal.ObservancePublic && h.Type != cal.ObservanceBank {
			continue
		}
		days = append(days, Day{hours.DateOf(actual), h.Name})
		if other := hours.DateOf(observed); other != hours.DateOf(actual) && !observed.IsZero() {
			days = append(days, Day{other, h.Name})
		}
	}
	slices.SortFunc(days, func(a, b Day) int { return strings.Compare(a.Date.String(), b.Date.String()) })
	return slices.CompactFunc(days, func(a, b Day) bool { return a.Date == b.Date }), nil
}
