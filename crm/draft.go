package crm

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"vonal/internal/fault"
)

// Draft is a card as a row of a table says it. What it does not say is empty.
type Draft struct {
	ID        CardID
	Values    map[Column]string // as Card.value writes them
	Numbers   []CardNumber
	Mails     []CardMail
	Addresses []Address
	Contacts  []Contact
	Tags      []string

	named []string // whose numbers and mails are
}

// Draft reads a row. parse reads a telephone number in any spelling.
func (l Layout) Draft(columns []Column, row ImportRow, parse func(string) (E164, error)) (Draft, *RowProblem) {
	d := Draft{Values: map[Column]string{}}
	if row.More {
		return d, &RowProblem{-1, "ragged", "the row has more cells than the head"}
	}
	for i, cell := range row.Cells {
		if i >= len(columns) || columns[i] == "" {
			continue
		}
		if cell = strings.TrimSpace(cell); cell == "" {
			continue
		}
		if p := l.take(&d, columns[i], cell, parse); p != nil {
			p.Column = i
			return d, p
		}
	}
	d.makeContacts()
	if p := d.lonelyDate(columns); p != nil {
		return d, p
	}
	if d.ID == "" && d.Values[ColumnName] == "" && len(d.Numbers) == 0 {
		return d, &RowProblem{-1, "nameless", "the row has neither a name nor a number"}
	}
	return d, nil
}

func (l Layout) take(d *Draft, column Column, cell string, parse func(string) (E164, error)) *RowProblem {
	switch column {
	case ColumnID:
		d.ID = CardID(cell)
	case ColumnNumbers:
		return d.takeNumbers(cell, parse)
	case ColumnMails:
		for _, it := range itemsOf(cell, ",\n") {
			mail, contact := d.takeContact(it.text)
			d.Mails = append(d.Mails, CardMail{Mail: strings.ToLower(CleanName(mail)), Label: CleanName(it.label), Contact: contact})
		}
	case ColumnAddresses:
		for _, it := range itemsOf(cell, "") {
			d.Addresses = append(d.Addresses, Address{Label: CleanName(it.label), Text: CleanNote(it.text)})
		}
	case ColumnContacts:
		for _, it := range itemsOf(cell, "\n") {
			name, extension := extensionOf(it.text)
			d.Contacts = append(d.Contacts, Contact{Name: CleanName(name), Role: CleanName(it.label), Extension: extension})
		}
	case ColumnTags:
		for _, it := range itemsOf(cell, ",\n") {
			d.Tags = append(d.Tags, CleanName(it.text))
		}
	default:
		value, p := l.read(column, CleanName(cell))
		if p != nil {
			return p
		}
		d.Values[column] = value
	}
	return nil
}

// scientific is a number as a spreadsheet shows it that took it for a quantity:
// its last digits are lost.
var scientific = regexp.MustCompile(`^[+-]?[0-9]+([.,][0-9]+)?[eEеЕ][+-]?[0-9]+$`)

func (d *Draft) takeNumbers(cell string, parse func(string) (E164, error)) *RowProblem {
	for _, it := range itemsOf(cell, "\n") {
		text, contact := d.takeContact(it.text)
		plain, extension := extensionOf(text)
		if scientific.MatchString(plain) {
			return &RowProblem{0, "scientific", "the number has lost its last digits; format the column as text and type it anew"}
		}
		parts := []string{plain}
		if _, err := parse(plain); err != nil {
			parts = strings.FieldsFunc(plain, func(r rune) bool { return r == ',' || r == '/' })
		}
		for _, part := range parts {
			number, err := parse(part)
			if err != nil {
				return &RowProblem{0, "number", fmt.Sprintf("%q is no telephone number", clip(part))}
			}
			d.Numbers = append(d.Numbers, CardNumber{Phone: number, Extension: extension, Label: CleanName(it.label), Contact: contact})
		}
	}
	return nil
}

// read is a single value as a card keeps it.
func (l Layout) read(column Column, cell string) (string, *RowProblem) {
	word := strings.ToLower(cell)
	switch column {
	case ColumnForm, ColumnTier:
		if v := spelled[column][word]; v != "" {
			return v, nil
		}
		return "", &RowProblem{0, string(column), fmt.Sprintf("%q is not known", clip(cell))}
	case ColumnOwner:
		return l.readOwner(cell)
	}
	if key, ok := strings.CutPrefix(string(column), fieldColumn); ok {
		f, _ := l.field(key)
		v, err := f.Value(f.loosely(cell))
		if err != nil {
			return "", problemOf(err)
		}
		return v, nil
	}
	if _, date, ok := consentOf(column); ok {
		if date {
			return readConsentDate(cell)
		}
		if v := yesNo[word]; v != "" {
			return v, nil
		}
		return "", &RowProblem{0, "consent", fmt.Sprintf("%q is neither yes nor no", clip(cell))}
	}
	return cell, nil
}

func (l Layout) readOwner(cell string) (string, *RowProblem) {
	found := l.agentsNamed(cell)
	for _, a := range l.Agents {
		if a.Extension == cell || string(a.ID) == cell {
			found = append(found, a)
		}
	}
	found = slices.DeleteFunc(found, func(a Agent) bool { return !a.DeletedAt.IsZero() })
	switch len(found) {
	case 0:
		return "", &RowProblem{0, "owner", fmt.Sprintf("there is no agent %q", clip(cell))}
	case 1:
		return string(found[0].ID), nil
	}
	return "", &RowProblem{0, "owners", fmt.Sprintf("several agents are called %q; write the extension", clip(cell))}
}

// problemOf is a fault of the rules as a row's problem. Its column is not known.
func problemOf(err error) *RowProblem {
	var f *fault.Error
	if !fault.Is(err, fault.Invalid) || !errors.As(err, &f) {
		return &RowProblem{-1, "invalid", "the row cannot be taken"}
	}
	member, _, _ := strings.Cut(f.Field, ".")
	switch member {
	case "":
		member = "invalid"
	case "phones":
		member = string(ColumnNumbers)
	}
	return &RowProblem{-1, member, f.Text}
}

// ProblemOf is problemOf with the column that holds the wrong member.
func ProblemOf(err error, columns []Column) *RowProblem {
	p := problemOf(err)
	p.Column = slices.IndexFunc(columns, func(c Column) bool { return c != "" && strings.HasPrefix(string(c), p.Reason) })
	return p
}
