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
	whose := func(id ContactID) string { // by the present name: to call somebody otherwise changes no number
		if name := contactName(now.Contacts, id); name != "" {
			return name
		}
		return contactName(was.Contacts, id)
	}
	number := func(n CardNumber) string { return n.written(whose(n.Contact)) }
	mail := func(m CardMail) string { return m.written(whose(m.Contact)) }
	add("numbers", each(was.Numbers, number), each(now.Numbers, number))
	add("mails", each(was.Mails, mail), each(now.Mails, mail))
	add("contacts", each(was.Contacts, Contact.written), each(now.Contacts, Contact.written))
	for _, key := range keysOf(was.Fields, now.Fields) {
		add("field."+key, was.Fields[key], now.Fields[key])
	}
	for _, key := range keysOf(was.Consents, now.Consents) {
		from, to := was.Consents[key], now.Consents[key]
		if from.Given == to.Given && from.dated() != "" && to.dated() != "" {
			add("consent."+key, from.written()+" "+from.dated(), to.written()+" "+to.dated())
			continue
		}
		add("consent."+key, from.written(), to.written())
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

func (a Address) written() string { return labelled(a.Label, strings.ReplaceAll(a.Text, "\n", " ")) }

func (n CardNumber) written(whose string) string {
	return labelled(n.Label, withContact(withExtension(string(n.Phone), n.Extension), whose))
}

func (m CardMail) written(whose string) string {
	return labelled(m.Label, withContact(m.Mail, whose))
}

func (c Contact) written() string {
	return labelled(c.Role, withExtension(c.Name, c.Extension))
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
