package sheet

import "strings"

// starters are what a spreadsheet may take for the beginning of a formula.
const starters = "=+-@\t\r\x00"

// Inert is the text so that no spreadsheet reckons with it: what begins like a
// formula gets an apostrophe in front. What has apostrophes there already gets
// one more, so that Alive gives back any text as it was.
func Inert(text string) string {
	if risky(text) {
		return "'" + text
	}
	return text
}

// Alive is the text that Inert was given.
func Alive(text string) string {
	if strings.HasPrefix(text, "'") && risky(text) {
		return text[1:]
	}
	return text
}

func risky(text string) bool {
	bare := strings.TrimLeft(text, "'")
	return bare != "" && strings.IndexByte(starters, bare[0]) >= 0
}

// numbers reports whether the text is telephone numbers of the world and nothing
// else: in a cell that is text no program takes it for a formula.
func numbers(text string) bool {
	return len(text) > len("+123456") && strings.Trim(text, "+0123456789; ") == ""
}
