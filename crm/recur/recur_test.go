package recur_test

import (
	"strings"
	"testing"
	"time"

	"vonal/crm"
	"vonal/crm/recur"
	"vonal/internal/fault"
)

func meant(t *testing.T, local, zone string) crm.Deadline {
	t.Helper()
	d, err := recur.Meant(local, zone)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestALocalTimeIsTheInstantThatWasMeant(t *testing.T) {
	for _, c := range []struct{ local, zone, want string }{
		{"2026-11-27T10:00", "Europe/Budapest", "2026-11-27T09:00:00Z"},
		{"2026-03-29T02:30", "Europe/Budapest", "2026-03-29T01:30:00Z"}, // skipped: shown as 03:30
		{"2026-10-25T02:30", "Europe/Budapest", "2026-10-25T00:30:00Z"}, // twice: the first
		{"2026-11-01T01:30", "America/New_York", "2026-11-01T05:30:00Z"},
		{"2026-03-08T02:30", "America/New_York", "2026-03-08T07:30:00Z"},
		{"2028-02-29", "Europe/Budapest", "2028-02-29T22:59:59Z"},
		{"2026-01-01T00:00", "Pacific/Kiritimati", "2025-12-31T10:00:00Z"}, // +14:00
		{"2010-07-01T12:00", "Europe/Moscow", "2010-07-01T08:00:00Z"},      // summer time, then
		{"2012-01-15T12:00", "Europe/Moscow", "2012-01-15T08:00:00Z"},      // +04 all year, then
		{"2026-07-01T12:00", "Europe/Moscow", "2026-07-01T09:00:00Z"},
		{"2026-07-01T12:00", "Europe/Kyiv", "2026-07-01T09:00:00Z"},
		{"2026-07-01T12:00", "Europe/Kiev", "2026-07-01T09:00:00Z"},
		{"2011-12-30T12:00", "Pacific/Apia", "2011-12-30T22:00:00Z"}, // a day that never was
	} {
		d := meant(t, c.local, c.zone)
		if got := d.At.Format(time.RFC3339); got != c.want || d.Local != c.local || d.Zone != c.zone {
			t.Errorf("%s in %s is %s, not %s", c.local, c.zone, got, c.want)
		}
	}
}

func TestWhatIsNoTimeIsRefused(t *testing.T) {
	for local, zone := range map[string]string{
		"2026-02-29": "UTC", "2026-02-29T10:00": "UTC", "2026-13-01": "UTC", "0001-01-01": "UTC", "9999-12-31": "UTC",
		"2026-11-27T24:00": "UTC", "tomorrow": "UTC", "": "UTC", "2026-11-27T10:00:00Z": "UTC",
		"2026-11-27": "Mars/Base", "2026-11-28": "", "2026-11-29": "Local", "2026-11-30": "../etc/passwd", "2026-11-26": strings.Repeat("a", 99),
	} {
		if _, err := recur.Meant(local, zone); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q in %q: %v", local, zone, err)
		}
	}
	for _, year := range []int{1, 1969, 2200, 9999} {
		if _, err := recur.At(time.Date(year, 6, 1, 0, 0, 0, 0, time.UTC), "UTC"); !fault.Is(err, fault.Invalid) {
			t.Errorf("year %d: %v", year, err)
		}
	}
}

// series are the deadlines of a rule, each completed at once, at most n.
func series(t *testing.T, rule, start, zone string, n int) (all []string) {
	t.Helper()
	d := meant(t, start, zone)
	for range n {
		all = append(all, d.Local)
		next, more, err := recur.Next(rule, start, d, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		if !more {
			return all
		}
		d = next
	}
	return all
}

func TestARuleComesWhenItSays(t *testing.T) {
	for _, c := range []struct {
		rule, start string
		n           int
		want        string
	}{
		{"FREQ=DAILY", "2026-03-28T10:00", 3, "2026-03-28T10:00 2026-03-29T10:00 2026-03-30T10:00"},
		{"FREQ=DAILY", "2026-03-28T02:30", 3, "2026-03-28T02:30 2026-03-29T02:30 2026-03-30T02:30"},
		{"FREQ=MONTHLY", "2026-01-31", 4, "2026-01-31 2026-03-31 2026-05-31 2026-07-31"},
		{"FREQ=MONTHLY;BYMONTHDAY=-1", "2026-01-31", 4, "2026-01-31 2026-02-28 2026-03-31 2026-04-30"},
		{"FREQ=YEARLY", "2028-02-29T09:00", 3, "2028-02-29T09:00 2032-02-29T09:00 2036-02-29T09:00"},
		{"FREQ=DAILY;COUNT=2", "2026-11-27T10:00", 9, "2026-11-27T10:00 2026-11-28T10:00"},
		{"FREQ=DAILY;UNTIL=20261129T000000Z", "2026-11-27T10:00", 9, "2026-11-27T10:00 2026-11-28T10:00"},
		{"FREQ=DAILY;UNTIL=20261128T090000Z", "2026-11-27T10:00", 9, "2026-11-27T10:00 2026-11-28T10:00"}, // the very instant
		{"FREQ=WEEKLY;BYDAY=MO,WE", "2026-11-23T10:00", 4, "2026-11-23T10:00 2026-11-25T10:00 2026-11-30T10:00 2026-12-02T10:00"},
		{"freq=weekly;interval=2", "2026-11-23", 2, "2026-11-23 2026-12-07"},
	} {
		if got := strings.Join(series(t, c.rule, c.start, "Europe/Budapest", c.n), " "); got != c.want {
			t.Errorf("%s from %s:\n%s\nnot\n%s", c.rule, c.start, got, c.want)
		}
	}
}

func TestLocalTimeStaysWhenTheClocksChange(t *testing.T) {
	d := meant(t, "2026-03-28T10:00", "Europe/Budapest")
	next, _, err := recur.Next("FREQ=DAILY", d.Local, d, time.Time{})
	if err != nil || next.At.Sub(d.At) != 23*time.Hour {
		t.Errorf("%v later: %v", next.At.Sub(d.At), err)
	}
}

func TestOccurrencesThatWereMissedDoNotPileUp(t *testing.T) {
	d := meant(t, "2026-11-02T10:00", "Europe/Budapest")
	next, more, err := recur.Next("FREQ=DAILY", d.Local, d, time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC))
	if err != nil || !more || next.Local != "2026-11-28T10:00" {
		t.Errorf("%+v %v %v", next, more, err)
	}
}

func TestRulesThatCannotBeAreRefusedAtOnce(t *testing.T) {
	for _, rule := range []string{
		"", "every day", "FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=HOURLY", "FREQ=DAILY;FREQ=SECONDLY", "INTERVAL=2",
		"FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=-1", "FREQ=DAILY;INTERVAL=9999999", "FREQ=DAILY;COUNT=0", "FREQ=DAILY;COUNT=1000000",
		"FREQ=DAILY;COUNT=2;UNTIL=20270101T000000Z", "FREQ=DAILY;BYSECOND=1", "FREQ=DAILY;BYHOUR=1,2,3", "FREQ=DAILY;BYMINUTE=1",
		"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;DTSTART=20260101T000000Z",
		"FREQ=DAILY\nDTSTART:20200101", "RRULE:FREQ=DAILY", "FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=MONTHLY;BYDAY=XX", strings.Repeat("FREQ=DAILY;", 100),
		"FREQ=YEARLY;BYEASTER=1", "FREQ=DAILY;BYSETPOS=999",
	} {
		if got, err := recur.Check(rule); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q becomes %q: %v", rule, got, err)
		}
	}
	for _, rule := range []string{"FREQ=DAILY", "freq=weekly;byday=mo", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1", "FREQ=DAILY;COUNT=999", "FREQ=DAILY;UNTIL=20201231T000000Z"} {
		if got, err := recur.Check(rule); err != nil || got != strings.ToUpper(rule) {
			t.Errorf("%q: %q %v", rule, got, err)
		}
	}
}
