package recur

import (
	"strings"
	"time"

	"github.com/teambition/rrule-go"

	"vonal/crm"
	"vonal/internal/fault"
)

// The bounds of a rule: nobody plans further, and a rule that finds nothing
// must be found out soon.
const (
	maxRule     = 200 // bytes
	maxCount    = 999
	maxInterval = 366
	horizon     = 50 // years within which the next occurrence must lie
)

// Check is the rule in one spelling, or a fault of kind Invalid. A rule is an
// RRULE of RFC 5545 of days, weeks, months or years; the time of day is that of
// the deadline. The 31st of each month skips the months that have none, as the
// RFC says; the last of each is BYMONTHDAY=-1.
func Check(rule string) (string, error) {
	o, err := parse(rule)
	if err != nil {
		return "", err
	}
	o.Dtstart = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	o.Count = 0
	o.Until = o.Dtstart.AddDate(horizon, 0, 0)
	r, err := rrule.NewRRule(o)
	if err != nil || r.After(o.Dtstart, true).IsZero() {
		return "", wrong("the rule never comes")
	}
	return strings.ToUpper(rule), nil
}

func wrong(sentence string) error {
	return fault.New(fault.Invalid, "recur.Check", "%s", sentence).At("recurrence")
}

// known are the parts of an RRULE that are understood.
const known = " FREQ INTERVAL COUNT UNTIL BYDAY BYMONTHDAY BYMONTH BYSETPOS WKST "

func parse(rule string) (rrule.ROption, error) {
	if len(rule) > maxRule || strings.ContainsAny(rule, "\r\n") {
		return rrule.ROption{}, wrong("the rule is too long")
	}
	seen := map[string]bool{}
	for part := range strings.SplitSeq(strings.ToUpper(rule), ";") {
		name, _, _ := strings.Cut(part, "=")
		if !strings.Contains(known, " "+name+" ") || seen[name] {
			return rrule.ROption{}, wrong("the rule has a part that is not understood")
		}
		seen[name] = true
	}
	o, err := rrule.StrToROption(strings.ToUpper(rule))
	switch {
	case err != nil || !seen["FREQ"]:
		return rrule.ROption{}, wrong("the rule is not an RRULE such as FREQ=WEEKLY;BYDAY=MO")
	case o.Freq > rrule.DAILY:
		return rrule.ROption{}, wrong("the rule comes too often: days are the shortest")
	case seen["INTERVAL"] && (o.Interval < 1 || o.Interval > maxInterval):
		return rrule.ROption{}, wrong("the rule has an interval that nobody waits for")
	case seen["COUNT"] && (o.Count < 1 || o.Count > maxCount):
		return rrule.ROption{}, wrong("the rule has a count that cannot be")
	case seen["COUNT"] && seen["UNTIL"]:
		return rrule.ROption{}, wrong("the rule ends in two ways")
	}
	return *o, nil
}

// Next is the deadline after the later of d and now, of the series that began
// with the local time start; false when the series is over. Occurrences keep
// their local time however the clocks are changed.
func Next(rule, start string, d crm.Deadline, now time.Time) (crm.Deadline, bool, error) {
	o, err := parse(rule)
	if err != nil {
		return crm.Deadline{}, false, err
	}
	zone, err := Zone(d.Zone)
	if err != nil {
		return crm.Deadline{}, false, err
	}
	if o.Dtstart, err = wallOf(start); err != nil {
		return crm.Deadline{}, false, err
	}
	from, err := wallOf(d.Local)
	if err != nil {
		return crm.Deadline{}, false, err
	}
	if wall := shown(now, zone); wall.After(from) {
		from = wall
	}
	if strings.HasSuffix(strings.ToUpper(rule), "Z") || strings.Contains(strings.ToUpper(rule), "Z;") {
		o.Until = shown(o.Until, zone) // an instant; all others are local already
	}
	if end := from.AddDate(horizon, 0, 0); o.Until.IsZero() || o.Until.After(end) {
		o.Until = end
	}
	r, err := rrule.NewRRule(o)
	if err != nil {
		return crm.Deadline{}, false, wrong("the rule is not understood")
	}
	wall := r.After(from, false)
	if wall.IsZero() || wall.Year() > lastYear {
		return crm.Deadline{}, false, nil
	}
	form := minutes
	if d.AllDay() {
		form = days
	}
	next, err := Meant(wall.Format(form), d.Zone)
	return next, err == nil, err
}
