package agentstore

import (
	"strconv"
	"strings"

	"vonal/routing"
)

// classWidth parts the priorities of the line: more milliseconds than will have
// passed since 1970 for three hundred years, and few enough that a score, a
// double, stays exact (2^53).
const classWidth = 10_000_000_000_000

// highest is the priority above which all are equal.
const highest = 9

// place is a place in the line as a score: the smallest goes first.
func place(p routing.Place) string {
	class := highest - min(max(p.Priority, 0), highest)
	return strconv.FormatInt(int64(class)*classWidth+p.Since.UnixMilli(), 10)
}

// names are whom a call looks for, as the scripts read them.
func names(reach []string) string {
	all := make([]string, len(reach))
	for i, name := range reach {
		all[i] = escape(name)
	}
	return strings.Join(all, "\t")
}
