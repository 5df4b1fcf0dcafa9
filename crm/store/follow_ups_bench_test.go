package store_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"vonal/crm/store"
	"vonal/internal/clock"
)

// BenchmarkFollowUps is what the regular work asks every few seconds, of a
// million follow-ups to come, and a hundred thousand that are due at one
// instant, drained by one controller and by two.
//
//	go test -run '^$' -bench FollowUps -benchtime 1x ./crm/store
func BenchmarkFollowUps(b *testing.B) {
	const coming, due = 1_000_000, 100_000
	dsn := migrated(b)
	clk := clock.NewShifted()
	s := open(b, store.Config{DSN: dsn, Clock: clk})
	deal := fulfilled(b, s, agent(b, s, "Anna").ID)
	db := rawDB(b, dsn)
	exec1(b, db, `INSERT INTO follow_up_rules (id, name, "when", outcome, count, unit, zone, title, priority, who)
		VALUES ('01920000-0000-7000-8000-00000000aaaa', 'Many', 'outcome', 'many', 0, 'day', '', 'Many', 'normal', 'owner')`)
	make := func(kind string, many int, at time.Time, apart string) {
		exec1(b, db, `INSERT INTO follow_ups (id, rule_id, rule_version, occasion, card_id, from_at, due_at, due_local, due_zone)
			SELECT gen_random_uuid(), '01920000-0000-7000-8000-00000000aaaa', 1, ? || n, ?, ?::timestamptz, ?::timestamptz + n * ?::interval, 'then', 'UTC'
			FROM generate_series(1, ?) AS n`, kind, deal.Card, at.Add(-time.Hour), at, apart, many)
	}
	make("coming", coming, clk.Now().Add(24*time.Hour), "20 seconds")
	exec1(b, db, "ANALYZE follow_ups")

	var looks []time.Duration
	for range 500 {
		begun := clock.Instant()
		if n, err := s.RaiseFollowUps(b.Context(), 1000); err != nil || n != 0 {
			b.Fatal(n, err)
		}
		looks = append(looks, clock.Instant().Sub(begun))
	}
	slices.Sort(looks)
	b.ReportMetric(float64(looks[len(looks)*99/100].Microseconds())/1000, "look-p99-ms")

	drain := func(controllers int) time.Duration {
		make("due", due, clk.Now().Add(-time.Hour), "0 seconds")
		begun := clock.Instant()
		var all sync.WaitGroup
		for range controllers {
			all.Go(func() {
				other := open(b, store.Config{DSN: dsn, Clock: clk})
				for {
					n, err := other.RaiseFollowUps(b.Context(), 1000)
					if err != nil {
						b.Error(err)
					}
					if n == 0 || err != nil {
						return
					}
				}
			})
		}
		all.Wait()
		took := clock.Instant().Sub(begun)
		exec1(b, db, "DELETE FROM follow_ups WHERE occasion LIKE 'due%'")
		return took
	}
	b.ReportMetric(drain(1).Seconds(), "drained-by-1-s")
	b.ReportMetric(drain(2).Seconds(), "drained-by-2-s")
}
