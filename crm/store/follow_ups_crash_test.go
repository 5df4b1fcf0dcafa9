package store_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"vonal/crm/store"
	"vonal/internal/clock"
)

// What TestManySchedulers… starts once more as processes of their own.
const raiserDSN, raiserShift = "VONAL_TEST_RAISER_DSN", "VONAL_TEST_RAISER_SHIFT"

// TestRaiserProcess is no test: it is a scheduler of the test below, which kills
// it whenever.
func TestRaiserProcess(t *testing.T) {
	dsn := os.Getenv(raiserDSN)
	if dsn == "" {
		t.Skip("only as a process of its own")
	}
	shift, err := strconv.ParseInt(os.Getenv(raiserShift), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	clk := clock.NewShifted()
	clk.Advance(time.Duration(shift))
	s := open(t, store.Config{DSN: dsn, Clock: clk})
	fmt.Println("raising")
	for {
		done, err := s.RaiseFollowUps(t.Context(), 7)
		if err != nil {
			t.Fatal(err)
		}
		if done == 0 {
			return
		}
	}
}

// TestManySchedulersThatAreKilledRaiseEachFollowUpOnce: ten thousand are due;
// five processes are at them, one of them an hour ahead, one an hour behind, and
// are killed again and again (I27, F42, F44).
func TestManySchedulersThatAreKilledRaiseEachFollowUpOnce(t *testing.T) {
	const many = 10_000
	dsn := migrated(t)
	clk := clock.NewShifted()
	s := open(t, store.Config{DSN: dsn, Clock: clk})
	deal := fulfilled(t, s, agent(t, s, "Anna").ID)
	db := rawDB(t, dsn)
	now := clk.Now()
	exec1(t, db, `INSERT INTO follow_up_rules (id, name, "when", outcome, count, unit, zone, title, priority, who)
		VALUES ('01920000-0000-7000-8000-00000000aaaa', 'Many', 'outcome', 'many', 0, 'day', '', 'Many', 'normal', 'owner')`)
	exec1(t, db, `INSERT INTO follow_ups (id, rule_id, rule_version, occasion, card_id, from_at, due_at, due_local, due_zone)
		SELECT gen_random_uuid(), '01920000-0000-7000-8000-00000000aaaa', 1, 'n' || n, ?, ?::timestamptz, ?::timestamptz + n * interval '1 millisecond', 'then', 'UTC'
		FROM generate_series(1, ?) AS n`, deal.Card, now.Add(-time.Hour), now.Add(-2*time.Hour), many)

	rng := rand.New(rand.NewPCG(7, 7))
	shifts := []time.Duration{0, 0, 0, time.Hour, -time.Hour}
	begin := func(shift time.Duration) *exec.Cmd {
		cmd := exec.Command(os.Args[0], "-test.run=^TestRaiserProcess$", "-test.timeout=2m")
		cmd.Env = append(os.Environ(), raiserDSN+"="+dsn, fmt.Sprintf("%s=%d", raiserShift, shift))
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return cmd
	}
	killed, interrupted := 0, 0
	for round := 0; round < 6; round++ {
		var all []*exec.Cmd
		for _, shift := range shifts {
			all = append(all, begin(shift))
		}
		wait := make(chan struct{})
		time.AfterFunc(time.Duration(300+rng.IntN(500))*time.Millisecond, func() { close(wait) })
		<-wait
		for _, cmd := range all {
			if cmd.Process.Kill() == nil {
				killed++
			}
			_ = cmd.Wait()
		}
		var left int
		if err := db.Raw("SELECT count(*) FROM follow_ups WHERE state = 'waiting' AND rule_id = '01920000-0000-7000-8000-00000000aaaa'").Scan(&left).Error; err != nil {
			t.Fatal(err)
		}
		if left > 0 {
			interrupted++
		}
	}
	last := begin(0)
	if err := last.Wait(); err != nil {
		t.Fatalf("the last one: %v", err)
	}
	var waiting, raised, tasks, doubled int64
	row := db.Raw(`SELECT count(*) FILTER (WHERE state = 'waiting'), count(*) FILTER (WHERE state = 'raised'),
		(SELECT count(*) FROM tasks WHERE rule = 'Many'), (SELECT count(*) FROM tasks WHERE rule = 'Many' AND NOT EXISTS (SELECT FROM follow_ups WHERE task_id = tasks.id))
		FROM follow_ups WHERE rule_id = '01920000-0000-7000-8000-00000000aaaa'`).Row()
	if err := row.Scan(&waiting, &raised, &tasks, &doubled); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d processes were killed, in %d rounds before all was done", killed, interrupted)
	if interrupted == 0 {
		t.Error("nobody was killed at work")
	}
	if waiting != 0 || raised != many || tasks != many || doubled != 0 {
		t.Errorf("%d wait, %d raised, %d tasks, %d of nobody", waiting, raised, tasks, doubled)
	}
}

func rawDB(t testing.TB, dsn string) *gorm.DB {
	t.Helper()
	db, err := gorm.Open(postgres.Open(dsn), &gorm.Config{Logger: logger.Discard})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if pool, err := db.DB(); err == nil {
			_ = pool.Close()
		}
	})
	return db
}

func exec1(t testing.TB, db *gorm.DB, text string, args ...any) {
	t.Helper()
	if err := db.Exec(text, args...).Error; err != nil {
		t.Fatal(err)
	}
}
