package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/crm/hashtag"
	"vonal/internal/fault"
)

type effectRow struct {
	ID        crm.EffectID
	CallID    string
	CardID    crm.CardID
	Outcome   string
	Kind      crm.EffectKind
	TaskID    *crm.TaskID
	DealID    *crm.DealID
	MoveID    *crm.MoveID
	FromStage string
	ToStage   string
	Needs     string
	Points    string
	Tag       string
	Result    crm.TagResult
	Undoes    *crm.EffectID
	At        time.Time
	UndoneAt  *time.Time
	Title     *string
}

func (r effectRow) effect() crm.Effect {
	return crm.Effect{ID: r.ID, Kind: r.Kind, Outcome: r.Outcome, Task: some(r.TaskID), Title: some(r.Title), Deal: some(r.DealID),
		Move: some(r.MoveID), From: r.FromStage, To: r.ToStage, Needs: r.Needs, Points: r.Points, Tag: r.Tag, Result: r.Result,
		Undoes: some(r.Undoes), UndoneAt: utc(r.UndoneAt), At: r.At.UTC()}
}

func (s *Store) addEffect(tx *gorm.DB, v crm.Viewer, card crm.CardID, call crm.CallID, outcome string, e crm.Effect) error {
	id, err := newID[crm.EffectID]()
	if err != nil {
		return err
	}
	return tx.Exec(`INSERT INTO outcome_effects (id, call_id, card_id, outcome, kind, task_id, deal_id, move_id, from_stage, to_stage, needs, points, tag, result, undoes, by_user, at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, id, string(call), card, outcome, e.Kind, null(e.Task), null(e.Deal), null(e.Move),
		e.From, e.To, e.Needs, e.Points, e.Tag, e.Result, null(e.Undoes), null(v.User), crm.Moment(s.clock.Now())).Error
}

// HasOutcome reports whether somebody has said what came of the call, which may
// not be written yet.
func (s *Store) HasOutcome(ctx context.Context, call crm.CallID) (bool, error) {
	var recorded bool
	err := s.read(ctx, "store.HasOutcome", func(tx *gorm.DB) error {
		return tx.Raw("SELECT EXISTS (SELECT FROM after_calls WHERE call_id = ? AND outcome <> '')", string(call)).Scan(&recorded).Error
	})
	return recorded, err
}

func effectsOf(tx *gorm.DB, call crm.CallID) ([]effectRow, error) {
	var rows []effectRow
	err := tx.Raw(`SELECT e.*, coalesce(tasks.title, deals.title) AS title FROM outcome_effects e LEFT JOIN tasks ON tasks.id = e.task_id
		LEFT JOIN deals ON deals.id = e.deal_id WHERE e.call_id = ? ORDER BY e.at, e.id LIMIT 200`, string(call)).Scan(&rows).Error
	return rows, err
}

// OutcomeEffects are what the outcomes of a call have brought about, oldest
// first. An ambiguous hashtag comes with the deals of the viewer's that it may
// mean.
func (s *Store) OutcomeEffects(ctx context.Context, v crm.Viewer, call crm.CallID) ([]crm.Effect, error) {
	var all []crm.Effect
	err := s.read(ctx, "store.OutcomeEffects", func(tx *gorm.DB) error {
		rows, err := effectsOf(tx, call)
		if err != nil {
			return err
		}
		for _, r := range rows {
			e := r.effect()
			if e.Result == crm.TagAmbiguous && e.UndoneAt.IsZero() {
				if e.Choices, err = choicesOf(tx, v, r); err != nil {
					return err
				}
			}
			all = append(all, e)
		}
		return nil
	})
	return all, err
}

func choicesOf(tx *gorm.DB, v crm.Viewer, r effectRow) ([]crm.Deal, error) {
	_, p, known, err := aimOf(tx, hashtag.Tag{Folded: hashtag.Fold(r.Tag)})
	if err != nil || !known {
		return nil, err
	}
	var rows []dealRow
	err = dealsOf(tx, v.Sight(crm.SeeDeals)).Select(dealColumns).
		Where("deals.card_id = ? AND deals.pipeline_id = ? AND stages.kind = ? AND deals.deleted_at IS NULL", r.CardID, p.ID, crm.StageOpen).
		Order("deals.created_at DESC, deals.id DESC").Limit(crm.DefaultPage).Find(&rows).Error
	deals := make([]crm.Deal, len(rows))
	for i, row := range rows {
		deals[i] = row.deal()
	}
	return deals, err
}

// noteTags carries out the hashtags of an outcome's note that have not acted
// for this call yet.
func (s *Store) noteTags(tx *gorm.DB, v crm.Viewer, card crm.CardID, call crm.CallID, o crm.Outcome) error {
	if o.Note == "" {
		return nil
	}
	rows, err := effectsOf(tx, call)
	if err != nil {
		return err
	}
	acted := map[string]bool{}
	for _, r := range rows {
		acted[hashtag.Fold(r.Tag)] = true // also one that was taken back: somebody did not want it
	}
	effects, err := s.applyTags(tx, v, card, o.Note, crm.ByOutcome, acted)
	if err != nil {
		return err
	}
	for _, e := range effects {
		err := s.addEffect(tx, v, card, call, o.Key, crm.Effect{Kind: crm.EffectDeal, Deal: e.Deal, Move: e.Move, From: e.From, To: e.To,
			Needs: e.Needs, Tag: e.Tag, Result: e.Result})
		if err != nil {
			return err
		}
	}
	return nil
}

// ChooseEffect carries out an ambiguous hashtag of an outcome's note for the
// deal that somebody chose.
func (s *Store) ChooseEffect(ctx context.Context, v crm.Viewer, call crm.CallID, id crm.EffectID, deal crm.DealID) error {
	const op = "store.ChooseEffect"
	if !sound(deal) {
		return fault.New(fault.Invalid, op, "there is no such deal").At("deal_id")
	}
	return s.effect(ctx, op, v, call, id, func(tx *gorm.DB, r effectRow) error {
		if r.Result != crm.TagAmbiguous {
			return fault.New(fault.Conflict, op, "there is nothing to choose any more")
		}
		aim, p, known, err := aimOf(tx, hashtag.Tag{Folded: hashtag.Fold(r.Tag)})
		if err != nil {
			return err
		}
		if !known {
			return fault.New(fault.Conflict, op, "the hashtag means nothing any more")
		}
		e, err := s.applyTag(tx, v, r.CardID, p, aim, crm.ByOutcome, deal)
		if err != nil {
			return err
		}
		return tx.Exec("UPDATE outcome_effects SET result = ?, deal_id = ?, move_id = ?, from_stage = ?, to_stage = ?, needs = ? WHERE id = ?",
			e.Result, null(e.Deal), null(e.Move), e.From, e.To, e.Needs, r.ID).Error
	})
}

// effect does something with one effect of an ended call that the viewer may
// work on, while nobody records another outcome.
func (s *Store) effect(ctx context.Context, op string, v crm.Viewer, call crm.CallID, id crm.EffectID, do func(*gorm.DB, effectRow) error) error {
	return s.write(ctx, op, func(tx *gorm.DB) error {
		if !call.Valid() || !sound(id) {
			return unknown(op)
		}
		if err := lockCall(tx, call); err != nil {
			return err
		}
		if _, err := visibleCall(tx, op, v, call); err != nil {
			return err
		}
		rows, err := effectsOf(tx, call)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if r.ID == id {
				return do(tx, r)
			}
		}
		return unknown(op)
	})
}
