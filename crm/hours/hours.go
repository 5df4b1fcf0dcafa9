// Package hours says when a company is open: hours of the week in a zone, and
// days on which others hold. It has no clock of its own.
package hours

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"vonal/internal/fault"
)

// Span is a part of a day in minutes since its midnight, by the clock on the
// wall. One whose end is not after its beginning ends on the next day.
type Span struct {
	From int `json:"from"` // 0 to 1439
	To   int `json:"to"`   // 1 to 1440
}

// Date is a day as a calendar shows it.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// Hours are opening hours. The zero value is open always.
type Hours struct {
	Zone  string // IANA; "" is UTC
	Week  map[time.Weekday][]Span
	Dates map[Date][]Span // days on which these hold instead; none: closed all day

	location *time.Location
}

// MaxSpans is how many parts one day can have.
const MaxSpans = 10

// horizon is how far At looks for the next change.
const horizon = 400

// Checked is the hours ready for use, or a fault that names the member that
// cannot be.
func (h Hours) Checked() (Hours, error) {
	const op = "hours"
	location, err := time.LoadLocation(cmp.Or(h.Zone, "UTC"))
	if err != nil || h.Zone == "Local" {
		return h, fault.New(fault.Invalid, op, "there is no time zone %q", h.Zone).At("zone")
	}
	h.location = location
	for day, spans := range h.Week {
		if err := check(spans, fmt.Sprintf("week.%d", day)); err != nil {
			return h, err
		}
	}
	for date, spans := range h.Dates {
		if !date.real() {
			return h, fault.New(fault.Invalid, op, "there is no day %s", date).At("dates")
		}
		if err := check(spans, "dates."+date.String()); err != nil {
			return h, err
		}
	}
	return h, nil
}

func check(spans []Span, field string) error {
	if len(spans) > MaxSpans {
		return fault.New(fault.Invalid, "hours", "a day has at most %d parts", MaxSpans).At(field)
	}
	for _, s := range spans {
		if s.From < 0 || s.From > 1439 || s.To < 1 || s.To > 1440 || s.From == s.To {
			return fault.New(fault.Invalid, "hours", "a part of a day is from 0:00–23:59 to 0:01–24:00").At(field)
		}
	}
	return nil
}

// String is the date as ISO 8601 has it.
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

// ParseDate reads such a date.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fault.New(fault.Invalid, "hours.ParseDate", "%q is no day: want YYYY-MM-DD", s).At("dates")
	}
	return DateOf(t), nil
}

// DateOf is the day of a moment in its own zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

func (d Date) real() bool {
	return DateOf(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)) == d
}

// Plus is so many days later.
func (d Date) Plus(days int) Date {
	return DateOf(time.Date(d.Year, d.Month, d.Day+days, 12, 0, 0, 0, time.UTC))
}

func (d Date) start(l *time.Location) time.Time { return d.at(0, l) }

// at is the moment at which the clock on the wall shows so many minutes since
// midnight. A time that the clocks leave out counts from after the gap; of one
// that comes twice the first counts.
func (d Date) at(minute int, l *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, minute, 0, 0, l)
}

// always reports whether nothing is ever closed.
func (h Hours) always() bool { return len(h.Week) == 0 && len(h.Dates) == 0 }

// span is an opening as moments.
type span struct{ from, to time.Time }

// day are the openings that begin on a day.
func (h Hours) day(d Date) []span {
	parts, ok := h.Dates[d]
	if !ok {
		if len(h.Week) == 0 {
			parts = []Span{{0, 1440}}
		} else {
			parts = h.Week[d.start(time.UTC).Weekday()]
		}
	}
	var all []span
	for _, p := range parts {
		from, end := d.at(p.From, h.zone()), d
		to := p.To
		if to <= p.From {
			end = d.Plus(1)
		}
		if s := (span{from, end.at(to, h.zone())}); s.from.Before(s.to) {
			all = append(all, s)
		}
	}
	return all
}

func (h Hours) zone() *time.Location {
	if h.location == nil {
		return time.UTC
	}
	return h.location
}

// At reports whether it is open at a moment, and when that changes next: the
// zero moment if not within 400 days. The hours must be Checked.
func (h Hours) At(t time.Time) (open bool, until time.Time) {
	if h.always() {
		return true, time.Time{}
	}
	today := DateOf(t.In(h.zone()))
	for n := -2; n <= horizon; n++ {
		// An opening of yesterday may reach into today, and one may follow on another.
		for _, s := range sorted(h.day(today.Plus(n))) {
			switch {
			case open && s.from.After(until):
				return true, until
			case !s.to.After(t):
			case open:
				until = later(until, s.to)
			case s.from.After(t):
				return false, s.from
			default:
				open, until = true, s.to
			}
		}
		if open && today.Plus(n).Plus(1).start(h.zone()).After(until) && n > 0 {
			return true, until
		}
	}
	return open, time.Time{}
}

func sorted(all []span) []span {
	slices.SortFunc(all, func(a, b span) int { return a.from.Compare(b.from) })
	return all
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// After is the moment at which it has been open for so long since t; the zero
// moment if that is not within 400 days. The hours must be Checked.
func (h Hours) After(t time.Time, d time.Duration) time.Time {
	if h.always() {
		return t.Add(d)
	}
	for end := t.AddDate(0, 0, horizon); t.Before(end); {
		open, until := h.At(t)
		switch {
		case until.IsZero() && !open:
			return time.Time{}
		case until.IsZero() || open && !t.Add(d).After(until):
			return t.Add(d)
		case open:
			d -= until.Sub(t)
		}
		t = until
	}
	return time.Time{}
}

// Works reports whether it is open at some time of a day. Who has no hours of the
// week works from Monday to Friday.
func (h Hours) Works(d Date) bool {
	if _, other := h.Dates[d]; !other && len(h.Week) == 0 {
		day := d.start(time.UTC).Weekday()
		return day != time.Saturday && day != time.Sunday
	}
	return len(h.day(d)) > 0
}

// Over are the hours of somebody who keeps to others' where they have none of
// their own: to the week if no day of theirs is open, and to the days on which
// other hours hold. The zone is their own.
func (h Hours) Over(base Hours) Hours {
	if !h.opens() {
		h.Week = base.Week
	}
	dates := maps.Clone(base.Dates)
	if dates == nil {
		dates = map[Date][]Span{}
	}
	maps.Copy(dates, h.Dates)
	h.Dates = dates
	return h
}

// opens reports whether some day of the week has hours.
func (h Hours) opens() bool {
	for _, spans := range h.Week {
		if len(spans) > 0 {
			return true
		}
	}
	return false
}
