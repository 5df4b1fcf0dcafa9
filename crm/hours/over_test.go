package hours_test

import (
	"testing"
	"time"

	"vonal/crm/hours"
)

// The company works from Monday to Friday, not on the holiday of 1 May; the team
// on Saturdays, too; the person in the mornings only, but on that holiday.
func TestNearerHoursHoldOverThoseOfAll(t *testing.T) {
	week := func(from, to int, days ...time.Weekday) map[time.Weekday][]hours.Span {
		all := map[time.Weekday][]hours.Span{}
		for _, d := range days {
			all[d] = []hours.Span{{From: from, To: to}}
		}
		return all
	}
	checked := func(h hours.Hours) hours.Hours {
		t.Helper()
		h, err := h.Checked()
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	may, monday := hours.Date{Year: 2026, Month: time.May, Day: 1}, hours.Date{Year: 2026, Month: time.March, Day: 30}
	company := checked(hours.Hours{Zone: "Europe/Budapest", Week: week(540, 1020, 1, 2, 3, 4, 5), Dates: map[hours.Date][]hours.Span{may: nil}})
	team := checked(hours.Hours{Zone: "Europe/Moscow", Week: week(480, 960, 1, 2, 3, 4, 5, 6)})
	person := checked(hours.Hours{Zone: "Europe/London", Week: week(480, 720, 1, 2, 3, 4), Dates: map[hours.Date][]hours.Span{may: {{From: 600, To: 660}}}})
	dates := checked(hours.Hours{Zone: "Europe/Budapest", Week: map[time.Weekday][]hours.Span{1: {}}, Dates: map[hours.Date][]hours.Span{monday: nil}})

	for _, c := range []struct {
		what       string
		of         hours.Hours
		from       string
		want       string // two hours of work later
		may, april bool   // works on 1 May, a Friday; on Saturday, 11 April
	}{
		{"the company's own", company, "2026-04-30T14:00:00Z", "2026-05-04T08:00:00Z", false, false},
		{"a team", team.Over(company), "2026-04-30T12:00:00Z", "2026-05-02T06:00:00Z", false, true},
		{"a person of the team", person.Over(team.Over(company)), "2026-04-30T10:00:00Z", "2026-05-01T10:00:00Z", true, false},
		{"a person of no team", person.Over(company), "2026-04-30T10:00:00Z", "2026-05-01T10:00:00Z", true, false},
		{"days off alone", dates.Over(company), "2026-03-27T15:00:00Z", "2026-03-31T08:00:00Z", false, false}, // the clocks go forward meanwhile
		{"of a company that is always open", dates.Over(hours.Hours{}), "2026-03-29T21:00:00Z", "2026-03-30T23:00:00Z", true, false},
	} {
		from, _ := time.Parse(time.RFC3339, c.from)
		if got := c.of.After(from, 2*time.Hour).UTC().Format(time.RFC3339); got != c.want {
			t.Errorf("%s: two hours after %s is %s, want %s", c.what, c.from, got, c.want)
		}
		if got := c.of.Works(may); got != c.may {
			t.Errorf("%s: works on 1 May: %v", c.what, got)
		}
		if got := c.of.Works(hours.Date{Year: 2026, Month: time.April, Day: 11}); got != c.april {
			t.Errorf("%s: works on a Saturday: %v", c.what, got)
		}
	}
	if company.Dates[may] != nil || len(company.Dates) != 1 || len(team.Dates) != 0 {
		t.Error("what they are laid over has changed")
	}
}
