package store

import (
	"context"

	"gorm.io/gorm"

	"vonal/crm"
)

// Board is a pipeline as a board shows it: for each stage how many deals of the
// viewer's stand there, what they are worth by currency, and the first of them,
// longest there first. Of closed stages the newest come first.
func (s *Store) Board(ctx context.Context, v crm.Viewer, f crm.DealFilter, each int) (crm.Board, error) {
	const op = "store.Board"
	var board crm.Board
	if err := narrow(op, f.Owner, "owner_id"); err != nil {
		return board, err
	}
	if err := narrow(op, f.Team, "team_id"); err != nil {
		return board, err
	}
	f.Stage, f.Kind = "", ""
	each = crm.Page{Limit: each}.Size()
	err := s.read(ctx, op, func(tx *gorm.DB) error {
		p, err := pipeline(tx, op, f.Pipeline)
		if err != nil {
			return err
		}
		f.Pipeline, board.Pipeline = p.Key, p
		var sums []struct {
			StageID  string
			Currency string
			Deals    int
			Amount   int64
		}
		q := dealsThat(tx, v, f)
		err = q.Select("deals.stage_id, deals.currency, count(*) AS deals, least(sum(deals.amount), 9000000000000000000)::bigint AS amount").
			Group("deals.stage_id, deals.currency").Order("amount DESC").Find(&sums).Error
		if err != nil {
			return err
		}
		for _, stage := range p.Stages {
			column := crm.BoardColumn{Stage: stage}
			for _, sum := range sums {
				if sum.StageID == stage.ID {
					column.Count += sum.Deals
					column.Sums = append(column.Sums, crm.Money{Amount: sum.Amount, Currency: sum.Currency})
				}
			}
			if column.Count > 0 {
				if column.Deals, err = firstDeals(tx, v, f, stage, each); err != nil {
					return err
				}
			}
			board.Columns = append(board.Columns, column)
		}
		shown := make([][]crm.Deal, len(board.Columns))
		for i, c := range board.Columns {
			shown[i] = c.Deals
		}
		return addNextTasks(tx, v, shown...)
	})
	if err != nil {
		return crm.Board{}, err
	}
	return board, nil
}

func firstDeals(tx *gorm.DB, v crm.Viewer, f crm.DealFilter, stage crm.Stage, each int) ([]crm.Deal, error) {
	way := "deals.stage_since, deals.id"
	if stage.Kind != crm.StageOpen {
		way = "deals.stage_since DESC, deals.id DESC"
	}
	var rows []dealRow
	err := dealsThat(tx, v, f).Select(dealColumns).
		Where("deals.stage_id = ?", stage.ID).Order(way).Limit(each).Find(&rows).Error
	deals := make([]crm.Deal, len(rows))
	for i, r := range rows {
		deals[i] = r.deal()
	}
	return deals, err
}

// openDeals are the deals of a customer that are under way in a pipeline,
// held; whether the viewer may move them is asked of each.
func openDeals(tx *gorm.DB, card crm.CardID, pipeline string) ([]crm.Deal, error) {
	var rows []dealRow
	if err := tx.Exec("SELECT FROM deals WHERE card_id = ? FOR UPDATE", card).Error; err != nil {
		return nil, err
	}
	err := dealsOf(tx, crm.Sight{All: true}).Select(dealColumns).
		Where("deals.card_id = ? AND deals.pipeline_id = ? AND stages.kind = ? AND deals.deleted_at IS NULL", card, pipeline, crm.StageOpen).
		Order("deals.created_at DESC, deals.id DESC").Find(&rows).Error
	deals := make([]crm.Deal, len(rows))
	for i, r := range rows {
		deals[i] = r.deal()
	}
	return deals, err
}

// mayMove reports whether the deal is within what the viewer may change.
func mayMove(tx *gorm.DB, v crm.Viewer, id crm.DealID) (bool, error) {
	var n int64
	err := dealsOf(tx, v.Sight(crm.EditDeals)).Where("deals.id = ?", id).Count(&n).Error
	return n > 0, err
}
