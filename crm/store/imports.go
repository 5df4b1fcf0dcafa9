package store

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

type importRow struct {
	Source   string
	Position int64
	At       time.Time
}

func (importRow) TableName() string { return "imports" }

// ImportOffset is how far a journal has been read; 0 if not at all.
func (s *Store) ImportOffset(ctx context.Context, source string) (int64, error) {
	var row importRow
	err := s.read(ctx, "store.ImportOffset", func(tx *gorm.DB) error {
		return tx.Where("source = ?", source).Take(&row).Error
	})
	if fault.Is(err, fault.Unknown) {
		return 0, nil
	}
	return row.Position, err
}

// importTime is how much longer than other methods ImportCalls may take for
// each call: after a long outage there are many.
const importTime = 100 * time.Millisecond

// ImportCalls closes the calls that were read from a journal and moves its
// offset from one position to the next, all in one transaction: each call is
// written once, however often we are stopped in between. An offset that is not
// at from, because somebody else has read on, is a fault of kind Conflict.
//
// It answers one Closing for each call. A report that cannot be is passed over
// and says so in Refused: the journal would otherwise never be read on.
func (s *Store) ImportCalls(ctx context.Context, source string, from, to int64, calls ...crm.Interaction) ([]Closing, error) {
	const op = "store.ImportCalls"
	var done []Closing
	limit := methodTimeout + time.Duration(len(calls))*importTime
	err := s.writeWithin(ctx, limit, op, func(tx *gorm.DB) error {
		done = make([]Closing, len(calls))
		if err := s.moveOffset(tx, op, source, from, to); err != nil {
			return err
		}
		for i, in := range calls {
			var err error
			if in, err = in.Checked(); err != nil {
				done[i].Refused = fault.Wrap(op, err)
			} else if done[i], err = s.closeCall(tx, in); err != nil {
				return err
			}
		}
		return nil
	})
	return done, err
}

func (s *Store) moveOffset(tx *gorm.DB, op, source string, from, to int64) error {
	if err := tx.Exec("SELECT pg_advisory_xact_lock(hashtextextended(?, 2))", source).Error; err != nil {
		return err
	}
	var row importRow
	err := tx.Where("source = ?", source).Take(&row).Error
	if err != nil && !errors.Is(err, gorm.ErrRecordNotFound) {
		return err
	}
	if row.Position != from {
		return fault.New(fault.Conflict, op, "the journal %s has been read to %d, not to %d", source, row.Position, from)
	}
	row = importRow{Source: source, Position: to, At: crm.Moment(s.clock.Now())}
	return tx.Clauses(replace("source")).Create(&row).Error
}
