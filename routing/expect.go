package routing

import (
	"fmt"
	"time"
)

// ExpectedWait is how long a call will probably wait that so many others stand
// before: as many conversations, and the rest after them, as must end for it to
// be its turn, spread over those who are at work for it. known is false where
// nothing can be said: nobody is at work, or no conversation has been seen yet.
func ExpectedWait(agents []Agent, c Call, before int, talk time.Duration, p Policy) (wait time.Duration, known bool) {
	circle, least := max(c.Circle, OwnerCircle), p.leastLevel(c.Caller.Tier, 0)
	working := 0
	for _, a := range agents {
		if a.attends() && c.circleOf(&a) <= circle && a.Level >= least {
			working++
		}
	}
	if working == 0 || talk <= 0 {
		return 0, false
	}
	return time.Duration(before+1) * (talk + p.WrapUp/2) / time.Duration(working), true
}

// SayPosition is the recording that tells a place in the line, counted from 1.
func SayPosition(n int) string {
	if n > 10 {
		return "position-more"
	}
	return fmt.Sprintf("position-%d", max(n, 1))
}

// SayWait is the recording that tells how long the wait will be: a range, as
// nobody knows it better.
func SayWait(wait time.Duration) string {
	for _, r := range []struct {
		below time.Duration
		name  string
	}{
		{time.Minute, "wait-0-1"}, {2 * time.Minute, "wait-1-2"}, {3 * time.Minute, "wait-2-3"},
		{5 * time.Minute, "wait-3-5"}, {10 * time.Minute, "wait-5-10"},
	} {
		if wait < r.below {
			return r.name
		}
	}
	return "wait-10-more"
}
