// Package quiet holds the rules of when somebody is told something: not in
// their quiet hours, and a digest at its time of day.
package quiet

import (
	"time"

	"vonal/crm"
	"vonal/crm/recur"
)

// Check refuses choices that cannot be; the fault names the member.
func Check(c crm.NoticeChoices) error {
	if _, err := recur.Zone(c.Zone); err != nil {
		return err
	}
	return c.Check()
}

// Loud is the first moment from t on that lies in no quiet hours. Hours are
// quiet by what a clock shows: on a night on which it is changed they are longer
// or shorter.
func Loud(c crm.NoticeChoices, t time.Time) time.Time {
	if c.QuietFrom == "" {
		return t
	}
	local, ok := shown(c.Zone, t)
	now := local.Format("15:04")
	over := c.QuietFrom > c.QuietTo // over midnight
	if !ok || !over && (now < c.QuietFrom || now >= c.QuietTo) || over && now < c.QuietFrom && now >= c.QuietTo {
		return t
	}
	day := local
	if over && now >= c.QuietFrom {
		day = local.AddDate(0, 0, 1)
	}
	end := meant(c.Zone, day, c.QuietTo)
	if !end.After(t) { // the clock shows the hour a second time; the first was the end
		return t
	}
	return end
}

// DigestAfter is when the next digest is sent, after t.
func DigestAfter(c crm.NoticeChoices, t time.Time) time.Time {
	local, ok := shown(c.Zone, t)
	if !ok {
		return t
	}
	at := meant(c.Zone, local, c.DailyAt)
	if !at.After(t) {
		at = meant(c.Zone, local.AddDate(0, 0, 1), c.DailyAt)
	}
	return Loud(c, at)
}

// shown is what a clock in the zone shows at t, as if it were UTC.
func shown(zone string, t time.Time) (wall time.Time, ok bool) {
	where, err := recur.Zone(zone)
	if err != nil {
		return t, false
	}
	t = t.In(where)
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), 0, 0, time.UTC), true
}

// meant is when a clock in the zone shows that time on that day.
func meant(zone string, day time.Time, at string) time.Time {
	d, err := recur.Meant(day.Format(time.DateOnly)+"T"+at, zone)
	if err != nil {
		return time.Time{}
	}
	return d.At
}
