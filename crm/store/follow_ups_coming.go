package store

import (
	"context"

	"gorm.io/gorm"

	"vonal/crm"
)

var followUpsByDue = sorting{Name: "due_at", column: "f.due_at", cast: "timestamptz", id: "f.id"}

// ComingFollowUps are the follow-ups that wait, about customers whom the viewer
// may see, soonest first.
func (s *Store) ComingFollowUps(ctx context.Context, v crm.Viewer, f crm.FollowUpFilter, page crm.Page) (crm.List[crm.FollowUp], error) {
	const op = "store.ComingFollowUps"
	if err := narrow(op, f.Of, "owner_id"); err != nil {
		return crm.List[crm.FollowUp]{}, err
	}
	way := followUpsByDue
	var rows []followUpRow
	err := s.read(ctx, op, func(tx *gorm.DB) error {
		q := cardsWithin(followUps(tx), v.Sight(crm.SeeCards)).Where("f.state = ? AND r.enabled", crm.FollowWaiting)
		if f.Of != "" {
			q = q.Where("coalesce(CASE WHEN r.who = ? THEN f.maker_id END, cards.owner_id) = ?", crm.ForMaker, f.Of)
		}
		if !f.Until.IsZero() {
			q = q.Where("f.due_at < ?", f.Until.UTC())
		}
		q, err := sorted(q, way, page)
		if err != nil {
			return err
		}
		return q.Select(followUpColumns + ", " + way.sortKey()).Find(&rows).Error
	})
	where := func(r followUpRow) spot { return way.spotOf(r.SortKey, string(r.ID)) }
	return cut(rows, page, where, followUpRow.followUp), err
}
