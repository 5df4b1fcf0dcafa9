package past_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"vonal/crm"
	"vonal/crm/store"
	"vonal/internal/past"
	"vonal/internal/testenv"
)

var now = time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)

// filled is a database with the past of so many cards, and who worked there.
func filled(t *testing.T, cards int) (*pgx.Conn, *store.Store, past.Plan) {
	t.Helper()
	c, s, p := planned(t, cards)
	ok(t, past.Fill(t.Context(), c.Config().ConnString(), p, func(string) {}))
	return c, s, p
}

// planned is a database without any past, and the plan of one.
func planned(t *testing.T, cards int) (*pgx.Conn, *store.Store, past.Plan) {
	t.Helper()
	dsn := testenv.Postgres(t)
	s, err := store.Open(store.Config{DSN: dsn})
	ok(t, err)
	t.Cleanup(func() { s.Close() })
	ok(t, s.Migrate(t.Context()))
	p := past.Plan{Seed: 7, Cards: cards, Now: now, Span: 3 * 365 * 24 * time.Hour, Zone: "Europe/Budapest", Recordings: true}
	for i, name := range []string{"Anna", "Boris", "Csaba"} {
		a, err := s.CreateAgent(t.Context(), crm.NewAgent{Name: name, Extension: fmt.Sprint(101 + i)})
		ok(t, err)
		u, err := s.CreateUser(t.Context(), crm.NewUser{Login: name, Name: name, Role: crm.RoleAgent, Agent: a.ID, Password: "violet anchor 77 moss"})
		ok(t, err)
		p.Staff = append(p.Staff, past.Person{Agent: string(a.ID), User: string(u.ID)})
	}
	c, err := pgx.Connect(t.Context(), dsn)
	ok(t, err)
	t.Cleanup(func() { c.Close(context.WithoutCancel(t.Context())) })
	return c, s, p
}

func TestAPastRefersToNothingThatIsNotThere(t *testing.T) {
	c, _, _ := filled(t, 400)
	rows, err := c.Query(t.Context(), `SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
		WHERE contype = 'f' AND connamespace = 'public'::regnamespace`)
	ok(t, err)
	type reference struct{ table, name, rule string }
	all, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (x reference, err error) {
		return x, r.Scan(&x.table, &x.name, &x.rule)
	})
	ok(t, err)
	for _, x := range all { // making the reference anew looks at every row
		_, err := c.Exec(t.Context(), fmt.Sprintf("ALTER TABLE %s DROP CONSTRAINT %s, ADD CONSTRAINT %s %s", x.table, x.name, x.name, x.rule))
		ok(t, err)
	}
	if len(all) < 20 {
		t.Errorf("only %d references", len(all))
	}
}

func TestAPastLiesInThePastAndKeepsItsOrder(t *testing.T) {
	c, _, _ := filled(t, 400)
	for what, where := range map[string]string{
		"a line of the future":            "SELECT count(*) FROM timeline WHERE at > '2026-11-27 13:00Z'",
		"a line before its card":          "SELECT count(*) FROM timeline JOIN cards ON cards.id = card_id WHERE at < created_at",
		"a card that nothing opened":      "SELECT count(*) FROM cards WHERE NOT EXISTS (SELECT FROM timeline WHERE card_id = cards.id AND kind = 'opened')",
		"a call without its line":         "SELECT count(*) FROM calls WHERE NOT EXISTS (SELECT FROM timeline WHERE call_id = calls.id AND kind = 'call')",
		"a talk after the last contact":   "SELECT count(*) FROM calls JOIN cards ON cards.id = card_id WHERE answered_at IS NOT NULL AND started_at > last_contact_at",
		"a deal not where it last moved":  "SELECT count(*) FROM deals WHERE stage_id <> (SELECT to_stage FROM deal_moves WHERE deal_id = deals.id ORDER BY at DESC, id DESC LIMIT 1)",
		"a refusal without its reason":    "SELECT count(*) FROM deals JOIN stages ON stages.id = stage_id WHERE kind = 'lost' AND reason = ''",
		"a card not found by its words":   "SELECT count(*) FROM cards LEFT JOIN card_words ON card_id = id WHERE words IS DISTINCT FROM words_of_card(id)",
		"a deal that moved just now":      "SELECT count(*) FROM deal_moves WHERE from_stage IS NOT NULL AND at >= '2026-11-27 12:00Z'",
		"a reason for a deal still alive": "SELECT count(*) FROM deals JOIN stages ON stages.id = stage_id WHERE kind <> 'lost' AND reason <> ''",
	} {
		var n int
		ok(t, c.QueryRow(t.Context(), where).Scan(&n))
		if n != 0 {
			t.Errorf("%s: %d", what, n)
		}
	}
}

func TestAPastIsAsLargeAndAsSkewedAsItSays(t *testing.T) {
	c, _, _ := filled(t, 3000)
	var calls, lines, notes, most float64
	ok(t, c.QueryRow(t.Context(), `SELECT (SELECT count(*) FROM calls), (SELECT count(*) FROM timeline), (SELECT count(*) FROM notes),
		(SELECT max(n) FROM (SELECT count(*) AS n FROM calls GROUP BY card_id) AS each)`).Scan(&calls, &lines, &notes, &most))
	for what, x := range map[string]struct{ have, least, most float64 }{
		"calls a card":           {calls / 3000, 2, 4},
		"lines a card":           {lines / 3000, 8, 13},
		"notes a card":           {notes / 3000, 0.8, 1.2},
		"calls of the most busy": {most, 50, 2000},
	} {
		if x.have < x.least || x.have > x.most {
			t.Errorf("%s: %.2f, wanted %v to %v", what, x.have, x.least, x.most)
		}
	}
}

func TestTheSamePlanMakesTheSamePast(t *testing.T) {
	sum := func() (text string) {
		c, _, _ := filled(t, 50)
		ok(t, c.QueryRow(t.Context(), `SELECT (SELECT md5(string_agg(phone || card_id, ',' ORDER BY phone)) FROM card_phones)
			|| (SELECT md5(string_agg(name || tier || created_at, ',' ORDER BY id)) FROM cards)`).Scan(&text))
		return text
	}
	if one, other := sum(), sum(); one != other {
		t.Errorf("%s, then %s", one, other)
	}
}

func TestASmallPastIsPouredWholeOrNotAtAll(t *testing.T) {
	c, _, p := planned(t, 50)
	dsn := c.Config().ConnString()
	sum := func() (text string) {
		for _, table := range []string{"cards", "card_phones", "calls", "offers", "deals", "deal_moves", "notes", "tasks", "timeline", "card_words"} {
			var n string
			ok(t, c.QueryRow(t.Context(), "SELECT count(*)::text FROM "+table).Scan(&n))
			text += table + " " + n + "; "
		}
		return text
	}
	none := sum()
	broken := p
	broken.Staff = []past.Person{{Agent: "01920000-0000-7000-8000-00000000dead"}} // whom nobody has employed
	if poured, err := past.Pour(t.Context(), dsn, broken); err == nil || poured || sum() != none {
		t.Errorf("%v, %v: %s", poured, err, sum())
	}
	poured, err := past.Pour(t.Context(), dsn, p)
	ok(t, err)
	whole := sum()
	if poured, err := past.Pour(t.Context(), dsn, p); poured || err != nil || sum() != whole {
		t.Errorf("a second one was poured over it: %v, %v", poured, err)
	}
	other, _, _ := filled(t, 50)
	c = other
	if !poured || sum() != whole {
		t.Errorf("poured it is\n%s, filled\n%s", whole, sum())
	}
}

func TestAPastIsReadLikeAnythingElse(t *testing.T) {
	_, s, p := filled(t, 200)
	head := crm.Viewer{User: crm.UserID(p.Staff[0].User), Role: crm.RoleHead}
	card, err := s.CardByPhone(t.Context(), "+36301000000")
	ok(t, err)
	whole, err := s.GetCard(t.Context(), head, card.ID)
	ok(t, err)
	if whole.Name == "" || whole.Owner == "" || whole.Language == "" {
		t.Errorf("the card is %+v", whole)
	}
	story, err := s.Timeline(t.Context(), head, card.ID, nil, crm.Page{})
	ok(t, err)
	if len(story.Items) == 0 {
		t.Error("it has no story")
	}
}

func TestAPastIsNotPouredOverCardsThatAreThere(t *testing.T) {
	c, _, p := filled(t, 3)
	if err := past.Fill(t.Context(), c.Config().ConnString(), p, func(string) {}); err == nil {
		t.Error("it was")
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
