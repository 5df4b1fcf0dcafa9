package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

// lockDeal takes a deal within the sight and holds its row.
func lockDeal(tx *gorm.DB, s crm.Sight, id crm.DealID) (crm.Deal, error) {
	var row dealRow
	if err := tx.Exec("SELECT FROM deals WHERE id = ? FOR UPDATE", id).Error; err != nil {
		return crm.Deal{}, err
	}
	err := dealsOf(tx, s).Select(dealColumns).Where("deals.id = ?", id).Take(&row).Error
	return row.deal(), err
}

// PatchDeal changes a deal and writes on the customer's timeline who changed
// what. Another version than was seen is a fault of kind Stale; a stage that
// needs what the deal lacks one of kind Invalid that names it.
func (s *Store) PatchDeal(ctx context.Context, v crm.Viewer, id crm.DealID, ch crm.DealChange) (crm.Deal, error) {
	const op = "store.PatchDeal"
	if !sound(id) {
		return crm.Deal{}, unknown(op)
	}
	if err := narrow(op, some(ch.Owner), "owner_id"); err != nil {
		return crm.Deal{}, err
	}
	var deal crm.Deal
	err := s.write(ctx, op, func(tx *gorm.DB) error {
		var err error
		if deal, err = lockDeal(tx, v.Sight(crm.EditDeals), id); err != nil {
			return err
		}
		switch {
		case !deal.DeletedAt.IsZero():
			return unknown(op)
		case ch.Version != 0 && ch.Version != deal.Version:
			return stale(op)
		}
		was := deal
		var diff []crm.FieldChange
		if deal, diff, err = ch.Apply(deal); err != nil {
			return err
		}
		if err := v.CheckDealOwner(was.Owner, deal.Owner); err != nil {
			return err
		}
		if deal.Owner != was.Owner {
			if err := employedOwner(tx, op, deal.Owner); err != nil {
				return err
			}
		}
		moves := ch.Stage != nil && *ch.Stage != was.Stage
		if len(diff) == 0 && !moves {
			return nil
		}
		if err := s.saveDeal(tx, &deal); err != nil {
			return err
		}
		if other := withoutReason(diff, moves); len(other) > 0 {
			err := s.addEntries(tx, crm.Entry{Card: deal.Card, At: deal.UpdatedAt, Kind: crm.EntryDealChanged, By: v.User, Changes: other, Deal: dealLine(deal)})
			if err != nil {
				return err
			}
		}
		if !moves {
			return nil
		}
		p, err := pipeline(tx, op, deal.Pipeline)
		if err != nil {
			return err
		}
		stage, there := p.Stage(*ch.Stage)
		if !there {
			return noStage(op)
		}
		if stage.Kind == crm.StageLost && ch.Reason == nil {
			deal.Reason = "" // asked for anew at each refusal
		}
		deal, _, err = s.moveDeal(tx, deal, stage, v.User, crm.ByHand, "")
		return err
	})
	return deal, err
}

// withoutReason leaves out the reason where the move itself tells it.
func withoutReason(diff []crm.FieldChange, moves bool) (kept []crm.FieldChange) {
	for _, d := range diff {
		if !moves || d.Field != "reason" {
			kept = append(kept, d)
		}
	}
	return kept
}

// saveDeal writes all but the stage, as a new version.
func (s *Store) saveDeal(tx *gorm.DB, d *crm.Deal) error {
	d.UpdatedAt = crm.Moment(s.clock.Now())
	d.Version++
	return tx.Exec(`UPDATE deals SET title = ?, amount = ?, currency = ?, owner_id = ?, expected_close = ?, reason = ?,
		updated_at = ?, version = ? WHERE id = ?`, d.Title, d.Amount, d.Currency, null(d.Owner), null(d.ExpectedClose), d.Reason,
		d.UpdatedAt, d.Version, d.ID).Error
}

// moveDeal puts a deal that is held into another stage.
func (s *Store) moveDeal(tx *gorm.DB, d crm.Deal, to crm.Stage, by crm.UserID, how crm.How, undoes crm.MoveID) (crm.Deal, crm.MoveID, error) {
	now := crm.Moment(s.clock.Now())
	was := d
	d, stayed, err := d.Enter(to, now)
	if err != nil {
		return was, "", err
	}
	var left string
	if err := tx.Raw("SELECT stage_id FROM deals WHERE id = ?", d.ID).Scan(&left).Error; err != nil {
		return was, "", err
	}
	if d.Version == was.Version {
		d.Version++
	}
	d.UpdatedAt = now
	err = tx.Exec("UPDATE deals SET stage_id = ?, pipeline_id = ?, stage_since = ?, reason = ?, updated_at = ?, version = ? WHERE id = ?",
		to.ID, to.Pipeline, now, d.Reason, now, d.Version, d.ID).Error
	if err != nil {
		return was, "", err
	}
	move, err := s.addMove(tx, d.ID, left, to.ID, by, how, d.Reason, stayed, undoes)
	if err != nil {
		return was, "", err
	}
	line := dealLine(d)
	line.From, line.To, line.How, line.Reason, line.Move = was.Stage, to.Key, how, d.Reason, move
	return d, move, s.addEntries(tx, crm.Entry{Card: d.Card, At: now, Kind: crm.EntryDealMoved, By: by, Deal: line})
}

func (s *Store) addMove(tx *gorm.DB, deal crm.DealID, from, to string, by crm.UserID, how crm.How, reason string, stayed time.Duration, undoes crm.MoveID) (crm.MoveID, error) {
	id, err := newID[crm.MoveID]()
	if err != nil {
		return "", err
	}
	err = tx.Exec(`INSERT INTO deal_moves (id, deal_id, at, from_stage, to_stage, by_user, how, reason, stayed_ms, undoes)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, id, deal, crm.Moment(s.clock.Now()), null(from), to, null(by), how, reason,
		stayed.Milliseconds(), null(undoes)).Error
	if err != nil {
		return "", err
	}
	return id, s.planStage(tx, deal, to, id, by)
}

// RemoveDeal takes a deal out of every list; RestoreDeal puts it back.
func (s *Store) RemoveDeal(ctx context.Context, v crm.Viewer, id crm.DealID, version int64) error {
	const op = "store.RemoveDeal"
	return s.hideDeal(ctx, op, v, id, version, crm.EntryDealRemoved)
}

// RestoreDeal undoes RemoveDeal.
func (s *Store) RestoreDeal(ctx context.Context, v crm.Viewer, id crm.DealID) error {
	return s.hideDeal(ctx, "store.RestoreDeal", v, id, 0, crm.EntryDealRestored)
}

func (s *Store) hideDeal(ctx context.Context, op string, v crm.Viewer, id crm.DealID, version int64, kind crm.EntryKind) error {
	if !sound(id) {
		return unknown(op)
	}
	return s.write(ctx, op, func(tx *gorm.DB) error {
		d, err := lockDeal(tx, v.Sight(crm.EditDeals), id)
		now := crm.Moment(s.clock.Now())
		switch hide := kind == crm.EntryDealRemoved; {
		case err != nil:
			return err
		case hide != d.DeletedAt.IsZero():
			return unknown(op)
		case hide && version != 0 && version != d.Version:
			return stale(op)
		}
		if err := v.CheckRemoval(d, now); err != nil {
			return err
		}
		deleted := at(now)
		if kind == crm.EntryDealRestored {
			deleted = nil
		}
		if err := tx.Exec("UPDATE deals SET deleted_at = ?, updated_at = ?, version = version + 1 WHERE id = ?", deleted, now, id).Error; err != nil {
			return err
		}
		return s.addEntries(tx, crm.Entry{Card: d.Card, At: now, Kind: kind, By: v.User, Deal: dealLine(d)})
	})
}

// DealMoves are the steps of a deal, newest first.
func (s *Store) DealMoves(ctx context.Context, v crm.Viewer, id crm.DealID) ([]crm.Move, error) {
	const op = "store.DealMoves"
	if _, err := s.GetDeal(ctx, v, id); err != nil {
		return nil, fault.Wrap(op, err)
	}
	var moves []crm.Move
	err := s.read(ctx, op, func(tx *gorm.DB) (err error) {
		moves, err = movesOf(tx, id)
		return err
	})
	return moves, err
}

func movesOf(tx *gorm.DB, id crm.DealID) ([]crm.Move, error) {
	var rows []struct {
		ID        crm.MoveID
		At        time.Time
		FromStage *string
		ToStage   string
		ByUser    *crm.UserID
		ByName    *string
		How       crm.How
		Reason    string
		StayedMS  int64 `gorm:"column:stayed_ms"`
		Undoes    *crm.MoveID
		Undone    bool
	}
	err := tx.Raw(`SELECT m.id, m.at, f.key AS from_stage, t.key AS to_stage, m.by_user, users.name AS by_name, m.how, m.reason, m.stayed_ms,
		m.undoes, EXISTS (SELECT FROM deal_moves u WHERE u.undoes = m.id) AS undone
		FROM deal_moves m LEFT JOIN stages f ON f.id = m.from_stage JOIN stages t ON t.id = m.to_stage LEFT JOIN users ON users.id = m.by_user
		WHERE m.deal_id = ? ORDER BY m.at DESC, m.id DESC LIMIT 500`, id).Scan(&rows).Error
	moves := make([]crm.Move, len(rows))
	for i, r := range rows {
		moves[i] = crm.Move{ID: r.ID, Deal: id, At: r.At.UTC(), From: some(r.FromStage), To: r.ToStage, By: some(r.ByUser), ByName: some(r.ByName),
			How: r.How, Reason: r.Reason, Stayed: milliseconds(r.StayedMS), Undoes: some(r.Undoes), Undone: r.Undone}
	}
	return moves, err
}

// UndoMove takes back the last step of a deal by a step of its own. What is not
// the last, or not the viewer's to take back, is a Conflict or Forbidden.
func (s *Store) UndoMove(ctx context.Context, v crm.Viewer, deal crm.DealID, id crm.MoveID) (crm.Deal, error) {
	const op = "store.UndoMove"
	if !sound(deal) || !sound(id) {
		return crm.Deal{}, unknown(op)
	}
	var d crm.Deal
	err := s.write(ctx, op, func(tx *gorm.DB) (err error) {
		d, err = s.undoMove(tx, op, v, deal, id)
		return err
	})
	return d, err
}

// StepBack takes back the last step of a deal, if the deal is still at the
// version that was seen.
func (s *Store) StepBack(ctx context.Context, v crm.Viewer, id crm.DealID, version int64) (crm.Deal, error) {
	const op = "store.StepBack"
	if !sound(id) {
		return crm.Deal{}, unknown(op)
	}
	var d crm.Deal
	err := s.write(ctx, op, func(tx *gorm.DB) (err error) {
		if d, err = lockDeal(tx, v.Sight(crm.EditDeals), id); err != nil {
			return err
		}
		if d.Version != version {
			return stale(op)
		}
		moves, err := movesOf(tx, id)
		if err != nil {
			return err
		}
		d, err = s.undoMove(tx, op, v, id, moves[0].ID)
		return err
	})
	return d, err
}

func (s *Store) undoMove(tx *gorm.DB, op string, v crm.Viewer, deal crm.DealID, id crm.MoveID) (crm.Deal, error) {
	d, err := lockDeal(tx, v.Sight(crm.EditDeals), deal)
	if err != nil {
		return d, err
	}
	moves, err := movesOf(tx, deal)
	if err != nil {
		return d, err
	}
	for _, m := range moves {
		if m.ID != id {
			continue
		}
		if err := crm.CheckUndo(v, m, moves[0].ID, s.clock.Now()); err != nil {
			return d, err
		}
		back, err := stageOfMove(tx, id)
		if err != nil {
			return d, err
		}
		if back.Kind == crm.StageLost { // it stood there with the reason it then had
			d.Reason = reasonBefore(moves, id)
		}
		d, _, err = s.moveDeal(tx, d, back, v.User, crm.ByUndo, id)
		return d, err
	}
	return d, unknown(op)
}

func reasonBefore(moves []crm.Move, id crm.MoveID) string {
	for i, m := range moves {
		if m.ID == id && i+1 < len(moves) {
			return moves[i+1].Reason
		}
	}
	return ""
}

// stageOfMove is the stage that a step left; it may have been archived since.
func stageOfMove(tx *gorm.DB, id crm.MoveID) (crm.Stage, error) {
	var row stageRow
	err := tx.Raw("SELECT stages.* FROM stages JOIN deal_moves ON deal_moves.from_stage = stages.id WHERE deal_moves.id = ?", id).Take(&row).Error
	if err != nil {
		return crm.Stage{}, err
	}
	return row.stage()
}
