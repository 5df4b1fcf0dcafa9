package routing

import (
	"cmp"
	"slices"
	"time"
)

// Choice is one agent as a candidate for a call, and why.
type Choice struct {
	Agent   AgentID
	Take    bool // may be offered the call
	Because []Reason
}

// Rank orders the agents for a call: first those who may be offered it, best
// first, then the others. Who was offered this call less often comes first;
// among equals, who has been free the longest.
func Rank(agents []Agent, c Call, at time.Time) []Choice {
	type candidate struct {
		Choice
		tried int
		since time.Time
	}
	all := make([]candidate, 0, len(agents))
	for _, a := range agents {
		tried := c.Tried(a.ID)
		take, why := standing(a, at)
		if left := c.spared(a.ID).Sub(at); take && left > 0 {
			take, why = false, []Reason{{Code: BecauseRefused, For: left}}
		}
		if tried > 0 {
			why = append(why, Reason{Code: BecauseTried, Times: tried})
		}
		all = append(all, candidate{Choice{a.ID, take, why}, tried, a.freeSince()})
	}
	slices.SortFunc(all, func(a, b candidate) int {
		if a.Take != b.Take {
			if a.Take {
				return -1
			}
			return 1
		}
		if !a.Take {
			return cmp.Compare(a.Agent, b.Agent)
		}
		return cmp.Or(cmp.Compare(a.tried, b.tried), a.since.Compare(b.since), cmp.Compare(a.Agent, b.Agent))
	})
	choices := make([]Choice, len(all))
	for i, c := range all {
		choices[i] = c.Choice
	}
	return choices
}

// standing says whether the agent may be offered a call now, and why.
func standing(a Agent, at time.Time) (bool, []Reason) {
	take, why := grounds(a, at)
	for i := range why {
		why[i].For = why[i].For.Truncate(time.Millisecond) // as it is stored: the same call is told the same way again
	}
	return take, why
}

func grounds(a Agent, at time.Time) (bool, []Reason) {
	if a.Free(at) {
		return true, []Reason{{Code: BecauseFree, For: max(0, at.Sub(a.freeSince()))}}
	}
	switch a.State {
	case AgentWrapUp:
		return false, []Reason{{Code: BecauseWrapUp, For: max(0, a.Until.Sub(at))}}
	case AgentPaused:
		return false, []Reason{{Code: BecausePaused}}
	case AgentUnreachable:
		r := Reason{Code: BecauseUnreachable}
		if a.PhoneUp && !a.Until.IsZero() {
			r.For = a.Until.Sub(at)
		}
		return false, []Reason{r}
	case AgentOffline, "":
		return false, []Reason{{Code: BecauseOffline}}
	default:
		return false, []Reason{{Code: BecauseBusy}}
	}
}
