package store

import (
	"context"
	"errors"
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
	in, err := knownPeople(tx, in)
	if err != nil {
		return Closing{}, err
	}
	var row callRow
	err = tx.Where("id = ?", string(in.ID)).Take(&row).Error
	switch {
	case errors.Is(err, gorm.ErrRecordNotFound):
		return s.firstReport(tx, in)
	case err != nil:
		return Closing{}, err
	}
	return s.furtherReport(tx, row, in)
}

// lockCall lets one transaction at a time write about a call, also while there
// is no row of it.
func lockCall(tx *gorm.DB, id crm.CallID) error {
	return tx.Exec("SELECT pg_advisory_xact_lock(hashtextextended(?, 1))", string(id)).Error
}

// knownPeople leaves out an agent nobody knows, and offers to what cannot be
// one: the call is worth more than the doubt, and its trace keeps who it was.
func knownPeople(tx *gorm.DB, in crm.Interaction) (crm.Interaction, error) {
	in.Offers = slices.DeleteFunc(in.Offers, func(o crm.Offer) bool { return !sound(o.Agent) })
	if in.Agent == "" {
		return in, nil
	}
	var n int64
	if sound(in.Agent) {
		if err := tx.Model(&agentRow{}).Where("id = ?", in.Agent).Count(&n).Error; err != nil {
			return in, err
		}
	}
	if n == 0 {
		in.Agent = ""
	}
	return in, nil
}

func (s *Store) firstReport(tx *gorm.DB, in crm.Interaction) (Closing, error) {
	card, opened, err := s.openCard(tx, in.ID, in.Customer(), in.FromName)
	if err != nil {
		return Closing{}, err
	}
	if err := s.putCall(tx, card.ID, in); err != nil {
		return Closing{}, err
	}
	if err := putOffers(tx, in.ID, in.Offers); err != nil {
		return Closing{}, err
	}
	if err := s.carryOut(tx, card.card(), crm.CloseCall(card.card(), opened, in)); err != nil {
		return Closing{}, err
	}
	return Closing{Card: card.ID, Opened: opened, New: true}, s.earlyOutcome(tx, card.ID, in.ID)
}

func (s *Store) furtherReport(tx *gorm.DB, row callRow, in crm.Interaction) (Closing, error) {
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
		if err := tx.Exec("UPDATE timeline SET card_id = ? WHERE call_id = ? AND kind <> 'opened'", card.ID, string(in.ID)).Error; err != nil {
			return done, err
		}
	}
	if err := s.putCall(tx, done.Card, merged); err != nil {
		return done, err
	}
	if err := tx.Exec("DELETE FROM offers WHERE call_id = ?", string(in.ID)).Error; err != nil {
		return done, err
	}
	if err := putOffers(tx, in.ID, merged.Offers); err != nil {
		return done, err
	}
	var card cardRow
	if err := tx.Select(cardColumns).Where("id = ?", done.Card).Take(&card).Error; err != nil {
		return done, err
	}
	return done, s.carryOut(tx, card.card(), crm.CloseCall(card.card(), done.Opened, merged))
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

func (s *Store) putCall(tx *gorm.DB, card crm.CardID, in crm.Interaction) error {
	row := callRow{ID: in.ID, Direction: in.Direction, FromRaw: in.From.Raw, FromNumber: null(in.From.E164),
		FromName: in.FromName, ToNumber: in.To, Channel: in.Channel, Instance: in.Instance, Disposition: in.Disposition,
		AgentID: null(in.Agent), CardID: card, StartedAt: in.StartedAt, AnsweredAt: at(in.AnsweredAt), EndedAt: in.EndedAt,
		WaitMS: in.Wait().Milliseconds(), TalkMS: in.Talk().Milliseconds(), RecordingName: in.RecordingName,
		WrittenAt: crm.Moment(s.clock.Now())}
	if err := tx.Clauses(replace("id")).Create(&row).Error; err != nil {
		return err
	}
	return tx.Exec(`INSERT INTO call_traces (call_id, trace) VALUES (?, ?)
		ON CONFLICT (call_id) DO UPDATE SET trace = excluded.trace`, string(in.ID), in.Trace).Error
}

// carryOut writes what the rules decided about the card as it was.
func (s *Store) carryOut(tx *gorm.DB, was crm.Card, ch crm.Changes) error {
	if ch.Card.Name != was.Name { // a call gives a name only where there is none: one set meanwhile stays
		err := tx.Model(&cardRow{}).Where("id = ? AND name = ?", was.ID, was.Name).Updates(map[string]any{
			"name": ch.Card.Name, "updated_at": crm.Moment(s.clock.Now()), "version": gorm.Expr("version + 1"),
		}).Error
		if err != nil {
			return err
		}
	}
	if err := s.addEntries(tx, ch.Entries...); err != nil {
		return err
	}
	if ch.Recording == nil {
		return nil
	}
	id, err := newID[crm.RecordingID]()
	if err != nil {
		return err
	}
	return tx.Exec(`INSERT INTO recordings (id, call_id, name, state, created_at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (call_id) DO NOTHING`, id, string(ch.Recording.Call), ch.Recording.Name, ch.Recording.State,
		crm.Moment(s.clock.Now())).Error
}
