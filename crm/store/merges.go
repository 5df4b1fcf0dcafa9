package store

import (
	"context"
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

// movedWithCard are the tables whose rows go along when a card is merged into
// another, by the column that names a row. The timeline is not among them: it
// is only ever added to.
var movedWithCard = []struct{ table, key string }{
	{"card_phones", "phone"},
	{"card_contacts", "id"},
	{"calls", "id"},
	{"deals", "id"},
	{"notes", "id"},
	{"tasks", "id"},
	{"files", "id"},
	{"duties", "id"},
	{"follow_ups", "id"},
}

// imageOfCard is what a merge keeps of a card as it was.
type imageOfCard struct {
	Name      string                 `json:"name"`
	Owner     crm.AgentID            `json:"owner,omitempty"`
	Tier      crm.Tier               `json:"tier"`
	Form      crm.CardForm           `json:"form,omitempty"`
	Language  string                 `json:"language,omitempty"`
	Zone      string                 `json:"zone,omitempty"`
	Tags      []string               `json:"tags,omitempty"`
	Addresses []crm.Address          `json:"addresses,omitempty"`
	Consents  map[string]crm.Consent `json:"consents,omitempty"`
	Fields    map[string]string      `json:"fields,omitempty"`
	Mails     []crm.CardMail         `json:"mails,omitempty"`
}

func imageOf(c crm.Card) imageOfCard {
	return imageOfCard{c.Name, c.Owner, c.Tier, c.Form, c.Language, c.Zone, c.Tags, c.Addresses, c.Consents, c.Fields, c.Mails}
}

type imagesOfMerge struct {
	Kept   imageOfCard `json:"kept"`
	Merged imageOfCard `json:"merged"`
	After  imageOfCard `json:"after"` // the kept card as the merge left it
}

// PreviewMerge is the card that would go on, and the other, without joining
// them. A card that the viewer may not change is unknown.
func (s *Store) PreviewMerge(ctx context.Context, v crm.Viewer, kept, other crm.CardID, choice map[string]bool) (joined, was crm.Card, err error) {
	const op = "store.PreviewMerge"
	err = s.read(ctx, op, func(tx *gorm.DB) error {
		a, b, err := twoCards(tx, op, v, kept, other)
		if err != nil {
			return err
		}
		was = b
		joined, err = joinedCards(a, b, choice)
		return err
	})
	return joined, was, err
}

func joinedCards(a, b crm.Card, choice map[string]bool) (crm.Card, error) {
	c, err := crm.JoinCards(a, b, choice)
	c.Numbers = append(append([]crm.CardNumber{}, a.Numbers...), b.Numbers...)
	c.Contacts = append(append([]crm.Contact{}, a.Contacts...), b.Contacts...)
	for _, n := range b.Numbers {
		c.Phones = append(c.Phones, n.Phone)
	}
	c.Mails = append([]crm.CardMail{}, a.Mails...)
	for _, m := range b.Mails {
		if !hasMail(a.Mails, m.Mail) {
			c.Mails = append(c.Mails, m)
		}
	}
	return c, err
}

func hasMail(all []crm.CardMail, mail string) bool {
	for _, m := range all {
		if m.Mail == mail {
			return true
		}
	}
	return false
}

// twoCards takes both cards in the order of their ids, so that two merges
// cannot wait for each other.
func twoCards(tx *gorm.DB, op string, v crm.Viewer, kept, other crm.CardID) (a, b crm.Card, err error) {
	if !sound(kept) || !sound(other) {
		return a, b, unknown(op)
	}
	var rows []cardRow
	err = cardsWithin(tx.Select(cardColumns), v.Sight(crm.MergeCards)).
		Where("cards.id IN ? AND cards.merged_into IS NULL AND cards.kind = ?", []string{string(kept), string(other)}, crm.Customer).
		Order("cards.id").Find(&rows).Error
	if err != nil {
		return a, b, err
	}
	for _, r := range rows {
		c := r.card()
		if err := wholeCard(tx, &c); err != nil {
			return a, b, err
		}
		if c.ID == kept {
			a = c
		}
		if c.ID == other {
			b = c
		}
	}
	if a.ID == "" || b.ID == "" {
		return a, b, unknown(op)
	}
	return a, b, nil
}

// MergeCards joins other into kept: numbers, contacts, mails, calls, deals and
// notes go along; the timeline stays where it is and is read with kept's from
// now on. choice names the members that are taken from other.
func (s *Store) MergeCards(ctx context.Context, v crm.Viewer, kept, other crm.CardID, choice map[string]bool) (crm.CardMerge, error) {
	const op = "store.MergeCards"
	m := crm.CardMerge{Kept: kept, Merged: other, By: v.User, At: crm.Moment(s.clock.Now())}
	err := s.write(ctx, op, func(tx *gorm.DB) error {
		if err := tx.Exec("SELECT FROM cards WHERE id IN ? ORDER BY id FOR UPDATE", []string{string(kept), string(other)}).Error; err != nil {
			return err
		}
		a, b, err := twoCards(tx, op, v, kept, other)
		if err != nil {
			return err
		}
		c, err := joinedCards(a, b, choice)
		if err != nil {
			return err
		}
		if len(c.Phones) > 2*crm.MaxPhones {
			return fault.New(fault.Conflict, op, "together the cards have too many numbers")
		}
		if err := mergeDuties(tx, other, kept, m.At); err != nil {
			return err
		}
		moved, err := moveRows(tx, other, kept)
		if err != nil {
			return err
		}
		if err := moveFamily(tx, other, kept, moved); err != nil {
			return err
		}
		if err := s.putMails(tx, kept, c.Mails); err != nil {
			return err
		}
		if err := tx.Exec("DELETE FROM card_mails WHERE card_id = ?", other).Error; err != nil {
			return err
		}
		if err := tx.Exec("UPDATE cards SET merged_into = ?, updated_at = ?, version = version + 1 WHERE id = ?", kept, m.At, other).Error; err != nil {
			return err
		}
		if err := s.rewriteCard(tx, kept, c, m.At); err != nil {
			return err
		}
		if m.ID, err = newID[crm.MergeID](); err != nil {
			return err
		}
		images := jsonText(imagesOfMerge{imageOf(a), imageOf(b), imageOf(c)})
		err = tx.Exec("INSERT INTO card_merges (id, kept, merged, at, by_user, before, moved) VALUES (?, ?, ?, ?, ?, ?, ?)",
			m.ID, kept, other, m.At, null(v.User), images, jsonText(moved)).Error
		if err != nil {
			return err
		}
		return s.addEntries(tx, crm.Entry{Card: kept, At: m.At, Kind: crm.EntryMerged, By: v.User, Merge: &crm.MergeLine{ID: m.ID, Card: other, Name: b.Name}})
	})
	return m, err
}

// moveRows gives the rows of one card to another and answers which they were.
func moveRows(tx *gorm.DB, from, to crm.CardID) (map[string][]string, error) {
	moved := map[string][]string{}
	for _, t := range movedWithCard {
		var keys []string
		if err := tx.Raw("UPDATE "+t.table+" SET card_id = ? WHERE card_id = ? RETURNING "+t.key+"::text", to, from).Scan(&keys).Error; err != nil {
			return nil, err
		}
		if len(keys) > 0 {
			moved[t.table] = keys
		}
	}
	return moved, nil
}

// moveFamily takes along the cards that were merged into from before.
func moveFamily(tx *gorm.DB, from, to crm.CardID, moved map[string][]string) error {
	var keys []string
	if err := tx.Raw("UPDATE cards SET merged_into = ? WHERE merged_into = ? RETURNING id::text", to, from).Scan(&keys).Error; err != nil {
		return err
	}
	if len(keys) > 0 {
		moved["cards"] = keys
	}
	return nil
}

func (s *Store) putMails(tx *gorm.DB, card crm.CardID, mails []crm.CardMail) error {
	if err := tx.Exec("DELETE FROM card_mails WHERE card_id = ?", card).Error; err != nil {
		return err
	}
	for i, m := range mails {
		// A contact may be on another card by now; the mail is worth more.
		err := tx.Exec(`INSERT INTO card_mails (card_id, mail, label, contact_id, place)
			VALUES (?, ?, ?, (SELECT id FROM card_contacts WHERE id = ? AND card_id = ?), ?)`, card, m.Mail, m.Label, null(m.Contact), card, i).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// rewriteCard writes what a card has once, as a new version.
func (s *Store) rewriteCard(tx *gorm.DB, id crm.CardID, c crm.Card, now time.Time) error {
	var row cardRow
	row.writeDetails(c)
	return tx.Exec(`UPDATE cards SET name = ?, owner_id = ?, tier = ?, form = ?, language = ?, zone = ?, tags = ?, addresses = ?, consents = ?,
		fields = ?, field_words = ?, last_contact_at = ?, updated_at = ?, version = version + 1 WHERE id = ?`,
		c.Name, null(c.Owner), c.Tier, row.Form, row.Language, row.Zone, row.Tags, row.Addresses, row.Consents,
		row.Fields, row.FieldWords, row.LastContactAt, now, id).Error
}

type mergeRow struct {
	ID       crm.MergeID
	Kept     crm.CardID
	Merged   crm.CardID
	At       time.Time
	ByUser   *crm.UserID
	Before   string
	Moved    string
	UndoneAt *time.Time
	Name     string
}

func (r mergeRow) merge() crm.CardMerge {
	return crm.CardMerge{ID: r.ID, Kept: r.Kept, Merged: r.Merged, Name: r.Name, At: r.At.UTC(), By: some(r.ByUser), UndoneAt: utc(r.UndoneAt)}
}

// UnmergeCards takes two cards apart: what moved and still is where it moved
// to goes back; of what a card has once, the kept card gets back what it had
// wherever nobody has changed it since.
func (s *Store) UnmergeCards(ctx context.Context, v crm.Viewer, id crm.MergeID) (crm.CardMerge, error) {
	const op = "store.UnmergeCards"
	if !sound(id) {
		return crm.CardMerge{}, unknown(op)
	}
	var m crm.CardMerge
	err := s.write(ctx, op, func(tx *gorm.DB) error {
		var row mergeRow
		if err := tx.Raw("SELECT * FROM card_merges WHERE id = ? FOR UPDATE", id).Take(&row).Error; err != nil {
			return err
		}
		m = row.merge()
		if err := reachesCard(tx, op, v, crm.MergeCards, m.Kept); err != nil {
			return err
		}
		now := crm.Moment(s.clock.Now())
		if err := m.CheckUnmerge(now); err != nil {
			return err
		}
		var images imagesOfMerge
		var moved map[string][]string
		if err := json.Unmarshal([]byte(row.Before), &images); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(row.Moved), &moved); err != nil {
			return err
		}
		if err := s.takeApart(tx, op, m, images, moved, now); err != nil {
			return err
		}
		m.UndoneAt = now
		if err := tx.Exec("UPDATE card_merges SET undone_at = ?, undone_by = ? WHERE id = ?", now, null(v.User), id).Error; err != nil {
			return err
		}
		return s.addEntries(tx, crm.Entry{Card: m.Kept, At: now, Kind: crm.EntryUnmerged, By: v.User,
			Merge: &crm.MergeLine{ID: m.ID, Card: m.Merged, Name: images.Merged.Name}})
	})
	return m, err
}

func (s *Store) takeApart(tx *gorm.DB, op string, m crm.CardMerge, images imagesOfMerge, moved map[string][]string, now time.Time) error {
	var kept cardRow
	if err := tx.Clauses(forUpdate).Select(cardColumns).Where("cards.id = ?", m.Kept).Take(&kept).Error; err != nil {
		return err
	}
	if kept.MergedInto != nil {
		return fault.New(fault.Conflict, op, "the card was itself merged into another; take that apart first")
	}
	c := kept.card()
	if err := wholeCard(tx, &c); err != nil {
		return err
	}
	for _, t := range movedWithCard {
		if keys := moved[t.table]; len(keys) > 0 {
			if err := tx.Exec("UPDATE "+t.table+" SET card_id = ? WHERE card_id = ? AND "+t.key+"::text IN ?", m.Merged, m.Kept, keys).Error; err != nil {
				return err
			}
		}
	}
	if keys := moved["cards"]; len(keys) > 0 {
		if err := tx.Exec("UPDATE cards SET merged_into = ? WHERE merged_into = ? AND id::text IN ?", m.Merged, m.Kept, keys).Error; err != nil {
			return err
		}
	}
	if err := tx.Exec("UPDATE cards SET merged_into = NULL, updated_at = ?, version = version + 1 WHERE id = ?", now, m.Merged).Error; err != nil {
		return err
	}
	if err := s.putMails(tx, m.Merged, images.Merged.Mails); err != nil {
		return err
	}
	var mails []crm.CardMail // those that came from the other card go with it
	for _, mail := range c.Mails {
		if hasMail(images.Kept.Mails, mail.Mail) || !hasMail(images.Merged.Mails, mail.Mail) {
			mails = append(mails, mail)
		}
	}
	if err := s.putMails(tx, m.Kept, mails); err != nil {
		return err
	}
	return s.rewriteCard(tx, m.Kept, images.restore(c), now)
}

// restore puts back what the merge changed on the kept card and nobody has
// changed since.
func (i imagesOfMerge) restore(c crm.Card) crm.Card {
	if c.Name == i.After.Name {
		c.Name = i.Kept.Name
	}
	if c.Owner == i.After.Owner {
		c.Owner = i.Kept.Owner
	}
	if c.Tier == i.After.Tier {
		c.Tier = i.Kept.Tier
	}
	if c.Form == i.After.Form {
		c.Form = i.Kept.Form
	}
	if c.Language == i.After.Language {
		c.Language = i.Kept.Language
	}
	if c.Zone == i.After.Zone {
		c.Zone = i.Kept.Zone
	}
	if jsonText(c.Tags) == jsonText(i.After.Tags) {
		c.Tags = i.Kept.Tags
	}
	if jsonText(c.Addresses) == jsonText(i.After.Addresses) {
		c.Addresses = i.Kept.Addresses
	}
	if jsonText(c.Fields) == jsonText(i.After.Fields) {
		c.Fields = i.Kept.Fields
	}
	if jsonText(c.Consents) == jsonText(i.After.Consents) {
		c.Consents = i.Kept.Consents
	}
	return c
}

// CardMerges are the merges into a card that are not undone, newest first.
func (s *Store) CardMerges(ctx context.Context, v crm.Viewer, card crm.CardID) ([]crm.CardMerge, error) {
	const op = "store.CardMerges"
	var rows []mergeRow
	err := s.read(ctx, op, func(tx *gorm.DB) error {
		if err := seesCard(tx, op, v, card); err != nil {
			return err
		}
		return tx.Raw(`SELECT m.*, cards.name FROM card_merges m JOIN cards ON cards.id = m.merged
			WHERE m.kept = ? AND m.undone_at IS NULL ORDER BY m.at DESC LIMIT 100`, card).Scan(&rows).Error
	})
	all := make([]crm.CardMerge, len(rows))
	for i, r := range rows {
		all[i] = r.merge()
	}
	return all, err
}
