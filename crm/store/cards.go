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

	Form          crm.CardForm
	Language      string
	Zone          string
	Tags          string
	Addresses     string
	Consents      string
	Fields        string
	FieldWords    string
	LastContactAt *time.Time
	MergedInto    *crm.CardID

	Phones  string  `gorm:"->;-:migration"` // apart by spaces; read with cardColumns only
	SortKey *string `gorm:"->;-:migration"`
}

func (cardRow) TableName() string { return "cards" }

func (r cardRow) card() crm.Card {
	var phones []crm.E164
	for p := range strings.FieldsSeq(r.Phones) {
		phones = append(phones, crm.E164(p))
	}
	c := crm.Card{ID: r.ID, Kind: r.Kind, Name: r.Name, Phones: phones, Owner: some(r.OwnerID), Tier: r.Tier,
		CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(), Version: r.Version,
		Form: r.Form, Language: r.Language, Zone: r.Zone, LastContact: utc(r.LastContactAt)}
	r.readDetails(&c)
	return c
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
	var card crm.Card
	err := s.read(ctx, op, func(tx *gorm.DB) error {
		var row wholeRow
		err := cardsWithin(tx.Select(cardColumns+", "+cardLists), v.Sight(crm.SeeCards)).Where("cards.id = ?", id).Take(&row).Error
		if err != nil {
			return err
		}
		if into := row.Card.MergedInto; into != nil {
			return fault.New(fault.Unknown, op, "%w", crm.MergedAway{Into: *into})
		}
		if card, err = row.card(); err != nil {
			return err
		}
		return s.ground(tx, &card)
	})
	return card, err
}

// ListCards are the cards that the viewer may see, newest first.
func (s *Store) ListCards(ctx context.Context, v crm.Viewer, f crm.CardFilter, page crm.Page) (crm.List[crm.Card], error) {
	const op = "store.ListCards"
	var rows []cardRow
	way, err := sortingOf(f.Sort, cardSorts...)
	if err != nil {
		return crm.List[crm.Card]{}, fault.Wrap(op, err)
	}
	err = s.read(ctx, op, func(tx *gorm.DB) error {
		if err := narrow(op, f.Owner, "owner_id"); err != nil {
			return err
		}
		q, err := sorted(cardsThat(cardsWithin(tx, v.Sight(crm.SeeCards)), f), way, page)
		if err != nil {
			return err
		}
		return q.Select(cardColumns + ", " + way.sortKey()).Find(&rows).Error
	})
	where := func(r cardRow) spot { return way.spotOf(r.SortKey, string(r.ID)) }
	list := cut(rows, page, where, cardRow.card)
	if err != nil || len(list.Items) == 0 {
		return list, err
	}
	all := make([]*crm.Card, len(list.Items))
	for i := range all {
		all[i] = &list.Items[i]
	}
	return list, s.read(ctx, op, func(tx *gorm.DB) error { return s.ground(tx, all...) })
}

// cardSorts are the ways in which cards are sorted; the first unasked.
var cardSorts = []sorting{
	{Name: "created_at", column: "cards.created_at", cast: "timestamptz", id: "cards.id", down: true},
	{Name: "updated_at", column: "cards.updated_at", cast: "timestamptz", id: "cards.id"},
	{Name: "name", column: "cards.name", cast: "text", id: "cards.id"},
	{Name: "last_contact", column: "cards.last_contact_at", cast: "timestamptz", id: "cards.id", gaps: true},
}

func cardsThat(q *gorm.DB, f crm.CardFilter) *gorm.DB {
	if f.Kind == "" {
		f.Kind = crm.Customer
	}
	q = q.Where("kind = ? AND merged_into IS NULL", f.Kind)
	if f.Phone != "" {
		q = q.Where("id = (SELECT card_id FROM card_phones WHERE phone = ?)", string(f.Phone))
	}
	if f.Owner != "" {
		q = q.Where("owner_id = ?", f.Owner)
	}
	if f.Tag != "" {
		q = q.Where("tags @> ?::jsonb AND tags <> '[]'", jsonText([]string{crm.CleanName(f.Tag)}))
	}
	if f.Tier != "" {
		q = q.Where("tier = ?", f.Tier)
	}
	if key, value, ok := strings.Cut(f.Field, ":"); ok {
		q = q.Where("fields @> ?::jsonb AND fields <> '{}'", jsonText(map[string]string{key: value}))
	}
	if text := crm.CleanName(f.Text); text != "" {
		found, args := wordsLike(text)
		q = q.Where("cards.id IN ("+found+")", args...)
	}
	return q
}

// wordsLike is a query for the cards whose words hold the text, or the digits
// that it may stand for.
func wordsLike(text string) (sql string, args []any) {
	sql, args = "SELECT card_id FROM card_words WHERE words LIKE lower(?)", []any{containing(text)}
	if digits := digitsOf(text); len(digits) >= 3 && digits != text {
		sql, args = sql+" OR words LIKE ?", append(args, containing(digits))
	}
	return sql, args
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
