package crm

import "time"

// RepeatLife is how long the answer to a request that may be sent again is
// kept, and StaleRepeat after what time a request that never ended is taken for
// dead.
const (
	RepeatLife  = 24 * time.Hour
	StaleRepeat = time.Minute
)

// Repeat is what was answered to a request before; the zero Repeat says that it
// is the first.
type Repeat struct {
	Status int
	Answer []byte // sealed by who keeps it
}
