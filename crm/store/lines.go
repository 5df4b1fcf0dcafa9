package store

import (
	"context"
	"database/sql"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/crm/hours"
	"vonal/internal/fault"
)

type lineRow struct {
	Number        string `gorm:"primaryKey"`
	Label         string
	TeamID        *crm.TeamID
	Language      string
	HoursID       *crm.HoursID
	Closed        crm.Ending
	Empty         crm.Ending
	Overdue       crm.Ending
	LongestWaitMs int64
	NewsMs        int64
	Consent       bool
	Version       int64
}

func (lineRow) TableName() string { return "numbers" }

func (r lineRow) line() crm.Line {
	return crm.Line{
		Number: r.Number, Label: r.Label, Team: some(r.TeamID), Language: r.Language, Hours: some(r.HoursID),
		Closed: r.Closed, Empty: r.Empty, Overdue: r.Overdue,
		LongestWait: time.Duration(r.LongestWaitMs) * time.Millisecond, News: time.Duration(r.NewsMs) * time.Millisecond,
		Consent: r.Consent, Version: r.Version,
	}
}

func lineRowOf(l crm.Line) lineRow {
	return lineRow{
		Number: l.Number, Label: l.Label, TeamID: null(l.Team), Language: l.Language, HoursID: null(l.Hours),
		Closed: l.Closed, Empty: l.Empty, Overdue: l.Overdue,
		LongestWaitMs: l.LongestWait.Milliseconds(), NewsMs: l.News.Milliseconds(), Consent: l.Consent, Version: l.Version,
	}
}

// ListLines are the company's numbers, the one for all others first.
func (s *Store) ListLines(ctx context.Context) ([]crm.Line, error) {
	var rows []lineRow
	err := s.read(ctx, "store.ListLines", func(tx *gorm.DB) error { return tx.Order("number").Limit(2000).Find(&rows).Error })
	all := make([]crm.Line, len(rows))
	for i, r := range rows {
		all[i] = r.line()
	}
	return all, err
}

// PutLine makes a number known, where its version is 0, or changes one that was
// seen with that version.
func (s *Store) PutLine(ctx context.Context, l crm.Line) (crm.Line, error) {
	const op = "store.PutLine"
	l, err := l.Checked()
	if err != nil {
		return l, fault.Wrap(op, err)
	}
	if l.Team != "" && !sound(l.Team) {
		return l, fault.New(fault.Invalid, op, "there is no such team").At("team_id")
	}
	if l.Hours != "" && !sound(l.Hours) {
		return l, fault.New(fault.Invalid, op, "there are no such hours").At("hours_id")
	}
	return l, s.write(ctx, op, func(tx *gorm.DB) error {
		row := lineRowOf(l)
		if row.Version == 0 {
			row.Version = 1
			l.Version = 1
			return tx.Create(&row).Error
		}
		row.Version++
		done := tx.Model(&lineRow{}).Where("number = ? AND version = ?", row.Number, l.Version).Select("*").Updates(&row)
		if done.Error == nil && done.RowsAffected == 0 {
			var there lineRow
			if err := tx.Where("number = ?", row.Number).Take(&there).Error; err != nil {
				return err
			}
			return fault.New(fault.Conflict, op, "somebody has changed this number meanwhile")
		}
		l.Version = row.Version
		if done.Error != nil || l.Number != "" {
			return done.Error
		}
		return s.reckonAnew(tx, everybody) // by the company's hours
	})
}

// RemoveLine forgets a number; calls to it are then as those to all others.
func (s *Store) RemoveLine(ctx context.Context, number string) error {
	const op = "store.RemoveLine"
	if number == "" {
		return fault.New(fault.Conflict, op, "what holds for all other numbers cannot be removed")
	}
	return s.write(ctx, op, func(tx *gorm.DB) error {
		done := tx.Exec("DELETE FROM numbers WHERE number = ?", number)
		if done.Error == nil && done.RowsAffected == 0 {
			return unknown(op)
		}
		return done.Error
	})
}

// ListHours are all opening hours by name.
func (s *Store) ListHours(ctx context.Context) ([]crm.OpeningHours, error) {
	var rows []struct {
		ID      crm.HoursID
		Name    string
		Hours   string
		Version int64
	}
	err := s.read(ctx, "store.ListHours", func(tx *gorm.DB) error {
		return tx.Raw("SELECT id, name, hours, version FROM opening_hours ORDER BY lower(name) LIMIT 500").Scan(&rows).Error
	})
	all := make([]crm.OpeningHours, len(rows))
	for i, r := range rows {
		all[i] = crm.OpeningHours{ID: r.ID, Name: r.Name, Hours: []byte(r.Hours), Version: r.Version}
	}
	return all, err
}

// PutHours makes opening hours, where the id is "", or changes those that were
// seen with their version.
func (s *Store) PutHours(ctx context.Context, h crm.OpeningHours, of hours.Hours) (crm.OpeningHours, error) {
	const op = "store.PutHours"
	of, err := of.Checked()
	if err != nil {
		return h, fault.Wrap(op, err)
	}
	if h.Name = crm.CleanName(h.Name); h.Name == "" {
		return h, fault.New(fault.Invalid, op, "hours need a name").At("name")
	}
	if h.Hours, err = of.MarshalJSON(); err != nil {
		return h, fault.Wrap(op, err)
	}
	made := h.ID == ""
	if made {
		if h.ID, err = newID[crm.HoursID](); err != nil {
			return h, fault.Wrap(op, err)
		}
	} else if !sound(h.ID) {
		return h, unknown(op)
	}
	return h, s.write(ctx, op, func(tx *gorm.DB) error {
		if made {
			h.Version = 1
			return tx.Exec("INSERT INTO opening_hours (id, name, hours) VALUES (?, ?, ?::jsonb)", h.ID, h.Name, string(h.Hours)).Error
		}
		done := tx.Exec("UPDATE opening_hours SET name = ?, hours = ?::jsonb, version = version + 1 WHERE id = ? AND version = ?", h.Name, string(h.Hours), h.ID, h.Version)
		if done.Error != nil {
			return done.Error
		}
		if done.RowsAffected == 1 {
			h.Version++
			return s.reckonAnew(tx, everybody)
		}
		var n int64
		if err := tx.Table("opening_hours").Where("id = ?", h.ID).Count(&n).Error; err != nil {
			return err
		}
		if n == 0 {
			return unknown(op)
		}
		return fault.New(fault.Conflict, op, "somebody has changed these hours meanwhile")
	})
}

// RemoveHours forgets opening hours that no number, no team and nobody keeps.
func (s *Store) RemoveHours(ctx context.Context, id crm.HoursID) error {
	const op = "store.RemoveHours"
	if !sound(id) {
		return unknown(op)
	}
	return s.write(ctx, op, func(tx *gorm.DB) error {
		var used int64
		err := tx.Raw(`SELECT (SELECT count(*) FROM numbers WHERE hours_id = @id) + (SELECT count(*) FROM teams WHERE hours_id = @id)
			+ (SELECT count(*) FROM agents WHERE hours_id = @id AND deleted_at IS NULL)`, sql.Named("id", id)).Scan(&used).Error
		if err != nil {
			return err
		}
		if used > 0 {
			return fault.New(fault.Conflict, op, "%d numbers, teams and agents keep these hours", used)
		}
		if err := tx.Exec("UPDATE agents SET hours_id = NULL WHERE hours_id = ?", id).Error; err != nil { // of those who have left
			return err
		}
		done := tx.Exec("DELETE FROM opening_hours WHERE id = ?", id)
		if done.Error == nil && done.RowsAffected == 0 {
			return unknown(op)
		}
		return done.Error
	})
}
