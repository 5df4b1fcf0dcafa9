package store

import (
	"context"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

// whyByHand is of follow-ups that somebody has taken back.
const whyByHand = "by_hand"

// SkipFollowUp takes a follow-up back that waits: its task is not raised. It
// answers which that was.
func (s *Store) SkipFollowUp(ctx context.Context, v crm.Viewer, id crm.FollowUpID) (crm.FollowUp, error) {
	const op = "store.SkipFollowUp"
	return s.onFollowUp(ctx, op, v, id, func(tx *gorm.DB, row followUpRow) error {
		if row.State != crm.FollowWaiting {
			return fault.New(fault.Conflict, op, "this follow-up is over already")
		}
		return tx.Exec("UPDATE follow_ups SET state = ?, why = ?, ended_at = ? WHERE id = ?", crm.FollowSkipped, whyByHand, crm.Moment(s.clock.Now()), id).Error
	})
}

// RestoreFollowUp takes back what SkipFollowUp did, as long as the rule is what
// it was: by another it would be another follow-up. One whose time has come
// meanwhile is raised late.
func (s *Store) RestoreFollowUp(ctx context.Context, v crm.Viewer, id crm.FollowUpID) (crm.FollowUp, error) {
	const op = "store.RestoreFollowUp"
	return s.onFollowUp(ctx, op, v, id, func(tx *gorm.DB, row followUpRow) error {
		if row.State != crm.FollowSkipped || row.Why != whyByHand {
			return fault.New(fault.Conflict, op, "only what somebody has taken back can be restored")
		}
		done := tx.Exec(`UPDATE follow_ups SET state = ?, why = '', ended_at = NULL FROM follow_up_rules AS r
			WHERE follow_ups.id = ? AND r.id = rule_id AND r.enabled AND r.version = rule_version`, crm.FollowWaiting, id)
		if done.Error == nil && done.RowsAffected == 0 {
			return fault.New(fault.Conflict, op, "its rule has been changed or turned off meanwhile")
		}
		return done.Error
	})
}

// onFollowUp has act change a follow-up of a customer whose tasks the viewer may
// change, and answers it as it was.
func (s *Store) onFollowUp(ctx context.Context, op string, v crm.Viewer, id crm.FollowUpID, act func(*gorm.DB, followUpRow) error) (crm.FollowUp, error) {
	var row followUpRow
	err := s.write(ctx, op, func(tx *gorm.DB) error {
		if !sound(id) {
			return unknown(op)
		}
		if err := tx.Exec("SELECT FROM follow_ups WHERE id = ? FOR UPDATE", id).Error; err != nil {
			return err
		}
		row = followUpRow{}
		if err := followUps(tx).Where("f.id = ?", id).Take(&row).Error; err != nil {
			return err
		}
		var n int64
		if err := cardsWithin(tx.Table("cards"), v.Sight(crm.EditTasks)).Where("cards.id = ?", row.CardID).Count(&n).Error; err != nil {
			return err
		}
		if n == 0 {
			return unknown(op)
		}
		return act(tx, row)
	})
	return row.followUp(), err
}
