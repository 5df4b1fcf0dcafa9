package store

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

// CreateCard makes a customer's card by hand. A number that stands on another
// card, and a name or mail of another that the caller has not allowed, are
// faults of kind Conflict that carry a crm.Duplicate.
func (s *Store) CreateCard(ctx context.Context, v crm.Viewer, in crm.NewCard) (crm.Card, error) {
	const op = "store.CreateCard"
	in, err := in.Checked()
	if err != nil {
		return crm.Card{}, fault.Wrap(op, err)
	}
	if err := narrow(op, in.Owner, "owner_id"); err != nil {
		return crm.Card{}, err
	}
	var card crm.Card
	err = s.write(ctx, op, func(tx *gorm.DB) error {
		if err := employedOwner(tx, op, in.Owner); err != nil {
			return err
		}
		list, err := fieldsInUse(tx)
		if err != nil {
			return err
		}
		now := crm.Moment(s.clock.Now())
		card = crm.Card{Kind: crm.Customer, Name: in.Name, Phones: in.Phones, Owner: in.Owner, Tier: in.Tier}
		card.Numbers = plainNumbers(in.Phones)
		if card, _, err = in.Details.Apply(card, list, v.User, now); err != nil {
			return err
		}
		if err := crm.CheckRequired(card.Fields, list); err != nil {
			return err
		}
		if err := duplicateOf(tx, op, v, card, in.AllowDuplicate); err != nil {
			return err
		}
		row := cardRow{Kind: card.Kind, Name: card.Name, OwnerID: null(card.Owner), Tier: card.Tier}
		row.writeDetails(card)
		if row, err = s.insertCard(tx, row); err != nil {
			return err
		}
		card.ID, card.Version, card.CreatedAt, card.UpdatedAt = row.ID, row.Version, row.CreatedAt, row.UpdatedAt
		if err := putLists(tx, &card); err != nil {
			return err
		}
		return s.addEntries(tx, crm.Entry{Card: row.ID, At: row.CreatedAt, Kind: crm.EntryOpened, By: v.User})
	})
	if fault.Is(err, fault.Conflict) { // another was faster: now it can be named
		err = s.namedDuplicate(ctx, op, v, card, err)
	}
	return card, err
}

func plainNumbers(phones []crm.E164) []crm.CardNumber {
	all := make([]crm.CardNumber, len(phones))
	for i, p := range phones {
		all[i] = crm.CardNumber{Phone: p}
	}
	return all
}

// PatchCard changes a card and writes on its timeline who changed what. A
// viewer who may not is a fault of kind Forbidden, another version than was
// seen one of kind Stale.
func (s *Store) PatchCard(ctx context.Context, v crm.Viewer, id crm.CardID, ch crm.CardChange) (crm.Card, error) {
	const op = "store.PatchCard"
	if err := v.CheckCardChange(ch); err != nil {
		return crm.Card{}, fault.Wrap(op, err)
	}
	if !sound(id) {
		return crm.Card{}, unknown(op)
	}
	if err := narrow(op, some(ch.Owner), "owner_id"); err != nil {
		return crm.Card{}, err
	}
	var card crm.Card
	err := s.write(ctx, op, func(tx *gorm.DB) error {
		var row cardRow
		q := cardsWithin(tx.Clauses(forUpdate).Select(cardColumns), v.Sight(crm.EditCards))
		if err := q.Where("cards.id = ? AND merged_into IS NULL", id).Take(&row).Error; err != nil {
			return err
		}
		if ch.Version != 0 && ch.Version != row.Version {
			return stale(op)
		}
		was := row.card()
		if err := wholeCard(tx, &was); err != nil {
			return err
		}
		list, err := fieldsInUse(tx)
		if err != nil {
			return err
		}
		next, diff, err := ch.Apply(was)
		if err != nil {
			return err
		}
		if ch.Phones != nil {
			next.Numbers = keptLabels(was.Numbers, next.Phones)
		}
		var more []crm.FieldChange
		if card, more, err = ch.Details.Apply(next, list, v.User, s.clock.Now()); err != nil {
			return err
		}
		if diff = append(diff, more...); len(diff) == 0 {
			return nil
		}
		return s.saveCard(tx, op, &card, v.User, diff)
	})
	if err == nil {
		err = s.read(ctx, op, func(tx *gorm.DB) error { return s.ground(tx, &card) })
	}
	return card, err
}

// keptLabels are the numbers in their new order with what was known of each.
func keptLabels(had []crm.CardNumber, phones []crm.E164) []crm.CardNumber {
	now := plainNumbers(phones)
	for i, n := range now {
		for _, old := range had {
			if old.Phone == n.Phone {
				now[i] = old
			}
		}
	}
	return now
}

func (s *Store) saveCard(tx *gorm.DB, op string, card *crm.Card, by crm.UserID, diff []crm.FieldChange) error {
	lists, owned := false, false
	for _, d := range diff {
		switch d.Field {
		case "phones", "numbers", "mails", "contacts":
			lists = true
		case "owner_id":
			if err := employedOwner(tx, op, card.Owner); err != nil {
				return err
			}
			owned = true
		}
	}
	if lists {
		if err := putLists(tx, card); err != nil {
			return err
		}
	}
	card.UpdatedAt = crm.Moment(s.clock.Now())
	card.Version++
	var row cardRow
	row.writeDetails(*card)
	err := tx.Model(&cardRow{}).Where("id = ?", card.ID).Updates(map[string]any{
		"name": card.Name, "owner_id": null(card.Owner), "tier": card.Tier, "updated_at": card.UpdatedAt, "version": card.Version,
		"form": row.Form, "language": row.Language, "zone": row.Zone, "tags": row.Tags, "addresses": row.Addresses,
		"consents": row.Consents, "fields": row.Fields, "field_words": row.FieldWords,
	}).Error
	if err != nil {
		return err
	}
	if owned {
		if err := s.newOwner(tx, *card, by); err != nil {
			return err
		}
	}
	return s.addEntries(tx, crm.Entry{Card: card.ID, At: card.UpdatedAt, Kind: crm.EntryChanged, By: by, Changes: withoutTwins(diff)})
}

// newOwner has what is to come of a customer go by the hours of who owns the card
// now, and tells them of a call back that is late already.
func (s *Store) newOwner(tx *gorm.DB, card crm.Card, by crm.UserID) error {
	if err := s.reckonAnew(tx, thoseAbout(card.ID)); err != nil {
		return err
	}
	var late []crm.DutyID
	err := tx.Raw("SELECT id FROM duties WHERE card_id = ? AND closed_at IS NULL AND escalated_at IS NOT NULL", card.ID).Scan(&late).Error
	if err != nil || len(late) == 0 {
		return err
	}
	return s.raise(tx, crm.News{Kind: crm.NoticeDutyLate, Matter: crm.MatterOf("duty", late[0]), Duty: late[0], By: by, For: []crm.PersonID{crm.PersonID(card.Owner)}})
}

// withoutTwins tells a change of the numbers once.
func withoutTwins(diff []crm.FieldChange) (kept []crm.FieldChange) {
	phones := false
	for _, d := range diff {
		phones = phones || d.Field == "phones"
	}
	for _, d := range diff {
		if d.Field != "numbers" || !phones || strings.ContainsAny(d.From+d.To, "(.@") {
			kept = append(kept, d)
		}
	}
	return kept
}

// employedOwner refuses an owner who has left or never was.
func employedOwner(tx *gorm.DB, op string, id crm.AgentID) error {
	if id == "" {
		return nil
	}
	var n int64
	if err := tx.Model(&agentRow{}).Where("id = ? AND deleted_at IS NULL", id).Count(&n).Error; err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.Invalid, op, "there is no such agent").At("owner_id")
	}
	return nil
}

// insertCard fills in what every new card has.
func (s *Store) insertCard(tx *gorm.DB, row cardRow) (cardRow, error) {
	id, err := newID[crm.CardID]()
	if err != nil {
		return row, err
	}
	row.ID, row.Version = id, 1
	if row.Tags == "" {
		row.writeDetails(crm.Card{})
	}
	row.CreatedAt = crm.Moment(s.clock.Now())
	row.UpdatedAt = row.CreatedAt
	return row, tx.Create(&row).Error
}
