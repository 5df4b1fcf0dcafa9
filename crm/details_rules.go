package crm

import (
	"slices"
	"strings"
	"time"

	"vonal/internal/fault"
)

// The most that a card can have of each.
const (
	MaxTags      = 50
	MaxMails     = 20
	MaxContacts  = 100
	MaxAddresses = 20
	MaxConsents  = 20
)

// Apply is the card with the details changed, who by and when, and what of it
// is different; or a fault that names the member. The fields are checked
// against the company's own list, which is all of it that is in use.
func (d Details) Apply(c Card, list []Field, by UserID, at time.Time) (Card, []FieldChange, error) {
	const op = "crm.Details"
	was := c
	var err error
	if d.Form != nil {
		if c.Form = *d.Form; c.Form != "" && c.Form != FormPerson && c.Form != FormCompany {
			return c, nil, fault.New(fault.Invalid, op, "a customer is a person or a company").At("form")
		}
	}
	if d.Language != nil {
		if c.Language = *d.Language; !validLanguage(c.Language) {
			return c, nil, fault.New(fault.Invalid, op, "%q is no language, such as hu or pt-BR", clip(c.Language)).At("language")
		}
	}
	if d.Zone != nil {
		if c.Zone = *d.Zone; !validZone(c.Zone) {
			return c, nil, fault.New(fault.Invalid, op, "%q is no time zone, such as Europe/Budapest", clip(c.Zone)).At("time_zone")
		}
	}
	if d.Tags != nil {
		if c.Tags, err = checkTags(op, *d.Tags); err != nil {
			return c, nil, err
		}
	}
	if d.Addresses != nil {
		if c.Addresses, err = checkAddresses(op, *d.Addresses); err != nil {
			return c, nil, err
		}
	}
	if d.Contacts != nil {
		if c.Contacts, err = checkContacts(op, *d.Contacts); err != nil {
			return c, nil, err
		}
		c = c.withoutLinksTo(gone(was.Contacts, c.Contacts))
	}
	if d.Numbers != nil {
		if c, err = withNumbers(op, c, *d.Numbers); err != nil {
			return c, nil, err
		}
	}
	if d.Mails != nil {
		if c.Mails, err = checkMails(op, *d.Mails); err != nil {
			return c, nil, err
		}
	}
	if c.Fields, err = withFields(c.Fields, d.Fields, list); err != nil {
		return c, nil, err
	}
	if c.Consents, err = withConsents(op, c.Consents, d, by, at); err != nil {
		return c, nil, err
	}
	return c, detailChanges(was, c), nil
}

func validLanguage(s string) bool {
	if s == "" {
		return true
	}
	parts := strings.Split(s, "-")
	for i, p := range parts {
		if len(p) < 2 || len(p) > 8 || strings.Trim(strings.ToLower(p), "abcdefghijklmnopqrstuvwxyz0123456789") != "" || i == 0 && len(p) > 3 {
			return false
		}
	}
	return len(parts) <= 3
}

// validZone asks Go's own table of zones, which knows old names too. "Local"
// would be that of the server.
func validZone(name string) bool {
	if name == "" || name == "UTC" {
		return true
	}
	if name == "Local" || !strings.Contains(name, "/") {
		return false
	}
	_, err := time.LoadLocation(name)
	return err == nil
}

func checkTags(op string, tags []string) ([]string, error) {
	var clean []string
	for _, tag := range tags {
		tag = CleanName(tag)
		if tag == "" || slices.ContainsFunc(clean, func(t string) bool { return strings.EqualFold(t, tag) }) {
			continue
		}
		clean = append(clean, tag)
	}
	if len(clean) > MaxTags {
		return nil, fault.New(fault.Invalid, op, "a card has at most %d tags", MaxTags).At("tags")
	}
	return clean, nil
}

func checkAddresses(op string, all []Address) ([]Address, error) {
	if len(all) > MaxAddresses {
		return nil, fault.New(fault.Invalid, op, "a card has at most %d addresses", MaxAddresses).At("addresses")
	}
	var clean []Address
	for _, a := range all {
		if a = (Address{Label: CleanName(a.Label), Text: CleanNote(a.Text)}); a.Text != "" {
			clean = append(clean, a)
		}
	}
	return clean, nil
}

func checkContacts(op string, all []Contact) ([]Contact, error) {
	if len(all) > MaxContacts {
		return nil, fault.New(fault.Invalid, op, "a card has at most %d contacts", MaxContacts).At("contacts")
	}
	clean := make([]Contact, len(all))
	for i, c := range all {
		c.Name, c.Role = CleanName(c.Name), CleanName(c.Role)
		if c.Name == "" {
			return nil, fault.New(fault.Invalid, op, "a contact has a name").At("contacts")
		}
		if !validExtension(c.Extension) {
			return nil, fault.New(fault.Invalid, op, "an extension is at most 12 digits").At("contacts")
		}
		clean[i] = c
	}
	return clean, nil
}

func validExtension(s string) bool { return len(s) <= 12 && strings.Trim(s, "0123456789*#") == "" }

// withNumbers replaces the numbers and, with them, the plain phones.
func withNumbers(op string, c Card, all []CardNumber) (Card, error) {
	phones := make([]E164, len(all))
	for i, n := range all {
		if phones[i] = n.Phone; !validExtension(n.Extension) {
			return c, fault.New(fault.Invalid, op, "an extension is at most 12 digits").At("numbers")
		}
	}
	once, err := checkPhones(op, phones)
	if err != nil {
		return c, err
	}
	c.Phones, c.Numbers = once, nil
	for _, p := range once {
		i := slices.IndexFunc(all, func(n CardNumber) bool { return n.Phone == p })
		n := all[i]
		n.Label = CleanName(n.Label)
		c.Numbers = append(c.Numbers, n)
	}
	return c, nil
}

func checkMails(op string, all []CardMail) ([]CardMail, error) {
	var clean []CardMail
	for _, m := range all {
		m.Mail, m.Label = strings.ToLower(CleanName(m.Mail)), CleanName(m.Label)
		if m.Mail == "" || slices.ContainsFunc(clean, func(c CardMail) bool { return c.Mail == m.Mail }) {
			continue
		}
		if !validMail(m.Mail) {
			return nil, fault.New(fault.Invalid, op, "%q is no mail address", clip(m.Mail)).At("mails")
		}
		clean = append(clean, m)
	}
	if len(clean) > MaxMails {
		return nil, fault.New(fault.Invalid, op, "a card has at most %d mail addresses", MaxMails).At("mails")
	}
	return clean, nil
}

// validMail is what a typing slip is likely to break; whether mail arrives
// there, only mail can tell.
func validMail(s string) bool {
	name, domain, ok := strings.Cut(s, "@")
	return ok && name != "" && len(s) <= 254 && !strings.ContainsAny(s, " \t\n<>()[]\\,;:\"") &&
		strings.Contains(domain, ".") && !strings.Contains(domain, "@") && !strings.Contains(domain, "..") &&
		!strings.HasPrefix(domain, ".") && !strings.HasSuffix(domain, ".")
}

func withConsents(op string, had map[string]Consent, d Details, by UserID, at time.Time) (map[string]Consent, error) {
	if len(d.Consents) == 0 && len(d.ConsentDates) == 0 {
		return had, nil
	}
	now := map[string]Consent{}
	for key, c := range had {
		now[key] = c
	}
	for key, given := range d.Consents {
		if !validKey(key) {
			return nil, fault.New(fault.Invalid, op, "a consent is named by at most 40 of a-z, 0-9 and _").At("consents")
		}
		if given == nil {
			delete(now, key)
		} else if old, there := now[key]; !there || old.Given != *given {
			now[key] = Consent{Given: *given, At: Moment(at), By: by}
		}
	}
	if len(now) > MaxConsents {
		return nil, fault.New(fault.Invalid, op, "a card has at most %d consents", MaxConsents).At("consents")
	}
	return now, withDates(op, now, d.ConsentDates, by, at)
}
