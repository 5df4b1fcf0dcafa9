package store_test

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"vonal/crm"
	"vonal/crm/courier"
	"vonal/crm/store"
	"vonal/internal/clock"
	"vonal/internal/fault"
	"vonal/internal/testenv"
)

// riversTables is all that River has in a database, in words: what it reads and
// writes, and by which rules.
const riversTables = `
	SELECT format('%s.%s %s %s %s', table_name, column_name, udt_name, is_nullable, column_default) FROM information_schema.columns WHERE table_name LIKE 'river%'
	UNION ALL SELECT indexdef FROM pg_indexes WHERE tablename LIKE 'river%'
	UNION ALL SELECT format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint WHERE conrelid::regclass::text LIKE 'river%'
	UNION ALL SELECT format('%s %s', relname, relpersistence) FROM pg_class WHERE relname LIKE 'river%' AND relkind = 'r'
	UNION ALL SELECT format('%s %s', typname, enumlabel) FROM pg_enum JOIN pg_type ON enumtypid = pg_type.oid WHERE typname LIKE 'river%'
	UNION ALL SELECT format('%s %s', proname, regexp_replace(prosrc, '\s+', ' ', 'g')) FROM pg_proc WHERE proname LIKE 'river%'
	ORDER BY 1`

// TestTheTablesOfRiverAreThoseItWants compares those that our migrations make with
// those that the version of River we build with makes for itself.
func TestTheTablesOfRiverAreThoseItWants(t *testing.T) {
	tables := func(dsn string) []string {
		rows, err := connect(t, dsn).Query(t.Context(), riversTables)
		ok(t, err)
		return must[[]string](t)(pgx.CollectRows(rows, pgx.RowTo[string]))
	}
	dsn := testenv.Postgres(t)
	pool := must[*pgxpool.Pool](t)(pgxpool.New(t.Context(), dsn))
	defer pool.Close()
	migrator := must[*rivermigrate.Migrator[pgx.Tx]](t)(rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)}))
	must[*rivermigrate.MigrateResult](t)(migrator.Migrate(t.Context(), rivermigrate.DirectionUp, nil))
	wants, has := tables(dsn), tables(migrated(t))
	for _, line := range wants {
		if !slices.Contains(has, line) {
			t.Errorf("missing: %s", line)
		}
	}
	for _, line := range has {
		if !slices.Contains(wants, line) {
			t.Errorf("too much: %s", line)
		}
	}
}

// errandsOf has a courier carry, until stop is called, what a test is then told of.
func errandsOf(t *testing.T, s *store.Store) (c *courier.Courier, tries <-chan courier.Try, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	told := make(chan courier.Try, 10)
	c = must[*courier.Courier](t)(s.Courier(ctx, slog.New(slog.DiscardHandler), map[crm.Channel]courier.Carry{crm.ByMail: func(_ context.Context, try courier.Try) error {
		told <- try
		return nil
	}}))
	ended := make(chan struct{})
	go func() {
		c.Run(ctx)
		close(ended)
	}()
	stop = func() {
		cancel()
		<-ended
	}
	t.Cleanup(stop)
	return c, told, stop
}

// TestAnErrandOfAControllerThatDiedGoesToAnother begins with one that was begun
// five minutes ago by a controller that has said nothing since.
func TestAnErrandOfAControllerThatDiedGoesToAnother(t *testing.T) {
	dsn := migrated(t)
	clk := clock.NewShifted()
	s := open(t, store.Config{DSN: dsn, Clock: clk})
	db := connect(t, dsn)
	_, err := db.Exec(t.Context(), `INSERT INTO river_job (kind, queue, args, max_attempts, state, attempt, attempted_at, attempted_by)
		VALUES ('errand', 'mail', '{"id": "d1"}', 13, 'running', 1, now() - interval '5 minutes', '{dead}')`)
	ok(t, err)
	c, tries, _ := errandsOf(t, s)
	for state := "running"; state == "running"; { // River looks when it has made out who leads
		ok(t, db.QueryRow(t.Context(), "SELECT state FROM river_job").Scan(&state))
		clock.Wait(t.Context(), clock.System, 20*time.Millisecond)
	}
	clk.Advance(time.Minute)
	ok(t, c.Advanced(t.Context()))
	if try := <-tries; try.ID != "d1" || try.Number != 2 {
		t.Errorf("%+v", try)
	}
}

// TestAPausedQueueIsLeftAloneByAllControllers pauses it by one that works, and has
// another begin meanwhile.
func TestAPausedQueueIsLeftAloneByAllControllers(t *testing.T) {
	dsn := migrated(t)
	s := open(t, store.Config{DSN: dsn})
	one, _, stop := errandsOf(t, s)
	refused(t, one.Pause(t.Context(), crm.ByPush, true), fault.Unknown, "")
	for there := 0; there == 0; clock.Wait(t.Context(), clock.System, 20*time.Millisecond) { // until it works
		there = len(must[[]crm.Queue](t)(one.Queues(t.Context())))
	}
	ok(t, one.Pause(t.Context(), crm.ByMail, true))
	stop()
	_, err := connect(t, dsn).Exec(t.Context(), `INSERT INTO river_job (kind, queue, args, max_attempts) VALUES ('errand', 'mail', '{"id": "d1"}', 13)`)
	ok(t, err)
	other, tries, _ := errandsOf(t, s)
	queue := must[[]crm.Queue](t)(other.Queues(t.Context()))[0]
	if queue.PausedAt.IsZero() || queue.Waiting != 1 || queue.Oldest.IsZero() || len(tries) > 0 {
		t.Errorf("%+v", queue)
	}
	ok(t, other.Pause(t.Context(), crm.ByMail, false))
	if try := <-tries; try.ID != "d1" || try.Number != 1 {
		t.Errorf("%+v", try)
	}
}
