package store

import (
	"context"
	"embed"
	"io/fs"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate brings the schema up to date. Several programs may do so at once: one
// does it, the others wait. A schema newer than this program is left alone.
func (s *Store) Migrate(ctx context.Context) error {
	const op = "store.Migrate"
	// Its own connections: a migration may take longer than any statement of
	// daily work.
	db := stdlib.OpenDB(*s.conn)
	defer db.Close()
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return explain(op, err)
	}
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 600), lock.WithUnlockTimeout(1, 5))
	if err != nil {
		return explain(op, err)
	}
	p, err := goose.NewProvider(goose.DialectPostgres, db, files,
		goose.WithSessionLocker(locker), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return explain(op, err)
	}
	if _, err := p.Up(ctx); err != nil {
		return explain(op, err)
	}
	// Connections made before there was a role to work as are given up.
	s.pool.SetMaxIdleConns(0)
	s.pool.SetMaxIdleConns(s.maxConns)
	return nil
}

// newestMigration is the number of the last file in migrations.
func newestMigration() int64 {
	files, err := migrations.ReadDir("migrations")
	if err != nil || len(files) == 0 {
		return 0
	}
	number, _, _ := strings.Cut(files[len(files)-1].Name(), "_")
	n, _ := strconv.ParseInt(number, 10, 64)
	return n
}
