package testenv

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"vonal/internal/localstack"
)

var databases atomic.Int64

// Postgres returns the address of a fresh, empty database that is dropped
// after the test, whoever is still connected to it.
func Postgres(t testing.TB) string {
	t.Helper()
	return freshDatabase(t, sharedStack(t), "template0")
}

// Migrated returns the address of a fresh database made by migrate. migrate
// runs once for each key on this machine, further databases are copies of what
// it made: key must change with what migrate does (a digest of the
// migrations). migrate must close its connections.
func Migrated(t testing.TB, key string, migrate func(ctx context.Context, dsn string) error) string {
	t.Helper()
	stack := sharedStack(t)
	template := "template_" + key
	if !validName(template) {
		t.Fatalf("testenv: key %q is not made of a-z, 0-9 and _", key)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := makeTemplate(ctx, stack, template, migrate); err != nil {
		t.Fatalf("testenv: migrated template: %v", err)
	}
	return freshDatabase(t, stack, template)
}

func freshDatabase(t testing.TB, stack *localstack.Stack, template string) string {
	t.Helper()
	name := fmt.Sprintf("test_%d_%d", os.Getpid(), databases.Add(1))
	// Copied as files: half of what it takes block by block (PostgreSQL's own way).
	if err := admin(t.Context(), stack, "CREATE DATABASE "+name+" TEMPLATE "+template+" STRATEGY FILE_COPY"); err != nil {
		t.Fatalf("testenv: %v", err)
	}
	ctx := context.WithoutCancel(t.Context()) // the test's ends before its clean-up
	t.Cleanup(func() {
		if err := admin(ctx, stack, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("testenv: %v", err)
		}
	})
	return sibling(stack, name)
}

// sibling is the address of another database of the same server.
func sibling(stack *localstack.Stack, name string) string {
	return strings.Replace(stack.DSN(), "/vonal?", "/"+name+"?", 1)
}

// makeTemplate runs migrate unless another test program has, or does.
func makeTemplate(ctx context.Context, stack *localstack.Stack, template string, migrate func(context.Context, string) error) error {
	c, err := pgx.Connect(ctx, stack.DSN())
	if err != nil {
		return err
	}
	defer c.Close(context.WithoutCancel(ctx))
	if _, err := c.Exec(ctx, "SELECT pg_advisory_lock(hashtext($1))", template); err != nil {
		return err
	}
	var there bool
	if err := c.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", template).Scan(&there); err != nil || there {
		return err
	}
	unfinished := template + "_unfinished"
	if _, err := c.Exec(ctx, "DROP DATABASE IF EXISTS "+unfinished+" WITH (FORCE)"); err != nil {
		return err
	}
	if _, err := c.Exec(ctx, "CREATE DATABASE "+unfinished+" TEMPLATE template0"); err != nil {
		return err
	}
	if err := migrate(ctx, sibling(stack, unfinished)); err != nil {
		return err
	}
	_, err = c.Exec(ctx, "ALTER DATABASE "+unfinished+" RENAME TO "+template)
	return err
}

func validName(s string) bool {
	return len(s) <= 50 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

// dropOrphans removes the databases of test programs that were killed.
func dropOrphans(ctx context.Context, stack *localstack.Stack) error {
	c, err := pgx.Connect(ctx, stack.DSN())
	if err != nil {
		return err
	}
	defer c.Close(context.WithoutCancel(ctx))
	rows, err := c.Query(ctx, `SELECT datname FROM pg_database WHERE datname LIKE 'test\_%'`)
	if err != nil {
		return err
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, name := range names {
		var pid, n int
		if _, err := fmt.Sscanf(name, "test_%d_%d", &pid, &n); err != nil {
			continue
		}
		if _, err := os.Stat(fmt.Sprintf("/proc/%d", pid)); err == nil && pid != os.Getpid() {
			continue
		}
		if _, err := c.Exec(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"); err != nil {
			return err
		}
	}
	return nil
}

func admin(ctx context.Context, stack *localstack.Stack, sql string) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	c, err := pgx.Connect(ctx, stack.DSN())
	if err != nil {
		return err
	}
	defer c.Close(context.WithoutCancel(ctx))
	_, err = c.Exec(ctx, sql)
	return err
}
