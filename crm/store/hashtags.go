package store

import (
	"context"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/crm/hashtag"
	"vonal/internal/fault"
)

// MostHashtags is how many aliases a company can have.
const MostHashtags = 1000

// Hashtags are all aliases, by what they mean.
func (s *Store) Hashtags(ctx context.Context) ([]crm.Hashtag, error) {
	var all []crm.Hashtag
	err := s.read(ctx, "store.Hashtags", func(tx *gorm.DB) error {
		return tx.Raw(`SELECT hashtags.shown AS tag, hashtags.folded, coalesce(pipelines.key, '') AS pipeline, coalesce(stages.key, '') AS stage
			FROM hashtags LEFT JOIN stages ON stages.id = hashtags.stage_id LEFT JOIN pipelines ON pipelines.id = stages.pipeline_id
			ORDER BY pipelines.place NULLS LAST, stages.place, hashtags.folded LIMIT ?`, MostHashtags).Scan(&all).Error
	})
	return all, err
}

// PutHashtag says what an alias means from now on; without a stage it marks and
// moves nothing.
func (s *Store) PutHashtag(ctx context.Context, in crm.Hashtag) (crm.Hashtag, error) {
	const op = "store.PutHashtag"
	if !hashtag.Valid(in.Tag) {
		return crm.Hashtag{}, fault.New(fault.Invalid, op, "a hashtag is 1 to %d letters, digits, _ and single hyphens, with a letter among them", hashtag.Longest).At("tag")
	}
	in.Folded = hashtag.Fold(in.Tag)
	err := s.write(ctx, op, func(tx *gorm.DB) error {
		var stage *string
		if in.Stage != "" {
			p, err := pipeline(tx, op, in.Pipeline)
			if err != nil {
				return err
			}
			st, there := p.Stage(in.Stage)
			if !there {
				return noStage(op)
			}
			in.Pipeline, stage = p.Key, &st.ID
		}
		var n int64
		if err := tx.Table("hashtags").Count(&n).Error; err != nil {
			return err
		}
		if n >= MostHashtags {
			return fault.New(fault.Conflict, op, "there are %d hashtags already", n)
		}
		return tx.Exec(`INSERT INTO hashtags (folded, shown, stage_id) VALUES (?, ?, ?)
			ON CONFLICT (folded) DO UPDATE SET shown = excluded.shown, stage_id = excluded.stage_id`, in.Folded, in.Tag, stage).Error
	})
	return in, err
}

// RemoveHashtag takes an alias away; texts that have it keep it as a word.
func (s *Store) RemoveHashtag(ctx context.Context, tag string) error {
	const op = "store.RemoveHashtag"
	return s.write(ctx, op, func(tx *gorm.DB) error {
		done := tx.Exec("DELETE FROM hashtags WHERE folded = ?", hashtag.Fold(tag))
		if done.Error == nil && done.RowsAffected == 0 {
			return unknown(op)
		}
		return done.Error
	})
}

// mostActing is how many of the tags of one text are carried out.
const mostActing = 10

// applyTags carries out the hashtags of a text about a customer, in the
// transaction that keeps the text, and answers what each did. A tag that cannot
// be carried out says why and hinders neither the text nor the other tags.
// Those in acted have been carried out before, and are left out.
func (s *Store) applyTags(tx *gorm.DB, v crm.Viewer, card crm.CardID, text string, how crm.How, acted map[string]bool) ([]crm.TagEffect, error) {
	var effects []crm.TagEffect
	seen := map[string]bool{}
	for _, tag := range hashtag.In(text) {
		if seen[tag.Folded] || acted[tag.Folded] || len(seen) == mostActing {
			continue
		}
		seen[tag.Folded] = true
		aim, p, known, err := aimOf(tx, tag)
		if err != nil {
			return nil, err
		}
		if !known {
			continue // a word with a # in front of it
		}
		effect, err := s.applyTag(tx, v, card, p, aim, how, "")
		if err != nil {
			return nil, err
		}
		effect.Tag = tag.Shown
		effects = append(effects, effect)
	}
	return effects, nil
}

// aimOf finds what a tag means, if it moves anything.
func aimOf(tx *gorm.DB, tag hashtag.Tag) (crm.TagAim, crm.Pipeline, bool, error) {
	var row struct{ Pipeline, Stage string }
	err := tx.Raw(`SELECT pipelines.key AS pipeline, stages.key AS stage FROM hashtags JOIN stages ON stages.id = hashtags.stage_id
		AND stages.archived_at IS NULL JOIN pipelines ON pipelines.id = stages.pipeline_id AND pipelines.archived_at IS NULL
		WHERE hashtags.folded = ?`, tag.Folded).Scan(&row).Error
	if err != nil || row.Stage == "" {
		return crm.TagAim{}, crm.Pipeline{}, false, err
	}
	p, err := pipeline(tx, "store.aimOf", row.Pipeline)
	if err != nil {
		return crm.TagAim{}, p, false, err
	}
	stage, there := p.Stage(row.Stage)
	return crm.TagAim{Stage: stage, Reason: crm.CleanName(tag.Rest)}, p, there, nil
}

// applyTag carries out one tag; chosen is the deal that somebody chose where it
// was ambiguous.
func (s *Store) applyTag(tx *gorm.DB, v crm.Viewer, card crm.CardID, p crm.Pipeline, aim crm.TagAim, how crm.How, chosen crm.DealID) (crm.TagEffect, error) {
	const op = "store.applyTag"
	effect := crm.TagEffect{To: aim.Stage.Key}
	open, err := openDeals(tx, card, p.ID)
	if err != nil {
		return effect, err
	}
	if chosen != "" {
		open = only(open, chosen)
	}
	deal, result := aim.Decide(open)
	effect.Result = result
	effect.Deal, effect.Title, effect.From = deal.ID, deal.Title, deal.Stage
	switch result {
	case crm.TagAmbiguous:
		for _, d := range open {
			effect.Choices = append(effect.Choices, d.ID)
		}
		return effect, nil
	case crm.TagThere, crm.TagNoDeal:
		return effect, nil
	}
	if result == crm.TagMade && !v.May(crm.EditDeals) {
		effect.Result = crm.TagForbidden
		return effect, nil
	}
	if result == crm.TagMoved {
		if may, err := mayMove(tx, v, deal.ID); err != nil || !may {
			effect.Result = crm.TagForbidden
			return effect, err
		}
	}
	err = tx.Transaction(func(tx *gorm.DB) (err error) { // a savepoint: a refusal leaves no trace
		if result == crm.TagMade {
			deal, effect.Move, err = s.dealByTag(tx, op, v, card, p, aim, how)
		} else {
			deal.Reason = aim.Reason
			deal, effect.Move, err = s.moveDeal(tx, deal, aim.Stage, v.User, how, "")
		}
		return err
	})
	if needed := fieldOf(err); needed != "" {
		effect.Result, effect.Needs, effect.Move = crm.TagRefused, needed, ""
		return effect, nil
	}
	effect.Deal, effect.Title = deal.ID, deal.Title
	return effect, err
}

// fieldOf is the member that an Invalid fault names, "" for any other error.
func fieldOf(err error) string {
	var f *fault.Error
	if fault.Is(err, fault.Invalid) && asFault(err, &f) {
		return f.Field
	}
	return ""
}

func only(deals []crm.Deal, id crm.DealID) []crm.Deal {
	for _, d := range deals {
		if d.ID == id {
			return []crm.Deal{d}
		}
	}
	return nil
}

// dealByTag begins a deal where there was none, under the customer's name and
// worth nothing yet.
func (s *Store) dealByTag(tx *gorm.DB, op string, v crm.Viewer, card crm.CardID, p crm.Pipeline, aim crm.TagAim, how crm.How) (crm.Deal, crm.MoveID, error) {
	var row cardRow
	if err := tx.Select(cardColumns).Where("cards.id = ?", card).Take(&row).Error; err != nil {
		return crm.Deal{}, "", err
	}
	title := row.Name
	if title == "" {
		title = first(row.Phones)
	}
	in := crm.NewDeal{Card: card, Title: title, Money: crm.Money{Currency: s.currency}, Reason: aim.Reason}
	return s.newDeal(tx, op, v, in, p, aim.Stage, how)
}
