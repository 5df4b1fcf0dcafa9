package routing

import (
	"slices"
	"strings"
	"time"
)

// toldAtMost is how many agents a record of a search names: enough for a
// supervisor to read, and few enough to be kept with every call.
const toldAtMost = 40

// Considered is the ranking as it is put on record: those who may be offered the
// call, then whoever is nearest to the customer.
func (r Ranking) Considered(at time.Time) Considered {
	n := min(len(r.Choices), toldAtMost)
	return Considered{At: at, Circle: r.Circle, Choices: r.Choices[:n:n], More: r.More + len(r.Choices) - n}
}

// Searches are the searches on record in a trace, in their order. Lines that are
// not of one, or not understood, are passed over.
func Searches(trace string) []Considered {
	var (
		all []Considered
		day time.Time
	)
	for line := range strings.Lines(trace) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "call ") {
			day, _ = parseHead(line)
			continue
		}
		if clock, rest, _ := strings.Cut(line, " "); clock == "" || !strings.HasPrefix(rest, "considered ") {
			continue
		}
		if ev, err := ParseFact(day, line); err == nil {
			all = append(all, ev.(Considered))
		}
	}
	return all
}

// Same reports whether two searches found the same: the lengths of time in their
// reasons aside, which always differ.
func (e Considered) Same(f Considered) bool {
	return e.Circle == f.Circle && e.More == f.More && slices.EqualFunc(e.Choices, f.Choices, func(a, b Choice) bool {
		return a.Agent == b.Agent && a.Take == b.Take && slices.EqualFunc(a.Because, b.Because, func(a, b Reason) bool {
			return a.Code == b.Code && a.Times == b.Times
		})
	})
}
