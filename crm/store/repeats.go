package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"sync/atomic"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

// whole is how long a request may take that is carried out in one transaction.
const whole = 8 * time.Second

// ongoing is the transaction of a request that is carried out once, or together
// with its line of the audit log. Everything the store is asked under its
// context happens in it, from its beginning on.
type ongoing struct {
	tx    *gorm.DB
	begin func(...*sql.TxOptions) *gorm.DB // nil where it has begun
	ended atomic.Bool
}

type ongoingKey struct{}

// session is the database as this context works with it; within says that it is
// a transaction that others have begun.
func (s *Store) session(ctx context.Context) (db *gorm.DB, within bool) {
	if o, ok := ctx.Value(ongoingKey{}).(*ongoing); ok && o.tx != nil && !o.ended.Load() {
		return o.tx.WithContext(ctx), true
	}
	return s.db.WithContext(ctx), false
}

// changing is session for what changes something: a transaction that waits for
// that begins.
func (s *Store) changing(ctx context.Context) (*gorm.DB, error) {
	o, ok := ctx.Value(ongoingKey{}).(*ongoing)
	if ok && o.begin != nil && !o.ended.Load() {
		tx := o.begin()
		if tx.Error != nil {
			return nil, tx.Error
		}
		o.tx, o.begin = tx, nil
	}
	db, _ := s.session(ctx)
	return db, nil
}

// Once carries a request out under its idempotency key, or answers what was
// answered to it before. What carry does by the store under its context, and the
// answer it returns, are committed together: when the outcome of the commit is
// not known, sending the request again finds out. An answer of Status 0 is not
// kept. What carry did before it failed stays, as it would without a key. Of
// several requests at once one is carried out; for the others it is a fault of
// kind Conflict until that is done. A key that was used for another request is a
// fault of kind Invalid.
func (s *Store) Once(ctx context.Context, key, request []byte, carry func(ctx context.Context) (crm.Repeat, error)) (before crm.Repeat, err error) {
	const op = "store.Once"
	ctx, cancel := context.WithTimeout(ctx, whole)
	defer cancel()
	var failed error
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		now := crm.Moment(s.clock.Now())
		if err := takeKey(tx, op, key, now); err != nil {
			return err
		}
		var row struct {
			Request []byte
			Status  *int
			Answer  []byte
		}
		found := tx.Raw("SELECT request, status, answer FROM idempotent_requests WHERE digest = ?", key).Scan(&row)
		switch {
		case found.Error != nil:
			return found.Error
		case found.RowsAffected > 0 && !bytes.Equal(row.Request, request):
			return fault.New(fault.Invalid, op, "the key was used for another request")
		case found.RowsAffected > 0 && row.Status == nil:
			return fault.New(fault.Conflict, op, "the request is being carried out")
		case found.RowsAffected > 0:
			before = crm.Repeat{Status: *row.Status, Answer: row.Answer}
			return nil
		}
		o := &ongoing{tx: tx}
		defer o.ended.Store(true)
		made, err := carry(context.WithValue(ctx, ongoingKey{}, o))
		if failed = err; err != nil || made.Status == 0 {
			return nil
		}
		return tx.Exec("INSERT INTO idempotent_requests (made_at, digest, request, status, answer) VALUES (?, ?, ?, ?, ?)",
			now, key, request, made.Status, made.Answer).Error
	})
	if failed != nil {
		return crm.Repeat{}, failed
	}
	return before, explained(op, err)
}

// takeKey holds the key until the transaction ends, and forgets some of those
// that are older than crm.RepeatLife.
func takeKey(tx *gorm.DB, op string, key []byte, now time.Time) error {
	var taken bool
	if err := tx.Raw("SELECT pg_try_advisory_xact_lock(?)", int64(binary.BigEndian.Uint64(key))).Scan(&taken).Error; err != nil {
		return err
	}
	if !taken {
		return fault.New(fault.Conflict, op, "the request is being carried out")
	}
	return tx.Exec(`DELETE FROM idempotent_requests WHERE digest IN (
		SELECT digest FROM idempotent_requests WHERE made_at < ? LIMIT 100 FOR UPDATE SKIP LOCKED)`, now.Add(-crm.RepeatLife)).Error
}

// BeginRequest takes an idempotency key for a request that acts outside the
// database too, or answers what was
// answered to it before. Of several at once one gets the key; for the others it
// is a fault of kind Conflict until the first is done. A key that was used for
// another request is a fault of kind Invalid. Keys older than crm.RepeatLife
// are forgotten on the way.
func (s *Store) BeginRequest(ctx context.Context, key, request []byte) (crm.Repeat, error) {
	const op = "store.BeginRequest"
	var before crm.Repeat
	err := s.write(ctx, op, func(tx *gorm.DB) error {
		now := crm.Moment(s.clock.Now())
		if err := tx.Exec("DELETE FROM idempotent_requests WHERE made_at < ?", now.Add(-crm.RepeatLife)).Error; err != nil {
			return err
		}
		// The moment stands first: gorm takes a []byte behind a parenthesis for a list.
		put := tx.Exec("INSERT INTO idempotent_requests (made_at, digest, request) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", now, key, request)
		if put.Error != nil || put.RowsAffected == 1 {
			return put.Error
		}
		var row struct {
			Request []byte
			MadeAt  time.Time
			Status  *int
			Answer  []byte
		}
		if err := tx.Raw("SELECT request, made_at, status, answer FROM idempotent_requests WHERE digest = ? FOR UPDATE", key).Scan(&row).Error; err != nil {
			return err
		}
		switch {
		case !bytes.Equal(row.Request, request):
			return fault.New(fault.Invalid, op, "the key was used for another request")
		case row.Status != nil:
			before = crm.Repeat{Status: *row.Status, Answer: row.Answer}
			return nil
		case now.Sub(row.MadeAt) < crm.StaleRepeat:
			return fault.New(fault.Conflict, op, "the request is being carried out")
		}
		return tx.Exec("UPDATE idempotent_requests SET made_at = ? WHERE digest = ?", now, key).Error
	})
	return before, err
}

// FinishRequest keeps the answer to the request that has the key.
func (s *Store) FinishRequest(ctx context.Context, key []byte, status int, answer []byte) error {
	return s.write(ctx, "store.FinishRequest", func(tx *gorm.DB) error {
		return tx.Exec("UPDATE idempotent_requests SET status = ?, answer = ? WHERE digest = ?", status, answer, key).Error
	})
}

// DropRequest frees the key of a request that failed.
func (s *Store) DropRequest(ctx context.Context, key []byte) error {
	return s.write(ctx, "store.DropRequest", func(tx *gorm.DB) error {
		return tx.Exec("DELETE FROM idempotent_requests WHERE digest = ? AND status IS NULL", key).Error
	})
}
