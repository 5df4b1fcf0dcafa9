package store

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

// mostCandidates is how many cards are named as possibly the same.
const mostCandidates = 10

// duplicateOf refuses a new card of which there is one already: by a number for
// certain, by mail or name unless it is allowed. Cards that the viewer may not
// see are not named, but a number is never doubled.
func duplicateOf(tx *gorm.DB, op string, v crm.Viewer, c crm.Card, allowed bool) error {
	d, err := findDuplicate(tx, v, c)
	if err != nil || !d.Certain && (allowed || len(d.Candidates) == 0) {
		return err
	}
	f := fault.New(fault.Conflict, op, "%w", d)
	if d.Certain {
		return f.At("phones")
	}
	return f
}

func findDuplicate(tx *gorm.DB, v crm.Viewer, c crm.Card) (crm.Duplicate, error) {
	var d crm.Duplicate
	phones := make([]string, len(c.Phones))
	for i, p := range c.Phones {
		phones[i] = string(p)
	}
	mails := make([]string, len(c.Mails))
	for i, m := range c.Mails {
		mails[i] = m.Mail
	}
	if len(phones) > 0 {
		var n int64
		if err := tx.Table("card_phones").Where("phone IN ?", phones).Count(&n).Error; err != nil {
			return d, err
		}
		d.Certain = n > 0
	}
	for _, way := range []struct {
		why, where string
		arg        any
		ask        bool
	}{
		{"phone", "cards.id IN (SELECT card_id FROM card_phones WHERE phone IN ?)", phones, len(phones) > 0},
		{"mail", "cards.id IN (SELECT card_id FROM card_mails WHERE mail IN ?)", mails, len(mails) > 0},
		{"name", "cards.name <> '' AND lower(cards.name) = ?", strings.ToLower(c.Name), c.Name != ""},
	} {
		if !way.ask {
			continue
		}
		var rows []cardRow
		err := cardsWithin(tx.Select("cards.id", "cards.name"), v.Sight(crm.SeeCards)).
			Where("cards.merged_into IS NULL AND cards.kind = ?", crm.Customer).Where(way.where, way.arg).Limit(mostCandidates).Find(&rows).Error
		if err != nil {
			return d, err
		}
		for _, r := range rows {
			if !named(d.Candidates, r.ID) {
				d.Candidates = append(d.Candidates, crm.Candidate{Card: r.ID, Name: r.Name, Why: way.why})
			}
		}
	}
	found := make([]*crm.Candidate, len(d.Candidates))
	for i := range d.Candidates {
		found[i] = &d.Candidates[i]
	}
	return d, describe(tx, found)
}

// describe adds to cards of which only the name is known what tells them from
// others of that name.
func describe(tx *gorm.DB, list []*crm.Candidate) error {
	if len(list) == 0 {
		return nil
	}
	ids := make([]crm.CardID, len(list))
	for i, c := range list {
		ids[i] = c.Card
	}
	var rows []struct {
		ID        crm.CardID
		Phone     crm.E164
		CreatedAt time.Time
	}
	err := tx.Raw(`SELECT id, created_at, coalesce((SELECT phone FROM card_phones WHERE card_id = cards.id ORDER BY place LIMIT 1), '') AS phone
		FROM cards WHERE id IN ?`, ids).Scan(&rows).Error
	for _, r := range rows {
		for _, c := range list {
			if c.Card == r.ID {
				c.Number, c.Since = r.Phone, r.CreatedAt.UTC()
			}
		}
	}
	return err
}

func named(all []crm.Candidate, id crm.CardID) bool {
	for _, c := range all {
		if c.Card == id {
			return true
		}
	}
	return false
}

// namedDuplicate names the card that took the number between the look and the
// insert.
func (s *Store) namedDuplicate(ctx context.Context, op string, v crm.Viewer, c crm.Card, refused error) error {
	var d crm.Duplicate
	err := s.read(ctx, op, func(tx *gorm.DB) (err error) {
		d, err = findDuplicate(tx, v, c)
		return err
	})
	if err != nil || !d.Certain {
		return refused
	}
	return fault.New(fault.Conflict, op, "%w", d).At("phones")
}

// KeepApart remembers that two cards that look alike are two customers.
func (s *Store) KeepApart(ctx context.Context, v crm.Viewer, one, other crm.CardID) error {
	const op = "store.KeepApart"
	if one > other {
		one, other = other, one
	}
	return s.write(ctx, op, func(tx *gorm.DB) error {
		for _, id := range []crm.CardID{one, other} {
			if err := seesCard(tx, op, v, id); err != nil {
				return err
			}
		}
		if one == other {
			return fault.New(fault.Invalid, op, "these are one card").At("other_id")
		}
		return tx.Exec("INSERT INTO card_distinct (one, other, by_user, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
			one, other, null(v.User), crm.Moment(s.clock.Now())).Error
	})
}
