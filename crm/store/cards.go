package store

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

type cardRow struct {
	ID        crm.CardID
	Kind      crm.CardKind
	Name      string
	OwnerID   *crm.AgentID
	Tier      crm.Tier
	CallID    *crm.CallID
	CreatedAt time.Time
	UpdatedAt time.Time
	Version   int64
	Phones    string `gorm:"->;-:migration"` // apart by spaces; read with cardColumns only
}

func (cardRow) TableName() string { return "cards" }

func (r cardRow) card() crm.Card {
	var phones []crm.E164
	for p := range strings.FieldsSeq(r.Phones) {
		phones = append(phones, crm.E164(p))
	}
	return crm.Card{ID: r.ID, Kind: r.Kind, Name: r.Name, Phones: phones, Owner: some(r.OwnerID), Tier: r.Tier,
		CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(), Version: r.Version}
}

const cardColumns = `cards.*, array_to_string(
	ARRAY(SELECT phone FROM card_phones WHERE card_id = cards.id ORDER BY place), ' ') AS phones`

// CardByPhone finds the card on which a number stands.
func (s *Store) CardByPhone(ctx context.Context, phone crm.E164) (crm.Card, error) {
	const op = "store.CardByPhone"
	var row cardRow
	err := s.read(ctx, op, func(tx *gorm.DB) error { return byPhone(tx, phone, &row) })
	return row.card(), err
}

func byPhone(tx *gorm.DB, phone crm.E164, row *cardRow) error {
	return tx.Select(cardColumns).
		Where("cards.id = (SELECT card_id FROM card_phones WHERE phone = ?)", string(phone)).Take(row).Error
}

// GetCard finds a card that the viewer may see.
func (s *Store) GetCard(ctx context.Context, v crm.Viewer, id crm.CardID) (crm.Card, error) {
	const op = "store.GetCard"
	if !sound(id) {
		return crm.Card{}, unknown(op)
	}
	var row cardRow
	err := s.read(ctx, op, func(tx *gorm.DB) error {
		return cardsWithin(tx.Select(cardColumns), v.Sight(crm.SeeCards)).Where("cards.id = ?", id).Take(&row).Error
	})
	return row.card(), err
}

// ListCards are the cards that the viewer may see, newest first.
func (s *Store) ListCards(ctx context.Context, v crm.Viewer, f crm.CardFilter, page crm.Page) (crm.List[crm.Card], error) {
	const op = "store.ListCards"
	var rows []cardRow
	err := s.read(ctx, op, func(tx *gorm.DB) error {
		if err := narrow(op, f.Owner, "owner_id"); err != nil {
			return err
		}
		q, err := after(cardsThat(cardsWithin(tx.Select(cardColumns), v.Sight(crm.SeeCards)), f), byCard, page)
		if err != nil {
			return err
		}
		return q.Find(&rows).Error
	})
	where := func(r cardRow) place { return placeOf(r.CreatedAt, r.ID) }
	return cut(rows, page, where, cardRow.card), err
}

func cardsThat(q *gorm.DB, f crm.CardFilter) *gorm.DB {
	if f.Kind == "" {
		f.Kind = crm.Customer
	}
	q = q.Where("kind = ?", f.Kind)
	if f.Phone != "" {
		q = q.Where("id = (SELECT card_id FROM card_phones WHERE phone = ?)", string(f.Phone))
	}
	if f.Owner != "" {
		q = q.Where("owner_id = ?", f.Owner)
	}
	if text := crm.CleanName(f.Text); text != "" {
		named, args := "name ILIKE ?", []any{containing(text)}
		if digits := digitsOf(text); len(digits) >= 3 {
			named += " OR id IN (SELECT card_id FROM card_phones WHERE phone LIKE ?)"
			args = append(args, containing(digits))
		}
		q = q.Where("("+named+")", args...)
	}
	return q
}

// containing is a LIKE pattern for text that stands anywhere; what LIKE would
// read as a sign of its own is taken as it is.
func containing(text string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text) + "%"
}

// digitsOf is the number that a user may have meant, "" if the text has letters.
func digitsOf(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case !strings.ContainsRune("+-()./ ", r):
			return ""
		}
	}
	return b.String()
}

// CreateCard makes a customer's card by hand. A number that stands on another
// card is a fault of kind Conflict.
func (s *Store) CreateCard(ctx context.Context, v crm.Viewer, in crm.NewCard) (crm.Card, error) {
	const op = "store.CreateCard"
	in, err := in.Checked()
	if err != nil {
		return crm.Card{}, fault.Wrap(op, err)
	}
	if err := narrow(op, in.Owner, "owner_id"); err != nil {
		return crm.Card{}, err
	}
	var row cardRow
	err = s.write(ctx, op, func(tx *gorm.DB) error {
		if err := employedOwner(tx, op, in.Owner); err != nil {
			return err
		}
		if row, err = s.insertCard(tx, cardRow{Kind: crm.Customer, Name: in.Name, OwnerID: null(in.Owner), Tier: in.Tier}); err != nil {
			return err
		}
		if err := putPhones(tx, row.ID, in.Phones); err != nil {
			return err
		}
		row.Phones = joined(in.Phones)
		return s.addEntries(tx, crm.Entry{Card: row.ID, At: row.CreatedAt, Kind: crm.EntryOpened, By: v.User})
	})
	return row.card(), err
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
		if err := q.Where("cards.id = ?", id).Take(&row).Error; err != nil {
			return err
		}
		if ch.Version != 0 && ch.Version != row.Version {
			return stale(op)
		}
		var diff []crm.FieldChange
		var err error
		if card, diff, err = ch.Apply(row.card()); err != nil || len(diff) == 0 {
			return err
		}
		return s.saveCard(tx, op, &card, v.User, diff)
	})
	return card, err
}

func (s *Store) saveCard(tx *gorm.DB, op string, card *crm.Card, by crm.UserID, diff []crm.FieldChange) error {
	for _, d := range diff {
		switch {
		case d.Field == "phones":
			if err := putPhones(tx, card.ID, card.Phones); err != nil {
				return err
			}
		case d.Field == "owner_id":
			if err := employedOwner(tx, op, card.Owner); err != nil {
				return err
			}
		}
	}
	card.UpdatedAt = crm.Moment(s.clock.Now())
	card.Version++
	err := tx.Model(&cardRow{}).Where("id = ?", card.ID).Updates(map[string]any{
		"name": card.Name, "owner_id": null(card.Owner), "tier": card.Tier,
		"updated_at": card.UpdatedAt, "version": card.Version,
	}).Error
	if err != nil {
		return err
	}
	return s.addEntries(tx, crm.Entry{Card: card.ID, At: card.UpdatedAt, Kind: crm.EntryChanged, By: by, Changes: diff})
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
	row.CreatedAt = crm.Moment(s.clock.Now())
	row.UpdatedAt = row.CreatedAt
	return row, tx.Create(&row).Error
}

// putPhones makes these the numbers of the card, in this order.
func putPhones(tx *gorm.DB, card crm.CardID, phones []crm.E164) error {
	if err := tx.Exec("DELETE FROM card_phones WHERE card_id = ?", card).Error; err != nil {
		return err
	}
	for i, phone := range phones {
		if err := tx.Exec("INSERT INTO card_phones (phone, card_id, place) VALUES (?, ?, ?)", string(phone), card, i).Error; err != nil {
			return err
		}
	}
	return nil
}

func joined(phones []crm.E164) string {
	all := make([]string, len(phones))
	for i, p := range phones {
		all[i] = string(p)
	}
	return strings.Join(all, " ")
}
