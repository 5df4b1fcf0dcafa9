// Package past makes up what a company has behind it: customers who have called
// for years, what came of it, deals on their way, tasks, notes, and the story of
// each card. The same plan makes the same past. Few cards are called often and
// most hardly ever, as everywhere.
//
// It writes straight into the tables, as no user could: for measuring, and for
// the demo. What it writes is what the rules would have written.
package past

import (
	"time"
)

// Plan says how large a past is wanted, and of whom.
type Plan struct {
	Seed  uint64
	Cards int
	Now   time.Time     // when it ends
	Span  time.Duration // how far it reaches back
	Staff []Person      // who worked there; at least one
	// Zone of the deadlines of tasks, IANA.
	Zone string
	// Recordings says that answered calls are listed with a recording that has
	// been removed since.
	Recordings bool
}

// Person is somebody of the company: an agent who exists, and the user who is
// the agent, "" if nobody logs in as such.
type Person struct{ Agent, User string }

// What comes to a card on the average. The tests hold a past against it.
const (
	callsPerCard = 3
	notesPerCard = 1
)

// Numbers of the first customers; each card has one of its own.
const firstNumber = 30_100_0000

// story is the past of one card, as rows of each table.
type story struct {
	cards, phones, mails, contacts           []row
	calls, offers, after, recordings         []row
	deals, moves, notes, tasks, people, line []row
}

type row = []any

// tell makes up the i-th card.
func (p Plan) tell(i int) *story {
	t := teller{Plan: p, dice: diceOf(p.Seed, i), number: i, to: &story{}}
	t.open()
	t.call()
	t.write()
	t.sell()
	t.plan()
	t.change()
	t.close()
	return t.to
}
