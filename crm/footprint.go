package crm

import (
	"maps"
	"slices"
	"strings"
)

// Footprint is what an import has changed on a card that was there: by it the
// change can be taken back, as far as nobody has changed it since.
type Footprint struct {
	Values    map[Column]Step `json:"values,omitempty"`
	Numbers   []CardNumber    `json:"numbers,omitempty"` // that were added, as all that follows
	Mails     []CardMail      `json:"mails,omitempty"`
	Addresses []Address       `json:"addresses,omitempty"`
	Contacts  []Contact       `json:"contacts,omitempty"`
	Tags      []string        `json:"tags,omitempty"`

	Whose     map[string]string `json:"whose,omitempty"` // number → the contact whose it has become
	WhoseMail map[string]string `json:"whose_mail,omitempty"`
}

// Step is a value before and after.
type Step struct {
	Was string `json:"was"`
	Now string `json:"now"`
	At  string `json:"at,omitempty"` // since when it was so, of a consent
}

// value is a single member of the card as a text; "" where it says nothing.
func (c Card) value(column Column) string {
	switch column {
	case ColumnName:
		return c.Name
	case ColumnForm:
		return string(c.Form)
	case ColumnTier:
		return string(c.Tier)
	case ColumnOwner:
		return string(c.Owner)
	case ColumnLanguage:
		return c.Language
	case ColumnZone:
		return c.Zone
	}
	if key, ok := strings.CutPrefix(string(column), fieldColumn); ok {
		return c.Fields[key]
	}
	return c.consentValue(column)
}

// put has the change set a single member.
func (ch *CardChange) put(column Column, value string) {
	switch column {
	case ColumnName:
		ch.Name = &value
	case ColumnForm:
		ch.Form = (*CardForm)(&value)
	case ColumnTier:
		ch.Tier = (*Tier)(&value)
	case ColumnOwner:
		ch.Owner = (*AgentID)(&value)
	case ColumnLanguage:
		ch.Language = &value
	case ColumnZone:
		ch.Zone = &value
	default:
		if key, ok := strings.CutPrefix(string(column), fieldColumn); ok {
			if ch.Fields == nil {
				ch.Fields = map[string]*string{}
			}
			if ch.Fields[key] = nil; value != "" {
				ch.Fields[key] = &value
			}
			return
		}
		ch.putConsent(column, value)
	}
}

// New is the card that the row would make.
func (d Draft) New() NewCard {
	var ch CardChange
	for column, value := range d.Values {
		ch.put(column, value)
	}
	in := NewCard{Details: ch.Details}
	if ch.Name != nil {
		in.Name = *ch.Name
	}
	if ch.Owner != nil {
		in.Owner = *ch.Owner
	}
	if ch.Tier != nil {
		in.Tier = *ch.Tier
	}
	for _, n := range d.Numbers {
		in.Phones = append(in.Phones, n.Phone)
	}
	in.Details.Numbers, in.Details.Mails, in.Details.Addresses = &d.Numbers, &d.Mails, &d.Addresses
	in.Details.Contacts, in.Details.Tags = &d.Contacts, &d.Tags
	return in
}

// Onto is what the row changes on a card that is there, and how to take it back.
func (d Draft) Onto(c Card, rule ImportRule) (ch CardChange, f Footprint) {
	if rule == ImportSkip {
		return ch, f
	}
	for column, value := range d.Values {
		was := c.value(column)
		unsaid := was == "" || column == ColumnTier && was == string(Normal)
		if was != value && (unsaid || rule == ImportOverwrite) {
			ch.put(column, value)
			if f.Values == nil {
				f.Values = map[Column]Step{}
			}
			step := Step{Was: was, Now: value}
			if _, date, ok := consentOf(column); ok && !date {
				step.At = c.value(column + consentDate)
			}
			f.Values[column] = step
		}
	}
	ch.Details.Numbers, f.Numbers = joinedBy(c.Numbers, d.Numbers, func(a, b CardNumber) bool { return a.Phone == b.Phone })
	ch.Details.Mails, f.Mails = joinedBy(c.Mails, d.Mails, func(a, b CardMail) bool { return a.Mail == b.Mail })
	ch.Details.Numbers, f.Whose = linkedBy(c.Numbers, ch.Details.Numbers, d.Numbers, (*CardNumber).held)
	ch.Details.Mails, f.WhoseMail = linkedBy(c.Mails, ch.Details.Mails, d.Mails, (*CardMail).held)
	ch.Details.Addresses, f.Addresses = joinedBy(c.Addresses, d.Addresses, func(a, b Address) bool { return strings.EqualFold(a.Text, b.Text) })
	ch.Details.Contacts, f.Contacts = joinedBy(c.Contacts, d.Contacts, func(a, b Contact) bool { return strings.EqualFold(a.Name, b.Name) })
	ch.Details.Tags, f.Tags = joinedBy(c.Tags, d.Tags, strings.EqualFold)
	return ch, f
}

// joinedBy adds to had what it lacks; nil where it lacks nothing.
func joinedBy[T any](had, more []T, same func(a, b T) bool) (all *[]T, added []T) {
	list := slices.Clone(had)
	for _, m := range more {
		if !slices.ContainsFunc(list, func(h T) bool { return same(h, m) }) {
			list, added = append(list, m), append(added, m)
		}
	}
	if len(added) == 0 {
		return nil, nil
	}
	return &list, added
}

// Undo is the change that takes the footprint off a card. What has been changed
// since stays as it is; kept says that there is such a thing.
func (f Footprint) Undo(c Card) (ch CardChange, kept bool) {
	for _, column := range slices.Sorted(maps.Keys(f.Values)) {
		if step := f.Values[column]; c.value(column) == step.Now {
			ch.put(column, step.Was)
			if step.At != "" {
				ch.put(column+consentDate, step.At)
			}
		} else {
			kept = true
		}
	}
	missed := 0
	same := func(a, b ContactID) bool {
		return strings.EqualFold(contactName(c.Contacts, a), contactName(c.Contacts, b))
	}
	ch.Details.Numbers = without(c.Numbers, f.Numbers, &missed, func(has, added CardNumber) bool {
		whose := same(has.Contact, added.Contact)
		added.Contact = has.Contact
		return whose && has == added
	})
	ch.Details.Mails = without(c.Mails, f.Mails, &missed, func(has, added CardMail) bool {
		whose := same(has.Contact, added.Contact)
		added.Contact = has.Contact
		return whose && has == added
	})
	ch.Details.Numbers = unlink(c, c.Numbers, ch.Details.Numbers, f.Whose, &missed, (*CardNumber).held)
	ch.Details.Mails = unlink(c, c.Mails, ch.Details.Mails, f.WhoseMail, &missed, (*CardMail).held)
	needed := c.neededContacts(ch)
	ch.Details.Addresses = without(c.Addresses, f.Addresses, &missed, func(a, b Address) bool { return a == b })
	ch.Details.Contacts = without(c.Contacts, f.Contacts, &missed, func(has, added Contact) bool {
		added.ID = has.ID
		return has == added && !needed[has.ID]
	})
	ch.Details.Tags = without(c.Tags, f.Tags, &missed, func(a, b string) bool { return a == b })
	return ch, kept || missed > 0
}

// neededContacts are those whose a number or a mail is after the change.
func (c Card) neededContacts(ch CardChange) map[ContactID]bool {
	if ch.Details.Numbers != nil {
		c.Numbers = *ch.Details.Numbers
	}
	if ch.Details.Mails != nil {
		c.Mails = *ch.Details.Mails
	}
	needed := map[ContactID]bool{}
	for _, n := range c.Numbers {
		needed[n.Contact] = true
	}
	for _, m := range c.Mails {
		needed[m.Contact] = true
	}
	return needed
}

// without takes away what was added and is still there as it was; nil where
// there is nothing to take.
func without[T any](has, added []T, missed *int, same func(a, b T) bool) *[]T {
	left := slices.Clone(has)
	for _, a := range added {
		if i := slices.IndexFunc(left, func(h T) bool { return same(h, a) }); i >= 0 {
			left = slices.Delete(left, i, i+1)
		} else {
			*missed++
		}
	}
	if len(left) == len(has) {
		return nil
	}
	return &left
}
