// Package follow says which follow-ups a rule brings about, when, and whether
// one that is due is still wanted. It has no clock and asks nobody.
package follow

import (
	"time"

	"vonal/crm"
	"vonal/crm/hours"
	"vonal/crm/recur"
	"vonal/internal/fault"
)

// Delay is how long after what happened a follow-up is due.
type Delay struct {
	Count int
	Unit  Unit
	At    string // at this local time, "10:00"; "" as long after as it says
}

// Unit is what a delay counts.
type Unit string

// The units.
const (
	Minute     Unit = "minute"
	Hour       Unit = "hour"
	Day        Unit = "day"
	WorkingDay Unit = "working_day"
	Week       Unit = "week"
	Month      Unit = "month"
	Year       Unit = "year"
)

// MostDays is the longest delay.
const MostDays = 3660

// Check refuses a delay that cannot be; the fault names the member. Less than
// none, for before what happens, can be only where before is true.
func (d Delay) Check(before bool) error {
	const op = "follow.Delay"
	most := map[Unit]int{Minute: MostDays * 1440, Hour: MostDays * 24, Day: MostDays, WorkingDay: MostDays / 2, Week: MostDays / 7, Month: 120, Year: 10}
	n, known := most[d.Unit]
	switch {
	case !known:
		return fault.New(fault.Invalid, op, "there is no such unit").At("unit")
	case d.Count > n || d.Count < 0 && !before || d.Count < -n:
		return fault.New(fault.Invalid, op, "must be between 0 and %d", n).At("count")
	case d.At == "":
		return nil
	}
	if _, err := time.Parse("15:04", d.At); err != nil || len(d.At) != len("15:04") {
		return fault.New(fault.Invalid, op, "is not a time of the day such as 10:00").At("at")
	}
	if d.Unit == Minute || d.Unit == Hour {
		return fault.New(fault.Invalid, op, "minutes and hours have no time of the day").At("at")
	}
	return nil
}

// Due is when a follow-up of something that happened then is due, by a clock in
// the zone. A day that a month lacks is its last: the 31st of a month of thirty,
// and 29 February a year later. A time that the clocks skip or show twice is
// read as crm/recur.Meant does. Working days are those on which it is open; with
// hours that are always open, Monday to Friday.
func (d Delay) Due(from time.Time, zone string, open hours.Hours) (crm.Deadline, error) {
	where, err := recur.Zone(zone)
	if err != nil {
		return crm.Deadline{}, err
	}
	switch d.Unit {
	case Minute:
		return recur.At(from.Add(time.Duration(d.Count)*time.Minute), zone)
	case Hour:
		return recur.At(from.Add(time.Duration(d.Count)*time.Hour), zone)
	}
	local := from.In(where)
	day := hours.DateOf(local)
	switch d.Unit {
	case Day:
		day = day.Plus(d.Count)
	case Week:
		day = day.Plus(7 * d.Count)
	case WorkingDay:
		day = workingDays(day, d.Count, open)
	case Month:
		day = months(day, d.Count)
	case Year:
		day = months(day, 12*d.Count)
	}
	at := d.At
	if at == "" {
		at = local.Format("15:04")
	}
	due, err := recur.Meant(day.String()+"T"+at, zone)
	if err == nil && d.Count >= 0 && due.At.Before(from) { // at ten, of what happened at eleven: not in the past
		return recur.Meant(day.Plus(1).String()+"T"+at, zone)
	}
	return due, err
}

// workingDays goes on by so many days on which it is open, or back; by none at
// all to the first one, today included.
func workingDays(day hours.Date, count int, open hours.Hours) hours.Date {
	step := 1
	if count < 0 {
		step, count = -1, -count
	}
	for left := 10 * MostDays; left > 0; left-- {
		if open.Works(day) {
			if count == 0 {
				return day
			}
			count--
		}
		day = day.Plus(step)
	}
	return day // a company that never opens
}

func months(day hours.Date, count int) hours.Date {
	first := time.Date(day.Year, day.Month+time.Month(count), 1, 0, 0, 0, 0, time.UTC)
	year, month := first.Year(), first.Month()
	last := time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
	return hours.Date{Year: year, Month: month, Day: min(day.Day, last)}
}
