package routing

import "time"

// Level is how experienced an agent is; more is more.
type Level int

// The levels, as the API spells them: newcomer, regular, senior.
const (
	Newcomer Level = iota
	Regular
	Senior
)

// The tiers of customers that are not like all others, as the CRM spells them.
const (
	TierImportant = "important"
	TierKey       = "key"
)

// easy reports whether a newcomer may learn by a call of this customer.
func (c Caller) easy() bool { return c.Tier != TierImportant && c.Tier != TierKey }

// leastLevel is the least experience that a customer of the tier is owed after
// such a wait. It goes down step by step, but to newcomers only where the
// policy says after how long.
func (p Policy) leastLevel(tier string, waited time.Duration) Level {
	least := Newcomer
	switch tier {
	case TierImportant:
		least = p.ImportantLevel
	case TierKey:
		least = p.KeyLevel
	}
	if p.LowerAfter > 0 && least > Regular {
		least = max(Regular, least-Level(waited/p.LowerAfter))
	}
	if p.NewcomersAfter > 0 && waited >= p.NewcomersAfter {
		least = Newcomer
	}
	return least
}

// lowered is how long a customer of the tier must wait in all until less
// experience than now is enough; 0 where waiting changes nothing.
func (p Policy) lowered(tier string, waited time.Duration) time.Duration {
	now := p.leastLevel(tier, waited)
	if now == Newcomer {
		return 0
	}
	soonest := p.NewcomersAfter
	if p.LowerAfter > 0 && now > Regular {
		if next := (waited/p.LowerAfter + 1) * p.LowerAfter; soonest == 0 || next < soonest {
			soonest = next
		}
	}
	return soonest
}

// enough is how long the customer must wait in all until the level is enough;
// ok is false where it never is.
func (p Policy) enough(tier string, level Level, waited time.Duration) (wait time.Duration, ok bool) {
	for p.leastLevel(tier, waited) > level {
		if waited = p.lowered(tier, waited); waited == 0 {
			return 0, false
		}
	}
	return waited, true
}

// priority is the place of a tier in the line: who is in a higher class goes
// first, among equals who has waited longer.
func priority(tier string) int {
	switch tier {
	case TierKey:
		return 2
	case TierImportant:
		return 1
	}
	return 0
}
