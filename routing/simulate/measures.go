package simulate

import (
	"slices"
	"time"

	"vonal/routing"
)

// Target is the wait within which a call should be answered.
const Target = 20 * time.Second

// Measures are the figures by which days are compared. Formulas are those of
// the product: service level A_T / (A + B − B_T).
type Measures struct {
	Offered, Answered, Abandoned, Others int           // Others got a message, a call back or nothing
	ServiceLevel                         int           // thousandths; -1 where nobody called
	AverageWait, MedianWait, P95Wait     time.Duration // of the answered
	LongestWait                          time.Duration
	Missed                               int
	Occupancy                            int // thousandths, of all agents together
}

// Measure works out the figures of a day.
func Measure(o Observed) Measures {
	m := Measures{Offered: len(o.Calls), ServiceLevel: -1}
	var waits []time.Duration
	inTime, goneInTime := 0, 0
	var sum time.Duration
	for _, c := range o.Calls {
		m.Missed += len(c.Missed)
		switch c.Disposition {
		case routing.Answered, routing.LostPBX:
			if c.Agent == "" {
				m.Others++
				break
			}
			m.Answered++
			waits = append(waits, c.Wait)
			sum += c.Wait
			if c.Wait <= Target {
				inTime++
			}
		case routing.Abandoned:
			m.Abandoned++
			if c.Wait <= Target {
				goneInTime++
			}
		default:
			m.Others++
		}
		m.LongestWait = max(m.LongestWait, c.Wait)
	}
	if n := m.Answered + m.Abandoned - goneInTime; n > 0 {
		m.ServiceLevel = inTime * 1000 / n
	}
	if len(waits) > 0 {
		slices.Sort(waits)
		m.AverageWait = sum / time.Duration(len(waits))
		m.MedianWait = waits[(len(waits)-1)/2]
		m.P95Wait = waits[(len(waits)-1)*95/100]
	}
	var all Busy
	for _, b := range o.Agents {
		all.Talking += b.Talking
		all.WrapUp += b.WrapUp
		all.Ringing += b.Ringing
		all.Free += b.Free
	}
	m.Occupancy = all.Occupancy()
	return m
}
