// Package recur reckons deadlines: what a person meant by a local time in a
// zone, and when a thing that is done again and again is due next. It is pure;
// the table of zones is part of the program.
package recur

import (
	"time"
	_ "time/tzdata" // the same zones on every machine

	"vonal/crm"
	"vonal/internal/fault"
)

// The forms in which a deadline is written: a minute of a day, or a whole day.
const (
	minutes = "2006-01-02T15:04"
	days    = time.DateOnly
)

// The years that a deadline can be in. What lies outside is a slip, and some
// programs that read calendars fail on it.
const firstYear, lastYear = 1970, 2199

// Zone is the zone of this name, of the IANA database; old names are known. An
// unknown one is a fault of kind Invalid.
func Zone(name string) (*time.Location, error) {
	zone, err := time.LoadLocation(name)
	if name == "" || name == "Local" || len(name) > 64 || err != nil {
		return nil, fault.New(fault.Invalid, "recur.Zone", "there is no such time zone").At("zone")
	}
	return zone, nil
}

// At is the deadline at an instant, as a clock in the zone shows it.
func At(t time.Time, zone string) (crm.Deadline, error) {
	where, err := Zone(zone)
	if err != nil {
		return crm.Deadline{}, err
	}
	t = t.UTC().Truncate(time.Second)
	if y := t.Year(); y < firstYear || y > lastYear {
		return crm.Deadline{}, fault.New(fault.Invalid, "recur.At", "must lie between the years %d and %d", firstYear, lastYear).At("due_at")
	}
	return crm.Deadline{At: t, Local: t.In(where).Format(minutes), Zone: zone}, nil
}

// Meant is the deadline of a local time: a minute, or a whole day. A time that
// the clocks skip is read as by the clock before the change: 02:30 becomes
// 03:30. One that they show twice is the first.
func Meant(local, zone string) (crm.Deadline, error) {
	where, err := Zone(zone)
	if err != nil {
		return crm.Deadline{}, err
	}
	wall, err := wallOf(local)
	if err != nil {
		return crm.Deadline{}, err
	}
	return crm.Deadline{At: instant(wall, where), Local: local, Zone: zone}, nil
}

// wallOf reads a local time as if it were UTC.
func wallOf(local string) (time.Time, error) {
	wall, err := time.Parse(minutes, local)
	if len(local) == len(days) {
		wall, err = time.Parse(days, local)
		wall = wall.Add(24*time.Hour - time.Second)
	}
	if err != nil || wall.Year() < firstYear || wall.Year() > lastYear {
		return wall, fault.New(fault.Invalid, "recur.Meant", "is not a local time such as 2026-11-27T10:00, or a day").At("due_local")
	}
	return wall, nil
}

// instant is when a clock in the zone shows wall; see Meant.
func instant(wall time.Time, zone *time.Location) time.Time {
	_, before := wall.Add(-24 * time.Hour).In(zone).Zone()
	_, after := wall.Add(24 * time.Hour).In(zone).Zone()
	early := wall.Add(-time.Duration(before) * time.Second)
	late := wall.Add(-time.Duration(after) * time.Second)
	if late.Before(early) {
		early, late = late, early
	}
	for _, t := range []time.Time{early, late} {
		if shown(t, zone).Equal(wall) {
			return t.UTC()
		}
	}
	return wall.Add(-time.Duration(before) * time.Second).UTC()
}

// shown is what a clock in the zone shows at t, as if it were UTC.
func shown(t time.Time, zone *time.Location) time.Time {
	_, offset := t.In(zone).Zone()
	return t.UTC().Add(time.Duration(offset) * time.Second)
}

// EndOfDay is the first instant of the day after now's, in the zone.
func EndOfDay(now time.Time, zone *time.Location) time.Time {
	y, m, d := now.In(zone).Date()
	return instant(time.Date(y, m, d+1, 0, 0, 0, 0, time.UTC), zone)
}
