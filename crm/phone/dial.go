package phone

import (
	"slices"
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"

	"vonal/crm"
	"vonal/internal/fault"
)

// Why a number that exists is not dialled: compare with errors.Is.
var (
	ErrPremium error = fault.New(fault.Forbidden, "phone.Dialable", "calls to numbers that charge the caller extra are not made").At("to")
	ErrCountry error = fault.New(fault.Forbidden, "phone.Dialable", "calls to this country are not allowed here").At("to")
)

// maxDialled is the most that somebody may write to have it dialled: a number
// of the world with a blank between any two digits.
const maxDialled = 40

// Dialable is the number that is dialled when a user writes raw, in E.164 and
// nothing else. It is stricter than Parse, since a mistake here costs money:
// what holds anything but digits, their usual separators and one plus in front
// is no number, and neither is one that nobody can have by its country's plan;
// both are faults of kind Invalid. A number that costs the caller extra is
// ErrPremium, and one outside the countries ErrCountry.
func Dialable(raw, country string, countries []string) (crm.E164, error) {
	digits, ok := dialled(raw)
	if !ok {
		return "", notDialable()
	}
	if rest, abroad := strings.CutPrefix(digits, "00"); abroad {
		digits = "+" + rest
	}
	n, err := phonenumbers.Parse(digits, country)
	if err != nil || !phonenumbers.IsValidNumber(n) {
		return "", notDialable()
	}
	number, ok := e164(n)
	if !ok {
		return "", notDialable()
	}
	switch phonenumbers.GetNumberType(n) {
	case phonenumbers.PREMIUM_RATE, phonenumbers.SHARED_COST, phonenumbers.PERSONAL_NUMBER:
		return "", ErrPremium
	}
	if !slices.Contains(countries, phonenumbers.GetRegionCodeForNumber(n)) {
		return "", ErrCountry
	}
	return number, nil
}

func notDialable() error {
	return fault.New(fault.Invalid, "phone.Dialable", "this is no telephone number that can be called, such as +36 1 234 5678").At("to")
}

// dialled takes the separators out of what somebody wrote to have it dialled.
func dialled(raw string) (digits string, ok bool) {
	if len(raw) > maxDialled {
		return "", false
	}
	var b strings.Builder
	for _, r := range strings.TrimSpace(raw) {
		switch {
		case r >= '0' && r <= '9', r == '+' && b.Len() == 0:
			b.WriteRune(r)
		case r != ' ' && r != '\u00a0' && !unicode.Is(unicode.Pd, r) && !strings.ContainsRune("().", r):
			return "", false
		}
	}
	return b.String(), b.Len() > 1
}

// Extension reports whether what somebody wrote names this extension.
func Extension(raw, extension string) bool {
	digits, ok := dialled(raw)
	return ok && digits == extension
}

// Countries checks a list of countries such as "HU,AT", and answers its
// members.
func Countries(list string) ([]string, error) {
	var all []string
	for _, c := range strings.Split(strings.ToUpper(list), ",") {
		if c = strings.TrimSpace(c); !Known(c) {
			return nil, fault.New(fault.Invalid, "phone.Countries", "%q is no two-letter code of a country", c)
		}
		all = append(all, c)
	}
	return all, nil
}
