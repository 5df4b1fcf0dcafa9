package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
)

// addNextTasks says of each deal when the next open task is due that the viewer
// may see: one about the deal, or about its customer and no other deal.
func addNextTasks(tx *gorm.DB, v crm.Viewer, deals ...[]crm.Deal) error {
	var ids []crm.DealID
	for _, some := range deals {
		for _, d := range some {
			ids = append(ids, d.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	next := map[crm.DealID]time.Time{}
	// Each by an index of its own; one statement for both would read all tasks.
	for _, about := range []string{"d.id = tasks.deal_id", "tasks.deal_id IS NULL AND d.card_id = tasks.card_id"} {
		var found []struct {
			ID  crm.DealID
			Due time.Time
		}
		err := datedTasks(tx, v).Joins("JOIN deals d ON "+about).Where("d.id IN ?", ids).
			Select("d.id, min(tasks.due_at) AS due").Group("d.id").Find(&found).Error
		if err != nil {
			return err
		}
		for _, f := range found {
			if due := next[f.ID]; due.IsZero() || f.Due.Before(due) {
				next[f.ID] = f.Due.UTC()
			}
		}
	}
	for _, some := range deals {
		for i := range some {
			some[i].NextTask = next[some[i].ID]
		}
	}
	return nil
}

// datedTasks is a query on the open tasks with a deadline that the viewer may see.
func datedTasks(tx *gorm.DB, v crm.Viewer) *gorm.DB {
	return tasksOf(tx, v.Sight(crm.SeeTasks)).Where("tasks.state = 'open' AND tasks.due_at IS NOT NULL")
}

// dealsDue narrows a query to the open deals whose next task is due in the span.
func dealsDue(tx *gorm.DB, v crm.Viewer, q *gorm.DB, span crm.Span, at crm.SpanEnds) *gorm.DB {
	q = q.Where("stages.kind = ?", crm.StageOpen)
	from, until := at.Of(span)
	if span == crm.SpanNothing {
		return q.Where("NOT (?)", dueBefore(tx, v, until))
	}
	if !from.IsZero() {
		q = q.Where("NOT (?)", dueBefore(tx, v, from))
	}
	return q.Where("(?)", dueBefore(tx, v, until))
}

// dueBefore says of a deal whether a task about it, or about its customer and no
// other deal, is due before a moment; before none: at all.
func dueBefore(tx *gorm.DB, v crm.Viewer, until time.Time) *gorm.DB {
	due := func() *gorm.DB {
		if until.IsZero() {
			return datedTasks(tx, v)
		}
		return datedTasks(tx, v).Where("tasks.due_at < ?", until.UTC())
	}
	own := due().Where("tasks.deal_id IS NOT NULL").Select("tasks.deal_id")
	around := due().Where("tasks.deal_id IS NULL AND tasks.card_id IS NOT NULL").Select("tasks.card_id")
	return tx.Session(&gorm.Session{NewDB: true}).Raw("deals.id IN (?) OR deals.card_id IN (?)", own, around)
}

// spanOfDeal is in which span of the calendar the next task of a deal is due.
const spanOfDeal = `CASE WHEN least(own.due, around.due) IS NULL THEN 'none' WHEN least(own.due, around.due) < @now THEN 'overdue'
	WHEN least(own.due, around.due) < @midnight THEN 'today' WHEN least(own.due, around.due) < @week THEN 'week'
	WHEN least(own.due, around.due) < @next THEN 'next_week' ELSE 'later' END`

// Deadlines are the open deals of a pipeline by when the next task about each is
// due: for each span how many, what they are worth, and the first of them.
func (s *Store) Deadlines(ctx context.Context, v crm.Viewer, f crm.DealFilter, at crm.SpanEnds, each int) (crm.DeadlineBoard, error) {
	const op = "store.Deadlines"
	var board crm.DeadlineBoard
	if err := narrow(op, f.Owner, "owner_id"); err != nil {
		return board, err
	}
	if err := narrow(op, f.Team, "team_id"); err != nil {
		return board, err
	}
	f.Stage, f.Kind, f.Due = "", crm.StageOpen, ""
	each = crm.Page{Limit: each}.Size()
	var rows []dealRow
	var sums []struct {
		Span     crm.Span
		Currency string
		Amount   int64
	}
	err := s.read(ctx, op, func(tx *gorm.DB) error {
		p, err := pipeline(tx, op, f.Pipeline)
		if err != nil {
			return err
		}
		f.Pipeline, board.Pipeline = p.Key, p
		own := datedTasks(tx, v).Where("tasks.deal_id IS NOT NULL").Select("tasks.deal_id AS id, min(tasks.due_at) AS due").Group("tasks.deal_id")
		around := datedTasks(tx, v).Where("tasks.deal_id IS NULL AND tasks.card_id IS NOT NULL").Select("tasks.card_id AS id, min(tasks.due_at) AS due").Group("tasks.card_id")
		when := map[string]any{"now": at.Now.UTC(), "midnight": at.Midnight.UTC(), "week": at.Week.UTC(), "next": at.NextWeek.UTC()}
		deals := func() *gorm.DB {
			return dealsThat(tx, v, f).
				Joins("LEFT JOIN (?) AS own ON own.id = deals.id LEFT JOIN (?) AS around ON around.id = deals.card_id", own, around)
		}
		placed := tx.Table("(?) AS d", deals().Select(dealColumns+", least(own.due, around.due) AS due, "+spanOfDeal+" AS span", when)).
			Select("d.*, count(*) OVER (PARTITION BY span) AS in_span, row_number() OVER (PARTITION BY span ORDER BY due, stage_since, id) AS place")
		if err := tx.Table("(?) AS placed", placed).Where("place <= ?", each).Order("span, place").Find(&rows).Error; err != nil {
			return err
		}
		return tx.Table("(?) AS d", deals().Select("deals.currency, deals.amount, "+spanOfDeal+" AS span", when)).
			Select("span, currency, least(sum(amount), 9000000000000000000)::bigint AS amount").Group("span, currency").Order("amount DESC").Find(&sums).Error
	})
	if err != nil {
		return crm.DeadlineBoard{}, err
	}
	for _, span := range crm.Spans {
		column := crm.DeadlineColumn{Span: span}
		for _, r := range rows {
			if crm.Span(r.Span) != span {
				continue
			}
			d := r.deal()
			if r.Due != nil {
				d.NextTask = r.Due.UTC()
			}
			column.Count, column.Deals = r.InSpan, append(column.Deals, d)
		}
		for _, sum := range sums {
			if sum.Span == span {
				column.Sums = append(column.Sums, crm.Money{Amount: sum.Amount, Currency: sum.Currency})
			}
		}
		board.Columns = append(board.Columns, column)
	}
	return board, nil
}
