package crm

import (
	"maps"
	"slices"
	"strings"
)

// detailChanges says what of the details is different, one line for each member
// and for each field and consent.
func detailChanges(was, now Card) (diff []FieldChange) {
	add := func(field, from, to string) {
		if from != to {
			diff = append(diff, FieldChange{Field: field, From: from, To: to})
		}
	}
	add("form", string(was.Form), string(now.Form))
	add("language", was.Language, now.Language)
	add("time_zone", was.Zone, now.Zone)
	add("tags", strings.Join(was.Tags, ", "), strings.Join(now.Tags, ", "))
	add("addresses", each(was.Addresses, Address.written), each(now.Addresses, Address.written))
	add("numbers", each(was.Numbers, CardNumber.written), each(now.Numbers, CardNumber.written))
	add("mails", each(was.Mails, CardMail.written), each(now.Mails, CardMail.written))
	add("contacts", each(was.Contacts, Contact.written), each(now.Contacts, Contact.written))
	for _, key := range keysOf(was.Fields, now.Fields) {
		add("field."+key, was.Fields[key], now.Fields[key])
	}
	for _, key := range keysOf(was.Consents, now.Consents) {
		add("consent."+key, was.Consents[key].written(), now.Consents[key].written())
	}
	return diff
}

func keysOf[V any](a, b map[string]V) []string {
	keys := slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
	slices.Sort(keys)
	return slices.Compact(keys)
}

func each[T any](all []T, write func(T) string) string {
	words := make([]string, len(all))
	for i, v := range all {
		words[i] = write(v)
	}
	return strings.Join(words, ", ")
}

func (a Address) written() string  { return labelled(a.Label, strings.ReplaceAll(a.Text, "\n", " ")) }
func (m CardMail) written() string { return labelled(m.Label, m.Mail) }

func (n CardNumber) written() string {
	number := string(n.Phone)
	if n.Extension != "" {
		number += " ext. " + n.Extension
	}
	return labelled(n.Label, number)
}

func (c Contact) written() string {
	name := c.Name
	if c.Extension != "" {
		name += " ext. " + c.Extension
	}
	return labelled(c.Role, name)
}

func labelled(label, text string) string {
	if label == "" {
		return text
	}
	return text + " (" + label + ")"
}

func (c Consent) written() string {
	switch {
	case c.At.IsZero():
		return ""
	case c.Given:
		return "given"
	}
	return "refused"
}
