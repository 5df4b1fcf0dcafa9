package crm

import "time"

// Service is how callers were served; what counts as in time is a wait no longer
// than an aim.
type Service struct {
	Answered   int
	InTime     int // of the answered
	Lost       int // nobody talked to them, though calls were taken then
	GaveUpSoon int // of the lost: those who left in time themselves
}

// Level is the share answered in time: InTime ÷ (Answered + Lost − GaveUpSoon).
// It is false where there is nothing to take a share of.
func (s Service) Level() (float64, bool) {
	of := s.Answered + s.Lost - s.GaveUpSoon
	if of <= 0 {
		return 0, false
	}
	return float64(s.InTime) / float64(of), true
}

// And is both together.
func (s Service) And(other Service) Service {
	return Service{s.Answered + other.Answered, s.InTime + other.InTime, s.Lost + other.Lost, s.GaveUpSoon + other.GaveUpSoon}
}

// Minute is how those were served who called in one minute.
type Minute struct {
	At time.Time // its beginning
	Service
	MedianWait, LongestWait time.Duration // of the answered; zero if there are none
}

// Conversation is an inbound call that has been answered and is not written yet.
type Conversation struct {
	ID                    CallID
	StartedAt, AnsweredAt time.Time
}
