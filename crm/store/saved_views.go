package store

import (
	"context"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

// SavedViews are a user's own, in the order in which they were made.
func (s *Store) SavedViews(ctx context.Context, user crm.UserID) ([]crm.SavedView, error) {
	const op = "store.SavedViews"
	var views []crm.SavedView
	err := s.read(ctx, op, func(tx *gorm.DB) error {
		return tx.Raw("SELECT id, page, name, query FROM saved_views WHERE user_id = ? ORDER BY id", user).Scan(&views).Error
	})
	return views, err
}

// AddView keeps a view for a user; one name is given once for each list.
func (s *Store) AddView(ctx context.Context, user crm.UserID, v crm.SavedView) (crm.SavedView, error) {
	const op = "store.AddView"
	v, err := v.Checked()
	if err != nil {
		return v, fault.Wrap(op, err)
	}
	if v.ID, err = newID[crm.ViewID](); err != nil {
		return v, fault.Wrap(op, err)
	}
	return v, s.write(ctx, op, func(tx *gorm.DB) error {
		if err := tx.Exec("SELECT FROM users WHERE id = ? FOR UPDATE", user).Error; err != nil { // one after the other
			return err
		}
		var n int64
		if err := tx.Table("saved_views").Where("user_id = ? AND page = ?", user, v.Page).Count(&n).Error; err != nil {
			return err
		}
		if n >= crm.MaxViews {
			return fault.New(fault.Conflict, op, "there are %d views already", n)
		}
		if err := freeViewName(tx, op, user, v); err != nil {
			return err
		}
		return tx.Exec("INSERT INTO saved_views (id, user_id, page, name, query) VALUES (?, ?, ?, ?, ?)", v.ID, user, v.Page, v.Name, v.Query).Error
	})
}

// ChangeView gives a user's view another name or filter; nil leaves it.
func (s *Store) ChangeView(ctx context.Context, user crm.UserID, id crm.ViewID, name, query *string) (crm.SavedView, error) {
	const op = "store.ChangeView"
	var v crm.SavedView
	if !sound(id) {
		return v, unknown(op)
	}
	return v, s.write(ctx, op, func(tx *gorm.DB) error {
		err := tx.Table("saved_views").Select("id, page, name, query").Clauses(forUpdate).Where("id = ? AND user_id = ?", id, user).Take(&v).Error
		if err != nil {
			return err
		}
		if name != nil {
			v.Name = *name
		}
		if query != nil {
			v.Query = *query
		}
		if v, err = v.Checked(); err != nil {
			return err
		}
		if err := freeViewName(tx, op, user, v); err != nil {
			return err
		}
		return tx.Exec("UPDATE saved_views SET name = ?, query = ? WHERE id = ?", v.Name, v.Query, id).Error
	})
}

// freeViewName refuses a name that another view of the list has.
func freeViewName(tx *gorm.DB, op string, user crm.UserID, v crm.SavedView) error {
	var taken int64
	err := tx.Table("saved_views").Where("user_id = ? AND page = ? AND name = ? AND id <> ?", user, v.Page, v.Name, v.ID).Count(&taken).Error
	if err == nil && taken > 0 {
		return fault.New(fault.Conflict, op, "another view is called so").At("name")
	}
	return err
}

// RemoveView forgets a user's view.
func (s *Store) RemoveView(ctx context.Context, user crm.UserID, id crm.ViewID) error {
	const op = "store.RemoveView"
	if !sound(id) {
		return unknown(op)
	}
	return s.write(ctx, op, func(tx *gorm.DB) error {
		done := tx.Exec("DELETE FROM saved_views WHERE id = ? AND user_id = ?", id, user)
		if done.Error == nil && done.RowsAffected == 0 {
			return unknown(op)
		}
		return done.Error
	})
}
