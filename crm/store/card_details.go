package store

import (
	"encoding/json"
	"strings"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

// jsonText is plain data as JSON; it cannot fail.
func jsonText(v any) string {
	text, _ := json.Marshal(v)
	return string(text)
}

// listText is a list as JSON, never null.
func listText[T any](all []T) string {
	if len(all) == 0 {
		return "[]"
	}
	return jsonText(all)
}

// writeDetails puts what is kept as JSON into the row.
func (r *cardRow) writeDetails(c crm.Card) {
	r.Form, r.Language, r.Zone, r.LastContactAt = c.Form, c.Language, c.Zone, at(c.LastContact)
	r.Tags, r.Addresses, r.Consents, r.Fields = "[]", "[]", "{}", "{}"
	if len(c.Tags) > 0 {
		r.Tags = jsonText(c.Tags)
	}
	if len(c.Addresses) > 0 {
		r.Addresses = jsonText(c.Addresses)
	}
	if len(c.Consents) > 0 {
		r.Consents = jsonText(c.Consents)
	}
	var words []string
	if len(c.Fields) > 0 {
		r.Fields = jsonText(c.Fields)
		for _, v := range c.Fields {
			words = append(words, strings.ToLower(v))
		}
	}
	r.FieldWords = strings.Join(words, "\n")
}

// readDetails reads what writeDetails wrote; a row read without these columns
// has none.
func (r cardRow) readDetails(c *crm.Card) {
	if len(r.Tags) > len("[]") {
		_ = json.Unmarshal([]byte(r.Tags), &c.Tags) // our own writing, kept by a check of the table
	}
	if len(r.Addresses) > len("[]") {
		_ = json.Unmarshal([]byte(r.Addresses), &c.Addresses)
	}
	if len(r.Consents) > len("{}") {
		_ = json.Unmarshal([]byte(r.Consents), &c.Consents)
	}
	if len(r.Fields) > len("{}") {
		_ = json.Unmarshal([]byte(r.Fields), &c.Fields)
	}
}

// cardLists are the lists of a card: its numbers with what belongs to them, its
// mails and contacts, each as JSON.
const cardLists = `
	(SELECT coalesce(json_agg(json_build_object('Phone', phone, 'Extension', extension, 'Label', label, 'Contact', coalesce(contact_id::text, '')) ORDER BY place), '[]')
		FROM card_phones WHERE card_id = cards.id) AS numbers,
	(SELECT coalesce(json_agg(json_build_object('Mail', mail, 'Label', label, 'Contact', coalesce(contact_id::text, '')) ORDER BY place), '[]')
		FROM card_mails WHERE card_id = cards.id) AS mails,
	(SELECT coalesce(json_agg(json_build_object('ID', id, 'Name', name, 'Role', role, 'Extension', extension) ORDER BY place, id), '[]')
		FROM card_contacts WHERE card_id = cards.id) AS contacts`

// listsRow is what cardLists selects.
type listsRow struct{ Numbers, Mails, Contacts string }

// fill puts the lists into the card.
func (r listsRow) fill(c *crm.Card) error {
	for _, list := range []struct {
		text string
		into any
	}{{r.Numbers, &c.Numbers}, {r.Mails, &c.Mails}, {r.Contacts, &c.Contacts}} {
		if err := json.Unmarshal([]byte(list.text), list.into); err != nil {
			return err
		}
	}
	return nil
}

// wholeRow is a card with its lists: cardColumns and cardLists.
type wholeRow struct {
	Card  cardRow  `gorm:"embedded"`
	Lists listsRow `gorm:"embedded"`
}

func (wholeRow) TableName() string { return "cards" }

func (r wholeRow) card() (crm.Card, error) {
	c := r.Card.card()
	return c, r.Lists.fill(&c)
}

// wholeCard reads the lists of one card.
func wholeCard(tx *gorm.DB, c *crm.Card) error {
	var row listsRow
	if err := tx.Raw("SELECT "+cardLists+" FROM cards WHERE id = ?", c.ID).Take(&row).Error; err != nil {
		return err
	}
	return row.fill(c)
}

// putLists makes the numbers, mails and contacts of the card those it has now.
// A new contact gets its id; a number or mail may name only a contact of this
// card.
func putLists(tx *gorm.DB, c *crm.Card) error {
	const op = "store.putLists"
	had := map[crm.ContactID]bool{}
	var ids []crm.ContactID
	if err := tx.Raw("SELECT id FROM card_contacts WHERE card_id = ?", c.ID).Scan(&ids).Error; err != nil {
		return err
	}
	for _, id := range ids {
		had[id] = true
	}
	kept := map[crm.ContactID]bool{"": true}
	for i, contact := range c.Contacts {
		if contact.ID == "" {
			id, err := newID[crm.ContactID]()
			if err != nil {
				return err
			}
			c.Contacts[i].ID = id
		} else if !had[contact.ID] || kept[contact.ID] {
			return fault.New(fault.Invalid, op, "the card has no such contact").At("contacts")
		}
		contact = c.Contacts[i]
		kept[contact.ID] = true
		err := tx.Exec(`INSERT INTO card_contacts (id, card_id, name, role, extension, place) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role, extension = excluded.extension, place = excluded.place`,
			contact.ID, c.ID, contact.Name, contact.Role, contact.Extension, i).Error
		if err != nil {
			return err
		}
	}
	*c = c.Linked()
	for _, n := range c.Numbers {
		if !kept[n.Contact] {
			return fault.New(fault.Invalid, op, "the card has no such contact").At("numbers")
		}
	}
	for _, m := range c.Mails {
		if !kept[m.Contact] {
			return fault.New(fault.Invalid, op, "the card has no such contact").At("mails")
		}
	}
	if err := putNumbers(tx, c.ID, c.Numbers); err != nil {
		return err
	}
	if err := tx.Exec("DELETE FROM card_mails WHERE card_id = ?", c.ID).Error; err != nil {
		return err
	}
	for i, m := range c.Mails {
		err := tx.Exec("INSERT INTO card_mails (card_id, mail, label, contact_id, place) VALUES (?, ?, ?, ?, ?)", c.ID, m.Mail, m.Label, null(m.Contact), i).Error
		if err != nil {
			return err
		}
	}
	for id := range had {
		if !kept[id] {
			if err := tx.Exec("DELETE FROM card_contacts WHERE id = ?", id).Error; err != nil {
				return err
			}
		}
	}
	return nil
}

// putNumbers makes these the numbers of the card, in this order.
func putNumbers(tx *gorm.DB, card crm.CardID, all []crm.CardNumber) error {
	if err := tx.Exec("DELETE FROM card_phones WHERE card_id = ?", card).Error; err != nil {
		return err
	}
	for i, n := range all {
		err := tx.Exec("INSERT INTO card_phones (phone, card_id, place, extension, label, contact_id) VALUES (?, ?, ?, ?, ?, ?)",
			string(n.Phone), card, i, n.Extension, n.Label, null(n.Contact)).Error
		if err != nil {
			return err
		}
	}
	return nil
}
