// Package hashtag reads hashtags in any text: a note, a message, an outcome, the
// subject of a mail. It is the one grammar of all of Vonal.
//
// A tag is # and then 1 to 64 letters, digits, marks or underscores, with single
// hyphens between them, among which there is a letter: #sales_2026, #оплата,
// #тег-с-дефисом. It begins the text or follows something that is no letter,
// digit, #, & or _, and stands in no address of a page: neither a#b nor &#39; nor
// https://x.example/#part is one.
//
// Tags are compared by Fold. Letters that look alike in two scripts stay two:
// #оплата written with a Latin o is another tag.
package hashtag

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Longest is how many characters a tag may have.
const Longest = 64

// Tag is one in a text.
type Tag struct {
	Shown  string // as it was written, without the #
	Folded string
	Rest   string // what follows it on its line, up to the next tag
}

// Fold is how tags are compared: composed (NFC), without capitals, ё as е.
func Fold(tag string) string {
	folded := norm.NFC.String(cases.Fold().String(norm.NFC.String(tag)))
	return strings.ReplaceAll(folded, "ё", "е")
}

// Valid reports whether s, without a #, can be a tag.
func Valid(s string) bool {
	n, ok := length(s)
	return ok && n == len(s)
}

// In finds the tags of a text, in order; one that is there twice comes twice.
func In(text string) []Tag {
	text = norm.NFC.String(text)
	type place struct{ at, end int }
	var places []place
	before, wordAt := rune(' '), 0
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if unicode.IsSpace(before) {
			wordAt = i
		}
		if r == '#' && opens(before) && !address(text[wordAt:i]) {
			if n, ok := length(text[i+1:]); ok {
				places = append(places, place{i, i + 1 + n})
				i += 1 + n
				before, _ = utf8.DecodeLastRuneInString(text[:i])
				continue
			}
		}
		before = r
		i += size
	}
	tags := make([]Tag, len(places))
	for i, p := range places {
		shown := text[p.at+1 : p.end]
		rest := text[p.end:]
		if i+1 < len(places) {
			rest = text[p.end:places[i+1].at]
		}
		line, _, _ := strings.Cut(rest, "\n")
		tags[i] = Tag{Shown: shown, Folded: Fold(shown), Rest: strings.TrimSpace(strings.TrimLeft(line, ",:;.!- "))}
	}
	return tags
}

// opens reports whether a tag may begin after this character.
func opens(before rune) bool { return !part(before) && before != '#' && before != '&' && before != '_' }

// address reports whether the word that a # stands in is that of a page.
func address(word string) bool {
	return strings.Contains(word, "://") || strings.HasPrefix(strings.ToLower(word), "www.")
}

func part(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// length is how many bytes of s, from its beginning, are a tag.
func length(s string) (n int, ok bool) {
	letters, characters := 0, 0
	for n < len(s) {
		r, size := utf8.DecodeRuneInString(s[n:])
		switch {
		case r == '-': // between two characters only
			next, _ := utf8.DecodeRuneInString(s[n+size:])
			if n == 0 || !part(next) && next != '_' {
				return n, letters > 0 && characters <= Longest
			}
		case part(r) && r != utf8.RuneError:
			if unicode.IsLetter(r) {
				letters++
			}
		case r != '_':
			return n, letters > 0 && characters <= Longest
		}
		characters++
		n += size
	}
	return n, letters > 0 && characters <= Longest
}
