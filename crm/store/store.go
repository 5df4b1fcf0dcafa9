package store

import (
	"context"
	"database/sql"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"vonal/crm/courier"
	"vonal/crm/password"
	"vonal/crm/seal"
	"vonal/internal/clock"
	"vonal/internal/fault"
)

// How long we wait for the database: for a connection, for one statement, for
// one method as a whole.
const (
	connectTimeout   = 3 * time.Second
	statementTimeout = 2 * time.Second
	methodTimeout    = 6 * time.Second
)

// parallelHashes is how many passwords are reckoned at once.
const parallelHashes = 4

// Config is what Open needs to know.
type Config struct {
	DSN      string
	Clock    clock.Clock // clock.System if nil
	MaxConns int         // 16 if 0
	Zone     string      // the company's, IANA; UTC if empty
	Currency string      // of deals made without one, ISO 4217; HUF if empty
	Key      []byte      // seals the secrets of second factors, seal.KeySize bytes; nil refuses to set one up
}

// Store is the CRM in PostgreSQL. It is safe for use by many goroutines.
type Store struct {
	db        *gorm.DB
	pool      *sql.DB
	conn      *pgx.ConnConfig
	maxConns  int
	currency  string
	zone      string
	clock     clock.Clock
	passwords *password.Hasher
	sealer    *seal.Sealer // nil without a key
	errands   *courier.Book
	couriers  []*pgxpool.Pool // of those who do errands
}

// Open prepares a store. It does not connect: a database that is not there yet
// is told by Health, and used as soon as it is. Close must be called.
func Open(cfg Config) (*Store, error) {
	const op = "store.Open"
	conn, err := pgx.ParseConfig(cfg.DSN)
	if err != nil {
		// The driver's own message may repeat the password.
		return nil, fault.New(fault.Invalid, op, "the address of PostgreSQL cannot be read").At("postgres")
	}
	if cfg.Clock == nil {
		cfg.Clock = clock.System
	}
	if cfg.Zone == "" {
		cfg.Zone = "UTC"
	}
	if cfg.Currency == "" {
		cfg.Currency = "HUF"
	}
	if cfg.MaxConns <= 0 {
		cfg.MaxConns = 16
	}
	conn.ConnectTimeout = connectTimeout
	conn.RuntimeParams["timezone"] = "UTC"
	if conn.RuntimeParams["application_name"] == "" {
		conn.RuntimeParams["application_name"] = "vonal"
	}
	passwords, err := password.New(parallelHashes)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	var sealer *seal.Sealer
	if cfg.Key != nil {
		if sealer, err = seal.New(cfg.Key); err != nil {
			return nil, fault.Wrap(op, err)
		}
	}
	errands, err := courier.NewBook(cfg.Clock)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	pool := stdlib.OpenDB(*bounded(conn), stdlib.OptionAfterConnect(becomeApp))
	pool.SetMaxOpenConns(cfg.MaxConns)
	pool.SetMaxIdleConns(cfg.MaxConns)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	db, err := gorm.Open(postgres.New(postgres.Config{Conn: pool}), &gorm.Config{
		DisableAutomaticPing:   true,
		SkipDefaultTransaction: true,
		Logger:                 logger.Discard, // errors are returned, and logged by whoever handles them
		NowFunc:                cfg.Clock.Now,
	})
	if err != nil {
		pool.Close()
		return nil, fault.Wrap(op, err)
	}
	return &Store{db: db, pool: pool, conn: conn, maxConns: cfg.MaxConns, currency: cfg.Currency, zone: cfg.Zone, clock: cfg.Clock, passwords: passwords, sealer: sealer, errands: errands}, nil
}

// bounded is conn with limits on what one statement and one transaction may
// take, kept by the server.
func bounded(conn *pgx.ConnConfig) *pgx.ConnConfig {
	c := conn.Copy()
	c.RuntimeParams["jit"] = "off" // what it compiles here takes longer than the query
	for name, d := range map[string]time.Duration{
		"statement_timeout":                   statementTimeout,
		"lock_timeout":                        statementTimeout,
		"idle_in_transaction_session_timeout": 2 * methodTimeout,
	} {
		c.RuntimeParams[name] = strconv.FormatInt(d.Milliseconds(), 10)
	}
	return c
}

// appRole is as whom the program works once the schema is there: it owns no
// table and cannot change what is only ever added to (see migration 3).
const appRole = "vonal_app"

func becomeApp(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, `SELECT set_config('role', rolname, false) FROM pg_roles
		WHERE rolname = $1 AND pg_has_role(current_user, oid, 'MEMBER')`, appRole)
	return err
}

// Close waits for what is under way and closes all connections.
func (s *Store) Close() error {
	for _, pool := range s.couriers {
		pool.Close()
	}
	return s.pool.Close()
}

// Health is nil while the database answers and has the schema that this
// program needs; otherwise a fault of kind Unavailable that says why.
func (s *Store) Health(ctx context.Context) error {
	const op = "store.Health"
	return s.read(ctx, op, func(tx *gorm.DB) error {
		var version int64
		err := tx.Raw("SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied").Scan(&version).Error
		if err != nil {
			return err
		}
		if want := newestMigration(); version < want {
			return fault.New(fault.Unavailable, op, "the database has schema %d and must be migrated to %d", version, want)
		}
		return nil
	})
}

// read runs f outside a transaction, but for that of a request that is carried
// out once.
func (s *Store) read(ctx context.Context, op string, f func(tx *gorm.DB) error) error {
	ctx, cancel := context.WithTimeout(ctx, methodTimeout)
	defer cancel()
	db, within := s.session(ctx)
	if within { // what fails here must not undo what was done before
		return explained(op, db.Transaction(f))
	}
	return explained(op, f(db))
}

// write runs f in a transaction, and once more from the start each time the
// database undoes it because it stood in the way of another.
func (s *Store) write(ctx context.Context, op string, f func(tx *gorm.DB) error) error {
	return s.writeWithin(ctx, methodTimeout, op, f)
}

func (s *Store) writeWithin(ctx context.Context, limit time.Duration, op string, f func(tx *gorm.DB) error) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for {
		db, err := s.changing(ctx)
		if err == nil {
			err = db.Transaction(f)
		}
		if err == nil {
			return nil
		}
		if !undone(err) || ctx.Err() != nil {
			return explain(op, err)
		}
	}
}
