package store

import (
	"context"
	"encoding/base64"
	"encoding/json"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

// walkedAtOnce is how many cards one page of pairs looks at. Where duplicates
// are rare a page is short, or empty, and still says where the next begins.
const walkedAtOnce = 20_000

// pairRow is two cards that look alike; other is the newer.
type pairRow struct {
	One, Other         crm.CardID
	OneName, OtherName string
	Why                string
}

func (r pairRow) pair() crm.Pair {
	return crm.Pair{Why: r.Why, One: crm.Candidate{Card: r.One, Name: r.OneName}, Other: crm.Candidate{Card: r.Other, Name: r.OtherName}}
}

func (r pairRow) place() pairPlace { return pairPlace{r.Other, r.One} }

// pairPlace is where a page of pairs begins: after this pair.
type pairPlace struct {
	Other crm.CardID `json:"o"`
	One   crm.CardID `json:"i"`
}

// noCard comes before every card, lastCard after.
const (
	noCard   = crm.CardID("00000000-0000-0000-0000-000000000000")
	lastCard = crm.CardID("ffffffff-ffff-ffff-ffff-ffffffffffff")
)

func (p pairPlace) cursor() string {
	text, _ := json.Marshal(p) // two strings cannot fail
	return base64.RawURLEncoding.EncodeToString(text)
}

func pairPlaceOf(page crm.Page) (pairPlace, error) {
	p := pairPlace{lastCard, lastCard}
	if page.Cursor == "" {
		return p, nil
	}
	text, err := base64.RawURLEncoding.DecodeString(page.Cursor)
	if err == nil {
		err = json.Unmarshal(text, &p)
	}
	if err != nil || !sound(p.Other) || !sound(p.One) {
		return p, fault.New(fault.Invalid, "store.pairPlaceOf", "the cursor is not one that was given").At("cursor")
	}
	return p, nil
}

// Duplicates are pairs of cards with the same mail or the same name, newest
// first, that nobody has called two. A page may hold fewer than it could while
// there is a next one.
func (s *Store) Duplicates(ctx context.Context, v crm.Viewer, page crm.Page) (crm.List[crm.Pair], error) {
	const op = "store.Duplicates"
	from, err := pairPlaceOf(page)
	if err != nil {
		return crm.List[crm.Pair]{}, err
	}
	var rows []pairRow
	var floor []crm.CardID
	err = s.read(ctx, op, func(tx *gorm.DB) error {
		seen := func(what string) *gorm.DB {
			return cardsWithin(tx.Table("cards").Select(what), v.Sight(crm.SeeCards)).
				Where("cards.merged_into IS NULL AND cards.kind = ?", crm.Customer)
		}
		walked := seen("cards.id, cards.name").Where("cards.id <= ?", from.Other).Order("cards.id DESC").Limit(walkedAtOnce)
		if err := tx.Raw("SELECT id FROM (?) walked OFFSET ?", walked, walkedAtOnce-1).Scan(&floor).Error; err != nil {
			return err
		}
		most := page.Size() + 1
		alike := seen("DISTINCT ON (cards.id) cards.id, cards.name, p.why").Joins(`JOIN (
				SELECT theirs.card_id AS id, 'mail' AS why FROM card_mails ours JOIN card_mails theirs ON theirs.mail = ours.mail WHERE ours.card_id = newer.id
				UNION ALL
				SELECT same.id, 'name' FROM cards same
				WHERE same.name <> '' AND newer.name <> '' AND same.merged_into IS NULL AND lower(same.name) = lower(newer.name)) p ON p.id = cards.id`).
			Where("cards.id < newer.id AND (newer.id, cards.id) < (?::uuid, ?::uuid)", from.Other, from.One).
			Where("NOT EXISTS (SELECT FROM card_distinct d WHERE d.one = cards.id AND d.other = newer.id)").
			Order("cards.id DESC, p.why").Limit(most)
		return tx.Raw(`SELECT older.id AS one, older.name AS one_name, newer.id AS other, newer.name AS other_name, older.why
			FROM (?) newer CROSS JOIN LATERAL (?) older ORDER BY newer.id DESC, older.id DESC LIMIT ?`, walked, alike, most).Scan(&rows).Error
	})
	list := cut(rows, page, pairRow.place, pairRow.pair)
	if err == nil {
		err = s.read(ctx, op, func(tx *gorm.DB) error {
			cards := make([]*crm.Candidate, 0, 2*len(list.Items))
			for i := range list.Items {
				cards = append(cards, &list.Items[i].One, &list.Items[i].Other)
			}
			return describe(tx, cards)
		})
	}
	if list.Next == "" && len(floor) > 0 {
		list.Next = pairPlace{floor[0], noCard}.cursor()
	}
	return list, err
}
