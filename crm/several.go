package crm

import "strings"

// item is one of several things in a cell, written "[label] text".
type item struct{ label, text string }

// several writes a list into one cell, apart by semicolons. What has a meaning
// there stands behind a backslash; itemsOf reads it back without loss.
func several[T any](all []T, as func(T) item) string {
	words := make([]string, len(all))
	for i, v := range all {
		it := as(v)
		if it.label != "" {
			words[i] = "[" + marked(it.label) + "] "
		}
		words[i] += marked(it.text)
	}
	return strings.Join(words, "; ")
}

func marked(text string) string {
	return strings.NewReplacer(`\`, `\\`, `;`, `\;`, `,`, `\,`, `[`, `\[`, `]`, `\]`).Replace(text)
}

// itemsOf takes a cell apart at semicolons, and at further characters.
func itemsOf(cell, further string) (all []item) {
	var it item
	var b strings.Builder
	labelled, behind := false, false
	end := func() {
		it.text = strings.TrimSpace(b.String())
		if it.text != "" {
			all = append(all, it)
		}
		it, labelled = item{}, false
		b.Reset()
	}
	for _, r := range cell {
		switch {
		case behind:
			if !strings.ContainsRune(`\;,[]`, r) {
				b.WriteByte('\\') // another's backslash
			}
			b.WriteRune(r)
			behind = false
		case r == '\\':
			behind = true
		case r == '[' && strings.TrimSpace(b.String()) == "" && it.label == "":
			b.Reset()
			labelled = true
		case r == ']' && labelled:
			it.label, labelled = strings.TrimSpace(b.String()), false
			b.Reset()
		case r == ';' && !labelled, strings.ContainsRune(further, r) && !labelled:
			end()
		default:
			b.WriteRune(r)
		}
	}
	if behind {
		b.WriteByte('\\')
	}
	end()
	return all
}

// extensionMark stands between a number, or a name, and its extension.
const extensionMark = " ext. "

func withExtension(text, extension string) string {
	if extension == "" {
		return text
	}
	return text + extensionMark + extension
}

// extensionOf is withExtension the other way round.
func extensionOf(text string) (plain, extension string) {
	at := strings.LastIndex(text, extensionMark)
	if at < 0 {
		return text, ""
	}
	extension = strings.TrimSpace(text[at+len(extensionMark):])
	if extension == "" || !validExtension(extension) {
		return text, ""
	}
	return text[:at], extension
}
