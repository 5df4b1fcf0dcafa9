package crm

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"vonal/internal/fault"
)

// FieldKind is what a field of the company's own holds. A value is text in one
// spelling, so that it is compared, searched, exported and read again without
// loss.
type FieldKind string

// The kinds of fields, and how their values are written.
const (
	FieldText    FieldKind = "text"    // one line
	FieldNumber  FieldKind = "number"  // 1250.5: no exponent, no needless zeros
	FieldMoney   FieldKind = "money"   // 125000 HUF: in the smallest unit
	FieldDate    FieldKind = "date"    // 2027-01-31
	FieldBoolean FieldKind = "boolean" // true, false
	FieldChoice  FieldKind = "choice"  // one of Choices
	FieldURL     FieldKind = "url"     // http or https
)

// Field is one of the company's own fields of a card.
type Field struct {
	Key      string
	Labels   Labels
	Kind     FieldKind
	Required bool // cards made or changed by hand must have it
	Choices  []string
}

// The most fields, choices of one, and characters of a value.
const (
	MaxFields  = 200
	MaxChoices = 200
	MaxValue   = 500
)

// Checked is the field with its text cleaned, or a fault that names the member.
func (f Field) Checked() (Field, error) {
	const op = "crm.Field"
	var err error
	if !validKey(f.Key) {
		return f, fault.New(fault.Invalid, op, "a field has a key of at most 40 of a-z, 0-9 and _").At("key")
	}
	if f.Labels, err = f.Labels.checked(op, "labels"); err != nil {
		return f, err
	}
	switch f.Kind {
	case FieldText, FieldNumber, FieldMoney, FieldDate, FieldBoolean, FieldURL:
		f.Choices = nil
		return f, nil
	case FieldChoice:
		if f.Choices, err = checkTags(op, f.Choices); err != nil || len(f.Choices) == 0 {
			return f, fault.New(fault.Invalid, op, "a choice has 1 to %d choices", MaxTags).At("choices")
		}
		return f, nil
	}
	return f, fault.New(fault.Invalid, op, "there is no kind %q", clip(string(f.Kind))).At("kind")
}

// Value is what was written as the field keeps it, or a fault that names the
// field and says what is wrong.
func (f Field) Value(raw string) (string, error) {
	const op = "crm.Field.Value"
	wrong := func(must string, args ...any) (string, error) {
		return "", fault.New(fault.Invalid, op, must, args...).At("fields." + f.Key)
	}
	if utf8.RuneCountInString(raw) > MaxValue {
		return wrong("must be at most %d characters", MaxValue)
	}
	v := CleanName(raw)
	switch f.Kind {
	case FieldNumber:
		if n, ok := plainNumber(v); ok {
			return n, nil
		}
		return wrong("must be a number such as 1250.5")
	case FieldMoney:
		amount, currency, _ := strings.Cut(v, " ")
		n, err := strconv.ParseInt(amount, 10, 64)
		if err == nil && (Money{n, currency}).checked(op) == nil {
			return written(Money{n, currency}), nil
		}
		return wrong("must be an amount in the smallest unit with its currency, such as 125000 HUF")
	case FieldDate:
		if Day(v).Valid() {
			return v, nil
		}
		return wrong("must be a date such as 2027-01-31")
	case FieldBoolean:
		if v == "true" || v == "false" {
			return v, nil
		}
		return wrong("must be true or false")
	case FieldChoice:
		if slices.Contains(f.Choices, v) {
			return v, nil
		}
		return wrong("must be one of %s", strings.Join(f.Choices, ", "))
	case FieldURL:
		u, err := url.Parse(v)
		if err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil {
			return u.String(), nil
		}
		return wrong("must be an address such as https://example.com")
	}
	return v, nil
}

// plainNumber is a decimal number in its one spelling.
func plainNumber(s string) (string, bool) {
	sign, digits := "", s
	if d, minus := strings.CutPrefix(s, "-"); minus {
		sign, digits = "-", d
	}
	whole, part, _ := strings.Cut(digits, ".")
	if whole == "" || len(digits) > 30 || strings.Trim(whole+part, "0123456789") != "" || strings.HasSuffix(digits, ".") {
		return "", false
	}
	whole, part = strings.TrimLeft(whole, "0"), strings.TrimRight(part, "0")
	if whole == "" {
		whole = "0"
	}
	if part != "" {
		whole += "." + part
	} else if whole == "0" {
		sign = ""
	}
	return sign + whole, true
}

// withFields applies a change of values, and asks for what is required once
// any is touched.
func withFields(had map[string]string, change map[string]*string, list []Field) (map[string]string, error) {
	const op = "crm.withFields"
	if len(change) == 0 {
		return had, nil
	}
	now := map[string]string{}
	for key, v := range had {
		now[key] = v
	}
	for key, raw := range change {
		i := slices.IndexFunc(list, func(f Field) bool { return f.Key == key })
		if i < 0 {
			return nil, fault.New(fault.Invalid, op, "there is no field %q", clip(key)).At("fields")
		}
		if raw == nil || CleanName(*raw) == "" {
			if list[i].Required {
				return nil, fault.New(fault.Invalid, op, "is needed").At("fields." + key)
			}
			delete(now, key)
			continue
		}
		v, err := list[i].Value(*raw)
		if err != nil {
			return nil, err
		}
		now[key] = v
	}
	return now, nil
}

// CheckRequired refuses a card made by hand that lacks what the company asks for.
func CheckRequired(values map[string]string, list []Field) error {
	for _, f := range list {
		if f.Required && values[f.Key] == "" {
			return fault.New(fault.Invalid, "crm.CheckRequired", "is needed").At("fields." + f.Key)
		}
	}
	return nil
}
