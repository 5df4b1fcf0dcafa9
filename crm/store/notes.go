package store

import (
	"context"
	"errors"
	"strings"

	"gorm.io/gorm"

	"vonal/crm"
	"vonal/crm/hashtag"
	"vonal/internal/fault"
)

// AddNote writes a note onto a customer's timeline and carries out its
// hashtags, in one transaction.
func (s *Store) AddNote(ctx context.Context, v crm.Viewer, card crm.CardID, text string) (crm.Note, error) {
	const op = "store.AddNote"
	note := crm.Note{Card: card, Text: crm.CleanNote(text), By: v.User, At: crm.Moment(s.clock.Now())}
	if note.Text == "" {
		return note, fault.New(fault.Invalid, op, "the note is empty").At("text")
	}
	err := s.write(ctx, op, func(tx *gorm.DB) error {
		if err := reachesCard(tx, op, v, crm.EditCards, card); err != nil {
			return err
		}
		var err error
		if note.ID, err = newID[crm.NoteID](); err != nil {
			return err
		}
		err = tx.Exec("INSERT INTO notes (id, card_id, text, by_user, at) VALUES (?, ?, ?, ?, ?)", note.ID, card, note.Text, null(v.User), note.At).Error
		if err != nil {
			return err
		}
		if note.Effects, err = s.applyTags(tx, v, card, note.Text, crm.ByHashtag, nil); err != nil {
			return err
		}
		return s.addEntries(tx, crm.Entry{Card: card, At: note.At, Kind: crm.EntryNote, By: v.User,
			Note: &crm.NoteLine{ID: note.ID, Text: note.Text, Effects: note.Effects}})
	})
	return note, err
}

// ChooseDeal carries out a hashtag of a note for the deal that somebody chose,
// where it was not clear which one it spoke of.
func (s *Store) ChooseDeal(ctx context.Context, v crm.Viewer, id crm.NoteID, tag string, deal crm.DealID) (crm.TagEffect, error) {
	const op = "store.ChooseDeal"
	if !sound(id) {
		return crm.TagEffect{}, unknown(op)
	}
	if !sound(deal) {
		return crm.TagEffect{}, fault.New(fault.Invalid, op, "there is no such deal").At("deal_id")
	}
	var effect crm.TagEffect
	err := s.write(ctx, op, func(tx *gorm.DB) error {
		var note struct {
			CardID crm.CardID
			Text   string
		}
		if err := tx.Raw("SELECT card_id, text FROM notes WHERE id = ?", id).Take(&note).Error; err != nil {
			return err
		}
		if err := reachesCard(tx, op, v, crm.EditCards, note.CardID); err != nil {
			return err
		}
		for _, t := range hashtag.In(note.Text) {
			if t.Folded != hashtag.Fold(strings.TrimPrefix(tag, "#")) {
				continue
			}
			aim, p, known, err := aimOf(tx, t)
			if err != nil {
				return err
			}
			if !known {
				break
			}
			effect, err = s.applyTag(tx, v, note.CardID, p, aim, crm.ByHashtag, deal)
			effect.Tag = t.Shown
			return err
		}
		return fault.New(fault.Invalid, op, "the note has no such hashtag").At("tag")
	})
	return effect, err
}

func asFault(err error, f **fault.Error) bool { return errors.As(err, f) }

// first is the first of words that stand apart by spaces.
func first(words string) string {
	word, _, _ := strings.Cut(words, " ")
	return word
}
