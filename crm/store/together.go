package store

import (
	"context"

	"gorm.io/gorm"
)

// Together runs work in one transaction: what it does by the store under its
// context is committed as one, or, where work fails, not at all. Within a
// request that is carried out once it is a part of that one's transaction.
func (s *Store) Together(ctx context.Context, work func(ctx context.Context) error) error {
	const op = "store.Together"
	ctx, cancel := context.WithTimeout(ctx, whole)
	defer cancel()
	var failed error
	db, _ := s.session(ctx)
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
