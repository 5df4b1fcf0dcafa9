package past

import (
	"math"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"
)

// dice are thrown for one card; the same card of the same seed throws the same.
type dice struct{ *rand.Rand }

func diceOf(seed uint64, card int) dice {
	return dice{rand.New(rand.NewPCG(seed, uint64(card)+1))}
}

// chance is true so many times of a hundred.
func (d dice) chance(percent int) bool { return d.IntN(100) < percent }

// skewed is a count of which few are large (Pareto, α = 1.2): at least none, at
// most limit, about 3 on the average.
func (d dice) skewed(limit int) int {
	return min(limit, int(0.68/math.Pow(1-d.Float64(), 1/1.2)))
}

// between is a length of time, evenly.
func (d dice) between(least, most time.Duration) time.Duration {
	return least + time.Duration(d.Int64N(int64(most-least)))
}

// id is a UUIDv7 of that moment.
func (d dice) id(at time.Time) uuid.UUID {
	var id uuid.UUID
	ms := uint64(at.UnixMilli())
	high, low := d.Uint64(), d.Uint64()
	for i := range 6 {
		id[i] = byte(ms >> (40 - 8*i))
	}
	id[6], id[7] = 0x70|byte(high)&0x0f, byte(high>>8)
	for i := range 8 {
		id[8+i] = byte(low >> (8 * i))
	}
	id[8] = id[8]&0x3f | 0x80
	return id
}

func pick[T any](d dice, of []T) T { return of[d.IntN(len(of))] }

// worked brings a moment into the hours of work, Monday to Friday from 8 to 17
// UTC, whole milliseconds.
func worked(at time.Time) time.Time {
	at = at.UTC().Truncate(time.Millisecond)
	day := time.Date(at.Year(), at.Month(), at.Day(), 8, 0, 0, 0, time.UTC)
	switch at.Weekday() {
	case time.Saturday:
		day = day.AddDate(0, 0, -1)
	case time.Sunday:
		day = day.AddDate(0, 0, -2)
	}
	return day.Add(time.Duration(at.Sub(at.Truncate(24*time.Hour)).Milliseconds()*9/24) * time.Millisecond)
}
