package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"vonal/crm"
	"vonal/crm/store"
	"vonal/internal/fault"
)

func connect(t *testing.T, dsn string) *pgx.Conn {
	t.Helper()
	c, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close(context.Background()) })
	return c
}

func TestLockedTableIsUnavailableWithinSeconds(t *testing.T) {
	dsn := migrated(t)
	s := open(t, store.Config{DSN: dsn})
	tx, err := connect(t, dsn).Begin(t.Context())
	ok(t, err)
	_, err = tx.Exec(t.Context(), "LOCK TABLE calls, cards IN ACCESS EXCLUSIVE MODE")
	ok(t, err)
	begun := time.Now()
	_, err = s.CloseCall(t.Context(), ended("c1", "+36301234567", "", ""))
	refused(t, err, fault.Unavailable, "")
	_, err = s.ListCards(t.Context(), head, crm.CardFilter{}, crm.Page{})
	refused(t, err, fault.Unavailable, "")
	if took := time.Since(begun); took > 10*time.Second {
		t.Errorf("given up after %s", took)
	}
	ok(t, tx.Rollback(t.Context()))
	closed(t, s, ended("c1", "+36301234567", "", ""))
}

func TestStoreGoesOnWhenItsConnectionsWereCut(t *testing.T) {
	dsn := migrated(t)
	s := open(t, store.Config{DSN: dsn})
	other := connect(t, dsn)
	for i := range 3 {
		ok(t, s.Health(t.Context()))
		_, err := other.Exec(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
			WHERE datname = current_database() AND pid <> pg_backend_pid()`)
		ok(t, err)
		in := ended("c1", "+36301234567", "", "")
		_, err = s.CloseCall(t.Context(), in)
		if err != nil && !fault.Is(err, fault.Unavailable) {
			t.Fatal(err)
		}
		if done := closed(t, s, in); err == nil && done.New {
			t.Errorf("round %d: the call was written and is new again", i)
		}
	}
}

func TestCallerWhoGivesUpIsToldAtOnce(t *testing.T) {
	s, _ := fresh(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.CardByPhone(ctx, "+36301234567")
	refused(t, err, fault.Unavailable, "")
}

func TestSlowListsUseAnIndex(t *testing.T) {
	dsn := migrated(t)
	c := connect(t, dsn)
	_, err := c.Exec(t.Context(), "SET enable_seqscan = off; SET enable_sort = off")
	ok(t, err)
	for name, query := range map[string]string{
		"a card by its number":   "SELECT FROM card_phones WHERE phone = '+36301234567'",
		"a card by a part":       "SELECT FROM card_words WHERE words LIKE '%kovács%'",
		"the newest cards":       "SELECT FROM cards WHERE kind = 'customer' AND merged_into IS NULL ORDER BY created_at DESC, id DESC LIMIT 50",
		"talked with of late":    "SELECT FROM cards WHERE merged_into IS NULL ORDER BY last_contact_at DESC NULLS LAST, id DESC LIMIT 50",
		"the newest deals":       "SELECT FROM deals WHERE deleted_at IS NULL AND (created_at, id) < (now(), '01900000-0000-7000-8000-000000000000') ORDER BY created_at DESC, id DESC LIMIT 50",
		"the dearest deals":      "SELECT FROM deals WHERE deleted_at IS NULL ORDER BY amount DESC, id DESC LIMIT 50",
		"the newest notes":       "SELECT FROM notes ORDER BY at DESC, id DESC LIMIT 50",
		"the newest calls":       "SELECT FROM calls WHERE (started_at, id) < (now(), 'x') ORDER BY started_at DESC, id DESC LIMIT 50",
		"the newest of an agent": "SELECT FROM calls WHERE agent_id = '01900000-0000-7000-8000-000000000000' ORDER BY started_at DESC, id DESC LIMIT 50",
		"a timeline":             "SELECT FROM timeline WHERE card_id = '01900000-0000-7000-8000-000000000000' ORDER BY at DESC, id DESC LIMIT 50",
		"pending recordings":     "SELECT FROM recordings WHERE state = 'pending' ORDER BY created_at",
	} {
		rows, err := c.Query(t.Context(), "EXPLAIN "+query)
		ok(t, err)
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		ok(t, err)
		indexed := false
		for _, l := range lines {
			indexed = indexed || contains(l, "Index")
			if contains(l, "Sort") {
				t.Errorf("%s sorts: %q", name, lines)
			}
		}
		if !indexed {
			t.Errorf("%s: %q", name, lines)
		}
	}
}
