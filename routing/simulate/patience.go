package simulate

import (
	"math"
	"math/rand/v2"
	"time"
)

// Patience gives those who were answered, or sent away, a patience of their own:
// nobody has seen how long they would have waited on. Those who gave up show how
// fast patience runs out, as a rate for each moment of waiting (the estimate of
// greatest likelihood where some have not ended yet); whoever had waited for so
// long waits on by that rate. Where nobody gave up everybody waits for ever.
func Patience(arrivals []Arrival, waited []time.Duration, gaveUp []bool, seed uint64) {
	var total time.Duration
	n := 0
	for i := range arrivals {
		total += waited[i]
		if gaveUp[i] {
			n++
		}
	}
	rng := rand.New(rand.NewPCG(seed, 1))
	for i := range arrivals {
		switch {
		case gaveUp[i]:
			arrivals[i].Patience = max(waited[i], time.Millisecond)
		case n == 0:
			arrivals[i].Patience = 0
		default:
			mean := float64(total) / float64(n)
			arrivals[i].Patience = waited[i] + time.Duration(-mean*math.Log(1-rng.Float64())).Truncate(time.Millisecond) + time.Millisecond
		}
	}
}
