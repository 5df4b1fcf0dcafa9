package store

import (
	"context"
	"encoding/json"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

type fieldRow struct {
	Key      string
	Labels   string
	Kind     crm.FieldKind
	Required bool
	Choices  string
}

// Fields are the company's own fields of a card that are in use, in order.
func (s *Store) Fields(ctx context.Context) ([]crm.Field, error) {
	var all []crm.Field
	err := s.read(ctx, "store.Fields", func(tx *gorm.DB) (err error) {
		all, err = fieldsInUse(tx)
		return err
	})
	return all, err
}

func fieldsInUse(tx *gorm.DB) ([]crm.Field, error) {
	var rows []fieldRow
	if err := tx.Raw("SELECT * FROM card_fields WHERE archived_at IS NULL ORDER BY place, key").Scan(&rows).Error; err != nil {
		return nil, err
	}
	all := make([]crm.Field, len(rows))
	for i, r := range rows {
		all[i] = crm.Field{Key: r.Key, Kind: r.Kind, Required: r.Required}
		if err := json.Unmarshal([]byte(r.Labels), &all[i].Labels); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(r.Choices), &all[i].Choices); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// PutField adds a field, or replaces all of it but its kind: values of another
// kind could not be read any more. A field that was archived comes back with
// the values it had.
func (s *Store) PutField(ctx context.Context, f crm.Field) (crm.Field, error) {
	const op = "store.PutField"
	f, err := f.Checked()
	if err != nil {
		return crm.Field{}, fault.Wrap(op, err)
	}
	if f.Choices == nil {
		f.Choices = []string{}
	}
	err = s.write(ctx, op, func(tx *gorm.DB) error {
		var n int64
		if err := tx.Table("card_fields").Where("key <> ?", f.Key).Count(&n).Error; err != nil {
			return err
		}
		if n >= crm.MaxFields {
			return fault.New(fault.Conflict, op, "there are %d fields already", n)
		}
		put := tx.Exec(`INSERT INTO card_fields (key, labels, kind, required, choices, place)
			SELECT ?, ?, ?, ?, ?, coalesce(max(place), -1) + 1 FROM card_fields
			ON CONFLICT (key) DO UPDATE SET labels = excluded.labels, required = excluded.required, choices = excluded.choices, archived_at = NULL
			WHERE card_fields.kind = excluded.kind`, f.Key, jsonText(f.Labels), f.Kind, f.Required, jsonText(f.Choices))
		if put.Error == nil && put.RowsAffected == 0 {
			return fault.New(fault.Conflict, op, "the field %s has another kind; make a new one", f.Key).At("kind")
		}
		return put.Error
	})
	return f, err
}

// ArchiveField takes a field out of use; cards keep the values they have.
func (s *Store) ArchiveField(ctx context.Context, key string) error {
	const op = "store.ArchiveField"
	return s.write(ctx, op, func(tx *gorm.DB) error {
		done := tx.Exec("UPDATE card_fields SET archived_at = ? WHERE key = ? AND archived_at IS NULL", crm.Moment(s.clock.Now()), key)
		if done.Error == nil && done.RowsAffected == 0 {
			return unknown(op)
		}
		return done.Error
	})
}
