package store

import (
	"context"
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
)

// undo takes away the cards that the rows have made and on which nothing has
// happened since, and sets back what they have changed and nobody else has.
func (w *importWork) undo(rows []crm.ImportRow) error {
	var changed []crm.CardID
	var numbers []int
	for _, r := range rows {
		if r.Result == crm.RowChanged {
			changed, numbers = append(changed, r.Card), append(numbers, r.Number)
		}
	}
	cards, err := w.cards(changed)
	if err != nil {
		return err
	}
	footprints, err := w.footprints(numbers)
	if err != nil {
		return err
	}
	for _, r := range rows {
		undone := false
		if r.Result == crm.RowNew {
			err = w.tx.Raw("SELECT remove_imported_card(?, ?)", w.in.ID, r.Number).Scan(&undone).Error
		} else if card := cards[r.Card]; card != nil {
			undone, err = w.setBack(*card, footprints[r.Number])
		}
		if err != nil {
			return err
		}
		if undone {
			w.counts.Undone++
		} else {
			w.counts.Kept++
		}
	}
	return nil
}

func (w *importWork) footprints(numbers []int) (map[int]crm.Footprint, error) {
	all := map[int]crm.Footprint{}
	if len(numbers) == 0 {
		return all, nil
	}
	var rows []struct {
		Number    int
		Footprint string
	}
	err := w.tx.Table("card_import_rows").Where("import_id = ? AND number IN ? AND footprint IS NOT NULL", w.in.ID, numbers).Find(&rows).Error
	for _, r := range rows {
		var f crm.Footprint
		if err := json.Unmarshal([]byte(r.Footprint), &f); err != nil {
			return nil, err
		}
		all[r.Number] = f
	}
	return all, err
}

// setBack takes a footprint off a card; whole says that all of it was.
func (w *importWork) setBack(card crm.Card, f crm.Footprint) (whole bool, err error) {
	ch, kept := f.Undo(card)
	next, diff, err := w.applied(card, ch)
	if err != nil { // a field or an owner that is not in use any more
		return false, nil //nolint:nilerr // the card stays as it is, and is counted so
	}
	if len(diff) > 0 {
		err = w.s.saveCard(w.tx, "store.WorkOnImport", &next, w.viewer.User, diff)
	}
	return !kept, err
}

// importsAtOnce is how many old imports are forgotten at one time.
const importsAtOnce = 10

// SweepImports forgets the tables of imports that cannot be taken back any more,
// of those that were never run within as long, and what a broken upload left.
func (s *Store) SweepImports(ctx context.Context) error {
	const op = "store.SweepImports"
	now := s.clock.Now()
	old, broken := now.AddDate(0, 0, -crm.ImportUndoDays), now.Add(-time.Hour)
	return s.writeWithin(ctx, importTimeout, op, func(tx *gorm.DB) error {
		var ids []crm.ImportID
		err := tx.Raw(`SELECT id FROM card_imports WHERE created_at < ? AND state IN ('draft', 'checked') OR coalesce(ended_at, created_at) < ?
			AND state IN ('done', 'undone', 'failed', 'cancelled') OR state = 'reading' AND created_at < ? LIMIT ? FOR UPDATE SKIP LOCKED`,
			old, old, broken, importsAtOnce).Scan(&ids).Error
		for _, id := range ids {
			if err == nil {
				err = dropImport(tx, id)
			}
		}
		return err
	})
}
