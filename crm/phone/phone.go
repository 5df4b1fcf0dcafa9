// Package phone tells which telephone number is meant, however it is written:
// by a trunk, on a visiting card or by somebody who pastes a link.
package phone

import (
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"

	"vonal/crm"
	"vonal/internal/fault"
)

// minWorld is how many digits a number with its country has at least.
const minWorld = 7

// maxRaw is the most that is looked at; no number is longer, however written.
const maxRaw = 256

// Known reports whether country is one whose numbers can be read (ISO 3166,
// "HU").
func Known(country string) bool { return phonenumbers.GetSupportedRegions()[country] }

// Caller is the number of a caller as the trunk gave it. It never fails: what
// is withheld, an internal extension, a service number or no number at all has
// no E164. Numbers without a country are read as those of country.
func Caller(raw, country string) crm.Number {
	return callers.number(raw, country)
}

// Parse is the number that a user has written. What is none is a fault of kind
// Invalid; an extension behind the number is left out.
func Parse(raw, country string) (crm.E164, error) {
	number, ok := read(raw, country)
	if !ok {
		return "", fault.New(fault.Invalid, "phone.Parse", "this is no telephone number of the world, such as +36 1 234 5678").At("phone")
	}
	return number, nil
}

func read(raw, country string) (crm.E164, bool) {
	digits, ok := digits(raw)
	if !ok {
		return "", false
	}
	if strings.HasPrefix(digits, "00") { // whatever the country itself dials abroad with: trunks send this
		digits = "+" + digits[2:]
	}
	if strings.HasPrefix(digits, "+") {
		if number, ok := plausible(digits, "ZZ"); ok {
			return number, true
		}
		// Written out to the country, yet in no numbering plan we know: taken as
		// it stands, since the same digits are the same caller.
		number := crm.E164(digits)
		return number, len(digits) > minWorld && number.Valid()
	}
	// A national number, or one of the world whose plus was lost on the way.
	own, err := phonenumbers.Parse(digits, country)
	if err == nil && phonenumbers.IsValidNumber(own) {
		return e164(own)
	}
	world, worldErr := phonenumbers.Parse("+"+digits, "ZZ")
	if worldErr == nil && phonenumbers.IsValidNumber(world) {
		return e164(world)
	}
	return plausible(digits, country)
}

// plausible takes a number that has a possible length for its country, though
// nobody may have been given it: numbering plans change sooner than programs.
func plausible(digits, country string) (crm.E164, bool) {
	n, err := phonenumbers.Parse(digits, country)
	if err != nil || phonenumbers.IsPossibleNumberWithReason(n) != phonenumbers.IS_POSSIBLE {
		return "", false
	}
	return e164(n)
}

func e164(n *phonenumbers.PhoneNumber) (crm.E164, bool) {
	number := crm.E164(phonenumbers.Format(n, phonenumbers.E164))
	return number, number.Valid()
}

// digits takes a written number apart: no scheme, no host, no parameters, no
// extension, no separators; digits of any script become ours. ok is false where
// anything remains that does not belong into a number.
func digits(raw string) (digits string, ok bool) {
	if len(raw) > maxRaw {
		return "", false
	}
	raw = strings.TrimSpace(strings.ToLower(crm.CleanName(raw)))
	for _, scheme := range []string{"tel:", "sip:", "sips:", "callto:"} {
		raw = strings.TrimPrefix(raw, scheme)
	}
	raw, _, _ = strings.Cut(raw, "@")
	raw, _, _ = strings.Cut(raw, ";")
	for _, mark := range []string{"extension", "ext.", "ext", "доб.", "доб", "mellék", "#", "x"} {
		number, extension, found := strings.Cut(raw, mark)
		if found && strings.Trim(extension, " .:-0123456789") != "" {
			return "", false
		}
		raw = number
	}
	var b strings.Builder
	for _, r := range strings.TrimSpace(raw) {
		switch {
		case unicode.IsDigit(r):
			b.WriteByte(value(r))
		case (r == '+' || r == '＋') && b.Len() == 0:
			b.WriteByte('+')
		case r == '+' || !separates(r):
			return "", false
		}
	}
	return b.String(), b.Len() > 1
}

// separates reports whether r stands between the digits of a number.
func separates(r rune) bool {
	return unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) || strings.ContainsRune("().,/·・（）．−", r)
}

// value is a digit of any script as ours. Unicode keeps ten of a kind together,
// zero first; several kinds may follow each other.
func value(r rune) byte {
	if r <= '9' {
		return byte(r)
	}
	n := 0
	for unicode.IsDigit(r - rune(n) - 1) {
		n++
	}
	return byte('0' + n%10)
}
