package store_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"vonal/crm"
	"vonal/crm/store"
	"vonal/internal/clock"
)

// linesOf are the lines that a query finds, as one text.
func linesOf(t testing.TB, dsn, query string) string {
	t.Helper()
	db := must[*pgx.Conn](t)(pgx.Connect(t.Context(), dsn))
	defer db.Close(context.Background())
	rows := must[pgx.Rows](t)(db.Query(t.Context(), query))
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	ok(t, err)
	return strings.Join(all, "\n")
}

const rolledUp = `SELECT concat_ws(' ', day, agents.name, offered, answered, missed, rejected, inbound, outbound, talk_ms, wrapup_ms)
	FROM agent_days JOIN agents ON agents.id = agent_id ORDER BY day, agents.name`

// plainly is the same, as plain SQL over the calls says it.
const plainly = `SELECT concat_ws(' ', day, agents.name,
		(SELECT count(*) FROM offers WHERE agent_id = agents.id AND (offered_at AT TIME ZONE 'Europe/Budapest')::date = day),
		(SELECT count(*) FROM offers WHERE agent_id = agents.id AND (offered_at AT TIME ZONE 'Europe/Budapest')::date = day AND result = 'answered'),
		(SELECT count(*) FROM offers WHERE agent_id = agents.id AND (offered_at AT TIME ZONE 'Europe/Budapest')::date = day AND result = 'missed'),
		(SELECT count(*) FROM offers WHERE agent_id = agents.id AND (offered_at AT TIME ZONE 'Europe/Budapest')::date = day AND result = 'rejected'),
		count(*) FILTER (WHERE direction = 'inbound'), count(*) FILTER (WHERE direction = 'outbound'), coalesce(sum(talk_ms), 0), coalesce(sum(wrapup_ms), 0))
	FROM (SELECT agent_id, (offered_at AT TIME ZONE 'Europe/Budapest')::date AS day FROM offers
		UNION SELECT agent_id, (started_at AT TIME ZONE 'Europe/Budapest')::date FROM calls WHERE agent_id IS NOT NULL AND answered_at IS NOT NULL) AS days
	JOIN agents ON agents.id = days.agent_id
	LEFT JOIN calls ON calls.agent_id = agents.id AND answered_at IS NOT NULL AND (started_at AT TIME ZONE 'Europe/Budapest')::date = day
	LEFT JOIN after_calls ON after_calls.call_id = calls.id
	GROUP BY day, agents.id, agents.name ORDER BY day, agents.name`

// inBudapest is a company with a clock, and agents who have had calls around
// midnight, and on the days on which the clocks change.
func inBudapest(t testing.TB) (*store.Store, *clock.Shifted, string, time.Time) {
	t.Helper()
	dsn, clk := migrated(t), clock.NewShifted()
	s := open(t, store.Config{DSN: dsn, Clock: clk, Zone: "Europe/Budapest"})
	year := clk.Now().Year() + 1
	goTo(clk, time.Date(year, 11, 15, 12, 0, 0, 0, time.UTC))
	march := time.Date(year, 3, 25, 22, 30, 0, 0, time.UTC) // an hour before midnight in Budapest, and half of one
	anna, boris := agent(t, s, "Anna"), agent(t, s, "Boris")
	for i, at := range []time.Time{march, march.Add(20 * time.Minute), march.Add(40 * time.Minute), march.AddDate(0, 0, 3), march.AddDate(0, 0, 4), march.AddDate(0, 7, 0), march.AddDate(0, 7, 6)} {
		id := fmt.Sprint("c", i)
		in := spoken(id, "+36301234567", anna.ID, at, time.Duration(i+1)*time.Minute)
		in.Offers = []crm.Offer{
			{Agent: boris.ID, OfferedAt: at.Add(-25 * time.Minute), Result: []crm.OfferResult{crm.OfferMissed, crm.OfferRejected}[i%2]},
			{Agent: anna.ID, OfferedAt: at, Result: crm.OfferAnswered},
		}
		closed(t, s, in)
	}
	out := spoken("out", "", boris.ID, march.AddDate(0, 0, 1), 90*time.Second)
	out.Direction, out.To, out.From, out.Offers = crm.Outbound, "+36301234567", crm.Number{Raw: "100"}, nil
	closed(t, s, out)
	ok(t, s.SetWrapUps(t.Context(), map[crm.CallID]time.Duration{"c0": 5 * time.Second, "c4": 7 * time.Second}))
	return s, clk, dsn, march
}

func TestDaysOfAgentsAreWhatTheCallsSay(t *testing.T) {
	s, clk, dsn, march := inBudapest(t)
	same := func(what string, changed int) {
		t.Helper()
		if n := must[int](t)(s.RollUp(t.Context())); n != changed {
			t.Errorf("%s: %d lines have changed, not %d", what, n, changed)
		}
		if got, want := linesOf(t, dsn, rolledUp), linesOf(t, dsn, plainly); got != want || got == "" {
			t.Errorf("%s:\n%s\nwant\n%s", what, got, want)
		}
	}
	same("at first", strings.Count(linesOf(t, dsn, plainly), "\n")+1)
	same("nothing new", 0)

	clk.Advance(48 * time.Hour)
	late := spoken("late", "+36301234567", must[crm.List[crm.Agent]](t)(s.ListAgents(t.Context(), crm.Page{})).Items[0].ID, march.Add(time.Hour), time.Minute)
	late.Offers = nil
	closed(t, s, late)
	same("a call of long ago that is written late", 1)
	late.Offers = []crm.Offer{{Agent: late.Agent, OfferedAt: late.StartedAt, Result: crm.OfferAnswered}}
	clk.Advance(time.Minute)
	closed(t, s, late)
	same("a call of which more is known", 1)
}

// What is closed stays as it was: calls that change later are told, and written
// nowhere; and so are lines that somebody has changed.
func TestAMonthThatIsClosedIsWrittenNoMore(t *testing.T) {
	s, clk, dsn, march := inBudapest(t)
	if n := must[int](t)(s.CloseMonths(t.Context())); n != 8 { // March to October
		t.Fatalf("%d months were closed", n)
	}
	if n := must[int](t)(s.CloseMonths(t.Context())); n != 0 {
		t.Errorf("%d were closed twice", n)
	}
	if got, want := linesOf(t, dsn, rolledUp), linesOf(t, dsn, plainly); got != want {
		t.Errorf("\n%s\nwant\n%s", got, want)
	}
	flaws := func() (all []string) {
		t.Helper()
		for last := ""; ; {
			month, flaw, err := s.VerifyMonth(t.Context(), last)
			ok(t, err)
			if flaw != "" {
				all = append(all, flaw)
			}
			if last = month; month == "" {
				return all
			}
		}
	}
	if got := flaws(); len(got) != 0 {
		t.Fatalf("%q", got)
	}
	before := linesOf(t, dsn, rolledUp)
	late := spoken("late", "+36301234567", must[crm.List[crm.Agent]](t)(s.ListAgents(t.Context(), crm.Page{})).Items[0].ID, march, time.Minute)
	late.Offers = nil
	closed(t, s, late)
	must[int](t)(s.RollUp(t.Context()))
	if got := linesOf(t, dsn, rolledUp); got != before {
		t.Errorf("a closed month was written:\n%s\nwas\n%s", got, before)
	}
	if got := flaws(); len(got) != 1 || !strings.Contains(got[0], march.Format("2006-01")) || !strings.Contains(got[0], "1 lines") {
		t.Errorf("%q", got)
	}
	sql(t, dsn, "UPDATE agent_days SET talk_ms = talk_ms + 1 WHERE extract(month FROM day) = 10")
	if got := flaws(); len(got) != 2 || !strings.Contains(got[1], "not those that were closed") {
		t.Errorf("%q", got)
	}

	goTo(clk, time.Date(march.Year(), 12, 3, 20, 0, 0, 0, time.UTC))
	if n := must[int](t)(s.CloseMonths(t.Context())); n != 0 {
		t.Error("November is not over for long enough")
	}
	goTo(clk, time.Date(march.Year(), 12, 4, 0, 0, 0, 0, time.UTC))
	if n := must[int](t)(s.CloseMonths(t.Context())); n != 1 {
		t.Error("November is not closed")
	}
}

// What two agents have spoken to one caller is each one's own, and who hands over
// has had the call, too.
func TestATalkThatWasHandedOverIsOfBoth(t *testing.T) {
	dsn := migrated(t)
	s := open(t, store.Config{DSN: dsn, Zone: "Europe/Budapest"})
	anna, boris := agent(t, s, "Anna"), agent(t, s, "Boris")
	at := crm.Moment(time.Now()).Add(-time.Hour)
	spoke := func(a crm.AgentID, from time.Duration, handedOver time.Time) crm.Offer {
		return crm.Offer{Agent: a, OfferedAt: at.Add(from), EndedAt: at.Add(from), Result: crm.OfferAnswered, HandedOverAt: handedOver}
	}
	in := spoken("c1", "+36301234567", boris.ID, at, 10*time.Minute)
	in.Offers = []crm.Offer{spoke(anna.ID, 0, at.Add(4*time.Minute)), spoke(boris.ID, 5*time.Minute, time.Time{})}
	closed(t, s, in)
	vain := spoken("c2", "+36301234568", anna.ID, at, 3*time.Minute) // nobody took the caller
	vain.Offers = []crm.Offer{spoke(anna.ID, 0, at.Add(time.Minute))}
	closed(t, s, vain)
	must[int](t)(s.RollUp(t.Context()))
	const lines = "SELECT concat_ws(' ', agents.name, sum(inbound), CAST(sum(talk_ms) / 1000 AS bigint)) FROM agent_days JOIN agents ON agents.id = agent_id GROUP BY agents.name ORDER BY 1"
	if got, want := linesOf(t, dsn, lines), "Anna 2 300\nBoris 1 300"; got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}
