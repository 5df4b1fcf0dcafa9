package phone

import (
	"sync"

	"vonal/crm"
)

// mostKnown bounds what is remembered.
const mostKnown = 4096

// known remembers how numbers of callers were read: each is read several times
// for each call, for the card, the screens and the report.
type known struct {
	mu      sync.Mutex
	numbers map[written]crm.Number
}

type written struct{ raw, country string }

var callers = known{numbers: map[written]crm.Number{}}

func (k *known) number(raw, country string) crm.Number {
	w := written{raw, country}
	k.mu.Lock()
	n, ok := k.numbers[w]
	k.mu.Unlock()
	if ok {
		return n
	}
	n = crm.Number{Raw: crm.CleanName(raw)}
	if number, ok := read(raw, country); ok {
		n.E164 = number
	}
	if len(raw) > maxRaw {
		return n
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.numbers) >= mostKnown {
		clear(k.numbers) // the numbers of those who call now come back at once
	}
	k.numbers[w] = n
	return n
}
