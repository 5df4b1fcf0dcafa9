package store

import (
	"gorm.io/gorm"

	"vonal/crm"
)

// insertCards makes many cards at once, each with its lists and the line that
// says it was opened, and gives them their ids.
func (s *Store) insertCards(tx *gorm.DB, by crm.UserID, cards []crm.Card) error {
	if len(cards) == 0 {
		return nil
	}
	now := crm.Moment(s.clock.Now())
	rows := make([]cardRow, len(cards))
	var numbers, mails, contacts, lines []map[string]any
	for i := range cards {
		c := &cards[i]
		id, err := newID[crm.CardID]()
		if err != nil {
			return err
		}
		line, err := newID[crm.EntryID]()
		if err != nil {
			return err
		}
		c.ID, c.Version, c.CreatedAt, c.UpdatedAt = id, 1, now, now
		rows[i] = cardRow{ID: id, Kind: c.Kind, Name: c.Name, OwnerID: null(c.Owner), Tier: c.Tier, CreatedAt: now, UpdatedAt: now, Version: 1}
		rows[i].writeDetails(*c)
		lines = append(lines, map[string]any{"id": line, "card_id": id})
		for place, k := range c.Contacts {
			contact, err := newID[crm.ContactID]()
			if err != nil {
				return err
			}
			c.Contacts[place].ID = contact
			contacts = append(contacts, map[string]any{"id": contact, "card_id": id, "place": place, "name": k.Name, "role": k.Role, "extension": k.Extension})
		}
		*c = c.Linked()
		for place, n := range c.Numbers {
			numbers = append(numbers, map[string]any{"phone": n.Phone, "card_id": id, "place": place, "extension": n.Extension, "label": n.Label, "contact_id": null(n.Contact)})
		}
		for place, m := range c.Mails {
			mails = append(mails, map[string]any{"mail": m.Mail, "card_id": id, "place": place, "label": m.Label, "contact_id": null(m.Contact)})
		}
	}
	if err := tx.Create(&rows).Error; err != nil {
		return err
	}
	for _, list := range []struct {
		into string
		rows []map[string]any
	}{
		{`INSERT INTO card_contacts (id, card_id, place, name, role, extension)
			SELECT * FROM jsonb_to_recordset(?::jsonb) AS x(id uuid, card_id uuid, place integer, name text, role text, extension text)`, contacts},
		{`INSERT INTO card_phones (phone, card_id, place, extension, label, contact_id)
			SELECT * FROM jsonb_to_recordset(?::jsonb) AS x(phone text, card_id uuid, place integer, extension text, label text, contact_id uuid)`, numbers},
		{`INSERT INTO card_mails (mail, card_id, place, label, contact_id)
			SELECT * FROM jsonb_to_recordset(?::jsonb) AS x(mail text, card_id uuid, place integer, label text, contact_id uuid)`, mails},
	} {
		if len(list.rows) == 0 {
			continue
		}
		if err := tx.Exec(list.into, jsonText(list.rows)).Error; err != nil {
			return err
		}
	}
	return tx.Exec(`INSERT INTO timeline (id, card_id, at, kind, by_user, data)
		SELECT x.id, x.card_id, ?, ?, ?, '{}' FROM jsonb_to_recordset(?::jsonb) AS x(id uuid, card_id uuid)`,
		now, crm.EntryOpened, null(by), jsonText(lines)).Error
}
