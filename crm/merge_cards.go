package crm

import (
	"slices"
	"strings"
	"time"

	"vonal/internal/fault"
)

// UnmergeWithin is how long cards that were merged can be taken apart again.
const UnmergeWithin = 30 * 24 * time.Hour

// Pair is two cards that may be one customer, and why.
type Pair struct {
	One, Other Candidate
	Why        string
}

// CardMerge is the joining of two cards. Kept goes on; Merged is found through
// it, and its timeline is a part of the kept card's.
type CardMerge struct {
	ID       MergeID
	Kept     CardID
	Merged   CardID
	Name     string // of the merged card, in lists
	At       time.Time
	By       UserID
	UndoneAt time.Time
}

// Single are the members of a card of which a merged one can have only one, by
// the names under which a choice names them.
var Single = []string{"name", "owner_id", "tier", "form", "language", "time_zone"}

// JoinCards is the card that goes on when two are joined. Of what a card has
// once, that of kept counts, or that of other where choice says so or kept has
// none; lists are put together, kept's first.
func JoinCards(kept, other Card, choice map[string]bool) (Card, error) {
	const op = "crm.JoinCards"
	for name := range choice {
		if !slices.Contains(Single, name) && !isField(name, kept, other) {
			return kept, fault.New(fault.Invalid, op, "there is nothing to choose about %q", clip(name)).At("take")
		}
	}
	if kept.ID == other.ID {
		return kept, fault.New(fault.Invalid, op, "these are one card").At("other_id")
	}
	c := kept
	pick := func(name string, has bool) bool { return choice[name] || !has }
	if pick("name", c.Name != "") {
		c.Name = other.Name
	}
	if pick("owner_id", c.Owner != "") {
		c.Owner = other.Owner
	}
	if choice["tier"] {
		c.Tier = other.Tier
	}
	if pick("form", c.Form != "") {
		c.Form = other.Form
	}
	if pick("language", c.Language != "") {
		c.Language = other.Language
	}
	if pick("time_zone", c.Zone != "") {
		c.Zone = other.Zone
	}
	c.Tags = together(c.Tags, other.Tags)
	c.Addresses = together(c.Addresses, other.Addresses)
	c.Fields = map[string]string{}
	for _, key := range keysOf(kept.Fields, other.Fields) {
		if c.Fields[key] = kept.Fields[key]; pick("fields."+key, c.Fields[key] != "") {
			c.Fields[key] = other.Fields[key]
		}
	}
	c.Consents = map[string]Consent{}
	for _, key := range keysOf(kept.Consents, other.Consents) {
		c.Consents[key] = later(kept.Consents[key], other.Consents[key])
	}
	if other.LastContact.After(c.LastContact) {
		c.LastContact = other.LastContact
	}
	return c, nil
}

func isField(name string, cards ...Card) bool {
	key, ok := strings.CutPrefix(name, "fields.")
	return ok && slices.ContainsFunc(cards, func(c Card) bool { return c.Fields[key] != "" })
}

// later is the consent that was written down last: what a customer said then
// holds.
func later(a, b Consent) Consent {
	if b.At.After(a.At) {
		return b
	}
	return a
}

func together[T comparable](a, b []T) []T {
	all := slices.Clone(a)
	for _, v := range b {
		if !slices.Contains(all, v) {
			all = append(all, v)
		}
	}
	return all
}

// CheckUnmerge refuses to take apart what was taken apart, or is too old.
func (m CardMerge) CheckUnmerge(now time.Time) error {
	const op = "crm.CheckUnmerge"
	switch {
	case !m.UndoneAt.IsZero():
		return fault.New(fault.Conflict, op, "these cards were taken apart already")
	case now.Sub(m.At) > UnmergeWithin:
		return fault.New(fault.Conflict, op, "cards can be taken apart within 30 days")
	}
	return nil
}
