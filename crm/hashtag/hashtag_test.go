package hashtag_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"vonal/crm/hashtag"
)

func TestTagsAreFoundWhereAReaderSeesThem(t *testing.T) {
	for text, want := range map[string]string{
		"#Продажи и #продажи":            "продажи продажи",
		"#ёлка #елка":                    "елка елка",
		"#sales_2026":                    "sales_2026",
		"# ## #! #_ #2026":               "",
		"##done":                         "",
		"#тег-с-дефисом":                 "тег-с-дефисом",
		"#done- then":                    "done",
		"#😀 #ok😀":                        "ok",
		"https://x.example/#part":        "",
		"see www.x.example#done":         "",
		"(https://x.example) #done":      "done",
		"a#b &#39; x_#y":                 "",
		"(#paid),#done.#refused":         "paid done refused",
		"#KÉSZ #ke\u0301sz":              "kész kész",
		"#oплата":                        "oплата", // a Latin o: another tag
		"no tags":                        "",
		"#" + strings.Repeat("я", 64):    strings.Repeat("я", 64),
		"#" + strings.Repeat("я", 300):   "",
		"#straße":                        "strasse",
		"line one\n#lead\nline #payment": "lead payment",
	} {
		var got []string
		for _, tag := range hashtag.In(text) {
			got = append(got, tag.Folded)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestWhatFollowsATagOnItsLineIsItsReason(t *testing.T) {
	tags := hashtag.In("called twice #refused: too expensive for them\nnext #lead")
	if len(tags) != 2 || tags[0].Rest != "too expensive for them" || tags[1].Rest != "" {
		t.Errorf("%+v", tags)
	}
	tags = hashtag.In("#refused price #done")
	if tags[0].Rest != "price" {
		t.Errorf("%+v", tags)
	}
}

func TestOnlyAWholeTagIsValid(t *testing.T) {
	for s, want := range map[string]bool{"done": true, "": false, "a b": false, "-a": false, "a-": false, "a-b": true, "#a": false, "2026": false, "a\x00": false} {
		if hashtag.Valid(s) != want {
			t.Errorf("%q: %v", s, !want)
		}
	}
}

func FuzzIn(f *testing.F) {
	f.Add("#a #б ##c d#e #f-g")
	f.Fuzz(func(t *testing.T, text string) {
		for _, tag := range hashtag.In(text) {
			if !utf8.ValidString(text) {
				continue
			}
			again := hashtag.In("#" + tag.Shown)
			if len(again) != 1 || again[0].Folded != tag.Folded || !slices.Contains([]bool{true}, hashtag.Valid(tag.Shown)) {
				t.Errorf("%q in %q is read as %+v by itself", tag.Shown, text, again)
			}
			if hashtag.Fold(tag.Folded) != tag.Folded {
				t.Errorf("folding %q twice gives %q", tag.Shown, hashtag.Fold(tag.Folded))
			}
		}
	})
}
