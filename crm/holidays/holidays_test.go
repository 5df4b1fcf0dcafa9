package holidays_test

import (
	"strings"
	"testing"

	"vonal/crm/holidays"
	"vonal/internal/fault"
)

func TestHolidaysAreThoseOfTheLaw(t *testing.T) {
	for _, c := range []struct {
		country string
		year    int
		days    string
	}{
		{"HU", 2026, "01-01 03-15 04-03 04-06 05-01 05-25 08-20 10-23 11-01 12-24 12-25 12-26"},
		{"HU", 2023, "01-01 03-15 04-07 04-10 05-01 05-29 08-20 10-23 11-01 12-25 12-26"},
		{"ru", 2026, "01-01 01-02 01-03 01-04 01-05 01-06 01-07 01-08 02-23 03-08 05-01 05-09 06-12 11-04"},
		{"AT", 2026, "01-01 01-06 04-06 05-01 05-14 05-25 06-04 08-15 10-26 11-01 12-08 12-25 12-26"},
	} {
		days, err := holidays.Of(c.country, c.year)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, d := range days {
			got = append(got, d.Date.String()[5:])
			if d.Name == "" {
				t.Errorf("%s has no name", d.Date)
			}
		}
		if strings.Join(got, " ") != c.days {
			t.Errorf("%s %d: %s\nwant %s", c.country, c.year, strings.Join(got, " "), c.days)
		}
	}
	for _, c := range holidays.Countries() {
		if days, err := holidays.Of(c, 2027); err != nil || len(days) < 8 {
			t.Errorf("%s: %d days, %v", c, len(days), err)
		}
	}
}

func TestWhatIsNotKnownIsRefused(t *testing.T) {
	if _, err := holidays.Of("XX", 2026); !fault.Is(err, fault.Invalid) {
		t.Errorf("%v", err)
	}
	if _, err := holidays.Of("HU", 1848); !fault.Is(err, fault.Invalid) {
		t.Errorf("%v", err)
	}
}
