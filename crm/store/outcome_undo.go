package store

import (
	"context"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

// UndoEffect takes back one thing that an outcome did: the deal goes back where
// it stood, if it stands where the outcome put it; the task is removed unless it
// is done; points are taken back by a line of their own. Conflict where that
// cannot be any more.
func (s *Store) UndoEffect(ctx context.Context, v crm.Viewer, call crm.CallID, id crm.EffectID) error {
	const op = "store.UndoEffect"
	return s.effect(ctx, op, v, call, id, func(tx *gorm.DB, r effectRow) error {
		if err := r.effect().MayBeUndone(s.clock.Now()); err != nil {
			return err
		}
		if err := s.takeBack(tx, op, v, r); err != nil {
			return err
		}
		return s.markUndone(tx, r.ID, true)
	})
}

// undoOthers takes back what other outcomes of the call did, as far as it can be
// taken back: what others have built on stays.
func (s *Store) undoOthers(tx *gorm.DB, v crm.Viewer, card crm.CardID, call crm.CallID, outcome string) error {
	const op = "store.undoOthers"
	rows, err := effectsOf(tx, call)
	if err != nil {
		return err
	}
	for i := len(rows) - 1; i >= 0; i-- { // the newest first, as they came
		r := rows[i]
		if r.Outcome == outcome || r.Tag != "" || r.effect().MayBeUndone(s.clock.Now()) != nil {
			continue
		}
		err := tx.Transaction(func(tx *gorm.DB) error { return s.takeBack(tx, op, v, r) })
		if fault.Is(err, fault.Conflict) || fault.Is(err, fault.Unknown) || fault.Is(err, fault.Forbidden) || fault.Is(err, fault.Invalid) {
			continue
		}
		if err == nil {
			err = s.markUndone(tx, r.ID, false)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) markUndone(tx *gorm.DB, id crm.EffectID, byHand bool) error {
	return tx.Exec("UPDATE outcome_effects SET undone_at = ?, undone_by_hand = ? WHERE id = ?", crm.Moment(s.clock.Now()), byHand, id).Error
}

func (s *Store) takeBack(tx *gorm.DB, op string, v crm.Viewer, r effectRow) error {
	switch r.Kind {
	case crm.EffectDeal:
		_, err := s.undoMove(tx, op, v, some(r.DealID), some(r.MoveID))
		return err
	case crm.EffectTask:
		return s.takeBackTask(tx, op, v, some(r.TaskID))
	case crm.EffectPoints:
		return s.addEffect(tx, v, r.CardID, crm.CallID(r.CallID), r.Outcome, crm.Effect{Kind: crm.EffectPoints, Points: r.Points, Undoes: r.ID})
	}
	return nil
}

func (s *Store) takeBackTask(tx *gorm.DB, op string, v crm.Viewer, id crm.TaskID) error {
	if err := tx.Exec("SELECT FROM tasks WHERE id = ? FOR UPDATE", id).Error; err != nil {
		return err
	}
	t, err := oneTask(tx, op, v.Sight(crm.EditTasks), id)
	switch {
	case fault.Is(err, fault.Unknown):
		return fault.New(fault.Conflict, op, "the task is not there any more")
	case err != nil:
		return err
	case t.State != crm.TaskOpen:
		return fault.New(fault.Conflict, op, "the task is done already")
	}
	return s.removeTask(tx, v, t)
}
