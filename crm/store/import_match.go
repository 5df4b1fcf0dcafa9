package store

import (
	"fmt"
	"slices"
	"strings"

	"vonal/crm"
)

// claimsOf are what a row speaks of: which it may not share with an earlier row
// (taken), and which a later row must know of (given). A mail makes two rows one
// customer only where one of them has no number.
func claimsOf(d crm.Draft) (taken, given []string) {
	if d.ID != "" {
		taken = append(taken, "id "+string(d.ID))
	}
	for _, n := range d.Numbers {
		taken = append(taken, "number "+string(n.Phone))
	}
	given = slices.Clone(taken)
	for _, m := range d.Mails {
		given = append(given, "mail "+m.Mail)
		if len(d.Numbers) > 0 {
			taken = append(taken, "lone mail "+m.Mail)
		} else {
			taken = append(taken, "mail "+m.Mail)
			given = append(given, "lone mail "+m.Mail)
		}
	}
	if len(given) == 0 {
		name := "name " + strings.ToLower(d.Values[crm.ColumnName])
		return []string{name}, []string{name}
	}
	return taken, given
}

// claim refuses the rows of which an earlier one has said the same.
func (w *importWork) claim(drafts []said) error {
	known := map[string]int{}
	var ask []string
	for _, d := range drafts {
		taken, _ := claimsOf(d.draft)
		ask = append(ask, taken...)
	}
	var rows []struct {
		What   string
		Number int
	}
	// One look by the key for each, whatever the planner knows of a table that
	// grew a moment ago: OFFSET 0 keeps it from joining the whole of it.
	err := w.tx.Raw(`SELECT c.what, c.number FROM jsonb_array_elements_text(?::jsonb) AS asked,
		LATERAL (SELECT what, number FROM card_import_claims WHERE import_id = ? AND what = asked OFFSET 0) c`, listText(ask), w.in.ID).Scan(&rows).Error
	if err != nil {
		return err
	}
	for _, r := range rows {
		known[r.What] = r.Number
	}
	var fresh [][2]any
	for _, d := range drafts {
		taken, given := claimsOf(d.draft)
		if i := slices.IndexFunc(taken, func(c string) bool { return known[c] != 0 }); i >= 0 {
			refuseRow(d.row, &crm.RowProblem{Column: -1, Reason: "repeated", Text: fmt.Sprintf("row %d is of the same customer", known[taken[i]])})
			continue
		}
		for _, c := range given {
			if known[c] == 0 {
				known[c] = d.row.Number
				fresh = append(fresh, [2]any{c, d.row.Number})
			}
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	return w.tx.Exec(`INSERT INTO card_import_claims (import_id, what, number)
		SELECT ?, c->>0, (c->>1)::integer FROM jsonb_array_elements(?::jsonb) AS c ON CONFLICT DO NOTHING`, w.in.ID, jsonText(fresh)).Error
}

// found is which cards there are of what a step's rows speak of.
type found struct {
	byID           map[crm.CardID]bool
	byNumber       map[crm.E164]crm.CardID
	byMail, byName map[string][]crm.CardID
	numbered       map[crm.CardID]bool // cards found by mail that have a number
}

// match finds the card of each row: by its id, by a number, by a mail unless
// both have numbers, which then are two customers; and by the name where a row
// has nothing else and neither has the card.
func (w *importWork) match(drafts []said) error {
	f, err := w.find(drafts)
	if err != nil {
		return err
	}
	chosen := map[*said]crm.CardID{}
	var ids []crm.CardID
	met := map[crm.CardID]int{}
	for i := range drafts {
		d := &drafts[i]
		if d.row.Problem != nil {
			continue
		}
		id, problem := f.cardOf(d.draft)
		if problem == nil && id != "" && met[id] != 0 {
			problem = &crm.RowProblem{Column: -1, Reason: "repeated", Text: fmt.Sprintf("row %d is of the same customer", met[id])}
		}
		if problem != nil {
			refuseRow(d.row, problem)
		} else if id != "" {
			chosen[d], ids = id, append(ids, id)
			met[id] = d.row.Number
		}
	}
	cards, err := w.cards(ids)
	if err != nil {
		return err
	}
	for d, id := range chosen {
		if d.card = cards[id]; d.card == nil {
			refuseRow(d.row, &crm.RowProblem{Column: -1, Reason: "hidden", Text: "this customer's card is not yours to change"})
		}
	}
	return nil
}

func (f found) cardOf(d crm.Draft) (crm.CardID, *crm.RowProblem) {
	var of []crm.CardID
	add := func(id crm.CardID) {
		if id != "" && !slices.Contains(of, id) {
			of = append(of, id)
		}
	}
	if f.byID[d.ID] {
		add(d.ID)
	}
	for _, n := range d.Numbers {
		add(f.byNumber[n.Phone])
	}
	if len(of) > 1 {
		return "", &crm.RowProblem{Column: -1, Reason: "elsewhere", Text: "its numbers stand on different cards"}
	}
	if len(of) == 0 {
		for _, m := range d.Mails {
			for _, id := range f.byMail[m.Mail] {
				if len(d.Numbers) == 0 || !f.numbered[id] {
					add(id)
				}
			}
		}
	}
	if len(of) == 0 && len(d.Numbers) == 0 && len(d.Mails) == 0 {
		for _, id := range f.byName[strings.ToLower(d.Values[crm.ColumnName])] {
			add(id)
		}
	}
	switch len(of) {
	case 0:
		return "", nil
	case 1:
		return of[0], nil
	}
	return "", &crm.RowProblem{Column: -1, Reason: "ambiguous", Text: "several cards could be this customer's"}
}

func (w *importWork) find(drafts []said) (found, error) {
	var ids, numbers, mails, names []string
	for _, d := range drafts {
		if sound(d.draft.ID) {
			ids = append(ids, string(d.draft.ID))
		}
		for _, n := range d.draft.Numbers {
			numbers = append(numbers, string(n.Phone))
		}
		for _, m := range d.draft.Mails {
			mails = append(mails, m.Mail)
		}
		if len(d.draft.Numbers) == 0 && len(d.draft.Mails) == 0 {
			names = append(names, strings.ToLower(d.draft.Values[crm.ColumnName]))
		}
	}
	var rows []struct {
		How      string
		What     string
		ID       crm.CardID
		Numbered bool
	}
	err := w.tx.Raw(`SELECT 'id' AS how, '' AS what, c.id, false AS numbered FROM jsonb_array_elements_text((@ids)::jsonb) AS asked,
			LATERAL (SELECT id FROM cards WHERE id = asked::uuid AND kind = 'customer' AND merged_into IS NULL OFFSET 0) c
		UNION ALL SELECT 'number', asked, c.card_id, true FROM jsonb_array_elements_text((@numbers)::jsonb) AS asked,
			LATERAL (SELECT card_id FROM card_phones WHERE phone = asked OFFSET 0) c
		UNION ALL SELECT 'mail', asked, c.id, c.numbered FROM jsonb_array_elements_text((@mails)::jsonb) AS asked,
			LATERAL (SELECT cards.id, EXISTS (SELECT FROM card_phones p WHERE p.card_id = cards.id) AS numbered
				FROM card_mails JOIN cards ON cards.id = card_mails.card_id WHERE mail = asked AND merged_into IS NULL OFFSET 0) c
		UNION ALL SELECT 'name', asked, c.id, false FROM jsonb_array_elements_text((@names)::jsonb) AS asked,
			LATERAL (SELECT id FROM cards WHERE lower(name) = asked AND name <> '' AND kind = 'customer' AND merged_into IS NULL
				AND NOT EXISTS (SELECT FROM card_phones p WHERE p.card_id = cards.id)
				AND NOT EXISTS (SELECT FROM card_mails m WHERE m.card_id = cards.id) OFFSET 0) c`,
		map[string]any{"ids": listText(ids), "numbers": listText(numbers), "mails": listText(mails), "names": listText(names)}).Scan(&rows).Error
	f := found{map[crm.CardID]bool{}, map[crm.E164]crm.CardID{}, map[string][]crm.CardID{}, map[string][]crm.CardID{}, map[crm.CardID]bool{}}
	for _, r := range rows {
		switch r.How {
		case "id":
			f.byID[r.ID] = true
		case "number":
			f.byNumber[crm.E164(r.What)] = r.ID
		case "mail":
			f.byMail[r.What] = append(f.byMail[r.What], r.ID)
			f.numbered[r.ID] = r.Numbered
		default:
			f.byName[r.What] = append(f.byName[r.What], r.ID)
		}
	}
	return f, err
}

// cards are those of these that the importer may change, whole, held until the
// step ends.
func (w *importWork) cards(ids []crm.CardID) (map[crm.CardID]*crm.Card, error) {
	all := map[crm.CardID]*crm.Card{}
	if len(ids) == 0 {
		return all, nil
	}
	q := w.tx.Model(&cardRow{}).Select(cardColumns+", "+cardLists).Where("cards.id IN ? AND merged_into IS NULL", ids)
	if w.in.State != crm.ImportChecking {
		q = q.Clauses(forUpdate)
	}
	q = cardsWithin(cardsWithin(q, w.viewer.Sight(crm.EditCards)), w.viewer.Sight(crm.ImportCards))
	var rows []wholeRow
	if err := q.Order("cards.id").Find(&rows).Error; err != nil {
		return nil, err
	}
	for _, r := range rows {
		c, err := r.card()
		if err != nil {
			return nil, err
		}
		all[c.ID] = &c
	}
	return all, nil
}
