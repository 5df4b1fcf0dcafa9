package routing

import (
	"slices"
	"time"
)

// toldAtMost is how many agents a record of a search names: enough for a
// supervisor to read, and few enough to be kept with every call.
const toldAtMost = 40

// Considered is the ranking as it is put on record: those who may be offered the
// call, then whoever is nearest to the customer.
func (r Ranking) Considered(at time.Time) Considered {
	n := min(len(r.Choices), toldAtMost)
	return Considered{At: at, Circle: r.Circle, Choices: r.Choices[:n:n], More: len(r.Choices) - n}
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
