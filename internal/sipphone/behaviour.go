package sipphone

import (
	"net/http"
	"strconv"
	"time"
)

// Behaviour is what a phone does with an offer. It is called from the
// goroutine that reads the socket, right after the 100 was sent, and must not
// wait; offer.Ring, Answer, Refuse and the After functions do not.
type Behaviour func(*Offer)

// Manual leaves the offer to whoever takes it from Phone.NextOffer.
func Manual() Behaviour { return func(*Offer) {} }

// RingOnly rings until somebody else ends it.
func RingOnly() Behaviour { return func(o *Offer) { o.Ring() } }

// Answers rings at once and answers when it has rung for d; with 0 it answers
// without ringing.
func Answers(d time.Duration) Behaviour {
	return func(o *Offer) {
		if d == 0 {
			_ = o.Answer() // refused by itself where it cannot be answered
			return
		}
		o.Ring()
		o.After(d, func() { _ = o.Answer() })
	}
}

// RingsAfter stays silent for d (only the 100 was sent) and then goes on.
func RingsAfter(d time.Duration, then Behaviour) Behaviour {
	return func(o *Offer) { o.After(d, func() { then(o) }) }
}

// Refuses refuses at once: 486, 603, 480 …
func Refuses(code int) Behaviour { return func(o *Offer) { o.Refuse(code) } }

// RefusesAfter rings for d and then refuses.
func RefusesAfter(d time.Duration, code int) Behaviour {
	return func(o *Offer) {
		o.Ring()
		o.After(d, func() { o.Refuse(code) })
	}
}

// Redirects sends the caller elsewhere with 302.
func Redirects(contact string) Behaviour { return func(o *Offer) { o.Redirect(contact) } }

// Silent sends the 100 and nothing more: it never rings.
func Silent() Behaviour { return Manual() }

// AnswersAndHangsUp answers at once and hangs up as soon as the answer is
// acknowledged.
func AnswersAndHangsUp() Behaviour {
	return func(o *Offer) {
		if o.Answer() == nil {
			o.Hangup()
		}
	}
}

// AnswersCancel rings, and answers at the very moment the CANCEL arrives: to
// the other side its CANCEL and our 200 have crossed on the way.
func AnswersCancel() Behaviour {
	return func(o *Offer) {
		o.mu.Lock()
		o.onCancel = func() { _ = o.Answer() }
		o.mu.Unlock()
		o.Ring()
	}
}

// Talks answers like Answers and hangs up after having talked for talk.
func Talks(ring, talk time.Duration) Behaviour {
	return func(o *Offer) {
		Answers(ring)(o)
		o.After(ring+talk, o.Hangup)
	}
}

// sipWords are the phrases of codes that HTTP words otherwise or not at all.
var sipWords = map[int]string{
	302: "Moved Temporarily", 408: "Request Timeout", 480: "Temporarily Unavailable",
	481: "Call/Transaction Does Not Exist", 486: "Busy Here", 487: "Request Terminated",
	488: "Not Acceptable Here", 491: "Request Pending", 600: "Busy Everywhere", 603: "Decline",
	604: "Does Not Exist Anywhere",
}

func statusText(code int) string {
	if words := sipWords[code]; words != "" {
		return words
	}
	if words := http.StatusText(code); words != "" {
		return words
	}
	return "Status " + strconv.Itoa(code)
}
