package crm

import "time"

// Direction is who called whom.
type Direction string

// The directions.
const (
	Inbound  Direction = "inbound"
	Outbound Direction = "outbound"
)

// Disposition is how a call ended, as the phone system sees it.
type Disposition string

// The dispositions.
const (
	Answered   Disposition = "answered"
	Abandoned  Disposition = "abandoned"
	Voicemail  Disposition = "voicemail"
	Closed     Disposition = "closed"      // outside the hours
	TurnedAway Disposition = "turned_away" // nobody was at work, or they had waited for too long
	CalledBack Disposition = "callback"    // they asked to be called back, which is a call of its own
	Fallback   Disposition = "fallback"    // handled by Asterisk alone
	LostPBX    Disposition = "lost_pbx"    // Asterisk went down with the call in it

	// Of calls we make; Abandoned is one that its agent gave up.
	NotAnswered Disposition = "no_answer" // the customer did not pick up
	Busy        Disposition = "busy"      // the customer's phone was busy, or declined
	NotReached  Disposition = "failed"    // a phone could not be reached
)

// Interaction is an ended call as whoever carried it reports it.
type Interaction struct {
	ID            CallID
	Direction     Direction
	From          Number
	FromName      string // the caller's display name
	To            string // the dialled number; in E.164 where the call is outbound
	Channel       string // Asterisk's name of the caller's leg
	Instance      string // the controller that reports
	Disposition   Disposition
	Agent         AgentID // who talked, "" if nobody did; of an outbound call who made it
	StartedAt     time.Time
	AnsweredAt    time.Time // when the agent answered, or the customer we called; zero if nobody did
	EndedAt       time.Time
	PlaceSince    time.Time // since when they waited, if they were cut off before and kept the place; else zero
	ToldAt        time.Time // when the caller was told that the call is recorded; zero if they were not
	Offers        []Offer
	Trace         string
	RecordingName string // Asterisk's name of the recording; "" if there is none
}

// Customer is the number of the one who does not work here.
func (in Interaction) Customer() Number {
	if in.Direction != Outbound {
		return in.From
	}
	n := Number{Raw: in.To}
	if to := E164(in.To); to.Valid() {
		n.E164 = to
	}
	return n
}

// Wait is how long whoever called waited for an answer, or until the end.
func (in Interaction) Wait() time.Duration {
	if !in.AnsweredAt.IsZero() {
		return max(0, in.AnsweredAt.Sub(in.StartedAt))
	}
	return max(0, in.EndedAt.Sub(in.StartedAt))
}

// Talk is how long the conversation lasted, or all of them together where the
// caller was handed over; zero if there was none.
func (in Interaction) Talk() time.Duration {
	if in.AnsweredAt.IsZero() {
		return 0
	}
	talk, alone := in.EndedAt.Sub(in.AnsweredAt), time.Time{}
	for _, o := range in.Offers {
		if o.Result != OfferAnswered {
			continue
		}
		if !alone.IsZero() {
			talk -= max(0, o.EndedAt.Sub(alone))
		}
		alone = o.HandedOverAt
	}
	if !alone.IsZero() {
		talk -= in.EndedAt.Sub(alone)
	}
	return max(0, talk)
}

// OfferResult is what became of an offer.
type OfferResult string

// The results of an offer.
const (
	OfferAnswered    OfferResult = "answered"
	OfferMissed      OfferResult = "missed"
	OfferRejected    OfferResult = "rejected"
	OfferUnreachable OfferResult = "unreachable"
	OfferWithdrawn   OfferResult = "withdrawn"
)

// Offer is one agent's phone ringing for a call, or the attempt.
type Offer struct {
	Agent     AgentID
	OfferedAt time.Time
	RingingAt time.Time // zero when the phone never rang
	EndedAt   time.Time
	Result    OfferResult
	Because   []Reason

	HandedOverAt time.Time // when the agent, having answered, handed the caller over; zero if they did not
}

// Outcome is what came of a call, as the agent records it.
type Outcome struct {
	Key  string // of the company's own list; "" while nothing is recorded
	Note string
	By   UserID
	At   time.Time
}

// Call is an ended call with all that is known of it.
type Call struct {
	Interaction // without its trace, which is asked for by itself
	Card        CardID
	CardName    string
	Tier        Tier
	WrapUp      time.Duration // zero until it is over
	Outcome     Outcome
	Recording   *Recording // nil if there is none, or the viewer may not hear it
}

// Tally counts the inbound calls that started since a moment and have ended.
type Tally struct {
	Service
	Offered     int
	AverageWait time.Duration // of the answered; zero if there are none
}

// CallFilter says which calls; what is empty does not narrow.
type CallFilter struct {
	Since       time.Time // started then or later
	Until       time.Time // started before
	Agent       AgentID   // who talked
	MissedBy    AgentID   // at whose phone it rang in vain
	Card        CardID
	Disposition Disposition
	MinTalk     time.Duration
	Outcome     string // key
	NoOutcome   bool   // conversations of which nobody has said what came of them
}
