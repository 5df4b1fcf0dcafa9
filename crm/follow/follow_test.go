package follow_test

import (
	"testing"
	"time"

	"vonal/crm"
	"vonal/crm/follow"
	"vonal/crm/hours"
)

func at(t *testing.T, text string) time.Time {
	t.Helper()
	moment, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return moment
}

func TestADelayEndsWhenPeopleWouldSay(t *testing.T) {
	weekdays, err := hours.Hours{Zone: "Europe/Budapest", Week: map[time.Weekday][]hours.Span{time.Monday: {{From: 540, To: 1020}}, time.Wednesday: {{From: 540, To: 1020}}},
		Dates: map[hours.Date][]hours.Span{{Year: 2026, Month: 12, Day: 2}: nil}}.Checked()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		from  string
		delay follow.Delay
		zone  string
		open  hours.Hours
		want  string
	}{
		{"2026-11-28T09:30:00Z", follow.Delay{Count: 14, Unit: follow.Day, At: "10:00"}, "Europe/Budapest", hours.Hours{}, "2026-12-12T09:00:00Z"},
		{"2026-11-28T09:30:00Z", follow.Delay{Count: 14, Unit: follow.Day}, "Europe/Budapest", hours.Hours{}, "2026-12-12T09:30:00Z"},
		{"2026-03-20T09:00:00Z", follow.Delay{Count: 2, Unit: follow.Week, At: "10:00"}, "Europe/Budapest", hours.Hours{}, "2026-04-03T08:00:00Z"}, // summer time meanwhile
		{"2026-01-31T09:00:00Z", follow.Delay{Count: 1, Unit: follow.Month, At: "10:00"}, "UTC", hours.Hours{}, "2026-02-28T10:00:00Z"},
		{"2026-08-31T09:00:00Z", follow.Delay{Count: 18, Unit: follow.Month, At: "10:00"}, "UTC", hours.Hours{}, "2028-02-29T10:00:00Z"},
		{"2024-02-29T09:00:00Z", follow.Delay{Count: 1, Unit: follow.Year, At: "10:00"}, "UTC", hours.Hours{}, "2025-02-28T10:00:00Z"},
		{"2026-11-28T09:30:00Z", follow.Delay{Count: 0, Unit: follow.Day, At: "10:00"}, "UTC", hours.Hours{}, "2026-11-28T10:00:00Z"},
		{"2026-11-28T11:30:00Z", follow.Delay{Count: 0, Unit: follow.Day, At: "10:00"}, "UTC", hours.Hours{}, "2026-11-29T10:00:00Z"}, // ten is over
		{"2026-11-27T09:30:00Z", follow.Delay{Count: 1, Unit: follow.WorkingDay, At: "10:00"}, "UTC", hours.Hours{}, "2026-11-30T10:00:00Z"},
		{"2026-11-28T09:30:00Z", follow.Delay{Count: 0, Unit: follow.WorkingDay, At: "10:00"}, "UTC", hours.Hours{}, "2026-11-30T10:00:00Z"},
		{"2026-11-30T09:30:00Z", follow.Delay{Count: 1, Unit: follow.WorkingDay, At: "10:00"}, "Europe/Budapest", weekdays, "2026-12-07T09:00:00Z"}, // the 2nd is a holiday
		{"2027-01-30T23:00:00Z", follow.Delay{Count: -14, Unit: follow.Day, At: "10:00"}, "Europe/Budapest", hours.Hours{}, "2027-01-17T09:00:00Z"},
		{"2027-03-31T00:00:00Z", follow.Delay{Count: -1, Unit: follow.Month, At: "10:00"}, "UTC", hours.Hours{}, "2027-02-28T10:00:00Z"},
		{"2026-11-30T00:00:00Z", follow.Delay{Count: -1, Unit: follow.WorkingDay, At: "10:00"}, "UTC", hours.Hours{}, "2026-11-27T10:00:00Z"},
		{"2026-11-28T09:30:00Z", follow.Delay{Count: 90, Unit: follow.Minute}, "Asia/Tokyo", hours.Hours{}, "2026-11-28T11:00:00Z"},
		{"2026-11-28T09:30:00Z", follow.Delay{Count: 30, Unit: follow.Hour}, "Asia/Tokyo", hours.Hours{}, "2026-11-29T15:30:00Z"},
	} {
		got, err := c.delay.Due(at(t, c.from), c.zone, c.open)
		if err != nil || !got.At.Equal(at(t, c.want)) {
			t.Errorf("%+v after %s in %s: %v, want %s (%v)", c.delay, c.from, c.zone, got.At, c.want, err)
		}
	}
}

// I30: whatever the clocks do, a follow-up of every day at every local time is
// due once, on its day, and never before what set it off.
func TestEveryLocalTimeOfEveryDayComesOnce(t *testing.T) {
	for _, zone := range []string{"Europe/Budapest", "Europe/Moscow", "America/New_York", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "Africa/Casablanca"} {
		where, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		for _, clock := range []string{"00:00", "01:30", "02:30", "03:00", "23:59"} {
			from := time.Date(2026, 1, 1, 12, 0, 0, 0, where)
			last := time.Time{}
			for day := range 730 {
				due, err := follow.Delay{Count: day + 1, Unit: follow.Day, At: clock}.Due(from, zone, hours.Hours{})
				if err != nil {
					t.Fatal(err)
				}
				if !due.At.After(last) || due.At.Before(from) {
					t.Fatalf("%s %s: day %d is due %v, after %v", zone, clock, day, due.At, last)
				}
				if gap := due.At.Sub(last); !last.IsZero() && (gap < 21*time.Hour || gap > 27*time.Hour) {
					t.Fatalf("%s %s: %v between two days", zone, clock, gap)
				}
				last = due.At
			}
		}
	}
}

func TestADelayThatCannotBeIsRefused(t *testing.T) {
	for _, d := range []follow.Delay{
		{Count: -1, Unit: follow.Day}, {Count: 4000, Unit: follow.Day}, {Count: 1, Unit: "fortnight"}, {Count: 11, Unit: follow.Year},
		{Count: 1, Unit: follow.Day, At: "25:00"}, {Count: 1, Unit: follow.Day, At: "9:00"}, {Count: 1, Unit: follow.Minute, At: "10:00"},
	} {
		if d.Check(false) == nil {
			t.Errorf("%+v is taken", d)
		}
	}
	if _, err := (follow.Delay{Count: 1, Unit: follow.Day}).Due(time.Now().UTC(), "Europe/Atlantis", hours.Hours{}); err == nil {
		t.Error("a zone that is none is taken")
	}
	if _, err := (follow.Delay{Count: 1, Unit: follow.Day}).Due(at(t, "2026-11-28T09:30:00Z"), "Europe/Kiev", hours.Hours{}); err != nil {
		t.Errorf("a zone that was renamed: %v", err)
	}
}

func TestWhatIsDueIsRaisedUnless(t *testing.T) {
	now := at(t, "2026-11-28T09:30:00Z")
	gone := []crm.Absence{{Agent: "anna", Deputy: "boris", From: now.Add(-time.Hour), To: now.Add(time.Hour)}, {Agent: "boris", Deputy: "clara", From: now.Add(-time.Hour), To: now.Add(time.Hour)}}
	alone := []crm.Absence{{Agent: "anna", From: now.Add(-time.Hour), To: now.Add(time.Hour)}}
	both := append(alone[:1:1], crm.Absence{Agent: "hugo", From: now.Add(-time.Hour), To: now.Add(time.Hour)})
	round := []crm.Absence{{Agent: "anna", Deputy: "boris", From: now.Add(-time.Hour), To: now.Add(time.Hour)}, {Agent: "boris", Deputy: "anna", From: now.Add(-time.Hour), To: now.Add(time.Hour)}}
	heads := map[crm.AgentID][]crm.PersonID{"anna": {"hugo", "ines"}}
	due := func(f follow.Facts) follow.Facts {
		f.DueAt, f.Owner = now.Add(-time.Second), "anna"
		return f
	}
	for _, c := range []struct {
		what     string
		facts    follow.Facts
		unless   crm.Unless
		who      crm.FollowWho
		absences []crm.Absence
		want     follow.Verdict
	}{
		{"the plain case", due(follow.Facts{}), "", crm.ForCardOwner, nil, follow.Verdict{State: crm.FollowRaised, For: "anna"}},
		{"spoken to, which does not matter", due(follow.Facts{Spoken: true}), "", crm.ForCardOwner, nil, follow.Verdict{State: crm.FollowRaised, For: "anna"}},
		{"spoken to", due(follow.Facts{Spoken: true}), crm.UnlessSpoken, crm.ForCardOwner, nil, follow.Verdict{State: crm.FollowSkipped, Why: "spoken"}},
		{"renewed", due(follow.Facts{Newer: true}), crm.UnlessNewer, crm.ForCardOwner, nil, follow.Verdict{State: crm.FollowSkipped, Why: "renewed"}},
		{"moved on", due(follow.Facts{Moved: true}), "", crm.ForCardOwner, nil, follow.Verdict{State: crm.FollowSkipped, Why: "moved"}},
		{"called back", due(follow.Facts{Closed: true}), "", crm.ForCardOwner, nil, follow.Verdict{State: crm.FollowSkipped, Why: "closed"}},
		{"a later one", due(follow.Facts{Later: true}), "", crm.ForCardOwner, nil, follow.Verdict{State: crm.FollowFolded, Why: "folded"}},
		{"the deputy's deputy", due(follow.Facts{}), "", crm.ForCardOwner, gone, follow.Verdict{State: crm.FollowRaised, For: "clara"}},
		{"no deputy: the head", due(follow.Facts{}), "", crm.ForCardOwner, alone, follow.Verdict{State: crm.FollowRaised, For: "hugo"}},
		{"the head is away, too: the next", due(follow.Facts{}), "", crm.ForCardOwner, both, follow.Verdict{State: crm.FollowRaised, For: "ines"}},
		{"deputies who lead back: the head", due(follow.Facts{}), "", crm.ForCardOwner, round, follow.Verdict{State: crm.FollowRaised, For: "hugo"}},
		{"of no team: nobody", due(follow.Facts{Maker: "boris"}), "", crm.ForMaker, round, follow.Verdict{State: crm.FollowRaised}},
		{"who moved the deal", due(follow.Facts{Maker: "dora"}), "", crm.ForMaker, gone, follow.Verdict{State: crm.FollowRaised, For: "dora"}},
		{"who moved the deal has left", due(follow.Facts{}), "", crm.ForMaker, nil, follow.Verdict{State: crm.FollowRaised, For: "anna"}},
		{"after eight hours of silence", follow.Facts{DueAt: now.Add(-8 * time.Hour)}, "", crm.ForCardOwner, nil, follow.Verdict{State: crm.FollowRaised, Late: 8 * time.Hour}},
	} {
		if got := follow.Judge(c.facts, c.unless, c.who, crm.StandIns{Absences: c.absences, Heads: heads}, now); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.what, got, c.want)
		}
	}
}
