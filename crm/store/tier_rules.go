package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

// tierFacts is what every rule about tiers finds on the card of the row at @at.
const tierFacts = `(SELECT coalesce(jsonb_agg(jsonb_build_object(
		'Rule', jsonb_build_object('Tier', r.tier, 'Tag', r.tag, 'Least', r.least, 'Days', r.days),
		'Sum', CASE WHEN r.least = 0 THEN 0 ELSE (SELECT least(coalesce(sum(amount), 0), 1e18)::bigint
			FROM deals JOIN stages ON stages.id = deals.stage_id AND stages.kind = 'won'
			WHERE deals.card_id = cards.id AND deals.deleted_at IS NULL AND deals.currency = @currency
				AND (r.days = 0 OR deals.stage_since >= (@at)::timestamptz - make_interval(days => r.days))) END)
		ORDER BY r.id), '[]') FROM tier_rules AS r)`

// tiersOf are the tiers of these cards by hand and by rules.
func (s *Store) tiersOf(tx *gorm.DB, ids ...crm.CardID) (map[crm.CardID]crm.TierGround, error) {
	var rows []struct {
		ID          crm.CardID
		Tier        crm.Tier
		Tags, Facts string
	}
	err := tx.Raw("SELECT id, tier, tags, "+tierFacts+" AS facts FROM cards WHERE id IN @cards", sql.Named("cards", ids),
		sql.Named("currency", s.currency), sql.Named("at", crm.Moment(s.clock.Now()))).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	tiers := make(map[crm.CardID]crm.TierGround, len(rows))
	for _, r := range rows {
		var tags []string
		if err := json.Unmarshal([]byte(r.Tags), &tags); err != nil {
			return nil, err
		}
		facts, err := factsOf(r.Facts)
		if err != nil {
			return nil, err
		}
		g := crm.TierBy(r.Tier, tags, facts)
		g.Currency = s.currency
		tiers[r.ID] = g
	}
	return tiers, nil
}

// ground puts onto the cards what their tiers are by hand and by rules.
func (s *Store) ground(tx *gorm.DB, cards ...*crm.Card) error {
	ids := make([]crm.CardID, len(cards))
	for i, c := range cards {
		ids[i] = c.ID
	}
	tiers, err := s.tiersOf(tx, ids...)
	if err != nil {
		return err
	}
	for _, c := range cards {
		g := tiers[c.ID]
		c.Ground = &g
	}
	return nil
}

// groundCalls gives the calls the tiers that their customers have now.
func (s *Store) groundCalls(tx *gorm.DB, calls []crm.Call) error {
	ids := make([]crm.CardID, len(calls))
	for i, c := range calls {
		ids[i] = c.Card
	}
	tiers, err := s.tiersOf(tx, ids...)
	if err != nil {
		return err
	}
	for i, c := range calls {
		calls[i].Tier = tiers[c.Card].Tier
	}
	return nil
}

// factsOf reads what tierFacts selects.
func factsOf(text string) (facts []crm.TierFact, err error) {
	return facts, json.Unmarshal([]byte(text), &facts)
}

// TierRules are the company's rules in order, and the currency of their sums.
func (s *Store) TierRules(ctx context.Context) (rules crm.TierRules, currency string, err error) {
	err = s.read(ctx, "store.TierRules", func(tx *gorm.DB) error {
		return tx.Raw("SELECT tier, tag, least, days FROM tier_rules ORDER BY id").Scan(&rules).Error
	})
	return rules, s.currency, err
}

// PutTierRules replaces the company's rules.
func (s *Store) PutTierRules(ctx context.Context, rules crm.TierRules) (crm.TierRules, error) {
	const op = "store.PutTierRules"
	rules, err := rules.Checked()
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	return rules, s.write(ctx, op, func(tx *gorm.DB) error {
		if err := tx.Exec("LOCK TABLE tier_rules IN SHARE ROW EXCLUSIVE MODE").Error; err != nil {
			return err
		}
		if err := tx.Exec("DELETE FROM tier_rules").Error; err != nil {
			return err
		}
		for _, r := range rules { // ids sort by the time they are made
			id, err := newID[string]()
			if err != nil {
				return err
			}
			err = tx.Exec("INSERT INTO tier_rules (id, tier, tag, least, days) VALUES (?, ?, ?, ?, ?)", id, r.Tier, r.Tag, r.Least, r.Days).Error
			if err != nil {
				return err
			}
		}
		return nil
	})
}
