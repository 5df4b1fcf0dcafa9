package phone_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"vonal/crm/phone"
	"vonal/internal/fault"
)

var home = []string{"HU"}

func TestANumberIsDialledInOneSpelling(t *testing.T) {
	for raw, want := range map[string]string{
		"+36 1 234 5678":      "+3612345678",
		"0036-1-234-5678":     "+3612345678",
		"06 (30) 123-4567":    "+36301234567",
		"+36\u00a030 1234567": "+36301234567",
		"+36 80 123 456":      "+3680123456", // free of charge for the caller
	} {
		if got, err := phone.Dialable(raw, "HU", home); err != nil || string(got) != want {
			t.Errorf("%q: %q, %v", raw, got, err)
		}
	}
}

func TestWhatIsNoNumberIsNotDialled(t *testing.T) {
	for _, raw := range []string{
		"", " ", "+", "0", "100", "1900", "500&PJSIP/trunk/19005551234", "1,30,S(0)", "${SHELL(id)}", "x@evil", "+3612345678@evil",
		"+3612345678;transport=tcp", ";transport=tcp", "sip:+3612345678", "tel:+3612345678", "+36301234567x12", "+36 1 234 5678 #3",
		"123456789012345678901234567890", "+123456789012345678901234567890", "+36\n301234567", "+36\x00301234567", "++36301234567",
		"+36+301234567", "３６３０１２３４５６７", "+36301234567\u202e", "*43", "112", "anonymous", "+999123456789",
	} {
		if got, err := phone.Dialable(raw, "HU", []string{"HU", "US"}); !fault.Is(err, fault.Invalid) || got != "" {
			t.Errorf("%q: %q, %v", raw, got, err)
		}
	}
}

func TestADearNumberIsNotDialled(t *testing.T) {
	for _, raw := range []string{
		"+36 90 123 456", "06 90 123 456", // premium
		"+1 900 555 1234", "+44 906 123 4567", "+49 900 123 4567",
		"+44 70 1234 5678", // a personal number
		"+49 180 1234567",  // shared cost
	} {
		got, err := phone.Dialable(raw, "HU", []string{"HU", "US", "GB", "DE"})
		if !errors.Is(err, phone.ErrPremium) || !fault.Is(err, fault.Forbidden) || got != "" {
			t.Errorf("%q: %q, %v", raw, got, err)
		}
	}
}

func TestACountryThatIsNotAllowedIsNotDialled(t *testing.T) {
	for _, raw := range []string{"+43 1 234 5678", "+1 212 555 0123", "+7 495 123 45 67", "+881 612 345 678", "+40 21 123 4567"} {
		if got, err := phone.Dialable(raw, "HU", home); !errors.Is(err, phone.ErrCountry) || got != "" {
			t.Errorf("%q: %q, %v", raw, got, err)
		}
	}
	for _, raw := range []string{"+1 876 555 0123", "+1 473 555 0123"} { // islands that share a code with the USA
		if got, err := phone.Dialable(raw, "HU", []string{"HU", "US", "CA"}); err == nil {
			t.Errorf("%q: %q", raw, got)
		}
	}
	if got, err := phone.Dialable("+43 1 234 5678", "HU", []string{"HU", "AT"}); err != nil || got != "+4312345678" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestWhateverIsWrittenOnlyDigitsAreDialled(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := rapid.OneOf(rapid.String(), rapid.StringMatching(`[+0-9 ();@&,${}/-]{0,40}`)).Draw(t, "raw")
		got, err := phone.Dialable(raw, "HU", []string{"HU", "US", "DE"})
		if err == nil && !got.Valid() || err != nil && got != "" {
			t.Fatalf("%q: %q, %v", raw, got, err)
		}
	})
}

func TestAListOfCountriesIsChecked(t *testing.T) {
	if got, err := phone.Countries("hu, AT"); err != nil || len(got) != 2 || got[1] != "AT" {
		t.Errorf("%v, %v", got, err)
	}
	for _, list := range []string{"", "HU,", "EU", "Hungary"} {
		if got, err := phone.Countries(list); err == nil {
			t.Errorf("%q: %v", list, got)
		}
	}
}
