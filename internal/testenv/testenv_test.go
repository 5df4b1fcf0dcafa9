package testenv_test

import (
	"context"
	"errors"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"vonal/internal/localstack"
	"vonal/internal/testenv"
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

func TestEachTestGetsAnEmptyDatabaseOfItsOwn(t *testing.T) {
	for range 2 {
		c := connect(t, testenv.Postgres(t))
		if _, err := c.Exec(t.Context(), "CREATE TABLE mine (x int)"); err != nil {
			t.Fatal(err)
		}
	}
}

func TestDatabaseIsGoneAfterTheTest(t *testing.T) {
	var dsn string
	t.Run("test", func(t *testing.T) {
		dsn = testenv.Postgres(t)
		connect(t, dsn)
	})
	c, err := pgx.Connect(t.Context(), dsn)
	if err == nil {
		c.Close(t.Context())
		t.Fatal("the database is still there")
	}
}

func TestMigrationsRunOnceForAKey(t *testing.T) {
	runs := 0
	migrate := func(ctx context.Context, dsn string) error {
		runs++
		c, err := pgx.Connect(ctx, dsn)
		if err != nil {
			return err
		}
		_, err = c.Exec(ctx, "CREATE TABLE made (x int)")
		return errors.Join(err, c.Close(ctx))
	}
	key := "key_" + strconv.Itoa(os.Getpid())
	for range 3 {
		c := connect(t, testenv.Migrated(t, key, migrate))
		if _, err := c.Exec(t.Context(), "INSERT INTO made VALUES (1)"); err != nil {
			t.Fatal(err)
		}
		var n int
		if err := c.QueryRow(t.Context(), "SELECT count(*) FROM made").Scan(&n); err != nil || n != 1 {
			t.Fatalf("%d rows, %v: a copy saw another's rows", n, err)
		}
	}
	if runs != 1 {
		t.Fatalf("migrated %d times", runs)
	}
	admin := connect(t, testenv.Postgres(t))
	if _, err := admin.Exec(t.Context(), "DROP DATABASE template_"+key); err != nil {
		t.Fatal(err)
	}
}

func TestEachTestGetsARedisDatabaseOfItsOwn(t *testing.T) {
	seen := map[string]bool{}
	for range 3 {
		u, err := url.Parse(testenv.Redis(t))
		if err != nil {
			t.Fatal(err)
		}
		if seen[u.Path] || u.Path == "/0" {
			t.Fatalf("database %s twice", u.Path)
		}
		seen[u.Path] = true
	}
}

func TestTwoTestsNeverGetTheSamePort(t *testing.T) {
	seen := map[string]bool{}
	for range 200 {
		address := testenv.FreeUDP(t)
		if seen[address] {
			t.Fatalf("%s twice", address)
		}
		seen[address] = true
	}
}

// TestServersEndWithTheProgramThatUsedThem runs this test program anew, as the
// one that is killed.
func TestServersEndWithTheProgramThatUsedThem(t *testing.T) {
	if told := os.Getenv("TELL_PIDS"); told != "" {
		stack := testenv.Stack(t, func(o *localstack.Options) { o.Parts = []localstack.Part{localstack.Redis} })
		text := strconv.Itoa(stack.PID(localstack.Redis)) + " " + filepath.Dir(stack.Logs()[0])
		if err := os.WriteFile(told+".new", []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(told+".new", told); err != nil {
			t.Fatal(err)
		}
		select {} // until killed
	}
	told := filepath.Join(t.TempDir(), "pids")
	child := exec.Command(os.Args[0], "-test.run=^TestServersEndWithTheProgramThatUsedThem$")
	child.Env = append(os.Environ(), "TELL_PIDS="+told)
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var pid int
	var dir string
	testenv.Eventually(t, 30*time.Second, func() bool {
		text, err := os.ReadFile(told)
		if err != nil {
			return false
		}
		number, folder, _ := strings.Cut(string(text), " ")
		pid, _ = strconv.Atoi(number)
		dir = folder
		return true
	}, "the child tells its server's number")
	if err := child.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // killed: that is the point
	testenv.Eventually(t, 15*time.Second, func() bool {
		_, err := os.Stat(dir)
		return os.IsNotExist(err) && !runs(pid)
	}, "redis %d and %s are gone", pid, dir)
}

func runs(pid int) bool {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	return err == nil && !strings.Contains(string(stat), ") Z ")
}
