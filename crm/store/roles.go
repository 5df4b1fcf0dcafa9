package store

import (
	"context"
	"encoding/json"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

type roleRow struct {
	Key          crm.Role
	Name         string
	Grants       string
	BuiltIn      bool
	SecondFactor crm.Factor
	Version      int64
	Users        int `gorm:"->;-:migration"`
}

func (roleRow) TableName() string { return "roles" }

func (r roleRow) sheet() (crm.RoleSheet, error) {
	sheet := crm.RoleSheet{Key: r.Key, Name: r.Name, BuiltIn: r.BuiltIn, SecondFactor: r.SecondFactor, Users: r.Users, Version: r.Version}
	if r.BuiltIn {
		sheet.Grants = crm.BuiltIn[r.Key]
		return sheet, nil
	}
	return sheet, json.Unmarshal([]byte(r.Grants), &sheet.Grants)
}

func rowOfRole(r crm.RoleSheet) (roleRow, error) {
	grants, err := json.Marshal(r.Grants)
	return roleRow{Key: r.Key, Name: r.Name, Grants: string(grants), BuiltIn: r.BuiltIn, SecondFactor: r.SecondFactor, Version: r.Version}, err
}

func roles(tx *gorm.DB) *gorm.DB {
	return tx.Table("roles").Select("roles.*, (SELECT count(*) FROM users WHERE users.role = roles.key AND disabled_at IS NULL) AS users")
}

// ListRoles are all roles, those built in first.
func (s *Store) ListRoles(ctx context.Context) ([]crm.RoleSheet, error) {
	const op = "store.ListRoles"
	var rows []roleRow
	err := s.read(ctx, op, func(tx *gorm.DB) error {
		return roles(tx).Order("built_in DESC, key").Limit(500).Find(&rows).Error
	})
	all := make([]crm.RoleSheet, len(rows))
	for i, r := range rows {
		if all[i], err = r.sheet(); err != nil {
			return nil, explain(op, err)
		}
	}
	return all, err
}

// RoleByKey finds a role.
func (s *Store) RoleByKey(ctx context.Context, key crm.Role) (sheet crm.RoleSheet, err error) {
	const op = "store.RoleByKey"
	var row roleRow
	if err := s.read(ctx, op, func(tx *gorm.DB) error { return roles(tx).Where("key = ?", key).Take(&row).Error }); err != nil {
		return sheet, err
	}
	if sheet, err = row.sheet(); err != nil {
		return sheet, explain(op, err)
	}
	return sheet, nil
}

// CreateRole makes a role of the company's own. The viewer gives nothing that
// they have not.
func (s *Store) CreateRole(ctx context.Context, v crm.Viewer, in crm.RoleSheet) (crm.RoleSheet, error) {
	const op = "store.CreateRole"
	in.BuiltIn, in.Version = false, 1
	in, err := in.Checked()
	if err != nil {
		return in, fault.Wrap(op, err)
	}
	if !v.Covers(in.Grants) {
		return in, fault.New(fault.Forbidden, op, "you cannot give what you may not do yourself").At("grants")
	}
	row, err := rowOfRole(in)
	if err != nil {
		return in, fault.Wrap(op, err)
	}
	return in, s.write(ctx, op, func(tx *gorm.DB) error { return tx.Create(&row).Error })
}

// ChangeRole changes a role; of one that is built in only the rule about the
// second factor.
func (s *Store) ChangeRole(ctx context.Context, v crm.Viewer, key crm.Role, ch crm.RoleChange) (sheet crm.RoleSheet, err error) {
	const op = "store.ChangeRole"
	err = s.write(ctx, op, func(tx *gorm.DB) error {
		var row roleRow
		if err := tx.Clauses(forUpdate).Where("key = ?", key).Take(&row).Error; err != nil {
			return err
		}
		was, err := row.sheet()
		if err != nil {
			return err
		}
		if sheet, err = ch.Apply(v, was); err != nil {
			return err
		}
		sheet.Version++
		if row, err = rowOfRole(sheet); err != nil {
			return err
		}
		changed := map[string]any{"name": row.Name, "second_factor": row.SecondFactor, "version": row.Version}
		if !sheet.BuiltIn {
			changed["grants"] = row.Grants
		}
		return tx.Model(&roleRow{}).Where("key = ?", key).Updates(changed).Error
	})
	return sheet, err
}

// DeleteRole removes a role that nobody has.
func (s *Store) DeleteRole(ctx context.Context, v crm.Viewer, key crm.Role) error {
	const op = "store.DeleteRole"
	return s.write(ctx, op, func(tx *gorm.DB) error {
		var row roleRow
		if err := tx.Clauses(forUpdate).Where("key = ?", key).Take(&row).Error; err != nil {
			return err
		}
		sheet, err := row.sheet()
		switch {
		case err != nil:
			return err
		case sheet.BuiltIn:
			return fault.New(fault.Conflict, op, "this role comes with the program")
		case !v.Covers(sheet.Grants):
			return fault.New(fault.Forbidden, op, "this role may more than you")
		}
		var n int64
		if err := tx.Model(&userRow{}).Where("role = ?", key).Count(&n).Error; err != nil {
			return err
		}
		if n > 0 {
			return fault.New(fault.Conflict, op, "%d users have this role; give them another first", n)
		}
		return tx.Where("key = ?", key).Delete(&roleRow{}).Error
	})
}
