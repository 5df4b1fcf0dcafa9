package main

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"vonal/crm"
	"vonal/crm/files"
	"vonal/crm/store"
	"vonal/internal/clock"
	"vonal/internal/testenv"
)

// kept is a program of a store and a shelf alone, in Budapest.
func kept(t *testing.T) (*program, *clock.Shifted, *pgx.Conn) {
	t.Helper()
	dsn := testenv.Migrated(t, migrations(t), func(ctx context.Context, dsn string) error {
		s, err := store.Open(store.Config{DSN: dsn})
		if err != nil {
			return err
		}
		defer s.Close()
		return s.Migrate(ctx)
	})
	clk := clock.NewShifted()
	now := clk.Now()
	clk.Advance(time.Date(now.Year(), now.Month(), now.Day()+1, 12, 0, 0, 0, time.UTC).Sub(now)) // far from any night
	s, err := store.Open(store.Config{DSN: dsn, Clock: clk, Zone: "Europe/Budapest"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	shelf, err := files.OpenDisk(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { shelf.Close() })
	db, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close(context.Background()) })
	zone, err := time.LoadLocation("Europe/Budapest")
	if err != nil {
		t.Fatal(err)
	}
	return &program{settings: settings{Clock: clk, Zone: zone, Log: slog.New(slog.DiscardHandler)}, store: s, shelf: shelf}, clk, db
}

func did(t *testing.T, db *pgx.Conn, statement string, args ...any) {
	t.Helper()
	if _, err := db.Exec(t.Context(), statement, args...); err != nil {
		t.Fatal(err)
	}
}

// due reports whether the rounds are.
func due(t *testing.T, p *program) bool {
	t.Helper()
	yes, err := p.verificationDue(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return yes
}

func TestWhatIsNotAsItWasIsFoundTheNextNight(t *testing.T) {
	p, clk, db := kept(t)
	admin := crm.Viewer{Grants: crm.Grants{crm.SeeCards: crm.ScopeAll, crm.EditCards: crm.ScopeAll, crm.SeeFiles: crm.ScopeAll, crm.AddFiles: crm.ScopeAll}}
	card, err := p.store.CreateCard(t.Context(), admin, crm.NewCard{Name: "Szabó"})
	if err != nil {
		t.Fatal(err)
	}
	cabinet := files.New(files.Config{Records: p.store, Shelf: p.shelf})
	parcel, err := cabinet.Receive(strings.NewReader("an offer"), "offer.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer parcel.Close()
	if _, err := cabinet.Add(t.Context(), admin, crm.NewFile{Folder: crm.Folder{Card: card.ID}}, parcel); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := p.store.Audit(t.Context(), crm.AuditLine{What: "logged_in"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.store.ChainAudit(t.Context()); err != nil {
		t.Fatal(err)
	}
	did(t, db, "INSERT INTO closed_months (month, lines, checksum, closed_at) VALUES ('2020-02-01', 0, encode(sha256(''), 'hex'), now())")

	if !due(t, p) {
		t.Error("a round that never was is not due")
	}
	if n, err := p.verify(t.Context()); err != nil || n != 5 { // three lines, a version, a month
		t.Fatalf("%d, %v", n, err)
	}
	if due(t, p) {
		t.Error("due twice a night")
	}

	did(t, db, "UPDATE audit_log SET detail = 'nothing' WHERE seq = 2")
	versions, err := p.store.FileVersionsAfter(t.Context(), "", 10)
	if err != nil || len(versions) != 1 {
		t.Fatalf("%+v, %v", versions, err)
	}
	if err := p.shelf.Remove(t.Context(), versions[0].ID.Key()); err != nil {
		t.Fatal(err)
	}
	did(t, db, "UPDATE closed_months SET lines = 1")
	if due(t, p) {
		t.Error("due before the next night")
	}
	clk.Advance(24 * time.Hour)
	if !due(t, p) {
		t.Fatal("not due the next night")
	}
	_, err = p.verify(t.Context())
	for _, want := range []string{"line 2", "missing: " + string(versions[0].ID), "month 2020-02"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not name %q", err, want)
		}
	}
	if due(t, p) {
		t.Error("it would be found again the same night")
	}
}

func TestANightBeginsAtItsHourWhateverTheClocksDo(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Budapest")
	if err != nil {
		t.Fatal(err)
	}
	for now, want := range map[string]string{
		"2026-11-28T02:30:00Z": "2026-11-28T02:00:00Z", // half past three
		"2026-11-28T01:59:59Z": "2026-11-27T02:00:00Z",
		"2026-03-29T00:59:00Z": "2026-03-28T02:00:00Z", // there is no half past two this night
		"2026-03-29T01:00:00Z": "2026-03-29T01:00:00Z", // three, by summer time
		"2026-10-25T01:30:00Z": "2026-10-24T01:00:00Z", // half past two for the second time
		"2026-10-25T02:00:00Z": "2026-10-25T02:00:00Z",
	} {
		at, _ := time.Parse(time.RFC3339, now)
		if got := nightOf(at, zone, 3).UTC().Format(time.RFC3339); got != want {
			t.Errorf("at %s the night began at %s, not %s", now, got, want)
		}
	}
}
