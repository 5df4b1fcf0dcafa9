package store

import (
	"context"
	"database/sql"
	"reflect"
	"slices"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/internal/fault"
)

// Closing is what CloseCall did.
type Closing struct {
	Card   crm.CardID
	Opened bool // the card was made for this call
	New    bool // the report said something that was not known yet

	Refused error // why an imported report was passed over; nil for all others
}

// CloseCall writes an ended call: the call, its offers, its trace, the line on
// the card's timeline and the recording to be looked at, in one transaction.
// The card is found or made by the number. A repeated report changes nothing;
// one that knows more, or something else, is merged by crm.Merge.
func (s *Store) CloseCall(ctx context.Context, in crm.Interaction) (Closing, error) {
	const op = "store.CloseCall"
	var done Closing
	in, err := in.Checked()
	if err != nil {
		return done, fault.Wrap(op, err)
	}
	err = s.write(ctx, op, func(tx *gorm.DB) (err error) {
		done, err = s.closeCall(tx, in)
		return err
	})
	return done, err
}

func (s *Store) closeCall(tx *gorm.DB, in crm.Interaction) (Closing, error) {
	if err := lockCall(tx, in.ID); err != nil {
		return Closing{}, err
	}
	in.Offers = slices.DeleteFunc(in.Offers, func(o crm.Offer) bool { return !sound(o.Agent) })
	known, err := knownOf(tx, in)
	if err != nil {
		return Closing{}, err
	}
	if !known.Agent {
		in.Agent = "" // the call is worth more than the doubt, and its trace keeps who it was
	}
	if known.Written {
		return s.furtherReport(tx, in)
	}
	return s.firstReport(tx, in, known)
}

// lockCall lets one transaction at a time write about a call, also while there
// is no row of it.
func lockCall(tx *gorm.DB, id crm.CallID) error {
	return tx.Exec("SELECT pg_advisory_xact_lock(hashtextextended(?, 1))", string(id)).Error
}

// known is what the database knows of a call that is reported.
type known struct {
	Written bool         // the call is there already
	Agent   bool         // there is, or was, such an agent
	Early   afterCallRow `gorm:"embedded;embeddedPrefix:early_"` // an outcome that was recorded before the call
}

func knownOf(tx *gorm.DB, in crm.Interaction) (known, error) {
	agent := null(in.Agent)
	if agent != nil && !sound(*agent) {
		agent = nil
	}
	var k known
	return k, tx.Raw(`SELECT EXISTS (SELECT FROM calls WHERE id = @call) AS written,
		EXISTS (SELECT FROM agents WHERE id = @agent) AS agent,
		early.call_id AS early_call_id, coalesce(early.outcome, '') AS early_outcome,
		coalesce(early.note, '') AS early_note, early.by_user AS early_by_user, early.at AS early_at, early.follow_up AS early_follow_up
		FROM (SELECT) AS one LEFT JOIN after_calls AS early ON early.call_id = @call`,
		sql.Named("call", string(in.ID)), sql.Named("agent", agent)).Scan(&k).Error
}

func (s *Store) firstReport(tx *gorm.DB, in crm.Interaction, k known) (Closing, error) {
	row, opened, err := s.openCard(tx, in.ID, in.Customer(), in.FromName)
	if err != nil {
		return Closing{}, err
	}
	card := row.card()
	ch := crm.CloseCall(card, opened, in)
	if k.Early.Outcome != "" {
		ch.Entries = append(ch.Entries, k.Early.entry(card.ID, in.ID))
	}
	if err := s.putReport(tx, card, ch, in); err != nil {
		return Closing{}, err
	}
	if err := s.tellHooks(tx, append(eventsOf(ch.Entries), crm.CallEvent(card.ID, in))...); err != nil {
		return Closing{}, err
	}
	if err := s.tellTalk(tx, card.ID, in); err != nil {
		return Closing{}, err
	}
	if k.Early.Outcome != "" {
		if err := s.carryOutEarly(tx, card.ID, in, k.Early); err != nil {
			return Closing{}, err
		}
	}
	return Closing{Card: card.ID, Opened: opened, New: true}, nil
}

func (s *Store) furtherReport(tx *gorm.DB, in crm.Interaction) (Closing, error) {
	var row callRow
	if err := tx.Where("id = ?", string(in.ID)).Take(&row).Error; err != nil {
		return Closing{}, err
	}
	had, err := wholeInteraction(tx, row)
	if err != nil {
		return Closing{}, err
	}
	done := Closing{Card: row.CardID}
	merged := crm.Merge(had, in)
	if reflect.DeepEqual(had, merged) {
		return done, nil
	}
	done.New = true
	if had.Customer().Withheld() && !merged.Customer().Withheld() { // now we know who called
		var card cardRow
		if card, done.Opened, err = s.openCard(tx, in.ID, merged.Customer(), merged.FromName); err != nil {
			return done, err
		}
		done.Card = card.ID
		// The stranger's card was this customer's: its lines are read with theirs.
		if err := tx.Exec("UPDATE cards SET merged_into = ? WHERE id = ? AND kind = ?", card.ID, row.CardID, crm.Stranger).Error; err != nil {
			return done, err
		}
	}
	if err := tx.Exec("DELETE FROM offers WHERE call_id = ?", string(in.ID)).Error; err != nil {
		return done, err
	}
	var card cardRow
	if err := tx.Select(cardColumns).Where("id = ?", done.Card).Take(&card).Error; err != nil {
		return done, err
	}
	if err := s.putReport(tx, card.card(), crm.CloseCall(card.card(), done.Opened, merged), merged); err != nil || !had.AnsweredAt.IsZero() {
		return done, err
	}
	return done, s.tellTalk(tx, done.Card, merged)
}

// wholeInteraction is what has been reported of a call so far.
func wholeInteraction(tx *gorm.DB, row callRow) (crm.Interaction, error) {
	had := row.interaction()
	offers, err := offersOf(tx, []string{string(row.ID)})
	if err != nil {
		return had, err
	}
	if had.Offers = offers[row.ID]; had.Offers == nil {
		had.Offers = []crm.Offer{}
	}
	return had, tx.Raw("SELECT trace FROM call_traces WHERE call_id = ?", string(row.ID)).Scan(&had.Trace).Error
}
