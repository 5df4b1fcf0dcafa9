package crm

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The lengths to which text is cut, in graphemes: what a reader takes for one
// character.
const (
	MaxName = 128
	MaxNote = 10_000
)

// graphemeBytes bounds what one grapheme may take, so that a letter under a
// thousand accents cannot fill a page.
const graphemeBytes = 64

// CleanName makes one line of any bytes a stranger sent: valid UTF-8 (what is
// not becomes U+FFFD), without control characters and without those that turn
// the direction of writing, its spaces single, at most MaxName graphemes. It is
// text still: whoever puts it into HTML, CSV or a dialplan escapes it there.
func CleanName(raw string) string {
	return clean(raw, MaxName, func(rune) bool { return false })
}

// CleanNote is CleanName for a text of several lines, at most MaxNote graphemes.
func CleanNote(raw string) string {
	return clean(strings.ReplaceAll(raw, "\r\n", "\n"), MaxNote, func(r rune) bool { return r == '\n' })
}

func clean(raw string, most int, keep func(rune) bool) string {
	var b strings.Builder
	var g graphemes
	space := false
	for _, r := range raw { // a broken byte comes as utf8.RuneError
		switch {
		case keep(r):
			space = false
		case unicode.IsSpace(r):
			space = b.Len() > 0
			continue
		case hidden(r):
			continue
		}
		if space && !keep(r) {
			if g.add(' ') > most {
				break
			}
			b.WriteByte(' ')
			space = false
		}
		n := g.add(r)
		if n > most {
			break
		}
		if g.bytes <= graphemeBytes {
			b.WriteRune(r)
		}
	}
	return strings.TrimSpace(b.String())
}

// hidden reports whether r shows nothing but can change how other text is read:
// control characters, marks of direction, tags. The zero-width joiner stays,
// emoji and several scripts are written with it.
func hidden(r rune) bool {
	if r == zwj || r == zwnj {
		return false
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Cs, unicode.Co, unicode.Zl, unicode.Zp)
}

const (
	zwj  = '\u200d'
	zwnj = '\u200c'
)

// graphemes counts what a reader takes for one character: a letter with its
// marks, an emoji with its modifiers and what is joined to it, a flag. It is
// the simple part of Unicode's rule, enough to cut a name between characters.
type graphemes struct {
	count  int
	bytes  int  // of the present one
	joined bool // the last rune was a joiner
	flag   bool // the last rune was the first half of a flag
}

func (g *graphemes) add(r rune) int {
	extends := g.count > 0 && (r == zwj || r == zwnj || unicode.Is(unicode.M, r) ||
		r >= 0x1f3fb && r <= 0x1f3ff || // skin
		g.joined || g.flag && half(r))
	if extends {
		g.bytes += utf8.RuneLen(r)
	} else {
		g.count++
		g.bytes = utf8.RuneLen(r)
	}
	g.flag = half(r) && !extends
	g.joined = r == zwj
	return g.count
}

// half reports whether r is half of a flag.
func half(r rune) bool { return r >= 0x1f1e6 && r <= 0x1f1ff }
