package routing

import "time"

// Line is what holds for calls to one of the company's numbers, as it was when
// the call arrived.
type Line struct {
	Team     TeamID // whose calls these are; "" everybody's
	Language string // of what the caller is told: en, hu, ru

	Closed  Ending // outside the opening hours; "" while they are open
	Empty   Ending // when nobody is at work who could take the call
	Overdue Ending // when the longest wait has passed

	LongestWait time.Duration // 0 for ever
	News        time.Duration // how often a waiting caller is told their place; 0 never
	Consent     bool          // the law wants it said that the call is recorded
}

// Ending is what becomes of a caller to whom nobody can be given.
type Ending string

// The endings.
const (
	KeepWaiting  Ending = "wait"      // they wait on
	TurnAway     Ending = "announce"  // they are told so, and the call ends
	TakeMessages Ending = "voicemail" // they may leave a message
	OfferBack    Ending = "callback"  // they may be called back, keeping their place: only where that can be done
)

// What callers can be told, by the names of the recordings.
const (
	SayRecorded    = "welcome-recorded"
	SayClosed      = "closed"
	SayNobody      = "nobody-here"
	SaySorry       = "sorry-goodbye"
	SayLeave       = "leave-message"
	SayOfferBack   = "callback-offer"
	SayBackKept    = "callback-kept"
	SayMessageKept = "message-kept"
	SayPlace       = "place" // stands for two: position-N and wait-A-B
)

// longestSaying is how long anything said to a caller can take at most; after
// that the call goes on without having heard that it is over.
const longestSaying = 20 * time.Second

// longestMessage is how long a message can be.
const longestMessage = 3 * time.Minute

// backPatience is how long a caller may think about being called back.
const backPatience = 8 * time.Second
