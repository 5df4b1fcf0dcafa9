package store

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"vonal/crm"
)

// mostHits is how many things of one kind are found unasked.
const mostHits = 8

// searches are what is looked through, in the order in which hits are shown.
// Each narrows by the sight of its kind.
var searches = []struct {
	needs crm.Permission
	find  func(tx *gorm.DB, v crm.Viewer, text string, phone crm.E164, most int) ([]crm.Hit, error)
}{
	{crm.SeeCards, searchCards},
	{crm.SeeDeals, searchDeals},
	{crm.SeeCards, searchNotes},
}

// Search finds what the viewer may see by a text; phone is the number that the
// text may be, "" if it is none.
func (s *Store) Search(ctx context.Context, v crm.Viewer, text string, phone crm.E164, most int) ([]crm.Hit, error) {
	if most <= 0 || most > crm.DefaultPage {
		most = mostHits
	}
	text = crm.CleanName(text)
	var all []crm.Hit
	err := s.read(ctx, "store.Search", func(tx *gorm.DB) error {
		for _, look := range searches {
			if text == "" || !v.May(look.needs) {
				continue
			}
			hits, err := look.find(tx, v, text, phone, most)
			if err != nil {
				return err
			}
			all = append(all, hits...)
		}
		return nil
	})
	return all, err
}

// searchCards finds customers, the one of the whole number first.
func searchCards(tx *gorm.DB, v crm.Viewer, text string, phone crm.E164, most int) ([]crm.Hit, error) {
	var rows []cardRow
	sight := v.Sight(crm.SeeCards)
	if phone != "" {
		q := cardsWithin(tx.Select(cardColumns), sight).Where("merged_into IS NULL AND cards.id = (SELECT card_id FROM card_phones WHERE phone = ?)", string(phone))
		if err := q.Find(&rows).Error; err != nil {
			return nil, err
		}
	}
	if len(rows) == 0 {
		q := cardsThat(cardsWithin(tx.Select(cardColumns), sight), crm.CardFilter{Text: text})
		if err := q.Order("cards.last_contact_at DESC NULLS LAST, cards.id DESC").Limit(most).Find(&rows).Error; err != nil {
			return nil, err
		}
	}
	hits := make([]crm.Hit, len(rows))
	for i, r := range rows {
		hits[i] = crm.Hit{Kind: "card", ID: string(r.ID), Card: r.ID, Title: r.Name, Snippet: r.Phones}
	}
	return hits, nil
}

func searchDeals(tx *gorm.DB, v crm.Viewer, text string, _ crm.E164, most int) ([]crm.Hit, error) {
	var rows []dealRow
	err := dealsOf(tx, v.Sight(crm.SeeDeals)).Select(dealColumns).
		Where("deals.deleted_at IS NULL AND deals.title ILIKE ?", containing(text)).
		Order("deals.updated_at DESC, deals.id DESC").Limit(most).Find(&rows).Error
	hits := make([]crm.Hit, len(rows))
	for i, r := range rows {
		hits[i] = crm.Hit{Kind: "deal", ID: string(r.ID), Card: r.CardID, Title: r.Title, Snippet: r.CardName}
	}
	return hits, err
}

// searchNotes finds notes by their words, in whichever of the three languages
// they are written: what a reader of one takes for the same word is the same.
// Common words are found among the newest notes; the index of words is asked for
// rare ones, of which it has few.
func searchNotes(tx *gorm.DB, v crm.Viewer, text string, _ crm.E164, most int) ([]crm.Hit, error) {
	raw := tx.Session(&gorm.Session{NewDB: true}).Raw
	hits, err := notesOf(tx, v, raw("SELECT * FROM notes ORDER BY at DESC, id DESC LIMIT 3000"), text, most)
	if err != nil || len(hits) == most {
		return hits, err
	}
	// OFFSET 0 keeps the planner from walking through all notes all the same.
	return notesOf(tx, v, raw("SELECT * FROM notes WHERE "+wordsMatch+" OFFSET 0", map[string]any{"q": text}), text, most)
}

const wordsMatch = `notes.words @@ (websearch_to_tsquery('hungarian', @q) || websearch_to_tsquery('russian', @q)
	|| websearch_to_tsquery('english', @q) || websearch_to_tsquery('simple', @q))`

// notesOf are the newest notes of those by which the words stand.
func notesOf(tx *gorm.DB, v crm.Viewer, notes *gorm.DB, text string, most int) ([]crm.Hit, error) {
	var rows []struct {
		ID     string
		CardID crm.CardID
		Name   string
		Text   string
	}
	err := cardsWithin(tx.Table("(?) AS notes", notes).Joins("JOIN cards ON cards.id = notes.card_id"), v.Sight(crm.SeeCards)).
		Select("notes.id, notes.card_id, cards.name, notes.text").Where(wordsMatch, map[string]any{"q": text}).
		Order("notes.at DESC, notes.id DESC").Limit(most).Scan(&rows).Error
	hits := make([]crm.Hit, len(rows))
	for i, r := range rows {
		hits[i] = crm.Hit{Kind: "note", ID: r.ID, Card: r.CardID, Title: r.Name, Snippet: around(r.Text, text)}
	}
	return hits, err
}

// around is the part of a text in which the first of the words stands.
func around(text, words string) string {
	const before, length = 40, 160
	runes, at := []rune(text), 0
	lower := strings.ToLower(text)
	for word := range strings.FieldsSeq(strings.ToLower(words)) {
		if i := strings.Index(lower, word); i >= 0 {
			at = len([]rune(lower[:i]))
			break
		}
	}
	from := min(max(0, at-before), len(runes))
	to := min(from+length, len(runes))
	cut := strings.Join(strings.Fields(string(runes[from:to])), " ")
	if from > 0 {
		cut = "…" + cut
	}
	if to < len(runes) {
		cut += "…"
	}
	return cut
}
