package store_test

import (
	stdsql "database/sql"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/jackc/pgx/v5"
	_ "github.com/jackc/pgx/v5/stdlib" // goose speaks database/sql
	"github.com/pressly/goose/v3"

	"vonal/crm"
	"vonal/crm/store"
	"vonal/internal/testenv"
)

// holds is a line of testdata/company: what stays true after every later
// migration.
var holds = regexp.MustCompile(`(?m)^-- holds: (.+)$`)

// TestACompanyOfEachSchemaIsUpgradedWithoutLoss begins with the first schema,
// and after each migration adds what a company has by then: no later migration
// may lose a row, break a reference, or make untrue what held.
func TestACompanyOfEachSchemaIsUpgradedWithoutLoss(t *testing.T) {
	dsn := testenv.Postgres(t)
	db, err := stdsql.Open("pgx", dsn)
	ok(t, err)
	defer db.Close()
	p, err := goose.NewProvider(goose.DialectPostgres, db, os.DirFS("migrations"), goose.WithDisableGlobalRegistry(true))
	ok(t, err)
	c := connect(t, dsn)
	var promises []string
	for _, m := range p.ListSources() {
		before := rowsOf(t, c)
		_, err := p.UpTo(t.Context(), m.Version)
		ok(t, err)
		for table, n := range before {
			if now, there := rowsOf(t, c)[table]; there && now < n {
				t.Errorf("migration %d leaves %d of the %d rows of %s", m.Version, now, n, table)
			}
		}
		text, err := os.ReadFile(filepath.Join("testdata", "company", fmt.Sprintf("%05d.sql", m.Version)))
		if err != nil {
			t.Fatalf("migration %d has no company: write testdata/company/%05d.sql, with rows of what it brings and what must hold from then on", m.Version, m.Version)
		}
		if _, err := c.Exec(t.Context(), string(text)); err != nil {
			t.Fatalf("the company of schema %d: %v", m.Version, err)
		}
		for _, line := range holds.FindAllStringSubmatch(string(text), -1) {
			promises = append(promises, line[1])
		}
		for _, promise := range promises {
			var held bool
			if err := c.QueryRow(t.Context(), promise).Scan(&held); err != nil || !held {
				t.Errorf("after migration %d no longer: %s (%v)", m.Version, promise, err)
			}
		}
		checkReferences(t, c)
	}
	readUpgraded(t, dsn)
}

// rowsOf counts the rows of every table.
func rowsOf(t *testing.T, c *pgx.Conn) map[string]int {
	t.Helper()
	rows, err := c.Query(t.Context(), `SELECT tablename, (xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %I', tablename), false, true, '')))[1]::text::int
		FROM pg_tables WHERE schemaname = 'public'`)
	ok(t, err)
	counts := map[string]int{}
	var table string
	var n int
	_, err = pgx.ForEachRow(rows, []any{&table, &n}, func() error {
		counts[table] = n
		return nil
	})
	ok(t, err)
	return counts
}

// checkReferences refuses a constraint that is not, or no longer, checked.
func checkReferences(t *testing.T, c *pgx.Conn) {
	t.Helper()
	var unchecked int
	ok(t, c.QueryRow(t.Context(), "SELECT count(*) FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND NOT convalidated").Scan(&unchecked))
	if unchecked > 0 {
		t.Errorf("%d constraints are not checked", unchecked)
	}
}

// readUpgraded reads the company as the program does.
func readUpgraded(t *testing.T, dsn string) {
	t.Helper()
	s := open(t, store.Config{DSN: dsn})
	ok(t, s.Health(t.Context()))
	card := must[crm.Card](t)(s.GetCard(t.Context(), head, "0190cccc-0000-7000-8000-000000000001"))
	if card.Name != "Szabó Bútorház Kft" || len(card.Numbers) != 2 || len(card.Mails) != 1 || len(card.Contacts) != 1 || card.Fields["vat_regime"] != "general" {
		t.Errorf("the card is %+v", card)
	}
	story := must[crm.List[crm.Entry]](t)(s.Timeline(t.Context(), head, card.ID, nil, crm.Page{}))
	if len(story.Items) != 7 {
		t.Errorf("its story has %d lines: %+v", len(story.Items), story.Items)
	}
	if calls := must[crm.List[crm.Call]](t)(s.ListCalls(t.Context(), head, crm.CallFilter{}, crm.Page{})); len(calls.Items) != 4 {
		t.Errorf("%d calls", len(calls.Items))
	}
	if deals := must[crm.List[crm.Deal]](t)(s.ListDeals(t.Context(), head, crm.DealFilter{}, crm.Page{})); len(deals.Items) != 1 {
		t.Errorf("%d deals", len(deals.Items))
	}
	if tasks := must[crm.List[crm.Task]](t)(s.ListTasks(t.Context(), head, crm.TaskFilter{}, crm.Page{})); len(tasks.Items) != 2 {
		t.Errorf("%d tasks", len(tasks.Items))
	}
}
