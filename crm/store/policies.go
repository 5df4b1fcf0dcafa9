package store

import (
	"context"
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

type policyRow struct {
	Version int64
	Numbers string
	ByUser  *crm.UserID
	At      time.Time
	ByName  *string `gorm:"->;-:migration"`
}

func (policyRow) TableName() string { return "policies" }

func (r policyRow) policy() crm.Policy {
	return crm.Policy{Version: r.Version, Numbers: []byte(r.Numbers), By: some(r.ByUser), ByName: some(r.ByName), At: r.At.UTC()}
}

func policies(tx *gorm.DB) *gorm.DB {
	return tx.Table("policies").Select("policies.*, users.name AS by_name").
		Joins("LEFT JOIN users ON users.id = policies.by_user").Order("version DESC")
}

// CurrentPolicy is the newest version of the live numbers, or one of version 0
// without numbers when none was ever set.
func (s *Store) CurrentPolicy(ctx context.Context) (crm.Policy, error) {
	var rows []policyRow
	err := s.read(ctx, "store.CurrentPolicy", func(tx *gorm.DB) error { return policies(tx).Limit(1).Find(&rows).Error })
	if err != nil || len(rows) == 0 {
		return crm.Policy{}, err
	}
	return rows[0].policy(), nil
}

// PolicyHistory are the newest versions, newest first.
func (s *Store) PolicyHistory(ctx context.Context, limit int) ([]crm.Policy, error) {
	var rows []policyRow
	err := s.read(ctx, "store.PolicyHistory", func(tx *gorm.DB) error {
		return policies(tx).Limit(crm.Page{Limit: limit}.Size()).Find(&rows).Error
	})
	all := make([]crm.Policy, len(rows))
	for i, r := range rows {
		all[i] = r.policy()
	}
	return all, err
}

// PutPolicy adds a version. The numbers are a JSON object that the caller has
// checked. seen is the version that was the newest when the change was made; if
// it is so no longer, that is a fault of kind Conflict, and -1 does not ask.
func (s *Store) PutPolicy(ctx context.Context, by crm.UserID, numbers []byte, seen int64) (crm.Policy, error) {
	const op = "store.PutPolicy"
	var object map[string]json.RawMessage
	if err := json.Unmarshal(numbers, &object); err != nil || object == nil {
		return crm.Policy{}, fault.New(fault.Invalid, op, "a policy is a JSON object")
	}
	if by != "" && !sound(by) {
		return crm.Policy{}, unknown(op)
	}
	row := policyRow{Numbers: string(numbers), ByUser: null(by), At: crm.Moment(s.clock.Now())}
	err := s.write(ctx, op, func(tx *gorm.DB) error {
		// The table itself cannot be locked by who may only add to it.
		if err := tx.Exec("SELECT pg_advisory_xact_lock(hashtextextended('policies', 2))").Error; err != nil {
			return err
		}
		var newest int64
		if err := tx.Raw("SELECT coalesce(max(version), 0) FROM policies").Scan(&newest).Error; err != nil {
			return err
		}
		if seen >= 0 && seen != newest {
			return changedSince(op)
		}
		row.Version = newest + 1
		return tx.Create(&row).Error
	})
	if err != nil {
		return crm.Policy{}, err
	}
	return s.CurrentPolicy(ctx)
}
