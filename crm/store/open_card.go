package store

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

// OpenCard finds the card on which the caller's number stands, or makes one.
// However many calls of one number come at once, they get one card.
//
// A withheld number gets a card of kind Stranger that belongs to this call
// alone: the same call finds it again, no other call does.
func (s *Store) OpenCard(ctx context.Context, call crm.CallID, from crm.Number, name string) (card crm.Card, opened bool, err error) {
	const op = "store.OpenCard"
	if !call.Valid() {
		return crm.Card{}, false, fault.New(fault.Invalid, op, "a card is opened for a call").At("call_id")
	}
	if from.E164 != "" && !from.E164.Valid() {
		return crm.Card{}, false, fault.New(fault.Invalid, op, "this is no telephone number").At("phone")
	}
	var row cardRow
	err = s.read(ctx, op, func(tx *gorm.DB) error { return cardOf(tx, call, from, &row) })
	if err == nil || !fault.Is(err, fault.Unknown) {
		return row.card(), false, err
	}
	err = s.write(ctx, op, func(tx *gorm.DB) error {
		if row, opened, err = s.openCard(tx, call, from, name); err != nil || !opened {
			return err
		}
		return s.addEntries(tx, crm.Entry{Card: row.ID, At: row.CreatedAt, Kind: crm.EntryOpened, CallID: call})
	})
	return row.card(), opened && err == nil, err
}

// cardOf is the card to which a call of this number belongs.
func cardOf(tx *gorm.DB, call crm.CallID, from crm.Number, row *cardRow) error {
	if from.Withheld() {
		return tx.Select(cardColumns).Where("call_id = ?", string(call)).Take(row).Error
	}
	return byPhone(tx, from.E164, row)
}

var errLostRace = errors.New("another call has opened the card")

// openCard decides who was first by the unique keys of number and call: an
// insert waits for the other transaction and then finds the key taken.
func (s *Store) openCard(tx *gorm.DB, call crm.CallID, from crm.Number, name string) (row cardRow, opened bool, err error) {
	err = cardOf(tx, call, from, &row)
	if err == nil || !errors.Is(err, gorm.ErrRecordNotFound) {
		return row, false, err
	}
	made := cardRow{Kind: crm.Customer, Name: crm.CleanName(name), Tier: crm.Normal}
	if from.Withheld() {
		made.Kind, made.CallID = crm.Stranger, &call
	}
	err = tx.Transaction(func(tx *gorm.DB) error { // a savepoint: the loser's card vanishes
		var err error
		if made, err = s.insertCard(tx, made); err != nil || from.Withheld() {
			return err
		}
		put := tx.Exec("INSERT INTO card_phones (phone, card_id, place) VALUES (?, ?, 0) ON CONFLICT (phone) DO NOTHING", string(from.E164), made.ID)
		if put.Error == nil && put.RowsAffected == 0 {
			return errLostRace
		}
		return put.Error
	})
	switch {
	case err == nil:
		made.Phones = string(from.E164)
		return made, true, nil
	case errors.Is(err, errLostRace) || constraint(err) == "cards_call_key":
		err = cardOf(tx, call, from, &row)
		return row, false, err
	}
	return row, false, err
}
