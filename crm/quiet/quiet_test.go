package quiet_test

import (
	"testing"
	"time"

	"vonal/crm"
	"vonal/crm/quiet"
	"vonal/internal/fault"
)

const budapest = "Europe/Budapest"

func at(t *testing.T, text string) time.Time {
	t.Helper()
	moment, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return moment
}

func TestNothingIsSentInQuietHoursAlsoWhenTheClocksChange(t *testing.T) {
	night := crm.NoticeChoices{QuietFrom: "20:00", QuietTo: "07:00", Zone: budapest}
	small := crm.NoticeChoices{QuietFrom: "22:00", QuietTo: "02:30", Zone: budapest}
	noon := crm.NoticeChoices{QuietFrom: "12:00", QuietTo: "13:00", Zone: budapest}
	for _, c := range []struct {
		choices    crm.NoticeChoices
		from, want string
	}{
		{night, "2026-11-28T12:00:00Z", "2026-11-28T12:00:00Z"},
		{night, "2026-11-28T18:59:59Z", "2026-11-28T18:59:59Z"},
		{night, "2026-11-28T19:00:00Z", "2026-11-29T06:00:00Z"},
		{night, "2026-11-29T03:00:00Z", "2026-11-29T06:00:00Z"},
		{night, "2026-11-29T06:00:00Z", "2026-11-29T06:00:00Z"},
		{night, "2026-03-28T20:00:00Z", "2026-03-29T05:00:00Z"}, // into summer time
		{night, "2026-10-24T20:00:00Z", "2026-10-25T06:00:00Z"}, // out of it
		{small, "2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z"}, // there is no half past two
		{small, "2026-10-25T00:10:00Z", "2026-10-25T00:30:00Z"}, // ten past two, for the first time
		{small, "2026-10-25T01:10:00Z", "2026-10-25T01:10:00Z"}, // and for the second: they have ended
		{noon, "2026-11-28T11:30:00Z", "2026-11-28T12:00:00Z"},
		{noon, "2026-11-28T12:00:00Z", "2026-11-28T12:00:00Z"},
		{crm.NoticeChoices{Zone: budapest}, "2026-11-28T23:00:00Z", "2026-11-28T23:00:00Z"},
	} {
		if got := quiet.Loud(c.choices, at(t, c.from)); !got.Equal(at(t, c.want)) {
			t.Errorf("%s to %s, from %s: %s, not %s", c.choices.QuietFrom, c.choices.QuietTo, c.from, got.UTC().Format(time.RFC3339), c.want)
		}
	}
}

func TestADigestComesAtItsTimeOfDay(t *testing.T) {
	early := crm.NoticeChoices{DailyAt: "08:00", Zone: budapest}
	held := crm.NoticeChoices{DailyAt: "06:30", QuietFrom: "20:00", QuietTo: "07:00", Zone: budapest}
	for _, c := range []struct {
		choices    crm.NoticeChoices
		from, want string
	}{
		{early, "2026-11-28T06:59:59Z", "2026-11-28T07:00:00Z"},
		{early, "2026-11-28T07:00:00Z", "2026-11-29T07:00:00Z"},
		{early, "2026-03-28T12:00:00Z", "2026-03-29T06:00:00Z"},
		{early, "2026-10-24T12:00:00Z", "2026-10-25T07:00:00Z"},
		{held, "2026-11-28T12:00:00Z", "2026-11-29T06:00:00Z"},
	} {
		if got := quiet.DigestAfter(c.choices, at(t, c.from)); !got.Equal(at(t, c.want)) {
			t.Errorf("at %s, from %s: %s, not %s", c.choices.DailyAt, c.from, got.UTC().Format(time.RFC3339), c.want)
		}
	}
}

func TestChoicesThatCannotBeAreRefused(t *testing.T) {
	fine := crm.DefaultNoticeChoices(budapest)
	if err := quiet.Check(fine); err != nil {
		t.Fatal(err)
	}
	for field, change := range map[string]func(*crm.NoticeChoices){
		"mail": func(c *crm.NoticeChoices) { c.Mail = "often" }, "daily_at": func(c *crm.NoticeChoices) { c.DailyAt = "8:00" },
		"quiet_from": func(c *crm.NoticeChoices) { c.QuietFrom = "24:00" }, "quiet_to": func(c *crm.NoticeChoices) { c.QuietTo = "" },
		"zone": func(c *crm.NoticeChoices) { c.Zone = "Europe/Nowhere" }, "language": func(c *crm.NoticeChoices) { c.Language = "xx" },
	} {
		bad := fine
		change(&bad)
		err, _ := quiet.Check(bad).(*fault.Error)
		if err == nil || err.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}
