package store

import (
	"context"

	"gorm.io/gorm"
)

// Together runs work in one transaction: what it does by the store under its
// context is committed as one, or, where work fails, not at all. The transaction
// begins with the first change: until then no connection is held, whatever else
// work reckons. Within a request that is carried out once it is a part of that
// one's transaction.
func (s *Store) Together(ctx context.Context, work func(ctx context.Context) error) error {
	const op = "store.Together"
	ctx, cancel := context.WithTimeout(ctx, whole)
	defer cancel()
	db, within := s.session(ctx)
	if !within {
		o := &ongoing{begin: db.Begin}
		return o.carry(ctx, op, work)
	}
	var failed error
	err := db.Transaction(func(tx *gorm.DB) error {
		o := &ongoing{tx: tx}
		defer o.ended.Store(true)
		failed = work(context.WithValue(ctx, ongoingKey{}, o))
		return failed
	})
	if failed != nil {
		return failed
	}
	return explained(op, err)
}

// carry does work in a transaction that begins when something is changed.
func (o *ongoing) carry(ctx context.Context, op string, work func(ctx context.Context) error) error {
	defer func() { // for a panic, too; after a commit it does nothing
		if o.ended.Store(true); o.tx != nil {
			o.tx.Rollback()
		}
	}()
	if err := work(context.WithValue(ctx, ongoingKey{}, o)); err != nil || o.tx == nil {
		return err
	}
	return explained(op, o.tx.Commit().Error)
}
