package api_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"vonal/api"
	"vonal/crm"
	"vonal/routing"
)

func TestTheLastHourIsWhatPlainSQLCounts(t *testing.T) {
	h := open(t)
	now := h.clock.Now()
	write := func(i int, ago, wait time.Duration, how crm.Disposition) {
		in := crm.Interaction{ID: crm.CallID(fmt.Sprintf("c%d", i)), Direction: crm.Inbound, From: crm.Number{Raw: "anonymous"}, To: "100",
			Disposition: how, StartedAt: now.Add(-ago), EndedAt: now.Add(-ago).Add(wait)}
		if how == crm.Answered {
			in.Agent, in.AnsweredAt, in.EndedAt = h.anna.ID, in.EndedAt, in.EndedAt.Add(time.Minute)
		}
		_, err := h.store.CloseCall(t.Context(), in)
		h.must(err)
	}
	ways := []crm.Disposition{crm.Answered, crm.Abandoned, crm.Answered, crm.Voicemail, crm.Answered, crm.Closed}
	for i := range 60 {
		write(i, time.Duration(2+i*7%50)*time.Minute, time.Duration(i*11%45)*time.Second, ways[i%len(ways)])
	}
	write(100, 2*time.Hour, 5*time.Second, crm.Answered) // not within the hour

	got := want[api.LastHour](h, head, "GET", "/desk/last-hour", "", 200)
	db, err := pgx.Connect(t.Context(), h.dsn)
	h.must(err)
	defer db.Close(t.Context())
	one := func(what, of string, args ...any) (n float64) {
		h.must(db.QueryRow(t.Context(), "SELECT coalesce(("+what+"), 0)::float FROM calls WHERE started_at >= $1 AND "+of, append([]any{got.From}, args...)...).Scan(&n))
		return n
	}
	answered, inTime := one("count(*)", "disposition = 'answered'"), one("count(*)", "disposition = 'answered' AND wait_ms <= 20000")
	lost, soon := one("count(*)", "disposition IN ('abandoned', 'voicemail')"), one("count(*)", "disposition = 'abandoned' AND wait_ms <= 20000")
	if float64(got.Answered) != answered || float64(got.InTime) != inTime || float64(got.Missed) != lost || float64(got.GaveUpSoon) != soon ||
		*got.ServiceLevel != inTime/(answered+lost-soon) || got.AimMs != 20_000 || !got.From.Equal(got.At.Truncate(time.Minute).Add(-59*time.Minute)) {
		t.Errorf("%+v", got)
	}
	for i, m := range got.Minutes {
		if i > 0 && !m.At.After(got.Minutes[i-1].At) {
			t.Errorf("minute %s stands after %s", m.At, got.Minutes[i-1].At)
		}
		during := " AND started_at >= $2 AND started_at < $2 + interval '1 minute'"
		n := one("count(*)", "answered_at IS NOT NULL"+during, m.At)
		if float64(m.Answered) != n || float64(m.Missed) != one("count(*)", "disposition IN ('abandoned', 'voicemail')"+during, m.At) {
			t.Errorf("%+v", m)
		}
		if n == 0 && (m.WaitMedianMs != nil || m.WaitLongestMs != nil) {
			t.Errorf("nobody was answered: %+v", m)
		}
		if n > 0 && (float64(*m.WaitLongestMs) != one("max(wait_ms)", "answered_at IS NOT NULL"+during, m.At) ||
			float64(*m.WaitMedianMs) != one("percentile_disc(0.5) WITHIN GROUP (ORDER BY wait_ms)", "answered_at IS NOT NULL"+during, m.At)) {
			t.Errorf("%+v", m)
		}
	}
}

func TestTheLastHourHasACallThatRunsOnceAlsoWhenItHasBeenWritten(t *testing.T) {
	h := open(t)
	talking, waiting := live("c1", h.anna.ID), live("c2", h.boris.ID)
	talking.ArrivedAt = h.clock.Now().Add(-2 * time.Minute)
	talking.AnsweredAt, talking.Phase = talking.ArrivedAt.Add(5*time.Second), routing.Talking
	waiting.ArrivedAt = h.clock.Now()
	h.desk.set(func(d *scriptedDesk) { d.calls = []routing.Call{talking, waiting} })
	for _, when := range []string{"while it runs", "when it is written"} {
		got := want[api.LastHour](h, agent, "GET", "/desk/last-hour", "", 200)
		if got.Answered != 1 || got.InTime != 1 || got.Missed != 0 || len(got.Minutes) != 1 || *got.Minutes[0].WaitMedianMs != 5000 {
			t.Errorf("%s: %+v", when, got)
		}
		h.ended("c1", h.anna.ID, "+36301234567")
	}
}

func TestAnHourWithoutCallsIsEmpty(t *testing.T) {
	h := open(t)
	if got := want[api.LastHour](h, head, "GET", "/desk/last-hour", "", 200); len(got.Minutes) != 0 || got.ServiceLevel != nil || got.Answered != 0 {
		t.Errorf("%+v", got)
	}
}
