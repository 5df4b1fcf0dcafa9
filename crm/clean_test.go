package crm_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"vonal/crm"
)

func TestNameOfAStrangerBecomesOneHarmlessLine(t *testing.T) {
	for raw, want := range map[string]string{
		"":                             "",
		"  Kovács \t János\r\n":        "Kovács János",
		"Robert'); DROP TABLE cards--": "Robert'); DROP TABLE cards--",
		"<script>alert(1)</script>":    "<script>alert(1)</script>",
		"\"\r\nX-Evil: 1":              "\" X-Evil: 1",
		"a\x00b\x1b[31mc\x7f":          "ab[31mc",
		"\u202eevil\u202c \u2066x\u2069\u200e\u200f\u061c": "evil x",
		"\ufeffBOM\u200b\u2060":                            "BOM",
		"a\u2028b\u2029c":                                  "a b c",
		"\xcf\xf0\xe8\xe2\xe5\xf2":                         strings.Repeat("\ufffd", 6),
		"ok\xff":                                           "ok\ufffd",
		"👨\u200d👩\u200d👧\u200d👦":                           "👨\u200d👩\u200d👧\u200d👦",
		"${EXTEN} %s%n":                                    "${EXTEN} %s%n",
		"=cmd|'/c calc'!A1":                                "=cmd|'/c calc'!A1",
		"\u0085\u00a0\u3000":                               "",
		"\U000e0041tag":                                    "tag",
	} {
		if got := crm.CleanName(raw); got != want {
			t.Errorf("%+q became %+q, not %+q", raw, got, want)
		}
	}
}

func TestLongTextIsCutBetweenCharacters(t *testing.T) {
	for _, one := range []string{"a", "é", "e\u0301", "👨\u200d👩\u200d👧\u200d👦", "🇭🇺", "👍🏽", "я"} {
		want := strings.Repeat(one, crm.MaxName)
		if got := crm.CleanName(strings.Repeat(one, 64<<10/len(one))); got != want {
			t.Errorf("%s: %d bytes, not %d", one, len(got), len(want))
		}
	}
	if got := crm.CleanName("e" + strings.Repeat("\u0301", 64<<10)); len(got) > 64 {
		t.Errorf("one letter of %d bytes", len(got))
	}
	if got := crm.CleanNote(strings.Repeat("word ", 64<<10)); utf8.RuneCountInString(got) > crm.MaxNote {
		t.Errorf("%d characters", utf8.RuneCountInString(got))
	}
}

func TestNoteKeepsItsLines(t *testing.T) {
	if got := crm.CleanNote(" a \r\n\r\nb\x00\tc\n"); got != "a\n\nb c" {
		t.Errorf("%q", got)
	}
}

func FuzzCleanTextIsCleanAndStaysSo(f *testing.F) {
	for _, s := range []string{"a\x00b", "\u202e", "👨\u200d👩", "🇭🇺🇭", "\xff", "e\u0301"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		got := crm.CleanName(raw)
		if !utf8.ValidString(got) || crm.CleanName(got) != got || len(got) > crm.MaxName*64 {
			t.Fatalf("%+q became %+q and then %+q", raw, got, crm.CleanName(got))
		}
		for _, r := range got {
			if unicode.IsControl(r) || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
				t.Fatalf("%+q holds %U", got, r)
			}
		}
		if note := crm.CleanNote(raw); crm.CleanNote(note) != note {
			t.Fatalf("%+q became %+q and then %+q", raw, note, crm.CleanNote(note))
		}
	})
}
