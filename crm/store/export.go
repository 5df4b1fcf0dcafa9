package store

import (
	"context"
	"database/sql"
	"strconv"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

// exportWithin is how long an export may take: a million cards.
const exportWithin = 10 * time.Minute

// exportable is a query on the cards that the viewer sees and may export.
func exportable(tx *gorm.DB, v crm.Viewer) *gorm.DB {
	return cardsWithin(cardsWithin(tx.Model(&cardRow{}), v.Sight(crm.SeeCards)), v.Sight(crm.ExportCards))
}

// CountExport counts the cards that an export with this filter would have; at
// most so many.
func (s *Store) CountExport(ctx context.Context, v crm.Viewer, f crm.CardFilter, most int) (int, error) {
	const op = "store.CountExport"
	if err := narrow(op, f.Owner, "owner_id"); err != nil {
		return 0, err
	}
	var n int64
	err := s.read(ctx, op, func(tx *gorm.DB) error {
		return tx.Table("(?) AS cards", cardsThat(exportable(tx, v), f).Select("cards.id").Limit(most)).Count(&n).Error
	})
	return int(n), err
}

// ExportCards hands out, one by one and in order, the cards that a list with
// this filter would show to the viewer, as far as they may export them; first
// the layout of the company. All of it is as it was at one moment, and is never
// in memory at once.
func (s *Store) ExportCards(ctx context.Context, v crm.Viewer, f crm.CardFilter, layout func(crm.Layout) error, card func(crm.Card) error) error {
	const op = "store.ExportCards"
	way, err := sortingOf(f.Sort, cardSorts...)
	if err == nil {
		err = narrow(op, f.Owner, "owner_id")
	}
	if err != nil {
		return fault.Wrap(op, err)
	}
	ctx, cancel := context.WithTimeout(ctx, exportWithin)
	defer cancel()
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if err := patient(tx); err != nil {
			return err
		}
		company, err := layoutOf(tx)
		if err != nil {
			return err
		}
		if err := layout(company); err != nil {
			return err
		}
		rows, err := way.sort(cardsThat(exportable(tx, v), f)).Select(cardColumns + ", " + cardLists).Rows()
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var r wholeRow
			if err := tx.ScanRows(rows, &r); err != nil {
				return err
			}
			c, err := r.card()
			if err != nil {
				return err
			}
			if err := card(c); err != nil {
				return err
			}
		}
		return rows.Err()
	}, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return explain(op, err)
	}
	return nil
}

// patient lets one statement of the transaction take as long as an export.
func patient(tx *gorm.DB) error {
	return tx.Exec("SELECT set_config('statement_timeout', ?, true)", strconv.FormatInt(exportWithin.Milliseconds(), 10)).Error
}

// layoutOf is what of the company a table of cards depends on.
func layoutOf(tx *gorm.DB) (crm.Layout, error) {
	l, err := staffAndFields(tx)
	if err != nil {
		return l, err
	}
	err = tx.Raw("SELECT DISTINCT key FROM cards, jsonb_object_keys(consents) AS key WHERE consents <> '{}' ORDER BY key").Scan(&l.Consents).Error
	return l, err
}

// staffAndFields is layoutOf without the consents, for which every card is
// looked at.
func staffAndFields(tx *gorm.DB) (l crm.Layout, err error) {
	if l.Fields, err = fieldsInUse(tx); err != nil {
		return l, err
	}
	var agents []agentRow
	if err := tx.Order("created_at, id").Find(&agents).Error; err != nil {
		return l, err
	}
	for _, a := range agents {
		l.Agents = append(l.Agents, a.agent())
	}
	return l, nil
}
