package courier

import (
	"time"

	"github.com/riverqueue/river/rivertype"

	"vonal/internal/clock"
)

// moved is a clock that is not the machine's, as River wants one: what it would
// have reckoned by the database's clock goes by ours.
type moved struct{ clock.Clock }

// NowOrNil is the time of our clock.
func (m moved) NowOrNil() *time.Time {
	now := m.Now()
	return &now
}

// timeOf is the clock that River goes by: its own, and the database's, unless
// ours is moved by a test.
func timeOf(clk clock.Clock) rivertype.TimeGenerator {
	if clk == clock.System {
		return nil
	}
	return moved{clk}
}
