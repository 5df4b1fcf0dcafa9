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
// and outcome: a task, a move of the deal, a fact for the ledger of points. The
// hashtags of the note act, too.
func (s *Store) carryOut(tx *gorm.DB, v crm.Viewer, card crm.CardID, call crm.CallID, o crm.Outcome, follow *crm.FollowUp) error {
	const op = "store.carryOut"
	kind, err := outcomeOf(tx, op, o.Key)
	if err != nil {
		return err
	}
	var done int64
	if err := tx.Table("outcome_effects").Where("call_id = ? AND outcome = ?", string(call), o.Key).Count(&done).Error; err != nil {
		return err
	}
	if follow != nil {
		if err := s.openFollowUp(tx, op, v, card, call, kind, *follow); err != nil {
			return err
		}
	}
	if o.Note != "" {
		if _, err := s.applyTags(tx, v, card, o.Note, crm.ByOutcome); err != nil {
			return err
		}
	}
	if done > 0 {
		return nil
	}
	if kind.Stage != "" {
		p, err := pipeline(tx, op, "")
		if err != nil {
			return err
		}
		if stage, there := p.Stage(kind.Stage); there {
			e, err := s.applyTag(tx, v, card, p, crm.TagAim{Stage: stage, Reason: crm.CleanName(o.Note), MovesOnly: true}, crm.ByOutcome, "")
			if err != nil {
				return err
			}
			if e.Result == crm.TagMoved || e.Result == crm.TagRefused {
				err := s.addEffect(tx, v, card, call, o.Key, crm.Effect{Kind: crm.EffectDeal, Deal: e.Deal, Move: e.Move, From: e.From, To: e.To, Needs: e.Needs})
				if err != nil {
					return err
				}
			}
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

func (s *Store) openFollowUp(tx *gorm.DB, op string, v crm.Viewer, card crm.CardID, call crm.CallID, kind crm.OutcomeKind, f crm.FollowUp) error {
	title := f.Title
	if title == "" {
		title = first3(kind.Labels)
	}
	in, err := (crm.NewTask{Title: title, Due: f.Due, Card: card, Call: call}).Checked()
	if err != nil {
		return err
	}
	var there int64 // the same form was sent twice
	err = tx.Table("tasks").Where("call_id = ? AND title = ? AND due_local = ? AND due_zone = ?", string(call), in.Title, in.Due.Local, in.Due.Zone).Count(&there).Error
	if err != nil || there > 0 {
		return err
	}
	id, err := s.newTask(tx, op, v, in)
	if err != nil {
		return err
	}
	return s.addEffect(tx, v, card, call, kind.Key, crm.Effect{Kind: crm.EffectTask, Task: id})
}

func first3(l crm.Labels) string {
	for _, lang := range []string{"en", "hu", "ru"} {
		if l[lang] != "" {
			return l[lang]
		}
	}
	return "…"
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

func (s *Store) addEffect(tx *gorm.DB, v crm.Viewer, card crm.CardID, call crm.CallID, outcome string, e crm.Effect) error {
	id, err := newID[crm.EffectID]()
	if err != nil {
		return err
	}
	return tx.Exec(`INSERT INTO outcome_effects (id, call_id, card_id, outcome, kind, task_id, deal_id, move_id, from_stage, to_stage, needs, points, by_user, at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, id, string(call), card, outcome, e.Kind, null(e.Task), null(e.Deal), null(e.Move),
		e.From, e.To, e.Needs, e.Points, null(v.User), crm.Moment(s.clock.Now())).Error
}

// OutcomeEffects are what the outcomes of a call have brought about, oldest
// first.
func (s *Store) OutcomeEffects(ctx context.Context, call crm.CallID) ([]crm.Effect, error) {
	var all []crm.Effect
	err := s.read(ctx, "store.OutcomeEffects", func(tx *gorm.DB) error {
		var rows []struct {
			ID                                         crm.EffectID
			Kind                                       crm.EffectKind
			Outcome, FromStage, ToStage, Needs, Points string
			TaskID                                     *crm.TaskID
			DealID                                     *crm.DealID
			MoveID                                     *crm.MoveID
			Title                                      *string
			At                                         time.Time
		}
		err := tx.Raw(`SELECT e.*, coalesce(tasks.title, deals.title) AS title FROM outcome_effects e LEFT JOIN tasks ON tasks.id = e.task_id
			LEFT JOIN deals ON deals.id = e.deal_id WHERE e.call_id = ? ORDER BY e.at, e.id LIMIT 100`, string(call)).Scan(&rows).Error
		for _, r := range rows {
			all = append(all, crm.Effect{ID: r.ID, Kind: r.Kind, Outcome: r.Outcome, Task: some(r.TaskID), Title: some(r.Title), Deal: some(r.DealID),
				Move: some(r.MoveID), From: r.FromStage, To: r.ToStage, Needs: r.Needs, Points: r.Points, At: r.At.UTC()})
		}
		return err
	})
	return all, err
}
