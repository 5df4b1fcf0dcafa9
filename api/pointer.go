package api

import "strings"

// pointerTo is a member's place in the body as RFC 6901 writes it: that of
// "phones[2].label" is "#/phones/2/label".
func pointerTo(field string) string {
	field = strings.NewReplacer("~", "~0", "/", "~1").Replace(field)
	field = strings.NewReplacer("].", "/", "[", "/", "]", "", ".", "/").Replace(field)
	return "#/" + field
}
