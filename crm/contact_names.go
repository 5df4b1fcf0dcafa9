package crm

import (
	"slices"
	"strings"
)

// byName begins the id of a contact who is known by name only, because who made
// the contact could not know the id.
const byName = "name:"

// ContactNamed stands for the contact of a card who is called so; Linked puts
// the id in its place.
func ContactNamed(name string) ContactID {
	if name == "" {
		return ""
	}
	return ContactID(byName + name)
}

// contactName is the name of one of the contacts; "" of nobody's.
func contactName(contacts []Contact, id ContactID) string {
	if name, ok := strings.CutPrefix(string(id), byName); ok {
		return name
	}
	for _, k := range contacts {
		if k.ID == id && id != "" {
			return k.Name
		}
	}
	return ""
}

// linked is the id of the contact who is called so, if it is one of these.
func linked(contacts []Contact, id ContactID) ContactID {
	name, named := strings.CutPrefix(string(id), byName)
	if !named {
		return id
	}
	i := slices.IndexFunc(contacts, func(k Contact) bool { return strings.EqualFold(k.Name, name) })
	if i < 0 {
		return id
	}
	return contacts[i].ID
}

// Linked is the card whose numbers and mails name their contacts by id, where
// the contacts have theirs.
func (c Card) Linked() Card {
	c.Numbers, c.Mails = slices.Clone(c.Numbers), slices.Clone(c.Mails)
	for i := range c.Numbers {
		c.Numbers[i].Contact = linked(c.Contacts, c.Numbers[i].Contact)
	}
	for i := range c.Mails {
		c.Mails[i].Contact = linked(c.Contacts, c.Mails[i].Contact)
	}
	return c
}

// gone are the contacts of whom there is none any more.
func gone(was, now []Contact) map[ContactID]bool {
	left := map[ContactID]bool{}
	for _, c := range was {
		left[c.ID] = !slices.ContainsFunc(now, func(n Contact) bool { return n.ID == c.ID })
	}
	return left
}

// withoutLinksTo is the card whose numbers and mails of those contacts are the
// customer's own.
func (c Card) withoutLinksTo(contacts map[ContactID]bool) Card {
	c.Numbers, c.Mails = slices.Clone(c.Numbers), slices.Clone(c.Mails)
	for i := range c.Numbers {
		if contacts[c.Numbers[i].Contact] {
			c.Numbers[i].Contact = ""
		}
	}
	for i := range c.Mails {
		if contacts[c.Mails[i].Contact] {
			c.Mails[i].Contact = ""
		}
	}
	return c
}

// contactMark stands between a number, or a mail, and the contact whose it is.
const contactMark = " @ "

func withContact(text, name string) string {
	if name == "" {
		return text
	}
	return text + contactMark + name
}

// takeContact is withContact the other way round. A contact of whom the row says
// no more is made by this.
func (d *Draft) takeContact(text string) (plain string, contact ContactID) {
	plain, name, _ := strings.Cut(text, contactMark)
	name = CleanName(name)
	if name != "" && !slices.Contains(d.named, name) {
		d.named = append(d.named, name)
	}
	return plain, ContactNamed(name)
}

// makeContacts adds those who were named and are not there.
func (d *Draft) makeContacts() {
	for _, name := range d.named {
		if !slices.ContainsFunc(d.Contacts, func(k Contact) bool { return strings.EqualFold(k.Name, name) }) {
			d.Contacts = append(d.Contacts, Contact{Name: name})
		}
	}
	d.named = nil
}

// held is a number, or a mail, and the contact whose it is.
func (n *CardNumber) held() (string, *ContactID) { return string(n.Phone), &n.Contact }
func (m *CardMail) held() (string, *ContactID)   { return m.Mail, &m.Contact }

// linkedBy gives what is nobody's to whom it is said to belong, and answers the
// names by what it gave. next is how the list is to become; nil leaves it as had.
func linkedBy[T any](had []T, next *[]T, said []T, held func(*T) (string, *ContactID)) (*[]T, map[string]string) {
	var links map[string]string
	for i := range had {
		key, whose := held(&had[i])
		for j := range said {
			other, contact := held(&said[j])
			if key != other || *whose != "" || *contact == "" || links[key] != "" {
				continue
			}
			if links == nil {
				links = map[string]string{}
				next = copied(had, next)
			}
			links[key] = contactName(nil, *contact)
			_, to := held(&(*next)[i]) // what is added stands behind
			*to = *contact
		}
	}
	return next, links
}

// unlink takes back what linkedBy gave, where it still belongs to who is called
// so; missed counts the others.
func unlink[T any](c Card, has []T, next *[]T, links map[string]string, missed *int, held func(*T) (string, *ContactID)) *[]T {
	if len(links) == 0 {
		return next
	}
	next = copied(has, next)
	found := 0
	for i := range *next {
		key, whose := held(&(*next)[i])
		if name := links[key]; name != "" && strings.EqualFold(contactName(c.Contacts, *whose), name) {
			*whose = ""
			found++
		}
	}
	*missed += len(links) - found
	return next
}

func copied[T any](has []T, next *[]T) *[]T {
	if next != nil {
		return next
	}
	list := slices.Clone(has)
	return &list
}
