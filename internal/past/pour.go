package past

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Pour writes a small past in one transaction, as any user of the tables could:
// all of it is there, or nothing. Where there are cards already it leaves them
// alone, and poured is false.
func Pour(ctx context.Context, dsn string, p Plan) (poured bool, err error) {
	if p.Cards <= 0 || len(p.Staff) == 0 {
		return false, fmt.Errorf("past: a plan needs cards and people")
	}
	c, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return false, err
	}
	defer c.Close(context.WithoutCancel(ctx))
	err = pgx.BeginFunc(ctx, c, func(tx pgx.Tx) error {
		var there bool
		if err := tx.QueryRow(ctx, "SELECT EXISTS (SELECT FROM cards)").Scan(&there); err != nil || there {
			return err
		}
		told := make([]*story, p.Cards)
		for i := range told {
			told[i] = p.tell(i)
		}
		for _, t := range tables {
			var all []row
			for _, s := range told {
				all = append(all, t.rows(s)...)
			}
			if _, err := tx.CopyFrom(ctx, pgx.Identifier{t.name}, strings.Split(t.columns, ", "), pgx.CopyFromRows(all)); err != nil {
				return fmt.Errorf("past: %s: %w", t.name, err)
			}
		}
		poured = true
		return nil
	})
	if err != nil || !poured {
		return false, err
	}
	for _, t := range tables { // plans made for empty tables are slow ones
		if _, err := c.Exec(ctx, "ANALYZE "+t.name); err != nil {
			return true, err
		}
	}
	return true, nil
}
