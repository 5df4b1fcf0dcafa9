package phone_test

import (
	"strings"
	"testing"

	"vonal/crm"
	"vonal/crm/phone"
	"vonal/internal/fault"
)

func TestEverySpellingIsTheSameNumber(t *testing.T) {
	for _, c := range []struct {
		country   string
		want      crm.E164
		spellings []string
	}{
		{"RU", "+79123456789", []string{
			"+7 (912) 345-67-89", "8 912 345-67-89", "89123456789", "79123456789", "9123456789", "007 912 345 67 89",
			"８９１２３４５６７８９", "＋７９１２３４５６７８９", "tel:+7-912-345-67-89", "tel:+79123456789;ext=5", "+79123456789 ext. 5",
			"+79123456789x12", "+7 912 345 67 89 доб. 12", "sip:+79123456789@trunk.example;user=phone", "<+79123456789>"[1:13],
			"٨٩١٢٣٤٥٦٧٨٩", "\u202e+79123456789\u202c", "+7\u00a0912\u00a0345\u201167\u201389", "𝟾𝟿𝟷𝟸𝟹𝟺𝟻𝟼𝟽𝟾𝟿",
		}},
		{"HU", "+36301234567", []string{
			"+36301234567", "06301234567", "06 30 123 4567", "0036301234567", "36301234567", "06-30/123-4567", "(06 30) 123-4567",
			"06.30.123.4567", "callto:+36301234567", "+36 30 123 4567 mellék 3", "SIP:06301234567@10.0.0.1",
		}},
		{"HU", "+3612345678", []string{"+3612345678", "0612345678", "06 1 234 5678", "003612345678"}},
		{"HU", "+79123456789", []string{"+79123456789", "0079123456789", "79123456789"}},
		{"US", "+12125550123", []string{"(212) 555-0123", "1-212-555-0123", "+12125550123", "0012125550123"}},
		{"HU", "+15550001", []string{"+15550001", "+1 555 0001"}},
	} {
		for _, s := range c.spellings {
			if got := phone.Caller(s, c.country); got.E164 != c.want {
				t.Errorf("%s %q is %q, not %s", c.country, s, got.E164, c.want)
			}
			if got, err := phone.Parse(s, c.country); err != nil || got != c.want {
				t.Errorf("%s %q parsed is %q, %v", c.country, s, got, err)
			}
		}
	}
}

func TestWhatIsNoNumberIsWithheldAndRefused(t *testing.T) {
	for _, s := range []string{
		"", " ", "+", "anonymous", "Anonymous", "unknown", "restricted", "private", "anonymous@anonymous.invalid",
		"5", "12", "112", "*#06#", "x12", "+0", "00", "201", strings.Repeat("9", 30), "+" + strings.Repeat("9", 30),
		strings.Repeat("1", 64<<10), "${EXTEN}", "%s%n", "<script>", "Robert'); DROP TABLE cards;--", "\x00\x01", "\xff\xfe",
		"+36\r\nX-Evil: 1", "1800FLOWERS", "+36+301234567", "500&PJSIP/trunk/1900", "1 or 1=1", "\u202e", "🙂",
	} {
		n := phone.Caller(s, "HU")
		if !n.Withheld() {
			t.Errorf("%.40q is taken for %s", s, n.E164)
		}
		_, err := phone.Parse(s, "HU")
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("%.40q parsed: %v", s, err)
		}
	}
}

func TestRawNumberIsKeptClean(t *testing.T) {
	n := phone.Caller("06\x0030\u202e1234567\r\n", "HU")
	if n.Raw != "06301234567" || n.E164 != "+36301234567" {
		t.Errorf("kept as %+q, %s", n.Raw, n.E164)
	}
}

func TestOnlyCountriesThatExistAreKnown(t *testing.T) {
	if !phone.Known("HU") || !phone.Known("RU") || phone.Known("XX") || phone.Known("") {
		t.Error("a country is not told from none")
	}
}

func FuzzNumberIsE164OrNone(f *testing.F) {
	for _, s := range []string{"+7 (912) 345-67-89", "tel:+3612345678;ext=5", "０６１２３４５６７８", "anonymous", "\xff", "+"} {
		f.Add(s, "HU")
	}
	f.Fuzz(func(t *testing.T, raw, country string) {
		n := phone.Caller(raw, country)
		if n.E164 != "" && !n.E164.Valid() {
			t.Fatalf("%q became %q", raw, n.E164)
		}
		if again := phone.Caller(string(n.E164), country); again.E164 != n.E164 {
			t.Fatalf("%q became %q and then %q", raw, n.E164, again.E164)
		}
	})
}
