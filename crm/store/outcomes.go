package store

import (
	"context"
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/crm/recur"
	"vonal/internal/fault"
)

type outcomeRow struct {
	Key          string
	Labels       string
	Place        int
	Archived     bool
	Stage        string
	Task         *string
	Points       string
	AsksNote     bool
	AsksFollowUp bool
	Version      int64
}

func (r outcomeRow) kind() (crm.OutcomeKind, error) {
	o := crm.OutcomeKind{Key: r.Key, Place: r.Place, Archived: r.Archived, Stage: r.Stage, Points: r.Points,
		AsksNote: r.AsksNote, AsksFollowUp: r.AsksFollowUp, Version: r.Version}
	if err := json.Unmarshal([]byte(r.Labels), &o.Labels); err != nil {
		return o, err
	}
	if r.Task == nil {
		return o, nil
	}
	return o, json.Unmarshal([]byte(*r.Task), &o.Task)
}

// Outcomes are the company's own list, in order, those archived last.
func (s *Store) Outcomes(ctx context.Context) ([]crm.OutcomeKind, error) {
	const op = "store.Outcomes"
	var all []crm.OutcomeKind
	err := s.read(ctx, op, func(tx *gorm.DB) error {
		var rows []outcomeRow
		if err := tx.Raw("SELECT * FROM outcomes ORDER BY archived, place, key").Scan(&rows).Error; err != nil {
			return err
		}
		for _, r := range rows {
			o, err := r.kind()
			if err != nil {
				return err
			}
			all = append(all, o)
		}
		return nil
	})
	return all, err
}

func outcomeOf(tx *gorm.DB, op, key string) (crm.OutcomeKind, error) {
	var row outcomeRow
	if err := tx.Raw("SELECT * FROM outcomes WHERE key = ?", key).Scan(&row).Error; err != nil {
		return crm.OutcomeKind{}, err
	}
	if row.Key == "" {
		return crm.OutcomeKind{}, fault.New(fault.Invalid, op, "there is no such outcome; GET /outcomes lists them").At("outcome")
	}
	return row.kind()
}

// PutOutcome adds an outcome to the list, or replaces it.
func (s *Store) PutOutcome(ctx context.Context, o crm.OutcomeKind) (crm.OutcomeKind, error) {
	const op = "store.PutOutcome"
	o, err := o.Checked()
	if err != nil {
		return o, fault.Wrap(op, err)
	}
	err = s.write(ctx, op, func(tx *gorm.DB) error {
		var n int64
		if err := tx.Table("outcomes").Where("key <> ?", o.Key).Count(&n).Error; err != nil {
			return err
		}
		if n >= crm.MaxOutcomes {
			return fault.New(fault.Conflict, op, "there are %d outcomes already", n)
		}
		if o.Stage != "" {
			p, err := pipeline(tx, op, "")
			if err != nil {
				return err
			}
			if _, there := p.Stage(o.Stage); !there {
				return noStage(op)
			}
		}
		var task *string
		if o.Task != nil {
			text := jsonText(o.Task)
			task = &text
		}
		return tx.Exec(`INSERT INTO outcomes (key, labels, place, archived, stage, task, points, asks_note, asks_follow_up)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET labels = excluded.labels, place = excluded.place, archived = excluded.archived,
			stage = excluded.stage, task = excluded.task, points = excluded.points, asks_note = excluded.asks_note,
			asks_follow_up = excluded.asks_follow_up, version = outcomes.version + 1`,
			o.Key, jsonText(o.Labels), o.Place, o.Archived, o.Stage, task, o.Points, o.AsksNote, o.AsksFollowUp).Error
	})
	return o, err
}

// carryOut does what an outcome brings about on the card, once for each call
// and outcome: a task, a move of the deal, a fact for the ledger of points. What
// another outcome of the call had brought about before is taken back. The
// hashtags of the note act once for each call.
func (s *Store) carryOut(tx *gorm.DB, v crm.Viewer, card crm.CardID, call crm.CallID, o crm.Outcome, follow *crm.NextStep) error {
	const op = "store.carryOut"
	kind, err := outcomeOf(tx, op, o.Key)
	if err != nil {
		return err
	}
	if err := s.undoOthers(tx, v, card, call, o.Key); err != nil {
		return err
	}
	var done int64
	err = tx.Table("outcome_effects").Where("call_id = ? AND outcome = ? AND tag = '' AND undoes IS NULL AND (undone_at IS NULL OR undone_by_hand)", string(call), o.Key).Count(&done).Error
	if err != nil {
		return err
	}
	if follow != nil {
		if err := s.openFollowUp(tx, op, v, card, call, kind, *follow); err != nil {
			return err
		}
	}
	if err := s.noteTags(tx, v, card, call, o); err != nil || done > 0 {
		return err
	}
	err = s.plan(tx, occasion{key: string(call), card: card, maker: v.Agent, at: crm.Moment(s.clock.Now())}, `"when" = 'outcome' AND outcome = ?`, o.Key)
	if err != nil {
		return err
	}
	if kind.Stage != "" {
		if err := s.moveByOutcome(tx, op, v, card, call, kind, o); err != nil {
			return err
		}
	}
	if kind.Task != nil {
		if err := s.openOutcomeTask(tx, op, v, card, call, kind); err != nil {
			return err
		}
	}
	if kind.Points != "" {
		return s.addEffect(tx, v, card, call, o.Key, crm.Effect{Kind: crm.EffectPoints, Points: kind.Points})
	}
	return nil
}

func (s *Store) moveByOutcome(tx *gorm.DB, op string, v crm.Viewer, card crm.CardID, call crm.CallID, kind crm.OutcomeKind, o crm.Outcome) error {
	p, err := pipeline(tx, op, "")
	if err != nil {
		return err
	}
	stage, there := p.Stage(kind.Stage)
	if !there {
		return nil
	}
	e, err := s.applyTag(tx, v, card, p, crm.TagAim{Stage: stage, Reason: crm.CleanName(o.Note), MovesOnly: true}, crm.ByOutcome, "")
	if err != nil || e.Result != crm.TagMoved && e.Result != crm.TagRefused {
		return err
	}
	return s.addEffect(tx, v, card, call, o.Key, crm.Effect{Kind: crm.EffectDeal, Deal: e.Deal, Move: e.Move, From: e.From, To: e.To, Needs: e.Needs, Result: e.Result})
}

func (s *Store) openFollowUp(tx *gorm.DB, op string, v crm.Viewer, card crm.CardID, call crm.CallID, kind crm.OutcomeKind, f crm.NextStep) error {
	title := f.Title
	if title == "" {
		var language string
		if err := tx.Raw("SELECT " + companyLanguage).Scan(&language).Error; err != nil {
			return err
		}
		title = kind.Labels.In(language)
	}
	in, err := (crm.NewTask{Title: title, Due: f.Due, Card: card, Call: call}).Checked()
	if err != nil {
		return err
	}
	var there int64 // the same form was sent twice
	err = tx.Table("tasks").Where("call_id = ? AND title = ? AND due_local = ? AND due_zone = ? AND deleted_at IS NULL", string(call), in.Title, in.Due.Local, in.Due.Zone).Count(&there).Error
	if err != nil || there > 0 {
		return err
	}
	id, err := s.newTask(tx, op, v, in)
	if err != nil {
		return err
	}
	return s.addEffect(tx, v, card, call, kind.Key, crm.Effect{Kind: crm.EffectTask, Task: id})
}

func (s *Store) openOutcomeTask(tx *gorm.DB, op string, v crm.Viewer, card crm.CardID, call crm.CallID, kind crm.OutcomeKind) error {
	zone, err := recur.Zone(s.zone)
	if err != nil {
		return err
	}
	day := s.clock.Now().In(zone).AddDate(0, 0, kind.Task.AfterDays).Format(time.DateOnly)
	if kind.Task.At != "" {
		day += "T" + kind.Task.At
	}
	due, err := recur.Meant(day, s.zone)
	if err != nil {
		return err
	}
	in := crm.NewTask{Title: kind.Task.Title, Due: due, Card: card, Call: call}
	if kind.Task.For == crm.ForOwner {
		var owner *string
		if err := tx.Raw("SELECT agents.id FROM cards JOIN agents ON agents.id = cards.owner_id AND agents.deleted_at IS NULL WHERE cards.id = ?", card).Scan(&owner).Error; err != nil {
			return err
		}
		if owner != nil {
			in.Assignees = []crm.PersonID{crm.PersonID(*owner)}
		}
	}
	if in, err = in.Checked(); err != nil {
		return err
	}
	id, err := s.newTask(tx, op, v, in)
	if err != nil {
		return err
	}
	return s.addEffect(tx, v, card, call, kind.Key, crm.Effect{Kind: crm.EffectTask, Task: id})
}
