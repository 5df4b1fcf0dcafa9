package past

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// crowd is from how many cards on it is quicker to make indexes afterwards.
const crowd = 20_000

type index struct{ table, name, sql string }

// dropIndexes drops those of the tables to be filled on which no constraint
// rests, and answers how they are made again.
func dropIndexes(ctx context.Context, dsn string, cards int) (dropped []index, err error) {
	if cards < crowd {
		return nil, nil
	}
	names := []string{"card_words"}
	for _, t := range tables {
		names = append(names, t.name)
	}
	err = onOne(ctx, dsn, func(c *pgx.Conn) error {
		rows, err := c.Query(ctx, `SELECT i.tablename, i.indexname, i.indexdef FROM pg_indexes i
			WHERE i.schemaname = 'public' AND i.tablename = ANY($1)
			AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = format('%I.%I', i.schemaname, i.indexname)::regclass)
			ORDER BY 2`, names)
		if err != nil {
			return err
		}
		if dropped, err = pgx.CollectRows(rows, func(r pgx.CollectableRow) (i index, err error) {
			return i, r.Scan(&i.table, &i.name, &i.sql)
		}); err != nil {
			return err
		}
		for _, i := range dropped {
			if _, err := c.Exec(ctx, "DROP INDEX "+pgx.Identifier{i.name}.Sanitize()); err != nil {
				return err
			}
		}
		return nil
	})
	return dropped, err
}

func makeIndexes(ctx context.Context, dsn string, indexes []index) error {
	for _, i := range indexes {
		if err := run(ctx, dsn, i.sql); err != nil {
			return fmt.Errorf("past: index %s: %w", i.name, err)
		}
	}
	return nil
}

// onOne works on a connection of its own, on which references are not checked
// and nothing waits for the disk.
func onOne(ctx context.Context, dsn string, work func(*pgx.Conn) error) error {
	c, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return err
	}
	defer c.Close(context.WithoutCancel(ctx))
	for _, set := range []string{
		"session_replication_role = replica", "synchronous_commit = off", "work_mem = '512MB'", "maintenance_work_mem = '1GB'", "timezone = 'UTC'",
	} {
		if _, err := c.Exec(ctx, "SET "+set); err != nil {
			return fmt.Errorf("past: %w", err)
		}
	}
	return work(c)
}

func run(ctx context.Context, dsn, sql string) error {
	return onOne(ctx, dsn, func(c *pgx.Conn) error {
		_, err := c.Exec(ctx, sql)
		return err
	})
}
