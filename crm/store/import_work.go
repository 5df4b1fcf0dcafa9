package store

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/crm/phone"
	"vonal/internal/fault"
)

// mostTries is how often a step is begun anew because a call has made a card
// meanwhile.
const mostTries = 5

// WorkOnImport takes the next step of an import that has begun, if nobody else
// is at it: some rows, in one transaction with the cursor, so that each is worked
// on once however often we are stopped. busy says that there may be more to do.
func (s *Store) WorkOnImport(ctx context.Context) (busy bool, err error) {
	const op = "store.WorkOnImport"
	var id crm.ImportID
	for range mostTries {
		err = s.writeWithin(ctx, importTimeout, op, func(tx *gorm.DB) error {
			var row cardImportRow
			err := tx.Raw(`SELECT * FROM card_imports WHERE state IN ('checking', 'running', 'undoing', 'cancelling')
				ORDER BY started_at, id LIMIT 1 FOR UPDATE SKIP LOCKED`).Take(&row).Error
			if busy = err == nil; errors.Is(err, gorm.ErrRecordNotFound) {
				return nil
			}
			if err != nil {
				return err
			}
			id = row.ID
			// Tables that were empty when a plan was made fill up meanwhile; and
			// what is deferred to the commit is one statement.
			err = tx.Exec("SELECT set_config('plan_cache_mode', 'force_custom_plan', true), set_config('statement_timeout', ?, true)",
				strconv.FormatInt(importTimeout.Milliseconds(), 10)).Error
			if err != nil {
				return err
			}
			return s.importStep(tx, &row)
		})
		if !fault.Is(err, fault.Conflict) {
			break
		}
	}
	if err == nil || id == "" || fault.Is(err, fault.Unavailable) || ctx.Err() != nil {
		return busy, err
	}
	failed := s.write(ctx, op, func(tx *gorm.DB) error {
		return s.endImport(tx, &cardImportRow{ID: id}, "the work on it failed; the log says more")
	})
	return true, errors.Join(err, failed)
}

func (s *Store) importStep(tx *gorm.DB, row *cardImportRow) error {
	if row.State == crm.ImportCancelling {
		return s.cancelStep(tx, row)
	}
	rows, err := stepRows(tx, row)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return s.finishImport(tx, row)
	}
	v, err := importer(tx, row.ByUser)
	if err != nil {
		return err
	}
	if !v.May(crm.ImportCards) {
		return s.endImport(tx, row, "who began it may not import cards any more")
	}
	in, err := row.item()
	if err != nil {
		return err
	}
	w := importWork{s: s, tx: tx, in: in, viewer: v, now: crm.Moment(s.clock.Now()), counts: &in.Counts}
	if w.company, err = staffAndFields(tx); err != nil {
		return err
	}
	if row.State == crm.ImportUndoing {
		err = w.undo(rows)
	} else {
		err = w.take(rows)
	}
	if err != nil {
		return err
	}
	row.Counts = jsonText(in.Counts)
	row.Done += len(rows)
	row.Cursor = rows[len(rows)-1].Number
	return saveImport(tx, row)
}

// stepRows are the rows of the next step.
func stepRows(tx *gorm.DB, row *cardImportRow) ([]crm.ImportRow, error) {
	if row.State == crm.ImportUndoing {
		tx = tx.Where("card_id IS NOT NULL")
	}
	return rowsAfter(tx, row.ID, row.Cursor, "", rowsAtOnce)
}

// importer is who began an import, with what they may do now.
func importer(tx *gorm.DB, id crm.UserID) (crm.Viewer, error) {
	var who identityRow
	err := tx.Table("users").Select(identityColumns).Joins(identityJoins).Where("users.id = ? AND users.disabled_at IS NULL", id).Take(&who).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return crm.Viewer{Grants: crm.Grants{}}, nil
	}
	if err != nil {
		return crm.Viewer{}, err
	}
	user, err := who.user()
	return user.Viewer(), err
}

// claimsAtOnce is how many claims, or results, are forgotten in one step.
const claimsAtOnce = 50_000

// cancelStep forgets what the check had said of some rows that were not imported.
func (s *Store) cancelStep(tx *gorm.DB, row *cardImportRow) error {
	cleared := tx.Exec(`UPDATE card_import_rows SET result = '', problem = NULL WHERE import_id = @id AND number IN
		(SELECT number FROM card_import_rows WHERE import_id = @id AND number > @cursor AND result <> '' LIMIT @most)`,
		map[string]any{"id": row.ID, "cursor": row.Cursor, "most": claimsAtOnce})
	if cleared.Error != nil || cleared.RowsAffected > 0 {
		return cleared.Error
	}
	return s.finishImport(tx, row)
}

// finishImport ends the present work, once what only it needed is forgotten.
func (s *Store) finishImport(tx *gorm.DB, row *cardImportRow) error {
	swept := tx.Exec(`DELETE FROM card_import_claims WHERE ctid IN
		(SELECT ctid FROM card_import_claims WHERE import_id = ? LIMIT ?)`, row.ID, claimsAtOnce)
	if swept.Error != nil || swept.RowsAffected > 0 {
		return swept.Error
	}
	switch row.State {
	case crm.ImportCancelling:
		row.State = crm.ImportCancelled
		return saveImport(tx, row)
	case crm.ImportChecking:
		row.State = crm.ImportChecked
	case crm.ImportRunning:
		row.State, row.EndedAt = crm.ImportDone, at(s.clock.Now())
	default:
		row.State = crm.ImportUndone
	}
	row.Done = row.Rows
	return saveImport(tx, row)
}

// endImport gives an import up. What it has changed can be taken back.
func (s *Store) endImport(tx *gorm.DB, row *cardImportRow, why string) error {
	return tx.Exec("UPDATE card_imports SET state = ?, failure = ?, ended_at = coalesce(ended_at, ?), version = version + 1 WHERE id = ?",
		crm.ImportFailed, why, crm.Moment(s.clock.Now()), row.ID).Error
}

// importWork is one step.
type importWork struct {
	s       *Store
	tx      *gorm.DB
	in      crm.Import
	viewer  crm.Viewer
	company crm.Layout
	now     time.Time
	counts  *crm.ImportCounts
}

// said is a row that was read.
type said struct {
	row       *crm.ImportRow
	draft     crm.Draft
	card      *crm.Card // that it speaks of; nil makes a new one
	footprint *crm.Footprint
}

// take reads the rows and, unless it only checks, makes and changes the cards
// they speak of.
func (w *importWork) take(rows []crm.ImportRow) error {
	parse := func(raw string) (crm.E164, error) { return phone.Parse(raw, w.in.Country) }
	drafts := make([]said, 0, len(rows))
	for i := range rows {
		r := &rows[i]
		r.Result, r.Problem, r.Card = "", nil, ""
		d, problem := w.company.Draft(w.in.Columns, *r, parse)
		if problem != nil {
			refuseRow(r, problem)
			continue
		}
		drafts = append(drafts, said{row: r, draft: d})
	}
	if err := w.claim(drafts); err != nil {
		return err
	}
	if err := w.match(drafts); err != nil {
		return err
	}
	var made []crm.Card
	var makers []*crm.ImportRow
	for i := range drafts {
		d := &drafts[i]
		if d.row.Problem != nil {
			continue
		}
		if d.card != nil {
			if err := w.change(d); err != nil {
				return err
			}
			continue
		}
		card, problem := w.made(d.draft)
		if problem != nil {
			refuseRow(d.row, problem)
			continue
		}
		d.row.Result = crm.RowNew
		made, makers = append(made, card), append(makers, d.row)
	}
	if w.in.State == crm.ImportRunning {
		if err := w.s.insertCards(w.tx, w.viewer.User, made); err != nil {
			return err
		}
		for i, r := range makers {
			r.Card = made[i].ID
		}
	}
	return w.record(rows, drafts)
}

func refuseRow(r *crm.ImportRow, p *crm.RowProblem) { r.Result, r.Problem = crm.RowRefused, p }

// made is the card that a row makes.
func (w *importWork) made(d crm.Draft) (crm.Card, *crm.RowProblem) {
	in, err := d.New().Checked()
	card := crm.Card{Kind: crm.Customer, Name: in.Name, Phones: in.Phones, Owner: in.Owner, Tier: in.Tier}
	if err == nil {
		card, _, err = in.Details.Apply(card, w.company.Fields, w.viewer.User, w.now)
	}
	if err == nil {
		err = crm.CheckRequired(card.Fields, w.company.Fields)
	}
	if err != nil {
		return card, crm.ProblemOf(err, w.in.Columns)
	}
	return card, nil
}

// change puts a row onto the card it speaks of.
func (w *importWork) change(d *said) error {
	ch, footprint := d.draft.Onto(*d.card, w.in.Rule)
	next, diff, err := w.applied(*d.card, ch)
	switch {
	case err != nil:
		refuseRow(d.row, crm.ProblemOf(err, w.in.Columns))
		return nil
	case len(diff) == 0:
		d.row.Result = crm.RowUnchanged
		return nil
	}
	d.row.Result = crm.RowChanged
	if w.in.State != crm.ImportRunning {
		return nil
	}
	d.row.Card, d.footprint = d.card.ID, &footprint
	return w.s.saveCard(w.tx, "store.WorkOnImport", &next, w.viewer.User, diff)
}

// applied is the card after a change, and what of it is different.
func (w *importWork) applied(c crm.Card, ch crm.CardChange) (crm.Card, []crm.FieldChange, error) {
	next, diff, err := ch.Apply(c)
	if err != nil {
		return c, nil, err
	}
	next, more, err := ch.Details.Apply(next, w.company.Fields, w.viewer.User, w.now)
	return next, append(diff, more...), err
}

// record writes what became of the rows, and counts it.
func (w *importWork) record(rows []crm.ImportRow, drafts []said) error {
	type line struct {
		Number    int             `json:"number"`
		Result    string          `json:"result"`
		Card      *crm.CardID     `json:"card_id"`
		Problem   *crm.RowProblem `json:"problem"`
		Footprint *crm.Footprint  `json:"footprint"`
	}
	footprints := map[int]*crm.Footprint{}
	for _, d := range drafts {
		footprints[d.row.Number] = d.footprint
	}
	lines := make([]line, len(rows))
	for i, r := range rows {
		lines[i] = line{r.Number, string(r.Result), null(r.Card), r.Problem, footprints[r.Number]}
		switch r.Result {
		case crm.RowNew:
			w.counts.New++
		case crm.RowChanged:
			w.counts.Changed++
		case crm.RowUnchanged:
			w.counts.Unchanged++
		case crm.RowRefused:
			w.counts.Refused++
		}
	}
	text, err := json.Marshal(lines)
	if err != nil {
		return err
	}
	return w.tx.Exec(`UPDATE card_import_rows r SET result = x.result, card_id = x.card_id, problem = x.problem, footprint = x.footprint
		FROM jsonb_to_recordset(?::jsonb) AS x(number integer, result text, card_id uuid, problem jsonb, footprint jsonb)
		WHERE r.import_id = ? AND r.number = x.number`, string(text), w.in.ID).Error
}
