package store

import (
	"context"
	"database/sql"
	"log/slog"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"gorm.io/gorm"

	"vonal/crm"
	"vonal/crm/courier"
	"vonal/internal/fault"
)

// transaction is what gorm's transaction is made of.
func transaction(tx *gorm.DB) *sql.Tx {
	t, _ := tx.Statement.ConnPool.(*sql.Tx) // all that writes is within one
	return t
}

// errandTimeout is how long one statement about errands may take.
const errandTimeout = 30 * time.Second

// Courier is one that does the errands of this database, over connections of its
// own; Close gives them back. It does not connect.
func (s *Store) Courier(ctx context.Context, log *slog.Logger, carry map[crm.Channel]courier.Carry) (*courier.Courier, error) {
	const op = "store.Courier"
	cfg, err := pgxpool.ParseConfig(s.conn.ConnString())
	if err != nil {
		return nil, fault.New(fault.Invalid, op, "the address of PostgreSQL cannot be read").At("postgres")
	}
	cfg.ConnConfig = s.conn.Copy()
	cfg.ConnConfig.RuntimeParams["statement_timeout"] = strconv.FormatInt(errandTimeout.Milliseconds(), 10)
	cfg.MaxConns, cfg.MinConns = courier.Connections, 0
	cfg.AfterConnect = becomeApp
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	s.couriers = append(s.couriers, pool)
	return courier.New(courier.Config{Pool: pool, Carry: carry, Clock: s.clock, Log: log})
}
