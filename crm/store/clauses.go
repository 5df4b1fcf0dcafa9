package store

import "gorm.io/gorm/clause"

// forUpdate holds the rows that are read until the transaction ends.
var forUpdate = clause.Locking{Strength: clause.LockingStrengthUpdate}

// onlyOnce leaves a row alone that is there already.
var onlyOnce = clause.OnConflict{DoNothing: true}

// replace writes over the row that has the same key.
func replace(key string) clause.OnConflict {
	return clause.OnConflict{Columns: []clause.Column{{Name: key}}, UpdateAll: true}
}
