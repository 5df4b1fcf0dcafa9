package hours_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"vonal/crm/hours"
)

func must(t *testing.T, h hours.Hours) hours.Hours {
	t.Helper()
	h, err := h.Checked()
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func moment(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func office(t *testing.T, zone string) hours.Hours {
	week := map[time.Weekday][]hours.Span{}
	for d := time.Monday; d <= time.Friday; d++ {
		week[d] = []hours.Span{{From: 9 * 60, To: 12 * 60}, {From: 13 * 60, To: 17 * 60}}
	}
	return must(t, hours.Hours{Zone: zone, Week: week, Dates: map[hours.Date][]hours.Span{
		{Year: 2026, Month: 12, Day: 25}: nil,
		{Year: 2026, Month: 12, Day: 24}: {{From: 9 * 60, To: 12 * 60}},
		{Year: 2026, Month: 12, Day: 12}: {{From: 10 * 60, To: 14 * 60}}, // a Saturday on which they work
	}})
}

func TestOpeningHours(t *testing.T) {
	night := must(t, hours.Hours{Zone: "Europe/Budapest", Week: map[time.Weekday][]hours.Span{
		time.Friday: {{From: 22 * 60, To: 2 * 60}}, time.Saturday: {{From: 2 * 60, To: 4 * 60}},
	}})
	for _, c := range []struct {
		what  string
		hours hours.Hours
		at    string
		open  bool
		until string // "" never
	}{
		{"before work", office(t, "Europe/Budapest"), "2026-11-27T08:59:59+01:00", false, "2026-11-27T09:00:00+01:00"},
		{"at work", office(t, "Europe/Budapest"), "2026-11-27T09:00:00+01:00", true, "2026-11-27T12:00:00+01:00"},
		{"at noon", office(t, "Europe/Budapest"), "2026-11-27T12:00:00+01:00", false, "2026-11-27T13:00:00+01:00"},
		{"over the weekend", office(t, "Europe/Budapest"), "2026-11-27T17:00:00+01:00", false, "2026-11-30T09:00:00+01:00"},
		{"a holiday", office(t, "Europe/Budapest"), "2026-12-25T10:00:00+01:00", false, "2026-12-28T09:00:00+01:00"},
		{"the day before it", office(t, "Europe/Budapest"), "2026-12-24T11:00:00+01:00", true, "2026-12-24T12:00:00+01:00"},
		{"a Saturday of work", office(t, "Europe/Budapest"), "2026-12-12T10:00:00+01:00", true, "2026-12-12T14:00:00+01:00"},
		{"before midnight", night, "2026-11-27T23:59:00+01:00", true, "2026-11-28T04:00:00+01:00"},
		{"after midnight", night, "2026-11-28T01:59:00+01:00", true, "2026-11-28T04:00:00+01:00"},
		{"the day the clocks go forward", office(t, "Europe/Budapest"), "2027-03-29T09:00:00+02:00", true, "2027-03-29T12:00:00+02:00"},
		{"a night in which they go forward", must(t, hours.Hours{Zone: "Europe/Budapest", Week: map[time.Weekday][]hours.Span{time.Saturday: {{From: 23 * 60, To: 3 * 60}}}}),
			"2027-03-28T00:30:00+01:00", true, "2027-03-28T03:00:00+02:00"},
		{"a night in which they go back", must(t, hours.Hours{Zone: "Europe/Budapest", Week: map[time.Weekday][]hours.Span{time.Saturday: {{From: 23 * 60, To: 3 * 60}}}}),
			"2026-10-25T02:30:00+01:00", true, "2026-10-25T03:00:00+01:00"},
		{"half an hour of summer", office(t, "Australia/Lord_Howe"), "2026-10-05T09:00:00+11:00", true, "2026-10-05T12:00:00+11:00"},
		{"always", must(t, hours.Hours{}), "2026-11-27T03:00:00Z", true, ""},
		{"always but for a day", must(t, hours.Hours{Dates: map[hours.Date][]hours.Span{{Year: 2026, Month: 12, Day: 25}: nil}}), "2026-12-01T00:00:00Z", true, "2026-12-25T00:00:00Z"},
		{"never", must(t, hours.Hours{Week: map[time.Weekday][]hours.Span{time.Monday: nil}}), "2026-11-27T03:00:00Z", false, ""},
		{"day and night", must(t, hours.Hours{Week: map[time.Weekday][]hours.Span{0: {{0, 1440}}, 1: {{0, 1440}}, 2: {{0, 1440}}, 3: {{0, 1440}}, 4: {{0, 1440}}, 5: {{0, 1440}}, 6: {{0, 1440}}}}),
			"2026-11-27T03:00:00Z", true, ""},
		{"29 February", must(t, hours.Hours{Week: map[time.Weekday][]hours.Span{time.Monday: nil}, Dates: map[hours.Date][]hours.Span{{Year: 2028, Month: 2, Day: 29}: {{60, 120}}}}),
			"2028-02-28T00:00:00Z", false, "2028-02-29T01:00:00Z"},
	} {
		open, until := c.hours.At(moment(t, c.at))
		want := time.Time{}
		if c.until != "" {
			want = moment(t, c.until)
		}
		if open != c.open || !until.Equal(want) {
			t.Errorf("%s: open %v until %v, want %v until %v", c.what, open, until, c.open, want)
		}
	}
}

// TestEveryMinuteOfAMonth walks minute by minute through hours of all kinds, in
// zones whose clocks change, and demands that At foretold each change.
func TestEveryMinuteOfAMonth(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, zone := range []string{"Europe/Budapest", "Australia/Lord_Howe", "America/St_Johns", "Asia/Kolkata"} {
		for range 6 {
			week := map[time.Weekday][]hours.Span{time.Sunday: nil}
			for d := time.Sunday; d <= time.Saturday; d++ {
				for range rng.IntN(3) {
					from := rng.IntN(1440)
					to := 1 + rng.IntN(1440)
					if from != to {
						week[d] = append(week[d], hours.Span{From: from, To: to})
					}
				}
			}
			h := must(t, hours.Hours{Zone: zone, Week: week, Dates: map[hours.Date][]hours.Span{{Year: 2026, Month: 10, Day: 20}: nil}})
			at := time.Date(2026, 9, 28, 0, 0, 0, 0, time.UTC)
			open, until := h.At(at)
			for end := at.Add(35 * 24 * time.Hour); at.Before(end); at = at.Add(time.Minute) {
				now, next := h.At(at)
				if now != open {
					if !until.Equal(at) {
						t.Fatalf("%s %v: at %v it is open: %v, which was foretold for %v", zone, week, at, now, until)
					}
					open, until = now, next
				} else if !next.Equal(until) {
					t.Fatalf("%s %v: at %v the next change is %v, and was %v before", zone, week, at, next, until)
				}
			}
		}
	}
}

func TestHoursThatCannotBeAreRefused(t *testing.T) {
	for what, h := range map[string]hours.Hours{
		"zone":  {Zone: "Europe/Atlantis"},
		"local": {Zone: "Local"},
		"from":  {Week: map[time.Weekday][]hours.Span{1: {{From: -1, To: 10}}}},
		"to":    {Week: map[time.Weekday][]hours.Span{1: {{From: 0, To: 1441}}}},
		"empty": {Week: map[time.Weekday][]hours.Span{1: {{From: 60, To: 60}}}},
		"day":   {Dates: map[hours.Date][]hours.Span{{Year: 2027, Month: 2, Day: 29}: nil}},
	} {
		if _, err := h.Checked(); err == nil {
			t.Errorf("%s: taken", what)
		}
	}
}

// TestAfterCountsOpenMinutesOnly walks as many minutes as it has been open.
func TestAfterCountsOpenMinutesOnly(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	h := must(t, hours.Hours{Zone: "Europe/Budapest",
		Week:  map[time.Weekday][]hours.Span{time.Monday: {{From: 540, To: 720}, {From: 780, To: 1020}}, time.Friday: {{From: 1320, To: 120}}},
		Dates: map[hours.Date][]hours.Span{{Year: 2026, Month: 10, Day: 26}: nil}})
	for range 60 {
		at := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rng.IntN(40*1440)) * time.Minute)
		wanted := 1 + rng.IntN(500)
		end := at
		for left := wanted; left > 0; end = end.Add(time.Minute) {
			if open, _ := h.At(end); open {
				left--
			}
		}
		if got := h.After(at, time.Duration(wanted)*time.Minute); !got.Equal(end) {
			t.Errorf("%d minutes after %v: %v, want %v", wanted, at, got, end)
		}
	}
	never := must(t, hours.Hours{Week: map[time.Weekday][]hours.Span{time.Monday: nil}})
	if got := never.After(time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC), time.Minute); !got.IsZero() {
		t.Errorf("a company that never opens: %v", got)
	}
	if at := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC); !(hours.Hours{}).After(at, time.Hour).Equal(at.Add(time.Hour)) {
		t.Error("always open is not working time")
	}
}
