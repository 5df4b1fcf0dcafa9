package store

import (
	"context"
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
)

type entryRow struct {
	ID     crm.EntryID
	CardID crm.CardID
	At     time.Time
	Kind   crm.EntryKind
	ByUser *crm.UserID
	CallID *crm.CallID
	Data   string
	ByName *string `gorm:"->;-:migration"`
}

func (entryRow) TableName() string { return "timeline" }

// entryData is what of an entry only its kind has.
type entryData struct {
	Changes []crm.FieldChange `json:"changes,omitempty"`
	Outcome string            `json:"outcome,omitempty"`
	Note    string            `json:"note,omitempty"`
	Deal    *crm.DealLine     `json:"deal,omitempty"`
	Written *crm.NoteLine     `json:"written,omitempty"`
	Merge   *crm.MergeLine    `json:"merge,omitempty"`
	Task    *crm.TaskLine     `json:"task,omitempty"`
	File    *crm.FileMention  `json:"file,omitempty"`
}

func dataOf(e crm.Entry) entryData {
	return entryData{Changes: e.Changes, Outcome: e.Outcome.Key, Note: e.Outcome.Note, Deal: e.Deal, Written: e.Note, Merge: e.Merge, Task: e.Task, File: e.File}
}

func (r entryRow) entry() (crm.Entry, error) {
	e := crm.Entry{ID: r.ID, Card: r.CardID, At: r.At.UTC(), Kind: r.Kind, By: some(r.ByUser), ByName: some(r.ByName), CallID: some(r.CallID)}
	var d entryData
	if err := json.Unmarshal([]byte(r.Data), &d); err != nil {
		return e, err
	}
	e.Changes, e.Deal, e.Note, e.Merge, e.Task, e.File = d.Changes, d.Deal, d.Written, d.Merge, d.Task, d.File
	if d.Outcome != "" {
		e.Outcome = crm.Outcome{Key: d.Outcome, Note: d.Note, By: e.By, At: e.At}
	}
	return e, nil
}

// addEntries writes lines on timelines, and has those outside told who want to
// know. The line of a call is written once however often the call is reported.
func (s *Store) addEntries(tx *gorm.DB, entries ...crm.Entry) error {
	for _, e := range entries {
		id, err := newID[crm.EntryID]()
		if err != nil {
			return err
		}
		data, err := json.Marshal(dataOf(e))
		if err != nil {
			return err
		}
		err = tx.Exec(`INSERT INTO timeline (id, card_id, at, kind, by_user, call_id, data)
			VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (call_id) WHERE kind = 'call' DO NOTHING`,
			id, e.Card, crm.Moment(e.At), e.Kind, null(e.By), null(e.CallID), string(data)).Error
		if err != nil {
			return err
		}
	}
	return s.tellHooks(tx, eventsOf(entries)...)
}

// Timeline is the story of a card, newest first. Whoever may see the card sees
// that a call took place and what came of it; its recording only where the call
// itself is theirs to see.
func (s *Store) Timeline(ctx context.Context, v crm.Viewer, card crm.CardID, kinds []crm.EntryKind, page crm.Page) (crm.List[crm.Entry], error) {
	const op = "store.Timeline"
	var rows []entryRow
	calls := map[crm.CallID]crm.Call{}
	err := s.read(ctx, op, func(tx *gorm.DB) error {
		if err := seesCard(tx, op, v, card); err != nil {
			return err
		}
		q := tx.Table("timeline").Select("timeline.*, users.name AS by_name").
			Joins("LEFT JOIN users ON users.id = timeline.by_user")
		q, err := ofFamily(tx, q, card)
		if err != nil {
			return err
		}
		q = storyFor(tx, q, v)
		if len(kinds) > 0 {
			q = q.Where("timeline.kind IN ?", kinds)
		}
		q, err = after(withoutHiddenFiles(tx, q, v, card), byEntry, page)
		if err != nil {
			return err
		}
		if err := q.Find(&rows).Error; err != nil {
			return err
		}
		return callsOn(tx, v, rows, calls)
	})
	if err != nil {
		return crm.List[crm.Entry]{}, err
	}
	item := func(r entryRow) crm.Entry {
		e, broken := r.entry()
		if broken != nil {
			err = explain(op, broken)
		}
		if c, ok := calls[e.CallID]; ok && e.Kind == crm.EntryCall {
			e.Call = &c
		}
		return e
	}
	list := cut(rows, page, func(r entryRow) place { return placeOf(r.At, r.ID) }, item)
	return list, err
}

// storyFor leaves out the lines about deals, tasks and files that the viewer may
// not see.
func storyFor(tx, q *gorm.DB, v crm.Viewer) *gorm.DB {
	if s := v.Sight(crm.SeeDeals); !s.All {
		q = q.Where("(timeline.kind NOT LIKE 'deal\\_%' OR (timeline.data->'deal'->>'id')::uuid IN (?))", dealsOf(tx, s).Select("deals.id"))
	}
	if s := v.Sight(crm.SeeTasks); !s.All {
		q = q.Where("(timeline.kind NOT LIKE 'task\\_%' OR (timeline.data->'task'->>'id')::uuid IN (?))", tasksEver(tx, s).Select("tasks.id"))
	}
	if !v.May(crm.SeeFiles) {
		q = q.Where("timeline.kind NOT LIKE 'file\\_%'")
	}
	return q
}

// ofFamily narrows a query on the timeline to the lines of a card and of those
// that were merged into it, whose lines never move.
func ofFamily(tx, q *gorm.DB, card crm.CardID) (*gorm.DB, error) {
	var merged []struct {
		ID   string
		Kind crm.CardKind
	}
	if err := tx.Raw("SELECT id, kind FROM cards WHERE merged_into = ?", card).Scan(&merged).Error; err != nil {
		return nil, err
	}
	if len(merged) == 0 {
		return q.Where("timeline.card_id = ?", card), nil
	}
	family, strangers := []string{string(card)}, []string{}
	for _, m := range merged {
		if family = append(family, m.ID); m.Kind == crm.Stranger {
			strangers = append(strangers, m.ID)
		}
	}
	q = q.Where("timeline.card_id IN ?", family)
	if len(strangers) > 0 { // a card of a single call that was this customer's was never made for anybody
		q = q.Where("NOT (timeline.kind = ? AND timeline.card_id IN ?)", crm.EntryOpened, strangers)
	}
	return q, nil
}

// callsOn finds the calls that the lines of a timeline speak of.
func callsOn(tx *gorm.DB, v crm.Viewer, rows []entryRow, calls map[crm.CallID]crm.Call) error {
	var ids []string
	for _, r := range rows {
		if r.Kind == crm.EntryCall && r.CallID != nil {
			ids = append(ids, string(*r.CallID))
		}
	}
	if len(ids) == 0 {
		return nil
	}
	found, err := readCalls(tx.Where("calls.id IN ?", ids), v)
	for _, c := range found {
		calls[c.ID] = c
	}
	return err
}
