package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
)

// progressRow is how far work has come that is done in steps.
type progressRow struct {
	What     string
	Position string // where the next step begins
	Checked  int
	Flaws    int
	Flaw     string // the first of them
	BeganAt  *time.Time
	EndedAt  *time.Time // nil while it is under way
}

func (progressRow) TableName() string { return "progress" }

// progressOf is how far something has come; the zero row where it never began.
func progressOf(tx *gorm.DB, what string) (progressRow, error) {
	row := progressRow{What: what}
	return row, tx.Where("what = ?", what).Limit(1).Find(&row).Error
}

func putProgress(tx *gorm.DB, row progressRow) error {
	return tx.Clauses(replace("what")).Create(&row).Error
}

// RoundOf is how far the rounds through something have come; the zero round where
// none ever began.
func (s *Store) RoundOf(ctx context.Context, what string) (crm.Round, error) {
	var row progressRow
	err := s.read(ctx, "store.RoundOf", func(tx *gorm.DB) (err error) {
		row, err = progressOf(tx, what)
		return err
	})
	return crm.Round{What: what, Position: row.Position, Checked: row.Checked, Flaws: row.Flaws, Flaw: row.Flaw,
		BeganAt: utc(row.BeganAt), EndedAt: utc(row.EndedAt)}, err
}

// PutRound writes down how far a round has come.
func (s *Store) PutRound(ctx context.Context, r crm.Round) error {
	row := progressRow{What: r.What, Position: r.Position, Checked: r.Checked, Flaws: r.Flaws, Flaw: r.Flaw, BeganAt: at(r.BeganAt), EndedAt: at(r.EndedAt)}
	return s.write(ctx, "store.PutRound", func(tx *gorm.DB) error { return putProgress(tx, row) })
}
