package store

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

type cardImportRow struct {
	ID        crm.ImportID
	Name      string
	Country   string
	Encoding  string
	Separator string
	Head      string
	Columns   string
	Rule      crm.ImportRule
	State     crm.ImportState
	Rows      int
	Done      int
	Cursor    int
	Counts    string
	Failure   string
	ByUser    crm.UserID
	CreatedAt time.Time
	StartedAt *time.Time
	EndedAt   *time.Time
	Version   int64
	ByName    string `gorm:"->;-:migration"`
}

func (cardImportRow) TableName() string { return "card_imports" }

var byImport = order{"card_imports.created_at", "card_imports.id", false}

func (r cardImportRow) item() (crm.Import, error) {
	in := crm.Import{ID: r.ID, Name: r.Name, Country: r.Country, Encoding: r.Encoding, Separator: r.Separator, Rule: r.Rule, State: r.State,
		Rows: r.Rows, Done: r.Done, Failure: r.Failure, By: r.ByUser, ByName: r.ByName, CreatedAt: r.CreatedAt.UTC(), EndedAt: utc(r.EndedAt), Version: r.Version}
	return in, errors.Join(json.Unmarshal([]byte(r.Head), &in.Head), json.Unmarshal([]byte(r.Columns), &in.Columns), json.Unmarshal([]byte(r.Counts), &in.Counts))
}

// importsOf are the imports that the viewer may see.
func importsOf(tx *gorm.DB, v crm.Viewer) *gorm.DB {
	q := tx.Model(&cardImportRow{}).Select("card_imports.*, users.name AS by_name").Joins("JOIN users ON users.id = card_imports.by_user")
	return within(q, v.Sight(crm.ImportCards), "card_imports.by_user").Where("card_imports.state <> ?", crm.ImportReading)
}

// rowsAtOnce is how many rows are put away, and worked on, in one transaction.
const rowsAtOnce = 250

// importTimeout is how long one step of an import may take.
const importTimeout = time.Minute

// TakeImport puts a table away row by row; next answers io.EOF behind the last.
// Where it fails nothing of it stays.
func (s *Store) TakeImport(ctx context.Context, v crm.Viewer, in crm.Import, next func() (crm.ImportRow, error)) (crm.Import, error) {
	const op = "store.TakeImport"
	id, err := newID[crm.ImportID]()
	if err != nil {
		return in, fault.Wrap(op, err)
	}
	now := crm.Moment(s.clock.Now())
	row := cardImportRow{ID: id, Name: in.Name, Country: in.Country, Encoding: in.Encoding, Separator: in.Separator, Head: jsonText(in.Head),
		Columns: "[]", Rule: crm.ImportFill, State: crm.ImportReading, Counts: "{}", ByUser: v.User, CreatedAt: now, Version: 1}
	if err := s.write(ctx, op, func(tx *gorm.DB) error { return tx.Create(&row).Error }); err != nil {
		return in, err
	}
	if err := s.takeRows(ctx, op, &row, next); err != nil {
		_ = s.writeWithin(context.WithoutCancel(ctx), importTimeout, op, func(tx *gorm.DB) error { return dropImport(tx, id) }) // else it is swept
		return in, err
	}
	err = s.write(ctx, op, func(tx *gorm.DB) error {
		company, err := layoutOf(tx)
		if err != nil {
			return err
		}
		row.State, row.Columns = crm.ImportDraft, jsonText(company.Guess(in.Head))
		return tx.Model(&row).Select("rows", "state", "columns").Updates(&row).Error
	})
	if err != nil {
		return in, err
	}
	return s.GetImport(ctx, v, id)
}

func (s *Store) takeRows(ctx context.Context, op string, row *cardImportRow, next func() (crm.ImportRow, error)) error {
	for more := true; more; {
		var batch [][3]any
		for len(batch) < rowsAtOnce {
			r, err := next()
			if errors.Is(err, io.EOF) {
				more = false
				break
			}
			if err != nil {
				return err
			}
			for i, c := range r.Cells {
				r.Cells[i] = strings.ReplaceAll(c, "\x00", "")
			}
			batch = append(batch, [3]any{r.Number, r.Cells, r.More})
		}
		row.Rows += len(batch)
		if len(batch) == 0 {
			break
		}
		err := s.write(ctx, op, func(tx *gorm.DB) error {
			return tx.Exec(`INSERT INTO card_import_rows (import_id, number, cells, more)
				SELECT ?, (r->>0)::integer, r->1, (r->>2)::boolean FROM jsonb_array_elements(?::jsonb) AS r`, row.ID, jsonText(batch)).Error
		})
		if err != nil {
			return err
		}
	}
	if row.Rows == 0 {
		return fault.New(fault.Invalid, op, "the table has no rows below its head").At("file")
	}
	return nil
}

func dropImport(tx *gorm.DB, id crm.ImportID) error {
	if err := patient(tx); err != nil {
		return err
	}
	for _, table := range []string{"card_import_claims", "card_import_rows"} {
		if err := tx.Exec("DELETE FROM "+table+" WHERE import_id = ?", id).Error; err != nil {
			return err
		}
	}
	return tx.Exec("DELETE FROM card_imports WHERE id = ?", id).Error
}

// ListImports are the imports that the viewer may see, newest first.
func (s *Store) ListImports(ctx context.Context, v crm.Viewer, page crm.Page) (crm.List[crm.Import], error) {
	const op = "store.ListImports"
	var rows []cardImportRow
	err := s.read(ctx, op, func(tx *gorm.DB) error {
		q, err := after(importsOf(tx, v), byImport, page)
		if err != nil {
			return err
		}
		return q.Find(&rows).Error
	})
	if err != nil {
		return crm.List[crm.Import]{}, err
	}
	var broken error
	list := cut(rows, page, func(r cardImportRow) place { return placeOf(r.CreatedAt, r.ID) }, func(r cardImportRow) crm.Import {
		in, err := r.item()
		broken = errors.Join(broken, err)
		return in
	})
	return list, broken
}

// sampleRows is how many rows of an import are shown to say what its columns
// hold.
const sampleRows = 5

// GetImport finds an import with its first rows.
func (s *Store) GetImport(ctx context.Context, v crm.Viewer, id crm.ImportID) (in crm.Import, err error) {
	const op = "store.GetImport"
	if !sound(id) {
		return in, unknown(op)
	}
	err = s.read(ctx, op, func(tx *gorm.DB) error {
		var row cardImportRow
		if err := importsOf(tx, v).Where("card_imports.id = ?", id).Take(&row).Error; err != nil {
			return err
		}
		if in, err = row.item(); err != nil {
			return err
		}
		in.Sample, err = rowsAfter(tx, id, 0, "", sampleRows)
		return err
	})
	return in, err
}

// ImportRows are rows of an import behind the one with this number, in order;
// of one result, or all.
func (s *Store) ImportRows(ctx context.Context, v crm.Viewer, id crm.ImportID, result crm.ImportResult, after, most int) (rows []crm.ImportRow, err error) {
	const op = "store.ImportRows"
	if !sound(id) {
		return nil, unknown(op)
	}
	err = s.read(ctx, op, func(tx *gorm.DB) error {
		if err := importsOf(tx, v).Where("card_imports.id = ?", id).Take(&cardImportRow{}).Error; err != nil {
			return err
		}
		rows, err = rowsAfter(tx, id, after, result, most)
		return err
	})
	return rows, err
}

func rowsAfter(tx *gorm.DB, id crm.ImportID, number int, result crm.ImportResult, most int) ([]crm.ImportRow, error) {
	var rows []struct {
		Number  int
		Cells   string
		More    bool
		Result  crm.ImportResult
		CardID  *crm.CardID
		Problem *string
	}
	q := tx.Table("card_import_rows").Where("import_id = ? AND number > ?", id, number)
	if result != "" {
		q = q.Where("result = ?", result)
	}
	if err := q.Order("number").Limit(most).Find(&rows).Error; err != nil {
		return nil, err
	}
	all := make([]crm.ImportRow, len(rows))
	for i, r := range rows {
		all[i] = crm.ImportRow{Number: r.Number, More: r.More, Result: r.Result, Card: some(r.CardID)}
		if err := json.Unmarshal([]byte(r.Cells), &all[i].Cells); err != nil {
			return nil, err
		}
		if r.Problem != nil {
			if err := json.Unmarshal([]byte(*r.Problem), &all[i].Problem); err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

// CheckImport has a run begin that changes nothing, with this mapping.
func (s *Store) CheckImport(ctx context.Context, v crm.Viewer, id crm.ImportID, columns []crm.Column, rule crm.ImportRule) error {
	const op = "store.CheckImport"
	return s.setImport(ctx, op, v, id, func(tx *gorm.DB, row *cardImportRow) error {
		if row.State != crm.ImportDraft && row.State != crm.ImportChecked {
			return fault.New(fault.Conflict, op, "an import that has begun cannot be mapped anew")
		}
		in, err := row.item()
		if err != nil {
			return err
		}
		company, err := layoutOf(tx)
		if err != nil {
			return err
		}
		if err := company.CheckMapping(v, in, columns, rule); err != nil {
			return err
		}
		row.Columns, row.Rule = jsonText(columns), rule
		return s.beginWork(tx, row, crm.ImportChecking)
	})
}

// RunImport has the run begin that changes cards.
func (s *Store) RunImport(ctx context.Context, v crm.Viewer, id crm.ImportID) error {
	const op = "store.RunImport"
	return s.setImport(ctx, op, v, id, func(tx *gorm.DB, row *cardImportRow) error {
		if row.State != crm.ImportChecked {
			return fault.New(fault.Conflict, op, "an import is checked first, and runs once")
		}
		return s.beginWork(tx, row, crm.ImportRunning)
	})
}

// UndoImport has the work begin that takes an import back.
func (s *Store) UndoImport(ctx context.Context, v crm.Viewer, id crm.ImportID) error {
	const op = "store.UndoImport"
	return s.setImport(ctx, op, v, id, func(tx *gorm.DB, row *cardImportRow) error {
		in, err := row.item()
		if err != nil {
			return err
		}
		until, possible := in.UndoUntil()
		if !possible {
			return fault.New(fault.Conflict, op, "there is nothing of this import to take back")
		}
		if s.clock.Now().After(until) {
			return fault.New(fault.Conflict, op, "an import can be taken back for %d days", crm.ImportUndoDays)
		}
		return s.beginWork(tx, row, crm.ImportUndoing)
	})
}

// CancelImport has a run given up. What it has imported stays.
func (s *Store) CancelImport(ctx context.Context, v crm.Viewer, id crm.ImportID) error {
	const op = "store.CancelImport"
	return s.setImport(ctx, op, v, id, func(tx *gorm.DB, row *cardImportRow) error {
		if row.State != crm.ImportRunning {
			return fault.New(fault.Conflict, op, "this import is not running")
		}
		row.State, row.EndedAt = crm.ImportCancelling, at(s.clock.Now())
		return saveImport(tx, row)
	})
}

// DropImport forgets a table that has changed nothing.
func (s *Store) DropImport(ctx context.Context, v crm.Viewer, id crm.ImportID) error {
	const op = "store.DropImport"
	return s.setImport(ctx, op, v, id, func(tx *gorm.DB, row *cardImportRow) error {
		if !slices.Contains([]crm.ImportState{crm.ImportDraft, crm.ImportChecking, crm.ImportChecked}, row.State) {
			return fault.New(fault.Conflict, op, "an import that has changed cards is kept")
		}
		return dropImport(tx, id)
	})
}

// setImport holds an import while it is changed.
func (s *Store) setImport(ctx context.Context, op string, v crm.Viewer, id crm.ImportID, change func(*gorm.DB, *cardImportRow) error) error {
	if !sound(id) {
		return unknown(op)
	}
	return s.writeWithin(ctx, importTimeout, op, func(tx *gorm.DB) error {
		if err := importsOf(tx, v).Where("card_imports.id = ?", id).Take(&cardImportRow{}).Error; err != nil {
			return err
		}
		// A batch that is being worked on is waited for.
		wait := strconv.FormatInt(importTimeout.Milliseconds(), 10)
		if err := tx.Exec("SELECT set_config('statement_timeout', ?, true), set_config('lock_timeout', ?, true)", wait, wait).Error; err != nil {
			return err
		}
		var row cardImportRow
		if err := tx.Clauses(forUpdate).Where("id = ?", id).Take(&row).Error; err != nil {
			return err
		}
		return change(tx, &row)
	})
}

// beginWork lets an import be worked on from its first row.
func (s *Store) beginWork(tx *gorm.DB, row *cardImportRow, state crm.ImportState) error {
	if state != crm.ImportUndoing {
		row.Counts = "{}"
	}
	row.State, row.Done, row.Cursor, row.StartedAt = state, 0, 0, at(s.clock.Now())
	return saveImport(tx, row)
}

func saveImport(tx *gorm.DB, row *cardImportRow) error {
	row.Version++
	return tx.Model(row).Select("columns", "rule", "state", "done", "cursor", "counts", "failure", "started_at", "ended_at", "version").Updates(row).Error
}
