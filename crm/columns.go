package crm

import (
	"slices"
	"strings"
)

// Column is what a column of a table of cards holds: a member of the card by its
// name, "consents.KEY" or "fields.KEY".
type Column string

// The columns that every table of cards has.
const (
	ColumnID        Column = "id"
	ColumnName      Column = "name"
	ColumnForm      Column = "form"
	ColumnNumbers   Column = "numbers"
	ColumnMails     Column = "mails"
	ColumnAddresses Column = "addresses"
	ColumnContacts  Column = "contacts"
	ColumnTags      Column = "tags"
	ColumnTier      Column = "tier"
	ColumnOwner     Column = "owner_id"
	ColumnLanguage  Column = "language"
	ColumnZone      Column = "time_zone"
)

const (
	consentColumn = "consents."
	fieldColumn   = "fields."
)

// Layout is what of the company a table of cards depends on.
type Layout struct {
	Fields   []Field  // in use
	Consents []string // keys that some card has
	Agents   []Agent  // all there ever were, who may own a card
}

// Columns are those of an export, in order. What only identifies stands last.
func (l Layout) Columns() []Column {
	all := []Column{ColumnName, ColumnForm, ColumnNumbers, ColumnMails, ColumnAddresses, ColumnContacts, ColumnTags, ColumnTier, ColumnOwner,
		ColumnLanguage, ColumnZone}
	for _, key := range l.Consents {
		all = append(all, consentColumn+Column(key), consentColumn+Column(key)+consentDate)
	}
	for _, f := range l.Fields {
		all = append(all, fieldColumn+Column(f.Key))
	}
	return append(all, ColumnID)
}

// Heads are the words above the columns, in a language. A field whose label
// another column has, in any language, shows its key, too.
func (l Layout) Heads(columns []Column, language string) []string {
	heads := make([]string, len(columns))
	for i, c := range columns {
		heads[i] = l.head(c, language)
	}
	for i, c := range columns {
		same := func(h string) bool { return strings.EqualFold(h, heads[i]) }
		if key, ok := strings.CutPrefix(string(c), fieldColumn); ok && (slices.IndexFunc(heads, same) != i || ownHead(heads[i])) {
			heads[i] += " [" + key + "]"
		}
	}
	return heads
}

// ownHead reports whether the word stands above one of the columns that every
// table has.
func ownHead(word string) bool {
	for _, heads := range columnHeads {
		for _, h := range heads {
			if strings.EqualFold(h, word) {
				return true
			}
		}
	}
	return false
}

func (l Layout) head(c Column, language string) string {
	if key, ok := strings.CutPrefix(string(c), fieldColumn); ok {
		if f, known := l.field(key); known {
			return f.Labels.in(language, key)
		}
		return key
	}
	if key, date, ok := consentOf(c); ok {
		head := consentHeads.in(language, "") + ": " + key
		if date {
			head += " (" + consentDates.in(language, "") + ")"
		}
		return head
	}
	return columnHeads[c].in(language, string(c))
}

func (l Layout) field(key string) (Field, bool) {
	i := slices.IndexFunc(l.Fields, func(f Field) bool { return f.Key == key })
	if i < 0 {
		return Field{}, false
	}
	return l.Fields[i], true
}

// In is the word in a language, in any other where there is none.
func (l Labels) In(language string) string { return l.in(language, "…") }

// in is the word in a language, in any other where there is none, else other.
func (l Labels) in(language, other string) string {
	for _, tongue := range []string{language, "en", "hu", "ru"} {
		if word := l[tongue]; word != "" {
			return word
		}
	}
	return other
}

var consentHeads = Labels{"en": "Consent", "hu": "Hozzájárulás", "ru": "Согласие"}

var columnHeads = map[Column]Labels{
	ColumnID:        {"en": "Card ID", "hu": "Kartonazonosító", "ru": "ID карточки"},
	ColumnName:      {"en": "Name", "hu": "Név", "ru": "Имя"},
	ColumnForm:      {"en": "Person or company", "hu": "Magánszemély vagy cég", "ru": "Лицо или фирма"},
	ColumnNumbers:   {"en": "Numbers", "hu": "Telefonszámok", "ru": "Номера"},
	ColumnMails:     {"en": "E-mail", "hu": "E-mail", "ru": "Почта"},
	ColumnAddresses: {"en": "Address", "hu": "Cím", "ru": "Адрес"},
	ColumnContacts:  {"en": "Contacts", "hu": "Kapcsolattartók", "ru": "Контактные лица"},
	ColumnTags:      {"en": "Tags", "hu": "Címkék", "ru": "Метки"},
	ColumnTier:      {"en": "Tier", "hu": "Besorolás", "ru": "Уровень"},
	ColumnOwner:     {"en": "Owner", "hu": "Felelős", "ru": "Ведёт"},
	ColumnLanguage:  {"en": "Language", "hu": "Nyelv", "ru": "Язык"},
	ColumnZone:      {"en": "Time zone", "hu": "Időzóna", "ru": "Часовой пояс"},
}

// Row is the card as cells of these columns.
func (l Layout) Row(columns []Column, c Card) []string {
	cells := make([]string, len(columns))
	for i, column := range columns {
		cells[i] = l.cell(column, c)
	}
	return cells
}

func (l Layout) cell(column Column, c Card) string {
	switch column {
	case ColumnID:
		return string(c.ID)
	case ColumnName:
		return c.Name
	case ColumnForm:
		return string(c.Form)
	case ColumnNumbers:
		return several(c.Numbers, func(n CardNumber) item {
			return item{n.Label, withContact(withExtension(string(n.Phone), n.Extension), contactName(c.Contacts, n.Contact))}
		})
	case ColumnMails:
		return several(c.Mails, func(m CardMail) item { return item{m.Label, withContact(m.Mail, contactName(c.Contacts, m.Contact))} })
	case ColumnAddresses:
		return several(c.Addresses, func(a Address) item { return item{a.Label, a.Text} })
	case ColumnContacts:
		return several(c.Contacts, func(k Contact) item { return item{k.Role, withExtension(k.Name, k.Extension)} })
	case ColumnTags:
		return several(c.Tags, func(tag string) item { return item{"", tag} })
	case ColumnTier:
		return string(c.Tier)
	case ColumnOwner:
		return l.ownerCell(c.Owner)
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

// ownerCell is the name of an agent; their extension where another has the
// same name.
func (l Layout) ownerCell(id AgentID) string {
	for _, a := range l.Agents {
		if a.ID == id {
			if len(l.agentsNamed(a.Name)) > 1 {
				return a.Extension
			}
			return a.Name
		}
	}
	return ""
}

func (l Layout) agentsNamed(name string) (all []Agent) {
	for _, a := range l.Agents {
		if strings.EqualFold(a.Name, name) {
			all = append(all, a)
		}
	}
	return all
}
